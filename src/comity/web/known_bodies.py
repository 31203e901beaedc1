"""The bodies that a home knows of, beside those that its register keeps: a register that is lost is never taken for new.

A home knows a body by the accounts of its people, and by the key that signs for it. Where the register keeps none at all
(no file, an empty one, tables without a body) and the home knows one, nothing is made in its place
(``place.register-lost``). Where the register keeps others, and lacks one that the accounts name, the others are served, and
``comity doctor`` and ``comity backup`` name that one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from comity.errors import ComityError, Message, StoreFailed
from comity.place import Place, keys_in
from comity.store.address import shown
from comity.store.moving import Movable
from comity.store.opening import open_address
from comity.web.accounts_database import rows, rows_of_file

NAMED = "SELECT body FROM web_hostedbody UNION SELECT body FROM web_belonging ORDER BY body"
ACCOUNTS = "SELECT count(*) FROM web_account"
Rows = list[tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class Known:
    """What a home knows: the ``bodies`` that its accounts name, those for which it has the ``keys``, and how many people
    have an account."""

    bodies: tuple[str, ...]
    keys: tuple[str, ...]
    accounts: int

    def __bool__(self) -> bool:
        return bool(self.bodies or self.keys or self.accounts)


def known(place: Place) -> Known:
    """What the home knows, whatever its register keeps. What cannot be read tells nothing here; ``ground`` names it."""
    bodies = {str(name) for (name,) in _asked(place, NAMED)}
    return Known(
        tuple(sorted(bodies)), _keys(place), sum(row[0] for row in _asked(place, ACCOUNTS))
    )


def opened(place: Place) -> Movable:
    """The store of the register; a new one where there is none yet, and the home knows of no body. ``StoreFailed``
    (``place.register-lost``) where it knows one."""
    if _kept(place) is None:
        require(place)
        return open_address(place.register, create=True)
    return open_address(place.register)


def require(place: Place) -> None:
    """Returns where the register keeps a body, or nobody knows of one. ``StoreFailed`` (``place.register-lost``) otherwise,
    and as ``open_address`` where the register cannot be read."""
    if (fault := lost(place)) is not None:
        raise fault


def lost(place: Place) -> StoreFailed | None:
    """The fault that the register is lost; None where it keeps a body, or nobody knows of one."""
    kept = _kept(place)
    if kept or not (found := known(place)):
        return None
    state = Message("keeps no body")
    if kept is None and place.embedded:
        state = Message("is empty" if Path(place.register).exists() else "is not there")
    return StoreFailed(
        "place.register-lost",
        "The register {register} {state}, and this home has had one: {evidence}.",
        remedy="Bring the register back to {register}: from a backup (comity restore), or from where it was moved to; or"
        " name it with --register or COMITY_REGISTER. To begin anew on purpose, first move away {own}, or give another"
        " folder with --home. Nothing was changed.",
        register=shown(place.register),
        state=state,
        evidence=list(_evidence(place, found)),
        own=_own(place, found),
    )


def lacking(place: Place) -> list[str]:
    """The bodies that the accounts name and the register does not keep."""
    kept = set(_kept(place) or ())
    return [name for name in known(place).bodies if name not in kept]


def _kept(place: Place) -> tuple[str, ...] | None:
    """The bodies that the register keeps; None where there is no register. ``StoreFailed`` where it is unreadable."""
    if place.embedded:
        path = Path(place.register)
        if not path.exists() or (path.is_file() and not path.stat().st_size):
            return None
    try:
        with open_address(place.register, write=False) as store:
            return tuple(kept.name for kept in store.bodies())
    except StoreFailed as error:
        if error.code == "store.missing" and not place.embedded:
            return None
        raise


def _asked(place: Place, query: str) -> Rows:
    """The rows of the accounts of the place, and of a file of accounts in a home whose register was moved to a server."""
    own = rows_of_file(place.accounts, query)
    return own if place.embedded else [*own, *rows(place, query)]


def _keys(place: Place) -> tuple[str, ...]:
    try:
        return tuple(key.name for key in keys_in(place.keys))
    except (ComityError, OSError):
        return ()


def _evidence(place: Place, found: Known) -> list[Message]:
    told = []
    if found.bodies:
        told.append(Message("its accounts name {bodies}", bodies=list(found.bodies)))
    elif found.accounts:
        told.append(Message("{number} accounts", number=found.accounts))
    if found.keys:
        said = "{file} has the key of {names}"
        told.append(Message(said, file=str(place.keys), names=list(found.keys)))
    return told


def _own(place: Place, found: Known) -> list[str]:
    """What somebody who begins anew moves away."""
    accounts = shown(place.register) if not place.accounts.exists() else str(place.accounts)
    named = [accounts] if found.bodies or found.accounts else []
    return [*named, *([str(place.keys)] if found.keys else [])]
