"""Whatever has a first and a last day is in effect on the days on which it certainly is: one rule for all of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from comity.body.crisis import measures_in_force
from comity.body.rights import valid
from comity.body.standing import has_right, status_of
from comity.body.turns import holders, possible_holders

FIRST = "2026-02-01"


def tenure(league: Any, until: str, ended: str) -> Callable[[str], bool]:
    fact = {"tenure": "t", "office": "harbour_master", "person": "pat", "since": FIRST}
    league.do("person.enter/1", person="pat", name="Pat")
    report(
        league,
        "tenure.began/1",
        fact,
        until,
        "tenure.ended/1",
        {"tenure": "t", "reason": "resignation"},
        ended,
    )
    return lambda day: bool(holders(league.state, "harbour_master", day))


def status(league: Any, until: str, ended: str) -> Callable[[str], bool]:
    fact = {"party": "EDDY", "status": "member"}
    league.do("party.name/1", party="EDDY", name="Eddy")
    report(
        league, "status.granted/1", {**fact, "since": FIRST}, until, "status.ended/1", fact, ended
    )
    return lambda day: status_of(league.state, league.on.law, "EDDY", day) == "member"


def suspension(league: Any, until: str, ended: str) -> Callable[[str], bool]:
    fact = {"party": "ANSE", "right": "vote"}
    report(
        league,
        "right.suspended/1",
        {**fact, "since": FIRST},
        until,
        "right.restored/1",
        fact,
        ended,
    )
    return lambda day: not has_right(league.state, league.on.law, "ANSE", "vote", day)


def measures(league: Any, until: str, ended: str) -> Callable[[str], bool]:
    league.matter()
    fact = {"measures": "x", "matter": "dredging", "what": "Escort.", "since": FIRST}
    report(league, "measures.set/1", fact, until, "measures.ended/1", {"measures": "x"}, ended)
    return lambda day: bool(measures_in_force(league.state, day))


def credential(league: Any, until: str, ended: str) -> Callable[[str], bool]:
    league.do("person.enter/1", person="pat", name="Pat")
    fact = {
        "credential": "c",
        "person": "pat",
        "party": "ANSE",
        "as": "envoy",
        "powers": ["speak"],
        "since": FIRST,
    }
    report(
        league,
        "credential.issued/1",
        fact,
        until,
        "credential.revoked/1",
        {"credential": "c"},
        ended,
    )
    return lambda day: valid(league.state.credentials["c"], day)


def report(
    league: Any,
    began: str,
    fact: dict[str, Any],
    until: str,
    ends: str,
    ending: dict[str, Any],
    ended: str,
) -> None:
    """A source reports that it began, until when, and when it ended before that, each where it is given."""
    league.attest({"kind": began, **fact, **({"until": until} if until else {})})
    if ended:
        league.attest({"kind": ends, **ending, "on": ended})


KINDS = (tenure, status, suspension, measures, credential)
DAYS = (
    "2026-01-31",
    "2026-02-01",
    "2026-02-28",
    "2026-03-01",
    "2026-03-02",
    "2026-03-31",
    "2026-04-01",
)
CASES: Mapping[tuple[str, str], int] = {
    ("", ""): 6,
    ("2026-02-28", ""): 2,
    ("2026-03-01", ""): 3,
    ("2026-03", ""): 3,
    ("[2026-03-01..2026-03-31]", ""): 3,
    ("[2026-03-02..]", ""): 4,
    ("[..2026-03-31]", ""): 0,
    ("", "2026-03-01"): 2,
    ("", "2026-03"): 2,
    ("2026-03-31", "2026-03"): 2,
    ("2026-02", "2026-03-31"): 1,
}
"""How many of the days from 1 February on it is in effect, by its last day and by the first day without it."""


@pytest.mark.parametrize(("dates", "days"), CASES.items())
@pytest.mark.parametrize("kind", KINDS, ids=lambda one: one.__name__)
def test_it_is_in_effect_while_it_has_certainly_begun_and_cannot_have_ended(
    league: Any, kind: Callable[..., Callable[[str], bool]], dates: tuple[str, str], days: int
) -> None:
    there = kind(league, *dates)
    assert [day for day in DAYS if there(day)] == [*DAYS[1 : 1 + days]]


def test_who_may_still_hold_an_office_is_named_as_possible(league: Any) -> None:
    tenure(league, "2026-03", "")
    found = [len(possible_holders(league.state, "harbour_master", day)) for day in DAYS]
    assert found == [0, 1, 1, 1, 1, 1, 0]
