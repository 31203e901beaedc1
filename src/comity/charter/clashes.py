"""Names that stand for two things: a role, an act and an address could mean either.

A reference is looked up among the names of several kinds, and two kinds that share a name would be told apart by the order
in which they are looked up, of which nobody who reads the charter could tell. These are all the places where a reference is
looked up among more kinds than one:

============================================  ========================================================================
an act, an address, a conflict                organ, office, rota, group, parameter, member
a role (``roles``)                            organ, office, rota, group, parameter, status, what a step asks for, the
                                              parties of the opening, and the words ``member``, ``members``, ``the chair``
of whom a rota, slots or seats are            group, status, ``members``
whose status or right an effect changes       what a step asks for, the parties of the opening, group, member, parameter
a group or weight of a condition              group, weight, parameter
============================================  ========================================================================

A parameter may have the name of what a step asks for: this is how a step names whom a matter is about. What a step asks for
may have the name of an organ, an office or a status (``fills: registrar, with: registrar``), as long as no role names it.

>>> from comity.charter.nodes import Scalar
>>> notes = Notes("charter.yaml")
>>> notes.declare("organ", "floor", Scalar("floor", 5, 20)); notes.declare("office", "floor", Scalar("floor", 9, 12))
>>> check_clashes(notes)
>>> print(notes.faults[0])
charter.yaml:9:12: "floor" is the name of two things: organ and office. Expected another name for one of the two.
"""

from __future__ import annotations

from itertools import combinations

from comity.charter.nodes import Scalar
from comity.charter.notes import Notes
from comity.charter.things import AT_OPENING

NAMED = ("organ", "office", "rota", "group", "parameter")
SPACES = ((*NAMED, "member"), (*NAMED, "status"), ("weight", "parameter"))
MEANT = ("group", "member")
"""What an effect can be of, beside what a step asks for."""
ASKED, OPENING = "what a step asks for", "a party that the opening names"
CHAIR = "who chairs an organ"
WORDS = {
    **dict.fromkeys(("organ", "office", "rota"), (*AT_OPENING, "members")),
    "group": AT_OPENING,
    "parameter": ("members",),
    "status": ("members",),
    "member": AT_OPENING,
}
"""The words of the notation that would be looked up in the place of such a name."""
ANOTHER = "another name for one of the two"


def check_clashes(notes: Notes) -> None:
    """Notes a fault for each name that things of two kinds have, at the second of the two, and for each that a word of the
    notation has where such a name is looked up."""
    told: set[str] = set()
    pairs = dict.fromkeys(pair for space in SPACES for pair in combinations(space, 2))
    for one, other in pairs:
        for name, place in notes.names.get(other, {}).items():
            if name not in told and notes.knows(one, name):
                told.add(name)
                clash(
                    notes, name, place if _is_written(place) else notes.names[one][name], one, other
                )
    for kind, words in WORDS.items():
        for name in words:
            if notes.knows(kind, name):
                sentence = f'"{name}" is a word of the notation.'
                notes.fault("name.reserved", notes.names[kind][name], sentence, "another name")


def check_asked(notes: Notes) -> None:
    """Notes a fault for each thing that a step of the procedure at hand asks for by the name of a group or a member."""
    for name, place in notes.names.get("thing", {}).items():
        for kind in MEANT:
            if notes.knows(kind, name):
                clash(notes, name, place, kind, ASKED)


def clash(
    notes: Notes, name: str, place: Scalar, one: str, other: str, expected: str = ANOTHER
) -> None:
    """Notes that things of two kinds have the name."""
    sentence = f'"{name}" is the name of two things: {one} and {other}.'
    notes.fault("name.clash", place, sentence, expected)


def _is_written(place: Scalar) -> bool:
    """Whether the charter says it: the status of a member is there without being declared."""
    return (place.line, place.column) > (1, 1)
