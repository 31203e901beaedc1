"""What having said nothing means, and the particulars of a silence procedure: each alone changes what happens.

One small body: A, B and C are members and D looks on. A question is put to the members, under silence where the test says
so, on Monday 2 March at nine; its period is of 48 hours.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, get_args

import pytest

from comity.body.occasion import law_on
from comity.body.standing import status_of
from comity.charter.model import SilenceMeans

CHARTER = """comity: 1
body: r
title: {en: Silence}
statuses:
  - {status: member, rights: [attend, speak, propose, vote, break silence]}
  - {status: observer, rights: [attend, speak]}
members:
  - {member: A, name: A}
  - {member: B, name: B}
  - {member: C, name: C}
  - {member: D, name: D, status: [{is: observer}]}
groups: {elders: [A, B]}
weights:
  tonnage:
    source: x
    versions:
      - {from: 2026-01-01, world: 100, values: {A: 10, B: 20, C: 30}}
      - {from: 2026-03-04, world: 100, values: {A: 55, B: 20, C: 20}}
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}}
rules:
  - {rule: tacit, fails when: {objections: at least 1}}
  - {rule: paired, fails when: {objections: at least 2}}
  - {rule: weighed, fails when: {objections by tonnage: at least 50% of world}}
  - {rule: quorate, quorum: {present: at least 2}, adopted when: {objections: none}}
procedures:
  - procedure: join
    opened by: office
    steps:
      - {step: who, asks for: entrant, from: office}
      - {step: day, asks for: day, from: office}
      - {step: in, takes effect: {grants: member, to: entrant, from: day}}
  - procedure: p
    opened by: office
    cites: Rules 1
    steps:
      - step: hush
        question: agree
        put to: ASKED
        put by: office
        rule: RULE
        closes: {set by: opener}
        if not adopted: end
        cites: Rules 2
