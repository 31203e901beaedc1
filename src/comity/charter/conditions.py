"""Conditions of a rule: nested ``all of``, ``any of`` and ``first ... failing which`` over phrases, read and printed.

One phrase (``in favour among permanent: at least 2/3 of voting``) is read by ``comity.rules.phrases``; here are the
nesting, the places of faults, and the names of groups and weights.

>>> from comity.charter.nodes import parse
>>> text = "all of: [{in favour: at least 9}, {against: none}]"
>>> condition = read_condition(parse(text, "", []), Notes("charter.yaml", library=True))
>>> print_condition(condition)
{'all of': [{'in favour': 'at least 9'}, {'against': 'none'}]}
"""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import assert_never

from comity.charter.kinds import Kind
from comity.charter.legal_phrases import base_meant, comparison_meant, in_notation, side_meant
from comity.charter.nodes import Listing, Node, Pair, Pairs, Scalar
from comity.charter.notes import Notes, nearest, shown
from comity.errors import Message
from comity.rules.phrases import PhraseFault, print_quantity, print_test, read_test
from comity.rules.terms import (
    BASES,
    AllOf,
    AnyOf,
    Condition,
    Count,
    FirstOf,
    Share,
    Side,
    SmallestGroup,
    Test,
)

EXPECTED = "a condition such as in favour: at least 2/3 of voting"


def read_condition(node: Node, notes: Notes, usual: Side = "in favour") -> Condition | None:
    """The condition that a node states, or None once a fault is noted. ``usual`` is the side that a phrase without one is
    about, for the remedy."""
    if not isinstance(node, Pairs) or not node.pairs:
        said = in_notation("", node.value, usual) if isinstance(node, Scalar) else ""
        notes.wrong("condition.wrong", node, said or EXPECTED)
        return None
    if "first" in node.pairs or "failing which" in node.pairs:
        return _first(node, notes, usual)
    if len(node.pairs) > 1:
        second = list(node.pairs.values())[1].key
        sentence = "A condition states one thing; here a second begins."
        notes.fault("condition.several", second, sentence, "all of: [...] or any of: [...]")
        return None
    (pair,) = node.pairs.values()
    if pair.key.value in ("all of", "any of"):
        return _several(pair, notes, usual)
    return _test(pair, notes, usual)


def print_condition(condition: Condition) -> dict[str, object]:
    """The condition as the notation writes it, in canonical phrases."""
    match condition:
        case AllOf(conditions=conditions):
            return {"all of": [print_condition(each) for each in conditions]}
        case AnyOf(conditions=conditions):
            return {"any of": [print_condition(each) for each in conditions]}
        case FirstOf(first=first, failing_which=fallback):
            return {"first": print_condition(first), "failing which": print_condition(fallback)}
        case Test():
            key, phrase = print_test(condition)
            return {key: phrase}
        case _:
            assert_never(condition)


def tests_of(condition: Condition | None) -> list[Test]:
    """Every single test in a condition, in the order written."""
    match condition:
        case None:
            return []
        case Test():
            return [condition]
        case AllOf(conditions=conditions) | AnyOf(conditions=conditions):
            return [test for each in conditions for test in tests_of(each)]
        case FirstOf(first=first, failing_which=fallback):
            return tests_of(first) + tests_of(fallback)
        case _:
            assert_never(condition)


def refer_group(name: str, node: Node, notes: Notes) -> None:
    """Notes a fault unless the charter defines the group or declares it a parameter; a library need do neither."""
    _refer("group", name, node, notes)


def _first(node: Pairs, notes: Notes, usual: Side) -> Condition | None:
    for word, pair in node.pairs.items():
        if word not in ("first", "failing which"):
            near = nearest(word, ("first", "failing which")) or '"failing which"'
            notes.fault("key.unknown", pair.key, f'"{word}" has no place beside "first".', near)
    for word in ("first", "failing which"):
        if word not in node.pairs:
            notes.fault("key.missing", node, f'"{word}" is missing.', "first: and failing which:")
            return None
    first = read_condition(node.pairs["first"].value, notes, usual)
    fallback = read_condition(node.pairs["failing which"].value, notes, usual)
    return None if first is None or fallback is None else FirstOf(first, fallback)


def _several(pair: Pair, notes: Notes, usual: Side) -> Condition | None:
    if not isinstance(pair.value, Listing) or not pair.value.items:
        notes.wrong("condition.wrong", pair.value, f"a list, each item {EXPECTED}")
        return None
    read = [read_condition(item, notes, usual) for item in pair.value.items]
    conditions = tuple(each for each in read if each is not None)
    if len(conditions) < len(read):
        return None
    return AllOf(conditions) if pair.key.value == "all of" else AnyOf(conditions)


