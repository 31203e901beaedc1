"""The index of entries beside a slow twin that reads every entry; in the store, in memory, and in two processes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from comity.body.acts import Speak, StatePosition
from comity.body.entry import Entry
from comity.body.occasion import day_at, law_on
from comity.body.subjects import who
from comity.errors import StoreFailed
from comity.registrar import Registrar
from comity.store import moving
from comity.store.entry_index import (
    FORM,
    SEALED,
    EntryIndex,
    about,
    by_family,
    by_kind,
    cited_by,
)
from comity.store.index_keeping import lacking, rebuilt
from comity.store.postgres import open_postgres
from comity.store.sealing import PREFIX
from comity.web.bodies import RunningBody

CHUNK = 16
NOT_SOMEBODY = {"kind", "charter", "request", "at", "body", "matter", "paragraph", "paragraphs"}
"""A paragraph has an id within its text alone, which may look like that of a person; and a matter may be called like the
office that it fills."""


@pytest.fixture(params=["sqlite", "postgres"])
def registrar(request: pytest.FixtureRequest, practice: RunningBody) -> Iterator[Registrar]:
    """The practice body, on either database."""
    if request.param == "sqlite":
        yield practice.registrar
        return
    kept = practice.registrar
    with open_postgres(request.getfixturevalue("postgres"), create=True) as store:
        moving.copy(kept.store, store, kept.body)  # type: ignore[arg-type]
        yield Registrar(store, kept.body, kept.key)


def index_of(registrar: Registrar, chunk: int = CHUNK) -> EntryIndex:
    index = EntryIndex(registrar.store, registrar.body, chunk)
    index.grow(registrar.state.size)
    return index


def found(index: EntryIndex, key: str) -> list[int]:
    return sorted(index.newest(key, index.size))


def stored(registrar: Registrar) -> list[Entry]:
    """The entries as they are stored: what is sealed is not opened."""
    rows = registrar.store.read(registrar.body)
    return [msgspec.json.decode(data, type=Entry) for data in rows]


def texts(value: Any) -> Iterator[str]:
    """Every text in an entry, keys of mappings among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in NOT_SOMEBODY:
                yield key
                yield from texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner)


class TestBesideTheSlowTwin:
    """Of every party, person, organ, office and source, every entry in whose JSON its id is a text by itself."""

    def test_nobody_is_missed(self, registrar: Registrar) -> None:
        index, state = index_of(registrar), registrar.state
        named: dict[str, set[int]] = {}
        for entry in stored(registrar):
            for text in texts(msgspec.to_builtins(entry)):
                named.setdefault(text, set()).add(entry.n)
        law = law_on(state, day_at(state, state.at))
        known = {*state.persons, *law.parties, *law.organs, *law.offices, *law.rotas}
        everybody = known & named.keys()
        assert len(everybody) > 35
        for one in everybody:
            assert named[one] == set(found(index, one)), one

    def test_kinds_and_sources_are_exactly_those_of_the_entries(self, registrar: Registrar) -> None:
        index = index_of(registrar)
        by: dict[str, set[int]] = {}
        for entry in stored(registrar):
            raw = msgspec.to_builtins(entry)
            kind = raw["act"]["kind"].partition("/")[0].partition(".")[0]
            by.setdefault(by_family(kind), set()).add(entry.n)
            for effect in raw.get("effects", ()):
                by.setdefault(by_kind(effect["kind"]), set()).add(entry.n)
            for cited in raw["act"].get("cites", ()):
                by.setdefault(cited_by(cited["source"]), set()).add(entry.n)
        assert len(by) > 40
        assert {key: set(found(index, key)) for key in by} == by

    @pytest.mark.parametrize("chunk", [1, 7, CHUNK, 4096])
    def test_the_size_of_a_chunk_changes_nothing(self, practice: RunningBody, chunk: int) -> None:
        registrar = practice.registrar
        registrar.store.drop_index(registrar.body)
        whole = EntryIndex(registrar.store, registrar.body)
        whole.grow(registrar.state.size)
        keys = [*registrar.state.parties, by_family("position"), by_family("clock"), SEALED]
        keys += [about(name) for name in (*registrar.state.matters, *registrar.state.cards)]
        expected = {key: found(whole, key) for key in keys}
        registrar.store.drop_index(registrar.body)
        parts = index_of(registrar, chunk)
        assert {key: found(parts, key) for key in keys} == expected
        assert all(expected[key] for key in keys)


