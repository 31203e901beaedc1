"""The arithmetic of a ruling as rows: what was counted, of what, what was required, by how much it was met or missed.

>>> from comity.rules.counting import Ballot
>>> from comity.rules.terms import Count, Roll, Rule
>>> rule = Rule("two", "Charter 1", adopted_when=Test("in favour", Count(2), "at least"))
>>> given = Ballot(rule, Roll(("A", "B", "C"), {}, {}, {})).ruling({"A": "in favour"})
>>> (row,) = rows(given.reasons[0], 3)
>>> row.label, row.counted, row.of, row.required, row.margin, row.holds
('In favour', '1', '3', 'at least 2 needed', '1 short', False)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext, pgettext

from comity.rules.ruling import Amount, Finding, Reason
from comity.rules.terms import Nobody, Share, Test
from comity.rules.wording import number
from comity.web.told import words
from comity.web.told.lists import language

Group = Callable[[str], str]
"""What a group or a weight is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the arithmetic. A heading over parts has only ``label``, ``holds`` and ``depth`` (0 for the outermost);
    a test has what was ``counted``, ``of`` what, what was ``required``, and the ``margin`` in words (empty: just met)."""

    label: str
    holds: bool
    depth: int
    sentence: str
    counted: str = ""
    of: str = ""
    required: str = ""
    margin: str = ""


def rows(reason: Reason, members: int, group: Group = str) -> Iterator[Row]:
    """The rows of one clause of the rule; ``members`` is how many are counted, ``group`` says how one is called."""
    finding = reason.finding
    # What makes a question fail or wait is not "needed".
    wanted = reason.clause in ("quorum", "void unless", "adopted when")
    if reason.clause == "adopted when":
        yield from _found(finding, 0, members, wanted, group)
        return
    clause = _clause(reason.clause)
    if finding.test is None:
        yield Row(clause, finding.holds, 0, pgettext("clause", "{clause}:").format(clause=clause))
        yield from _found(finding, 1, members, wanted, group)
        return
    row = _measured(finding, finding.test, members, wanted, 0, group)
    lower = f"{row.sentence[0].lower()}{row.sentence[1:]}"
    said = pgettext("clause", "{clause}: {finding}").format(clause=clause, finding=lower)
    label = pgettext("clause", "{clause}: {finding}").format(clause=clause, finding=row.label)
    yield Row(label, row.holds, 0, said, row.counted, row.of, row.required, row.margin)


def _clause(clause: str) -> str:
    match clause:
        case "quorum":
            return pgettext("clause", "Quorum")
        case "void unless":
            return pgettext("clause", "Void unless")
        case "defer when":
            return pgettext("clause", "Defer when")
        case _:
            return pgettext("clause", "Fails when")


def _found(finding: Finding, depth: int, members: int, wanted: bool, group: Group) -> Iterator[Row]:
    if finding.test is not None:
        yield _measured(finding, finding.test, members, wanted, depth, group)
        return
    if finding.phrase in ("any of", "first, failing which"):
        label = (
            gettext("One of these is enough:")
            if finding.phrase == "any of"
            else gettext("First this, failing which that:")
        )
        yield Row(label, finding.holds, depth, label)
        depth += 1
    for part in finding.parts:
        if part.phrase == "all of" and finding.phrase != "all of":
            label = gettext("All of these together: {met}.").format(met=_met(part.holds))
            yield Row(label, part.holds, depth, label)
            yield from _found(part, depth + 1, members, wanted, group)
        else:
            yield from _found(part, depth, members, wanted, group)


def _measured(
    finding: Finding, test: Test, members: int, wanted: bool, depth: int, group: Group
) -> Row:
    label, counted = _label(test, group), amount(finding.counted)
    of = ""
    if isinstance(test.quantity, Share) and finding.base is not None:
        base = words.said(words.BASES, test.quantity.base)
        of = pgettext("of a base", "{number} {base}").format(number=amount(finding.base), base=base)
    elif not (test.among or test.by or isinstance(test.quantity, Nobody)):
        of = str(members)
    colon = ":" if test.among or test.by else ""
    subject = f"{label}{colon} {counted}"
    if of:
        subject = gettext("{counted} of {base}").format(counted=subject, base=of)
    if finding.of_nothing:
        required, margin = _of_nobody(test), ""
    else:
        required, margin = _bar_in_words(finding, test, wanted), _margin(finding, test, wanted)
    met = _met(finding.holds, wanted) + (f", {margin}" if margin else "")
    sentence = pgettext("finding", "{subject}; {required}: {met}.")
    said = sentence.format(subject=subject, required=required, met=met)
    return Row(label, finding.holds, depth, said, counted, of, required, margin)


def _label(test: Test, group: Group) -> str:
    side = words.said(words.SIDES, test.side)
    label = f"{side[0].upper()}{side[1:]}"
    if test.among:
        label = gettext("{side} among {group}").format(side=label, group=group(test.among))
    if test.by:
        label = gettext("{side} by {weight}").format(side=label, weight=group(test.by))
    return label


def _met(holds: bool, wanted: bool = True) -> str:
    if not wanted:
        met, unmet = (
            pgettext("what makes it fail", "met"),
            pgettext("what makes it fail", "not met"),
        )
        return met if holds else unmet
    return gettext("met") if holds else gettext("not met")


def amount(exact: Amount) -> str:
    """The exact amount, with the decimal sign of the reader's language."""
    said = number(exact)
    return said if language() == "en" else said.replace(".", ",")


