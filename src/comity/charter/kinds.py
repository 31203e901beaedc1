"""Kinds of value in a charter, and tables of keys: one source for the reader and for the JSON Schema.

A ``Kind`` reads a node and gives its value, or notes a fault and gives None; it also carries the JSON Schema of the same
values. A table says which keys an item has, the kind of each, and whether it must be there.

>>> from comity.charter.nodes import parse
>>> from comity.charter.notes import Notes
>>> notes = Notes("charter.yaml")
>>> seat = {"place": Key(TEXT), "city": Key(TEXT, required=True)}
>>> read_table(parse("{plac: Moscow, city: Moscow}", "", []), seat, notes, "seat")
>>> print(notes.faults[0])
charter.yaml:1:2: Seat has no key "plac". Expected "place".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from comity.charter.model import Cited, with_article
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest, shown

T = TypeVar("T")
Schema = Mapping[str, object]


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


DEFINITIONS: dict[str, Schema] = {}  # what the JSON Schema says once, under $defs


def defined(name: str, kind: Kind[T]) -> Kind[T]:
    """The same kind, its schema said once under that name."""
    DEFINITIONS[name] = kind.schema
    return Kind(kind.expected, kind.read, {"$ref": f"#/$defs/{name}"})


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


def one_of(
    words: Iterable[str], what: str, meant: Callable[[str], str] = lambda written: ""
) -> Kind[Any]:
    """One of a closed set of words; a fault offers the one ``meant`` by what was written, or else the nearest."""
    known = tuple(words)

    def read(node: Node, notes: Notes) -> str | None:
        if isinstance(node, Scalar) and node.value in known:
            return node.value
        written = node.value if isinstance(node, Scalar) else ""
        near = f'"{word}"' if (word := meant(written)) else nearest(written, known)
        notes.wrong("word.unknown", node, near if written and near else what)
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


def table_schema(table: Table) -> dict[str, object]:
    """The JSON Schema of an item with these keys."""
    required = [word for word, key in table.items() if key.required]
    schema: dict[str, object] = {
        "type": "object",
        "properties": {word: key.kind.schema for word, key in table.items()},
        "additionalProperties": False,
    }
    return schema | ({"required": required} if required else {})


def record(table: Table, build: Callable[..., T], what: str) -> Kind[T]:
    """An item with the keys of ``table``; ``build`` makes the value from the attributes given."""

    def read(node: Node, notes: Notes) -> T | None:
        values = read_table(node, table, notes, what)
        return None if values is None else build(**values)

    return Kind(f"the keys of {with_article(what)}", read, cast(Schema, table_schema(table)))


def read_table(node: Node, table: Table, notes: Notes, what: str) -> dict[str, Any] | None:
    """The values of an item by attribute, or None once a fault is noted: an unknown key (the nearest valid one is
    offered), a key that is missing, a value not of its kind. ``cites`` with the keys beside it becomes one
    ``Cited``."""
    if not isinstance(node, Pairs):
        notes.wrong("value.wrong", node, f"the keys of {with_article(what)}")
        return None
    before = len(notes.faults)
    values: dict[str, Any] = {}
    for word, pair in node.pairs.items():
        if word not in table:
            expected = nearest(word, table)
            notes.fault("key.unknown", pair.key, f'{_cap(what)} has no key "{word}".', expected)
    # In the order of the table, so that what is noted does not depend on how the text is arranged.
    for word, key in table.items():
        if word not in node.pairs:
            continue
        told, given = len(notes.faults), node.pairs[word].value
        value = key.kind.read(given, notes)
        if value is not None:
            values[key.into or word.replace(" ", "_")] = value
        elif len(notes.faults) == told:
            # A word that stands for something which has a fault of its own.
            notes.wrong("value.wrong", given, key.kind.expected)
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
    source = values.pop("compared_with", "")
    cites = values.get("cites")
    if doubted or source:
        before = cites or Cited()
        cites = Cited(before.article, doubted or before.to_verify, source or before.compared_with)
        values["cites"] = cites
    if isinstance(cites, Cited) and cites.to_verify:
        notes.doubt(cites.article, cites.compared_with)
    return values


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
DOUBT: Kind[bool] = scalar(
    "to verify", lambda text: True if text == "to verify" else None, {"enum": ["to verify"]}
)
