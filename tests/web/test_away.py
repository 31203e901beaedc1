"""While the register or the database of accounts cannot be used: 503, and what may have been recorded."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client

from comity.errors import StoreFailed
from comity.web.bodies import RunningBody, bodies
from comity.web.demonstration import PRACTICE

PATIENCE = 60
HEAD = f"/b/{PRACTICE}/head"
LOST = StoreFailed("store.lost", "postgresql://db: The connection was lost.")
FULL = StoreFailed("store.full", "comity.db: There is no space left.")
NOTHING = "nothing was to be recorded"
NO = "What you sent was not recorded"
PERHAPS = "may have been recorded"


def failing(error: Exception) -> Any:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return fail


def answer(client: Client, practice: RunningBody, **more: str) -> Any:
    question = practice.registrar.state.matters["harrow-observer"].question()
    assert question is not None
    sent = {"question": question.question, "choice": "in favour", "as": "BE:head of state"}
    return client.post(f"{HEAD}/answer", {**sent, "request": "one", **more})


def said(found: Any) -> str:
    assert found.status_code == 503
    assert found["Retry-After"]
    assert found["Cache-Control"] == "private, no-store"
    page = found.content.decode()
    assert "Nothing was recorded" not in page
    return str(page)


def test_a_page_asked_for_while_the_register_is_away(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor("p4")
    monkeypatch.setattr(practice.registrar.store, "head", failing(LOST))
    assert NOTHING in said(client.get(HEAD))


def test_it_is_said_in_russian_as_well(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor("p4")
    monkeypatch.setattr(practice.registrar.store, "head", failing(LOST))
    found = client.get(HEAD, headers={"accept-language": "ru"})
    client.cookies["django_language"] = "ru"
    found = client.get(HEAD)
    assert "Страница временно недоступна" in said(found)
    assert found["Content-Language"] == "ru"


def test_an_act_that_the_store_refused_was_not_recorded(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, size = visitor("p4"), practice.registrar.state.size
    with monkeypatch.context() as broken:
        broken.setattr(practice.registrar.store, "append", failing(FULL))
        assert NO in said(answer(client, practice))
    assert practice.registrar.state.size == size
    assert answer(client, practice).status_code < 400
    assert practice.registrar.state.size > size


def test_an_act_whose_commit_cannot_be_looked_up_may_have_been_recorded_and_is_not_twice(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client, store = visitor("p4"), practice.registrar.store
    append, turn = store.append, store.turn

    def lost(*args: Any, **kwargs: Any) -> None:
        append(*args, **kwargs)
        monkeypatch.setattr(store, "turn", failing(LOST))
        raise LOST

    size = practice.registrar.state.size
    monkeypatch.setattr(store, "append", lost)
    assert PERHAPS in said(answer(client, practice))
    monkeypatch.setattr(store, "append", append)
    monkeypatch.setattr(store, "turn", turn)
    recorded = practice.registrar.state.size
    assert recorded == size + 1
    assert answer(client, practice).status_code < 400
    assert practice.registrar.state.size == recorded


def test_a_form_sent_while_the_register_cannot_be_read_may_have_been_recorded(
    practice: RunningBody, visitor: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = visitor("p4")
    sent = {"question": "q", "choice": "in favour"}
    monkeypatch.setattr(practice.registrar.store, "head", failing(LOST))
    assert PERHAPS in said(client.post(f"{HEAD}/answer", sent))


@pytest.mark.parametrize(("method", "expected"), [("get", NOTHING), ("post", PERHAPS)])
@pytest.mark.parametrize("signed_in", [True, False])
def test_the_database_of_accounts_is_away(
    practice: RunningBody, visitor: Any, method: str, expected: str, signed_in: bool
) -> None:
    """Wherever it is met first: in the session, the account, or the page."""
    client = visitor("p4") if signed_in else Client()
    client.raise_request_exception = False
    with connection.execute_wrapper(failing(OperationalError("unable to open database file"))):
        found = getattr(client, method)(HEAD)
    assert expected in said(found)
    assert client.get("/healthz").status_code == 200


def test_where_a_commit_waits_for_the_disk_pages_of_the_same_and_other_bodies_answer(
    practice: RunningBody, monkeypatch: pytest.MonkeyPatch
) -> None:
    from comity.body.acts import EnterPerson, FoundBody
    from comity.registrar import EXAMPLE
    from comity.web.setting_up import found_body

    act = FoundBody(
        charter=EXAMPLE.replace("league", "other"), clerk="p1", clerk_name="Ada", organ="bureau"
    )
    found_body(bodies().place, bodies().store, "other", act)
    other = bodies().running("other")
    waits, free = Event(), Event()
    append = practice.registrar.store.append

    def slow(*args: Any, **kwargs: Any) -> None:
        waits.set()
        assert free.wait(PATIENCE)
        append(*args, **kwargs)

    def write() -> None:
        with other.reading():
            other.registrar.submit([EnterPerson(by="p1", for_="bureau", name="Bela")])

    def look(running: RunningBody) -> int:
        with running.reading() as state:
            return len(state.persons)

    monkeypatch.setattr(practice.registrar.store, "append", slow)
    with ThreadPoolExecutor(2) as threads:
        writing = threads.submit(write)
        try:
            assert waits.wait(PATIENCE)
            assert threads.submit(look, other).result(PATIENCE) == 1
            assert threads.submit(look, practice).result(PATIENCE) > 1
            assert not writing.done()
        finally:
            free.set()
        writing.result(PATIENCE)
    assert look(other) == 2
