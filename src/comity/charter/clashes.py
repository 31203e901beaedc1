"""Names that stand for two things: a role, an act and an address could mean either.

Organs, offices, rotas, groups, parameters and members are named in the same places. What a role means where two of them
have one name is settled by an order (``roles``), and nobody who reads the charter could tell. A rota is of a group or of
those who have a status; an effect is of a thing that a step asks for, of a group, or of a member.

>>> from comity.charter.nodes import Scalar
>>> notes = Notes("charter.yaml")
>>> notes.declare("organ", "floor", Scalar("floor", 5, 20)); notes.declare("office", "floor", Scalar("floor", 9, 12))
>>> check_clashes(notes)
>>> print(notes.faults[0])
charter.yaml:9:12: "floor" is the name of two things: organ and office. Expected another name for one of the two.
"""

from __future__ import annotations

from comity.charter.nodes import Scalar
from comity.charter.notes import Notes

KINDS = ("organ", "office", "rota", "group", "parameter", "member")
PAIRS = (("group", "status"),)
MEANT = ("group", "member")
"""What an effect can be of, beside what a step asks for."""


def check_clashes(notes: Notes) -> None:
    """Notes a fault for each name that things of two kinds have, at the second of the two."""
    first: dict[str, str] = {}
    for kind in KINDS:
        for name, place in notes.names.get(kind, {}).items():
            if name not in first:
                first[name] = kind
                continue
            _clash(notes, name, place, first[name], kind)
    for one, other in PAIRS:
        for name, place in notes.names.get(other, {}).items():
            if notes.knows(one, name):
                _clash(notes, name, place, one, other)


def check_asked(notes: Notes) -> None:
    """Notes a fault for each thing that a step of the procedure at hand asks for by the name of a group or a member."""
    for name, place in notes.names.get("thing", {}).items():
        for kind in MEANT:
            if notes.knows(kind, name):
                _clash(notes, name, place, kind, "what a step asks for")


def _clash(notes: Notes, name: str, place: Scalar, one: str, other: str) -> None:
    sentence = f'"{name}" is the name of two things: {one} and {other}.'
    notes.fault("name.clash", place, sentence, "another name for one of the two")
