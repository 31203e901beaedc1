"""The words behind a fact: statements, reasons and reservations stand in the register alone, and are read from there.

An entry never changes, so that what was read is kept for the next page; what is confidential can be erased, and is read
anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from weakref import WeakKeyDictionary

from comity.body.effects import Text, TextVersioned
from comity.body.entry import Entry
from comity.body.state import Matter
from comity.registrar import Registrar
from comity.web.visits import Visit

KEPT = 4096  # entries of each body
_kept: WeakKeyDictionary[Registrar, OrderedDict[int, Entry]] = WeakKeyDictionary()


def entry_of(visit: Visit, number: int, confidential: bool = False) -> Entry | None:
    """The entry of that record number; None where there is none."""
    registrar = visit.body.registrar
    if confidential:
        return registrar.entry(number)
    kept = _kept.setdefault(registrar, OrderedDict())
    found = kept.get(number)
    if found is None:
        found = registrar.entry(number)
        if found is not None:
            kept[number] = found
            if len(kept) > KEPT:
                kept.popitem(last=False)
    return found


def said(visit: Visit, number: int, member: str, confidential: bool) -> tuple[Text, Text]:
    """What the member said with the position or the break recorded there, and the words of its reservation."""
    entry = entry_of(visit, number, confidential)
    for effect in entry.effects if entry is not None else ():
        if getattr(effect, "member", "") == member:
            words = getattr(effect, "statement", "") or getattr(effect, "reason", "")
            return words, getattr(effect, "reservation_text", "")
    return "", ""


def paragraph_numbers(visit: Visit, matter: Matter) -> dict[str, str]:
    """The numbers of the paragraphs of the version that stands, by their ids; empty where there is no text."""
    if not matter.versions:
        return {}
    last = matter.versions[-1]
    entry = entry_of(visit, last.entry)
    for effect in entry.effects if entry is not None else ():
        if isinstance(effect, TextVersioned) and effect.version == last.version:
            return {one.id: one.number for one in effect.paragraphs}
    return {one: one for one in last.paragraphs}