def _bar_in_words(finding: Finding, test: Test, wanted: bool) -> str:
    if isinstance(test.quantity, Nobody):
        return gettext("none allowed") if wanted else gettext("none")
    bar = amount(finding.required)
    if test.op is None:
        bar = gettext("all {number}").format(number=bar)
        if wanted:
            return pgettext("all", "{bar} needed").format(bar=bar)
    elif test.by is not None or test.op == "exactly":
        bar = _op(test.op).format(number=bar) + _share(test)
    else:
        op = "at least" if _upwards(finding) else "at most"
        bar = _op(op).format(number=_bar(finding)) + _share(test)
    if not wanted:
        return bar
    said = gettext("{bar} needed") if _upwards(finding) else gettext("{bar} allowed")
    return said.format(bar=bar)


def _of_nobody(test: Test) -> str:
    """What is asked for where the base is empty: no share of it is ever reached."""
    share = test.quantity
    if not isinstance(share, Share):
        return gettext("all, and that base is empty")
    base = words.said(words.BASES, share.base)
    asked = pgettext("a share of a base", "{share} of {base}").format(
        share=_written(share), base=base
    )
    bar = _op(test.op).format(number=asked) if test.op else asked
    return gettext("{bar}, and that base is empty").format(bar=bar)


def _written(share: Share) -> str:
    return f"{share.fraction * 100}%" if share.percent else f"{share.fraction}"


def _op(op: str) -> str:
    match op:
        case "at least":
            return gettext("at least {number}")
        case "more than":
            return gettext("more than {number}")
        case "at most":
            return gettext("at most {number}")
        case "fewer than":
            return gettext("fewer than {number}")
        case _:
            return gettext("exactly {number}")


def _share(test: Test) -> str:
    if not isinstance(test.quantity, Share):
        return ""
    written = _written(test.quantity)
    strict = test.op if test.op in ("more than", "fewer than") and test.by is None else None
    return f" ({_op(strict).format(number=written) if strict else written})"


def _margin(finding: Finding, test: Test, wanted: bool) -> str:
    """How far from the bar; empty where that says nothing."""
    if finding.op == "exactly" and not isinstance(test.quantity, Nobody) and test.op is not None:
        return ""
    over = finding.margin if test.by is not None else _over(finding, test)
    up = _upwards(finding)
    if finding.holds:
        if over <= 0 or test.op is None:
            return ""
        more = (
            gettext("{number} more than needed")
            if wanted
            else pgettext("what makes it fail", "{number} more than needed")
        )
        said = more if up else gettext("{number} to spare")
        return said.format(number=amount(over))
    if over == 0:
        return gettext("just short") if up else gettext("just too many")
    short = (
        gettext("{number} short") if wanted else pgettext("what makes it fail", "{number} short")
    )
    said = short if up else gettext("{number} too many")
    return said.format(number=amount(-over))


def _over(finding: Finding, test: Test) -> Amount:
    """By how many whole members the bar is passed; below zero, how many are short or too many."""
    bar = finding.required if test.op is None else _bar(finding)
    return finding.counted - bar if _upwards(finding) else bar - finding.counted


def _bar(finding: Finding) -> int:
    """The first whole number that meets the requirement."""
    required = Fraction(finding.required)
    match finding.op:
        case "at least" | "exactly":
            return ceil(required)
        case "more than":
            return floor(required) + 1
        case "at most":
            return floor(required)
        case "fewer than":
            return ceil(required) - 1


def _upwards(finding: Finding) -> bool:
    down = finding.op in ("at most", "fewer than")
    return not down and not (finding.test and isinstance(finding.test.quantity, Nobody))
