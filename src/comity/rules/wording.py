"""A ruling in words: lines of at most eighty columns that a delegate reads.

First the outcome with its article, then what was found of each clause, what is still needed, and who is bound.

>>> from fractions import Fraction
>>> from comity.rules.counting import Ballot
>>> from comity.rules.terms import AllOf, Count, Nobody, Roll, Rule, Test
>>> rule = Rule(
...     "two",
...     "Charter 1",
...     adopted_when=AllOf((Test("in favour", Count(2), "at least"), Test("against", Nobody(), among="permanent"))),
... )
>>> roll = Roll(("A", "B", "C", "D"), {"permanent": frozenset("AB")}, {}, {})
>>> sides = {"A": "against", "B": "in favour", "C": "in favour", "D": "in favour"}
>>> print(*words(Ballot(rule, roll).ruling(sides)), sep="\\n")
Not adopted: blocked by A. [Charter 1]
In favour 3 of 4; at least 2 needed: met, 1 more than needed.
Against among permanent: 1; none allowed: not met, 1 too many.
It would carry if A changed to in favour.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import ceil, floor

from comity.rules.phrases import print_test
from comity.rules.ruling import Amount, Finding, Reason, Ruling
from comity.rules.terms import Nobody, Share, Test

WIDTH = 80
SHOWN = 12  # names in a list, before "and N others"

HEADS = {
    "adopted": "Adopted.",
    "rejected": "Not adopted.",
    "no quorum": "No decision: there is no quorum.",
    "void": "No decision: the vote is void.",
    "deferred": "No decision now: the question is deferred.",
}
"""What is said of an outcome that needs no more than its name."""
_ARRANGED = {
    "any of": "One of these is enough:",
    "first, failing which": "First this, failing which that:",
}


def words(ruling: Ruling) -> list[str]:
    """Lines of at most eighty columns; a line that continues the one before, or a part of a condition, is indented."""
    article = f" [{ruling.article}]" if ruling.article else ""
    doubt = " (this article is still to be verified)" if ruling.to_verify else ""
    sentences = [
        _head(ruling) + article + doubt,
        *(line for reason in ruling.reasons for line in _reason(reason, ruling.counts["members"])),
        *_still_open(ruling),
        *_needed(ruling),
        *_bound(ruling),
    ]
    return [line for sentence in sentences for line in _wrapped(sentence)]


def number(amount: Amount) -> str:
    """The exact amount: ``97``, ``53.11`` where it has a finite decimal, else ``193/3``."""
    if isinstance(amount, int):
        return f"{amount}"
    for digits in range(1, 7):
        shifted = amount * 10**digits
        if shifted.denominator == 1:
            whole, part = divmod(abs(shifted.numerator), 10**digits)
            return f"{'-' if amount < 0 else ''}{whole}.{part:0{digits}}"
    return f"{amount.numerator}/{amount.denominator}"


def _head(ruling: Ruling) -> str:
    match ruling.outcome:
        case "blocked":
            return f"Not adopted: blocked by {_names(ruling.blocked_by)}."
        case "tied":
            return f"Tied: {'; '.join(_even(ruling))}. What follows: {ruling.tie}."
        case "open":
            return f"Open: {_positions(len(ruling.pending))} still to come."
        case "undetermined":
            return f"Undetermined: {_positions(len(ruling.unknown))} not known."
        case "adopted" if ruling.limb == "failing which":
            return "Adopted, by what applies where the first way failed."
        case outcome:
            return HEADS[outcome]


def _even(ruling: Ruling) -> Iterator[str]:
    """What stands on either side of each majority that is tied, in votes where it is weighed."""
    for finding in _failing(ruling.reasons[-1].finding):
        test = finding.test
        by = f" by {test.by}" if test and test.by else ""
        among = f" among {test.among}" if test and test.among else ""
        yield f"{number(finding.counted)} in favour{among}{by}, as many against"


def _failing(finding: Finding) -> Iterator[Finding]:
    """The single tests that do not hold, within parts that do not hold."""
    if not finding.holds:
        if finding.test is not None:
            yield finding
        for part in finding.parts:
            yield from _failing(part)


def _reason(reason: Reason, members: int) -> Iterator[str]:
    finding = reason.finding
    name = reason.clause.capitalize()
    # What makes a question fail or wait is not "needed".
    wanted = reason.clause in ("quorum", "void unless", "adopted when")
    if reason.clause == "adopted when":
        yield from _found(finding, "", members, wanted)
    elif finding.test is not None:
        sentence = _measured(finding, finding.test, members, wanted)
        yield f"{name}: {sentence[0].lower()}{sentence[1:]}"
    else:
        yield f"{name}:"
        yield from _found(finding, "  ", members, wanted)


def _found(finding: Finding, indent: str, members: int, wanted: bool) -> Iterator[str]:
    if finding.test is not None:
        yield indent + _measured(finding, finding.test, members, wanted)
        return
    if finding.phrase in _ARRANGED:
        yield f"{indent}{_ARRANGED[finding.phrase]}"
        indent += "  "
    for part in finding.parts:
        if part.phrase == "all of" and finding.phrase != "all of":
            yield f"{indent}All of these together: {'met' if part.holds else 'not met'}."
            yield from _found(part, indent + "  ", members, wanted)
        else:
            yield from _found(part, indent, members, wanted)


def _measured(finding: Finding, test: Test, members: int, wanted: bool) -> str:
    side = f"{test.side[0].upper()}{test.side[1:]}"
    among = f" among {test.among}" if test.among else ""
    by = f" by {test.by}" if test.by else ""
    of = ""
    if isinstance(test.quantity, Share) and finding.base is not None:
        of = f" of {number(finding.base)} {test.quantity.base}"
    elif not (among or by or isinstance(test.quantity, Nobody)):
        of = f" of {members}"
    subject = f"{side}{among}{by}{':' if among or by else ''} {number(finding.counted)}{of}"
    if finding.of_nothing:
        return f"{subject}; {print_test(test)[1]}, and that base is empty: not met."
    met = "met" if finding.holds else "not met"
    return f"{subject}; {_bar_in_words(finding, test, wanted)}: {met}{_margin(finding, test)}."


def _bar_in_words(finding: Finding, test: Test, wanted: bool) -> str:
    if isinstance(test.quantity, Nobody):
        return "none allowed" if wanted else "none"
    verb = "" if not wanted else " needed" if _upwards(finding) else " allowed"
    if test.op is None:
        return f"all {number(finding.required)}{verb}"
    if test.by is not None or test.op == "exactly":
        bar = f"{test.op} {number(finding.required)}"
    else:
        bar = f"{'at least' if _upwards(finding) else 'at most'} {_bar(finding)}"
    return f"{bar}{_share(test)}{verb}"


def _share(test: Test) -> str:
    if not isinstance(test.quantity, Share):
        return ""
    fraction, percent = test.quantity.fraction, test.quantity.percent
    written = f"{fraction * 100}%" if percent else f"{fraction}"
    strict = f"{test.op} " if test.op in ("more than", "fewer than") and test.by is None else ""
    return f" ({strict}{written})"


def _margin(finding: Finding, test: Test) -> str:
    if finding.op == "exactly" and not isinstance(test.quantity, Nobody) and test.op is not None:
        return ""
    over = finding.margin if test.by is not None else _over(finding, test)
    if finding.holds:
        spare = "more than needed" if _upwards(finding) else "to spare"
        return f", {number(over)} {spare}" if over > 0 and test.op is not None else ""
    if over == 0:
        return ", just short" if _upwards(finding) else ", just too many"
    return f", {number(-over)} {'short' if _upwards(finding) else 'too many'}"


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


def _still_open(ruling: Ruling) -> Iterator[str]:
    if ruling.could_change:
        yield f"Could still change the outcome: {_names(ruling.could_change)}."
    elif ruling.pending or ruling.unknown:
        waiting = len(ruling.pending) + len(ruling.unknown)
        yield f"Settled: {_positions(waiting)} still open and cannot change the outcome."


def _needed(ruling: Ruling) -> Iterator[str]:
    if ruling.needed is None:
        why = ruling.needed_why
        yield f"{why[0].upper()}{why[1:]}."
    elif ruling.needed and ruling.needed == len(ruling.could_give):
        yield f"It would carry if {_names(ruling.could_give)} changed to in favour."
    elif ruling.needed:
        more = f"{ruling.needed} more in favour"
        yield f"It would carry with {more}, from among: {_names(ruling.could_give)}."


def _bound(ruling: Ruling) -> Iterator[str]:
    if ruling.not_bound:
        yield f"Binds {_names(ruling.bound) or 'nobody'}; not {_names(ruling.not_bound)}."


def _positions(number: int) -> str:
    return f"{number} position is" if number == 1 else f"{number} positions are"


def _names(members: Sequence[str]) -> str:
    if len(members) <= SHOWN:
        return ", ".join(members)
    return f"{', '.join(members[: SHOWN - 1])} and {len(members) - SHOWN + 1} others"


def _wrapped(sentence: str) -> list[str]:
    indent = sentence[: len(sentence) - len(sentence.lstrip())]
    return textwrap.wrap(
        sentence.strip(),
        WIDTH,
        initial_indent=indent,
        subsequent_indent=indent + "  ",
        break_on_hyphens=False,
    )
