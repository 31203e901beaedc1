"""Facts about one thing, attested in one entry or in several, taken back in any order: what is left is as if they had never
been recorded. A corrected fact has the place of the one that was wrong, not the last."""

from __future__ import annotations

import copy
from contextlib import suppress
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.body.acts import Correct
from comity.body.correcting import identity
from comity.body.effects import AnyEffect, KeyBound, KeyRevoked
from comity.body.evolve import apply, fold
from comity.body.state import Mark, State, from_snapshot, snapshot, speeches
from comity.charter.law import Law
from comity.errors import ComityError

PARTIES, DAYS = ["ANSE", "BRIM", "COVE"], ["2025-01-01", "2025-06-01", "2026-01-01", "2026-02"]
HISTORY = {"memo", "size", "at", "corrected", "reported", "changes", "unapplied"}
"""What is about the entries, and not about the body."""
RUN = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
)
Made = st.SearchStrategy[dict[str, Any]]


def fact(kind: str, **fields: Any) -> Made:
    """A fact of that kind; a list is a choice."""
    choices = {
        name: st.sampled_from(one) if isinstance(one, list) else st.just(one)
        for name, one in fields.items()
    }
    return st.fixed_dictionaries({"kind": st.just(kind), **choices})


PARTY = st.one_of(
    fact("party.named/1", party="EDDY", name=["Eddy", "Whirl"]),
    fact(
        "status.granted/1",
        party="EDDY",
        status=["member", "associate"],
        since=DAYS,
        until=["", "2027"],
    ),
    fact("status.ended/1", party="EDDY", status=["member", "associate"], on=DAYS),
    fact("status.applied_for/1", party="EDDY", status=["member", "associate"], on="2026"),
    fact("right.suspended/1", party="EDDY", right=["vote", "speak"], since=DAYS),
    fact("right.restored/1", party="EDDY", right=["vote", "speak"], on=DAYS),
    fact("withdrawal.notified/1", party="EDDY", on="2026", effective=DAYS),
)
CREDENTIAL = st.one_of(
    fact(
        "credential.issued/1",
        credential="x",
        person=["ann", "bob"],
        party=PARTIES,
        powers=[["all"]],
        since="2025",
    ),
    fact("credential.revoked/1", credential="x", on=DAYS),
)
TENURE = st.one_of(
    fact(
        "tenure.began/1",
        tenure="x",
        office="harbour_master",
        person=["ann", "bob"],
        since=["2024", "2025"],
    ),
    fact("tenure.ended/1", tenure="x", on=DAYS, reason=["death", "recall"]),
)
ROTA = st.one_of(
    fact("turn.skipped/1", rota="helm", party=PARTIES, on=DAYS),
    fact("turn.passed/1", rota="helm", to=PARTIES, on=DAYS),
    fact("turn.passed/1", rota="helm", to="COVE", on=DAYS, over=[["BRIM"], ["ANSE"]]),
)
SESSION = st.one_of(
    fact("session.convened/1", session="x", organ="assembly", on=DAYS, venue=["", "Hall"]),
    fact("session.moved/1", session="x", on=["", *DAYS], venue=["", "Quay"], host=["", "ANSE"]),
    fact("session.opened/1", session="x", on=DAYS, quorum=[True, False]),
    fact("session.closed/1", session="x", on=DAYS),
    fact("attendance.recorded/1", session="x", present=[["ANSE"], PARTIES]),
    fact("item.requested/1", session="x", item=["i", "j"], by="ANSE", title=["I", "J"]),
    fact("item.placed/1", session="x", item=["i", "j"], position=[1, 2], title=["", "K"]),
)
MEETING = st.one_of(
    fact("meeting.proposed/1", meeting="x", nature="visit", by="ANSE", parties=[["BRIM"]], on=DAYS),
    fact("meeting.accepted/1", meeting="x", by=PARTIES, on=["", *DAYS]),
    fact("meeting.held/1", meeting="x", on=DAYS, nature=["", "talks"], parties=[[], PARTIES]),
)
INSTRUCTION = st.one_of(
    fact(
        "instruction.given/1",
        instruction="x",
        by="helm",
        to="bureau",
        what=["Do", "See"],
        on="2026",
    ),
    fact(
        "instruction.reported/1",
        instruction="x",
        by="bureau",
        report=["Yes", "No"],
        on=DAYS,
        interim=[True, False],
    ),
)
INQUIRY = st.one_of(
    fact("progress.asked/1", inquiry="x", by=PARTIES, to="bureau", about="dredging", on="2026"),
    fact("progress.answered/1", inquiry="x", by="bureau", answer=["Soon", "Done"], on=DAYS),
)
EVENT = st.one_of(
    fact("event.planned/1", event="x", title="X", nature="drill", period=DAYS, stages=[["a", "b"]]),
    fact("event.moved/1", event="x", period=DAYS),
    fact("event.held/1", event="x", on=DAYS, stage=["", "1", "2"]),
    fact("event.cancelled/1", event="x", on=DAYS),
    fact("forces.contributed/1", to="x", party=PARTIES, forces=["Two boats", "A tug"]),
)
MEASURES = st.one_of(
    fact("measures.set/1", measures="x", matter="dredging", what=["Boats", "Tugs"], since=DAYS),
    fact("measures.ended/1", measures="x", on=DAYS),
    fact("forces.contributed/1", to="x", party=PARTIES, forces=["Two boats", "A tug"]),
)
THINGS = {
    "party": PARTY,
    "credential": CREDENTIAL,
    "tenure": TENURE,
    "rota": ROTA,
    "session": SESSION,
    "meeting": MEETING,
    "instruction": INSTRUCTION,
    "inquiry": INQUIRY,
    "event": EVENT,
    "measures": MEASURES,
}


