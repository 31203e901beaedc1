"""The programme: events planned, moved, held in stages, cancelled; series; forces contributed."""

from typing import Any

import pytest

from comity.body.programme import editions
from comity.errors import Refused

REGATTA = {
    "event": "regatta",
    "title": "Regatta",
    "nature": "exercise",
    "period": "2026-06",
    "host": "BRIM",
}
MEASURES = {
    "kind": "measures.set/1",
    "measures": "x",
    "matter": "dredging",
    "what": "Escort.",
    "since": "2026-03-01",
    "until": "2026-03-31",
}


@pytest.fixture
def planned(league: Any) -> Any:
    league.do("event.plan/1", by="ann", for_="helm", **REGATTA, stages=["Sail", "Land"])
    return league


def event(league: Any) -> Any:
    return league.state.events["regatta"]


def hold(league: Any, **fields: str) -> None:
    league.do("event.hold/1", event="regatta", **fields)


class TestPlanning:
    def test_the_chair_plans_an_event_with_all_its_particulars(self, league: Any) -> None:
        particulars = {
            "series": "regattas",
            "region": "North Sound",
            "headquarters": ["Brim", "Anse"],
            "participants": ["ANSE", "BRIM", "DOCK"],
            "forces": ["two tugs"],
            "stages": ["Sail", "Land"],
            "purpose": "Practice.",
        }
        league.do("event.plan/1", by="ann", for_="helm", **REGATTA, **particulars)
        kept = event(league)
        assert {name: getattr(kept, name) for name in particulars} == particulars
        assert (kept.host, kept.status, kept.held) == ("BRIM", "planned", {})

    @pytest.mark.parametrize(("by", "for_"), [("clerk", "bureau"), ("bob", "BRIM")])
    def test_the_record_keeper_and_the_host_plan_events(
        self, league: Any, by: str, for_: str
    ) -> None:
        league.do("event.plan/1", by=by, for_=for_, **REGATTA)
        assert event(league).host == "BRIM"

    def test_a_member_that_does_not_host_it_does_not(self, league: Any) -> None:
        refusal = league.refused("event.plan/1", by="cy", **REGATTA)
        assert (refusal.code, refusal.article) == ("record.not_keeper", "Rules 1")

    def test_an_associate_hosts_without_the_right_to_propose(self, league: Any) -> None:
        refusal = league.refused("event.plan/1", by="dee", **{**REGATTA, "host": "DOCK"})
        assert (refusal.code, refusal.article) == ("right.none", "Compact 3")

    def test_it_carries_out_what_there_is(self, league: Any) -> None:
        decision = league.decision()
        league.do("event.plan/1", **REGATTA, carries_out=[decision])
        assert event(league).carries_out == [decision]

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"host": "NOWHERE"}, "party.unknown"),
            ({"participants": ["NOWHERE"]}, "party.unknown"),
            ({"carries_out": ["y99"]}, "plan.carries_out"),
            ({"period": "2025"}, "event.past"),
        ],
    )
    def test_what_there_is_not_is_refused(
        self, league: Any, changed: dict[str, Any], code: str
    ) -> None:
        refusal = league.refused("event.plan/1", **{**REGATTA, **changed})
        assert (refusal.code, refusal.article) == (code, "Rules 1")

    def test_two_events_have_two_ids(self, planned: Any) -> None:
        assert planned.refused("event.plan/1", **REGATTA).code == "id.taken"

    def test_editions_of_a_series_come_in_the_order_of_their_periods(self, league: Any) -> None:
        for name, period in (("third", "2028"), ("first", "2026-06"), ("second", "2027-05-01")):
            fields = {**REGATTA, "event": name, "period": period, "series": "regattas"}
            league.do("event.plan/1", **fields)
        league.do("event.plan/1", **{**REGATTA, "series": "others"})
        found = [one.event for one in editions(league.state, "regattas")]
        assert found == ["first", "second", "third"]


class TestMoving:
    def test_it_is_at_another_time_and_keeps_the_first(self, planned: Any) -> None:
        for period in ("2026-07", "2026-08"):
            planned.do("event.move/1", event="regatta", period=period)
        kept = event(planned)
        assert (kept.period, kept.status) == ("2026-08", "moved")
        assert kept.moved_from == ["2026-06", "2026-07"]

    def test_the_host_moves_it(self, planned: Any) -> None:
        planned.do("event.move/1", by="bob", event="regatta", period="2026-07")
        assert event(planned).period == "2026-07"

    def test_another_member_does_not(self, planned: Any) -> None:
        refusal = planned.refused("event.move/1", by="cy", event="regatta", period="2026-07")
        assert refusal.code == "record.not_keeper"

    def test_not_to_a_time_that_has_passed(self, planned: Any) -> None:
        refusal = planned.refused("event.move/1", event="regatta", period="2026-02")
        assert refusal.code == "event.past"

    def test_one_that_was_cancelled_is_not_moved(self, planned: Any) -> None:
        planned.do("event.cancel/1", event="regatta")
        refusal = planned.refused("event.move/1", event="regatta", period="2026-07")
        assert (refusal.code, refusal.article) == ("event.over", "Rules 1")
        assert "cancelled" in refusal.sentence

    def test_one_that_was_held_is_not_moved(self, league: Any) -> None:
        league.do("event.plan/1", **REGATTA)
        hold(league)
        refusal = league.refused("event.move/1", event="regatta", period="2026-07")
        assert refusal.code == "event.over"
        assert "held" in refusal.sentence

    def test_one_that_is_not_in_the_programme_is_refused(self, league: Any) -> None:
        refusal = league.refused("event.move/1", event="regatta", period="2026-07")
        assert refusal.code == "event.unknown"


