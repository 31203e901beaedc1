"""The clauses of a procedure and of its steps: each alone changes what happens (``test_every_clause``).

One small body: A, B and C, an office that keeps the record, and a floor on which they meet. The steps are those that a test
gives; everything else is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import SimpleNamespace
from typing import Any, get_args

import pytest

from comity.body.occasion import law_on
from comity.charter.questions import CASTABLE, OUTCOMES, QUESTION_KEYS
from comity.cli.show.view import View
from comity.cli.show.waiting import procedure_of, waits
from comity.errors import Faulty, Refused
from comity.rules.terms import Position
from comity.store.codec import decode
from comity.web.readmodel.steps import until

CHARTER = """comity: 1
body: r
title: {en: Small steps}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}]
groups: {elders: [A, B]}
weights:
  tonnage:
    source: x
    versions:
      - {from: 2026-01-01, values: {A: 10, B: 20, C: 30}}
      - {from: 2026-03-04, values: {A: 55, B: 20, C: 20}}
      - {from: 2026-03-06, values: {A: 10, B: 20, C: 30}}
organs:
  - {organ: office, title: Office, powers: [record, propose, convene]}
  - {organ: floor, title: Floor, seats: {one for each: member}}
rules:
  - {rule: majority, adopted when: {in favour: more than 1/2 of members}}
  - {rule: unopposed, adopted when: {objections: none}}
  - {rule: even, adopted when: {in favour: more than 1/2 of voting}, tie: further discussion}
  - {rule: quorate, quorum: {present: at least 2}, adopted when: {objections: none}}
  - {rule: valid, void unless: {ballots: at least 2}, adopted when: {objections: none}}
  - {rule: patient, defer when: {abstaining: at least 1}, adopted when: {objections: none}}
  - {rule: weighed, adopted when: {in favour by tonnage: more than 1/2 of members}}
procedures:
  - procedure: p
    opened by: OPENER
    cites: Rules 1
    steps:
