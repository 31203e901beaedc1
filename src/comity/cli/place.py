"""What a verb opens of the place where things live (``comity.place``): the register, and the keys that sign it.

A verb that reads opens the register, folds the body's state from its snapshot and its log, and writes nothing.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from pathlib import Path

from comity.body.entry import Entry
from comity.body.state import State
from comity.errors import BadInput
from comity.log import Log
from comity.place import Place, keep_key, place_of, signing_key
from comity.register.keys import SigningKey
from comity.registrar import Registrar, clock_of_the_machine
from comity.store.address import Address, is_database
from comity.store.moving import Movable
from comity.store.opening import open_address
from comity.store.protocol import KeptBody, Store


@dataclass
class Reading:
    """One body of an open store, to be read. The folded state is made when it is asked for."""

    store: Movable
    kept: KeptBody

    @cached_property
    def log(self) -> Log:
        """The reader of its register."""
        return Log(self.store, self.kept.name)

    @cached_property
    def size(self) -> int:
        """How many entries there are; what is appended meanwhile is left for another time."""
        return self.log.size

    def entries(self, start: int = 0) -> Iterator[Entry]:
        """The entries from ``start`` on, what is sealed opened as far as its content is kept."""
        return self.log.entries(start, self.size)

    def entry(self, number: int) -> Entry | None:
        """Entry ``number``; None if there is none."""
        return self.log.entry(number) if number < self.size else None

    @cached_property
    def state(self) -> State:
        """The body as its register has it."""
        return self.log.state(self.size)

    def as_known_on(self, day: str) -> State:
        """The body as it could be known by the end of that day."""
        return self.log.as_known_on(day, self.size)


@contextmanager
def reading(register: Address, body: str = "") -> Iterator[Reading]:
    """The body in that register, to be read: nothing is written to it or beside it."""
    with open_address(register, write=False) as store:
        yield Reading(store, kept_body(store, body))


@contextmanager
def writing(
    register: Address, body: str = "", key: Path | None = None, moment: datetime | None = None
) -> Iterator[Registrar]:
    """The registrar of the body in that register, with its key; ``moment`` stands in for the clock of the machine."""
    with open_address(register) as store:
        kept = kept_body(store, body)
        signing = signing_key(key or key_file(register), kept)
        clock = clock_of_the_machine if moment is None else lambda: moment
        yield Registrar(store, kept.name, signing, clock=clock)


def kept_body(store: Store, name: str = "") -> KeptBody:
    """The body of that name, or the only one. ``BadInput`` (``body.which``) where there are several or none."""
    if name:
        return store.body(name)
    bodies = store.bodies()
    if len(bodies) == 1:
        return bodies[0]
    kept = ", ".join(body.name for body in bodies)
    raise BadInput(
        "body.which",
        f"The register keeps {len(bodies)} bodies." if bodies else "The register keeps no body.",
        remedy=f"Say --body NAME, of: {kept}." if bodies else "Found one: comity found --help.",
    )


# --- keys -------------------------------------------------------------------------------------------------------------


def place(register: Address) -> Place:
    """Where the register lies, and what belongs to it beside it."""
    return place_of({**os.environ, "COMITY_REGISTER": os.fspath(register)})


def key_file(register: Address) -> Path:
    """Where the keys of a register lie unless the user says otherwise: beside the file, or, of a database, in the home."""
    return place(register).keys


@contextmanager
def kept_key(path: Path, key: SigningKey, store: Store) -> Iterator[None]:
    """The key stands in the file, for its owner's eyes alone; and again does not if what follows founds no body with it."""
    before = path.read_bytes() if path.exists() else None
    keep_key(path, key)
    try:
        yield
    finally:
        if not any(body.key == key.verifying.text() for body in store.bodies()):
            _put_back(path, before)


def _put_back(path: Path, before: bytes | None) -> None:
    if before is None:
        path.unlink()
    else:
        path.write_bytes(before)


def is_new(register: Address) -> bool:
    """Whether it is a file that is not there yet, so that whoever makes it and fails is to remove it."""
    return not is_database(register) and not Path(register).exists()


def remove_register(register: Address) -> None:
    """Removes the file of a register and those that SQLite keeps beside it, as far as there are any."""
    for path in register_files(Path(register)):
        with suppress(FileNotFoundError):
            path.unlink()


def register_files(register: Path) -> Iterable[Path]:
    """The file of a register, and those that SQLite may keep beside it."""
    return [register.with_name(f"{register.name}{tail}") for tail in ("", "-wal", "-shm")]
