"""Conditions as a lawyer writes them: one phrase, read into a ``Test`` and printed back.

::

    key    := SIDE [among GROUP] [by WEIGHT]
    value  := none | all | OP INTEGER | OP FRACTION of BASE
            | OP smallest group with more than INTEGER% of WEIGHT plus INTEGER
    OP     := at least | more than | at most | fewer than | exactly
    FRACTION := INTEGER/INTEGER | INTEGER%

Names hold no spaces. A fraction is exact, in its lowest terms when printed, and never more than the whole; 66.7% and
0.6667 are refused, since on a base of 3 the second already asks for one member too many. ``print_test`` undoes
``read_test``.

>>> read_test("in favour by population", "at least 65% of members").quantity
Share(fraction=Fraction(13, 20), base='members', percent=True)
>>> print_test(read_test("in favour", "at least 4/6 of voting"))
('in favour', 'at least 2/3 of voting')
>>> read_test("in favor", "at least 9")
Traceback (most recent call last):
comity.rules.phrases.PhraseFault: No side is called "in favor". Expected one of in favour, against, objections, \
abstaining, absent, not in favour, voting, ballots, present. Nearest: in favour.
"""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from typing import Literal, assert_never, cast, get_args

from comity.errors import Message, as_message
from comity.rules.terms import (
    LESS_ABSTAINING,
    Count,
    Everybody,
    Nobody,
    Op,
    Quantity,
    Share,
    Side,
    SmallestGroup,
    Test,
)

SIDES: tuple[Side, ...] = get_args(Side)
OPS: tuple[Op, ...] = get_args(Op)
LONGEST = 300  # characters: far more than any phrase of a treaty, far less than an attack

_INTEGER = r"(0|[1-9][0-9]{0,17})"
_COUNT = re.compile(_INTEGER)
_SHARE = re.compile(rf"(?:{_INTEGER}/{_INTEGER}|{_INTEGER}%) of ({LESS_ABSTAINING}|\S+)")
_SMALLEST = re.compile(rf"smallest group with more than {_INTEGER}% of (\S+) plus {_INTEGER}")
_DECIMAL = re.compile(r"([0-9]{1,18})[.,]([0-9]{1,18})(%?)")
_KEY = re.compile(r"(.*?)(?: among (\S+))?(?: by (\S+))?")


class PhraseFault(Exception):
    """A phrase that does not follow the grammar. ``at`` says whether the key or the value is wrong; ``expected`` what
    belongs there; ``nearest`` the valid words closest to what was written, empty when none is close; ``unread``: it was
    not understood at all."""

    def __init__(
        self,
        sentence: str | Message,
        expected: str | Message,
        at: Literal["key", "value"],
        nearest: str = "",
        unread: bool = False,
        **values: object,
    ) -> None:
        self.message = as_message(sentence, values)
        self.wanted = as_message(expected, values)
        self.at = at
        self.nearest = nearest
        self.unread = unread
        super().__init__(sentence)

    @property
    def sentence(self) -> str:
        return str(self.message)

    @property
    def expected(self) -> str:
        return str(self.wanted)

    def __str__(self) -> str:
        near = f" Nearest: {self.nearest}." if self.nearest else ""
        return f"{self.sentence} Expected {self.expected}.{near}"


def read_test(key: str, phrase: str) -> Test:
    """The test that ``key: phrase`` states. Raises ``PhraseFault`` where it states none."""
    side, among, by = _read_key(_words(key, "key"))
    words = _words(phrase, "value")
    if words in ("none", "all"):
        return Test(side, Nobody() if words == "none" else Everybody(), None, among, by)
    op, rest = _read_op(words)
    quantity = _read_quantity(rest)
    if by and isinstance(quantity, SmallestGroup):
        raise _wrong("A smallest group is a number of members, not of a weight.", f"no by {by}")
    return Test(side, quantity, op, among, by)


def print_test(test: Test) -> tuple[str, str]:
    """The key and the phrase of a test, in canonical words."""
    among = f" among {test.among}" if test.among else ""
    by = f" by {test.by}" if test.by else ""
    op = f"{test.op} " if test.op else ""
    return f"{test.side}{among}{by}", op + print_quantity(test.quantity)


def print_quantity(quantity: Quantity) -> str:
    """The quantity in canonical words: ``9``, ``2/3 of voting``, ``none``."""
    match quantity:
        case Count(number=number):
            return str(number)
        case Share(base=base):
            return f"{_print_fraction(quantity)} of {base}"
        case SmallestGroup(more_than=more_than, weight=weight, plus=plus):
            return f"smallest group with more than {more_than * 100}% of {weight} plus {plus}"
        case Nobody():
            return "none"
        case Everybody():
            return "all"
        case _:
            assert_never(quantity)


