"""What an entry is about: the matters that it concerns, and the parties, persons, organs and offices that it names.

Both follow from what the fields of acts and effects hold (``fields``). An entry concerns a matter that it names, and the
matter to which a thing that it names belongs: a question, a remark, an instruction, a decision. Which entry brought a thing
says where the thing belongs.

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
from typing import Any

from comity.body.acts import Attest, Correct
from comity.body.entry import Entry
from comity.body.fields import ACTOR, Field, Id, Value, fields_of

LONGEST = 200
"""Characters of the longest value that is taken for an id: a value can be an id or a whole document."""
OF_MATTERS = frozenset(
    {"question", "remark", "item", "instruction", "inquiry", "meeting", "measures", "decision"}
    | {"plan_item"}
)
"""The kinds of things that may belong to a matter."""

Owner = Callable[[str], str | None]
"""The matter of that id, or the matter to which the thing of that id belongs; None or empty where there is none."""


def who(entry: Entry) -> set[str]:
    """Every party, person, organ, office and rota that the act or an effect names, and every value that may be one. What is
    sealed is named by its commitment."""
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
        for name in shape.matters:
            found.update(dict.fromkeys(_ids(getattr(said, name))))
        for name in shape.pointers:
            owners = (owner(thing) for thing in _ids(getattr(said, name)))
            found.update((matter, None) for matter in owners if matter)
        for number in _entries_named(said, shape):
            if number < entry.n:
                found.update(dict.fromkeys(concerned(number)))
    return found


def brought(entry: Entry, owner: Owner) -> dict[str, str]:
    """What the entry ties to a matter: each matter that it names to itself, each thing that an effect brings to the matter
    that it names, or to that of the first thing named beside it that belongs to one."""
    found: dict[str, str] = {}
    for effect in entry.effects:
        shape = _shape(type(effect))
        matters = [m for name in shape.matters for m in _ids(getattr(effect, name))]
        found.update((matter, matter) for matter in matters)
        things = [thing for name in shape.brings for thing in _ids(getattr(effect, name))]
        if things and not matters:
            beside = (thing for name in shape.pointers for thing in _ids(getattr(effect, name)))
            owners = (found.get(thing) or owner(thing) for thing in beside if thing not in things)
            matters = [matter for matter in owners if matter]
        found |= {thing: matters[0] for thing in things if matters and thing not in found}
    return found


@dataclass(frozen=True, slots=True)
class _Shape:
    """The fields of one kind of act or effect: those that hold somebody's id, those that hold matters, those that point to
    what may belong to a matter, those of them that bring such a thing, those that may hold the number of an entry, and
    those that hold effects."""

    people: tuple[str, ...]
    matters: tuple[str, ...]
    pointers: tuple[str, ...]
    brings: tuple[str, ...]
    numbers: tuple[str, ...]
    inner: tuple[str, ...]


@cache
def _shape(kind: type[Any]) -> _Shape:
    fields = fields_of(kind)
    kinds = {one.name: _kinds(one) for one in fields}
    return _Shape(
        people=tuple(n for n, of in kinds.items() if of & {*ACTOR, "value"}),
        matters=tuple(n for n, of in kinds.items() if of == {"matter"}),
        pointers=tuple(
            n for n, of in kinds.items() if of & {*OF_MATTERS, "series"} or of > {"matter"}
        ),
        brings=tuple(
            one.name
            for one in fields
            if isinstance(one.holds, Id) and one.holds.new and OF_MATTERS & {*one.holds.of}
        ),
        numbers=tuple(n for n, of in kinds.items() if "entry" in of),
        inner=tuple(one.name for one in fields if any(k.__struct_config__.tag for k in one.inner)),
    )


def _kinds(field: Field) -> frozenset[str]:
    """Of what kinds of things the field holds ids; ``value`` where it may hold any text, ``series`` where nothing brings
    what it names, which may have the id of a matter."""
    found: set[str] = set()
    for held in (field.holds, field.keys):
        if isinstance(held, Id):
            found.update(held.of or ("series",))
        elif isinstance(held, Value):
            found.add("value")
    return frozenset(found)


def _said(entry: Entry) -> Iterator[Any]:
    """The act, the effects, and what is within them; what is attested is among the effects already."""
    within = () if isinstance(entry.act, Attest) else _within(entry.act)
    yield from (entry.act, *within)
    for effect in entry.effects:
        yield effect
        yield from _within(effect)


def _within(said: Any) -> Iterator[Any]:
    for name in _shape(type(said)).inner:
        value = getattr(said, name)
        for one in value if isinstance(value, list) else (value,):
            yield one
            yield from _within(one)


def _ids(value: Any) -> Iterable[str]:
    """The ids in the value of a field."""
    if isinstance(value, str):
        return (value,) if value else ()
    return value or ()


def _collect(found: set[str], value: Any) -> None:
    if isinstance(value, str):
        found.add(value)
    elif isinstance(value, dict):
        found.update(value)
        for inner in value.values():
            _collect(found, inner)
    else:
        found.update(value)


def _entries_named(said: Any, shape: _Shape) -> Iterator[int]:
    """The numbers of earlier entries that it names."""
    if isinstance(said, Correct):
        yield said.entry
    for name in shape.numbers:
        for one in _ids(getattr(said, name)):
            if one.isascii() and one.isdecimal() and len(one) < 16:
                yield int(one)
