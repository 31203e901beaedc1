"""Meetings and visits: proposed, accepted by another, held."""

from typing import Any

import pytest

VISIT = {"nature": "visit", "parties": ["ANSE", "BRIM"], "on": "2026-04", "place": "Brim"}


@pytest.fixture
def proposed(league: Any) -> Any:
    league.do("meeting.propose/1", by="ann", **VISIT)
    return league


def meeting(league: Any) -> Any:
    (found,) = league.state.meetings.values()
    return found


class TestProposal:
    def test_it_stands_under_the_party_that_proposed_it(self, proposed: Any) -> None:
        found = meeting(proposed)
        assert (found.by, found.parties, found.on) == ("ANSE", ["ANSE", "BRIM"], "2026-04")
        assert (found.accepted, found.held) == ([], "")

    def test_the_chair_proposes_as_the_party_whose_turn_it_is(self, league: Any) -> None:
        league.do("meeting.propose/1", by="ann", for_="helm", **VISIT)
        assert meeting(league).by == "ANSE"

    def test_the_holder_of_an_office_proposes(self, league: Any) -> None:
        master = league.holder()
        fields = {**VISIT, "parties": ["harbour_master", "BRIM"]}
        league.do("meeting.propose/1", by=master, for_="harbour_master", **fields)
        assert meeting(league).by == "harbour_master"

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"parties": ["ANSE"]}, "meeting.alone"),
            ({"parties": ["ANSE", "NOWHERE"]}, "party.unknown"),
            ({"on": "2026-02"}, "meeting.past"),
            ({"matter": "nothing"}, "matter.unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, league: Any, changed: dict[str, Any], code: str
    ) -> None:
        refusal = league.refused("meeting.propose/1", by="ann", **{**VISIT, **changed})
        assert (refusal.code, refusal.article) == (code, "Rules 1")

    def test_this_month_has_not_passed(self, league: Any) -> None:
        league.do("meeting.propose/1", by="ann", **{**VISIT, "on": "2026-03"})

    def test_its_date_can_be_read(self, league: Any) -> None:
        error = league.bad("meeting.propose/1", by="ann", **{**VISIT, "on": "in spring"})
        assert (error.code, error.where) == ("date.unreadable", "on")

    def test_a_person_without_the_power_to_propose_proposes_none(self, league: Any) -> None:
        league.do("person.enter/1", person="eve", name="Eve")
        league.accredit("eve", "ANSE", ["speak"])
        refusal = league.refused("meeting.propose/1", by="eve", for_="ANSE", **VISIT)
        assert refusal.code == "credential.narrow"


class TestAcceptance:
    def test_the_other_party_accepts(self, proposed: Any) -> None:
        proposed.do("meeting.accept/1", by="bob", meeting="v9")
        assert (meeting(proposed).accepted, meeting(proposed).on) == (["BRIM"], "2026-04")

    def test_it_may_fix_the_day(self, proposed: Any) -> None:
        proposed.do("meeting.accept/1", by="bob", meeting="v9", on="2026-04-20")
        assert meeting(proposed).on == "2026-04-20"

    def test_who_proposed_it_does_not_accept_it(self, proposed: Any) -> None:
        refusal = proposed.refused("meeting.accept/1", by="ann", meeting="v9")
        assert (refusal.code, refusal.article) == ("meeting.not_yours", "Rules 1")
        assert "BRIM" in refusal.remedy

    def test_who_was_not_asked_does_not_accept_it(self, proposed: Any) -> None:
        refusal = proposed.refused("meeting.accept/1", by="cy", meeting="v9")
        assert refusal.code == "meeting.not_yours"

    def test_it_is_accepted_once(self, proposed: Any) -> None:
        proposed.do("meeting.accept/1", by="bob", meeting="v9")
        refusal = proposed.refused("meeting.accept/1", by="bob", meeting="v9")
        assert refusal.code == "meeting.accepted"

    def test_one_that_was_not_proposed_is_refused(self, league: Any) -> None:
        assert league.refused("meeting.accept/1", by="bob", meeting="v9").code == "meeting.unknown"

    def test_one_that_was_held_is_refused(self, proposed: Any) -> None:
        proposed.do("meeting.hold/1", by="bob", meeting="v9")
        refusal = proposed.refused("meeting.accept/1", by="bob", meeting="v9")
        assert refusal.code == "meeting.held"


class TestHolding:
    def test_one_of_those_who_met_records_it(self, proposed: Any) -> None:
        proposed.do(
            "meeting.hold/1", by="bob", meeting="v9", persons=["ann", "bob"], held="2026-03-01"
        )
        found = meeting(proposed)
        assert (found.held, found.persons) == ("2026-03-01", ["ann", "bob"])
        assert (found.parties, found.place) == (["ANSE", "BRIM"], "Brim")

    def test_the_record_keeper_records_one_that_was_not_proposed(self, league: Any) -> None:
        fields = {"nature": "working meeting", "parties": ["COVE", "DOCK"], "place": "Dock"}
        league.do("meeting.hold/1", **fields, held="2026-02")
        found = meeting(league)
        assert (found.meeting, found.by, found.held) == ("v9", "", "2026-02")

    def test_who_was_not_there_does_not(self, proposed: Any) -> None:
        refusal = proposed.refused("meeting.hold/1", by="cy", meeting="v9")
        assert (refusal.code, refusal.article) == ("record.not_keeper", "Rules 1")

    def test_it_is_held_once(self, proposed: Any) -> None:
        proposed.do("meeting.hold/1", meeting="v9")
        assert proposed.refused("meeting.hold/1", meeting="v9").code == "meeting.held"

    def test_it_was_not_held_in_the_future(self, proposed: Any) -> None:
        refusal = proposed.refused("meeting.hold/1", meeting="v9", held="2026-04-20")
        assert refusal.code == "held.future"

    @pytest.mark.parametrize("fields", [{"nature": "visit"}, {"parties": ["ANSE", "BRIM"]}])
    def test_one_that_was_not_proposed_says_what_it_was_and_who_met(
        self, league: Any, fields: dict[str, Any]
    ) -> None:
        assert league.bad("meeting.hold/1", **fields).code == "meeting.incomplete"

    def test_persons_who_were_never_entered_are_refused(self, proposed: Any) -> None:
        refusal = proposed.refused("meeting.hold/1", meeting="v9", persons=["nobody"])
        assert refusal.code == "person.unknown"

    def test_a_corrected_proposal_keeps_what_came_of_it(self, league: Any) -> None:
        fact = {"kind": "meeting.proposed/1", "meeting": "tour", "by": "ANSE", **VISIT}
        league.attest(fact)
        league.attest({"kind": "meeting.accepted/1", "meeting": "tour", "by": "BRIM"})
        league.correct(-2, {**fact, "place": "Cove"})
        assert (meeting(league).place, meeting(league).accepted) == ("Cove", ["BRIM"])
