"""Clauses of a rule or of a question that contradict each other, or of which one makes the other pointless.

Each is told with its line and what to write; of the same charter without the contradiction nothing is.
"""

# ruff: noqa: E501 - a table reads better with a case on a line

from __future__ import annotations

import pytest

from comity.charter.analysis import analyse
from comity.charter.findings import Finding
from comity.charter.reading import read_charter_text

CHARTER = """comity: 1
body: four
title: Four
members: [{member: A}, {member: B}, {member: C}, {member: D}]
groups: {pair: [A, B], three: [A, B, C], nobody: []}
weights: {votes: {values: {A: 1, B: 1, C: 1, D: 1}}}
RESERVATIONS
organs: [{organ: desk, powers: [record, propose]}, {organ: floor, seats: {one for each: member}, chaired by: gavel}]
rotas: [{rota: gavel, of: members, order: [A, B, C, D], starting with: A, from: 2026-01-01, passes: {by: decision}}]
rules:
  - rule: r
    cites: Pact 1
    RULE
  - {rule: casting, cites: Pact 2, adopted when: {in favour: at least 1}}
procedures:
  - procedure: p
    opened by: desk
    cites: Pact 3
    steps:
      - {step: draft, asks for: text, from: desk}
      - step: v
        question: agree
        rule: r
        QUESTION
      - {step: c, question: casting vote, put to: the chair, rule: casting, closes: {after: 3 days}, if not adopted: end}
"""
PUT = "put to: each member\nput by: desk\n"
ANY = f"{PUT}closes: {{after: 3 days}}"
CODES = {"clause.contradicts", "clause.idle", "outcome.never"}


def charter(rule: str, question: str = ANY, reservations: str = "") -> str:
    question, rule = question.replace("\n", "\n        "), rule.replace("\n", "\n    ")
    text = CHARTER.replace("QUESTION", question).replace("RULE", rule)
    return text.replace("RESERVATIONS\n", reservations and f"{reservations}\n")


def told(text: str) -> dict[tuple[str, str], Finding]:
    return {
        (one.code.partition(".")[2], one.case): one
        for one in analyse(read_charter_text(text))
        if one.code in CODES
    }


def check(rule: str, question: str, case: str, key: str, reservations: str = "") -> None:
    """The case is told, or none where it is empty; at the line of the key, with what to write."""
    text = charter(rule, question, reservations)
    found = told(text)
    assert [one for _, one in found] == ([case] if case else [])
    for one in found.values():
        assert text.splitlines()[one.line - 1].strip().startswith(f"{key}:")
        assert one.remedy.endswith(".")
        assert str(one).startswith(f"Line {one.line}: ")
        assert one.remedy in str(one)


HALF = "adopted when: {in favour: more than 1/2 of voting}"
NONE = "adopted when: {objections: none}"
TACIT = "fails when: {objections: at least 1}"


