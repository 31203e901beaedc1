"""Whether what is written in an act or a fact is well formed: its ids, texts, dates, numbers and lists, by the types of its
fields (``fields``) and the grammar of ids and texts (``comity.grammar``).

This is looked at before anything is decided, at the one door that every act takes, so that a page, a script, a record and
an attested fact are held to the same. Whether what an id refers to is there is another question (``references``).

>>> from comity.body.acts import ConveneSession
>>> require_wellformed(ConveneSession(by="p1", for_="council", organ="council", on="2026-05-20", title=chr(0x202E)), ())
Traceback (most recent call last):
comity.errors.BadInput: title: Nothing in the text can be seen. Write something that can be read, or \
leave it out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache
from itertools import compress
from operator import ne
from typing import Any

from msgspec import Struct

from comity.body.dates import exact, require_in_range, when
from comity.body.fields import (
    SUBJECT,
    Choice,
    Code,
    Field,
    Holds,
    Id,
    Label,
    Line,
    Prose,
    Time,
    Value,
    Values,
    Whole,
    fields_of,
    values_of,
)
from comity.body.occasion import instant
from comity.body.periods import read_instant
from comity.charter.languages import LANGUAGES
from comity.errors import BadInput
from comity.grammar import (
    LONGEST_LINE,
    LONGEST_VALUE,
    Unfit,
    known_unfit_id,
    known_unfit_label,
    unfit_file_path,
    unfit_line,
    unfit_new_id,
    unfit_text,
    unfit_year,
)

NO_NUMBERS = frozenset(SUBJECT) - {"party"}
"""Things whose id, were it digits alone, would be taken for the number of an entry. Members may have numbers, as countries
have in ISO 3166."""
MOST = 2**53 - 1
"""The largest number that every reader of JSON takes for itself (RFC 8785, after ECMAScript)."""
LONGEST_LIST = 10_000
"""Items in a list or a map: more members than any body has."""
SHA256 = re.compile(r"[0-9a-f]{64}")
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")

Languages = Collection[str]
Wrong = tuple[str, Unfit]
"""Where in the field, and what is wrong."""
Check = Callable[[Any, Languages], Wrong | None]
Leaf = Callable[[str], Unfit | None]


def require_wellformed(said: Struct, languages: Languages) -> None:
    """Raises ``BadInput`` unless every field of the act or fact is well formed.

    ``languages`` are those of the body; where it names none, a text may be in any (ISO 639-1). The error names the field,
    and in a list the place and the language. The codes are those of ``comity.grammar``, and ``date.unreadable``,
    ``date.not_exact``, ``date.range``, ``time.unreadable``, ``number.range``, ``list.twice``, ``list.long``,
    ``language.unknown``, ``source.sha256``, ``digest.unreadable``."""
    found = wrong(said, languages)
    if found is not None:
        path, unfit = found
        raise BadInput(unfit.code, unfit.sentence, where=path, remedy=unfit.remedy)


PART = re.compile(r"(?P<name>.*?)(?: (?P<number>\d+)(?: \([^)]*\))?)?")


def parts(where: str) -> list[tuple[str, int | None]]:
    """Where in an act a fault is, from the outside in: a field, a key or a language, with the place in a list.

    >>> parts("facts 2 (person.entered/1), name, ru")
    [('facts', 2), ('name', None), ('ru', None)]
    """
    found = [PART.fullmatch(one) for one in where.split(", ")]
    return [(one["name"], int(one["number"]) if one["number"] else None) for one in found if one]


def wrong(said: Struct, languages: Languages) -> Wrong | None:
    """The first field that is not well formed, and why; None where all are."""
    values, defaults, checks = _checks(type(said))
    given = values(said)
    for value, (stored_as, leaf, check) in compress(
        zip(given, checks, strict=True), map(ne, given, defaults)
    ):
        if leaf is not None and leaf(value) is None:
            continue
        found = check(value, languages)
        if found is not None:
            return stored_as + found[0], found[1]
    return None


# --- one check for each field -----------------------------------------------------------------------------------------


@cache
def _checks(
    struct: type[Struct],
) -> tuple[Values, tuple[Any, ...], tuple[tuple[str, Leaf | None, Check], ...]]:
    """How to take the values of the fields that have a check, their defaults, and for each its stored name and the check;
    of a field with a single word, what its check asks first and, nearly always, alone."""
    made = ((one, _check(one)) for one in fields_of(struct))
    checked = [(one, check) for one, check in made if check is not None]
    names = [one.name for one, _ in checked]
    return (
        values_of(names),
        tuple(one.default for one, _ in checked),
        tuple((one.stored, _leaf_of(one), check) for one, check in checked),
    )


def _leaf_of(one: Field) -> Leaf | None:
    holds = one.holds
    if one.form != "one" or not isinstance(holds, Id | Label | Choice | Value | Time | Code):
        return None
    return _leaf(holds)


def _check(one: Field) -> Check | None:
    match one.form:
        case "struct":
            return lambda value, languages: _within(wrong(value, languages))
        case "structs":
            return _of_structs
        case _:
            each = _of_value(one.holds)
            if each is None:
                return None
    match one.form:
        case "list":
            return _of_list(each, one.distinct, _is_plain_id(one.holds))
        case "map":
            return _of_map(_of_value(one.keys), each)
        case "lists":
            return _of_map(_of_value(one.keys), _of_list(each, True, _is_plain_id(one.holds)))
        case _:
            return each


def _is_plain_id(holds: Holds | None) -> bool:
    return isinstance(holds, Id) and not holds.new


def _within(found: Wrong | None) -> Wrong | None:
    return None if found is None else (f", {found[0]}", found[1])


def _of_structs(value: list[Struct], languages: Languages) -> Wrong | None:
    if len(value) > LONGEST_LIST:
        return "", _too_many(value)
    for number, one in enumerate(value, 1):
        found = wrong(one, languages)
        if found is not None:
            tag = one.__struct_config__.tag
            kind = f" ({tag})" if tag else ""
            return f" {number}{kind}, {found[0]}", found[1]
    return None


def _of_list(each: Check, distinct: bool, ids: bool = False) -> Check:
    """The check of a list; of one of ``ids``, one look is enough where all are."""

    def check(value: list[Any], languages: Languages) -> Wrong | None:
        if len(value) > LONGEST_LIST:
            return "", _too_many(value)
        if not ids or any(map(known_unfit_id, value)):
            for number, one in enumerate(value, 1):
                found = each(one, languages)
                if found is not None:
                    return f" {number}{found[0]}", found[1]
        return _twice(value) if distinct and len(value) > 1 else None

    return check


def _of_map(key: Check | None, each: Check) -> Check:
    def check(value: dict[str, Any], languages: Languages) -> Wrong | None:
        if len(value) > LONGEST_LIST:
            return "", _too_many(value)
        for word, one in value.items():
            found = (key(word, languages) if key is not None else None) or each(one, languages)
            if found is not None:
                return f", {_shown(word)}{found[0]}", found[1]
        return None

    return check


def _of_value(holds: Holds | None) -> Check | None:
    match holds:
        case Whole(least=least):
            return lambda value, languages: _out_of_range(value, least)
        case Line():
            return _of_text(unfit_line)
        case Prose(longest=longest):
            return _of_text(lambda text: unfit_text(text, longest))
        case Id() | Label() | Choice() | Value() | Time() | Code():
            return _of_word(_leaf(holds))
        case _:
            return None


def _of_word(leaf: Leaf) -> Check:
    def check(value: str, languages: Languages) -> Wrong | None:
        unfit = leaf(value)
        return None if unfit is None else ("", unfit)

    return check


def _of_text(leaf: Leaf) -> Check:
    def check(value: str | dict[str, str], languages: Languages) -> Wrong | None:
        if isinstance(value, str):
            unfit = leaf(value)
            return None if unfit is None else ("", unfit)
        if not value:
            return "", Unfit(
                "text.empty", "The text is in no language.", "Give it in one at least."
            )
        for language, text in value.items():
            unfit = _unknown_language(language, languages) or leaf(text)
            if unfit is not None:
                return f", {_shown(language)}", unfit
        return None

    return check


# --- single values ----------------------------------------------------------------------------------------------------


def _leaf(holds: Id | Label | Choice | Value | Time | Code) -> Leaf:
    match holds:
        case Id(of=of, new=True):
            return _unfit_numbered_id if set(of).isdisjoint(NO_NUMBERS) else unfit_new_id
        case Id():
            return known_unfit_id
        case Label() | Choice():
            return known_unfit_label
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
        f"{_shown(text)!r} is no SHA-256.",
        "Give 64 hexadecimal digits, small letters: the output of sha256sum.",
    )


def _unfit_digest(text: str) -> Unfit | None:
    if DIGEST.fullmatch(text):
        return None
    return Unfit(
        "digest.unreadable",
        f"{_shown(text)!r} is no digest of a text.",
        "Give 'sha256:' and 64 hexadecimal digits.",
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
        return Unfit(error.code, error.sentence, error.remedy)
    return None


def _unfit_day(text: str) -> Unfit | None:
    unfit = _unfit_date(text)
    if unfit is None and (len(text) != 10 or exact(when(text)) is None):
        return Unfit(
            "date.not_exact", f"{text!r} names no single day.", "Write a day such as 2022-11-23."
        )
    return unfit


def _unfit_instant(text: str) -> Unfit | None:
    try:
        moment = read_instant(text)
        if instant(moment) == text:
            return unfit_year(moment.year)
    except BadInput as error:
        return Unfit(error.code, error.sentence, error.remedy)
    return Unfit(
        "time.unreadable",
        f"{_shown(text)!r} is not written as instants are kept.",
        "Write it in UTC to the millisecond: 2022-11-23T10:00:00.000Z.",
    )


def _out_of_range(value: int, least: int | None) -> Wrong | None:
    lowest = -MOST if least is None else least
    if lowest <= value <= MOST:
        return None
    return "", Unfit(
        "number.range",
        f"{value} is not from {lowest} to {MOST}.",
        f"Give a number from {lowest} on.",
    )


def _unknown_language(language: str, languages: Languages) -> Unfit | None:
    if language in (languages or LANGUAGES):
        return None
    known = (
        f"It has: {', '.join(languages)}." if languages else "Give a code of ISO 639-1, such as en."
    )
    return Unfit("language.unknown", f"The body has no language {_shown(language)!r}.", known)


def _too_many(value: Collection[Any]) -> Unfit:
    return Unfit(
        "list.long",
        f"The list has {len(value)} items, and at most {LONGEST_LIST} are possible.",
        "Shorten it.",
    )


def _twice(value: list[str]) -> Wrong | None:
    if len(set(value)) == len(value):
        return None
    twice = next(one for at, one in enumerate(value) if one in value[:at])
    return "", Unfit("list.twice", f"{twice} is named twice.", "Name each once.")


def _shown(text: str) -> str:
    """The text as it can be repeated in a sentence: short, and escaped where it holds what cannot be shown."""
    return text[:80] if text.isprintable() else ascii(text[:80])[1:-1]
