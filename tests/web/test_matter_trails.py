"""The index of what concerns a matter, beside a slow twin that decodes every entry; and the pages made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

import msgspec
from django.test import Client

from comity.body.acts import MoveDeadline
from comity.body.entry import Entry
from comity.body.state import find_matter
from comity.store.entry_index import CHUNK, EntryIndex, about
from comity.web.bodies import RunningBody

Visitor = Callable[[str], Client]


class Trail:
    """What the index has of each matter."""

    def __init__(self, practice: RunningBody, chunk: int = CHUNK) -> None:
        registrar = practice.registrar
        self.index = EntryIndex(registrar.store, registrar.body, chunk)
        self.index.grow(registrar.state.size)

    def numbers(self, matter: str) -> list[int]:
        return list(self.index.newest(about(matter), self.index.size))


def trail_of(practice: RunningBody) -> Trail:
    return Trail(practice)


def concerns(entry: Entry, made_in: dict[int, str]) -> Iterator[str]:
    """By reading: every field of the act and its effects that names a matter, or something that belongs to one."""

    def walk(value: Any) -> Iterator[tuple[str, Any]]:
        if isinstance(value, dict):
            for key, inner in value.items():
                yield key, inner
                yield from walk(inner)
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner)

    for key, value in walk(msgspec.to_builtins(entry)):
        if key == "matter" and value:
            yield value
        elif key == "question" and isinstance(value, str) and value:
            yield value.rpartition(".")[0]
        elif key in ("remark", "instruction", "inquiry", "meeting") and isinstance(value, str):
            yield made_in.get(int(value[1:]), "")


def test_the_index_has_every_entry_that_names_the_matter(practice: RunningBody) -> None:
    trail = trail_of(practice)
    found: dict[str, set[int]] = {}
    made_in: dict[int, str] = {}
    for entry in practice.registrar.entries():
        matters = [matter for matter in concerns(entry, made_in) if matter]
        for matter in matters:
            found.setdefault(matter, set()).add(entry.n)
        if matters:
            made_in[entry.n] = matters[0]
    assert len(found) == 23
    for matter, numbers in found.items():
        assert numbers <= set(trail.numbers(matter)), matter


def test_the_index_has_nothing_of_other_matters(practice: RunningBody) -> None:
    trail = trail_of(practice)
    entries = {
        entry.n: msgspec.json.encode(entry).decode() for entry in practice.registrar.entries()
    }
    for number in trail.numbers("ferry"):
        assert "ferry" in entries[number]


def test_what_the_state_forgets_is_in_the_history(practice: RunningBody, visitor: Visitor) -> None:
    with practice.reading() as state:
        plan = find_matter(state, "plan")
        assert plan is not None
        asked = plan.questions[-1]
    moved = MoveDeadline(
        by="p20", for_="secretariat", question=asked.question, deadline="2099-01-04T12:00"
    )
    number = practice.registrar.submit([moved]).first
    page = visitor("p5").get("/b/six-rivers/matters/plan/history").content.decode()
    assert f'id="record-{number}"' in page
    assert "lifted the remark" in page


def test_pages_of_a_long_history_lead_from_one_to_the_next(
    practice: RunningBody, visitor: Visitor, monkeypatch: Any
) -> None:
    monkeypatch.setattr("comity.web.readmodel.history.A_PAGE", 10)
    reader, seen, address = visitor("p5"), list[str](), "/b/six-rivers/matters/plan/history"
    where = address
    for _ in range(9):
        page = reader.get(where).content.decode()
        seen += re.findall(r'id="record-(\d+)"', page)
        more = re.search(r'href="\?before=(\d+)"', page)
        if more is None:
            break
        where = f"{address}?before={more[1]}"
    assert len(seen) == len(set(seen)) == len(trail_of(practice).numbers("plan"))
    assert seen == sorted(seen, key=int, reverse=True)


def test_a_page_of_the_history_that_cannot_be_read_is_told(visitor: Visitor) -> None:
    reader = visitor("p5")
    odd = reader.get("/b/six-rivers/matters/plan/history?before=x'1")
    assert odd.status_code == 422
