"""Membership: names, statuses by date, rights suspended, notice of withdrawal, relations (survey, T112, T113, T115)."""

from dataclasses import replace
from typing import Any

import msgspec
import pytest

from comity.body.acts import NotifyWithdrawal
from comity.body.effects import StatusEnded, WithdrawalNotified
from comity.body.membership import decide_withdrawal
from comity.body.standing import counted_members, has_right, status_of
from comity.charter.model import Period
from comity.errors import Refused


def status(league: Any, party: str, day: str) -> str | None:
    return status_of(league.state, league.on.law, party, day)


def granted(party: str, to: str, since: str, until: str = "") -> dict[str, str]:
    fact = {"kind": "status.granted/1", "party": party, "status": to, "since": since}
    return {**fact, "until": until} if until else fact


class TestNames:
    def test_a_party_is_named_in_the_languages_of_the_body(self, league: Any) -> None:
        name = {"en": "Eddy", "et": "Virvel"}
        league.do("party.name/1", party="EDDY", name=name, sort_name="eddy")
        assert league.state.parties["EDDY"].name == name

    def test_a_party_that_changes_its_name_keeps_its_statuses(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.attest(granted("EDDY", "associate", "2026-01-01"))
        league.do("party.name/1", party="EDDY", name="Eddy Sound")
        assert league.state.parties["EDDY"].name == "Eddy Sound"
        assert status(league, "EDDY", "2026-03-02") == "associate"

    def test_the_same_name_twice_is_refused(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        assert league.refused("party.name/1", party="EDDY", name="Eddy").code == "party.taken"

    @pytest.mark.parametrize("code", ["assembly", "harbour_master", "helm", "northern"])
    def test_a_code_that_means_something_else_is_refused(self, league: Any, code: str) -> None:
        assert league.refused("party.name/1", party=code, name="Eddy").code == "party.taken"


class TestStatuses:
    def test_a_party_has_a_status_from_the_day_it_is_granted(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.attest(granted("EDDY", "member", "2026-02-01"))
        assert status(league, "EDDY", "2026-01-31") is None
        assert status(league, "EDDY", "2026-02-01") == "member"
        assert counted_members(league.state, league.on.law, "2026-02-01") == (
            *("ANSE", "BRIM", "COVE"),
            "EDDY",
        )

    def test_it_ends_on_the_day_on_which_it_is_ended(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.attest(granted("EDDY", "member", "2026-02-01"))
        ended = {"party": "EDDY", "status": "member", "on": "2026-02-20"}
        league.attest({"kind": "status.ended/1", **ended})
        assert status(league, "EDDY", "2026-02-19") == "member"
        assert status(league, "EDDY", "2026-02-20") is None

    def test_one_given_until_a_day_includes_that_day_and_leaves_the_one_under_it(
        self, league: Any
    ) -> None:
        league.attest(granted("ANSE", "associate", "2026-02-01", "2026-02-10"))
        days = ["2026-01-31", "2026-02-01", "2026-02-10", "2026-02-11"]
        assert [status(league, "ANSE", day) for day in days] == [
            "member",
            "associate",
            "associate",
            "member",
        ]

    def test_one_that_the_charter_gives_can_be_ended(self, league: Any) -> None:
        ended = {"party": "DOCK", "status": "associate", "on": "2026-02-20"}
        league.attest({"kind": "status.ended/1", **ended})
        assert status(league, "DOCK", "2026-02-19") == "associate"
        assert status(league, "DOCK", "2026-02-20") is None

    def test_several_over_time_stay_in_the_record(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.attest(granted("EDDY", "associate", "2026-01-01"))
        league.attest(granted("EDDY", "member", "2026-02-01"))
        held = league.state.parties["EDDY"].statuses
        assert [(one.status, one.since) for one in held] == [
            ("associate", "2026-01-01"),
            ("member", "2026-02-01"),
        ]
        assert status(league, "EDDY", "2026-01-15") == "associate"
        assert status(league, "EDDY", "2026-02-15") == "member"

    def test_a_corrected_one_takes_the_place_of_what_was_misread(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.attest(granted("EDDY", "associate", "2026-01-01"))
        league.correct(-1, granted("EDDY", "associate", "2026-02-01"))
        assert status(league, "EDDY", "2026-01-31") is None
        assert status(league, "EDDY", "2026-02-01") == "associate"

    def test_an_application_stands_until_it_is_granted(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        applied = {"party": "EDDY", "status": "member", "on": "2026-01-01"}
        league.attest({"kind": "status.applied_for/1", **applied})
        assert league.state.parties["EDDY"].applied_for == "member"
        league.attest(granted("EDDY", "member", "2026-02-01"))
        assert league.state.parties["EDDY"].applied_for == ""


class TestSuspension:
    def suspend(self, league: Any, until: str = "") -> None:
        fact = {"party": "ANSE", "right": "vote", "since": "2026-02-01"}
        league.attest({"kind": "right.suspended/1", **fact, **({"until": until} if until else {})})

    def may_vote(self, league: Any, day: str) -> bool:
        return has_right(league.state, league.on.law, "ANSE", "vote", day)

    def test_a_member_without_its_vote_is_still_a_member_and_counted(self, league: Any) -> None:
        self.suspend(league)  # survey, T113: the base of "the members" stays
        assert not self.may_vote(league, "2026-02-01")
        assert status(league, "ANSE", "2026-02-01") == "member"
        assert "ANSE" in counted_members(league.state, league.on.law, "2026-02-01")

    def test_its_other_rights_are_untouched(self, league: Any) -> None:
        self.suspend(league)
        assert has_right(league.state, league.on.law, "ANSE", "speak", "2026-02-01")

    def test_it_votes_again_on_the_day_of_its_restoration(self, league: Any) -> None:
        self.suspend(league)  # survey, T112
        restored = {"party": "ANSE", "right": "vote", "on": "2026-02-15"}
        league.attest({"kind": "right.restored/1", **restored})
        assert not self.may_vote(league, "2026-02-14")
        assert self.may_vote(league, "2026-02-15")

    def test_a_suspension_until_a_day_is_over_on_the_next(self, league: Any) -> None:
        self.suspend(league, until="2026-02-10")
        assert not self.may_vote(league, "2026-02-10")
        assert self.may_vote(league, "2026-02-11")

    def test_a_corrected_suspension_takes_the_place_of_what_was_misread(self, league: Any) -> None:
        self.suspend(league)
        fact = {"party": "ANSE", "right": "vote", "since": "2026-02-20"}
        league.correct(-1, {"kind": "right.suspended/1", **fact})
        assert self.may_vote(league, "2026-02-19")
        assert not self.may_vote(league, "2026-02-20")

    def test_restoring_another_right_restores_nothing(self, league: Any) -> None:
        self.suspend(league)
        restored = {"party": "ANSE", "right": "speak", "on": "2026-02-15"}
        league.attest({"kind": "right.restored/1", **restored})
        assert not self.may_vote(league, "2026-02-15")


class TestWithdrawal:
    def with_notice(self, league: Any, notice: Period) -> Any:
        """The occasion under a charter that asks for so much notice from its members."""
        law = league.on.law
        member = replace(law.statuses["member"], notice=notice)
        asks = replace(law, statuses={**law.statuses, "member": member})
        return msgspec.structs.replace(league.on, law=asks)

    def notify(self, league: Any, effective: str, **fields: str) -> list[Any]:
        on = self.with_notice(league, Period(months=6))
        act = {"by": "ann", "for": "ANSE", "party": "ANSE", "effective": effective, **fields}
        return list(decide_withdrawal(on, msgspec.convert(act, NotifyWithdrawal)))

    def test_six_months_after_the_notice_is_soon_enough(self, league: Any) -> None:
        assert self.notify(league, "2026-09-02") == [
            WithdrawalNotified(party="ANSE", on="2026-03-02", effective="2026-09-02"),
            StatusEnded(party="ANSE", status="member", on="2026-09-02"),
        ]

    def test_six_months_less_a_day_is_refused_with_the_earliest_day(self, league: Any) -> None:
        with pytest.raises(Refused) as refusal:
            self.notify(league, "2026-09-01")  # survey, T115
        assert refusal.value.code == "withdrawal.too_soon"
        assert refusal.value.article == "Compact 2"
        assert "2026-09-02" in refusal.value.remedy

    def test_the_notice_of_every_status_that_ends_must_have_run(self, league: Any) -> None:
        """An associate of these days is a member still, and would be none any more."""
        league.attest(granted("ANSE", "associate", "2026-02-01", "2026-03-10"))
        with pytest.raises(Refused) as refusal:
            self.notify(league, "2026-09-01")
        assert refusal.value.code == "withdrawal.too_soon"
        assert [one.status for one in self.notify(league, "2026-09-02")[1:]] == [
            "associate",
            "member",
        ]

    def test_the_period_runs_from_the_day_on_which_the_record_keeper_received_the_notice(
        self, league: Any
    ) -> None:
        kept = {"by": "clerk", "for": "bureau", "held": "2026-02-20"}
        assert self.notify(league, "2026-08-20", **kept)[0].on == "2026-02-20"

    def test_a_party_cannot_date_its_own_notice_back(self, league: Any) -> None:
        with pytest.raises(Refused) as refusal:
            self.notify(league, "2026-08-20", held="2026-02-20")
        assert "2026-09-02" in refusal.value.remedy

    def test_the_status_ends_on_the_effective_day_and_not_before(self, league: Any) -> None:
        league.do("withdrawal.notify/1", by="ann", party="ANSE", effective="2026-06-30")
        assert league.state.parties["ANSE"].withdraws_on == "2026-06-30"
        assert status(league, "ANSE", "2026-06-29") == "member"
        assert status(league, "ANSE", "2026-06-30") is None

    def test_a_former_associate_does_not_fall_back_to_that(self, league: Any) -> None:
        league.attest(granted("DOCK", "member", "2026-02-01"))
        league.do("withdrawal.notify/1", by="dee", party="DOCK", effective="2026-06-30")
        assert status(league, "DOCK", "2026-06-30") is None

    def test_nobody_gives_notice_for_another(self, league: Any) -> None:
        refusal = league.refused(
            "withdrawal.notify/1", by="bob", party="ANSE", effective="2026-06-30"
        )
        assert (refusal.code, refusal.article) == ("withdrawal.not_yours", "Rules 1")

    def test_notice_is_given_once(self, league: Any) -> None:
        league.do("withdrawal.notify/1", by="ann", party="ANSE", effective="2026-06-30")
        refusal = league.refused(
            "withdrawal.notify/1", by="ann", party="ANSE", effective="2026-05-30"
        )
        assert (refusal.code, refusal.article) == ("withdrawal.notified", "Compact 2")

    def test_a_party_without_a_status_has_nothing_to_withdraw_from(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        refusal = league.refused("withdrawal.notify/1", party="EDDY", effective="2026-06-30")
        assert refusal.code == "withdrawal.no_status"

    def test_the_effective_day_is_a_day(self, league: Any) -> None:
        error = league.bad("withdrawal.notify/1", by="ann", party="ANSE", effective="2026-06")
        assert (error.code, error.where) == ("date.not_exact", "effective")

    def test_without_a_period_in_the_charter_it_may_take_effect_at_once(self, league: Any) -> None:
        league.do("withdrawal.notify/1", by="ann", party="ANSE", effective="2026-03-02")
        assert status(league, "ANSE", "2026-03-02") is None

    def test_but_not_before(self, league: Any) -> None:
        refusal = league.refused(
            "withdrawal.notify/1", by="ann", party="ANSE", effective="2026-03-01"
        )
        assert refusal.code == "withdrawal.too_soon"


class TestRelations:
    def test_a_relation_holds_with_a_party_that_has_no_status(self, league: Any) -> None:
        league.do("party.name/1", party="EDDY", name="Eddy")
        league.do("relation.enter/1", party="EDDY", nature="memorandum", since="2025-11")
        (relation,) = league.state.relations.values()
        assert (relation.party, relation.since) == ("EDDY", "2025-11")

    def test_a_party_that_nobody_named_is_refused(self, league: Any) -> None:
        refusal = league.refused("relation.enter/1", party="EDDY", nature="memorandum")
        assert (refusal.code, refusal.article) == ("party.unknown", "Rules 1")
