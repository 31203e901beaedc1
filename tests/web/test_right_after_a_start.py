"""Right after a start: every page with a list has the same rows as later, or says how far the record was looked through.

The index of a long record takes time. Here it is stopped at a third of the record and let go on later, on either database.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from django.test import Client

from comity.place import Place
from comity.store import moving
from comity.store.growing import Growing
from comity.store.postgres import open_postgres
from comity.web import bodies as keeping
from comity.web.bodies import RunningBody
from comity.web.demonstration import PRACTICE
from comity.web.readmodel import register, search, tasks, trails

Visitor = Callable[[str], Client]
BASE = f"/b/{PRACTICE}"
SO_FAR = re.compile(r"(\d+) of (\d+) records have been looked through so far")
ROWS = re.compile(r'(?:id="record-|/register/)(\d+)')
CLERK, MEMBER = "p0", "p5"
LISTS = [
    "/register", "/register?kind=position", "/register?kind=matter", "/register?kind=clock", "/register?who=AR",
    "/register?who=secretariat", "/register?who=p5", "/register?kind=remark&who=CO", "/register?since=2026-11-01",
    "/register?kind=position&since=2026-11-01", "/register?kind=matter&until=2026-11-10", "/register?kind=session",
    "/search?q=plan", "/search?q=secretary", "/search?q=river&kind=matter", "/search?q=arvenia", "/search?q=2026",
    "/tasks", "/matters", "/matters?which=ended", "/decisions", "/sources", "/calendar", "/decisions.atom",
    "/sessions.atom", "/desk",
]  # fmt: skip


@pytest.fixture(params=["sqlite", "postgres"])
def body(
    request: pytest.FixtureRequest,
    practice: RunningBody,
    place: Place,
    settings: pytest.FixtureRequest,
) -> Iterator[RunningBody]:
    """The practice body on either database."""
    if request.param == "sqlite":
        yield practice
        return
    address = request.getfixturevalue("postgres")
    with open_postgres(address, create=True) as store:
        moving.copy(practice.registrar.store, store, PRACTICE)  # type: ignore[arg-type]
    settings.PLACE = replace(place, register=address)  # type: ignore[attr-defined]
    yield keeping.require(PRACTICE)
    keeping._bodies.pop(settings.PLACE).forget()  # type: ignore[attr-defined]


@pytest.fixture
def stopped(body: RunningBody, monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """Indexes grow no further than a third of the record, until what is given is called."""
    third = body.registrar.state.size // 3
    reach = Growing.reach

    def no_further(self: Growing, size: int, patience: float = 0) -> bool:
        reach(self, min(size, third), 60)
        return self.size >= size

    monkeypatch.setattr(trails, "CHUNK", 16)
    monkeypatch.setattr(register, "A_PAGE", 7)
    monkeypatch.setattr(search, "SLICE", 5)
    monkeypatch.setattr(Growing, "reach", no_further)
    trails._indexes.clear()
    search._words_of.clear()

    def go_on() -> None:
        whole = lambda self, size, patience=0: reach(self, size, 60)  # noqa: E731
        monkeypatch.setattr(Growing, "reach", whole)

    return go_on


def addresses(body: RunningBody) -> list[str]:
    state = body.registrar.state
    matters = ["plan", *list(state.matters)[::4], *list(state.cards)[::3]]
    return [
        *LISTS,
        *(f"/register?matter={one}" for one in matters),
        *(f"/register?matter={one}&kind=position" for one in matters),
        *(f"/matters/{one}/history" for one in matters),
        *(f"/matters/{one}" for one in matters),
        *(f"/sources/{one}" for one in list(state.sources)[:3]),
        *(f"/register/tables/{one}.csv" for one in ("positions", "questions", "instructions")),
    ]


def pages(reader: Client, path: str) -> Iterator[str]:
    """The page, and those to which it leads on."""
    seen = set[str]()
    while path not in seen:
        seen.add(path)
        answer = reader.get(path)
        if answer.status_code != 200:
            return
        text = b"".join(answer).decode() if answer.streaming else answer.content.decode()
        yield text
        more = re.search(r'href="(\?[^"]*before=\d+)"', text)
        path = path.partition("?")[0] + more[1].replace("&amp;", "&") if more else path


def rows(reader: Client, path: str) -> tuple[list[str], bool]:
    """The records that the pages name, and whether one says that the record was not looked through to its end."""
    found, cut = [], False
    for text in pages(reader, path):
        main = text.partition("<main")[2] or text
        found += ROWS.findall(main)
        cut |= bool(SO_FAR.search(main))
        assert not (SO_FAR.search(main) and "Nothing here fits" in main), path
    return found, cut


@pytest.mark.slow
@pytest.mark.django_db
def test_the_same_rows_or_how_far_it_was_looked(
    body: RunningBody, visitor: Visitor, stopped: Callable[[], None]
) -> None:
    reader = visitor(MEMBER)
    first = {path: rows(reader, BASE + path) for path in addresses(body)}
    stopped()
    later = {path: rows(reader, BASE + path) for path in addresses(body)}
    assert not [path for path, (_, cut) in later.items() if cut]
    for path, (found, cut) in first.items():
        assert cut or found == later[path][0], path
        newest_alone = re.fullmatch("/matters/[^/]+", path)
        assert newest_alone or set(found) <= set(later[path][0]), path
    short = [path for path, (found, _) in first.items() if found != later[path][0]]
    assert len(short) > 12, "the index was stopped, so that pages lack something"
    assert any(path.startswith("/register?matter=") and not first[path][0] for path in short)


@pytest.mark.slow
@pytest.mark.django_db
def test_what_is_recorded_is_on_the_pages_at_once(
    body: RunningBody, visitor: Visitor, stopped: Callable[[], None]
) -> None:
    from comity.body.acts import Speak

    stopped()
    reader = visitor(CLERK)
    for n in range(20):
        said = Speak(by="p0", for_="secretariat", gist=f"Said {n}", matter="plan")
        number = str(body.registrar.submit([said]).first)
        for path in ("/register?matter=plan", "/register?kind=speech", "/register?who=secretariat",
                     "/matters/plan/history"):  # fmt: skip
            assert ROWS.findall(reader.get(BASE + path).content.decode())[0] == number, path


@pytest.mark.django_db
def test_a_list_of_tasks_that_is_cut_says_so_and_leads_to_the_rest(
    practice: RunningBody, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = visitor(CLERK)
    number = re.compile(rf'href="{BASE}/tasks/([^"/]+)"')
    every = set(number.findall(reader.get(f"{BASE}/tasks").content.decode()))
    monkeypatch.setattr(tasks, "LISTED", 1)
    page = reader.get(f"{BASE}/tasks").content.decode()
    assert set(number.findall(page)) < every
    found = set(number.findall(page))
    while more := re.search(r'href="(\?most=\d+)"', page):
        assert "Not all tasks are shown here" in page
        page = reader.get(f"{BASE}/tasks{more[1]}").content.decode()
        found |= set(number.findall(page))
    assert found == every
    assert "Not all tasks are shown here" not in page
