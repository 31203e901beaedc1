"""Things: what the steps of a procedure provide and use, by name (``candidate``, ``text``, ``effective``).

The word *the* before a name is for the reader's comfort and is dropped.

>>> from comity.charter.nodes import Scalar
>>> THING.read(Scalar("the date in the decision", 1, 1), Notes("charter.yaml"))
'date in the decision'
"""

from __future__ import annotations

from comity.charter.kinds import Kind
from comity.charter.nodes import Node, Scalar
from comity.charter.notes import Notes, nearest
from comity.charter.values import LABEL

# Parties that the opening of a matter names, so that no step need ask for them.
AT_OPENING = ("applicant", "appellant", "proposer")


def without_article(phrase: str) -> str:
    return phrase.removeprefix("the ")


def _read_thing(node: Node, notes: Notes) -> str | None:
    if isinstance(node, Scalar):
        name = without_article(node.value)
        if LABEL.fullmatch(name):
            return name
    notes.wrong("value.wrong", node, "the name of a thing, such as candidate")
    return None


def _read_given(node: Node, notes: Notes) -> str | None:
    """A thing that some step asks for, or a party named at the opening, by a group or by a parameter."""
    name = _read_thing(node, notes)
    if name is None:
        return None
    kinds = ("thing", "parameter", "group", "member")
    if name not in AT_OPENING and not any(notes.knows(kind, name) for kind in kinds):
        words = [*notes.declared(*kinds), *AT_OPENING]
        expected = nearest(name, words) or "a thing that a step asks for"
        notes.fault("thing.unknown", node, f'No step provides "{name}".', expected)
    return name


THING: Kind[str] = Kind("the name of a thing", _read_thing, {"type": "string", "minLength": 1})
GIVEN: Kind[str] = Kind("a thing that a step asks for", _read_given, THING.schema)
