"""Names that stand for two things: a role, an act and an address could mean either.

Organs, offices, rotas, groups, parameters and members are named in the same places. What a role means where two of them
have one name is settled by an order (``roles``), and nobody who reads the charter could tell.

>>> from comity.charter.nodes import Scalar
>>> notes = Notes("charter.yaml")
>>> notes.declare("organ", "floor", Scalar("floor", 5, 20)); notes.declare("office", "floor", Scalar("floor", 9, 12))
>>> check_clashes(notes)
>>> print(notes.faults[0])
charter.yaml:9:12: "floor" is the name of two things: organ and office. Expected another name for one of the two.
"""

from __future__ import annotations

from comity.charter.notes import Notes

KINDS = ("organ", "office", "rota", "group", "parameter", "member")


def check_clashes(notes: Notes) -> None:
    """Notes a fault for each name that things of two kinds have, at the second of the two."""
    first: dict[str, str] = {}
    for kind in KINDS:
        for name, place in notes.names.get(kind, {}).items():
            if name not in first:
                first[name] = kind
                continue
            sentence = f'"{name}" is the name of two things: {first[name]} and {kind}.'
            notes.fault("name.clash", place, sentence, "another name for one of the two")
