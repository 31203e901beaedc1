"""Procedures: every way in which a step is not one, by its code, and what is printed of one that is."""

from __future__ import annotations

import pytest

from comity.charter.model import Asks, Period, RolePhrase, Waits
from comity.charter.procedures import print_procedure
from comity.charter.reading import read_charter_text
from comity.errors import Faulty

HEAD = """comity: 1
body: duo
title: {en: Duo}
members: [{member: AA}, {member: BB}, {member: CC}]
organs:
  - {organ: floor, title: Floor, seats: {one for each: member}, decides by: both}
  - {organ: office, title: Office, powers: [record, propose]}
rules: [{rule: both, adopted when: {objections: none}}, {rule: tacit, fails when: {objections: at least 1}}]
procedures:
  - procedure: p
    opened by: any member
    steps:
"""
ASK = "step: a, asks for: text, from: any member"
PUT = "question: q, put to: each member, rule: both"
ISSUE = "{step: z, takes effect: {issues: decision}}"


def text_of(*steps: str) -> str:
    return HEAD + "".join(f"      - {step}\n" for step in steps)


def faults(*steps: str) -> list[tuple[str, str]]:
    """The code of each fault, with the word in quotes that it is about."""
    try:
        read_charter_text(text_of(*steps))
    except Faulty as faulty:
        return [
            (one.code, one.sentence.partition('"')[2].partition('"')[0]) for one in faulty.faults
        ]
    return []


@pytest.mark.parametrize(
    ("step", "expected"),
    [
        ("{step: a}", [("step.empty", "")]),
        ("{step: a, title: T, cites: A 1}", [("step.empty", "")]),
        ("a", [("value.wrong", "")] * 2),
        ("{asks for: text, from: any member}", [("key.missing", "step")]),
        ("{step: a, asks for: text}", [("key.missing", "asks for")]),
        ("{step: a, question: q, rule: both}", [("key.missing", "question")]),
        ("{step: a, question: q, put to: each member}", [("key.missing", "question")]),
        ("{step: a, question: q, put to: floor}", []),
        ("{step: a, question: q, put to: the floor}", []),
        ("{step: a, question: q, put to: [floor]}", [("key.missing", "question"), ("role.unknown", "")]),
        ("{step: end, asks for: text, from: any member}", [("name.reserved", "end"), ("step.unreachable", "end")]),
        ("{step: a, asks for: text, from: any member, rule: both}", [("key.misplaced", "rule")]),
        ("{step: a, asks for: text, from: any member, if adopted: end}", [("key.misplaced", "if adopted")]),
        (f"{{step: a, {PUT}, then: end}}", [("key.misplaced", "then")]),
        (f"{{step: a, {PUT}, waits for: {{event: e}}}}", [("key.misplaced", "waits for")]),
        (f"{{step: a, {PUT}, within: 3 days}}", [("key.misplaced", "within")]),
        (f"{{step: a, {PUT}, wihtin: 3 days}}", [("key.unknown", "")]),
        ("{step: a, takes effect: {issues: decision}, within: 3 days}", [("key.misplaced", "within")]),
        ("{step: a, takes effect: {issues: decision}, then: end}", []),
        ("{step: a, waits for: {event: e}, takes effect: {issues: decision}, then: end}", []),
        ("{step: a, waits for: {event: e}, from: office}", [("key.misplaced", "from")]),
    ],
)  # fmt: skip
def test_a_step_is_of_one_form_and_has_what_it_needs(
    step: str, expected: list[tuple[str, str]]
) -> None:
    found = faults(step)
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, about), (_, word) in zip(found, expected, strict=True):
        assert about == word or word == ""


@pytest.mark.parametrize(
    ("waits", "expected"),
    [
        ("3 days", ["value.wrong"]),
        ("1 working day", ["value.wrong"]),
        ("{period: 3 days}", []),
        ("{event: the thaw}", []),
        ("{period: 3 days, event: the thaw}", ["value.wrong"]),
        ("{}", ["value.wrong"]),
        ("[3 days]", ["value.wrong"]),
        ("{date: day}", []),
        ("day", []),
        ("night", ["thing.unknown"]),
    ],
)
def test_a_step_waits_for_one_thing(waits: str, expected: list[str]) -> None:
    day = "{step: d, asks for: day, from: office}"
    assert [code for code, _ in faults(day, f"{{step: a, waits for: {waits}}}")] == expected


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("values as at: opening", []),
        ("values as at: close", []),
        ("values as at: the day", []),
        ("values as at: the night", ["thing.unknown"]),
        ("values as at: the text", []),
        ("who votes: those present", ["step.session"]),
        ("who votes: those present, at: session", ["step.session"]),
        ("who votes: those present, put by: office", ["step.session"]),
        ("who votes: those present, at: session, put by: office", []),
        ("who votes: all who are asked", []),
        ("who votes: everybody", ["word.unknown"]),
        ("without a vote: yes", ["step.session"]),
        ("without a vote: yes, at: session", []),
        ("without a vote: no", []),
        ("without a vote: yes, at: session, form: position", []),
        ("without a vote: yes, at: session, form: signature", ["step.contradicts"]),
        ("without a vote: yes, at: session, silence means: no answer", []),
        ("without a vote: yes, at: session, silence means: consent", ["step.contradicts"]),
        ("without a vote: yes, at: session, silence means: objection", ["step.contradicts"]),
        ("without a vote: no, at: session, form: signature", []),
        ("silence: {opened at: session}, put by: office", []),
        ("silence: {opened at: session}, closes: {set by: opener}", []),
        ("silence: {opened at: session}, closes: {after: 3 days}", ["step.session"]),
        ("silence: {opened at: session, only for: [x]}", ["step.session", "step.purpose"]),
        ("silence: {only for: [x]}, closes: soon", ["step.purpose", "value.wrong"]),
    ],
)
def test_what_a_question_says_of_the_room_and_of_silence_fits_together(
    more: str, expected: list[str]
) -> None:
    asked = ("{step: d, asks for: day, from: office}", "{step: t, asks for: text, from: office}")
    means = "" if "without" in more else ", silence means: consent" if "silence:" in more else ""
    found = faults(*asked, f"{{step: a, {PUT}{means}, {more}}}")
    assert [code for code, _ in found if code != "step.silence"] == expected