def _test(pair: Pair, notes: Notes, usual: Side) -> Condition | None:
    key, value = pair.key, pair.value
    if not isinstance(value, Scalar):
        notes.wrong("condition.wrong", value, "a quantity such as at least 2/3 of voting")
        return None
    try:
        test = read_test(key.value, value.value)
    except PhraseFault as fault:
        place = key if fault.at == "key" else value
        expected = _remedy(key.value, value.value, fault, usual)
        notes.fault("condition.wrong", place, fault.message, expected)
        return None
    for group in filter(None, (test.among, _base(test))):
        _refer("group", group, key if group == test.among else value, notes)
    for weight in filter(None, (test.by, _weight(test))):
        _refer("weight", weight, key if weight == test.by else value, notes)
    _check_share(test, value, notes)
    _check_base(test, key, value, notes)
    notes.tests.append((test, value))
    return test


def _remedy(key: str, phrase: str, fault: PhraseFault, usual: Side) -> str | Message:
    """What to write instead: the usual legal phrase in the notation, the nearest word, or else what belongs there."""
    if not fault.unread:
        return f'"{fault.nearest}"' if fault.nearest else fault.wanted
    if fault.at == "key" and (side := side_meant(key)) and _reads(side, phrase):
        return f'"{side}"'
    if fault.nearest and fault.at == "value" and not comparison_meant(phrase):
        return f'"{fault.nearest}"'
    # "majority: of those present and voting" says with its key what other texts say with their words.
    said = in_notation(key, phrase, usual) or in_notation("", f"{key} {phrase}", usual)
    return said or (f'"{fault.nearest}"' if fault.nearest else fault.wanted)


def _reads(key: str, phrase: str) -> bool:
    try:
        read_test(key, phrase)
    except PhraseFault:
        return False
    return True


def _check_share(test: Test, value: Scalar, notes: Notes) -> None:
    """More than the whole, and fewer than none, is never reached."""
    match test:
        case Test(quantity=Share(fraction=part), op="more than") if part == 1:
            expected = "at least 100%, or all"
        case Test(quantity=Share(fraction=part), op="fewer than") if part == 0:
            expected = "none"
        case Test(quantity=Count(number=0), op="fewer than"):
            expected = "none"
        case _:
            return
    notes.fault("threshold.impossible", value, f"{shown(value)} cannot be.", expected)


def _check_base(test: Test, key: Scalar, value: Scalar, notes: Notes) -> None:
    """A share is of one set of members, and of a total that is counted as the side is counted."""
    group, base = _base(test), test.quantity.base if isinstance(test.quantity, Share) else ""
    if group and test.among not in (None, group):
        sentence = f'"among {test.among}" and "of {group}" name two sets; a share is of one set.'
        assert isinstance(test.quantity, Share), "it has a base"
        phrase = print_quantity(replace(test.quantity, base="members"))
        expected = f'"{print_test(test)[0]}: {test.op} {phrase}", or the same without among'
        notes.fault("condition.two-sets", value, sentence, expected)
    if base == "attending" and test.by is not None:
        sentence = f'"attending" is a number of heads, and "{key.value}" is measured by {test.by}.'
        notes.fault("base.attending", value, sentence, f"another base, or no by {test.by}")
    if base == "world" and test.by is None:
        sentence = '"world" is the total of a weight, and no weight is named.'
        notes.fault("base.world", key, sentence, f"{key.value} by WEIGHT")


def _base(test: Test) -> str:
    named = test.quantity.base if isinstance(test.quantity, Share) else ""
    return "" if named in BASES else named


def _weight(test: Test) -> str:
    return test.quantity.weight if isinstance(test.quantity, SmallestGroup) else ""


def _refer(kind: str, name: str, node: Node, notes: Notes) -> None:
    if notes.library or notes.knows(kind, name) or notes.knows("parameter", name):
        return
    words = notes.declared(kind, "parameter")
    expected = nearest(name, words) or f"a {kind} of the charter, or the name among its parameters"
    if kind == "group" and (base := base_meant(name)):
        expected = f"{base}, or {expected}"
    notes.fault(f"{kind}.unknown", node, f'There is no {kind} "{name}".', expected)


def condition(usual: Side) -> Kind[Condition]:
    """A condition in which a phrase without a side would be about the ``usual`` one."""
    return Kind(EXPECTED, partial(read_condition, usual=usual), {"$ref": "#/$defs/condition"})


CONDITION = condition("in favour")
QUORUM = condition("present")
_PHRASE = r"^(in favour|against|objections|abstaining|absent|not in favour|voting|ballots|present)( among \S+)?( by \S+)?$"
_QUANTITY = r"^(none|all|(at least|more than|at most|fewer than|exactly) (\d|smallest group ).*)$"
CONDITION_SCHEMA = {
    "type": "object",
    "minProperties": 1,
    "maxProperties": 2,
    "properties": {
        "all of": {"type": "array", "minItems": 1, "items": CONDITION.schema},
        "any of": {"type": "array", "minItems": 1, "items": CONDITION.schema},
        "first": CONDITION.schema,
        "failing which": CONDITION.schema,
    },
    "patternProperties": {_PHRASE: {"type": "string", "pattern": _QUANTITY}},
    "dependentRequired": {"first": ["failing which"], "failing which": ["first"]},
    "additionalProperties": False,
}
