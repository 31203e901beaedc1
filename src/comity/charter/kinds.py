"""Kinds of value in a charter, and tables of keys: one source for the reader and for the JSON Schema.

A ``Kind`` reads a node and gives its value, or notes a fault and gives None; it also carries the JSON Schema of the same
values. A table says which keys an item has, the kind of each, and whether it must be there.

>>> from comity.charter.nodes import parse
>>> from comity.charter.notes import Notes
>>> notes = Notes("charter.yaml")
>>> seat = {"place": Key(TEXT), "since": Key(DATE, required=True)}
>>> read_table(parse("{place: Moscow, since: 2026-02-30}", "", []), seat, notes, "seat")
>>> print(notes.faults[0])
charter.yaml:1:24: "2026-02-30" is no day of the calendar. Expected a date such as 2026-01-31.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import cache
from typing import Any, Generic, TypeVar, cast
from zoneinfo import ZoneInfo, available_timezones

from comity.charter.languages import LANGUAGES
from comity.charter.model import Cited, Period
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest, shown

T = TypeVar("T")
Schema = Mapping[str, object]

WORD = re.compile(r"[^\W_](?:[\w.\-]*\w)?")
LABEL = re.compile(r"[^\W_][\w.\-']*(?: [\w.\-']+)*")
PERIOD = re.compile(r"([1-9]\d{0,4}) (hour|day|working day|week|month|year)s?")
RATIO = re.compile(r"\d{1,18}(?:/\d{1,18})?")
WHOLE = re.compile(r"\d{1,18}")


@dataclass(frozen=True, slots=True)
class Kind(Generic[T]):
    """``read`` gives the value of a node, or None once a fault is noted; ``schema`` describes the same values."""

    expected: str
    read: Callable[[Node, Notes], T | None]
    schema: Schema


@dataclass(frozen=True, slots=True)
class Key:
    """One key of an item: the kind of its value. ``into`` is the attribute of the value it becomes, if not its own
    name with underscores."""

    kind: Kind[Any]
    required: bool = False
    into: str = ""


Table = Mapping[str, Key]


def scalar(expected: str, read: Callable[[str], T | None], schema: Schema) -> Kind[T]:
    """A kind of single word or phrase: ``read`` gives None where the phrase is not of the kind."""

    def read_node(node: Node, notes: Notes) -> T | None:
        value = read(node.value) if isinstance(node, Scalar) else None
        if value is None:
            notes.wrong("value.wrong", node, expected)
        return value

    return Kind(expected, read_node, schema)


def matching(pattern: re.Pattern[str], expected: str, outline: str) -> Kind[str]:
    """``outline`` is the coarser pattern that the schema gives, in the dialect that every editor reads."""
    schema = {"type": ["string", "integer"], "pattern": outline}
    return scalar(expected, lambda text: text if pattern.fullmatch(text) else None, schema)


def one_of(words: Iterable[str], what: str) -> Kind[Any]:
    """One of a closed set of words; a fault offers the nearest."""
    known = tuple(words)

    def read(node: Node, notes: Notes) -> str | None:
        if isinstance(node, Scalar) and node.value in known:
            return node.value
        near = nearest(node.value, known) if isinstance(node, Scalar) else ""
        notes.wrong("word.unknown", node, near or what)
        return None

    return Kind(what, read, {"enum": list(known)})


def listing(kind: Kind[T]) -> Kind[tuple[T, ...]]:
    def read(node: Node, notes: Notes) -> tuple[T, ...] | None:
        if not isinstance(node, Listing):
            notes.wrong("value.wrong", node, f"a list, each item {kind.expected}")
            return None
        read_items = [kind.read(item, notes) for item in node.items]
        return tuple(item for item in read_items if item is not None)

    return Kind(f"a list of {kind.expected}", read, {"type": "array", "items": kind.schema})


def distinct(kind: Kind[str]) -> Kind[tuple[str, ...]]:
    """A list in which nothing is named twice."""
    plain_list = listing(kind)

    def read(node: Node, notes: Notes) -> tuple[str, ...] | None:
        values = plain_list.read(node, notes)
        seen: dict[str, int] = {}
        for item in node.items if isinstance(node, Listing) else ():
            if isinstance(item, Scalar) and item.value in seen:
                sentence = f"{shown(item)} is listed twice, first in line {seen[item.value]}."
                notes.fault("list.twice", item, sentence, "each once")
            elif isinstance(item, Scalar):
                seen[item.value] = item.line
        return values

    return Kind(plain_list.expected, read, plain_list.schema)


def mapping(key: Kind[str], value: Kind[T]) -> Kind[dict[str, T]]:
    def read(node: Node, notes: Notes) -> dict[str, T] | None:
        if not isinstance(node, Pairs):
            notes.wrong("value.wrong", node, f"keys, each with {value.expected}")
            return None
        found = {}
        for word, pair in node.pairs.items():
            name, content = key.read(pair.key, notes), value.read(pair.value, notes)
            if name is not None and content is not None:
                found[word] = content
        return found

    schema: Schema = {
        "type": "object",
        "propertyNames": key.schema,
        "additionalProperties": value.schema,
    }
    return Kind(f"keys, each with {value.expected}", read, schema)


def either(*kinds: Kind[Any]) -> Schema:
    """The schema of a value that is of one kind or another."""
    return {"anyOf": [kind.schema for kind in kinds]}


def reference(*kinds: str, also: Iterable[str] = ()) -> Kind[str]:
    """The name of something that the charter declares, of one of ``kinds``, or one of the words ``also``."""
    words = tuple(also)

    def read(node: Node, notes: Notes) -> str | None:
        name = TEXT.read(node, notes)
        if name is not None and isinstance(node, Scalar):
            notes.refer(kinds, node, words)
        return name

    return Kind(f"the name of a {' or '.join(kinds)}", read, TEXT.schema)


def read_table(node: Node, table: Table, notes: Notes, what: str) -> dict[str, Any] | None:
    """The values of an item by attribute, or None once a fault is noted: an unknown key (the nearest valid one is
    offered), a key that is missing, a value not of its kind. ``cites`` and ``status`` become one ``Cited``."""
    if not isinstance(node, Pairs):
        notes.wrong("value.wrong", node, f"the keys of {_a(what)}")
        return None
    before = len(notes.faults)
    values: dict[str, Any] = {}
    for word, pair in node.pairs.items():
        if word not in table:
            expected = nearest(word, table)
            notes.fault("key.unknown", pair.key, f'{_cap(what)} has no key "{word}".', expected)
    # In the order of the table, so that what is noted does not depend on how the text is arranged.
    for word, key in table.items():
        if (
            word in node.pairs
            and (value := key.kind.read(node.pairs[word].value, notes)) is not None
        ):
            values[key.into or word.replace(" ", "_")] = value
    for word, key in table.items():
        if key.required and word not in node.pairs:
            sentence = f'{_cap(what)} lacks the key "{word}".'
            notes.fault("key.missing", node, sentence, f"{word}: {key.kind.expected}")
    if len(notes.faults) > before:
        return None
    return _cited(values, table, notes)


def _cited(values: dict[str, Any], table: Table, notes: Notes) -> dict[str, Any]:
    if "cites" not in table:
        return values
    doubted = "status" in table and table["status"].kind is DOUBT and values.pop("status", False)
    cites = values.get("cites")
    if doubted:
        values["cites"] = cites = Cited(cites.article if cites else "", to_verify=True)
    if isinstance(cites, Cited) and cites.to_verify:
        notes.doubt(cites.article)
    return values


DEFINITIONS: dict[str, Schema] = {}  # what the JSON Schema says once, under $defs


def defined(name: str, kind: Kind[T]) -> Kind[T]:
    """The same kind, its schema said once under that name."""
    DEFINITIONS[name] = kind.schema
    return Kind(kind.expected, kind.read, {"$ref": f"#/$defs/{name}"})


def _read_period(phrase: str) -> Period | None:
    found = PERIOD.fullmatch(phrase)
    if found is None:
        return None
    unit = found[2].replace(" ", "_") + "s"
    return Period(**{unit: int(found[1])})


def _read_date(node: Node, notes: Notes) -> date | None:
    expected = "a date such as 2026-01-31"
    if not isinstance(node, Scalar) or not re.fullmatch(r"\d{4}-\d\d-\d\d", node.value):
        notes.wrong("date.bad", node, expected)
        return None
    try:
        return date.fromisoformat(node.value)
    except ValueError:
        notes.fault("date.bad", node, f"{shown(node)} is no day of the calendar.", expected)
        return None


def _read_zone(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar) and _is_zone(node.value):
        return node.value
    written = node.value if isinstance(node, Scalar) else ""
    near = nearest(written, available_timezones()) or "a zone such as Europe/Moscow"
    notes.fault("zone.unknown", node, f"{shown(node)} is no time zone.", near)
    return None


@cache
def _is_zone(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def _read_language(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar) and node.value in LANGUAGES:
        return node.value
    expected = "a code of ISO 639-1 such as en"
    near = nearest(node.value, LANGUAGES) if isinstance(node, Scalar) else ""
    notes.fault("language.unknown", node, f"{shown(node)} is no language.", near or expected)
    return None


def _read_ratio(node: Node, notes: Notes) -> Fraction | None:
    expected = "an integer or an exact fraction such as 1/10"
    if isinstance(node, Scalar) and re.fullmatch(r"\d*[.,]\d+", node.value):
        sentence = f"{shown(node)} is a decimal fraction."
        notes.fault("number.decimal", node, sentence, expected)
        return None
    if not isinstance(node, Scalar) or not RATIO.fullmatch(node.value):
        notes.wrong("value.wrong", node, expected)
        return None
    above, _, below = node.value.partition("/")
    if below and int(below) == 0:
        notes.fault("number.zero", node, f"{shown(node)} divides by zero.", expected)
        return None
    return Fraction(int(above), int(below or "1"))


def _read_names(node: Node, notes: Notes) -> dict[str, str] | None:
    if isinstance(node, Scalar):
        text = TEXT.read(node, notes)
        return None if text is None else {notes.language: text}
    return _BY_LANGUAGE.read(node, notes)


def _read_cites(node: Node, notes: Notes) -> Cited | None:
    if isinstance(node, Pairs):
        values = read_table(node, CITES_KEYS, notes, "cites")
        return None if values is None else Cited(values["text"], values.get("status", False))
    article = TEXT.read(node, notes)
    return None if article is None else Cited(article)


def _a(what: str) -> str:
    return f"{'an' if what[:1] in 'aeiou' else 'a'} {what}"


def _cap(what: str) -> str:
    return what[:1].upper() + what[1:]


TEXT: Kind[str] = defined(
    "text",
    scalar(
        "a text",
        lambda text: text if text.strip() else None,
        {"type": ["string", "number"], "minLength": 1},
    ),
)
NAME = defined(
    "name", matching(WORD, "a name of letters, digits, _ . and -, without spaces", r"^\S+$")
)
LABELS = matching(LABEL, "a name of words", r"^\S+( \S+)*$")
NATURAL = scalar(
    "a whole number",
    lambda text: int(text) if WHOLE.fullmatch(text) else None,
    {"type": ["integer", "string"], "pattern": "^[0-9]+$", "minimum": 0},
)
YES_NO: Kind[bool] = scalar("yes or no", {"yes": True, "no": False}.get, {"enum": ["yes", "no"]})
YES: Kind[str] = scalar("yes", lambda text: "" if text == "yes" else None, {"enum": ["yes"]})
DATE: Kind[date] = defined(
    "date",
    Kind(
        "a date such as 2026-01-31",
        _read_date,
        {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    ),
)
LENGTH: Kind[Period] = defined(
    "period",
    scalar(
        "a period such as 72 hours, 10 working days or 3 years",
        _read_period,
        {"type": "string", "pattern": f"^{PERIOD.pattern}$"},
    ),
)
ZONE: Kind[str] = Kind(
    "a time zone", _read_zone, {"type": "string", "pattern": "^[A-Za-z0-9_+/-]+$"}
)
LANGUAGE: Kind[str] = defined(
    "language", Kind("a language", _read_language, {"enum": list(LANGUAGES)})
)
EXACT: Kind[Fraction] = Kind(
    "an integer or an exact fraction",
    _read_ratio,
    {"type": ["integer", "string"], "pattern": f"^{RATIO.pattern}$", "minimum": 0},
)
_BY_LANGUAGE = mapping(LANGUAGE, TEXT)
NAMES: Kind[dict[str, str]] = Kind(
    "a text, or a text for each language", _read_names, either(TEXT, _BY_LANGUAGE)
)
DOUBT: Kind[bool] = scalar(
    "to verify", lambda text: True if text == "to verify" else None, {"enum": ["to verify"]}
)
CITES_KEYS: Table = {"text": Key(TEXT, required=True), "status": Key(DOUBT)}


def table_schema(table: Table) -> dict[str, object]:
    """The JSON Schema of an item with these keys."""
    required = [word for word, key in table.items() if key.required]
    schema: dict[str, object] = {
        "type": "object",
        "properties": {word: key.kind.schema for word, key in table.items()},
        "additionalProperties": False,
    }
    return schema | ({"required": required} if required else {})


CITES: Kind[Cited] = defined(
    "cites", Kind("an article", _read_cites, {"anyOf": [TEXT.schema, table_schema(CITES_KEYS)]})
)
CITING: Table = {"cites": Key(CITES), "status": Key(DOUBT)}


def record(table: Table, build: Callable[..., T], what: str) -> Kind[T]:
    """An item with the keys of ``table``; ``build`` makes the value from the attributes given."""

    def read(node: Node, notes: Notes) -> T | None:
        values = read_table(node, table, notes, what)
        return None if values is None else build(**values)

    return Kind(f"the keys of {_a(what)}", read, cast(Schema, table_schema(table)))