@pytest.mark.parametrize(
    ("steps", "expected"),
    [
        (("{step: a, asks for: x, from: office, then: z}", ISSUE), []),
        (("{step: a, asks for: x, from: office, then: end}", ISSUE), [("step.unreachable", "z")]),
        (("{step: a, asks for: x, from: office, then: y}", ISSUE), [("step.unknown", "y")]),
        ((f"{{step: a, {PUT}, if adopted: end}}", ISSUE), [("step.unreachable", "z")]),
        ((f"{{step: a, {PUT}, if adopted: end, if rejected: z}}", ISSUE), []),
        ((f"{{step: a, {PUT}, if not adopted: end}}", ISSUE), []),
        ((f"{{step: a, {PUT}, if tied: b, if not adopted: end}}", ISSUE), [("step.unknown", "b")]),
        (("{step: a, asks for: x, from: office, then: c}", "{step: b, asks for: y, from: office}",
          "{step: c, asks for: w, from: office, then: a}", ISSUE), [("step.unreachable", "b"), ("step.unreachable", "z")]),
        (("{step: a, asks for: x, from: office, then: c}", "{step: b, asks for: y, from: office}",
          f"{{step: c, {PUT}, if not adopted: b}}", ISSUE), []),
        (("{step: a, asks for: x, from: office}", "{step: a, asks for: y, from: office}"), [("name.twice", "a")]),
        (("{step: [a], asks for: x, from: office}", "{step: b, asks for: y, from: office, then: q}"),
         [("value.wrong", "")]),
    ],
)  # fmt: skip
def test_every_step_is_reached_and_every_target_is_there(
    steps: tuple[str, ...], expected: list[tuple[str, str]]
) -> None:
    found = faults(*steps)
    assert [code for code, _ in found] == [code for code, _ in expected]
    for (_, about), (_, word) in zip(found, expected, strict=True):
        assert about == word or word == ""


@pytest.mark.parametrize("steps", ["[]", "{step: a}", "a"])
def test_a_procedure_has_steps(steps: str) -> None:
    text = text_of().replace("    steps:\n", f"    steps: {steps}\n")
    with pytest.raises(Faulty) as caught:
        read_charter_text(text)
    assert {fault.code for fault in caught.value.faults} == {"value.wrong"}


def test_what_one_procedure_asks_for_is_not_there_in_the_next() -> None:
    other = "  - procedure: q\n    opened by: any member\n    steps:\n      - {step: w, waits for: day}\n"
    with pytest.raises(Faulty) as caught:
        read_charter_text(text_of("{step: d, asks for: day, from: office}") + other)
    assert [fault.code for fault in caught.value.faults] == ["thing.unknown"]


def test_a_procedure_is_printed_as_it_was_written() -> None:
    text = text_of(
        "{step: a, asks for: day, from: office, within: 3 days, cites: A 1}",
        "{step: b, waits for: {date: day}, then: d}",
        "{step: c, waits for: {period: 2 weeks}, takes effect: [{issues: decision}, {issues: decision}]}",
        f"{{step: d, {PUT}, if not adopted: c, if tied: end}}",
        "{step: e, waits for: {event: thaw}}",
    )
    procedure = read_charter_text(text).procedures["p"].versions[0][1]
    a, b, c, d, e = procedure.steps
    assert a.asks == Asks("day", RolePhrase("organ", name="office"), Period(days=3))
    assert (b.waits, b.then) == (Waits(date="day"), {"adopted": "d"})
    assert c.waits == Waits(period=Period(weeks=2))
    assert d.then == {"not adopted": "c", "tied": "end"}
    assert e.waits == Waits(event="thaw")
    printed = print_procedure(procedure)
    assert printed["opened by"] == "each member"
    assert printed["steps"] == [
        {"step": "a", "asks for": "day", "from": "office", "within": "3 days", "cites": "A 1"},
        {"step": "b", "waits for": {"date": "day"}, "then": "d"},
        {"step": "c", "waits for": {"period": "2 weeks"},
         "takes effect": [{"issues": "decision"}, {"issues": "decision"}]},
        {"step": "d", "question": {"en": "q"}, "put to": "each member", "rule": "both",
         "if not adopted": "c", "if tied": "end"},
        {"step": "e", "waits for": {"event": "thaw"}},
    ]  # fmt: skip
