"""The chair's plan: priorities, items that carry them out, the review and what it hands over."""

from typing import Any

import pytest

SAFETY = {"contour": "internal", "aim": "Safer channels.", "period": "2026"}


def set_priority(league: Any) -> str:
    (priority,) = league.do("priority.set/1", by="ann", for_="helm", **SAFETY)
    return str(priority.priority)


def review(league: Any, of: str, verdict: str = "continuing", **fields: str) -> Any:
    (made,) = league.do("review.make/1", by="ann", for_="helm", of=of, verdict=verdict, **fields)
    return league.state.reviews[made.review]


class TestPriorities:
    def test_the_chair_sets_them(self, league: Any) -> None:
        kept = league.state.priorities[set_priority(league)]
        assert (kept.by, kept.rota, kept.contour, kept.period) == (
            "ANSE",
            "helm",
            "internal",
            "2026",
        )

    @pytest.mark.parametrize(("by", "for_"), [("ann", "ANSE"), ("clerk", "bureau")])
    def test_nobody_sets_them_but_as_the_chair(self, league: Any, by: str, for_: str) -> None:
        refusal = league.refused("priority.set/1", by=by, for_=for_, **SAFETY)
        assert (refusal.code, refusal.article) == ("chair.not_you", "Rules 1")
        assert "helm" in refusal.remedy

    def test_the_last_chair_sets_none_once_the_turn_has_passed(self, league: Any) -> None:
        passed = {"kind": "turn.passed/1", "rota": "helm", "to": "BRIM", "on": "2026-03-01"}
        league.attest(passed)
        refusal = league.refused("priority.set/1", by="ann", for_="helm", **SAFETY)
        assert (refusal.code, refusal.article) == ("credential.none", "Rules 1")
        league.do("priority.set/1", by="bob", for_="helm", **SAFETY)

    def test_one_chair_sets_none_of_another(self, league: Any) -> None:
        refusal = league.refused("priority.set/1", by="ann", for_="helm", rota="purse", **SAFETY)
        assert refusal.code == "chair.not_you"

    def test_their_period_can_be_read(self, league: Any) -> None:
        fields = {**SAFETY, "period": "next year"}
        error = league.bad("priority.set/1", by="ann", for_="helm", **fields)
        assert (error.code, error.where) == ("date.unreadable", "period")


class TestPlanItems:
    def test_an_item_carries_out_a_priority_a_decision_or_an_instruction(self, league: Any) -> None:
        order = {"to": "BRIM", "what": "Sound the channel."}
        (given,) = league.do("instruction.give/1", by="ann", for_="helm", **order)
        carried = [set_priority(league), league.decision(), given.instruction]
        fields = {"plan": "2026", "what": "Buoys.", "owner": "bureau", "due": "2026-06"}
        league.do("plan_item.set/1", by="ann", for_="helm", carries_out=carried, **fields)
        (item,) = league.state.plan_items.values()
        assert (item.carries_out, item.owner, item.due) == (carried, "bureau", "2026-06")

    def test_the_record_keeper_sets_items(self, league: Any) -> None:
        (item,) = league.do("plan_item.set/1", plan="2026", what="Buoys.")
        assert item.item == "l9"

    def test_a_member_sets_none(self, league: Any) -> None:
        refusal = league.refused("plan_item.set/1", by="bob", plan="2026", what="Buoys.")
        assert (refusal.code, refusal.article) == ("record.not_keeper", "Rules 1")

    def test_what_it_carries_out_must_be_there(self, league: Any) -> None:
        refusal = league.refused("plan_item.set/1", plan="2026", what="Buoys.", carries_out=["y99"])
        assert (refusal.code, refusal.article) == ("plan.carries_out", "Rules 1")
        assert "'y99'" in refusal.sentence

    def test_its_owner_is_known(self, league: Any) -> None:
        refusal = league.refused("plan_item.set/1", plan="2026", what="Buoys.", owner="nobody")
        assert refusal.code == "party.unknown"


class TestReview:
    def test_what_was_achieved_or_dropped_is_handed_to_nobody(self, league: Any) -> None:
        priority = set_priority(league)
        assert review(league, priority, "achieved").to == ""
        assert review(league, priority, "dropped").to == ""

    def test_what_continues_goes_to_the_next_chair(self, league: Any) -> None:
        made = review(league, set_priority(league))
        assert (made.by, made.to, made.verdict) == ("ANSE", "BRIM", "continuing")

    def test_the_next_chair_is_not_one_that_skips_its_turn(self, league: Any) -> None:
        league.do("turn.skip/1", by="bob", rota="helm", party="BRIM")
        assert review(league, set_priority(league)).to == "COVE"

    def test_or_to_whom_the_review_names(self, league: Any) -> None:
        assert review(league, set_priority(league), to="bureau").to == "bureau"

    def test_the_record_keeper_reviews_and_the_rota_is_that_of_the_priority(
        self, league: Any
    ) -> None:
        (made,) = league.do("review.make/1", of=set_priority(league), verdict="continuing")
        assert (made.by, made.to) == ("bureau", "BRIM")

    def test_items_events_matters_and_instructions_are_reviewed(self, league: Any) -> None:
        league.do("plan_item.set/1", plan="2026", what="Buoys.")
        regatta = {"title": "Regatta", "nature": "exercise", "period": "2026-06"}
        league.do("event.plan/1", **regatta, event="regatta")
        order = {"to": "BRIM", "what": "Sound the channel."}
        (given,) = league.do("instruction.give/1", by="ann", for_="helm", **order)
        for of in ("l9", "regatta", league.matter(), given.instruction):
            assert review(league, of, "achieved").of == of

    def test_what_there_is_not_is_not_reviewed(self, league: Any) -> None:
        refusal = league.refused("review.make/1", of="y99", verdict="achieved")
        assert (refusal.code, refusal.article) == ("review.unknown", "Rules 1")

    def test_a_member_does_not_review(self, league: Any) -> None:
        of = set_priority(league)
        refusal = league.refused("review.make/1", by="bob", of=of, verdict="achieved")
        assert refusal.code == "record.not_keeper"

    def test_only_what_continues_is_handed_over(self, league: Any) -> None:
        of = set_priority(league)
        refusal = league.refused("review.make/1", of=of, verdict="achieved", to="BRIM")
        assert refusal.code == "review.handed_over"

    def test_where_nobody_is_next_somebody_must_be_named(self, league: Any) -> None:
        of = set_priority(league)
        for party in ("ANSE", "BRIM", "COVE"):
            ended = {"party": party, "status": "member", "on": "2026-03-02"}
            league.attest({"kind": "status.ended/1", **ended})
        assert league.refused("review.make/1", of=of, verdict="continuing").code == "review.nobody"
        league.do("review.make/1", of=of, verdict="continuing", to="bureau")
