"""What is worked out from the record alone is kept as long as the record says the same.

Kept for each body in the memory of this process, and forgotten whole as soon as anything is recorded or a new day begins at
the seat. The language and the clock of the reader, and the day whose names the page uses, are part of every key; a page
adds what else its words depend on. A *piece* of a page is kept for one reader in one capacity, and not while a deadline has
passed that nobody has recorded.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.utils.translation import get_language

from comity.body.state import next_due
from comity.registrar import Registrar
from comity.web.accounts import may_act
from comity.web.visits import Visit

MOST = 1000  # things kept for a body
T = TypeVar("T")


class _Kept:
    """What is kept for one body while its record has ``size`` entries, on ``day``."""

    def __init__(self, size: int, day: str) -> None:
        self.size, self.day = size, day
        self.things: OrderedDict[Hashable, Any] = OrderedDict()


_kept: WeakKeyDictionary[Registrar, _Kept] = WeakKeyDictionary()


def kept(visit: Visit, key: Hashable, make: Callable[[], tuple[T, bool]]) -> T:
    """What ``make`` gives, made once for each key, language and clock until something is recorded.

    ``make`` may look at nothing but the record, the day and what is in ``key``: not at the hour, not at the database. It
    says besides whether its work may be kept: not where something sealed was read, which can be erased without a record."""
    body = _of(visit)
    whole = (key, visit.named, get_language(), visit.reader.zone, visit.reader.city)
    if whole in body.things:
        body.things.move_to_end(whole)
        known: T = body.things[whole]
        return known
    found, lasting = make()
    if lasting:
        body.things[whole] = found
        if len(body.things) > MOST:
            body.things.popitem(last=False)
    return found


def kept_for_reader(visit: Visit, key: Hashable, make: Callable[[], tuple[T, bool]]) -> T:
    """The same for this reader in this capacity alone: ``make`` may look at who looks, and at what he or she may do."""
    if _overtaken(visit):
        return make()[0]
    return kept(visit, (_who_looks(visit), key), make)


def _who_looks(visit: Visit) -> Hashable:
    reader, hosted = visit.reader, visit.hosted
    sight = reader.capacity.sight if reader.capacity is not None else ""
    shown = (hosted.open_to_public, hosted.as_reported, hosted.practice)
    return reader.account, reader.person, sight, may_act(visit.request, hosted), shown


def _overtaken(visit: Visit) -> bool:
    """Whether a deadline has passed and nobody has recorded it: what the pages say then is not what the record says."""
    due = next_due(visit.state)
    return due is not None and due[0] < visit.now


def _of(visit: Visit) -> _Kept:
    registrar, size = visit.body.registrar, visit.state.size
    found = _kept.get(registrar)
    if found is None or (found.size, found.day) != (size, visit.day):
        found = _kept[registrar] = _Kept(size, visit.day)
    return found
