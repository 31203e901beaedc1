"""Where in the text of a charter a clause is written: the line of a key of a rule or of a step.

>>> from comity.charter.reading import read_charter_text
>>> charter = read_charter_text('''comity: 1
... body: duo
... title: Duo
... rules:
...   - rule: r
...     adopted when: {in favour: at least 1}
...     binds: those in favour
... ''')
>>> line_of(parse(charter.text, "", []), ("rules", "r", "binds"), date.max)
7
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from comity.charter.findings import Finding
from comity.charter.model import Charter
from comity.charter.nodes import Listing, Node, Pairs, Scalar, parse

NAMED_BY = {"rules": "rule", "procedures": "procedure", "steps": "step"}


def placed(charter: Charter, found: Sequence[Finding], day: date) -> list[Finding]:
    """The findings, with the line of each that names a clause, as it is written for the day."""
    if not any(one.where for one in found):
        return [*found]
    root = parse(charter.text, "", [])
    return [replace(one, line=line_of(root, one.where, day)) if one.where else one for one in found]


def line_of(root: Node, where: Sequence[str], day: date) -> int:
    """The line of the clause: section, item, and a key of it, or a step and a key of that. Of an item by date, the version
    that holds on the day. The line of what is around it, where the key is not written out."""
    section, item, *within = where
    found = [_named(_in(root, section), NAMED_BY[section], item)]
    if section == "procedures":
        step, *within = within
        steps = [_in(each, "steps") for each in _versions(found[0], day)]
        found = [_named(each, "step", step) for each in steps]
    else:
        found = _versions(found[0], day)
    for node in found:
        pair = node.pairs.get(within[0]) if isinstance(node, Pairs) and within else None
        if pair is not None:
            return pair.key.line
    return next((node.line for node in found if node is not None), 0)


def _versions(item: Node | None, day: date) -> list[Node | None]:
    """The version of the item that holds on the day, and the item itself, whose keys hold for each version."""
    listed = _in(item, "versions")
    nodes = listed.items if isinstance(listed, Listing) else []
    begun = [node for node in nodes if _first(node) <= day.isoformat()]
    return [*begun[-1:], item]


def _first(version: Node) -> str:
    first = _in(version, "from")
    return first.value if isinstance(first, Scalar) else ""


def _in(node: Node | None, key: str) -> Node | None:
    pair = node.pairs.get(key) if isinstance(node, Pairs) else None
    return pair.value if pair is not None else None


def _named(listed: Node | None, what: str, name: str) -> Node | None:
    for node in listed.items if isinstance(listed, Listing) else ():
        written = _in(node, what)
        if isinstance(written, Scalar) and written.value == name:
            return node
    return None
