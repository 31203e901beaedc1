"""Which entries concern a matter: an index in the memory of this process, grown from the log as it grows.

The state keeps what stands; what passed away (a deadline moved, a remark lifted) only the log has. Each entry names its
matter in its bytes, or something that belongs to one: a question (``m7.q12``), a remark (``k12``), an instruction or an
inquiry, each called after the entry that brought it. So the index reads bytes, not entries. It grows by ``AT_ONCE`` entries
a visit at the most, and says how far it has come.

>>> trail = Trail()
>>> trail.add(0, b'{"act":{"kind":"matter.open/1"},"effects":[{"kind":"matter.opened/1","matter":"m0"}]}')
>>> trail.add(1, b'{"act":{"kind":"position.state/1","question":"m0.q3"}}')
>>> trail.add(2, b'{"act":{"kind":"session.close/1","session":"s1"}}')
>>> list(trail.numbers("m0")), trail.size
([0, 1], 3)
"""

from __future__ import annotations

import re
from array import array
from weakref import WeakKeyDictionary

from comity.registrar import Registrar
from comity.web.visits import Visit

AT_ONCE = 100_000
NAMED = re.compile(
    rb'"(matter|question|remark|instruction|inquiry|about|plan|what|entry)":(?:"([^"\\]{1,200})"|([0-9]+))'
)
NOBODY = 0


class Trail:
    """The entries of one body by matter, as far as ``size``."""

    def __init__(self) -> None:
        self.size = 0
        self._numbers: dict[bytes, array[int]] = {}
        self._places: dict[bytes, int] = {}
        self._owners: array[int] = array("L")
        self._names: list[bytes] = [b""]

    def add(self, number: int, data: bytes) -> None:
        """The next entry, by its bytes."""
        assert number == self.size, "entries come in their order"
        found = dict.fromkeys(self._matters(data))
        for matter in found:
            self._numbers.setdefault(matter, array("L")).append(number)
        self._owners.append(self._place(next(iter(found))) if found else NOBODY)
        self.size += 1

    def numbers(self, matter: str) -> array[int]:
        """The record numbers of the entries that concern the matter, in their order."""
        return self._numbers.get(matter.encode(), array("L"))

    def _matters(self, data: bytes) -> list[bytes]:
        named = (self._matter(key, value or digits) for key, value, digits in NAMED.findall(data))
        return [matter for matter in named if matter]

    def _matter(self, key: bytes, value: bytes) -> bytes:
        match key:
            case b"matter":
                return value
            case b"question":
                return value.rpartition(b".")[0]
            case b"about" | b"plan" | b"what":
                return (
                    self._known(value)
                    or self._known(value.rpartition(b".")[0])
                    or self._brought(value)
                )
            case b"entry":
                return self._brought(b"n" + value)
            case _:
                return self._brought(value)

    def _known(self, value: bytes) -> bytes:
        return value if value in self._numbers else b""

    def _brought(self, value: bytes) -> bytes:
        """The matter of the entry after whose number the thing is called."""
        digits = value[1:]
        number = int(digits) if digits.isdigit() else self.size
        return self._names[self._owners[number]] if number < self.size else b""

    def _place(self, matter: bytes) -> int:
        place = self._places.get(matter)
        if place is None:
            place = self._places[matter] = len(self._names)
            self._names.append(matter)
        return place


_trails: WeakKeyDictionary[Registrar, Trail] = WeakKeyDictionary()


def trail_of(visit: Visit, at_once: int = AT_ONCE) -> Trail:
    """The index of the body, grown by as many entries as that towards the end of its log."""
    registrar = visit.body.registrar
    trail = _trails.setdefault(registrar, Trail())
    stop = min(visit.state.size, trail.size + at_once)
    if trail.size < stop:
        for data in registrar.store.read(registrar.body, trail.size, stop):
            trail.add(trail.size, data)
    return trail
