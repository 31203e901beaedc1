"""Measures in a crisis: in force from their first day to their last, or until they are ended."""

from typing import Any

import pytest

from comity.body.crisis import measures_in_force


def set_measures(league: Any, name: str, since: str, until: str = "") -> None:
    if "dredging" not in league.state.matters:
        league.matter()
    fact = {"measures": name, "matter": "dredging", "what": "Escort.", "since": since}
    dated = {**fact, "until": until} if until else fact
    league.attest({"kind": "measures.set/1", **dated})


def in_force(league: Any, day: str) -> list[str]:
    return [measures.measures for measures in measures_in_force(league.state, day)]


@pytest.mark.parametrize(
    ("day", "there"),
    [("2026-02-28", False), ("2026-03-01", True), ("2026-03-31", True), ("2026-04-01", False)],
)
def test_measures_with_a_last_day_end_with_it_without_an_act(
    league: Any, day: str, there: bool
) -> None:
    set_measures(league, "x", "2026-03-01", "2026-03-31")
    assert in_force(league, day) == (["x"] if there else [])


def test_measures_without_one_last(league: Any) -> None:
    set_measures(league, "x", "2026-03-01")
    assert in_force(league, "2036-03-01") == ["x"]


def test_measures_end_on_the_day_on_which_they_are_ended(league: Any) -> None:
    set_measures(league, "x", "2026-03-01", "2026-03-31")
    league.attest({"kind": "measures.ended/1", "measures": "x", "on": "2026-03-10"})
    assert in_force(league, "2026-03-09") == ["x"]
    assert in_force(league, "2026-03-10") == []


def test_measures_come_in_the_order_in_which_they_were_set(league: Any) -> None:
    set_measures(league, "second", "2026-03-02")
    set_measures(league, "first", "2026-03-01")
    assert in_force(league, "2026-03-05") == ["second", "first"]


def test_measures_that_may_not_have_begun_are_not_in_force(league: Any) -> None:
    set_measures(league, "x", "2026-03")
    assert in_force(league, "2026-03-30") == []
    assert in_force(league, "2026-03-31") == ["x"]


def test_corrected_measures_keep_who_joined_them(league: Any) -> None:
    set_measures(league, "x", "2026-03-01")
    league.do("forces.contribute/1", by="cy", to="x", forces="One tug.")
    fact = {"measures": "x", "matter": "dredging", "what": "Escort.", "since": "2026-02-28"}
    league.correct(-2, {"kind": "measures.set/1", **fact})
    kept = league.state.measures["x"]
    assert (kept.since, kept.contributions) == ("2026-02-28", {"COVE": "One tug."})
