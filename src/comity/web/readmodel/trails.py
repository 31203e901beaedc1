"""Which entries concern what, for the pages: the index of each body, brought to the end of its record where that is quick.

Where it is not (a record that nobody has indexed yet), the index goes on growing in the background, and a page must say how
far it has looked: ``gathered``. Nothing made from such an answer may be kept.
"""

from __future__ import annotations

from weakref import WeakKeyDictionary

from comity.registrar import Registrar
from comity.store.entry_index import CHUNK, EntryIndex
from comity.store.growing import PATIENCE
from comity.web.visits import Visit

_indexes: WeakKeyDictionary[Registrar, EntryIndex] = WeakKeyDictionary()


def entries_of(visit: Visit) -> EntryIndex:
    """The index of the body's entries."""
    registrar = visit.body.registrar
    index = _indexes.get(registrar)
    if index is None:
        made = EntryIndex(registrar.store, registrar.body, CHUNK)
        index = _indexes.setdefault(registrar, made)
    index.reach(visit.state.size, PATIENCE)
    return index


def gathered(visit: Visit, size: int) -> int | None:
    """``size`` where an index of that size does not have the whole record; None where it does."""
    return size if size < visit.state.size else None