@pytest.mark.parametrize(
    ("rule", "case", "key"),
    [
        # whom it binds
        (f"{TACIT}\nbinds: those in favour", "binds nobody", "binds"),
        ("adopted when: {in favour: at least 1}\nbinds: those in favour", "", ""),
        (f"{NONE}\nbinds: those in favour", "", ""),
        ("adopted when: {in favour: all}\nbinds: those in favour", "binds all", "binds"),
        ("adopted when: {in favour: at least 4}\nbinds: those in favour", "binds all", "binds"),
        (f"{NONE}\nbinds: members except objectors", "no objectors", "binds"),
        (f"{TACIT}\nbinds: members except objectors", "no objectors", "binds"),
        ("adopted when: {all of: [{against: none}, {in favour: at least 2}]}\nbinds: members except objectors", "no objectors", "binds"),
        ("fails when: {objections: at least 2}\nbinds: members except objectors", "", ""),
        ("adopted when: {against among pair: none}\nbinds: members except objectors", "", ""),
        # a tie
        (f"{HALF}\ntie: further discussion", "", ""),
        (f"{HALF}\ntie: rejected", "", ""),
        ("adopted when: {in favour: at least 2/3 of voting}\ntie: lot", "tie", "tie"),
        ("adopted when: {in favour: more than 1/2 of members}\ntie: revote", "tie", "tie"),
        ("fails when: {in favour: more than 1/2 of voting}\ntie: further discussion", "tie", "tie"),
        ("adopted when: {all of: [{in favour: more than 1/2 of voting}, {against: none}]}\ntie: chair decides", "tie", "tie"),
        ("adopted when: {in favour: at least 2/3 of voting}\ntie: rejected", "tie", "tie"),
        # what is discarded
        ("discard: [abstentions]\nadopted when: {in favour: at least 2/3 of members}", "abstentions", "discard"),
        ("discard: [negatives without reasons]\nadopted when: {in favour: at least 3}", "negatives without reasons", "discard"),
        ("discard: [abstentions, negatives without reasons]\nadopted when: {in favour: at least 2/3 of ballots}", "", ""),
        ("discard: [negatives without reasons]\nadopted when: {against: fewer than 2}", "", ""),
        # groups
        ("among: pair\nremove from count: pair\nadopted when: {in favour: at least 1}", "nobody counted", "among"),
        ("among: pair\nremove from count: three\nadopted when: {in favour: at least 1}", "nobody counted", "among"),
        ("among: three\nremove from count: pair\nadopted when: {in favour: at least 1}", "", ""),
        ("among: pair\nmust abstain: pair\nadopted when: {against: fewer than 2}", "nobody votes", "must abstain"),
        ("among: pair\nmay not vote: three\nadopted when: {against: fewer than 2}", "nobody votes", "may not vote"),
        ("remove from count: three\nmay not vote: pair\nadopted when: {in favour: at least 1}", "removed", "may not vote"),
        ("may not vote: three\nmust abstain: pair\nadopted when: {in favour: at least 1}", "no vote", "must abstain"),
        ("may not vote: pair\nmust abstain: three\nadopted when: {in favour: at least 1}", "", ""),
        # clauses before the condition
        ("quorum: {present: at least 0}\nadopted when: {in favour: at least 2}", "never ends", "quorum"),
        ("void unless: {against: at most 4}\nadopted when: {in favour: at least 2}", "never ends", "void unless"),
        ("quorum: {present: at least 2}\nadopted when: {in favour: at least 2}", "", ""),
        # shares of those who are counted
        ("adopted when: {voting: at least 2/3 of voting}", "itself", "adopted when"),
        ("quorum: {present: at least 2/3 of present}\nadopted when: {in favour: at least 2}", "itself", "quorum"),
        ("adopted when: {voting: at least 2/3 of present}", "", ""),
        # tests side by side
        ("adopted when: {all of: [{in favour: at least 2}, {in favour: at least 3}]}", "test", "adopted when"),
        ("adopted when: {any of: [{in favour: at least 2}, {in favour: more than 2}]}", "test", "adopted when"),
        ("adopted when: {all of: [{against: none}, {objections: at most 2}]}", "test", "adopted when"),
        ("adopted when: {all of: [{in favour: at least 2}, {in favour: at least 2}]}", "test", "adopted when"),
        ("adopted when: {first: {in favour: at least 2}, failing which: {in favour: all}}", "", ""),
        ("adopted when: {first: {in favour: at least 2}, failing which: {in favour: at least 3}}", "test", "adopted when"),
        ("adopted when: {all of: [{in favour: at least 3}, {in favour: at most 2}]}", "tests", "adopted when"),
        ("adopted when: {all of: [{in favour: at least 2}, {in favour: at most 3}]}", "", ""),
        ("adopted when: {all of: [{in favour: at least 2}, {in favour among pair: at least 1}]}", "", ""),
        ("adopted when: {all of: [{in favour: at least 55% of members}, {in favour by votes: at least 65% of members}]}", "", ""),
        ("adopted when: {all of: [{in favour: at least 1/2 of members}, {in favour: at least 2/3 of voting}]}", "", ""),
    ],
)  # fmt: skip
def test_two_clauses_of_a_rule(rule: str, case: str, key: str) -> None:
    check(
        rule,
        f"{ANY}\nif tied: c\nif not adopted: end" if "tie: chair" in rule and not case else ANY,
        case,
        key,
    )


MOST = "adopted when: {in favour: at least 3}"
CONSENT = "silence means: consent"