def begun(league: Any) -> tuple[Any, Any]:
    """The league as it was founded, with a matter that measures may be set in: for one example, and to compare with."""
    if "dredging" not in league.state.matters:
        league.matter()
        league.attest({"kind": "person.entered/1", "person": "other", "name": "Other"})
    return again(league), again(league)


def again(league: Any) -> Any:
    one = copy.copy(league)
    one.entries, one.written = [*league.entries], [*league.written]
    one.state = from_snapshot(snapshot(league.state))
    one.state.memo = {k: law for k, law in league.state.memo.items() if isinstance(law, Law)}
    return one


@pytest.mark.parametrize("thing", list(THINGS))
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_what_is_taken_back_in_any_order_was_never_recorded(
    league: Any, thing: str, data: st.DataObject
) -> None:
    league, founded = begun(league)
    wanted: dict[int, list[AnyEffect]] = {}
    for _ in range(data.draw(st.integers(2, 12), "acts")):
        standing = [n for n, effects in wanted.items() if effects]
        voids = data.draw(st.booleans(), "void")
        if standing and voids:
            number = data.draw(st.sampled_from(standing), "entry")
            league.do("correct/1", entry=number, reason="Misread.", void=True)
            wanted[number] = []
            continue
        facts = data.draw(st.lists(THINGS[thing], min_size=1, max_size=3), "facts")
        with suppress(ComityError):  # a session that was not convened
            effects = league.attest(*facts)
            wanted[len(league.entries) - 1] = effects
    assert differing(league.state, without(founded, league, wanted)) == []


@pytest.mark.parametrize("thing", list(THINGS))
@given(data=st.data())
@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
def test_a_corrected_fact_has_the_place_of_the_one_that_was_wrong(
    league: Any, thing: str, data: st.DataObject
) -> None:
    league, founded = begun(league)
    wanted: dict[int, list[AnyEffect]] = {}
    for _ in range(6):
        facts = data.draw(st.lists(THINGS[thing], min_size=1, max_size=2), "facts")
        with suppress(ComityError):
            effects = league.attest(*facts)
            wanted[len(league.entries) - 1] = effects
    for number in wanted:
        at = data.draw(st.integers(0, len(wanted[number]) - 1), "which")
        old = wanted[number][at]
        drawn = data.draw(st.lists(THINGS[thing], min_size=5, max_size=5), "corrected")
        made = [msgspec.convert(one, AnyEffect) for one in drawn]
        new = next((one for one in made if identity(one) == identity(old)), old)
        effects = [*wanted[number][:at], new, *wanted[number][at + 1 :]]
        facts = [msgspec.to_builtins(one) for one in effects if identity(one) == identity(old)]
        with suppress(ComityError):  # a place that is no longer on the agenda
            league.correct(number, *facts)
            wanted[number] = effects
    assert differing(league.state, without(founded, league, wanted)) == []


def without(founded: Any, league: Any, wanted: dict[int, list[AnyEffect]]) -> State:
    """The state had those entries recorded what is wanted of them, and nothing been corrected."""
    later = league.entries[len(founded.entries) :]
    plain = [e for e in later if not isinstance(e.act, Correct)]
    entries = (msgspec.structs.replace(e, effects=wanted[e.n]) for e in plain)
    return fold(entries, founded.state)


def differing(state: State, other: State) -> list[tuple[str, Any, Any]]:
    """The fields in which two bodies differ, whichever entries they came from, with what each says."""
    names = [name for name in state.__struct_fields__ if name not in HISTORY]
    both = ((name, bare(getattr(state, name)), bare(getattr(other, name))) for name in names)
    return [one for one in both if one[1] != one[2]]


def bare(value: Any) -> Any:
    match value:
        case msgspec.Struct():
            own = {n: bare(getattr(value, n)) for n in value.__struct_fields__}
            counted = {n: len(own.pop(n)) for n in ("reports", "answers") if n in own}
            return {n: v for n, v in own.items() if n not in ("entry", "attested")} | counted
        case dict():
            return {key: bare(one) for key, one in value.items()}
        case list():
            return [bare(one) for one in value]
        case _:
            return value


# --- some of these, one by one ----------------------------------------------------------------------------------------

