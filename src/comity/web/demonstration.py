"""The demonstration: an institution as public sources report it, and a practice body whose clocks run.

The first is read by everybody, and nobody can add a word to what real states said. The second is invented: its script is
acted around the day on which the demonstration is made, each of its persons has an account without a key, and a door for
each role stands on the first page, as long as the settings say that this is a demonstration.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

import msgspec
from django.conf import settings
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import transaction

from comity.body.occasion import day_at, instant
from comity.body.state import Person, State
from comity.charter.nodes import parse, read_text
from comity.errors import Fault, Faulty
from comity.exchange.converting import convert
from comity.exchange.records import read_record, replay_record
from comity.exchange.scripts import found_body, play, read_script
from comity.place import Place, keep_key
from comity.register.keys import KEY_SIZE, SigningKey
from comity.store.protocol import Store
from comity.web.bodies import RunningBody, bodies
from comity.web.models import Account, Belonging, HostedBody
from comity.web.readers import Capacity, capacities

REPORTED, PRACTICE = "csto", "six-rivers"
Progress = Callable[[str], None]


class CapitalClock(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The city of an invented member's capital, and the zone whose clock it reads."""

    party: str
    city: str
    zone: str


class _Clocks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    comity: Literal["1"]
    clocks: list[CapitalClock]


@dataclass(frozen=True, slots=True)
class Door:
    """A role of the practice body that whoever comes may take: a person, in one capacity."""

    body: str
    person: str
    capacity: Capacity


def make(
    place: Place, records: Path, today: datetime, progress: Progress = lambda said: None
) -> None:
    """Makes both bodies in an empty place. ``records`` is the project's folder of records."""
    store = bodies().store
    progress("A body as public sources report it")
    found = read_record(records / REPORTED)
    replay_record(found, store, _key(place, REPORTED), body=REPORTED)
    progress("A practice body, its past acted out and its clocks running")
    practise(place, store, records / PRACTICE / "script.yaml", today)
    with transaction.atomic():
        HostedBody.objects.update_or_create(
            body=REPORTED,
            defaults={"open_to_public": True, "as_reported": True, "accent": "#5a2a4a"},
        )
        describe_practice(PRACTICE, read_clocks(records / PRACTICE / "clocks.yaml"))


def practise(
    place: Place, store: Store, script: Path, today: datetime, *, body: str = PRACTICE
) -> None:
    """Plays the script of the practice body up to ``today``, in a new body of that name."""
    written = read_script(script)
    registrar = found_body(written, store, _key(place, body), today, body=body)
    play(written, registrar, today)


def describe_practice(name: str, clocks: Sequence[CapitalClock] = ()) -> None:
    """How the practice body is shown, and an account for each person in it, by the clock of the member's capital."""
    HostedBody.objects.update_or_create(body=name, defaults={"practice": True})
    running = bodies().find(name)
    assert running is not None, "the body was founded just now"
    by_party = {clock.party: clock for clock in clocks}
    with running.reading() as state:
        known = set(Belonging.objects.filter(body=name).values_list("person", flat=True))
        persons = [person for person in state.persons.values() if person.person not in known]
        accounts = [_account(name, state, person, by_party) for person in persons]
    Account.objects.bulk_create(accounts)
    Belonging.objects.bulk_create(
        Belonging(account=account, body=name, person=person.person)
        for account, person in zip(accounts, persons, strict=True)
    )


def _account(
    body: str, state: State, person: Person, clocks: Mapping[str, CapitalClock]
) -> Account:
    """An account without a key for a person of the practice body."""
    clock = next((clocks[p] for p in _parties(state, person.person) if p in clocks), None)
    return Account(
        email=f"{person.person}@{body}.example",
        password=UNUSABLE_PASSWORD_PREFIX,
        name=_plain(person.name),
        zone=clock.zone if clock else "",
        city=clock.city if clock else "",
    )


def read_clocks(file: Path) -> list[CapitalClock]:
    """The clocks of the capitals in that file. ``Faulty`` with every fault found."""
    faults: list[Fault] = []
    read = convert(parse(read_text(file), str(file), faults), _Clocks, "The file", str(file))
    if isinstance(read, Fault):
        raise Faulty([*faults, read])
    return list(read.clocks)


def doors(name: str = PRACTICE) -> list[Door]:
    """The doors of the practice body: each person who may act, in each of his or her capacities. None outside a
    demonstration."""
    running = bodies().find(name) if settings.DEMONSTRATION else None
    if running is None:
        return []
    with running.reading() as state:
        return list(_doors(running, state))


def _doors(running: RunningBody, state: State) -> Iterator[Door]:
    day = day_at(state, max(instant(running.registrar.clock()), state.at))
    for person in state.persons:
        for capacity in capacities(state, person, day):
            yield Door(running.name, person, capacity)


def _key(place: Place, origin: str) -> SigningKey:
    key = SigningKey(origin, secrets.token_bytes(KEY_SIZE))
    keep_key(place.keys, key)
    return key


def _parties(state: State, person: str) -> Iterator[str]:
    return (state.credentials[one].party for one in state.credentials_of.get(person, ()))


def _plain(text: str | dict[str, str]) -> str:
    return text if isinstance(text, str) else next(iter(text.values()), "")
