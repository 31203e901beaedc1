"""What an entry is about: the matters that it concerns, and the parties, persons, organs and offices that it names.

Both follow from the types of acts and effects. ``who`` takes every field that can hold an id; only fields that hold
something else (days, digests, words, ids of things) are left out, so that a new field counts until somebody says otherwise.
An entry concerns a matter that it names, and the matter to which a thing that it names belongs: a question, a remark, an
instruction, a decision. Which entry brought a thing says where the thing belongs.

>>> from comity.body.acts import LiftRemark, Remark
>>> from comity.body.effects import RemarkMade, RemarkSettled
>>> made = RemarkMade(remark="k7", matter="m0", version=1, paragraph="p1", by="AM", nature="comment")
>>> told = Remark(by="p1", for_="AM", matter="m0", paragraph="p1", nature="comment")
>>> first = Entry(n=7, body="league", at="", charter=0, engine=1, act=told, effects=[made])
>>> lifted = RemarkSettled(remark="k7", disposition="lifted")
>>> act = LiftRemark(by="p1", for_="AM", remark="k7")
>>> later = Entry(n=9, body="league", at="", charter=0, engine=1, act=act, effects=[lifted])
>>> sorted(who(later)), brought(first, {}.get)["k7"]
(['AM', 'p1'], 'm0')
>>> list(matters_of(later, brought(first, {}.get).get, lambda number: ()))
['m0']
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import chain
from typing import Any, get_type_hints

from comity.body.acts import Correct, FlagIrregularity
from comity.body.effects import IrregularityFlagged
from comity.body.entry import Entry

LONGEST = 200
"""Characters of the longest text that is taken for an id: some fields hold an id or a whole document."""
HOLDS_IDS = frozenset(map(repr, (str, list[str], dict[str, str], dict[str, list[str]])))
"""The types of fields that can hold ids. ``Text`` is none of them: it is words."""
OF_MATTERS = ("question", "remark", "instruction", "inquiry", "meeting", "measures", "decision")
"""The fields with the id of a thing that may belong to a matter."""
BESIDE = ("about", "decision", "plan")
"""The fields that say what a thing belongs to, where the effect names no matter."""
POINTERS = (*OF_MATTERS, "about", "plan", "item", "of", "id", "reopens")
"""The fields that may point to a matter, or to such a thing."""
DEADLINE = "what"
"""The field of ``PassDeadline`` that does; elsewhere a field of that name holds words."""
THINGS = frozenset(
    {*POINTERS, DEADLINE, "matter", "session", "speech", "credential", "tenure", "key", "relation"}
    | {"introduction", "event", "series", "review", "conflict", "claims", "followed", "source"}
    | {"priority", "carries_out", "together_with", "dispositions", "outcomes"}
)
"""The fields with ids of things: matters, what belongs to them, and what has a list of its own."""
PLAIN = frozenset(
    {"held", "since", "until", "on", "deadline", "opened", "effective", "dated", "published", "due"}
    | {"sent", "as_at", "period", "digest", "sha256", "credential_id", "public_key", "rp_id"}
    | {"origin", "signature", "charter", "text", "titles", "powers", "format", "nature", "licence"}
    | {"publisher", "file", "annotation", "annotations", "contour", "why", "article", "limb"}
    | {"rule", "procedure", "step", "stage", "thing", "type", "purpose", "asks", "right", "status"}
    | {"choice", "outcome", "reported", "ruled", "was", "reservation", "number"}
    | {"paragraph", "paragraphs"}
)
"""The fields that hold days and instants, digests and keys, words, terms of the charter, or ids within one text."""

Owner = Callable[[str], str | None]
"""The matter of that id, or the matter to which the thing of that id belongs; None or empty where there is none."""


def who(entry: Entry) -> set[str]:
    """Every party, person, organ, office and rota that the act or an effect names. What is sealed stands there as its
    commitment."""
    found: set[str] = set()
    for said in _said(entry):
        for name in _shape(type(said)).people:
            if value := getattr(said, name):
                _collect(found, value)
    return {one for one in found if 0 < len(one) <= LONGEST}


def matters_of(
    entry: Entry, owner: Owner, concerned: Callable[[int], Iterable[str]]
) -> dict[str, None]:
    """The matters that the entry concerns, each once, in the order in which it names them. ``concerned`` gives those of an
    earlier entry, which a correction names by its number."""
    found: dict[str, None] = {}
    for said in _said(entry):
        shape = _shape(type(said))
        if shape.matter and said.matter:
            found[said.matter] = None
        for name in shape.pointers:
            value = getattr(said, name)
            for thing in (value,) if isinstance(value, str) else value:
                if thing and (matter := owner(thing)):
                    found[matter] = None
        for number in _entries_named(said) if shape.numbers else ():
            if number < entry.n:
                found.update(dict.fromkeys(concerned(number)))
    return found


def brought(entry: Entry, owner: Owner) -> dict[str, str]:
    """What the entry ties to a matter: each matter that it names to itself, each thing that it names beside a matter, or
    beside something that belongs to one, to that matter."""
    found: dict[str, str] = {}
    for effect in entry.effects:
        shape = _shape(type(effect))
        matter = str(effect.matter) if shape.matter else ""
        if matter:
            found.setdefault(matter, matter)
        elif shape.beside:
            beside = filter(None, (getattr(effect, name) for name in shape.beside))
            matter = next((m for thing in beside if (m := found.get(thing) or owner(thing))), "")
        for name in shape.things if matter else ():
            if thing := getattr(effect, name):
                found.setdefault(thing, matter)
    return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """What the fields of one kind of act or effect hold."""

    matter: bool
    people: tuple[str, ...]
    pointers: tuple[str, ...]
    things: tuple[str, ...]
    beside: tuple[str, ...]
    numbers: bool


@cache
def _shape(kind: Any) -> _Shape:
    fields = [name for name, hint in get_type_hints(kind).items() if repr(hint) in HOLDS_IDS]
    own = (*OF_MATTERS, "item") if "plan" in fields else OF_MATTERS
    return _Shape(
        matter="matter" in fields,
        people=tuple(name for name in fields if name not in PLAIN | THINGS),
        pointers=tuple(name for name in fields if name in (*POINTERS, DEADLINE)),
        things=tuple(name for name in fields if name in own),
        beside=tuple(name for name in BESIDE if name in fields),
        numbers=issubclass(kind, Correct | FlagIrregularity | IrregularityFlagged),
    )


def _said(entry: Entry) -> Iterable[Any]:
    facts = entry.act.facts if isinstance(entry.act, Correct) else ()
    return chain((entry.act,), entry.effects, facts)


def _collect(found: set[str], value: Any) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, dict):
        found.update(value)
        for inner in value.values():
            _collect(found, inner)
    else:
        found.update(value)


def _entries_named(said: Any) -> Iterator[int]:
    """The numbers of earlier entries that it names."""
    if isinstance(said, Correct):
        yield said.entry
    elif said.about.isascii() and said.about.isdecimal() and len(said.about) < 16:
        yield int(said.about)
