"""The registrar: all or nothing, once for each request, never ahead of the log."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from comity.audit import audit
from comity.body.acts import EnterPerson, FoundBody, IssueCredential, PassDeadline, Speak
from comity.body.state import State
from comity.errors import BadInput, Conflict, Refused, StoreFailed
from comity.log import form
from comity.register.keys import SigningKey
from comity.registrar import ALONE, EXAMPLE, Registrar, found
from comity.store import evidence
from comity.store.codec import examine
from comity.store.memory import MemoryStore
from comity.store.protocol import Snapshot, Store
from comity.store.sqlite import open_store

KEY = SigningKey("example.org/league", bytes(32))
FOUNDING = FoundBody(charter=EXAMPLE, clerk="p1", clerk_name="Ada", organ="bureau")
NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)


def person(name: str, by: str = "p1") -> EnterPerson:
    return EnterPerson(by=by, for_="bureau", name=name)


@pytest.fixture(params=["memory", "sqlite"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    if request.param == "memory":
        yield MemoryStore()
        return
    with open_store(tmp_path / "league.db", create=True) as opened:
        yield opened


@pytest.fixture
def league(store: Store) -> Registrar:
    return found(store, "league", FOUNDING, KEY, clock=lambda: NOON)


def without_memo(state: State) -> State:
    state.memo = {}
    return state


def test_a_group_that_is_refused_half_way_leaves_nothing(league: Registrar) -> None:
    before = league.store.head("league").size
    with pytest.raises(Refused):
        league.submit([person("Bela"), person("Cecil", by="nobody")])
    assert league.store.head("league").size == before
    assert [p.name for p in league.state.persons.values()] == ["Ada"]


def test_a_long_list_stands_up_to_the_act_that_is_refused(league: Registrar) -> None:
    acts = [person("Bela"), person("Cecil"), person("Dora", by="nobody"), person("Emil")]
    with pytest.raises(Refused):
        list(league.submit_many(acts, group=10))
    assert [p.name for p in league.state.persons.values()] == ["Ada", "Bela", "Cecil"]
    assert league.store.head("league").size == 3


def test_a_repeated_request_gets_the_first_answer(league: Registrar) -> None:
    first = league.submit([person("Bela")], "r1")
    again = league.submit([person("Bela")], "r1")
    assert (again.first, again.entries) == (first.first, first.entries)
    assert league.store.head("league").size == 2


def test_a_repeated_request_that_would_be_permitted_again_is_not_carried_out_again(
    league: Registrar,
) -> None:
    said = Speak(by="p1", for_="bureau", gist="Once")
    first = league.submit([said], "r1")
    assert league.submit([said], "r1").entries == first.entries
    assert league.store.head("league").size == 2
    assert league.submit([said], "r2").first == 2


def test_a_repeated_request_that_would_be_refused_now_gets_the_first_answer(
    league: Registrar,
) -> None:
    bela = EnterPerson(by="p1", for_="bureau", name="Bela", person="bela")
    first = league.submit([bela], "r1")
    assert league.submit([bela], "r1").entries == first.entries
    with pytest.raises((Refused, BadInput)):
        league.submit([bela], "r2")


def test_a_request_id_used_for_other_acts_is_a_conflict(league: Registrar) -> None:
    league.submit([person("Bela")], "r1")
    with pytest.raises(Conflict, match="r1"):
        league.submit([person("Cecil")], "r1")


def test_two_registrars_of_one_body_take_turns(league: Registrar) -> None:
    other = Registrar(league.store, "league", KEY, clock=lambda: NOON)
    league.submit([person("Bela")])
    other.submit([person("Cecil")])
    league.submit([person("Dora")])
    assert without_memo(league.state) == without_memo(other.state)
    assert [p.name for p in other.state.persons.values()] == ["Ada", "Bela", "Cecil", "Dora"]


def test_a_writer_that_lost_the_race_decides_again(
    league: Registrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A store whose turns keep nobody out: what then decides is the size in the append.
    monkeypatch.setattr(league.store, "turn", lambda body: nullcontext())
    rival = Registrar(league.store, "league", KEY, clock=lambda: NOON)
    append: Callable[..., None] = league.store.append
    raced: list[int] = []

    def overtaken(*args: Any, **kwargs: Any) -> None:
        if not raced:
            raced.append(1)
            rival.submit([person("Rival")])
        append(*args, **kwargs)

    monkeypatch.setattr(league.store, "append", overtaken)
    answer = league.submit([person("Bela")])
    assert answer.first == 2
    assert [p.name for p in league.state.persons.values()] == ["Ada", "Rival", "Bela"]


@pytest.fixture
def alone(league: Registrar) -> Registrar:
    """A writer that has met nobody else for so long that it no longer asks for its turn."""
    for _ in range(ALONE):
        assert league.state.size == 1
    return league


def test_a_writer_alone_does_not_ask_for_its_turn(
    alone: Registrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def asked(body: str) -> None:
        raise AssertionError("asked")

    monkeypatch.setattr(alone.store, "turn", asked)
    assert alone.submit([person("Bela")]).first == 1
    assert [p.name for p in alone.state.persons.values()] == ["Ada", "Bela"]


def test_whoever_thought_itself_alone_and_was_not_decides_again(alone: Registrar) -> None:
    other = Registrar(alone.store, "league", KEY, clock=lambda: NOON)
    other.submit([person("Cecil")])
    assert alone.submit([person("Bela"), person("Dora")]).first == 2
    assert [p.name for p in alone.state.persons.values()] == ["Ada", "Cecil", "Bela", "Dora"]
    assert without_memo(alone.state) == without_memo(other.state)


def test_nothing_is_refused_for_what_was_true_a_moment_ago(alone: Registrar) -> None:
    other = Registrar(alone.store, "league", KEY, clock=lambda: NOON)
    other.submit([EnterPerson(by="p1", for_="bureau", name="Bela", person="bela")])
    may = IssueCredential(
        by="p1", for_="bureau", person="bela", party="bureau", powers=["record"], since="2020-01-01"
    )
    assert alone.submit([may]).first == 2


def test_what_is_refused_to_a_writer_alone_leaves_nothing(alone: Registrar) -> None:
    with pytest.raises(Refused):
        alone.submit([person("Bela"), person("Cecil", by="nobody")])
    assert alone.store.head("league").size == 1
    assert [p.name for p in alone.state.persons.values()] == ["Ada"]
    assert alone.submit([person("Dora")]).first == 1


def test_a_failing_medium_leaves_the_state_where_the_log_is(
    league: Registrar, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*args: Any, **kwargs: Any) -> None:
        raise StoreFailed("store.full", "No space is left.")

    with monkeypatch.context() as broken:
        broken.setattr(league.store, "append", full)
        with pytest.raises(StoreFailed):
            league.submit([person("Bela"), person("Cecil")])
    league.submit([person("Dora")])
    assert [p.name for p in league.state.persons.values()] == ["Ada", "Dora"]


def test_a_clock_that_goes_back_does_not_take_the_record_back(league: Registrar) -> None:
    league.submit([person("Bela")])
    answer = league.submit([person("Cecil")], now=datetime(2020, 1, 1, tzinfo=UTC))
    assert answer.entries[0].at == "2026-03-01T12:00:00.000Z"


def test_a_deadline_that_nobody_set_is_refused(league: Registrar) -> None:
    with pytest.raises(Refused, match="No deadline"):
        league.submit([PassDeadline(what="m1", deadline="2020-01-01T00:00:00.000Z")])


def test_the_state_is_what_the_log_says_with_a_snapshot_and_without(league: Registrar) -> None:
    league.submit([person("Bela")])
    league.keep_snapshot()
    league.submit([person("Cecil")])
    cached = Registrar(league.store, "league", KEY, clock=lambda: NOON).state
    league.store.drop_snapshots("league")
    folded = Registrar(league.store, "league", KEY, clock=lambda: NOON).state
    assert without_memo(cached) == without_memo(folded) == without_memo(league.state)


def test_what_is_recorded_verifies_and_audits(league: Registrar) -> None:
    league.submit([person("Bela")])
    head = evidence.verify(league.store, "league", KEY.verifying, examine=examine("league"))
    assert head.size == 2
    assert list(audit(league.entries(), league.entry)) == []


def test_an_effect_that_the_rules_do_not_give_is_unlawful_though_it_verifies(
    league: Registrar,
) -> None:
    """Whoever holds the key can sign anything; the audit says what the rules did not allow."""
    import msgspec

    from comity.register import checkpoint
    from comity.register.tree import grow, leaf_hashes
    from comity.store.codec import encode

    answer = league.submit([person("Bela")])
    forged = msgspec.structs.replace(answer.entries[0], n=2, effects=[])
    head = league.store.head("league")
    growth = grow(head.frontier, leaf_hashes([encode(forged)]))
    signed = checkpoint.sign(KEY.name, 3, growth.after.root(), KEY)
    league.store.append("league", 2, [encode(forged)], growth, signed)
    assert (
        evidence.verify(league.store, "league", KEY.verifying, examine=examine("league")).size == 3
    )
    (finding,) = audit(league.entries(), league.entry)
    assert (finding.entry, finding.kind) == (2, "unlawful")


def test_nobody_but_the_registrar_writes_what_looks_sealed(league: Registrar) -> None:
    with pytest.raises(BadInput, match="sealed:"):
        league.submit([person("Bela"), person("sealed:" + "0" * 64)])
    assert [p.name for p in league.state.persons.values()] == ["Ada"]
    league.submit([person("Bela")], seal_fields={"name"})
    assert league.store.head("league").size == 2


def test_a_snapshot_of_another_form_is_passed_over(league: Registrar) -> None:
    league.submit([person("Bela")])
    league.keep_snapshot()
    league.store.put_snapshot("league", Snapshot(2, form(), b"\x91\x01"))
    again = Registrar(league.store, "league", KEY, clock=lambda: NOON)
    assert without_memo(again.state) == without_memo(league.state)


@pytest.mark.parametrize(
    "name", ["a/b", "..", ".", "<b>", "a?b", "a%2fb", "x\u202ey", "\u200b", "", "a b"]
)
def test_the_name_of_a_body_is_an_id_at_every_door(name: str) -> None:
    store = MemoryStore()
    with pytest.raises(BadInput) as refused:
        found(store, name, FOUNDING, KEY)
    assert refused.value.where == "the name of the body"
    assert store.bodies() == ()


@pytest.mark.parametrize("request_id", ["x\x07y", "x\u202ey", "a\nb", "\u200b", "r" * 161])
def test_a_request_id_is_a_short_line_of_text(league: Registrar, request_id: str) -> None:
    before = league.state.size
    with pytest.raises(BadInput) as refused:
        league.submit([person("Bela")], request_id)
    assert refused.value.where == "the request id"
    assert league.state.size == before
