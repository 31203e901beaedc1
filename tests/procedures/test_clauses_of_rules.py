"""What each clause of a rule does: the same answers to the same question, under rules that differ in that clause alone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, get_args

import pytest

from comity.body.ballots import ruling_on_record
from comity.charter.exploring import explored
from comity.charter.law import law
from comity.charter.reading import read_charter_text
from comity.rules.counting import Ballot
from comity.rules.terms import Tie

CHARTER = """comity: 1
body: r
title: {en: Rules}
members: [{member: A, name: A}, {member: B, name: B}, {member: C, name: C}, {member: D, name: D}]
groups: {chosen: [A, B], concerned: [D]}
organs: [{organ: office, title: Office, powers: [record, propose], chaired by: gavel}]
rotas: [{rota: gavel, of: members, order: [A, B, C, D], starting with: B, from: 2026-01-01, passes: {by: decision}}]
rules:
  - {rule: decided, cites: Rules 1, RULE}
  - {rule: chair, cites: Rules 9, adopted when: {in favour: all}}
procedures:
  - procedure: p
    opened by: office
    cites: Rules 2
    steps:
      - {step: v, question: decide, put to: each member, put by: office, rule: decided, CLOSES, AFTER, cites: Rules 3}
      - {step: done, takes effect: {issues: decision}, then: end}
      FURTHER