"""
MEMBERS = ("A", "B", "C", "D")
EXPIRY = "2026-03-04T09:00"
Orchard = Callable[..., Any]


def opened(
    orchard: Orchard,
    *clauses: str,
    rule: str = "tacit",
    to: str = "each member",
    closes: str = "set by: opener",
) -> Any:
    """The matter m is open under the clauses, and its question can be put."""
    charter = CHARTER.replace("RULE", rule).replace("ASKED", to)
    charter = charter.replace("set by: opener", closes)
    charter += "".join(f"        {one}\n" for one in clauses)
    body = orchard(charter, body="r", organ="office", members=MEMBERS)
    body.do("source.file/1", source="note", title="Note", sha256="0" * 64)
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    return body


def hushed(orchard: Orchard, *particulars: str, to: str = "each member") -> Any:
    """The question is under silence, with those particulars."""
    silence = f"silence: {{{', '.join(particulars)}}}"
    return put(opened(orchard, "silence means: consent", silence, to=to))


def put(body: Any, **fields: Any) -> Any:
    body.do("question.put/1", matter="m", deadline=EXPIRY, **fields)
    return body


def expired(body: Any) -> str:
    """What came of the question, once the period that runs has run out."""
    body.at(9)
    body.registrar.pass_deadlines()
    assert body.findings() == []
    return str(body.question("m").outcome)


def break_silence(body: Any, member: str, form: str = "objection") -> None:
    body.do("silence.break/1", by=member.lower(), question=body.question("m").question, form=form)


def join(body: Any, day: str = "2026-03-02") -> None:
    """D becomes a member, from that day."""
    body.do("matter.open/1", matter="j", procedure="join", title="D joins")
    body.do("matter.provide/1", matter="j", thing="entrant", value="D")
    body.do("matter.provide/1", matter="j", thing="day", value=day)


# --- what silence means -----------------------------------------------------------------------------------------------

COUNTED = {
    "no answer": ("no quorum", "absent", []),
    "consent": ("adopted", "does not object", []),
    "non-participation": ("adopted", "present not voting", []),
    "objection": ("blocked", "against", ["B", "C"]),
}
"""Under a quorum of two present and no objection, where A alone is in favour: the outcome, as what the others are counted,
and who blocks."""


@pytest.mark.clause("procedures", "steps: silence means", "*")
@pytest.mark.parametrize("meaning", get_args(SilenceMeans))
def test_whoever_says_nothing_is_counted_as_the_charter_says(
    orchard: Orchard, meaning: str
) -> None:
    outcome, position, blocking = COUNTED[meaning]
    body = put(opened(orchard, f"silence means: {meaning}", rule="quorate"))
    body.say("m", "in favour", "A")
    assert expired(body) == outcome
    closing = next(
        e
        for n in range(body.state.size)
        for e in body.registrar.entry(n).effects
        if hasattr(e, "counts")
    )
    assert (closing.counts["in favour"], closing.counts[position], closing.blocked_by) == (
        1,
        2,
        blocking,
    )


@pytest.mark.clause("procedures", "steps: silence means", "consent")
@pytest.mark.parametrize(
    ("meaning", "outcome"),
    [("no answer", "adopted"), ("non-participation", "adopted"), ("consent", "rejected")],
)
def test_of_tacit_acceptance_the_weights_are_those_of_the_expiry(
    orchard: Orchard, meaning: str, outcome: str
) -> None:
    """A, who objects, has 10 of 100 when the question is put, and 55 when its period is over."""
    body = put(opened(orchard, f"silence means: {meaning}", rule="weighed"))
    body.say("m", "against", "A")
    assert expired(body) == outcome


# --- its particulars --------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: silence: counts when", "sent")
@pytest.mark.parametrize(
    ("counts_when", "sent", "outcome"),
    [
        ("received", "2026-03-04T08:59:00Z", "adopted"),
        ("sent", "2026-03-04T08:59:00Z", "blocked"),
        ("sent", "2026-03-04T09:01:00Z", "adopted"),
    ],
)
def test_an_objection_sent_in_time_counts_though_it_came_late_where_the_sending_counts(
    orchard: Orchard, counts_when: str, sent: str, outcome: str
) -> None:
    body = hushed(orchard, f"counts when: {counts_when}")
    assert expired(body) == "adopted"
    note = {"member": "B", "via": "note", "sent": sent, "cites": [{"source": "note"}]}
    body.do("position.state/1", question=body.question("m").question, choice="against", **note)
    assert body.question("m").outcome == outcome
    assert body.question("m").stated["B"][0].late == (outcome == "adopted")


@pytest.mark.clause("procedures", "steps: silence: amendment breaks", "no")
@pytest.mark.parametrize(("breaks", "outcome"), [("no", "adopted"), ("yes", "blocked")])
def test_an_amendment_offered_breaks_the_silence_where_the_particulars_say_so(
    orchard: Orchard, breaks: str, outcome: str
) -> None:
    body = hushed(orchard, f"amendment breaks: {breaks}")
    if breaks == "yes":
        break_silence(body, "B", form="amendment")
    else:
        offered = {"question": body.question("m").question, "form": "amendment"}
        refusal = body.refused("silence.break/1", by="b", **offered)
        assert (refusal.code, refusal.article) == ("silence.amendment", "Rules 2")
    assert expired(body) == outcome


@pytest.mark.clause("procedures", "steps: silence: withdrawn break", "resumes")
@pytest.mark.parametrize(
    ("withdrawn", "outcome"), [("stays broken", "blocked"), ("resumes", "adopted")]
)
def test_a_break_taken_back_lets_the_silence_run_for_its_full_period_where_it_resumes(
    orchard: Orchard, withdrawn: str, outcome: str
) -> None:
    """Broken and taken back on Tuesday: 48 hours more."""
    body = hushed(orchard, f"withdrawn break: {withdrawn}")
    body.at(3)
    break_silence(body, "B")
    question = body.question("m").question
    if withdrawn == "resumes":
        body.do("silence.withdraw_break/1", by="b", question=question)
        assert body.question("m").deadline == "2026-03-05T09:00:00.000Z"
    else:
        refusal = body.refused("silence.withdraw_break/1", by="b", question=question)
        assert (refusal.code, refusal.article) == ("silence.stays_broken", "Rules 2")
    assert expired(body) == outcome


@pytest.mark.parametrize(
    ("limit", "before", "after"),
    [
        ("times: 1", "", "2026-03-20T09:00"),
        ("times: 1", "2026-03-05T09:00", ""),
        ("times: 2", "2026-03-05T09:00", "2026-03-20T09:00"),
        ("by at most: 48 hours", "2026-03-06T09:00", "2026-03-07T09:00"),
    ],
)
def test_a_silence_that_resumes_has_a_new_deadline_and_the_extensions_that_are_left(
    orchard: Orchard, limit: str, before: str, after: str
) -> None:
    """Broken and taken back on Tuesday, it runs until Thursday at nine, from which ``by at most`` is counted then. Whatever
    was extended before still counts among the ``times``."""
    body = opened(
        orchard,
        "silence means: consent",
        "silence: {withdrawn break: resumes}",
        closes=f"set by: opener, extended: {{{limit}, cites: Rules 3}}",
    )
    question = put(body).question("m").question
    if before:
        body.do("question.extend/1", question=question, deadline=before)
    body.at(3)
    break_silence(body, "B")
    body.do("silence.withdraw_break/1", by="b", question=question)
    assert body.question("m").deadline == "2026-03-05T09:00:00.000Z"
    if after:
        body.do("question.extend/1", question=question, deadline=after)
    refusal = body.refused("question.extend/1", question=question, deadline="2026-03-21T09:00")
    assert (refusal.code, refusal.article) == ("question.extended_enough", "Rules 3")
    assert body.findings() == []


@pytest.mark.parametrize("withdrawn", ["stays broken", "resumes"])
def test_whoever_says_that_it_does_not_object_ends_no_silence(
    orchard: Orchard, withdrawn: str
) -> None:
    body = hushed(orchard, f"withdrawn break: {withdrawn}")
    body.say("m", "does not object", "B")
    assert body.question("m").outcome == ""
    body.say("m", "against", "C")
    assert body.question("m").outcome == ("blocked" if withdrawn == "stays broken" else "")


@pytest.mark.parametrize(("withdrawn_by", "outcome"), [("b", "blocked"), ("bc", "adopted")])
def test_whoever_joined_a_break_stands_by_it_though_the_first_takes_it_back(
    orchard: Orchard, withdrawn_by: str, outcome: str
) -> None:
    body = hushed(orchard, "withdrawn break: resumes")
    question = body.question("m").question
    break_silence(body, "B")
    body.do("silence.associate/1", by="c", question=question)
    for member in withdrawn_by:
        body.do("silence.withdraw_break/1", by=member, question=question)
    assert expired(body) == outcome
    assert body.question("m").blocked_by == (["C"] if outcome == "blocked" else [])
    assert body.findings() == []


@pytest.mark.clause("procedures", "steps: silence: withdrawn break", "resumes")
def test_a_break_that_is_not_taken_back_blocks_when_the_period_is_over(orchard: Orchard) -> None:
    body = hushed(orchard, "withdrawn break: resumes")
    break_silence(body, "B")
    assert body.question("m").outcome == "", "it may yet be taken back"
    assert (expired(body), body.question("m").blocked_by) == ("blocked", ["B"])


def test_the_full_period_is_the_same_each_time_that_a_break_is_taken_back(orchard: Orchard) -> None:
    """A period of 48 hours: taken back on Tuesday, it ends on Thursday; taken back on Wednesday again, on Friday."""
    body = hushed(orchard, "withdrawn break: resumes")
    for day, deadline in ((3, "2026-03-05T09:00:00.000Z"), (4, "2026-03-06T09:00:00.000Z")):
        body.at(day)
        break_silence(body, "B")
        body.do("silence.withdraw_break/1", by="b", question=body.question("m").question)
        assert body.question("m").deadline == deadline


@pytest.mark.parametrize("how", ["break", "against"])
@pytest.mark.parametrize("said", ["does not object", "in favour", "abstaining"])
def test_whoever_broke_it_and_says_something_else_takes_the_break_back_where_it_resumes(
    orchard: Orchard, how: str, said: str
) -> None:
    """The same full period follows as from ``silence.withdraw_break/1``."""
    body = hushed(orchard, "withdrawn break: resumes")
    body.at(3)
    if how == "break":
        break_silence(body, "B")
    else:
        body.say("m", "against", "B")
    body.say("m", said, "B")
    question = body.question("m")
    assert (question.deadline, question.choices["B"]) == ("2026-03-05T09:00:00.000Z", said)
    assert all(one.withdrawn for one in question.breaks)
    assert expired(body) == "adopted"


@pytest.mark.parametrize("door", ["act", "roll", "paper"])
def test_where_it_stays_broken_nothing_that_is_said_afterwards_takes_the_break_back(
    orchard: Orchard, door: str
) -> None:
    """Two must object: the question is open after the first, whose objection stands."""
    body = put(
        opened(
            orchard,
            "silence means: consent",
            "silence: {withdrawn break: stays broken}",
            rule="paired",
        )
    )
    break_silence(body, "B")
    question = body.question("m").question
    cites = [{"source": "note"}]
    acts: dict[str, dict[str, Any]] = {
        "act": {"kind": "position.state/1", "by": "b", "choice": "does not object"},
        "roll": {"kind": "roll.call/1", "positions": {"does not object": ["B"]}, "cites": cites},
        "paper": {
            "kind": "position.state/1",
            "choice": "does not object",
            "member": "B",
            "via": "note",
            "cites": cites,
        },
    }
    refusal = body.refused(acts[door].pop("kind"), question=question, **acts[door])
    assert (refusal.code, refusal.article) == ("silence.stays_broken", "Rules 2")
    break_silence(body, "C")
    assert body.question("m").outcome == "rejected"


def test_a_silence_without_a_period_that_is_taken_back_is_simply_unbroken(orchard: Orchard) -> None:
    body = opened(
        orchard,
        "silence means: consent",
        "silence: {withdrawn break: resumes}",
        closes="when: all have answered",
    )
    body.do("question.put/1", matter="m")
    break_silence(body, "B")
    body.do("silence.withdraw_break/1", by="b", question=body.question("m").question)
    assert (body.question("m").deadline, body.question("m").choices) == ("", {})


@pytest.mark.clause("procedures", "steps: silence: new member", "counted")
@pytest.mark.parametrize(
    ("new", "asked", "outcome"),
    [("not counted", ["A", "B", "C"], "adopted"), ("counted", ["A", "B", "C", "D"], "blocked")],
)
def test_whoever_becomes_a_member_while_it_runs_may_break_it_where_new_members_are_counted(
    orchard: Orchard, new: str, asked: list[str], outcome: str
) -> None:
    body = hushed(orchard, f"new member: {new}")
    join(body)
    assert body.question("m").population == asked
    if "D" in asked:
        break_silence(body, "D")
    else:
        objection = {"question": body.question("m").question, "form": "objection"}
        refusal = body.refused("silence.break/1", by="d", **objection)
        assert (refusal.code, refusal.article) == ("position.not_asked", "Rules 2")
    assert expired(body) == outcome


@pytest.mark.parametrize(
    ("to", "day", "asked"),
    [("the elders", "2026-03-02", ["A", "B"]), ("each member", "2026-12-01", ["A", "B", "C"])],
)
def test_a_new_member_is_counted_once_it_is_one_and_among_those_who_are_asked(
    orchard: Orchard, to: str, day: str, asked: list[str]
) -> None:
    """D is no elder; and D that becomes a member in December is none in March."""
    body = hushed(orchard, "new member: counted", to=to)
    join(body, day)
    assert body.question("m").population == asked


def test_who_becomes_a_member_by_the_question_is_not_asked_in_it(orchard: Orchard) -> None:
    clauses = ("silence means: consent", "silence: {new member: counted}")
    body = put(opened(orchard, *clauses, "takes effect: {grants: member, to: D}"))
    assert expired(body) == "adopted"
    assert body.question("m").population == ["A", "B", "C"]
    assert status_of(body.state, law_on(body.state, "2026-03-09"), "D", "2026-03-09") == "member"


@pytest.mark.clause("procedures", "steps: silence: only for")
@pytest.mark.parametrize(
    ("only_for", "refused"),
    [("", False), ("only for: [dates, budget]", False), ("only for: [dates]", True)],
)
def test_silence_serves_the_purposes_that_are_listed_and_no_other(
    orchard: Orchard, only_for: str, refused: bool
) -> None:
    body = opened(orchard, "silence means: consent", f"silence: {{{only_for}}}")
    if refused:
        asked = {"matter": "m", "deadline": EXPIRY, "purpose": "budget"}
        refusal = body.refused("question.put/1", **asked)
        assert (refusal.code, refusal.article) == ("silence.purpose", "Rules 2")
        put(body, purpose="dates")
    else:
        put(body, purpose="budget")
    assert expired(body) == "adopted"


@pytest.mark.clause("procedures", "steps: silence: opened at", "session")
@pytest.mark.parametrize("opened_at", ["", "opened at: session"])
def test_silence_is_opened_at_a_session_where_the_particulars_say_so(
    orchard: Orchard, opened_at: str
) -> None:
    body = opened(orchard, "silence means: consent", f"silence: {{{opened_at}}}")
    if not opened_at:
        assert expired(put(body)) == "adopted"
        return
    refusal = body.refused("question.put/1", matter="m", deadline=EXPIRY)
    assert (refusal.code, refusal.article) == ("session.needed", "Rules 2")
    body.do("session.convene/1", session="s", organ="floor", on="2026-03-02")
    body.do("session.open/1", session="s", present=["A", "B", "C"])
    assert expired(put(body, session="s")) == "adopted"


def test_without_the_right_to_break_a_silence_one_may_say_that_one_does_not_object(
    orchard: Orchard, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "CHARTER", CHARTER.replace(", break silence", ""))
    body = hushed(orchard, "withdrawn break: resumes")
    question = body.question("m").question
    body.say("m", "does not object", "B")
    refusal = body.refused("position.state/1", by="c", question=question, choice="against")
    assert refusal.code == "right.none"