CONVENED = {"kind": "session.convened/1", "session": "x", "organ": "assembly", "on": "2026-03-01"}
MOVED = {"kind": "session.moved/1", "session": "x", "on": "2026-03-09"}
NEXT = {"kind": "session.moved/1", "session": "x", "on": "2026-03-10"}


def void(league: Any, entry: int) -> None:
    league.do("correct/1", entry=entry, reason="misread", void=True)


def test_a_session_moved_in_the_entry_that_convened_it_is_corrected(league: Any) -> None:
    league.attest(CONVENED, MOVED)
    entry = len(league.entries) - 1
    league.correct(entry, MOVED | {"on": "2026-03-11"})
    assert league.state.sessions["x"].on == "2026-03-11"
    void(league, entry + 1)
    assert league.state.sessions["x"].on == "2026-03-01"


@pytest.mark.parametrize(
    ("given", "day"), [("2026-03-11", "2026-03-10"), ("2026-03-08", "2026-03-10")]
)
def test_of_two_moves_in_one_entry_the_one_corrected_is_the_first(
    league: Any, given: str, day: str
) -> None:
    league.attest(CONVENED, MOVED, NEXT)
    league.correct(-1, MOVED | {"on": given})
    assert league.state.sessions["x"].on == day


def test_correcting_one_period_of_a_status_leaves_the_other(league: Any) -> None:
    member = {"kind": "status.granted/1", "party": "DOCK", "status": "member"}
    first, second = member | {"since": "2020", "until": "2021"}, member | {"since": "2023"}
    league.attest(first, second)
    league.correct(-1, member | {"since": "2024"})  # like the second: it has no end
    held = league.state.parties["DOCK"].statuses
    assert [(one.since, one.until) for one in held] == [("2020", "2021"), ("2024", "")]


def test_a_correction_corrected_leaves_one_fact_in_the_place_of_both(league: Any) -> None:
    member = {"kind": "status.granted/1", "party": "DOCK", "status": "member", "since": "2020"}
    league.attest(member)
    league.correct(-1, member | {"since": "2021"})
    league.correct(-1, member | {"since": "2022"})
    assert [one.since for one in league.state.parties["DOCK"].statuses] == ["2022"]


def test_correcting_an_earlier_move_leaves_the_later_one(league: Any) -> None:
    league.attest(CONVENED)
    league.attest(MOVED)
    league.attest(NEXT)
    league.correct(-2, MOVED | {"on": "2026-04-01"})
    league.correct(-4, CONVENED | {"on": "2026-03-02"})
    assert league.state.sessions["x"].on == "2026-03-10"


def test_two_speeches_and_two_flags_of_one_entry_are_told_apart(league: Any) -> None:
    said = {"kind": "speech.made/1", "by": "ANSE", "on": "2026", "gist": "Aye", "session": "x"}
    flag = {"kind": "irregularity.flagged/1", "about": "0", "authority": "A", "what": "W"}
    league.attest(CONVENED)
    league.attest(
        said | {"speech": "one"},
        said | {"speech": "two"},
        flag | {"article": "Rules 1"},
        flag | {"article": "Rules 2"},
    )
    entry = len(league.entries) - 1
    league.correct(entry, said | {"speech": "one", "gist": "No"}, flag | {"article": "Rules 3"})
    assert speeches(league.state, "x") == [entry, entry + 1]
    assert {one.article for one in league.state.irregularities} == {"Rules 2", "Rules 3"}


def test_a_revoked_key_stays_revoked_when_its_person_is_corrected() -> None:
    bound = {"credential_id": "a", "public_key": "b", "rp_id": "x.example", "since": "2025-01-01"}
    key = KeyBound(key="k", person="ann", origin="https://x.example", **bound)
    state = State(corrected={1: 3})
    apply(state, key, Mark(1, ""))
    apply(state, KeyRevoked(key="k", on="2025-02-01"), Mark(2, ""))
    apply(state, msgspec.structs.replace(key, person="bob"), Mark(3, ""))
    assert (state.keys["k"].person, state.keys["k"].revoked) == ("bob", "2025-02-01")
    assert state.keys_of == {"bob": ["k"]}


def test_what_was_never_changed_costs_nothing(league: Any) -> None:
    league.attest(CONVENED, {"kind": "person.entered/1", "person": "other", "name": "Other"})
    league.attest(
        {"kind": "event.planned/1", "event": "x", "title": "X", "nature": "drill", "period": "2026"}
    )
    assert league.state.changes == {}


def test_the_words_of_a_report_stay_in_the_register(league: Any) -> None:
    league.attest(
        {
            "kind": "instruction.given/1",
            "instruction": "x",
            "by": "helm",
            "to": "bureau",
            "what": "Do",
            "on": "2026",
        },
        {
            "kind": "instruction.reported/1",
            "instruction": "x",
            "by": "bureau",
            "report": "At length",
            "on": "2026",
        },
    )
    assert b"At length" not in snapshot(league.state)
    void(league, len(league.entries) - 1)
    assert "x" not in league.state.instructions
