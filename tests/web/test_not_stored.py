"""No browser and no proxy keeps a page: every address answers ``private, no-store``, and no address leaks by Referer."""

from __future__ import annotations

import pytest
import walking
from django.test import Client

from comity.web.bodies import RunningBody
from comity.web.middleware import STORED, WITH_TOKEN

Visitor = walking.Callable[[str], Client]
SECRET_PARTS = {"token", "key", "uidb36"}


def test_every_address_answers_what_nobody_stores(practice: RunningBody, visitor: Visitor) -> None:
    """Pages, tables, feeds, papers, refusals and addresses that lead nowhere, for who is signed in and for a visitor."""
    with practice.reading() as state:
        known = walking.addresses(practice.name, state, [0, state.size - 1])
    one_of_each = {one.route.pattern: one for one in known}.values()
    assert len(one_of_each) > 100
    for client in (visitor("p19"), Client()):
        for one in one_of_each:
            answer = client.get(one.path)
            expected = STORED.get(one.route.name, "private, no-store")
            said = answer.headers.get("Cache-Control"), answer.headers.get("Expires")
            assert said == (expected, None), f"{one.path} answers {answer.status_code}: {said}"


@pytest.mark.parametrize("path", ["/nowhere", "/b/six-rivers/nowhere", "/account/login/%00"])
def test_what_is_not_there_is_not_stored_either(db: None, path: str) -> None:
    assert Client().get(path).headers["Cache-Control"] == "private, no-store"


def test_a_form_and_what_it_leads_to_are_not_stored(visitor: Visitor) -> None:
    answer = visitor("p19").post("/b/six-rivers/people/p5/recovery", {"reason": "lost"})
    assert answer.status_code in (303, 403)
    assert answer.headers["Cache-Control"] == "private, no-store"


def test_an_error_of_ours_is_not_stored(visitor: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    client = visitor("p19")
    client.raise_request_exception = False

    def fails(*_: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.setattr("comity.web.visits.visit_of", fails)
    answer = client.get("/b/six-rivers/desk")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (500, "private, no-store")


def test_an_address_that_opens_something_is_sent_to_nobody_as_a_referer(db: None) -> None:
    with_secret = {one.name for one in walking.routes() if SECRET_PARTS & set(one.parts)}
    assert (
        with_secret - {"account_confirm_email"} <= WITH_TOKEN
    )  # addresses are confirmed by ``new_address``
    for path in ("/invitation/x", "/recovery/x", "/account/password/reset/key/1-x/", "/setup"):
        assert Client().get(path).headers["Referrer-Policy"] == "strict-origin", path
    assert Client().get("/account/login/").headers["Referrer-Policy"] == "same-origin"