"""
TEXT = [{"id": "p1", "number": "1", "text": {"en": "Pick on Tuesdays."}}]
NEWER = [{"id": "p1", "number": "1", "text": {"en": "Pick on Wednesdays."}}]
TODAY = "2026-03-02"
LAST = "{step: last, asks for: last, from: any member}"
Orchard = Callable[..., Any]


def body_of(orchard: Orchard, *steps: str, opened_by: str = "any member") -> Any:
    listed = "".join(f"      - {step}\n" for step in steps)
    charter = CHARTER.replace("OPENER", opened_by) + listed
    return orchard(charter, body="r", organ="office", members=("A", "B", "C"))


def opened(orchard: Orchard, *steps: str) -> Any:
    """A has opened the matter m under a procedure of these steps, on Monday 2 March, at nine."""
    body = body_of(orchard, *steps)
    body.do("matter.open/1", by="a", matter="m", procedure="p", title="T")
    return body


def asking(clause: str = "", to: str = "each member", rule: str = "majority") -> str:
    """A step that puts a question, and has the clause; whatever comes of it, the matter ends."""
    more = f"{clause}, " if clause else ""
    return (
        f"{{step: v, question: decide, put to: {to}, rule: {rule}, {more}if adopted: end, if not adopted: end, "
        "cites: Rules 2}"
    )


def step_of(body: Any) -> str:
    """The step that the matter is in; what came of it, once it has ended."""
    matter = body.matter("m")
    return matter.outcome or matter.step


def close(body: Any) -> str:
    body.do("question.close/1", question=body.question("m").question)
    return str(body.question("m").outcome)


def on_day(body: Any, day: int, hour: int = 9, month: int = 3) -> None:
    """That day has come, and every deadline before it has passed."""
    body.at(day, hour, month=month)
    body.registrar.pass_deadlines()


# --- who opens --------------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "opened by")
@pytest.mark.parametrize(
    ("opened_by", "opens", "does_not"), [("any member", "a", "clerk"), ("office", "clerk", "a")]
)
def test_a_matter_is_opened_by_whom_the_procedure_names(
    orchard: Orchard, opened_by: str, opens: str, does_not: str
) -> None:
    body = body_of(orchard, LAST, opened_by=opened_by)
    refusal = body.refused("matter.open/1", by=does_not, procedure="p", title="T")
    assert (refusal.code, refusal.article) == ("matter.not_yours_to_open", "Rules 1")
    body.do("matter.open/1", by=opens, matter="m", procedure="p", title="T")
    assert step_of(body) == "last"


# --- steps that ask ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: asks for")
@pytest.mark.parametrize(("thing", "other"), [("plan", "budget"), ("budget", "plan")])
def test_the_thing_that_is_asked_for_is_provided_and_no_other(
    orchard: Orchard, thing: str, other: str
) -> None:
    body = opened(
        orchard, f"{{step: give, asks for: {thing}, from: any member, cites: Rules 2}}", LAST
    )
    refusal = body.refused("matter.provide/1", by="a", matter="m", thing=other, value="x")
    assert (refusal.code, refusal.article) == ("step.wrong", "Rules 2")
    body.do("matter.provide/1", by="a", matter="m", thing=thing, value="x")
    assert (step_of(body), body.matter("m").things[thing]) == ("last", "x")


@pytest.mark.clause("procedures", "steps: from")
@pytest.mark.parametrize(
    ("role", "gives", "does_not"),
    [("any member", "c", "clerk"), ("office", "clerk", "c"), ("the elders", "a", "c")],
)
def test_the_thing_comes_from_whom_the_step_names(
    orchard: Orchard, role: str, gives: str, does_not: str
) -> None:
    body = opened(orchard, f"{{step: give, asks for: plan, from: {role}, cites: Rules 2}}", LAST)
    given = {"matter": "m", "thing": "plan", "value": "x"}
    refusal = body.refused("matter.provide/1", by=does_not, **given)
    assert (refusal.code, refusal.article) == ("step.not_yours", "Rules 2")
    body.do("matter.provide/1", by=gives, **given)
    assert step_of(body) == "last"


@pytest.mark.clause("procedures", "steps: within")
@pytest.mark.parametrize(
    ("within", "expected_by"),
    [("", ""), ("within: 5 hours, ", "2026-03-02T14:00:00.000Z"), ("within: 3 days, ", "2026-03-06T00:00:00.000Z")],
)  # fmt: skip
def test_a_thing_is_expected_within_its_period_and_may_still_come_after_it(
    orchard: Orchard, within: str, expected_by: str
) -> None:
    body = opened(orchard, f"{{step: give, asks for: plan, {within}from: any member}}", LAST)
    seen = View(body.registrar, body.state, law_on(body.state, TODAY), TODAY, "", asked=False)
    matter = body.matter("m")
    assert waits(seen, matter, procedure_of(seen, matter))["by"] == expected_by
    on_day(body, 20)
    assert step_of(body) == "give"
    body.do("matter.provide/1", by="a", matter="m", thing="plan", value="x")
    assert step_of(body) == "last"


@pytest.mark.clause("procedures", "steps: within")
@pytest.mark.parametrize(
    ("within", "expected_by"),
    [
        ("", ""),
        ("within: 3 days, ", "2026-03-06T00:00:00.000Z"),
        ("within: 5 hours, ", "2026-03-02T14:00:00.000Z"),
    ],
)
def test_the_pages_say_by_when_the_thing_is_expected(
    orchard: Orchard, within: str, expected_by: str
) -> None:
    body = opened(orchard, f"{{step: give, asks for: plan, {within}from: any member}}", LAST)
    law = law_on(body.state, TODAY)
    step = law.procedures["p"].at("give")
    running = SimpleNamespace(registrar=body.registrar)
    visit: Any = SimpleNamespace(state=body.state, law=law, body=running)
    assert until(visit, body.matter("m"), step) == expected_by


ASKS = "asks for: plan, from: any member"
WAITS = "waits for: {event: harvest}"
EFFECT = "takes effect: {approves: plan}"


@pytest.mark.clause("procedures", "steps: then")
@pytest.mark.parametrize("what", [ASKS, WAITS, EFFECT])
@pytest.mark.parametrize(
    ("then", "where"), [("", "below"), (", then: last", "last"), (", then: end", "completed")]
)
def test_what_follows_a_step_is_the_step_below_or_the_one_that_it_names(
    orchard: Orchard, what: str, then: str, where: str
) -> None:
    body = opened(
        orchard,
        "{step: v, question: shall we, put to: each member, rule: unopposed, if not adopted: below}",
        f"{{step: first, {what}{then}}}",
        "{step: below, asks for: other, from: any member}",
        LAST,
    )
    close(body)
    if what == ASKS:
        body.do("matter.provide/1", by="a", matter="m", thing="plan", value="x")
    if what == WAITS:
        body.do("matter.occur/1", matter="m", event="harvest")
    assert step_of(body) == where


# --- steps that wait --------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: waits for: date")
@pytest.mark.parametrize(("date", "day"), [("sowing", 9), ("reaping", 12)])
def test_the_wait_is_over_on_the_day_provided_under_the_name(
    orchard: Orchard, date: str, day: int
) -> None:
    body = opened(
        orchard,
        "{step: one, asks for: sowing, from: any member}",
        "{step: two, asks for: reaping, from: any member}",
        f"{{step: wait, waits for: {{date: {date}}}}}",
        LAST,
    )
    body.do("matter.provide/1", by="a", matter="m", thing="sowing", value="2026-03-09")
    body.do("matter.provide/1", by="a", matter="m", thing="reaping", value="2026-03-12")
    on_day(body, day - 1, hour=23)
    assert step_of(body) == "wait"
    on_day(body, day)
    assert step_of(body) == "last"


@pytest.mark.clause("procedures", "steps: waits for: period")
@pytest.mark.parametrize(("period", "day", "hour"), [("6 hours", 2, 15), ("30 hours", 3, 15)])
def test_the_wait_is_over_when_the_period_has_run(
    orchard: Orchard, period: str, day: int, hour: int
) -> None:
    body = opened(orchard, f"{{step: wait, waits for: {{period: {period}}}}}", LAST)
    on_day(body, day, hour - 1)
    assert step_of(body) == "wait"
    on_day(body, day, hour + 1)
    assert step_of(body) == "last"


@pytest.mark.clause("procedures", "steps: waits for: event")
@pytest.mark.parametrize(("event", "other"), [("the thaw", "the frost"), ("the frost", "the thaw")])
def test_the_wait_is_over_when_what_it_names_has_happened(
    orchard: Orchard, event: str, other: str
) -> None:
    body = opened(orchard, f"{{step: wait, waits for: {{event: {event}}}, cites: Rules 2}}", LAST)
    on_day(body, 20)
    refusal = body.refused("matter.occur/1", matter="m", event=other.removeprefix("the "))
    assert (refusal.code, refusal.article) == ("step.wrong", "Rules 2")
    body.do("matter.occur/1", matter="m", event=event.removeprefix("the "))
    assert step_of(body) == "last"


# --- what is asked, of whom, under which rule -------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: question")
@pytest.mark.parametrize("asks", ["admit the applicant", "expel the applicant"])
def test_the_register_has_what_was_asked(orchard: Orchard, asks: str) -> None:
    body = opened(orchard, asking().replace("question: decide", f"question: {asks}"))
    assert body.question("m").asks == asks
    (put,) = [e for e in body.registrar.entry(body.state.size - 1).effects if hasattr(e, "asks")]
    assert put.asks == asks


@pytest.mark.clause("procedures", "steps: put to")
@pytest.mark.parametrize(
    ("to", "asked", "outcome"),
    [("each member", ["A", "B", "C"], "blocked"), ("the elders", ["A", "B"], "adopted")],
)
def test_only_who_the_question_is_put_to_answers(
    orchard: Orchard, to: str, asked: list[str], outcome: str
) -> None:
    """C is against, where it is asked."""
    body = opened(orchard, asking(to=to, rule="unopposed"))
    assert body.question("m").population == asked
    if "C" in asked:
        body.say("m", "against", "C")
    else:
        answer = {"question": body.question("m").question, "choice": "against"}
        refusal = body.refused("position.state/1", by="c", **answer)
        assert (refusal.code, refusal.article) == ("position.not_asked", "Rules 2")
    assert close(body) == outcome


@pytest.mark.clause("procedures", "steps: rule")
@pytest.mark.parametrize(("rule", "outcome"), [("majority", "adopted"), ("unopposed", "blocked")])
def test_the_same_answers_are_ruled_on_by_the_rule_of_the_step(
    orchard: Orchard, rule: str, outcome: str
) -> None:
    body = opened(orchard, asking(rule=rule))
    body.say("m", "in favour", "A", "B")
    body.say("m", "against", "C")
    assert close(body) == outcome


@pytest.mark.clause("procedures", "steps: put by")
@pytest.mark.parametrize(
    ("by", "puts", "does_not"), [("any member", "b", "clerk"), ("office", "clerk", "b")]
)
def test_the_question_is_put_by_whom_the_step_names(
    orchard: Orchard, by: str, puts: str, does_not: str
) -> None:
    body = opened(orchard, asking(f"put by: {by}"))
    assert body.matter("m").questions == []
    refusal = body.refused("question.put/1", by=does_not, matter="m")
    assert (refusal.code, refusal.article) == ("question.not_yours_to_put", "Rules 2")
    body.do("question.put/1", by=puts, matter="m")
    assert body.question("m").population == ["A", "B", "C"]


@pytest.mark.clause("procedures", "steps: put by")
def test_a_question_that_nobody_in_particular_puts_is_put_when_its_step_is_entered(
    orchard: Orchard,
) -> None:
    body = opened(orchard, asking())
    assert body.question("m").opened == "2026-03-02T09:00:00.000Z"


# --- where and by whom it is decided ----------------------------------------------------------------------------------


def sit(body: Any, *present: str) -> None:
    """The floor sits, with those members in the room."""
    body.do("session.convene/1", session="s", organ="floor", on=body.now.date().isoformat())
    body.do("session.open/1", session="s", present=list(present))


@pytest.mark.clause("procedures", "steps: at", "session")
@pytest.mark.parametrize("at", ["", "at: session"])
def test_a_question_decided_at_a_session_is_closed_in_one(orchard: Orchard, at: str) -> None:
    body = opened(orchard, asking(at))
    body.say("m", "in favour", "A", "B")
    if at:
        refusal = body.refused("question.close/1", question=body.question("m").question)
        assert (refusal.code, refusal.article) == ("session.none", "Rules 2")
        sit(body, "A", "B", "C")
    assert close(body) == "adopted"


@pytest.mark.clause("procedures", "steps: at", "session")
@pytest.mark.parametrize("at", ["", "at: session, "])
def test_a_session_closes_its_question_before_the_period_has_run(orchard: Orchard, at: str) -> None:
    """The earliest closes."""
    body = opened(orchard, asking(f"{at}closes: {{after: 30 days}}"))
    body.say("m", "in favour", "A", "B")
    sit(body, "A", "B", "C")
    if at:
        assert close(body) == "adopted"
        return
    refusal = body.refused("question.close/1", question=body.question("m").question)
    assert (refusal.code, refusal.article) == ("question.running", "Rules 2")


@pytest.mark.clause("procedures", "steps: who votes", "those present")
@pytest.mark.parametrize(
    ("who", "outcome"),
    [("", "no quorum"), ("who votes: all who are asked, ", "no quorum"), ("who votes: those present, ", "adopted")],
)  # fmt: skip
def test_whoever_is_in_the_room_and_silent_is_present_where_those_present_vote(
    orchard: Orchard, who: str, outcome: str
) -> None:
    """A quorum of two: A is in favour, B is there and silent, C is not there."""
    body = opened(
        orchard, asking(f"at: session, put by: office, {who}confidential: no", rule="quorate")
    )
    sit(body, "A", "B")
    body.do("question.put/1", matter="m", session="s")
    body.say("m", "in favour", "A")
    answer = {"question": body.question("m").question, "choice": "against"}
    if outcome == "adopted":
        refusal = body.refused("position.state/1", by="c", **answer)
        assert (refusal.code, refusal.article) == ("position.not_present", "Rules 2")
    assert close(body) == outcome


WORDS = QUESTION_KEYS["without a vote"].kind.schema["enum"]


@pytest.mark.clause("procedures", "steps: without a vote", "*")
@pytest.mark.parametrize("word", WORDS)
def test_a_question_that_nobody_answers_in_its_session_is_adopted_where_the_charter_says_so(
    orchard: Orchard, word: str
) -> None:
    """Under a majority of the members; once somebody is in favour, the rule counts."""
    outcome, bound = {"yes": ("adopted", ["A", "B", "C"]), "no": ("rejected", [])}[word]
    for answers in ((), ("A",)):
        body = opened(orchard, asking(f"at: session, put by: office, without a vote: {word}"))
        sit(body, "A", "B", "C")
        body.do("question.put/1", matter="m", session="s")
        body.say("m", "in favour", *answers)
        assert close(body) == ("rejected" if answers else outcome)
        assert body.question("m").bound == ([] if answers else bound)


# --- until when -------------------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: closes: after")
@pytest.mark.parametrize(("period", "hour"), [("5 hours", 14), ("8 hours", 17)])
def test_a_question_closes_after_its_period(orchard: Orchard, period: str, hour: int) -> None:
    body = opened(orchard, asking(f"closes: {{after: {period}}}", rule="unopposed"))
    assert body.question("m").deadline == f"2026-03-02T{hour}:00:00.000Z"
    on_day(body, 2, hour - 1)
    assert step_of(body) == "v"
    on_day(body, 2, hour + 1)
    assert step_of(body) == "completed"


@pytest.mark.clause("procedures", "steps: closes: after")
def test_a_question_without_a_period_closes_with_none(orchard: Orchard) -> None:
    body = opened(orchard, asking(rule="unopposed"))
    on_day(body, 28, month=12)
    assert (step_of(body), body.question("m").deadline) == ("v", "")


@pytest.mark.clause("procedures", "steps: closes: when", "all have answered")
@pytest.mark.parametrize(("when", "where"), [("", "v"), (", when: all have answered", "completed")])
def test_a_question_closes_with_the_last_answer_where_the_charter_says_so(
    orchard: Orchard, when: str, where: str
) -> None:
    body = opened(orchard, asking(f"closes: {{after: 30 days{when}}}"))
    body.say("m", "in favour", "A", "B")
    assert step_of(body) == "v"
    body.say("m", "in favour", "C")
    assert step_of(body) == where


@pytest.mark.clause("procedures", "steps: closes: set by", "opener")
@pytest.mark.parametrize("set_by", ["", ", set by: opener"])
def test_whoever_puts_the_question_sets_its_deadline_where_the_charter_says_so(
    orchard: Orchard, set_by: str
) -> None:
    body = opened(orchard, asking(f"put by: office, closes: {{when: all have answered{set_by}}}"))
    if not set_by:
        body.do("question.put/1", matter="m")
        assert body.question("m").deadline == ""
        return
    refusal = body.refused("question.put/1", matter="m")
    assert (refusal.code, refusal.article) == ("question.no_deadline", "Rules 2")
    body.do("question.put/1", matter="m", deadline="2026-03-05T18:00")
    assert body.question("m").deadline == "2026-03-05T18:00:00.000Z"


def deadline_put(orchard: Orchard, closes: str, given: str) -> str:
    """The deadline that the question has where its opener gives that one; or the code of the refusal."""
    body = opened(orchard, asking(f"put by: office, closes: {{{closes}}}"))
    try:
        body.do("question.put/1", matter="m", deadline=given)
    except Refused as refusal:
        return refusal.code
    return str(body.question("m").deadline)


@pytest.mark.parametrize("closes", ["after: 48 hours", "when: all have answered"])
@pytest.mark.parametrize("given", ["2026-03-02T18:00", "2026-03-09T18:00"])
def test_a_deadline_that_the_charter_does_not_leave_to_the_opener_is_not_set_by_it(
    orchard: Orchard, closes: str, given: str
) -> None:
    assert deadline_put(orchard, closes, given) == "question.deadline_fixed"


@pytest.mark.clause("procedures", "steps: closes: after")
@pytest.mark.clause("procedures", "steps: closes: set by", "opener")
@pytest.mark.parametrize(
    ("closes", "given", "deadline"),
    [
        ("set by: opener", "2026-03-03T18:00", "2026-03-03T18:00:00.000Z"),
        ("set by: opener", "2026-03-09T18:00", "2026-03-09T18:00:00.000Z"),
        ("after: 48 hours, set by: opener", "2026-03-03T18:00", "2026-03-03T18:00:00.000Z"),
        ("after: 48 hours, set by: opener", "2026-03-09T18:00", "2026-03-04T09:00:00.000Z"),
    ],
)
def test_of_the_period_and_what_the_opener_sets_the_earlier_closes(
    orchard: Orchard, closes: str, given: str, deadline: str
) -> None:
    assert deadline_put(orchard, closes, given) == deadline


@pytest.mark.clause("procedures", "steps: closes: at least")
@pytest.mark.parametrize(
    ("at_least", "deadline"),
    [
        ("", "2026-03-02T18:00:00.000Z"),
        (", at least: 6 hours", "2026-03-02T18:00:00.000Z"),
        (", at least: 72 hours", "silence.too_short"),
    ],
)
def test_the_opener_sets_no_shorter_period_than_the_charter_allows(
    orchard: Orchard, at_least: str, deadline: str
) -> None:
    assert deadline_put(orchard, f"set by: opener{at_least}", "2026-03-02T18:00") == deadline


def extended(body: Any, deadline: str) -> str:
    """The deadline after it was asked to be moved there; or the code of the refusal, which names the clause."""
    try:
        body.do("question.extend/1", question=body.question("m").question, deadline=deadline)
    except Refused as refusal:
        return refusal.code if refusal.article == "Rules 3" else refusal.article
    return str(body.question("m").deadline[:16])


ENOUGH, TOO_FAR = "question.extended_enough", "question.extended_too_far"


@pytest.mark.clause("procedures", "steps: closes: extended", "no")
@pytest.mark.parametrize(
    ("clause", "found"), [("", "2026-03-09T09:00"), (", extended: no, cites: Rules 3", ENOUGH)]
)
def test_a_deadline_is_not_extended_where_the_charter_says_so(
    orchard: Orchard, clause: str, found: str
) -> None:
    body = opened(orchard, asking(f"closes: {{after: 48 hours{clause}}}"))
    assert extended(body, "2026-03-09T09:00") == found
    assert body.findings() == []


@pytest.mark.clause("procedures", "steps: closes: extended: times")
@pytest.mark.parametrize(
    ("clause", "found"),
    [
        ("", ["2026-03-05T09:00", "2026-03-06T09:00", "2026-03-07T09:00"]),
        (", extended: {times: 1, cites: Rules 3}", ["2026-03-05T09:00", ENOUGH, ENOUGH]),
        (
            ", extended: {times: 2, cites: Rules 3}",
            ["2026-03-05T09:00", "2026-03-06T09:00", ENOUGH],
        ),
    ],
)
def test_a_deadline_is_extended_as_often_as_the_charter_says(
    orchard: Orchard, clause: str, found: list[str]
) -> None:
    body = opened(orchard, asking(f"closes: {{after: 48 hours{clause}}}"))
    assert [extended(body, f"2026-03-0{day}T09:00") for day in (5, 6, 7)] == found
    assert body.findings() == []


@pytest.mark.clause("procedures", "steps: closes: extended: by at most")
@pytest.mark.parametrize(
    ("limit", "found"),
    [
        ("", ["2026-03-05T10:00", "2026-03-06T09:00", "2026-03-20T09:00"]),
        ("48 hours", ["2026-03-05T10:00", "2026-03-06T09:00", ENOUGH]),
        ("47 hours", ["2026-03-05T10:00", TOO_FAR, TOO_FAR]),
        ("25 hours", ["2026-03-05T10:00", ENOUGH, ENOUGH]),
        ("24 hours", [TOO_FAR, TOO_FAR, TOO_FAR]),
    ],
)
def test_all_extensions_together_are_no_longer_than_the_charter_says(
    orchard: Orchard, limit: str, found: list[str]
) -> None:
    """The first deadline is 4 March at nine, from which the limit is counted, and not from a later one."""
    clause = f", extended: {{by at most: {limit}, cites: Rules 3}}" if limit else ""
    body = opened(orchard, asking(f"closes: {{after: 48 hours{clause}}}"))
    deadlines = ("2026-03-05T10:00", "2026-03-06T09:00", "2026-03-20T09:00")
    assert [extended(body, deadline) for deadline in deadlines] == found
    assert body.findings() == []


@pytest.mark.parametrize(
    ("after", "limit", "last"),
    [
        ("1 day", "1 day", "2026-03-05T00:00"),
        ("1 day", "3 working days", "2026-03-07T00:00"),
        ("1 day", "4 days", "2026-03-10T00:00"),
        ("30 hours", "1 day", "2026-03-05T00:00"),
        ("30 hours", "5 hours", "2026-03-03T20:00"),
        ("1 day", "1 month", "2026-04-04T00:00"),
    ],
)
def test_an_extension_is_counted_by_the_calendar_of_the_seat_from_the_end_of_the_first_period(
    orchard: Orchard, after: str, limit: str, last: str
) -> None:
    """A day after Monday 2 March ends with Tuesday, at the midnight that is Tuesday's; three working days more end with
    Friday. Four days more end on a Saturday, and so with Monday. A month after 3 March ends with 3 April."""
    clause = f"extended: {{by at most: {limit}, cites: Rules 3}}"
    body = opened(orchard, asking(f"closes: {{after: {after}, {clause}}}"))
    assert extended(body, f"{last}:01") == TOO_FAR
    assert extended(body, last) == last


def test_a_question_that_is_put_again_may_be_extended_anew(orchard: Orchard) -> None:
    clause = "put by: office, closes: {after: 48 hours, extended: {times: 1, cites: Rules 3}}"
    step = f"{{step: v, question: decide, put to: each member, rule: quorate, {clause}}}"
    body = opened(orchard, step)
    for end, day in ((4, 5), (8, 9)):
        body.do("question.put/1", matter="m")
        assert body.question("m").deadline == f"2026-03-0{end}T09:00:00.000Z"
        assert extended(body, f"2026-03-0{day}T09:00") == f"2026-03-0{day}T09:00"
        assert extended(body, f"2026-03-0{day}T10:00") == ENOUGH
        on_day(body, day + 1)
        body.at(6)
    assert [one.outcome for one in body.matter("m").questions] == ["no quorum", "no quorum"]


def test_a_question_without_a_deadline_has_none_to_extend(orchard: Orchard) -> None:
    body = opened(orchard, asking())
    question = body.question("m").question
    refusal = body.refused("question.extend/1", question=question, deadline="2026-03-09T09:00")
    assert (refusal.code, refusal.article) == ("question.no_deadline_runs", "Rules 2")


LIMITED = "closes: {after: 48 hours, extended: {times: 1, by at most: 48 hours, cites: Rules 3}}"


def reporting(body: Any, *facts: dict[str, Any]) -> dict[str, Any]:
    """What a note reports."""
    if "note" not in body.state.sources:
        body.do("source.file/1", source="note", title="Note", sha256="0" * 64)
    return {"held": "2026-03-02", "cites": [{"source": "note"}], "facts": [*facts]}


def moved(question: str, day: int) -> dict[str, Any]:
    deadline = f"2026-03-0{day}T09:00:00.000Z"
    return {"kind": "deadline.moved/1", "question": question, "deadline": deadline}


def test_a_source_extends_a_question_that_was_put_here_no_further_than_an_act_does(
    orchard: Orchard,
) -> None:
    body = opened(orchard, asking(LIMITED))
    question = body.question("m").question
    refusal = body.refused("attest/1", **reporting(body, moved(question, 7)))
    assert (refusal.code, refusal.article) == (TOO_FAR, "Rules 3")
    body.do("attest/1", **reporting(body, moved(question, 5)))
    assert body.refused("attest/1", **reporting(body, moved(question, 6))).code == ENOUGH
    assert extended(body, "2026-03-06T09:00") == ENOUGH


def test_what_a_source_says_of_a_question_that_it_reports_is_taken_down_and_counts(
    orchard: Orchard,
) -> None:
    body = opened(orchard, asking(LIMITED))
    put = {
        "kind": "question.put/1", "question": "n.q1", "matter": "n", "step": "v", "rule": "majority", "charter": 0,
        "population": ["A", "B"], "opened": "2026-03-02T09:00:00.000Z", "deadline": "2026-03-04T09:00:00.000Z",
    }  # fmt: skip
    opening = {
        "kind": "matter.opened/1",
        "matter": "n",
        "procedure": "p",
        "title": "T",
        "by": "A",
        "on": "2026-03-02",
    }
    entered = {"kind": "step.entered/1", "matter": "n", "step": "v", "on": "2026-03-02"}
    body.do("attest/1", **reporting(body, opening, entered, put, moved("n.q1", 8)))
    assert body.question("n").deadline == "2026-03-08T09:00:00.000Z"
    asked = {"question": "n.q1", "deadline": "2026-03-09T09:00"}
    assert body.refused("question.extend/1", **asked).code == ENOUGH


# --- how it is answered -----------------------------------------------------------------------------------------------


@pytest.mark.clause("procedures", "steps: values as at")
@pytest.mark.parametrize(
    ("as_at", "outcome"),
    [
        ("", "rejected"),
        ("opening", "rejected"),
        ("the certificate", "adopted"),
        ("close", "rejected"),
    ],
)
@pytest.mark.parametrize(("closed", "at_close"), [(2, "rejected"), (5, "adopted"), (7, "rejected")])
def test_the_weights_are_those_of_the_day_that_the_charter_names(
    orchard: Orchard, as_at: str, outcome: str, closed: int, at_close: str
) -> None:
    """A, in favour alone, has 10 of 60 on 2 March, when the question is put, 55 of 95 on 4 and 5 March, and 10 again from 6
    March. The certificate is of 4 March."""
    body = opened(
        orchard,
        "{step: day, asks for: certificate, from: any member}",
        asking(f"values as at: {as_at}" if as_at else "confidential: no", rule="weighed"),
    )
    body.do("matter.provide/1", by="a", matter="m", thing="certificate", value="2026-03-04")
    body.at(closed)
    body.say("m", "in favour", "A")
    body.say("m", "against", "B", "C")
    assert close(body) == (at_close if as_at == "close" else outcome)


@pytest.mark.clause("procedures", "steps: positions", "*")
@pytest.mark.parametrize("word", CASTABLE)
def test_a_position_is_stated_where_it_is_one_of_those_that_may_be(
    orchard: Orchard, word: str
) -> None:
    others = [one for one in CASTABLE if one != word]
    for allowed in ([word], others):
        body = opened(orchard, asking(f"positions: [{', '.join(allowed)}]"))
        stated = {"question": body.question("m").question, "choice": word}
        if word in allowed:
            body.do("position.state/1", by="a", **stated)
            assert body.question("m").choices == {"A": word}
            continue
        refusal = body.refused("position.state/1", by="a", **stated)
        assert (refusal.code, refusal.article) == ("position.not_allowed", "Rules 2")
        called = {"question": body.question("m").question, "positions": {word: ["A"]}}
        assert body.refused("roll.call/1", **called).code == "position.not_allowed"


@pytest.mark.parametrize("word", get_args(Position))
def test_any_position_may_be_listed_but_those_that_nobody_states(
    orchard: Orchard, word: str
) -> None:
    step = asking(f"positions: [{word}]")
    if word in ("invalid", "absent", "unknown", "pending"):
        with pytest.raises(Faulty):
            opened(orchard, step)
    else:
        assert step_of(opened(orchard, step)) == "v"


@pytest.mark.clause("procedures", "steps: form", "signature")
@pytest.mark.parametrize(
    ("form", "answers", "does_not"),
    [("", "decider", "signer"), ("form: position", "decider", "signer"), ("form: signature", "signer", "decider")],
)  # fmt: skip
def test_a_signature_takes_the_power_to_sign(
    orchard: Orchard, form: str, answers: str, does_not: str
) -> None:
    body = opened(orchard, asking(form))
    for person, power in {"decider": "decide", "signer": "sign"}.items():
        body.do("person.enter/1", person=person, name=person)
        body.do("credential.issue/1", person=person, party="C", powers=[power], **{"as": "envoy"})
    answer = {"for_": "C", "question": body.question("m").question, "choice": "in favour"}
    assert body.refused("position.state/1", by=does_not, **answer).code == "credential.narrow"
    body.do("position.state/1", by=answers, **answer)
    assert body.question("m").choices == {"C": "in favour"}


@pytest.mark.clause("procedures", "steps: confidential", "yes")
@pytest.mark.parametrize(
    ("clause", "sealed"), [("", False), ("confidential: no", False), ("confidential: yes", True)]
)
def test_the_log_does_not_say_who_answered_what_in_confidence(
    orchard: Orchard, clause: str, sealed: bool
) -> None:
    body = opened(orchard, asking(clause))
    body.say("m", "against", "C", statement="He overwaters.")
    size = body.state.size
    (data,) = body.registrar.store.read("r", size - 1, size)
    assert (decode(data).act.for_ == "C", b"against" in data, b"overwaters" in data) == (
        not sealed,
    ) * 3
    assert body.registrar.entry(size - 1).act.choice == "against", (
        "whoever has the content reads it"
    )


TEXTS = ("{step: draft, asks for: text, from: any member}",)


@pytest.mark.clause("procedures", "steps: on text", "yes")
@pytest.mark.parametrize(
    ("on_text", "outcomes"),
    [("", [""]), ("on text: no", [""]), ("on text: yes", ["superseded", ""])],
)
def test_a_question_on_a_text_ends_with_a_new_version_and_is_put_again_on_it(
    orchard: Orchard, on_text: str, outcomes: list[str]
) -> None:
    body = opened(orchard, *TEXTS, asking(on_text))
    body.do("text.submit/1", by="a", matter="m", paragraphs=TEXT)
    body.say("m", "in favour", "A")
    body.do("text.submit/1", by="a", matter="m", paragraphs=NEWER)
    matter = body.matter("m")
    assert [one.outcome for one in matter.questions] == outcomes
    digests = [one.digest for one in matter.versions]
    assert [one.text for one in matter.questions] == (digests if len(outcomes) == 2 else [""])


@pytest.mark.clause("procedures", "steps: on text", "yes")
@pytest.mark.parametrize("on_text", ["", "on text: yes, "])
def test_a_question_on_a_text_is_not_put_without_one(orchard: Orchard, on_text: str) -> None:
    body = opened(orchard, asking(f"{on_text}put by: office"))
    if on_text:
        refusal = body.refused("question.put/1", matter="m")
        assert (refusal.code, refusal.article) == ("text.none", "Rules 2")
        return
    body.do("question.put/1", matter="m")
    assert body.question("m").text == ""


def test_a_text_that_nobody_asked_for_is_submitted_where_the_question_is_about_one(
    orchard: Orchard,
) -> None:
    body = opened(orchard, asking("on text: yes"))
    body.do("text.submit/1", by="a", matter="m", paragraphs=TEXT)
    assert body.question("m").text == body.matter("m").versions[-1].digest


# --- what follows -----------------------------------------------------------------------------------------------------

RULED: Mapping[str, tuple[str, dict[str, str]]] = {
    "adopted": ("majority", {"A": "in favour", "B": "in favour"}),
    "not adopted": ("majority", {"A": "in favour", "B": "against"}),
    "rejected": ("majority", {"A": "in favour", "B": "against"}),
    "blocked": ("unopposed", {"A": "in favour", "B": "against"}),
    "tied": ("even", {"A": "in favour", "B": "against"}),
    "no quorum": ("quorate", {"A": "in favour"}),
    "void": ("valid", {"A": "in favour"}),
    "deferred": ("patient", {"A": "in favour", "B": "abstaining"}),
}
"""A rule and the answers that have the outcome under it."""
UNDECIDED = ("tied", "no quorum", "void", "deferred")
LEFT = {"adopted": "below", "not adopted": "rejected", "rejected": "rejected", "blocked": "blocked"}
"""Where the matter is when the charter says nothing of the outcome: an undecided question can be put again."""


def ruled(orchard: Orchard, outcome: str, *clauses: str) -> Any:
    """A question with that outcome, at the step v with the clauses."""
    rule, answers = RULED[outcome]
    said = "".join(f"{one}, " for one in clauses)
    body = opened(
        orchard,
        "{step: first, question: go on, put to: each member, rule: majority, if adopted: v, if not adopted: below}",
        f"{{step: v, question: decide, put to: each member, rule: {rule}, {said}cites: Rules 2}}",
        "{step: below, asks for: below, from: any member}",
        LAST,
    )
    body.say("m", "in favour", "A", "B", "C")
    close(body)
    for member, choice in answers.items():
        body.say("m", choice, member)
    assert close(body) == ("rejected" if outcome == "not adopted" else outcome)
    return body


@pytest.mark.clause("procedures", "steps: if adopted")
@pytest.mark.clause("procedures", "steps: if not adopted")
@pytest.mark.clause("procedures", "steps: if rejected")
@pytest.mark.clause("procedures", "steps: if blocked")
@pytest.mark.clause("procedures", "steps: if tied")
@pytest.mark.clause("procedures", "steps: if no quorum")
@pytest.mark.clause("procedures", "steps: if void")
@pytest.mark.clause("procedures", "steps: if deferred")
@pytest.mark.parametrize("outcome", OUTCOMES)
def test_the_step_that_the_charter_names_for_the_outcome_follows_it(
    orchard: Orchard, outcome: str
) -> None:
    assert step_of(ruled(orchard, outcome, f"if {outcome}: last")) == "last"
    left = step_of(ruled(orchard, outcome))
    assert left == LEFT.get(outcome, "v")


@pytest.mark.clause("procedures", "steps: if adopted")
@pytest.mark.clause("procedures", "steps: if tied")
@pytest.mark.clause("procedures", "steps: if no quorum")
@pytest.mark.clause("procedures", "steps: if void")
@pytest.mark.clause("procedures", "steps: if deferred")
@pytest.mark.parametrize("outcome", ["adopted", *UNDECIDED])
def test_an_outcome_ends_the_matter_where_the_charter_has_it_end(
    orchard: Orchard, outcome: str
) -> None:
    ended = "completed" if outcome == "adopted" else outcome
    assert step_of(ruled(orchard, outcome, f"if {outcome}: end")) == ended


@pytest.mark.parametrize("outcome", UNDECIDED)
def test_what_decides_nothing_does_not_end_a_matter_that_ends_if_not_adopted(
    orchard: Orchard, outcome: str
) -> None:
    body = ruled(orchard, outcome, "if not adopted: end")
    assert step_of(body) == "v"
    body.do("question.put/1", by="a", matter="m")
    assert (step_of(body), body.question("m").outcome) == ("v", "")


@pytest.mark.clause("procedures", "steps: if not adopted")
@pytest.mark.parametrize(
    "outcome", [one for one in OUTCOMES if one not in ("adopted", "not adopted")]
)
def test_if_not_adopted_holds_for_the_outcomes_that_are_not_named(
    orchard: Orchard, outcome: str
) -> None:
    assert step_of(ruled(orchard, outcome, "if not adopted: last")) == "last"
    assert (
        step_of(ruled(orchard, outcome, "if not adopted: last", f"if {outcome}: below")) == "below"
    )
    assert step_of(ruled(orchard, "adopted", "if not adopted: last")) == "below"
