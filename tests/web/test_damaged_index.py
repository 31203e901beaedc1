"""What can be rebuilt denies nothing: each value of the index of entries damaged by itself, for pages and ``doctor``."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client

from comity.body.acts import Speak
from comity.store.entry_index import CHUNK, KEYS, by_family
from comity.web import keeping
from comity.web.bodies import RunningBody
from comity.web.readmodel import trails

Visitor = Callable[[str], Client]
SPEECHES = "/b/six-rivers/register?kind=speech"
KEY = by_family("speech").encode()


@pytest.fixture
def indexed(practice: RunningBody, visitor: Visitor) -> Iterator[RunningBody]:
    """The practice body, long enough to have two chunks of the index in its store."""
    registrar = practice.registrar
    clerk = registrar.state.credentials["c0"]
    speech = Speak(by=clerk.person, for_=clerk.party, gist="It was said.")
    for _ in registrar.submit_many([speech] * (2 * CHUNK), 2000):
        pass
    registrar.store.drop_index(registrar.body)
    fresh(practice).grow(registrar.state.size)
    assert registrar.store.indexed(registrar.body, 2) == 2
    yield practice
    trails._indexes.clear()


def fresh(body: RunningBody):
    """The index as after a start."""
    from comity.store.entry_index import EntryIndex

    trails._indexes.clear()
    return EntryIndex(body.registrar.store, body.registrar.body)


def start_again() -> None:
    """What a process remembers is forgotten."""
    trails._indexes.clear()
    keeping._kept.clear()


def execute(body: RunningBody, *query: object) -> None:
    with sqlite3.connect(settings.PLACE.register) as connection:
        assert connection.execute(*query).rowcount  # type: ignore[call-overload]


DAMAGE = {
    "wrong bytes": ("UPDATE entry_index SET numbers = x'ff' WHERE thing = ? AND chunk = 1", (KEY,)),
    "no bytes": ("UPDATE entry_index SET numbers = x'' WHERE thing = ? AND chunk = 1", (KEY,)),
    "a number changed": (
        "UPDATE entry_index SET numbers = CAST(substr(numbers, 1, 8) || x'0001' || substr(numbers, 11) AS BLOB)"
        " WHERE thing = ? AND chunk = 0",
        (KEY,),
    ),
    "half the numbers": (
        "UPDATE entry_index SET numbers = substr(numbers, 1, 1000) WHERE thing = ? AND chunk = 1",
        (KEY,),
    ),
    "a row lacking": ("DELETE FROM entry_index WHERE thing = ? AND chunk = 1", (KEY,)),
    "all rows lacking": ("DELETE FROM entry_index WHERE thing = ?", (KEY,)),
    "the keys lacking": ("DELETE FROM entry_index WHERE thing = ? AND chunk = 0", (KEYS,)),
    "the keys damaged": ("UPDATE entry_index SET numbers = x'00' WHERE thing = ?", (KEYS,)),
    "a row of another chunk": (
        "UPDATE entry_index SET chunk = 7 WHERE thing = ? AND chunk = 1",
        (KEY,),
    ),
    "a row too many": (
        "INSERT INTO entry_index SELECT number, ?, 9, x'00ff' FROM body",
        (KEY,),
    ),
    "a number too old": ("UPDATE indexed SET chunks = 1",),
    "a number too large": ("UPDATE indexed SET chunks = 99",),
    "a number below none": ("UPDATE indexed SET chunks = -3",),
    "another form": ("UPDATE indexed SET form = 1",),
    "a form to come": ("UPDATE indexed SET form = 99",),
    "no number": ("DELETE FROM indexed",),
}


def numbers_shown(client: Client, path: str) -> list[int]:
    answer = client.get(path)
    assert answer.status_code == 200
    return [
        int(one)
        for one in re.findall(r'class="what" href="[^"]*/register/(\d+)"', answer.content.decode())
    ]


@pytest.mark.parametrize("damage", DAMAGE)
def test_the_register_shows_every_record_whatever_is_damaged_in_the_index(
    indexed: RunningBody, visitor: Visitor, damage: str
) -> None:
    client, size = visitor("p0"), indexed.registrar.state.size
    paths = (SPEECHES, f"{SPEECHES}&before={CHUNK + 100}")
    before = [numbers_shown(client, path) for path in paths]
    assert before == [
        list(range(size - 1, size - 51, -1)),
        list(range(CHUNK + 99, CHUNK + 49, -1)),
    ]
    execute(indexed, *DAMAGE[damage])
    start_again()
    for path, whole in zip(paths, before, strict=True):
        answer = client.get(path)
        assert answer.status_code == 200
        says_how_far = answer.context["window"].gathered is not None
        assert says_how_far or numbers_shown(client, path) == whole
    assert trails._indexes[indexed.registrar].reach(size, 60)
    keeping._kept.clear()
    assert [numbers_shown(client, path) for path in paths] == before


@pytest.mark.parametrize("damage", DAMAGE)
def test_doctor_names_what_is_damaged_in_the_index(
    indexed: RunningBody, damage: str, capsys: pytest.CaptureFixture[str]
) -> None:
    from click.testing import CliRunner

    from comity.cli.main import comity

    home = str(settings.PLACE.home)

    def said() -> str:
        done = CliRunner().invoke(comity, ["doctor", "--home", home], prog_name="comity")
        return next(line for line in done.output.splitlines() if "six-rivers: index" in line)

    well = said()
    execute(indexed, *DAMAGE[damage])
    assert said() != well
