"""The silence procedure: cases T54 to T62 of the survey, and its deadlines (T105, T106)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from comity.body.periods import later
from comity.errors import BadInput

TEXT = [{"id": "p1", "number": "1", "text": {"en": "Pick on Tuesdays."}}]


def under_silence(union: Any, deadline: str = "2026-03-06T15:00") -> str:
    union.do("matter.open/1", matter="m", procedure="hushing", title="Picking days")
    union.do("text.submit/1", matter="m", paragraphs=TEXT)
    union.do("question.put/1", matter="m", deadline=deadline, purpose="dates")
    return union.question("m").question


def test_an_unbroken_silence_adopts_when_its_deadline_has_passed(union: Any) -> None:
    under_silence(union)
    union.at(7)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "adopted"
    assert union.matter("m").outcome == "completed"
    assert [d.number for d in union.matter("m").decisions] == ["1/2026"]


def test_what_follows_a_deadline_is_dated_on_its_day_whenever_it_is_recorded(union: Any) -> None:
    under_silence(union)  # until Friday 6 March
    union.at(9)
    union.registrar.pass_deadlines()
    done = union.matter("m")
    assert (done.questions[0].closed, done.decisions[0].dated, done.ended) == ("2026-03-06",) * 3
    assert union.registrar.entry(union.state.size - 1).at.startswith("2026-03-09")


def test_the_deadline_is_a_local_time_of_the_seat_kept_as_an_instant(union: Any) -> None:
    under_silence(union)
    assert union.question("m").deadline == "2026-03-06T14:00:00.000Z"  # Vienna is at UTC+1 in March


def test_a_break_at_the_very_instant_of_the_deadline_is_in_time(union: Any) -> None:
    """T54: the boundary instant is inside."""
    question = under_silence(union)
    union.at(6, hour=14)
    union.do("silence.break/1", by="plum", question=question, form="objection", reason="no")
    assert union.matter("m").questions[0].outcome == "blocked"
    assert union.matter("m").questions[0].blocked_by == ["PLUM"]


def test_a_break_received_after_the_deadline_is_late_whenever_it_was_sent(union: Any) -> None:
    """T54: received decides unless the body says otherwise; the clerk keeps what came late, and it does not count."""
    question = under_silence(union)
    union.at(6, hour=14, second=2)
    refusal = union.refused("silence.break/1", by="plum", question=question, form="objection")
    assert refusal.code == "question.closed"
    source = {"title": "Note of Plum", "sha256": "0" * 64, "source": "note"}
    union.do("source.file/1", **source)
    union.do(
        "position.state/1",
        question=question,
        choice="against",
        member="PLUM",
        via="note",
        sent="2026-03-06T13:59:59Z",
        cites=[{"source": "note"}],
    )
    kept = union.matter("m").questions[0]
    assert kept.outcome == "adopted"
    assert kept.stated["PLUM"][0].late


@pytest.mark.parametrize(
    ("sent", "outcome", "counts"),
    [("2026-03-09T22:59:59Z", "blocked", True), ("2026-03-09T23:00:01Z", "adopted", False)],
)
def test_an_objection_sent_in_time_counts_where_the_charter_counts_the_sending(
    union: Any, sent: str, outcome: str, counts: bool
) -> None:
    """T54, the other choice: the silence had run out when the note came, and its ruling is made again."""
    union.do("source.file/1", title="Note of Plum", sha256="0" * 64, source="note")
    union.do("matter.open/1", matter="m", procedure="long_hush", title="A date")
    question = union.question("m").question
    assert union.question("m").deadline == "2026-03-09T23:00:00.000Z"
    union.at(10)
    recorded = {"member": "PLUM", "via": "note", "cites": [{"source": "note"}], "sent": sent}
    union.do("position.state/1", question=question, choice="against", **recorded)
    asked = union.matter("m").questions[0]
    assert (asked.outcome, asked.stated["PLUM"][0].late) == (outcome, not counts)
    assert [was for _, was in asked.rulings] == (["adopted"] if counts else [])


def test_an_amendment_offered_breaks_the_silence_where_the_charter_says_so(union: Any) -> None:
    """T55."""
    question = under_silence(union)
    union.do("silence.break/1", by="pear", question=question, form="amendment", reason="Wednesdays")
    assert union.matter("m").questions[0].outcome == "blocked"


def at_the_meeting(union: Any) -> str:
    union.do("matter.open/1", matter="m", procedure="hush_at_a_meeting", title="A date")
    union.do("session.convene/1", session="s", organ="grove", on="2026-03-02", format="hedge")
    union.do("session.open/1", session="s", present=["APPLE", "CHERRY", "PEAR", "PLUM"])
    union.do("question.put/1", by="apple", for_="gavel", matter="m", session="s")
    return union.question("m").question


def test_one_delegation_objects_at_the_meeting_and_nothing_is_under_silence(union: Any) -> None:
    """T56: silence is used only if nobody at the meeting objects to using it."""
    question = at_the_meeting(union)
    union.do("position.state/1", by="plum", question=question, choice="against")
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    assert (union.matter("m").step, union.matter("m").outcome) == ("way", "blocked")
    assert union.state.due == {}


def test_a_silence_that_nobody_at_the_meeting_minded_is_opened_there_and_nowhere_else(
    union: Any,
) -> None:
    question = at_the_meeting(union)
    union.do("question.close/1", by="apple", for_="gavel", question=question)
    elsewhere = union.refused(
        "question.put/1", by="apple", for_="gavel", matter="m", deadline="2026-03-05T12:00"
    )
    assert (elsewhere.code, elsewhere.article) == ("session.needed", "Rules 35(2)")
    union.do(
        "question.put/1",
        by="apple",
        for_="gavel",
        matter="m",
        session="s",
        deadline="2026-03-05T12:00",
    )
    union.at(6)
    union.registrar.pass_deadlines()
    assert union.matter("m").outcome == "completed"


def test_a_break_withdrawn_leaves_the_silence_broken_by_default(union: Any) -> None:
    """T57, the default."""
    question = under_silence(union)
    union.do("silence.break/1", by="pear", question=question, form="objection")
    refusal = union.refused("silence.withdraw_break/1", by="pear", question=question)
    assert (refusal.code, refusal.article) == ("silence.stays_broken", "Rules 31")


def test_a_break_withdrawn_resumes_the_full_period_where_the_charter_says_so(union: Any) -> None:
    """T57, the other choice."""
    union.do("matter.open/1", matter="m", procedure="long_hush", title="A date")
    question = union.question("m").question
    union.at(4)
    union.do("silence.break/1", by="pear", question=question, form="objection")
    assert union.question("m").closed == ""
    union.do("silence.withdraw_break/1", by="pear", question=question)
    # Five days from Wednesday 4 March end with Monday 9 March, at midnight in Vienna.
    assert union.question("m").deadline == "2026-03-09T23:00:00.000Z"
    union.at(20)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "adopted"


def test_a_break_not_withdrawn_blocks_at_the_end_where_it_might_have_resumed(union: Any) -> None:
    union.do("matter.open/1", matter="m", procedure="long_hush", title="A date")
    union.do("silence.break/1", by="pear", question=union.question("m").question, form="objection")
    union.at(20)
    union.registrar.pass_deadlines()
    assert union.matter("m").questions[0].outcome == "blocked"


def test_a_corrected_text_ends_the_silence_and_needs_a_new_one(union: Any) -> None:
    """T58: a new version, a new silence."""
    first = under_silence(union)
    union.do(
        "text.submit/1", matter="m", paragraphs=[{**TEXT[0], "text": {"en": "Pick on Tuesday."}}]
    )
    assert union.matter("m").questions[0].outcome == "superseded"
    union.do("question.put/1", matter="m", deadline="2026-03-09T15:00", purpose="dates")
    second = union.question("m")
    assert second.question != first
    assert second.text == union.matter("m").versions[1].digest


def test_a_member_admitted_while_it_runs_is_not_asked_unless_the_charter_counts_it(
    union: Any,
) -> None:
    """T59: the population is frozen at opening; the other choice admits the new member to it."""
    under_silence(union, "2026-03-20T15:00")
    union.do("matter.open/1", matter="date", procedure="long_hush", title="A date")
    union.do("matter.open/1", by="fig", matter="join", procedure="joining", title="Fig joins")
    union.do("matter.provide/1", by="fig", matter="join", thing="applicant", value="FIG")
    union.say("join", "in favour", "APPLE", "CHERRY", "PEAR", "PLUM", "QUINCE")
    assert "FIG" not in union.question("m").population
    assert "FIG" in union.question("date").population
    refusal = union.refused(
        "silence.break/1", by="fig", question=union.question("m").question, form="objection"
    )
    assert refusal.code == "position.not_asked"


def test_a_period_shorter_than_the_charter_allows_is_refused(union: Any) -> None:
    """T61: 71 hours and 59 minutes where 72 hours are the least (GA decision 74/544)."""
    union.do("matter.open/1", matter="m", procedure="hushing", title="Picking days")
    union.do("text.submit/1", matter="m", paragraphs=TEXT)
    too_short = union.refused(
        "question.put/1", matter="m", deadline="2026-03-05T09:59", purpose="dates"
    )
    assert (too_short.code, too_short.article) == ("silence.too_short", "Rules 31")
    union.do("question.put/1", matter="m", deadline="2026-03-05T10:00", purpose="dates")


def test_a_purpose_that_the_charter_does_not_list_is_refused(union: Any) -> None:
    """T62."""
    union.do("matter.open/1", matter="m", procedure="hushing", title="Picking days")
    union.do("text.submit/1", matter="m", paragraphs=TEXT)
    refusal = union.refused(
        "question.put/1", matter="m", deadline="2026-03-09T15:00", purpose="war"
    )
    assert (refusal.code, refusal.article) == ("silence.purpose", "Rules 31")


def test_others_associate_with_a_break(union: Any) -> None:
    union.do("matter.open/1", matter="m", procedure="long_hush", title="A date")
    question = union.question("m").question
    union.do("silence.break/1", by="pear", question=question, form="objection")
    union.do("silence.associate/1", by="plum", question=question)
    assert union.question("m").breaks[0].associates == ["PLUM"]
    assert (
        union.refused("silence.associate/1", by="plum", question=question).code == "position.twice"
    )


def test_whoever_associates_does_so_with_the_last_break(union: Any) -> None:
    union.do("matter.open/1", matter="m", procedure="long_hush", title="A date")
    question = union.question("m").question
    for member in ("pear", "cherry"):
        union.do("silence.break/1", by=member, question=question, form="objection")
    union.do("silence.associate/1", by="plum", question=question)
    breaks = {one.member: one.associates for one in union.question("m").breaks}
    assert (breaks["PEAR"], breaks["CHERRY"]) == ([], ["PLUM"])


def test_the_opener_extends_before_expiry_and_not_after(union: Any) -> None:
    question = under_silence(union)
    union.do("question.extend/1", question=question, deadline="2026-03-10T15:00")
    for deadline in ("2026-03-10T15:00", "2026-03-10T14:59"):
        refusal = union.refused("question.extend/1", question=question, deadline=deadline)
        assert refusal.code == "question.not_later"
    union.at(9)
    union.registrar.pass_deadlines()
    assert union.question("m").closed == ""
    union.at(11)
    assert (
        union.refused("question.extend/1", question=question, deadline="2026-03-20T15:00").code
        == "question.closed"
    )


def test_a_deadline_that_occurs_twice_means_the_later(union: Any) -> None:
    """T105: 25 October 2026 02:30 Vienna; the later protects the objector."""
    under_silence(union, "2026-10-25T02:30")
    assert union.question("m").deadline == "2026-10-25T01:30:00.000Z"


def test_a_deadline_that_does_not_exist_is_refused(union: Any) -> None:
    """T106: 29 March 2026 02:30 Vienna."""
    union.do("matter.open/1", matter="m", procedure="hushing", title="Picking days")
    union.do("text.submit/1", matter="m", paragraphs=TEXT)
    with pytest.raises(BadInput, match="03:30"):
        union.do("question.put/1", matter="m", deadline="2026-03-29T02:30", purpose="dates")


FAR = [
    "9999-12-31T23:59:00Z",
    "9999-12-31T24:00",
    "9000-01-01T00:00",
    "8999-12-31T23:59-14:00",
    "0001-01-01T00:00+14:00",
]


@pytest.mark.parametrize("deadline", FAR)
def test_a_deadline_at_the_edge_of_the_calendar_is_refused(union: Any, deadline: str) -> None:
    union.do("matter.open/1", matter="m", procedure="hushing", title="Picking days")
    union.do("text.submit/1", matter="m", paragraphs=TEXT)
    with pytest.raises(BadInput, match="from 1000 to 8999"):
        union.do("question.put/1", matter="m", deadline=deadline, purpose="dates")


def test_a_period_as_long_as_reported_that_would_leave_the_calendar_is_refused(union: Any) -> None:
    assert later(datetime(2026, 3, 4, tzinfo=UTC), timedelta(days=9)).day == 13
    for days in (2_700_000, 2_800_000, 3_000_000):
        with pytest.raises(BadInput, match="after the year 8999"):
            later(datetime(2026, 3, 4, tzinfo=UTC), timedelta(days=days))


TWO_OBJECT = """comity: 1
body: league
title: League
members: [{member: A}, {member: B}, {member: C}]
organs: [{organ: office, title: Office, powers: [all]}]
rules: [{rule: two, cites: Art 2, fails when: {objections: at least 2}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
      - step: v
        question: agree
        put to: each member
        rule: two
        closes: {after: 10 days, extended: no}
        silence means: consent
        silence: {counts when: received}
        if not adopted: end
      - {step: e, takes effect: {issues: decision}}
"""


@pytest.mark.parametrize("kind", ["break", "position"])
def test_a_break_that_does_not_decide_leaves_the_others_their_time(orchard: Any, kind: str) -> None:
    """Two must object: the first does not adopt the text in the name of those who have said nothing."""
    body = orchard(TWO_OBJECT, body="league", organ="office", members=("A", "B", "C"))
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    question = body.question("m").question

    def objects(person: str) -> None:
        if kind == "break":
            body.do("silence.break/1", by=person, question=question, form="objection")
        else:
            body.do("position.state/1", by=person, question=question, choice="against")

    objects("c")
    assert not body.question("m").closed
    refusal = body.refused("silence.withdraw_break/1", by="c", question=question)
    assert refusal.code in ("silence.stays_broken", "silence.not_your_break")
    objects("b")
    assert body.matter("m").outcome == "rejected"
    assert body.findings() == []
