"""Lists of named items, and values by date.

An item of a list is named by its first key (``- organ: council``). ``versions`` beside the name gives the item by date:
each version has ``from`` and the whole item; what stands beside ``versions`` holds for all of them.

>>> from comity.charter.kinds import TEXT
>>> from comity.charter.nodes import parse
>>> desks = items("desk", {"desk": Key(NAME), "held by": Key(TEXT, required=True)}, dict)
>>> text = "[{desk: press, versions: [{from: 2020-01-01, held by: A}, {from: 2021-01-01, held by: B}]}]"
>>> desks.read(parse(text, "", []), Notes("charter.yaml"))["press"].on(date(2020, 6, 1))
{'desk': 'press', 'held_by': 'A'}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from comity.charter.kinds import Key, Kind, Schema, Table, read_table, table_schema
from comity.charter.model import Dated
from comity.charter.nodes import Listing, Node, Pair, Pairs, Scalar
from comity.charter.notes import Notes
from comity.charter.values import DATE, NAME, given

T = TypeVar("T")
FROM: Table = {"from": Key(DATE, required=True)}


Check = Callable[[Pairs, Notes], None]


def _nothing_more(item: Pairs, notes: Notes) -> None:
    """Most items need no check beyond their keys."""


def items(
    what: str, table: Table, build: Callable[..., T], check: Check = _nothing_more, called: str = ""
) -> Kind[dict[str, Dated[T]]]:
    """A list of items by name, each a value by date. Two of one name are a fault, with both places. ``check`` notes what
    the keys of one item, taken together, do wrong; ``called`` is what such an item is, where its key is another word."""

    def read(node: Node, notes: Notes) -> dict[str, Dated[T]] | None:
        found = {}
        for name, item in _named(node, what, notes):
            notes.subject = f"{called or what} {name}"
            dated = _dated(item, _Reading(called or what, table, build, check), notes)
            if dated is not None:
                found[name] = dated
        return found

    return Kind(f"a list of {called or what}s", read, _list_schema(_versions_schema(what, table)))


def undated(what: str, table: Table, build: Callable[..., T]) -> Kind[dict[str, T]]:
    """A list of items by name that do not vary by date."""

    def read(node: Node, notes: Notes) -> dict[str, T] | None:
        found = {}
        for name, item in _named(node, what, notes):
            notes.subject = f"{what} {name}"
            values = read_table(item, table, notes, what)
            if values is not None:
                found[name] = build(**values)
        return found

    return Kind(f"a list of {what}s", read, _list_schema(table_schema(table)))


def names_in(node: Node, what: str) -> list[Scalar]:
    """The names that a list of items gives, before anything else of it is read."""
    items_here = node.items if isinstance(node, Listing) else []
    pairs = [
        item.pairs[what].value
        for item in items_here
        if isinstance(item, Pairs) and what in item.pairs
    ]
    return [name for name in pairs if isinstance(name, Scalar)]


def in_versions(node: Node, notes: Notes) -> list[tuple[date, Pairs]]:
    """The versions in a list, each with its first day and its other keys; faults where a day is missing, wrong or not
    later than the one before."""
    if not isinstance(node, Listing) or not node.items:
        notes.wrong("value.wrong", node, "a list of versions, each with from: DATE")
        return []
    found: list[tuple[date, Pairs]] = []
    for item in node.items:
        version = _version(item, notes)
        if version is None:
            continue
        if found and version[0] <= found[-1][0]:
            sentence = f"The version from {version[0]} stands after the one from {found[-1][0]}."
            notes.fault(
                "versions.order", item, sentence, "versions in the order of their first days"
            )
        found.append(version)
    return found


def _version(item: Node, notes: Notes) -> tuple[date, Pairs] | None:
    if not isinstance(item, Pairs):
        notes.wrong("value.wrong", item, "the keys of a version")
        return None
    if "from" not in item.pairs:
        notes.fault("key.missing", item, 'A version lacks the key "from".', "from: DATE")
        return None
    first = DATE.read(item.pairs["from"].value, notes)
    rest = {word: pair for word, pair in item.pairs.items() if word != "from"}
    return None if first is None else (first, Pairs(rest, item.line, item.column))


def _named(node: Node, what: str, notes: Notes) -> list[tuple[str, Pairs]]:
    if not isinstance(node, Listing):
        notes.wrong("value.wrong", node, f"a list of {what}s")
        return []
    seen: dict[str, Scalar] = {}
    found = []
    for item in node.items:
        name = _name(item, what, notes)
        if name is None or not isinstance(item, Pairs):
            continue
        if name.value in seen:
            sentence = f'There are two {what}s named "{name.value}", the first in line {seen[name.value].line}.'
            notes.fault("name.twice", name, sentence, "one of each name")
        seen.setdefault(name.value, name)
        found.append((name.value, item))
    return found


def _name(item: Node, what: str, notes: Notes) -> Scalar | None:
    if not isinstance(item, Pairs):
        notes.wrong("value.wrong", item, f"the keys of one {what}, first {what}: NAME")
        return None
    if what not in item.pairs:
        notes.fault("key.missing", item, f"This {what} has no name.", f"{what}: NAME")
        return None
    name = item.pairs[what].value
    return name if isinstance(name, Scalar) else None


@dataclass(frozen=True, slots=True)
class _Reading(Generic[T]):
    what: str
    table: Table
    build: Callable[..., T]
    check: Check

    def value(self, item: Pairs, notes: Notes) -> T | None:
        before = len(notes.faults)
        self.check(item, notes)
        values = read_table(item, self.table, notes, self.what)
        return None if values is None or len(notes.faults) > before else self.build(**values)


def _dated(item: Pairs, reading: _Reading[T], notes: Notes) -> Dated[T] | None:
    if "versions" not in item.pairs:
        value = reading.value(item, notes)
        return None if value is None else Dated(((date.min, value),))
    beside = {word: pair for word, pair in item.pairs.items() if word != "versions"}
    found: list[tuple[date, T]] = []
    for first, version in in_versions(item.pairs["versions"].value, notes):
        pairs: dict[str, Pair] = beside | version.pairs
        value = reading.value(Pairs(pairs, version.line, version.column), notes)
        if value is not None:
            found.append((first, value))
    return Dated(tuple(found)) if found else None


def _list_schema(item: Schema) -> dict[str, Any]:
    return {"type": "array", "items": item}


def _versions_schema(what: str, table: Table) -> dict[str, Any]:
    rest = {word: key for word, key in table.items() if word != what}
    # A key may stand beside `versions` or in each version, so that none is required in either place.
    loose = {word: Key(key.kind) for word, key in rest.items()}
    version = table_schema({**FROM, **loose})
    by_date = table_schema({what: Key(NAME, required=True), **loose})
    properties = by_date["properties"]
    assert isinstance(properties, dict)
    properties["versions"] = {"type": "array", "minItems": 1, "items": version}
    by_date["required"] = [what, "versions"]
    return {"if": {"required": ["versions"]}, "then": by_date, "else": table_schema(table)}


def print_items(
    named: Mapping[str, Dated[T]], what: str, body: Callable[[T], dict[str, Any]]
) -> list[dict[str, Any]]:
    """The items as the notation writes them; ``body`` prints one without its name."""
    return [_print_item(dated, what, name, body) for name, dated in named.items()]


def _print_item(
    dated: Dated[T], what: str, name: str, body: Callable[[T], dict[str, Any]]
) -> dict[str, Any]:
    (first, value), *later = dated.versions
    if first == date.min and not later:
        return {what: name, **given(body(value))}
    printed = [given(body(each)) for _, each in dated.versions]
    # `from` in a version is its first day, so that an item with a `from` of its own has it beside the versions.
    own = {word: value for word, value in printed[0].items() if word == "from"}
    versions = [
        {**each, "from": str(day)} for (day, _), each in zip(dated.versions, printed, strict=True)
    ]
    return {what: name, **own, "versions": versions}
