"""From a text to values of a type: YAML as strings only, converted by msgspec, what is wrong named with its place.

Numbers and truth values are read out of their strings where the type asks for them. Of each item the first thing that is
wrong is told, under the item's name, with the path to it, its line and its column, and what was expected there.

>>> from comity.charter.nodes import parse
>>> class Seat(msgspec.Struct, forbid_unknown_fields=True):
...     place: str
...     floor: int = 0
>>> convert(parse("{place: Minsk, floor: 3}", "", []), Seat, "Seat 1", "seats.yaml")
Seat(place='Minsk', floor=3)
>>> print(convert(parse("{place: Minsk, flor: 3}", "", []), Seat, "Seat 1", "seats.yaml"))
seats.yaml:1:16: Seat 1: Object contains unknown field `flor`. Expected floor.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

import msgspec

from comity.body.acts import AnyAct
from comity.body.effects import AnyEffect
from comity.charter.nodes import Listing, Node, Pairs, Scalar, plain
from comity.errors import Fault, Message
from comity.grammar import Unfit, known_unfit_id, unfit_line, unfit_year

T = TypeVar("T")
Check = Callable[[str], Unfit | None]
"""Why a text is not what its field takes; None where it is."""
Kinds = Mapping[str, type[Any]]
ACTS: Kinds = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyAct)}
FACTS: Kinds = {str(kind.__struct_config__.tag): kind for kind in get_args(AnyEffect)}
_PLACED = re.compile(r"(?s)(.*?)(?: - at `\$(.*)`)?")
_STEP = re.compile(r"\.([^.\[]+)|\[(\d+)\]")
_FIELD = re.compile(r"Object (missing required|contains unknown) field `(.+)`")
_WANTED = re.compile(r"Expected `(.+?)`")


def convert(
    node: Node, to: Any, what: str, file: str, defaults: Mapping[str, str] | None = None
) -> Any:
    """The node as a value of the type ``to``, or the ``Fault`` that it has; ``what`` names it. ``defaults`` are fields
    that it takes where it does not give them."""
    values = plain(node)
    if isinstance(values, dict):
        values = {**(defaults or {}), **values}
    try:
        return msgspec.convert(values, type=to, strict=False)
    except (msgspec.ValidationError, RecursionError) as error:
        return _fault(node, to, what, str(error), file)


def _fault(node: Node, to: Any, what: str, message: str, file: str) -> Fault:
    found = _PLACED.fullmatch(message)
    assert found is not None
    sentence, path = found[1], found[2] or ""
    here, within = _descend(node, path)
    kinds = ACTS if within is node else FACTS
    if (field := _FIELD.match(sentence)) is not None:
        inside = list(dict.fromkeys(_fields(kinds.get(kind_of(within), to), here is not within)))
        place, expected = _field(here, field[1] == "missing required", field[2], inside)
    else:
        place, expected = here, _value(here, sentence, kinds)
    where = f"{path.lstrip('.')}: " if path else ""
    said = f"{what}: {where}{sentence.rstrip('.')}."
    return Fault("value.wrong", file, place.line, place.column, said, expected)


def _descend(node: Node, path: str) -> tuple[Node, Node]:
    """The node at the path, as far as it goes, and the last mapping with a kind on the way."""
    within = node
    for key, index in _STEP.findall(path):
        if isinstance(node, Pairs) and key in node.pairs:
            node = node.pairs[key].value
        elif isinstance(node, Listing) and index and int(index) < len(node.items):
            node = node.items[int(index)]
        if kind_of(node):
            within = node
    return node, within


def kind_of(node: Node) -> str:
    """The kind that an act or a fact says that it is; empty where it says none."""
    pair = node.pairs.get("kind") if isinstance(node, Pairs) else None
    return pair.value.value if pair is not None and isinstance(pair.value, Scalar) else ""


def _field(here: Node, missing: bool, name: str, known: Sequence[str]) -> tuple[Node, str]:
    """The narrowest place of a field that is missing or unknown, and what belongs there: the nearest of those known."""
    if missing or not isinstance(here, Pairs) or name not in here.pairs:
        return here, name
    near = get_close_matches(name, known, n=1)
    return here.pairs[name].key, near[0] if near else ", ".join(known)


def _value(here: Node, sentence: str, kinds: Kinds) -> str:
    if isinstance(here, Scalar) and sentence.startswith("Invalid value"):
        near = get_close_matches(here.value, kinds, n=1)
        return near[0] if near else "a word that is known here"
    wanted = _WANTED.search(sentence)
    return wanted[1] if wanted is not None else "a value of the field"


def _fields(to: Any, deep: bool) -> Iterator[str]:
    """The names of the fields of a struct; and, if ``deep``, of the structs in its fields."""
    if not (isinstance(to, type) and issubclass(to, msgspec.Struct)):
        return
    for field in msgspec.structs.fields(to):
        yield field.encode_name
        for part in (get_args(field.type) or (field.type,)) if deep else ():
            yield from _fields(part, False)


# --- the grammar of what is written -------------------------------------------------------------------------------------


def check_in(
    faults: list[Fault], node: Node, checks: Mapping[str, Check], what: str, file: str
) -> None:
    """Adds to the faults one for each field that is no id, no line or no day as its check says, unless its place has one
    already. The fields are named by their keys, with dots between; of a text in several languages each is looked at, and so
    is each item of a list."""
    told = {(fault.line, fault.column) for fault in faults if fault.file == file}
    faults += (
        fault
        for fault in _unfit_in(node, checks, what, file)
        if (fault.line, fault.column) not in told
    )


def _unfit_in(node: Node, checks: Mapping[str, Check], what: str, file: str) -> Iterator[Fault]:
    for path, check in checks.items():
        for scalar in _scalars(node, path.split(", ")):
            unfit = check(scalar.value)
            if unfit is not None:
                said = Message(
                    "{what}: {field}: {unfit} {advice}",
                    what=what,
                    field=path,
                    unfit=unfit.message,
                    advice=unfit.advice,
                )
                yield Fault(unfit.code, file, scalar.line, scalar.column, said)


def _scalars(node: Node, path: Sequence[str]) -> Iterator[Scalar]:
    match node:
        case Scalar() if not path:
            yield node
        case Listing(items=items):
            for item in items:
                yield from _scalars(item, path)
        case Pairs(pairs=pairs) if not path:
            for pair in pairs.values():
                yield from _scalars(pair.value, path)
        case Pairs(pairs=pairs) if path[0] in pairs:
            yield from _scalars(pairs[path[0]].value, path[1:])
        case _:
            return


def unfit_day(text: str) -> Unfit | None:
    """Why the text is no single day of the calendar; None where it is one."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        said = "{text!r} names no single day."
        return Unfit("date.not_exact", said, "Write a day such as 2022-11-23.", text=text)
    return unfit_year(day.year)


CLERK: Mapping[str, Check] = {
    "clerk, person": known_unfit_id,
    "clerk, name": unfit_line,
    "clerk, organ": known_unfit_id,
}
"""What is looked at in who keeps a record, or begins a script."""