"""
AT_THE_DEADLINE = "closes: {after: 3 days}"
OF_VOTING = "adopted when: {in favour: more than 1/2 of voting}"
NONE_OBJECTS = "adopted when: {objections: none}"


def charter(rule: str, closes: str = AT_THE_DEADLINE, after: str = "", further: str = "") -> str:
    told = {
        "RULE": rule,
        "CLOSES": closes,
        "AFTER": after or "confidential: no",
        "FURTHER": further,
    }
    text = CHARTER
    for place, said in told.items():
        text = text.replace(place, said)
    return text


def asked(orchard: Callable[..., Any], rule: str, *further: str, **said: str) -> Any:
    """The question is put to all four, and members answer: ``asked(orchard, rule, in_favour="A B", against="C")``."""
    body = orchard(charter(rule, *further), body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    body.do("question.put/1", matter="m")
    for choice, members in said.items():
        body.say("m", choice.replace("_", " "), *members.split())
    return body


def decided(orchard: Callable[..., Any], rule: str, *further: str, **said: str) -> Any:
    """The same, once the deadline has passed."""
    body = asked(orchard, rule, *further, **said)
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.findings() == []
    return body


def outcome(orchard: Callable[..., Any], rule: str, **said: str) -> str:
    return str(decided(orchard, rule, **said).question("m").outcome)


# --- the condition ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("rules", "adopted when")
@pytest.mark.clause("rules", "fails when")
@pytest.mark.parametrize(
    ("rule", "one_against", "none_against"),
    [
        ("adopted when: {against: at least 1}", "adopted", "rejected"),
        ("fails when: {against: at least 1}", "blocked", "adopted"),
    ],
)
def test_what_carries_a_question_in_one_form_defeats_it_in_the_tacit_one(
    orchard: Callable[..., Any], rule: str, one_against: str, none_against: str
) -> None:
    assert outcome(orchard, rule, against="A", in_favour="B") == one_against
    assert outcome(orchard, rule, in_favour="A B") == none_against


# --- who is counted ---------------------------------------------------------------------------------------------------


@pytest.mark.clause("rules", "among")
@pytest.mark.parametrize(("clause", "expected"), [("", "rejected"), ("among: chosen, ", "adopted")])
def test_only_the_group_is_counted(orchard: Callable[..., Any], clause: str, expected: str) -> None:
    """A and B are the group; C and D say nothing."""
    rule = f"{clause}adopted when: {{in favour: all}}"
    assert outcome(orchard, rule, in_favour="A B") == expected


@pytest.mark.clause("rules", "remove from count")
@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        ("adopted when: {in favour: all}", "rejected"),
        ("adopted when: {in favour: at least 100% of members}", "rejected"),
        ("adopted when: {in favour among chosen: all}", "rejected"),
        ("fails when: {objections: all}", "adopted"),
        (NONE_OBJECTS, "adopted"),
    ],
)
def test_where_nobody_is_counted_all_fails_and_none_holds(
    orchard: Callable[..., Any], condition: str, expected: str
) -> None:
    """Everybody is removed from the count, and all four are in favour: so the rule itself gives; no question is put under
    it."""
    text = charter(f"remove from count: concerned, {condition}")
    text = text.replace("concerned: [D]", "concerned: [A, B, C, D]")
    on = law(read_charter_text(text), date.max)
    decided = on.rules["decided"]
    assert Ballot(decided, on.roll()).outcome(dict.fromkeys("ABCD", "in favour")) == expected
    body = orchard(text, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    refusal = body.refused("question.put/1", matter="m")
    assert refusal.code == "question.uncountable"
    assert "Nobody is left" in refusal.sentence


@pytest.mark.clause("rules", "among")
def test_only_the_group_is_asked(orchard: Callable[..., Any]) -> None:
    assert asked(orchard, NONE_OBJECTS).question("m").population == ["A", "B", "C", "D"]
    body = asked(orchard, f"among: chosen, {NONE_OBJECTS}")
    assert body.question("m").population == ["A", "B"]
    stated = {"question": body.question("m").question, "choice": "against"}
    refusal = body.refused("position.state/1", by="c", **stated)
    assert (refusal.code, refusal.article) == ("position.not_asked", "Rules 3")


@pytest.mark.clause("rules", "among")
def test_nobody_outside_the_group_is_waited_for(orchard: Callable[..., Any]) -> None:
    closes = "closes: {after: 3 days, when: all have answered}"
    assert asked(orchard, NONE_OBJECTS, closes, in_favour="A B").question("m").outcome == ""
    body = asked(orchard, f"among: chosen, {NONE_OBJECTS}", closes, in_favour="A B")
    assert body.question("m").outcome == "adopted"


@pytest.mark.clause("rules", "remove from count")
@pytest.mark.clause("rules", "may not vote")
@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", "rejected"),
        ("may not vote: concerned, ", "rejected"),
        ("remove from count: concerned, ", "adopted"),
    ],
)
def test_who_is_removed_is_out_of_the_base_and_who_may_not_vote_stays_in_it(
    orchard: Callable[..., Any], clause: str, expected: str
) -> None:
    """Two of four, and two of three, where two thirds of the members are asked for."""
    rule = f"{clause}adopted when: {{in favour: at least 2/3 of members}}"
    assert outcome(orchard, rule, in_favour="A B", against="C D") == expected


@pytest.mark.clause("rules", "may not vote")
@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", "blocked"),
        ("may not vote: concerned, ", "adopted"),
        ("must abstain: concerned, ", "adopted"),
    ],
)
def test_the_objection_of_who_may_not_vote_or_must_abstain_is_none(
    orchard: Callable[..., Any], clause: str, expected: str
) -> None:
    rule = f"{clause}{NONE_OBJECTS}"
    assert outcome(orchard, rule, in_favour="A B C", against="D") == expected


@pytest.mark.clause("rules", "must abstain")
@pytest.mark.clause("rules", "may not vote")
@pytest.mark.parametrize(
    ("clause", "abstaining", "present", "ballots"),
    [
        ("", 0, 4, 4),
        ("must abstain: concerned, ", 1, 4, 4),
        ("may not vote: concerned, ", 0, 4, 3),
        ("remove from count: concerned, ", 0, 3, 3),
    ],
)
def test_who_must_abstain_casts_a_ballot_and_who_may_not_vote_is_there_without_one(
    orchard: Callable[..., Any], clause: str, abstaining: int, present: int, ballots: int
) -> None:
    rule = f"{clause}adopted when: {{in favour: at least 3}}"
    body = decided(orchard, rule, in_favour="A B C", against="D")
    given = ruling_on_record(body.state, body.matter("m"), body.question("m"))
    assert given is not None
    counted = {"abstaining": abstaining, "present": present, "ballots": ballots}
    assert {side: given.counts[side] for side in counted} == counted


# --- what is discarded ------------------------------------------------------------------------------------------------


@pytest.mark.clause("rules", "discard", "abstentions")
@pytest.mark.parametrize(("clause", "expected"), [("", "rejected"), ("discard: [abstentions], ", "adopted")])  # fmt: skip
def test_abstentions_that_are_discarded_are_no_ballots(
    orchard: Callable[..., Any], clause: str, expected: str
) -> None:
    """Two of the four ballots, and two of the two that are left."""
    rule = f"{clause}adopted when: {{in favour: more than 1/2 of ballots}}"
    assert outcome(orchard, rule, in_favour="A B", abstaining="C D") == expected


@pytest.mark.clause("rules", "discard", "negatives without reasons")
@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", "rejected"),
        ("discard: [abstentions], ", "rejected"),
        ("discard: [negatives without reasons], ", "adopted"),
    ],
)
def test_a_negative_without_reasons_that_is_discarded_is_no_vote(
    orchard: Callable[..., Any], clause: str, expected: str
) -> None:
    said = {"in_favour": "A B", "against": "C", "against_without_reasons": "D"}
    assert outcome(orchard, f"{clause}{OF_VOTING}", **said) == expected


@pytest.mark.clause("rules", "discard", "*")
@pytest.mark.parametrize("clause", ["", "discard: [abstentions, negatives without reasons], "])
def test_whoever_is_discarded_stays_a_member(orchard: Callable[..., Any], clause: str) -> None:
    rule = f"{clause}adopted when: {{in favour: more than 1/2 of members}}"
    said = {"in_favour": "A B", "abstaining": "C", "against_without_reasons": "D"}
    assert outcome(orchard, rule, **said) == "rejected"


# --- conditions of validity -------------------------------------------------------------------------------------------


@pytest.mark.clause("rules", "quorum")
@pytest.mark.clause("rules", "void unless")
@pytest.mark.clause("rules", "defer when")
@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("", "adopted"),
        ("quorum: {present: at least 3}, ", "no quorum"),
        ("void unless: {voting: at least 3}, ", "void"),
        ("defer when: {absent: at least 2}, ", "deferred"),
        ("quorum: {present: at least 2}, ", "adopted"),
        ("void unless: {voting: at least 2}, ", "adopted"),
        ("defer when: {absent: at least 3}, ", "adopted"),
    ],
)
def test_a_vote_that_would_carry_decides_nothing_where_a_condition_of_validity_fails(
    orchard: Callable[..., Any], clause: str, expected: str
) -> None:
    """Two vote in favour and two are away. What decides nothing can be put again."""
    body = decided(orchard, f"{clause}{OF_VOTING}", in_favour="A B")
    assert body.question("m").outcome == expected
    if expected == "adopted":
        assert body.matter("m").outcome == "completed"
        return
    assert (body.matter("m").outcome, len(body.state.decisions)) == ("", 0)
    body.do("question.put/1", matter="m")
    assert body.question("m").outcome == ""


# --- ties -------------------------------------------------------------------------------------------------------------

EVEN = {"in_favour": "A B", "against": "C D"}
TIES: dict[str, tuple[str, str]] = {
    "": ("rejected", ""),
    "rejected": ("rejected", ""),
    "revote": ("tied", ""),
    "further discussion": ("tied", ""),
    "chair decides": ("tied", "chair"),
    "lot": ("tied", "lot"),
}
"""For each word: what an equal vote is, and whom the analysis misses where no step lets anybody break the tie."""


@pytest.mark.clause("rules", "tie", "*")
@pytest.mark.parametrize("word", ["", *get_args(Tie)])
def test_an_equal_vote_decides_nothing_where_the_rule_asks_for_something_further(
    orchard: Callable[..., Any], word: str
) -> None:
    body = decided(orchard, f"{OF_VOTING}{word and f', tie: {word}'}", **EVEN)
    expected = TIES[word][0]
    assert body.question("m").outcome == expected
    if expected == "rejected":
        assert body.matter("m").outcome == "rejected"
        assert body.refused("question.put/1", matter="m").code == "matter.ended"
        return
    assert body.matter("m").outcome == ""
    given = ruling_on_record(body.state, body.matter("m"), body.question("m"))
    assert given is not None
    assert given.tie == word
    body.do("question.put/1", matter="m")
    body.say("m", "in favour", "A", "B", "C")
    body.now += timedelta(days=6)
    body.registrar.pass_deadlines()
    assert body.matter("m").outcome == "completed"


@pytest.mark.clause("rules", "tie", "revote")
@pytest.mark.clause("rules", "tie", "further discussion")
@pytest.mark.parametrize(("word", "questions"), [("revote", 2), ("further discussion", 1)])
def test_a_second_vote_is_put_at_once_and_a_further_discussion_is_not(
    orchard: Callable[..., Any], word: str, questions: int
) -> None:
    text = charter(f"{OF_VOTING}, tie: {word}").replace("put by: office, ", "")
    body = orchard(text, body="r", organ="office", members=("A", "B", "C", "D"))
    body.do("matter.open/1", matter="m", procedure="p", title="T")
    body.say("m", "in favour", "A", "B")
    body.say("m", "against", "C", "D")
    body.now += timedelta(days=5)
    body.registrar.pass_deadlines()
    assert [one.outcome for one in body.matter("m").questions] == ["tied", ""][:questions]
    assert body.findings() == []


@pytest.mark.clause("rules", "tie", "*")
@pytest.mark.parametrize("word", get_args(Tie))
def test_the_analysis_asks_who_breaks_a_tie_that_the_chair_or_the_lot_decides(word: str) -> None:
    read = read_charter_text(charter(f"{OF_VOTING}, tie: {word}"))
    found = [one for one in explored(law(read, date.max)) if one.code == "tie.nobody"]
    assert [(one.case, one.article) for one in found] == (
        [(TIES[word][1], "Rules 1")] if TIES[word][1] else []
    )


CASTING = (
    "if tied: casting",
    "- {step: casting, question: break the tie, put to: the gavel, rule: chair, closes: {when: all have answered}}",
)
DRAWING = "if tied: drawing", "- {step: drawing, asks for: lot, from: office}"


@pytest.mark.clause("rules", "tie", "chair decides")
@pytest.mark.parametrize(("word", "asked_next"), [("rejected", ""), ("chair decides", "B")])
def test_the_chair_is_asked_where_it_decides_a_tie(
    orchard: Callable[..., Any], word: str, asked_next: str
) -> None:
    """The same step stands in both charters; only a tie leads to it."""
    body = decided(orchard, f"{OF_VOTING}, tie: {word}", AT_THE_DEADLINE, *CASTING, **EVEN)
    assert (body.question("m").step, body.matter("m").outcome) == (
        ("casting", "") if asked_next else ("v", "rejected")
    )
    if asked_next:
        assert body.question("m").population == [asked_next]
        body.say("m", "in favour", asked_next)
        assert body.matter("m").outcome == "completed"


@pytest.mark.clause("rules", "tie", "lot")
@pytest.mark.parametrize(("word", "ends"), [("rejected", "rejected"), ("lot", "")])
def test_the_lot_is_drawn_where_it_decides_a_tie(
    orchard: Callable[..., Any], word: str, ends: str
) -> None:
    body = decided(orchard, f"{OF_VOTING}, tie: {word}", AT_THE_DEADLINE, *DRAWING, **EVEN)
    assert body.matter("m").outcome == ends
    if not ends:
        assert body.matter("m").step == "drawing"
        body.do("matter.provide/1", matter="m", thing="lot", value="in favour")
        assert body.matter("m").outcome == "completed"


@pytest.mark.clause("rules", "tie", "lot")
@pytest.mark.clause("rules", "tie", "chair decides")
@pytest.mark.parametrize(("word", "steps"), [("chair decides", CASTING), ("lot", DRAWING)])
def test_a_charter_that_lets_somebody_break_the_tie_leaves_nothing_to_find(
    word: str, steps: tuple[str, str]
) -> None:
    read = read_charter_text(charter(f"{OF_VOTING}, tie: {word}", AT_THE_DEADLINE, *steps))
    assert "tie.nobody" not in [one.code for one in explored(law(read, date.max))]


# --- whom it binds ----------------------------------------------------------------------------------------------------


@pytest.mark.clause("rules", "binds", "those in favour")
@pytest.mark.clause("rules", "binds", "members except objectors")
@pytest.mark.parametrize(
    ("clause", "bound"),
    [
        ("", ["A", "B", "C", "D"]),
        (", binds: members", ["A", "B", "C", "D"]),
        (", binds: those in favour", ["A", "B"]),
        (", binds: members except objectors", ["A", "B", "D"]),
    ],
)
def test_a_decision_binds_whom_the_rule_says_and_others_may_join_it(
    orchard: Callable[..., Any], clause: str, bound: list[str]
) -> None:
    """A and B are in favour, C is against, D abstains."""
    rule = f"{OF_VOTING}{clause}"
    body = decided(orchard, rule, in_favour="A B", against="C", abstaining="D")
    question = body.question("m")
    assert (question.outcome, question.bound) == ("adopted", bound)
    joining = {"question": question.question, "choice": "in favour"}
    if "C" in bound:
        assert body.refused("position.state/1", by="c", **joining).code == "question.closed"
        return
    body.do("position.state/1", by="c", **joining)
    assert body.question("m").bound == [*bound, "C"]
