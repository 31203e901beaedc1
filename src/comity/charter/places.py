"""Where things stand in the text of a charter: the nodes of an item and its versions, and the lines of what findings name.

>>> from comity.charter.nodes import parse
>>> text = "procedures:\\n- procedure: p\\n  steps:\\n  - {step: a, asks for: text}\\n"
>>> lines_of(parse(text, "", []))
{('procedure', 'p'): 2, ('procedure', 'p', 'a'): 4}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

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
Lines = Mapping[tuple[str, ...], int]
"""By kind and name, and of a step by ``procedure``, the name of its procedure and its own."""


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


def node_at(node: Node, *way: str | int) -> Node:
    """The node that the keys and numbers lead to, as far as the text has them: one item may be written as itself and not
    as a list of one, and a value as itself and not under its key."""
    for word in way:
        if isinstance(word, int):
            node = node.items[word] if isinstance(node, Listing) else node
        elif isinstance(node, Pairs) and word in node.pairs:
            node = node.pairs[word].value
    return node


def lines_of(root: Node) -> dict[tuple[str, ...], int]:
    """The line of each item that findings name, and of each step: in the latest version that has it."""
    found: dict[tuple[str, ...], int] = {}
    for section, what in SECTIONS.items():
        listed = (
            root.pairs[section].value if isinstance(root, Pairs) and section in root.pairs else None
        )
        for item in listed.items if isinstance(listed, Listing) else ():
            if isinstance(item, Pairs):
                found[what, _named(item, what)] = item.line
                found |= _steps(item, (what, _named(item, what)))
    return found


def _steps(item: Pairs, of: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], int]]:
    for version in (item, *versions_of(item)):
        steps = version.pairs.get("steps")
        for step in steps.value.items if steps and isinstance(steps.value, Listing) else ():
            if isinstance(step, Pairs):
                yield (*of, _named(step, "step")), step.line


def _named(node: Pairs, what: str) -> str:
    name = node.pairs[what].value if what in node.pairs else None
    return name.value if isinstance(name, Scalar) else ""
