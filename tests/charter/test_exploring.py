"""What a walk through every outcome of every step finds, each finding in a charter that has it and in one that has not."""

# ruff: noqa: E501 - a table reads better with a case on a line

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from comity.charter.exploring import explored
from comity.charter.law import law
from comity.charter.reading import read_charter, read_charter_text

HEAD = """comity: 1
body: four
title: Four
members: [{member: A}, {member: B}, {member: C}, {member: D}]
organs:
  - {organ: desk, powers: [record, propose]}
  - {organ: floor, seats: {one for each: member}, chaired by: gavel, QUORUM}
offices: [{office: gavel, title: Gavel, filled by: p, powers: [all]}]
rules:
  - {rule: half, cites: Pact 1, adopted when: {in favour: more than 1/2 of voting}, tie: chair decides}
  - {rule: lots, cites: Pact 2, adopted when: {in favour: more than 1/2 of voting}, tie: lot}
  - {rule: agreed, cites: Pact 3, adopted when: {objections: none}}
  - {rule: strict, cites: Pact 4, QUORUM, void unless: {abstaining: fewer than 3}, defer when: {against: exactly 3}, adopted when: {in favour: at least 3}}
procedures:
  - {procedure: amend, opened by: desk, steps: [{step: d, asks for: text, from: desk}, {step: e, takes effect: {amends charter: yes, with: text}}]}
  - procedure: p
    opened by: desk
    cites: Pact 9
    steps:
"""
ASKS = "put to: each member, put by: desk"


def found(
    steps: str, quorum: str = "quorum: {present: at least 2}", head: str = HEAD
) -> dict[str, str]:
    text = head.replace("QUORUM", quorum) + "".join(
        f"      - {{{step}}}\n" for step in steps.split("\n") if step
    )
    return {one.code: str(one) for one in explored(law(read_charter_text(text), date.max))}


STRICT = f"step: v, question: q, {ASKS}, rule: strict, closes: {{after: 3 days}}"
SILENT = f"step: v, question: q, {ASKS}, closes: {{after: 3 days}}, if not adopted: end"
UNSAID = (
    "In p, nothing says what follows if v has no quorum or is void or is deferred: "
    "the question can be put again, any number of times. [Pact 4]"
)


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("", UNSAID),
        ("if no quorum: end, if void: end", UNSAID.replace("has no quorum or is void or is", "is")),
        ("if no quorum: end, if void: end, if deferred: end", ""),
        ("if not adopted: end", ""),
    ],
)
def test_an_outcome_of_which_nothing_is_said(said: str, expected: str) -> None:
    step = f"{STRICT}, {said}" if said else STRICT
    assert found(step).get("outcome.unsaid", "") == expected


@pytest.mark.parametrize(
    ("where", "there"), [("put to: floor, at: session", True), ("put to: floor", False)]
)
def test_the_quorum_of_the_room_is_an_outcome_where_the_question_is_decided_in_it(
    where: str, there: bool
) -> None:
    step = f"step: v, question: q, {where}, put by: desk, rule: agreed, closes: {{after: 3 days}}"
    assert ("outcome.unsaid" in found(step)) is there
    assert "outcome.unsaid" not in found(step, quorum="title: Any")


@pytest.mark.parametrize(
    ("rule", "after", "expected"),
    [
        ("half", "", "Under half the chair decides a tie, and after v of p nothing is put to a chair. [Pact 1] Write if tied: STEP, and in that step put to: the chair."),
        ("half", "if tied: d", "Under half the chair decides a tie, and after v of p nothing is put to a chair. [Pact 1] Write if tied: STEP, and in that step put to: the chair."),
        ("half", "if tied: c", ""),
        ("lots", "", "Under lots the lot decides a tie, and after v of p no step draws it. [Pact 2] Write if tied: STEP, and in that step asks for: lot."),
        ("lots", "if tied: d", ""),
    ],
)  # fmt: skip
def test_a_tie_that_nobody_breaks(rule: str, after: str, expected: str) -> None:
    said = f", {after}" if after else ""
    steps = f"""step: v, question: q, {ASKS}, rule: {rule}, closes: {{after: 3 days}}, if adopted: d{said}
step: d, asks for: result, from: desk
step: c, question: casting vote, put to: gavel, rule: agreed, closes: {{after: 3 days}}, if not adopted: end"""
    assert found(steps).get("tie.nobody", "") == expected


