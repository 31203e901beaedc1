"""Where a body's things live: the register at an address, the keys that sign it, and what lies beside it.

::

    comity.db         the register: a SQLite file, or an address postgresql://...
    comity.db.key     the secret keys that sign the checkpoints, one a line, for their owner's eyes alone

An installation with pages has a folder of its own (``Place``): the register and its keys, accounts and drafts in
``office.db``, papers in ``files/``, and the secret with which sign-ins are sealed in ``secret``.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from comity.charter.nodes import read_text
from comity.errors import BadInput, StoreFailed
from comity.register.keys import SigningKey
from comity.rights import may_be_read, not_readable, user_name
from comity.store.address import check_address, is_database
from comity.store.protocol import KeptBody

REGISTER = "comity.db"


@dataclass(frozen=True, slots=True)
class Place:
    """The folder of one installation, and the address of its register. ``key``: a file of keys elsewhere than usual."""

    home: Path
    register: str
    key: Path | None = None

    @property
    def keys(self) -> Path:
        """The file of the secret keys."""
        if self.key is not None:
            return self.key
        return Path(f"{self.register}.key") if self.embedded else self.home / f"{REGISTER}.key"

    @property
    def embedded(self) -> bool:
        """Whether the register is a file, and not a database server's."""
        return not is_database(self.register)

    @property
    def accounts(self) -> Path:
        """The file of accounts and drafts, where the register is a file; a server keeps them in its own database."""
        return self.home / "office.db"

    @property
    def files(self) -> Path:
        """The folder of papers, each under the hash of its bytes."""
        return self.home / "files"

    @property
    def secret(self) -> Path:
        """The file of the secret with which sign-ins are sealed."""
        return self.home / "secret"

    def absolute(self) -> Place:
        """The same place, whatever the working folder is later."""
        register = str(Path(self.register).absolute()) if self.embedded else self.register
        key = self.key.absolute() if self.key is not None else None
        return Place(self.home.absolute(), register, key)


def place_of(environment: Mapping[str, str]) -> Place:
    """The place that ``COMITY_HOME``, ``COMITY_REGISTER`` and ``COMITY_KEY`` name; by default the working folder, with
    ``comity.db`` in it and its keys beside it. A setting that is empty counts as not set. ``BadInput`` (``store.address``)
    where the register is neither a file nor a database.

    >>> place_of({"COMITY_HOME": "/srv/league"}).register
    '/srv/league/comity.db'
    """
    home, register, key = (
        environment.get(f"COMITY_{name}", "").strip() for name in ("HOME", "REGISTER", "KEY")
    )
    check_address(register, "COMITY_REGISTER")
    default = str(Path(register).parent) if register and not is_database(register) else "."
    at = Path(home or default)
    return Place(at, register or str(at / REGISTER), Path(key) if key else None)


def signing_key(path: Path, kept: KeptBody) -> SigningKey:
    """The key in the file that signs for the body. ``BadInput`` (``key.lost``) where it is not there; otherwise as
    ``keys_in``."""
    for key in keys_in(path):
        if key.verifying.text() == kept.key:
            return key
    raise BadInput(
        "key.lost",
        f"The key that signs for {kept.name} is not in {path.absolute()}.",
        remedy="Name the file that has it with COMITY_KEY, or bring it there. Without it nothing can be recorded.",
    )


def keys_in(path: Path) -> list[SigningKey]:
    """The keys in the file; none where there is no such file. ``StoreFailed`` (``file.rights``) where this user may not
    read it, ``BadInput`` (``key.unreadable``), with the line, where a line is no key."""
    if not may_be_read(path):
        raise not_readable(path)
    lines = read_text(path).splitlines() if path.exists() else []
    return [_key_of(path, number, line) for number, line in enumerate(lines, 1) if line.strip()]


def _key_of(path: Path, number: int, line: str) -> SigningKey:
    try:
        return SigningKey.parse(line)
    except BadInput as error:
        raise BadInput(
            error.code,
            error.sentence,
            where=f"{path.absolute()}, line {number}",
            remedy="Copy the whole line from where you keep a copy of the key, or remove the line if it is none."
            " Nothing was recorded.",
        ) from None


def keep_key(path: Path, key: SigningKey) -> None:
    """Adds the key to the file, for its owner's eyes alone, and on the disk before this returns. Refused as by ``keys_in``
    where a key that is in the file already could not be used; ``StoreFailed`` (``key.unwritten``) where it cannot be
    written."""
    begin = "\n" if keys_in(path) and not path.read_bytes().endswith(b"\n") else ""
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w") as file:
            os.fchmod(file.fileno(), 0o600)
            file.write(f"{begin}{key.text()}\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        raise StoreFailed(
            "key.unwritten",
            "The key that signs cannot be written to {file}: {why}.",
            remedy="See that the folder is there, has space, and may be written by {user}; or name another file with"
            " COMITY_KEY. Nothing was recorded.",
            file=str(path.absolute()),
            why=(error.strerror or str(error)).lower(),
            user=user_name(os.geteuid()),
        ) from error