class TestWhereItLies:
    def test_another_process_finds_it_after_its_start(self, registrar: Registrar) -> None:
        size = registrar.state.size
        first = index_of(registrar)
        assert registrar.store.indexed(registrar.body, FORM) == size // CHUNK > 3
        read = Counting(registrar.store)
        second = EntryIndex(read, registrar.body, CHUNK)  # type: ignore[arg-type]
        second.grow(size)
        assert read.entries < 2 * CHUNK < size
        for key in (about("plan"), "AR", by_family("position")):
            assert found(second, key) == found(first, key) != []

    def test_what_is_recorded_is_in_it_at_once_in_every_process(self, registrar: Registrar) -> None:
        indexes = [index_of(registrar), index_of(registrar)]
        for n in range(2 * CHUNK + 1):
            said = Speak(by="p0", for_="secretariat", gist=f"Said {n}", matter="plan")
            number = registrar.submit([said]).first
            for index in indexes:
                assert index.reach(number + 1)
                assert next(index.newest(about("plan"), number + 1)) == number
                assert next(index.newest(by_family("speech"), number + 1)) == number
        assert found(indexes[0], about("plan")) == found(indexes[1], about("plan"))
        assert lacking(registrar.store, registrar.body, CHUNK) == []

    def test_a_store_that_takes_nothing_leaves_it_in_memory(self, registrar: Registrar) -> None:
        expected = found(index_of(registrar), about("plan"))
        registrar.store.drop_index(registrar.body)
        index = EntryIndex(ReadOnly(registrar.store), registrar.body, CHUNK)  # type: ignore[arg-type]
        index.grow(registrar.state.size)
        assert found(index, about("plan")) == expected
        assert registrar.store.indexed(registrar.body, FORM) == 0

    def test_an_index_that_was_dropped_is_made_again(self, registrar: Registrar) -> None:
        size = registrar.state.size
        index = index_of(registrar)
        expected = found(index, about("plan"))
        registrar.store.drop_index(registrar.body)
        with pytest.raises(StoreFailed) as refused:
            found(index, about("plan"))
        assert refused.value.code == "index.dropped"
        while not index.reach(size, 60):
            pass
        assert found(index, about("plan")) == expected

    def test_what_lies_in_the_store_is_compared_with_the_entries(
        self, registrar: Registrar
    ) -> None:
        store, body = registrar.store, registrar.body
        index_of(registrar)
        assert lacking(store, body, CHUNK) == []
        chunks = store.indexed(body, FORM)
        store.drop_index(body)
        for chunk in range(chunks):
            store.put_index(body, FORM, chunk, {})
        assert lacking(store, body, CHUNK) == list(range(chunks))
        rebuilt(store, body)
        assert lacking(store, body) == []

    def test_a_body_that_moves_takes_nothing_of_it_along(
        self, practice: RunningBody, postgres: str
    ) -> None:
        kept = practice.registrar
        index_of(kept)
        with open_postgres(postgres, create=True) as other:
            moving.copy(kept.store, other, kept.body)  # type: ignore[arg-type]
            assert other.indexed(kept.body, FORM) == 0
            with other.held(kept.body) as forget:
                other.put_index(kept.body, FORM, 0, {b"AM": b"\0\1"})
                forget()
            assert other.bodies() == ()


class TestSealedParts:
    def test_nothing_sealed_is_in_it_and_the_entry_is_found_by_everybody(
        self, registrar: Registrar
    ) -> None:
        sealed = [e for e in stored(registrar) if any(one.startswith(PREFIX) for one in who(e))]
        assert sealed, "the practice body has a question in confidence"
        index = index_of(registrar)
        assert set(found(index, SEALED)) == {e.n for e in sealed}
        opened = [registrar.entry(e.n) for e in sealed]
        for closed, plain in zip(sealed, opened, strict=True):
            assert plain is not None
            if isinstance(plain.act, StatePosition):
                assert plain.n not in set(found(index, plain.act.for_)) or (
                    plain.act.for_ in who(closed)
                )


class Counting:
    """A store that counts the entries read."""

    def __init__(self, store: Any) -> None:
        self._store, self.entries = store, 0

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def read(self, *span: Any) -> Iterator[bytes]:
        for data in self._store.read(*span):
            self.entries += 1
            yield data


class ReadOnly(Counting):
    """A store on a medium that may not be written."""

    def put_index(self, *_: Any) -> int:
        raise StoreFailed("store.read-only", "It may not be written.", remedy="Work on a copy.")
