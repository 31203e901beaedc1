"""What is wrong with one value of an act or a fact, where anything is: an id, a word, a date, a code (``wellformed``).

>>> leaf_for(Code("sha256"))("a7").sentence
"'a7' is no SHA-256."
"""

from __future__ import annotations

import re
from collections.abc import Callable

from comity.body.dates import exact, require_in_range, when
from comity.body.fields import SUBJECT, Choice, Code, Id, Label, Time, Value
from comity.body.occasion import instant
from comity.body.periods import read_instant
from comity.errors import BadInput
from comity.grammar import (
    LONGEST_LINE,
    LONGEST_VALUE,
    Unfit,
    is_label,
    unfit_file_path,
    unfit_id,
    unfit_label,
    unfit_line,
    unfit_new_id,
    unfit_text,
    unfit_year,
)

NO_NUMBERS = frozenset(SUBJECT) - {"party"}
"""Things whose id, were it digits alone, would be taken for the number of an entry. Members may have numbers, as countries
have in ISO 3166."""
SHA256 = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

Leaf = Callable[[str], Unfit | None]


def leaf_for(holds: Id | Label | Choice | Value | Time | Code) -> Leaf:
    """What is wrong with a value of that kind, if anything."""
    match holds:
        case Id(of=of, new=True):
            return _unfit_numbered_id if set(of).isdisjoint(NO_NUMBERS) else unfit_new_id
        case Id():
            return unfit_id
        case Label() | Choice():
            return _unfit_known_label
        case Value():
            return _unfit_value
        case Time(forms=forms):
            return (
                _unfit_day
                if forms == ("day",)
                else _unfit_instant
                if forms == ("instant",)
                else _unfit_time(forms)
            )
        case Code(form=form):
            return _CODES.get(form, _unfit_code)


def _unfit_known_label(text: str) -> Unfit | None:
    return None if is_label(text) else unfit_label(text)


def _unfit_numbered_id(text: str) -> Unfit | None:
    return unfit_new_id(text, numbers=True)


def _unfit_value(text: str) -> Unfit | None:
    # The whole text of a charter may come with the line ends of another system.
    return unfit_text(text.replace("\r\n", "\n"), LONGEST_VALUE)


def _unfit_code(text: str) -> Unfit | None:
    # What it must be is for ``passkeys`` and ``signatures`` to say, also where it is empty.
    return unfit_line(text, 10 * LONGEST_LINE) if text else None


def _unfit_sha256(text: str) -> Unfit | None:
    if SHA256.fullmatch(text):
        return None
    return Unfit(
        "source.sha256",
        "{text!r} is no SHA-256.",
        "Give 64 hexadecimal digits, small letters: the output of sha256sum.",
        text=shown(text),
    )


def _unfit_digest(text: str) -> Unfit | None:
    if DIGEST.fullmatch(text):
        return None
    return Unfit(
        "digest.unreadable",
        "{text!r} is no digest of a text.",
        "Give 'sha256:' and 64 hexadecimal digits.",
        text=shown(text),
    )


_CODES: dict[str, Leaf] = {
    "sha256": _unfit_sha256,
    "digest": _unfit_digest,
    "file": unfit_file_path,
}


def _unfit_time(forms: tuple[str, ...]) -> Leaf:
    return _unfit_local if "local" in forms else _unfit_date


def _unfit_local(text: str) -> Unfit | None:
    # Whether the clocks of the seat show it is for the act to say.
    year = re.match(r"[0-9]{4}(?=-)", text)
    return unfit_line(text) or (unfit_year(int(year[0])) if year else None)


def _unfit_date(text: str) -> Unfit | None:
    try:
        require_in_range(when(text))
    except BadInput as error:
        return Unfit(error.code, error.message, error.advice)
    return None


def _unfit_day(text: str) -> Unfit | None:
    unfit = _unfit_date(text)
    if unfit is None and (len(text) != 10 or exact(when(text)) is None):
        return Unfit(
            "date.not_exact",
            "{text!r} names no single day.",
            "Write a day such as 2022-11-23.",
            text=text,
        )
    return unfit


def _unfit_instant(text: str) -> Unfit | None:
    try:
        moment = read_instant(text)
        if instant(moment) == text:
            return unfit_year(moment.year)
    except BadInput as error:
        return Unfit(error.code, error.message, error.advice)
    return Unfit(
        "time.unreadable",
        "{text!r} is not written as instants are kept.",
        "Write it in UTC to the millisecond: 2022-11-23T10:00:00.000Z.",
        text=shown(text),
    )


def shown(text: str) -> str:
    """The text as it can be repeated in a sentence: short, and escaped where it holds what cannot be shown."""
    return text[:80] if text.isprintable() else ascii(text[:80])[1:-1]