class TestHolding:
    def test_one_without_stages_is_held_whole(self, league: Any) -> None:
        league.do("event.plan/1", **REGATTA)
        hold(league, held="2026-03-01")
        assert (event(league).status, event(league).held) == ("held", {"": "2026-03-01"})

    def test_one_with_stages_is_held_when_the_last_has_been(self, planned: Any) -> None:
        hold(planned, stage="2", held="2026-02")
        assert event(planned).status == "planned"
        hold(planned, stage="1")
        assert event(planned).status == "held"
        assert event(planned).held == {"2": "2026-02", "1": "2026-03-02"}

    def test_the_rest_of_one_that_was_held_in_part_may_be_moved(self, planned: Any) -> None:
        hold(planned, stage="1")
        planned.do("event.move/1", event="regatta", period="2026-09")
        assert event(planned).status == "moved"

    @pytest.mark.parametrize("stage", ["", "0", "3", "Sail", "01"])
    def test_a_stage_is_one_of_its_stages(self, planned: Any, stage: str) -> None:
        refusal = planned.refused("event.hold/1", event="regatta", stage=stage)
        assert (refusal.code, refusal.article) == ("event.stage", "Rules 1")
        assert refusal.remedy == "Give one of: 1, 2."

    def test_one_without_stages_has_no_first(self, league: Any) -> None:
        league.do("event.plan/1", **REGATTA)
        assert league.refused("event.hold/1", event="regatta", stage="1").code == "event.stage"

    def test_a_stage_is_held_once(self, planned: Any) -> None:
        hold(planned, stage="1")
        refusal = planned.refused("event.hold/1", event="regatta", stage="1")
        assert refusal.code == "event.stage_held"

    def test_it_was_not_held_in_the_future(self, planned: Any) -> None:
        refusal = planned.refused("event.hold/1", event="regatta", stage="1", held="2026-06")
        assert refusal.code == "held.future"

    def test_one_that_was_cancelled_is_not_held(self, planned: Any) -> None:
        planned.do("event.cancel/1", event="regatta")
        refusal = planned.refused("event.hold/1", event="regatta", stage="1")
        assert refusal.code == "event.over"

    def test_a_source_may_report_one_with_stages_as_held_whole(self, planned: Any) -> None:
        planned.attest({"kind": "event.held/1", "event": "regatta", "on": "2026-02"})
        assert event(planned).status == "held"

    def test_one_that_was_held_is_not_cancelled(self, league: Any) -> None:
        league.do("event.plan/1", **REGATTA)
        hold(league)
        assert league.refused("event.cancel/1", event="regatta").code == "event.over"

    def test_a_corrected_event_keeps_what_became_of_it(self, league: Any) -> None:
        fact = {"kind": "event.planned/1", **REGATTA}
        league.attest(fact)
        hold(league)
        league.correct(-2, {**fact, "host": "COVE"})
        assert (event(league).host, event(league).status) == ("COVE", "held")


class TestForces:
    def contribute(self, league: Any, to: str, by: str = "cy", **fields: str) -> None:
        league.do("forces.contribute/1", by=by, to=to, forces="One tug.", **fields)

    def test_a_party_contributes_to_an_event(self, planned: Any) -> None:
        self.contribute(planned, "regatta")
        self.contribute(planned, "regatta", by="dee")
        assert event(planned).contributions == {"COVE": "One tug.", "DOCK": "One tug."}

    def test_a_party_contributes_to_measures_in_force(self, league: Any) -> None:
        league.matter()
        league.attest(MEASURES)
        self.contribute(league, "x", until="2026-03-15")
        assert league.state.measures["x"].contributions == {"COVE": "One tug."}

    def test_not_to_measures_that_have_ended_by_themselves(self, league: Any) -> None:
        league.matter()
        league.attest(MEASURES)
        league.at("2026-04-01")
        refusal = league.refused("forces.contribute/1", by="cy", to="x", forces="One tug.")
        assert (refusal.code, refusal.article) == ("forces.unknown", "Rules 1")

    def test_not_to_an_event_that_is_over(self, planned: Any) -> None:
        planned.do("event.cancel/1", event="regatta")
        refusal = planned.refused("forces.contribute/1", by="cy", to="regatta", forces="A tug.")
        assert refusal.code == "event.over"

    def test_an_office_has_no_forces(self, planned: Any) -> None:
        master = planned.holder()
        fields = {"to": "regatta", "forces": "One tug."}
        refusal = planned.refused("forces.contribute/1", by=master, for_="harbour_master", **fields)
        assert refusal.code == "forces.no_party"

    def test_a_person_without_the_power_to_decide_commits_none(self, planned: Any) -> None:
        planned.do("person.enter/1", person="eve", name="Eve")
        planned.accredit("eve", "COVE", ["speak", "propose"])
        fields = {"to": "regatta", "forces": "One tug."}
        refusal = planned.refused("forces.contribute/1", by="eve", for_="COVE", **fields)
        assert (refusal.code, refusal.article) == ("credential.narrow", "Rules 1")

    def test_forces_for_what_the_record_does_not_have_are_refused(self, league: Any) -> None:
        fact = {"to": "elsewhere", "party": "COVE", "forces": "One tug."}
        with pytest.raises(Refused, match="no such event or measures"):
            league.attest({"kind": "forces.contributed/1", **fact})
