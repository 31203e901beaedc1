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
from operator import attrgetter
from typing import Any, NamedTuple

from msgspec import Struct

from comity.body.fields import (
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
from comity.body.single_values import Leaf, leaf_for, shown
from comity.charter.languages import LANGUAGES
from comity.errors import BadInput, Message
from comity.grammar import (
    Fit,
    Unfit,
    is_id,
    is_id_or_none,
    is_known_id,
    is_known_id_or_none,
    is_label,
    is_label_or_none,
    unfit_line,
    unfit_text,
)

MOST = 2**53 - 1
"""The largest number that every reader of JSON takes for itself (RFC 8785, after ECMAScript)."""
LONGEST_LIST = 10_000
"""Items in a list or a map: more members than any body has."""
NAMED_OFTEN = frozenset({"person", "party", "organ", "office", "rota", "procedure", "source"})
"""Things of which a body has few, and that act after act names."""

Languages = Collection[str]
Wrong = tuple[str, Unfit]
"""Where in the field, and what is wrong."""
Check = Callable[[Any, Languages], Wrong | None]


def require_wellformed(said: Struct, languages: Languages) -> None:
    """Raises ``BadInput`` unless every field of the act or fact is well formed.

    ``languages`` are those of the body; where it names none, a text may be in any (ISO 639-1). The error names the field,
    and in a list the place and the language. The codes are those of ``comity.grammar``, and ``date.unreadable``,
    ``date.not_exact``, ``date.range``, ``time.unreadable``, ``number.range``, ``list.twice``, ``list.long``,
    ``language.unknown``, ``source.sha256``, ``digest.unreadable``."""
    found = wrong(said, languages)
    if found is not None:
        path, unfit = found
        raise BadInput(unfit.code, unfit.message, where=path, remedy=unfit.advice)


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
    checks = _checks(type(said))
    for fit, take in checks.words:
        if not fit(take(said)):
            return _first_wrong(said, languages)
    for check, take in checks.needed:
        if check(take(said), languages) is not None:
            return _first_wrong(said, languages)
    spare = checks.spares(said)
    if spare != checks.defaults:
        for check, value, default in zip(checks.spare, spare, checks.defaults):  # noqa: B905
            if value != default and check(value, languages) is not None:
                return _first_wrong(said, languages)
    return None


def _first_wrong(said: Struct, languages: Languages) -> Wrong | None:
    """As ``wrong``, field by field in their order."""
    for one, check in _checked(type(said)):
        value = getattr(said, one.name)
        found = check(value, languages) if value != one.default else None
        if found is not None:
            return one.stored + found[0], found[1]
    return None


# --- one check for each field -----------------------------------------------------------------------------------------


class _Checks(NamedTuple):
    """How the fields of a struct are checked, and taken from it. Its single ids and labels (``words``) are matched, or
    looked up, without a line of Python. The other fields each have a check of their own: those ``needed``, and those that
    may be left out (``spare``), which are looked at where one has not its default."""

    words: tuple[tuple[Fit, Callable[[Struct], Any]], ...]
    needed: tuple[tuple[Check, Callable[[Struct], Any]], ...]
    spares: Values
    spare: tuple[Check, ...]
    defaults: tuple[Any, ...]


@cache
def _checks(struct: type[Struct]) -> _Checks:
    words = [(one, fit) for one, _ in _checked(struct) if (fit := _fit(one)) is not None]
    names = [one.name for one, _ in words]
    others = [(one, check) for one, check in _checked(struct) if one.name not in names]
    needed = [(one, check) for one, check in others if one.required]
    spare = [(one, check) for one, check in others if not one.required]
    return _Checks(
        words=tuple((fit, attrgetter(one.name)) for one, fit in words),
        needed=tuple((check, attrgetter(one.name)) for one, check in needed),
        spares=values_of([one.name for one, _ in spare]),
        spare=tuple(check for _, check in spare),
        defaults=tuple(one.default for one, _ in spare),
    )


@cache
def _checked(struct: type[Struct]) -> tuple[tuple[Field, Check], ...]:
    """The fields that have a check, each with it, in their order."""
    made = ((one, _check(one)) for one in fields_of(struct))
    return tuple((one, check) for one, check in made if check is not None)


def _fit(one: Field) -> Fit | None:
    """What is true for the word of such a field that is as it must be; None for any other field."""
    if one.form != "one" or not (one.required or one.default == ""):
        return None
    match one.holds:
        case Id(of=kinds, new=False) if NAMED_OFTEN.isdisjoint(kinds):
            return is_id if one.required else is_id_or_none
        case Id(new=False):
            return is_known_id if one.required else is_known_id_or_none
        case Label() | Choice():
            return is_label if one.required else is_label_or_none
        case _:
            return None


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
        if not ids or not all(map(is_known_id, value)):
            for number, one in enumerate(value, 1):
                found = each(one, languages)
                if found is not None:
                    return f" {number}{found[0]}", found[1]
        return _twice(value) if distinct and len(set(value)) != len(value) else None

    return check


def _of_map(key: Check | None, each: Check) -> Check:
    def check(value: dict[str, Any], languages: Languages) -> Wrong | None:
        if len(value) > LONGEST_LIST:
            return "", _too_many(value)
        for word, one in value.items():
            found = (key(word, languages) if key is not None else None) or each(one, languages)
            if found is not None:
                return f", {shown(word)}{found[0]}", found[1]
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
            return _of_word(leaf_for(holds))
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
                return f", {shown(language)}", unfit
        return None

    return check


# --- numbers, languages and lists -------------------------------------------------------------------------------------


def _out_of_range(value: int, least: int | None) -> Wrong | None:
    lowest = -MOST if least is None else least
    if lowest <= value <= MOST:
        return None
    return "", Unfit(
        "number.range",
        "{value} is not from {lowest} to {most}.",
        "Give a number from {lowest} on.",
        value=value,
        lowest=lowest,
        most=MOST,
    )


def _unknown_language(language: str, languages: Languages) -> Unfit | None:
    if language in (languages or LANGUAGES):
        return None
    known = (
        Message("It has: {languages}.", languages=list(languages))
        if languages
        else "Give a code of ISO 639-1, such as en."
    )
    return Unfit(
        "language.unknown",
        "The body has no language {language!r}.",
        known,
        language=shown(language),
    )


def _too_many(value: Collection[Any]) -> Unfit:
    return Unfit(
        "list.long",
        "The list has {items} items, and at most {longest} are possible.",
        "Shorten it.",
        items=len(value),
        longest=LONGEST_LIST,
    )


def _twice(value: list[str]) -> Wrong:
    twice = next(one for at, one in enumerate(value) if one in value[:at])
    return "", Unfit("list.twice", "{twice} is named twice.", "Name each once.", twice=twice)
