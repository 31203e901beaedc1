"""A whole register gone through again: what the audit and the listing find in entries that no registrar would write."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from comity.body.effects import KeyBound
from comity.body.entry import Entry
from comity.store.codec import decode, encode


@pytest.fixture
def signed_league(league: Any) -> Any:
    league.submit(league.sign(league.answer()))
    return league


def with_act(entries: list[Entry], number: int, **changes: Any) -> list[Entry]:
    """The entries, one act being other than it was; its effects repeat what they repeated."""
    entry = entries[number]
    act = msgspec.structs.replace(entry.act, **changes)
    shared = {k: v for k, v in changes.items() if k in entry.effects[0].__struct_fields__}
    effects = [msgspec.structs.replace(entry.effects[0], **shared), *entry.effects[1:]]
    forged = msgspec.structs.replace(entry, act=act, effects=effects)
    return [*entries[:number], forged, *entries[number + 1 :]]


def test_a_good_signature_says_whose_it_is_in_which_entry_and_with_which_key(
    signed_league: Any,
) -> None:
    (one,) = signed_league.listed()
    last = signed_league.entries()[-1].n
    assert (one.entry, one.verdict, one.key) == (last, "good", "key-ES256-1")
    assert (one.by, one.for_, one.day) == ("ann", "ANSE", "2026-03-02")
    assert one.of == signed_league.question()


def test_the_bytes_of_the_entries_are_enough(signed_league: Any) -> None:
    entries = [decode(encode(entry)) for entry in signed_league.entries()]
    assert signed_league.verdicts(entries) == [("ann", "good")]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"choice": "against"}, "signature.challenge"),
        ({"statement": "gladly"}, "signature.challenge"),
        ({"by": "bob", "for_": "BRIM"}, "signature.stranger"),
        ({"signature": "passkey/1:aWQ.ZGF0YQ.e30.c2ln"}, "signature.unknown_key"),
        ({"signature": "yes"}, "signature.unreadable"),
        ({"signature": ""}, "signature.missing"),
    ],
    ids=str,
)
def test_what_was_forged_in_an_act_is_found(signed_league: Any, change: Any, code: str) -> None:
    entries = signed_league.entries()
    number = len(entries) - 1
    forged = with_act(entries, number, **change)
    assert [found for _, found in signed_league.verdicts(forged)] == [code]
    assert number in [entry for entry, _ in signed_league.audited(forged)]


def test_a_signature_carried_over_from_another_body_is_found(another: Any) -> None:
    league, orchard = another(), another("orchard")
    league.submit(league.sign(league.answer()))
    orchard.submit(orchard.sign(orchard.answer()))
    stolen = orchard.entries()[-1].act.signature
    forged = with_act(league.entries(), len(league.entries()) - 1, signature=stolen)
    assert league.verdicts(forged) == [("ann", "signature.challenge")]


def test_a_key_bound_after_the_signature_does_not_make_it_good(
    league: Any, authenticator: Any
) -> None:
    key = authenticator(seed=9)
    league.submit(league.answer("bob"))
    number = league.entries()[-1].n
    league.bind("bob", key)
    act = league.sign(league.answer("bob"), key)
    forged = with_act(league.entries(), number, signature=act.signature)
    assert league.verdicts(forged) == [("bob", "signature.unknown_key")]
    assert [entry for entry, _ in league.audited(forged)] == [number]


def test_a_key_exchanged_in_its_binding_does_not_verify(
    signed_league: Any, authenticator: Any
) -> None:
    entries = signed_league.entries()
    number = next(e.n for e in entries if isinstance(e.effects[0], KeyBound))
    other = authenticator(seed=9).binding()["public_key"]
    forged = with_act(entries, number, public_key=other)
    assert signed_league.verdicts(forged) == [("ann", "signature.false")]


def test_a_revocation_with_effect_from_before_takes_a_signature_back(signed_league: Any) -> None:
    signed_league.now = signed_league.now.replace(day=9)
    signed_league.do("key.revoke/1", key="key-ES256-1", on="2026-03-02", reason="stolen")
    assert signed_league.verdicts() == [("ann", "signature.revoked")]
    assert signed_league.audited() == [], "it was lawful when it was recorded"


def test_a_revocation_from_the_day_after_leaves_a_signature_as_it_is(signed_league: Any) -> None:
    signed_league.now = signed_league.now.replace(day=9)
    signed_league.do("key.revoke/1", key="key-ES256-1", on="2026-03-03")
    assert signed_league.verdicts() == [("ann", "good")]


def test_a_signature_whose_content_is_sealed_is_neither_passed_nor_accused(league: Any) -> None:
    fields = {"by", "for", "signature"}
    league.registrar.submit([league.sign(league.answer())], seal_fields=fields)
    assert [one.verdict for one in league.listed()] == ["good"], "the content is kept here"
    raw = [decode(data) for data in league.registrar.store.read("league", 0, 100)]
    (one,) = league.listed(raw)
    assert (one.verdict, one.by[:7]) == ("sealed", "sealed:")