@pytest.mark.parametrize(
    ("rule", "question", "case", "key"),
    [
        # silence
        (NONE, f"{ANY}\nsilence: {{counts when: sent}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence means: no answer\nsilence: {{amendment breaks: no}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence: {{withdrawn break: resumes}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence: {{new member: counted}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence: {{only for: [texts]}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence: {{opened at: session}}", "silence of nothing", "silence"),
        (NONE, f"{ANY}\nsilence means: objection\nsilence: {{counts when: sent}}", "silence objects", "silence"),
        (NONE, f"{ANY}\n{CONSENT}\nsilence: {{counts when: sent}}", "", ""),
        (NONE, f"{ANY}\nsilence means: non-participation\nsilence: {{counts when: sent}}", "", ""),
        (NONE, f"{PUT}at: session\n{CONSENT}\nsilence: {{withdrawn break: resumes}}", "no period", "silence"),
        (NONE, f"{PUT}at: session\n{CONSENT}\nsilence: {{counts when: sent}}", "no deadline", "silence"),
        (NONE, f"{PUT}closes: {{set by: opener}}\n{CONSENT}\nsilence: {{withdrawn break: resumes, counts when: sent}}", "", ""),
        (NONE, f"put to: the chair\ncloses: {{after: 3 days}}\n{CONSENT}\nsilence: {{new member: counted}}", "no new member", "silence"),
        (NONE, f"{PUT}at: session\nwho votes: those present\n{CONSENT}", "those present", "silence means"),
        (NONE, f"{PUT}at: session\nwho votes: all who are asked\n{CONSENT}", "", ""),
        # signatures
        (NONE, f"{ANY}\nform: signature\npositions: [against, abstaining]", "nobody signs", "positions"),
        (NONE, f"{ANY}\nform: signature\npositions: [in favour, against]", "", ""),
        (NONE, f"{ANY}\nform: signature\n{CONSENT}", "signed by silence", "silence means"),
        # positions
        (MOST, f"{ANY}\npositions: [against, abstaining]", "never in favour", "positions"),
        ("adopted when: {in favour among pair: more than 1/2 of voting}", f"{ANY}\npositions: [against]", "never in favour", "positions"),
        (MOST, f"{ANY}\npositions: [in favour, abstaining]", "", ""),
        ("quorum: {voting: at least 2}\nadopted when: {absent: fewer than 3}", f"{ANY}\npositions: [abstaining, does not object]", "never met", "positions"),
        ("quorum: {voting: at least 2}\nadopted when: {absent: fewer than 3}", f"{ANY}\npositions: [against, does not object]", "", ""),
        (f"{NONE}\nbinds: those in favour", f"{ANY}\npositions: [against, does not object]", "binds nobody here", "positions"),
        (f"{NONE}\nbinds: those in favour", f"{ANY}\npositions: [in favour, against]", "", ""),
        ("discard: [abstentions]\nadopted when: {in favour: at least 1/2 of ballots}", f"{ANY}\npositions: [in favour, against]", "nobody answers abstentions", "discard"),
        ("discard: [negatives without reasons]\nadopted when: {in favour: at least 1/2 of voting}", f"{ANY}\npositions: [in favour, against]", "nobody answers negatives without reasons", "discard"),
        ("discard: [negatives without reasons]\nadopted when: {in favour: at least 1/2 of voting}", f"{ANY}\npositions: [in favour, against, against without reasons]", "", ""),
        ("discard: [abstentions]\nmust abstain: pair\nadopted when: {in favour: at least 1/2 of ballots}", f"{ANY}\npositions: [in favour, against]", "", ""),
        ("adopted when: {all of: [{in favour: at least 2}, {against: none}]}", f"{ANY}\npositions: [in favour, abstaining]", "uncounted", "adopted when"),
        ("adopted when: {all of: [{in favour: at least 2}, {against: none}]}", f"{ANY}\npositions: [in favour, does not object]\n{CONSENT}\nsilence: {{counts when: sent}}", "", ""),
        ("defer when: {abstaining: at least 2}\nadopted when: {in favour: at least 2}", f"{ANY}\npositions: [in favour, against]", "uncounted", "defer when"),
        # the day of values, and ties
        (MOST, f"{ANY}\nvalues as at: close", "no values", "values as at"),
        ("adopted when: {in favour by votes: at least 3}", f"{ANY}\nvalues as at: close", "", ""),
        ("adopted when: {in favour: at least 1/2 of pair}", f"{ANY}\nvalues as at: close", "", ""),
        (f"{HALF}\ntie: revote", f"{ANY}\nif tied: end", "tie ends", "if tied"),
        (f"{HALF}\ntie: further discussion", f"{ANY}\nif tied: end", "tie ends", "if tied"),
        (f"{HALF}\ntie: revote", f"{ANY}\nif not adopted: draft", "tie leads on", "if not adopted"),
        (f"{HALF}\ntie: revote", f"{ANY}\nif tied: v", "", ""),
        (f"{HALF}\ntie: revote", f"{ANY}\nif tied: c", "", ""),
        (f"{HALF}\ntie: further discussion", f"{ANY}\nif tied: draft", "", ""),
        (f"{HALF}\ntie: revote", f"{ANY}\nif not adopted: end", "", ""),
        # outcomes that never come
        (MOST, f"{ANY}\nif blocked: end", "blocked", "if blocked"),
        (NONE, f"{ANY}\nif blocked: end", "", ""),
        (NONE, f"{ANY}\nif rejected: end", "rejected", "if rejected"),
        (TACIT, f"{ANY}\nif rejected: end", "rejected", "if rejected"),
        (MOST, f"{ANY}\nif rejected: end", "", ""),
        (MOST, f"{ANY}\nif tied: draft", "tied", "if tied"),
        (HALF, f"{ANY}\nif tied: draft", "tied", "if tied"),
        (MOST, f"{ANY}\nif void: end", "void", "if void"),
        (MOST, f"{ANY}\nif deferred: end", "deferred", "if deferred"),
        (MOST, f"{ANY}\nif no quorum: end", "no quorum", "if no quorum"),
        (NONE, f"{ANY}\nif blocked: end\nif not adopted: draft", "not adopted", "if not adopted"),
        (MOST, f"{ANY}\nif rejected: end\nif not adopted: end", "not adopted", "if not adopted"),
        (MOST, f"{ANY}\nif not adopted: draft", "", ""),
        (MOST, "put to: the chair\ncloses: {after: 3 days}\nif blocked: end", "blocked", "if blocked"),
        (NONE, "put to: the chair\ncloses: {after: 3 days}\nif rejected: end", "rejected", "if rejected"),
    ],
)  # fmt: skip
def test_two_clauses_of_a_question(rule: str, question: str, case: str, key: str) -> None:
    check(rule, question, case, key)