def _print_fraction(share: Share) -> str:
    if share.percent:
        return f"{share.fraction * 100}%"
    return f"{share.fraction.numerator}/{share.fraction.denominator}"


def _words(text: str, at: Literal["key", "value"]) -> str:
    if len(text) > LONGEST:
        raise PhraseFault(
            "This phrase has {length} characters.",
            "at most {most} characters",
            at,
            length=len(text),
            most=LONGEST,
        )
    return " ".join(text.split())


def _read_key(words: str) -> tuple[Side, str | None, str | None]:
    match = _KEY.fullmatch(words)
    assert match, "the pattern takes anything"
    side, among, by = match.groups()
    if side not in SIDES:
        first = re.split(r" (?:among|by)\b", side)[0]
        if first in SIDES and first != side:
            expected = Message(
                "{first} [among GROUP] [by WEIGHT], each name in one word", first=first
            )
            raise PhraseFault(
                '"{words}" does not name a group or a weight.', expected, "key", words=words
            )
        expected = Message("one of {sides}", sides=list(SIDES))
        near = _near(first, SIDES)
        raise PhraseFault(
            'No side is called "{first}".', expected, "key", near, unread=True, first=first
        )
    return cast(Side, side), among, by


def _read_op(words: str) -> tuple[Op, str]:
    for op in OPS:
        if words.startswith(op + " "):
            return op, words[len(op) + 1 :]
    first = " ".join(words.split()[:2])
    expected = Message("none, all, or one of {ops} before a quantity", ops=list(OPS))
    sentence = Message('"{words}" does not say how to compare.', words=words)
    raise PhraseFault(sentence, expected, "value", _near(first, OPS), unread=True)


def _read_quantity(words: str) -> Quantity:
    if _COUNT.fullmatch(words):
        return Count(int(words))
    if share := _SHARE.fullmatch(words):
        return _read_share(*share.groups())
    if smallest := _SMALLEST.fullmatch(words):
        more_than, weight, plus = smallest.groups()
        if int(more_than) >= 100:
            raise _wrong(
                "No group holds more than {more_than}%.",
                "a percentage below 100%",
                more_than=more_than,
            )
        return SmallestGroup(Fraction(int(more_than), 100), weight, int(plus))
    raise _no_quantity(words)


def _read_share(over: str | None, under: str | None, percent: str | None, base: str) -> Share:
    if under is not None and int(under) == 0:
        raise _wrong(
            "{over}/{under} divides by zero.", "a fraction such as 2/3", over=over, under=under
        )
    part = int(percent or over or "0")
    share = Fraction(part, 100 if percent else int(under or "1"))
    if share > 1:
        written = f"{percent}%" if percent else f"{over}/{under}"
        raise _wrong(
            "{written} is more than the whole.", "a fraction up to 1/1 or 100%", written=written
        )
    return Share(share, base, percent=percent is not None)


def _no_quantity(words: str) -> PhraseFault:
    if decimal := _DECIMAL.search(words):
        whole, after, percent = decimal.groups()
        exact = Fraction(f"{whole}.{after}") / (100 if percent else 1)
        near = exact.limit_denominator(20)
        return _wrong(
            "{decimal} is a decimal number, and rules are exact.",
            "write an exact fraction, such as 2/3 of voting",
            f"{near.numerator}/{near.denominator}",
            decimal=decimal[0],
        )
    if re.fullmatch(r"[0-9]+(/[0-9]+|%)", words):
        return _wrong(
            '"{words}" does not say of what.', "{words} of members, or of another base", words=words
        )
    if re.fullmatch(r"[0-9]+ .*", words):
        sentence, expected = (
            Message('"{words}" puts words after a number.', words=words),
            "an integer alone, or a fraction of a base",
        )
        return PhraseFault(sentence, expected, "value", unread=True)
    return PhraseFault(
        '"{words}" is no quantity.',
        "an integer such as 9 (up to 18 digits), a fraction such as 2/3 of members or 55% of voting, "
        "or smallest group with more than 35% of population plus 1",
        "value",
        unread=True,
        words=words,
    )


def _wrong(sentence: str, expected: str, nearest: str = "", **values: object) -> PhraseFault:
    return PhraseFault(sentence, expected, "value", nearest, unread=False, **values)


def _near(written: str, words: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(written, words, n=1)), "")
