"""Pages of a body in which one entry says something that no page can show.

A register may hold anything: it may be old, or another program's. Where a page fails on a thing in the body, the page is
made again without that thing (``comity.body.set_aside``), names the record that it came from, and the log says what failed.
Until something is recorded every page of the body is then made without it. Nobody has to think of this when writing a page.

In tests pages are strict (``STRICT_PAGES``): a fault is found, and not covered up.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from django.conf import settings
from django.core.exceptions import BadRequest, PermissionDenied, SuspiciousOperation
from django.db import Error as DatabaseError
from django.http import Http404

from comity.body.set_aside import Thing, culprits, entries_of, without
from comity.body.state import State
from comity.errors import Conflict, StoreFailed, Untrustworthy
from comity.registrar import Registrar
from comity.web.bodies import RunningBody

T = TypeVar("T")
Make = Callable[[RunningBody, State], T]
NOT_OF_AN_ENTRY = (
    *(Http404, PermissionDenied, SuspiciousOperation, BadRequest, DatabaseError),
    *(OSError, StoreFailed, Conflict, Untrustworthy),
)
"""What a page may raise that has another cause than what an entry says."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SetAside:
    """What the pages of a body are made without while its record has ``size`` entries: the things, the entries that they
    came from, and the body without them."""

    size: int
    things: tuple[Thing, ...]
    entries: tuple[int, ...]
    body: RunningBody


_aside: WeakKeyDictionary[Registrar, SetAside] = WeakKeyDictionary()


class _Without:
    """The registrar of a body, whose state lacks some things. What is recorded is recorded by the registrar itself."""

    def __init__(self, registrar: Registrar, state: State) -> None:
        self.whole = registrar
        self.state = state

    def __getattr__(self, name: str) -> Any:
        return getattr(self.whole, name)


def steadily(
    running: RunningBody, state: State, make: Make[T], look: Make[object] | None = None
) -> T:
    """What ``make`` gives of the body; where it fails on something in the body, what it gives without that.

    ``look`` is tried to find out what it fails on, where ``make`` itself cannot be repeated. ``make`` may run twice.
    What fails for another reason is raised."""
    if settings.STRICT_PAGES:
        return make(running, state)
    known = set_aside_now(running, state)
    body = known.body if known is not None else running
    try:
        return make(body, body.registrar.state if known is not None else state)
    except NOT_OF_AN_ENTRY:
        raise
    except Exception:
        found = _found(running, state, look or make)
        if found is None:
            raise
        log.exception("%s: records %s cannot be shown in full", running.name, found.entries)
    return make(found.body, found.body.registrar.state)


def or_strange(number: int, make: Callable[[], T], strange: Callable[[int], T]) -> T:
    """What ``make`` gives of the entry of that number; ``strange`` where it fails on what the entry says."""
    try:
        return make()
    except NOT_OF_AN_ENTRY:
        raise
    except Exception:
        if settings.STRICT_PAGES:
            raise
        log.exception("record %s cannot be shown in full", number)
        return strange(number)


def set_aside_now(running: RunningBody, state: State) -> SetAside | None:
    """What the pages of the body are made without at present; None where they are made of all of it."""
    found = _aside.get(whole(running.registrar))
    return found if found is not None and found.size == state.size else None


def whole(registrar: Registrar) -> Registrar:
    """The registrar with everything in its state."""
    return registrar.whole if isinstance(registrar, _Without) else registrar


def _found(running: RunningBody, state: State, look: Make[object]) -> SetAside | None:
    """What ``look`` fails on, kept for every page; None where it is nothing in the body."""
    registrar = whole(running.registrar)
    before = _aside.get(registrar)

    def body(less: State) -> RunningBody:
        without_some: Any = _Without(registrar, less)
        return RunningBody(running.name, without_some, running.lock)

    def works(less: State) -> bool:
        try:
            look(body(less), less)
        except Http404:
            return True
        except Exception:
            return False
        return True

    things = culprits(state, works, before.things if before is not None else ())
    if not things:
        return None
    if before is not None and before.size == state.size:
        things = tuple(dict.fromkeys((*before.things, *things)))
    entries = entries_of(state, things)
    found = _aside[registrar] = SetAside(state.size, things, entries, body(without(state, things)))
    return found
