"""The room of a session: who is admitted by the format, through whom, and who sees the papers."""

from typing import Any

import pytest

from comity.body.room import admitted, day_of, quorum_of, sees_papers
from comity.body.state import Session

EVERYBODY = ("ANSE", "BRIM", "COVE", "DOCK", "bureau", "harbour_master", "assembly")


def convene(league: Any, form: str, organ: str = "assembly") -> Any:
    fields = {"organ": organ, "on": "2026-03-02", "format": form, "session": "s"}
    league.do("session.convene/1", **fields)
    return league


def in_the_room(league: Any) -> list[str]:
    return [name for name in EVERYBODY if admitted(league.on, "s", name)]


def refused(league: Any, present: list[str], **persons: str) -> tuple[str, str]:
    refusal = league.refused("session.open/1", session="s", present=present, persons=persons)
    return refusal.code, refusal.article


class TestAdmission:
    @pytest.mark.parametrize(
        ("form", "who"),
        [
            ("plenary", ["ANSE", "BRIM", "COVE", "DOCK", "bureau", "harbour_master"]),
            ("narrow", ["ANSE", "BRIM", "COVE"]),
            ("northern", ["ANSE", "BRIM"]),
        ],
    )
    def test_the_format_says_who_is_admitted(self, league: Any, form: str, who: list[str]) -> None:
        assert in_the_room(convene(league, form)) == who

    def test_an_organ_in_a_format_is_those_who_have_a_seat_in_it(self, league: Any) -> None:
        assert in_the_room(convene(league, "joint", "pilots")) == ["ANSE", "BRIM", "DOCK"]

    def test_a_session_has_no_slot_that_could_be_anybodys(self, league: Any) -> None:
        assert in_the_room(convene(league, "turn", "pilots")) == []

    def test_where_there_is_no_format_whoever_may_attend_is(self, league: Any) -> None:
        league.do("party.name/1", party="FJORD", name="Fjord")
        convene(league, "", "bureau")
        assert in_the_room(league) == [*EVERYBODY]
        assert not admitted(league.on, "s", "EDDY")

    def test_the_chair_is_admitted_as_the_party_whose_turn_it_is(self, league: Any) -> None:
        passed = {"kind": "turn.passed/1", "rota": "helm", "to": "COVE", "on": "2026-03-01"}
        league.attest(passed)
        assert in_the_room(convene(league, "northern")) == ["ANSE", "BRIM", "COVE"]

    def test_a_member_whose_right_to_attend_is_suspended_is_not(self, league: Any) -> None:
        fact = {"party": "BRIM", "right": "attend", "since": "2026-03-01"}
        league.attest({"kind": "right.suspended/1", **fact})
        assert "BRIM" not in in_the_room(convene(league, "plenary"))

    def test_a_party_that_the_format_does_not_admit_cannot_be_present(self, league: Any) -> None:
        assert refused(convene(league, "narrow"), ["ANSE", "DOCK"]) == (
            "session.not_admitted",
            "Rules 6",
        )

    def test_a_member_comes_through_those_whom_the_format_names(self, league: Any) -> None:
        league.do("person.enter/1", person="eve", name="Eve")
        league.accredit("eve", "ANSE", ["speak"], **{"as": "expert"})
        convene(league, "narrow")
        assert admitted(league.on, "s", "ANSE", "ann")
        assert not admitted(league.on, "s", "ANSE", "eve")
        assert refused(league, ["ANSE"], eve="ANSE") == ("session.not_admitted", "Rules 6")
        league.do("session.open/1", session="s", present=["ANSE"], persons={"ann": "ANSE"})

    def test_the_name_of_nobody_is_refused(self, league: Any) -> None:
        assert refused(convene(league, "plenary"), ["NOWHERE"])[0] == "party.unknown"

    def test_a_person_whom_nobody_entered_is_refused(self, league: Any) -> None:
        found = refused(convene(league, "plenary"), ["ANSE"], nobody="ANSE")
        assert found[0] == "person.unknown"

    def test_a_person_is_there_for_somebody_who_is_present(self, league: Any) -> None:
        found = refused(convene(league, "plenary"), ["ANSE"], bob="BRIM")
        assert found[0] == "attendance.person"

    def test_nobody_is_present_twice(self, league: Any) -> None:
        convene(league, "plenary")
        error = league.bad("session.open/1", session="s", present=["ANSE", "BRIM", "ANSE"])
        assert (error.code, error.where) == ("list.twice", "present")


class TestPapers:
    def test_they_go_to_whom_the_format_says(self, league: Any) -> None:
        convene(league, "northern")
        assert [name for name in EVERYBODY if sees_papers(league.on, "s", name)] == [
            "ANSE",
            "BRIM",
            "COVE",
        ]

    def test_where_it_does_not_say_they_go_to_who_is_admitted(self, league: Any) -> None:
        convene(league, "plenary")
        assert [name for name in EVERYBODY if sees_papers(league.on, "s", name)] == [
            *EVERYBODY[:-1]
        ]


class TestQuorum:
    """Counted on those who have a seat, whatever the seats are for."""

    @pytest.mark.parametrize(
        ("organ", "present", "enough"),
        [
            ("assembly", ["ANSE", "DOCK"], False),
            ("assembly", ["ANSE", "COVE"], True),
            ("pilots", ["ANSE", "COVE", "DOCK"], False),
            ("pilots", ["ANSE", "BRIM"], True),
            ("moorings", ["ANSE", "BRIM", "COVE"], False),
            ("moorings", ["DOCK"], True),
            ("bureau", [], None),
        ],
    )
    def test_only_those_with_a_seat_count(
        self, league: Any, organ: str, present: list[str], enough: bool | None
    ) -> None:
        on = league.on
        assert quorum_of(on.state, on.law, organ, present, on.day) is enough

    def test_the_base_is_the_membership_of_the_day(self, league: Any) -> None:
        for party in ("EDDY", "FJORD"):
            league.do("party.name/1", party=party, name=party.title())
            fact = {"party": party, "status": "member", "since": "2026-03-02"}
            league.attest({"kind": "status.granted/1", **fact})
        on = league.on  # two of three the day before, two of five today
        pair = ["ANSE", "BRIM"]
        assert quorum_of(on.state, on.law, "assembly", pair, "2026-03-01") is True
        assert quorum_of(on.state, on.law, "assembly", pair, "2026-03-02") is False


@pytest.mark.parametrize(
    ("on", "day"),
    [("2025-11-20", "2025-11-20"), ("2025-11", "2025-11-30"), ("[2025..]", "2025-01-01")],
)
def test_an_uncertain_session_counts_the_members_of_its_last_possible_day(
    on: str, day: str
) -> None:
    assert day_of(Session(entry=0, session="s", organ="o", on=on)) == day