BLOCKING = "reservations: [{type: scrutiny, blocks: yes, at deadline: stands}]"


def test_a_reservation_that_blocks_is_an_objection_that_nobody_states() -> None:
    rule = "adopted when: {all of: [{in favour: at least 2}, {against: none}]}"
    question = f"{ANY}\npositions: [in favour, abstaining]\nif blocked: end"
    assert {case for _, case in told(charter(rule, question))} == {"uncounted", "blocked"}
    check(rule, question, "", "", BLOCKING)


def test_of_an_item_by_date_the_line_is_that_of_the_version_of_the_day() -> None:
    rule = (
        f"binds: members except objectors\nversions:\n  - from: 2020-01-01\n    {NONE}\n"
        "  - from: 2021-01-01\n    adopted when: {in favour: more than 1/2 of members}\n    tie: revote"
    )
    text = charter(rule)
    (found,) = told(text).values()
    assert text.splitlines()[found.line - 1].strip() == "tie: revote"
    beside = charter(rule.replace("  - from: 2021", "  - from: 8021"))
    (found,) = (one for one in told(beside).values() if one.case == "tie")
    assert beside.splitlines()[found.line - 1].strip() == "tie: revote"


@pytest.mark.parametrize(
    ("rule", "case"),
    [
        (f"{TACIT}, binds: those in favour", "binds nobody"),
        (f"{NONE}, binds: members except objectors", "no objectors"),
        ("adopted when: {in favour: all}, binds: those in favour", "binds all"),
        ("adopted when: {in favour: at least 2}, tie: lot", "tie"),
        ("adopted when: {against among pair: none}, binds: members except objectors", ""),
        ("discard: [negatives without reasons], adopted when: {against: none}, binds: members except objectors", ""),
    ],
)  # fmt: skip
def test_of_a_library_of_rules_the_form_alone_says_it(rule: str, case: str) -> None:
    text = f"comity: 1\nbody: l\ntitle: L\nrules: [{{rule: r, {rule}}}]\n"
    assert [one for _, one in told(text)] == ([case] if case else [])


def test_an_assembly_in_which_everybody_weighs_otherwise_is_examined_in_time() -> None:
    members = [f"M{number}" for number in range(1, 1001)]
    listed = ", ".join(f"{{member: {one}}}" for one in members)
    weights = ", ".join(f"{one}: {place}" for place, one in enumerate(members, 1))
    text = charter("adopted when: {in favour by w: exactly 7}\nbinds: members except objectors")
    text = text.replace("{member: A}, {member: B}, {member: C}, {member: D}", listed)
    text = text.replace("[A, B, C, D]", "[M1, M2]").replace("with: A", "with: M1")
    text = text.replace("{pair: [A, B], three: [A, B, C], nobody: []}", "{pair: [M1, M2]}")
    text = text.replace(
        "{votes: {values: {A: 1, B: 1, C: 1, D: 1}}}", f"{{w: {{values: {{{weights}}}}}}}"
    )
    assert not told(text)
    assert "reach.unknown" in {one.code for one in analyse(read_charter_text(text))}
