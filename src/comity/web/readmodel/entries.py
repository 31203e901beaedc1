"""The words behind a fact: statements, reasons and reservations stand in the register alone, and are read from there.

An entry never changes, so that what was read is kept for the next page; what is confidential can be erased, and is read
anew each time.
"""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import replace
from functools import partial
from weakref import WeakKeyDictionary

from comity.body.effects import Text, TextVersioned
from comity.body.entry import Entry
from comity.body.state import Matter, Version, find_matter
from comity.registrar import Registrar
from comity.web.told.names import Names
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


def numbering(visit: Visit, at: Names) -> Names:
    """The names for telling acts: paragraphs by their numbers, which the register alone knows."""
    return replace(at, numbers=partial(_numbers, visit))


def _numbers(visit: Visit, name: str, version: int) -> dict[str, str]:
    """The numbers of the matter's paragraphs by their ids: of that version, or for 0 of the last that has each."""
    matter = find_matter(visit.state, name)
    known = matter.versions if matter is not None else ()
    found: dict[str, str] = {}
    for kept in known:
        if version in (0, kept.version):
            found |= _numbered(visit, kept)
    return found


def _numbered(visit: Visit, version: Version) -> dict[str, str]:
    entry = entry_of(visit, version.entry)
    for effect in entry.effects if entry is not None else ():
        if isinstance(effect, TextVersioned) and effect.version == version.version:
            return {one.id: one.number for one in effect.paragraphs}
    return {one: one for one in version.paragraphs}


def paragraph_numbers(visit: Visit, matter: Matter) -> dict[str, str]:
    """The numbers of the paragraphs of the version that stands, by their ids; empty where there is no text."""
    return _numbered(visit, matter.versions[-1]) if matter.versions else {}
