"""As known on a day, and how a matter stood: on a small record whose sources have dates, and on the real one."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec
import pytest

from comity.body.acts import AnyAct, Attest, FileSource, FoundBody
from comity.body.entry import Entry
from comity.body.evolve import fold
from comity.body.knowledge import FIRST_DAY, as_it_stood, as_known, known_from
from comity.body.state import State, find_matter
from comity.exchange.records import read_record, replay_record
from comity.register.keys import SigningKey
from comity.registrar import EXAMPLE, found
from comity.store.memory import MemoryStore

ROOT = Path(__file__).parents[2]
RECORDED = datetime(2026, 1, 5, 9, tzinfo=UTC)
KEY = SigningKey("example.org/league", bytes(32))
GAZETTE, ANNUAL, UNDATED = "2020-03-31", "2021-12-31", "2026-01-05"
SOURCES = [
    {
        "kind": "source.file/1",
        "source": "gazette",
        "title": "G",
        "sha256": "0" * 64,
        "published": "2020-03",
    },
    {
        "kind": "source.file/1",
        "source": "annual",
        "title": "A",
        "sha256": "1" * 64,
        "published": "2021",
    },
    {"kind": "source.file/1", "source": "undated", "title": "U", "sha256": "2" * 64},
]


def attest(*facts: dict[str, Any], cites: str) -> dict[str, Any]:
    return {
        "kind": "attest/1",
        "cites": [{"source": s} for s in cites.split()],
        "facts": list(facts),
    }


def person(name: str) -> dict[str, Any]:
    return {"kind": "person.entered/1", "person": name, "name": name}


BEGAN = {
    "kind": "tenure.began/1",
    "tenure": "t1",
    "office": "chief",
    "person": "p2",
    "since": "2020",
}
ENDED = {"kind": "tenure.ended/1", "tenure": "t1", "on": "2020-02", "reason": "death"}


def entries(*acts: dict[str, Any]) -> list[Entry]:
    """The entries of a body in which the clerk records these acts on 5 January 2026."""
    charter = f"{EXAMPLE}offices: [{{office: chief}}]\n"
    founding = FoundBody(charter=charter, clerk="p1", clerk_name="Ada", organ="bureau")
    registrar = found(MemoryStore(), "league", founding, KEY, clock=lambda: RECORDED)
    for act in (*SOURCES, *acts):
        registrar.submit([msgspec.convert({"by": "p1", "for": "bureau", **act}, AnyAct)])
    return list(registrar.entries())


def first_known(of: list[Entry], known: Any) -> str:
    """The first of the days that matter on which the state has it."""
    days = [FIRST_DAY, GAZETTE, ANNUAL, UNDATED]
    return next(day for day in days if known(as_known(of, day)))


@pytest.mark.parametrize(
    ("cites", "day"),
    [
        ("gazette", GAZETTE),
        ("annual", ANNUAL),
        ("gazette annual", ANNUAL),
        ("undated", UNDATED),
        ("gazette undated", UNDATED),
    ],
)
def test_a_fact_is_known_when_the_last_of_its_sources_is_public(cites: str, day: str) -> None:
    of = entries(attest(person("p2"), cites=cites))
    assert first_known(of, lambda state: "p2" in state.persons) == day


def test_on_the_day_before_it_is_not_known() -> None:
    of = entries(attest(person("p2"), cites="gazette"))
    assert "p2" not in as_known(of, "2020-03-30").persons


def test_the_charter_is_known_always_and_a_source_from_its_publication() -> None:
    of = entries()
    assert as_known(of, "1800-01-01").charters
    assert first_known(of, lambda state: "gazette" in state.sources) == GAZETTE
    assert first_known(of, lambda state: "undated" in state.sources) == UNDATED


def test_what_is_decided_is_known_from_its_recording_at_the_seat() -> None:
    of = entries({"kind": "person.enter/1", "person": "p2", "name": "Bela"})
    assert first_known(of, lambda state: "p2" in state.persons) == UNDATED
    late = msgspec.structs.replace(of[-1], at="2026-01-05T23:30:00.000Z")
    assert known_from(late, {}, "Europe/Vienna") == "2026-01-06"


def test_a_source_published_after_the_recording_delays_nothing() -> None:
    fact = attest(person("p2"), cites="later")
    later = {**SOURCES[0], "source": "later", "sha256": "3" * 64, "published": "2030"}
    of = entries(later, fact)
    assert first_known(of, lambda state: "p2" in state.persons) == UNDATED


def test_what_is_about_something_not_yet_known_waits_for_it() -> None:
    # The gazette reports the end of what only the annual report says had begun.
    of = entries(
        attest(person("p2"), BEGAN, cites="annual"),
        attest(ENDED, person("p3"), cites="gazette"),
    )
    early = as_known(of, GAZETTE)
    assert (early.tenures, "p3" in early.persons) == ({}, True)
    assert as_known(of, ANNUAL).tenures["t1"].ended == "2020-02"


def test_a_tenure_is_known_though_the_name_of_its_holder_is_not() -> None:
    of = entries(attest(person("p2"), cites="annual"), attest(BEGAN, cites="gazette"))
    early = as_known(of, GAZETTE)
    assert ("t1" in early.tenures, "p2" in early.persons) == (True, False)


def test_a_correction_is_known_from_its_recording_and_not_before() -> None:
    wrong = attest({**BEGAN, "person": "p1"}, cites="gazette")
    of = entries(attest(person("p2"), cites="gazette"), wrong)
    number = of[-1].n
    correct = {"kind": "correct/1", "entry": number, "reason": "Misread.", "facts": [BEGAN]}
    of = entries(
        attest(person("p2"), cites="gazette"), wrong, correct | {"cites": [{"source": "gazette"}]}
    )
    assert as_known(of, GAZETTE).tenures["t1"].person == "p1"
    assert as_known(of, UNDATED).tenures["t1"].person == "p2"


# --- on the real record -----------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def csto() -> list[Entry]:
    record = read_record(ROOT / "records" / "csto")
    registrar = replay_record(record, MemoryStore(), KEY, clock=lambda: RECORDED)
    return list(registrar.entries())


def bare(state: State) -> State:
    state.memo = {}
    return state


def test_when_everything_is_known_it_is_the_body_as_it_is(csto: list[Entry]) -> None:
    assert bare(as_known(csto, "2026-01-05")) == bare(fold(csto))


def days_around() -> Iterator[str]:
    """Each day on which one of the documents became public, and the day before."""
    for day in ("2020-03-31", "2022-11-23", "2023-01-11", "2023-11-23", "2026-01-05"):
        known = date.fromisoformat(day)
        yield from ((known - timedelta(days=1)).isoformat(), day)


def test_day_by_day_more_is_known_and_never_less(csto: list[Entry]) -> None:
    known = [
        {entry.n for entry in csto if known_from(entry, published(csto), "Europe/Moscow") <= day}
        for day in days_around()
    ]
    states = [as_known(csto, day) for day in days_around()]
    assert all(earlier <= later for earlier, later in pairwise(known))
    persons = [set(state.persons) for state in states]
    assert all(earlier <= later for earlier, later in pairwise(persons))
    assert len({len(each) for each in known}) > 4


def published(of: list[Entry]) -> dict[str, str]:
    """The last possible day of publication of each document, as its page gives it (``records/csto/README.md``)."""
    filed = [entry.act for entry in of if isinstance(entry.act, FileSource)]
    assert [act.source for act in filed] == ["s1", "s2", "s3", "s4", "s5"]
    return {"s2": "2022-11-23", "s3": "2023-01-11", "s4": "2020-03-31", "s5": "2023-11-23"}


def test_nobody_knew_in_2022_what_was_told_a_year_later(csto: list[Entry]) -> None:
    # The priorities of November 2022 are reported by the document of November 2023 alone.
    told = [e.n for e in csto if isinstance(e.act, Attest) and "s5" in str(e.act.cites)]
    assert told
    assert "pr-cohesion" not in as_known(csto, "2023-01-11").priorities
    assert "pr-cohesion" in as_known(csto, "2023-11-23").priorities


def unsaid(_entry: int) -> str:
    """No entry has a day of its own."""
    return ""


def test_a_matter_as_it_stood_has_the_steps_of_its_day(csto: list[Entry]) -> None:
    matter = find_matter(fold(csto), "plan-2023")
    assert matter is not None
    before, after = (
        as_it_stood(matter, "2023-01-10", unsaid),
        as_it_stood(matter, "2023-01-11", unsaid),
    )
    assert (before.step, before.questions) == ("", [])
    assert (after.step, len(after.questions)) == ("reconciliation", 1)


def test_a_matter_that_has_ended_had_not_ended_before(csto: list[Entry]) -> None:
    matter = find_matter(fold(csto), "appointment-2023")
    assert matter is not None
    assert as_it_stood(matter, "2023-01-09", unsaid).ended == ""
    assert as_it_stood(matter, "2023-01-10", unsaid).outcome == "appointed"
