"""Where things stand in the text of a charter: the nodes of an item and its versions, and the lines of what findings name.

>>> from comity.charter.nodes import parse
>>> text = "procedures:\\n- procedure: p\\n  steps:\\n  - {step: a, asks for: text}\\n"
>>> lines = lines_of(parse(text, "", []))
>>> [line_at(lines, ("procedure", "p", *way), date.max) for way in ((), ("a",), ("a", "asks for"), ("b",))]
[2, 4, 4, 2]
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date

from comity.charter.nodes import Listing, Node, Pairs, Scalar

SECTIONS = {
    "statuses": "status",
    "organs": "organ",
    "rotas": "rota",
    "offices": "office",
    "rules": "rule",
    "procedures": "procedure",
}
"""The lists of items of a charter, each with the key that names an item of it."""
Way = tuple[str, ...]
"""Kind and name of an item, and a key of it; of a step ``procedure``, the names of its procedure and its own, and a key."""
Lines = Mapping[Way, tuple[tuple[str, int], ...]]
"""The line in each version that has it, with the first day of the version: empty for what stands beside versions."""


def item_of(section: Node | None, what: str, name: str) -> Pairs:
    """The item of that name, which the reader has read."""
    for node in section.items if isinstance(section, Listing) else ():
        if isinstance(node, Pairs) and _named(node, what) == name:
            return node
    raise AssertionError(f"the {what} {name} was read from the text")


def versions_of(item: Node) -> list[Pairs]:
    """The versions of an item, or the item itself where it has none."""
    if isinstance(item, Pairs) and "versions" in item.pairs:
        versions = item.pairs["versions"].value
        nodes = versions.items if isinstance(versions, Listing) else []
        return [node for node in nodes if isinstance(node, Pairs)]
    return [item] if isinstance(item, Pairs) else []


def own_value(item: Pairs, version: Pairs, word: str) -> Node:
    """The value of the key in the version, or of the one beside the versions."""
    return (version.pairs.get(word) or item.pairs[word]).value


def node_at(node: Node, *way: str | int) -> Node:
    """The node that the keys and numbers lead to, as far as the text has them: one item may be written as itself and not
    as a list of one, and a value as itself and not under its key."""
    for word in way:
        if isinstance(word, int):
            node = node.items[word] if isinstance(node, Listing) else node
        elif isinstance(node, Pairs) and word in node.pairs:
            node = node.pairs[word].value
    return node


def lines_of(root: Node) -> Lines:
    """The lines of the items that findings name with their keys, of steps with theirs, and of the keys of the seat."""
    found: dict[Way, list[tuple[str, int]]] = {}
    seat = root.pairs["seat"].value if isinstance(root, Pairs) and "seat" in root.pairs else None
    if isinstance(seat, Pairs):
        found |= {("seat", key): [("", pair.key.line)] for key, pair in seat.pairs.items()}
    for section, what in SECTIONS.items():
        listed = (
            root.pairs[section].value if isinstance(root, Pairs) and section in root.pairs else None
        )
        for item in listed.items if isinstance(listed, Listing) else ():
            if isinstance(item, Pairs):
                for way, first, line in _of_item(item, (what, _named(item, what))):
                    found.setdefault(way, []).append((first, line))
    return {way: tuple(lines) for way, lines in found.items()}


def line_at(lines: Lines, way: Way, day: date) -> int:
    """The line in the version of the day, or beside the versions; of what is around it, where the text does not have it; 0
    where it has nothing of it."""
    for length in range(len(way), 1, -1):
        begun = [one for one in lines.get(way[:length], ()) if one[0] <= day.isoformat()]
        if begun:
            return max(begun)[1]
    return 0


def _of_item(item: Pairs, way: Way) -> Iterator[tuple[Way, str, int]]:
    for version in (item, *(one for one in versions_of(item) if one is not item)):
        first = "" if version is item else _named(version, "from")
        yield way, first, version.line
        if way[0] != "procedure":
            yield from (((*way, key), first, pair.key.line) for key, pair in version.pairs.items())
        steps = version.pairs["steps"].value if "steps" in version.pairs else None
        for step in steps.items if isinstance(steps, Listing) else ():
            if isinstance(step, Pairs):
                of = (*way, _named(step, "step"))
                yield of, first, step.line
                yield from (((*of, key), first, pair.key.line) for key, pair in step.pairs.items())


def _named(node: Pairs, what: str) -> str:
    name = node.pairs[what].value if what in node.pairs else None
    return name.value if isinstance(name, Scalar) else ""
