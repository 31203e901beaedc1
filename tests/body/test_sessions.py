"""Sessions: convened by whom, in which format, moved, opened, attended, closed; what is said on the record."""

from typing import Any

import pytest

from comity.body.effects import AttendanceRecorded, SessionClosed, SessionOpened, TurnPassed
from comity.body.sessions import has_quorum
from comity.body.state import speeches
from comity.body.turns import holder_of_turn

HELM = {"by": "ann", "for_": "helm"}
SPRING = {"organ": "assembly", "on": "2026-03-10", "format": "plenary", "session": "spring"}


@pytest.fixture
def convened(league: Any) -> Any:
    league.do("session.convene/1", **HELM, **SPRING, regular=True)
    return league


@pytest.fixture
def sitting(convened: Any) -> Any:
    convened.at("2026-03-10")
    convened.do("session.open/1", **HELM, session="spring", present=["ANSE", "BRIM"])
    return convened


def enough(league: Any) -> bool | None:
    return has_quorum(league.state, league.on.law, "spring")


class TestConvening:
    def test_the_chair_convenes(self, convened: Any) -> None:
        session = convened.state.sessions["spring"]
        assert (session.organ, session.on, session.format) == (
            "assembly",
            "2026-03-10",
            "plenary",
        )

    def test_the_record_keeper_convenes(self, league: Any) -> None:
        assert league.do("session.convene/1", **SPRING)[0].session == "spring"

    def test_an_organ_that_may_convene_convenes_its_own(self, league: Any) -> None:
        (convened,) = league.do("session.convene/1", organ="bureau", on="2026-03-05")
        assert (convened.session, convened.format) == ("s9", "")

    def test_a_member_that_is_not_the_chair_does_not(self, league: Any) -> None:
        refusal = league.refused("session.convene/1", by="bob", **SPRING)
        assert (refusal.code, refusal.article) == ("session.not_yours", "Compact 4")
        assert "helm" in refusal.remedy

    def test_somebody_of_another_member_does_not_act_for_the_chair(self, league: Any) -> None:
        refusal = league.refused("session.convene/1", by="bob", for_="helm", **SPRING)
        assert (refusal.code, refusal.article) == ("credential.none", "Rules 1")

    def test_an_organ_without_the_power_does_not(self, league: Any) -> None:
        league.accredit("bob", "assembly", ["decide"])
        refusal = league.refused("session.convene/1", by="bob", for_="assembly", **SPRING)
        assert refusal.code == "credential.narrow"

    @pytest.mark.parametrize("given", ["secret", ""])
    def test_a_format_that_is_not_the_organs_is_refused(self, league: Any, given: str) -> None:
        refusal = league.refused("session.convene/1", **{**SPRING, "format": given})
        assert (refusal.code, refusal.article) == ("session.format", "Compact 4")
        assert refusal.remedy == "It has: plenary, narrow, northern."

    @pytest.mark.parametrize(
        ("changed", "code"),
        [
            ({"organ": "cabinet"}, "organ.unknown"),
            ({"host": "NOWHERE"}, "party.unknown"),
            ({"on": "2026-03-01"}, "session.past"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, league: Any, changed: dict[str, str], code: str
    ) -> None:
        assert league.refused("session.convene/1", **{**SPRING, **changed}).code == code

    @pytest.mark.parametrize("day", ["2026-03", "2026-03-10/2026-03-11", "2026-03-10~"])
    def test_it_is_convened_for_a_day_and_nothing_vaguer(self, league: Any, day: str) -> None:
        error = league.bad("session.convene/1", **{**SPRING, "on": day})
        assert (error.code, error.where) == ("date.not_exact", "on")

    def test_two_sessions_have_two_ids(self, convened: Any) -> None:
        assert convened.refused("session.convene/1", **SPRING).code == "id.taken"


class TestMoving:
    def test_it_has_another_day_venue_and_host(self, convened: Any) -> None:
        convened.do(
            "session.move/1",
            **HELM,
            session="spring",
            on="2026-03-12",
            venue="Cove Hall",
            host="COVE",
        )
        session = convened.state.sessions["spring"]
        assert (session.on, session.venue, session.host) == ("2026-03-12", "Cove Hall", "COVE")

    def test_what_is_not_moved_stays(self, convened: Any) -> None:
        convened.do("session.move/1", **HELM, session="spring", host="COVE")
        assert convened.state.sessions["spring"].on == "2026-03-10"

    @pytest.mark.parametrize(
        ("fields", "code"),
        [
            ({"session": "autumn", "on": "2026-03-12"}, "session.unknown"),
            ({"session": "spring"}, "session.not_moved"),
            ({"session": "spring", "on": "2026-03-01"}, "session.past"),
            ({"session": "spring", "host": "NOWHERE"}, "party.unknown"),
        ],
    )
    def test_what_cannot_be_is_refused(
        self, convened: Any, fields: dict[str, str], code: str
    ) -> None:
        assert convened.refused("session.move/1", **HELM, **fields).code == code

    def test_it_is_not_moved_by_a_member_that_is_not_the_chair(self, convened: Any) -> None:
        refusal = convened.refused("session.move/1", by="bob", session="spring", host="BRIM")
        assert refusal.code == "session.not_yours"

    def test_it_is_not_moved_once_it_has_opened(self, sitting: Any) -> None:
        refusal = sitting.refused("session.move/1", **HELM, session="spring", on="2026-03-12")
        assert (refusal.code, refusal.article) == ("session.opened", "Compact 4")


class TestOpening:
    def open(self, league: Any, *present: str, **fields: Any) -> list[Any]:
        league.at("2026-03-10")
        effects = league.do(
            "session.open/1", **HELM, session="spring", present=[*present], **fields
        )
        return list(effects)

    def test_two_members_of_three_are_a_quorum(self, convened: Any) -> None:
        assert self.open(convened, "ANSE", "COVE") == [
            SessionOpened(session="spring", on="2026-03-10", quorum=True),
            AttendanceRecorded(session="spring", present=["ANSE", "COVE"]),
        ]
        assert enough(convened) is True

    def test_it_opens_without_a_quorum_and_shows_so(self, convened: Any) -> None:
        assert self.open(convened, "ANSE")[0].quorum is False
        assert convened.state.sessions["spring"].quorum is False
        assert enough(convened) is False

    def test_an_associate_and_an_office_in_the_room_make_no_quorum(self, convened: Any) -> None:
        assert self.open(convened, "ANSE", "DOCK", "harbour_master", "bureau")[0].quorum is False

    def test_nobody_in_the_room_is_no_quorum(self, convened: Any) -> None:
        self.open(convened)
        assert enough(convened) is False

    def test_an_organ_that_asks_for_no_quorum_needs_none(self, league: Any) -> None:
        league.do("session.convene/1", organ="bureau", on="2026-03-02", session="spring")
        (opened, _) = league.do("session.open/1", session="spring", present=[])
        assert opened.quorum is True
        assert enough(league) is None

    def test_before_it_opens_nothing_is_known_of_its_quorum(self, convened: Any) -> None:
        assert enough(convened) is None

    def test_who_speaks_for_whom_is_kept(self, convened: Any) -> None:
        self.open(convened, "ANSE", "BRIM", persons={"ann": "ANSE"})
        assert convened.state.sessions["spring"].persons == {"ann": "ANSE"}

    def test_before_its_day_it_does_not_open(self, convened: Any) -> None:
        refusal = convened.refused("session.open/1", **HELM, session="spring", present=["ANSE"])
        assert (refusal.code, refusal.article) == ("session.early", "Compact 4")

    def test_it_opens_once(self, sitting: Any) -> None:
        refusal = sitting.refused("session.open/1", **HELM, session="spring", present=["ANSE"])
        assert refusal.code == "session.opened"

    def test_a_member_that_is_not_the_chair_does_not_open_it(self, convened: Any) -> None:
        convened.at("2026-03-10")
        refusal = convened.refused("session.open/1", by="bob", session="spring", present=["BRIM"])
        assert refusal.code == "session.not_yours"

    def test_a_session_of_last_week_may_be_opened_in_the_record_now(self, convened: Any) -> None:
        convened.at("2026-03-17")
        fields = {"session": "spring", "present": ["ANSE"], "held": "2026-03-10"}
        assert convened.do("session.open/1", **HELM, **fields)[0].on == "2026-03-10"


class TestAttendance:
    def test_a_quorum_that_is_lost_is_seen(self, sitting: Any) -> None:
        sitting.do("attendance.record/1", **HELM, session="spring", present=["ANSE"])
        assert sitting.state.sessions["spring"].quorum is False
        assert enough(sitting) is False

    def test_a_quorum_that_comes_back_is_seen(self, sitting: Any) -> None:
        for present in (["ANSE"], ["ANSE", "BRIM", "COVE"]):
            sitting.do("attendance.record/1", **HELM, session="spring", present=present)
        assert sitting.state.sessions["spring"].quorum is True

    def test_it_is_not_recorded_before_the_session_opens(self, convened: Any) -> None:
        refusal = convened.refused(
            "attendance.record/1", **HELM, session="spring", present=["ANSE"]
        )
        assert (refusal.code, refusal.article) == ("session.not_open", "Compact 4")

    def test_it_is_not_recorded_after_the_session_closed(self, sitting: Any) -> None:
        sitting.do("session.close/1", **HELM, session="spring")
        refusal = sitting.refused("attendance.record/1", session="spring", present=["ANSE"])
        assert (refusal.code, refusal.article) == ("session.closed", "Compact 4")


class TestClosing:
    def test_the_helm_passes_at_the_close_of_a_regular_session(self, sitting: Any) -> None:
        assert sitting.do("session.close/1", **HELM, session="spring") == [
            SessionClosed(session="spring", on="2026-03-10"),
            TurnPassed(rota="helm", to="BRIM", on="2026-03-10", session="spring"),
        ]
        assert holder_of_turn(sitting.state, sitting.on.law, "helm", "2026-03-10") == "BRIM"

    def test_it_passes_on_the_day_on_which_the_session_closed(self, sitting: Any) -> None:
        sitting.at("2026-03-17")
        effects = sitting.do("session.close/1", **HELM, session="spring", held="2026-03-11")
        assert [effect.on for effect in effects] == ["2026-03-11", "2026-03-11"]

    def test_nothing_passes_at_the_close_of_any_other_session(self, league: Any) -> None:
        league.do("session.convene/1", **HELM, **{**SPRING, "on": "2026-03-02"})
        league.do("session.open/1", **HELM, session="spring", present=["ANSE"])
        assert len(league.do("session.close/1", **HELM, session="spring")) == 1

    def test_it_closes_after_it_opened(self, convened: Any) -> None:
        refusal = convened.refused("session.close/1", **HELM, session="spring")
        assert refusal.code == "session.not_open"

    def test_it_closes_once(self, sitting: Any) -> None:
        sitting.do("session.close/1", **HELM, session="spring")
        assert sitting.refused("session.close/1", session="spring").code == "session.closed"


class TestSpeech:
    def test_what_was_said_is_found_by_its_entry_under_the_session_and_the_matter(
        self, sitting: Any
    ) -> None:
        sitting.matter()
        (speech,) = sitting.do(
            "speech.make/1", by="bob", gist="We agree.", session="spring", matter="dredging"
        )
        entry = len(sitting.entries) - 1
        assert (speech.by, speech.person) == ("BRIM", "bob")
        assert [speeches(sitting.state, on) for on in ("spring", "dredging")] == [[entry], [entry]]

    def test_what_was_said_elsewhere_is_kept_as_well(self, league: Any) -> None:
        league.do("speech.make/1", by="dee", gist="Good news.", stance="thanks")
        assert speeches(league.state, "") == [9]

    def test_who_is_not_in_the_room_has_not_the_floor(self, sitting: Any) -> None:
        refusal = sitting.refused("speech.make/1", by="cy", gist="Hear me.", session="spring")
        assert (refusal.code, refusal.article) == ("speech.not_present", "Compact 4")

    def test_nobody_speaks_at_a_session_that_has_not_opened(self, convened: Any) -> None:
        refusal = convened.refused("speech.make/1", by="bob", gist="Early.", session="spring")
        assert refusal.code == "session.not_open"

    def test_a_member_whose_right_to_speak_is_suspended_has_not_the_floor(
        self, sitting: Any
    ) -> None:
        fact = {"party": "BRIM", "right": "speak", "since": "2026-03-01"}
        sitting.attest({"kind": "right.suspended/1", **fact})
        refusal = sitting.refused("speech.make/1", by="bob", gist="Hear me.", session="spring")
        assert (refusal.code, refusal.article) == ("right.suspended", "Compact 2")

    def test_a_matter_that_is_not_before_the_body_is_refused(self, league: Any) -> None:
        refusal = league.refused("speech.make/1", by="bob", gist="On this:", matter="nothing")
        assert refusal.code == "matter.unknown"


class TestCorrections:
    def test_a_corrected_session_keeps_what_has_happened_in_it(self, league: Any) -> None:
        fact = {"kind": "session.convened/1", "session": "old", "organ": "assembly"}
        league.attest({**fact, "on": "2025-11"})
        league.attest({"kind": "attendance.recorded/1", "session": "old", "present": ["ANSE"]})
        opened = {"kind": "session.opened/1", "session": "old", "on": "2025-11"}
        league.attest({**opened, "quorum": True})
        league.correct(-3, {**fact, "on": "2025-11-20"})
        session = league.state.sessions["old"]
        assert (session.on, session.present, session.opened) == ("2025-11-20", ["ANSE"], "2025-11")

    def test_of_an_attested_session_without_attendance_the_quorum_is_as_reported(
        self, league: Any
    ) -> None:
        league.attest(
            {
                "kind": "session.convened/1",
                "session": "spring",
                "organ": "assembly",
                "on": "2025-11",
            },
            {"kind": "session.opened/1", "session": "spring", "on": "2025-11", "quorum": True},
        )
        assert enough(league) is True