def test_rounds_that_nothing_ends() -> None:
    one = (
        f"step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if not adopted: v"
    )
    assert (
        found(one)["step.endless"]
        == "In p, v leads to itself, and nothing limits how often. [Pact 9]"
    )
    two = f"""step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if not adopted: w
step: w, question: r, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if not adopted: v"""
    assert (
        found(two)["step.endless"]
        == "In p, v, w lead round, and nothing limits how often. [Pact 9]"
    )


def test_a_round_in_which_somebody_provides_something_is_no_endless_one() -> None:
    steps = f"""step: d, asks for: text, from: desk
step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if not adopted: d"""
    assert "step.endless" not in found(steps)


def test_a_round_by_way_of_a_block_is_followed() -> None:
    steps = f"step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if rejected: end, if blocked: v"
    assert "step.endless" in found(steps)


def test_a_step_from_which_nothing_leads_to_an_end() -> None:
    steps = f"""step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if not adopted: end, if adopted: a
step: a, asks for: text, from: desk, then: b
step: b, asks for: other, from: desk, then: a"""
    assert found(steps)["step.no-end"].startswith("From ")
    assert "step.no-end" not in found(steps.replace("then: a", "then: end"))


@pytest.mark.parametrize(
    ("rule", "means", "said"),
    [
        ("strict", "consent", "silence means consent, and under strict the question is not adopted if all are silent"),
        ("agreed", "consent", ""),
        ("agreed", "objection", ""),
        ("strict", "no answer", ""),
    ],
)  # fmt: skip
def test_a_meaning_of_silence_that_the_rule_contradicts(rule: str, means: str, said: str) -> None:
    step = f"{SILENT}, rule: {rule}, silence means: {means}"
    assert said in found(step).get("silence.contradicted", "")
    assert bool(said) is ("silence.contradicted" in found(step))


def test_silence_as_objection_that_adopts() -> None:
    head = HEAD.replace("adopted when: {objections: none}", "adopted when: {against: at least 1}")
    step = f"{SILENT}, rule: agreed, silence means: objection"
    assert "is adopted if all are silent" in found(step, head=head)["silence.contradicted"]


@pytest.mark.parametrize(
    ("powers", "there"), [("[record, propose]", False), ("[record]", True), ("[all]", False)]
)
def test_an_organ_that_is_to_propose_and_cannot(powers: str, there: bool) -> None:
    head = HEAD.replace("[record, propose]", powers)
    steps = "step: d, asks for: text, from: desk"
    assert ("step.no-power" in found(steps, head=head)) is there
    shared = head.replace(
        "opened by: desk\n    cites", "opened by: {any of: [desk, any member]}\n    cites"
    )
    amends = "In amend, desk"
    assert (
        found("step: d, asks for: text, from: any member", head=shared)
        .get("step.no-power", amends)
        .startswith(amends)
    )


@pytest.mark.parametrize(
    ("quorum", "there"),
    [
        ("quorum: {voting: more than 1/2 of present}", True),
        ("quorum: {first: {present: at least 3}, failing which: {voting: at least 2}}", True),
        ("quorum: {all of: [{present: at least 2}, {against: at least 1}]}", True),
        ("quorum: {first: {present: at least 3}, failing which: {present: at least 2}}", False),
        ("quorum: {present: at least 2}", False),
    ],
)
def test_a_quorum_that_counts_votes(quorum: str, there: bool) -> None:
    assert ("quorum.votes" in found(STRICT, quorum=quorum)) is there


def test_a_charter_that_can_never_be_amended() -> None:
    head = "\n".join(line for line in HEAD.split("\n") if "procedure: amend" not in line)
    assert "No procedure amends the charter" in found(STRICT, head=head)["charter.fixed"]
    assert "charter.fixed" not in found(STRICT)


CHARTERS = sorted(Path(__file__).parents[2].glob("charters/*/charter.yaml"))


@pytest.mark.parametrize("path", CHARTERS, ids=lambda path: path.parent.name)
def test_no_charter_that_comes_with_the_program_has_a_step_without_an_end(path: Path) -> None:
    codes = {one.code for one in explored(law(read_charter(path), date.max))}
    assert codes <= {"charter.fixed", "outcome.unsaid"}


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("tied", "is never tied"),
        ("no quorum", "never lacks a quorum"),
        ("void", "is never void"),
        ("deferred", "is never deferred"),
    ],
)
def test_what_follows_an_outcome_that_never_comes_is_told(outcome: str, said: str) -> None:
    step = (
        f"step: v, question: q, {ASKS}, rule: agreed, closes: {{after: 3 days}}, if {outcome}: end"
    )
    assert said in found(step)["outcome.never"]
    if outcome != "tied":  # the strict rule has every other clause
        assert "outcome.never" not in found(f"{STRICT}, if {outcome}: end")
