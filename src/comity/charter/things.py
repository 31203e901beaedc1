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


def _provided(thing: Kind[str], *kinds: str, opening: tuple[str, ...] = AT_OPENING) -> Kind[str]:
    """Such a thing, where its name is declared as one of these kinds or is that of a party of the ``opening``."""

    def read(node: Node, notes: Notes) -> str | None:
        name = thing.read(node, notes)
        if name is None or name in opening or any(notes.knows(kind, name) for kind in kinds):
            return name
        expected = nearest(name, [*notes.declared(*kinds), *opening]) or thing.expected
        notes.fault("thing.unknown", node, f'No step provides "{name}".', expected)
        return None

    return Kind(thing.expected, read, thing.schema)


THING: Kind[str] = Kind("the name of a thing", _read_thing, {"type": "string", "minLength": 1})
_ASKED = Kind("a thing that a step asks for", _read_thing, THING.schema)
ASKED: Kind[str] = _provided(_ASKED, "thing", opening=())
PARTY: Kind[str] = _provided(
    Kind("a party that a step asks for, or a member", _read_thing, THING.schema),
    *("thing", "parameter", "member"),
)
PARTIES: Kind[str] = _provided(
    Kind("a party that a step asks for, a member or a group", _read_thing, THING.schema),
    *("thing", "parameter", "member", "group"),
)
