"""Keys of persons: who binds them, who revokes them, and what stays of them. No cryptography: the fields are texts here."""

from typing import Any

import pytest

from comity.body.passkeys import has_had_key, in_force, keys_of

KEY = {"credential_id": "c2Vh", "public_key": "a2V5"}
SITE = {"rp_id": "example.org", "origin": "https://league.example.org"}
FIRST = {**KEY, **SITE, "key": "first"}
SECOND = {"credential_id": "bmV3", "public_key": "bmV4dA", **SITE, "key": "second"}
FACT = {"kind": "key.bound/1", "person": "ann", "since": "2025-06-01", **FIRST}


def bind(league: Any, person: str = "ann", **fields: Any) -> Any:
    given = {**FIRST, "via": "in person", **fields}
    (bound,) = league.do("key.bind/1", person=person, **given)
    return bound


def own(league: Any, kind: str, by: str = "ann", **fields: Any) -> Any:
    return league.fold(league.act(kind, by, "", **fields | {"for": ""}))


def own_refused(league: Any, kind: str, by: str = "ann", **fields: Any) -> str:
    return league.refused(kind, by, **fields | {"for": ""}).code


class TestBinding:
    def test_the_record_keeper_binds_the_key_of_somebody_seen_in_person(self, league: Any) -> None:
        bound = bind(league)
        assert (bound.since, bound.via) == ("2026-03-02", "in person")
        assert [key.key for key in keys_of(league.state, "ann")] == ["first"]

    def test_the_record_keeper_binds_one_on_the_strength_of_a_paper(self, league: Any) -> None:
        league.do("source.file/1", source="doc", title="Note", sha256="0" * 64)
        assert bind(league, via="note", cites=[{"source": "doc"}]).via == "note"

    @pytest.mark.parametrize("via", ["", "note"])
    def test_not_without_saying_how_the_person_was_known(self, league: Any, via: str) -> None:
        refusal = league.refused("key.bind/1", person="ann", **FIRST, via=via)
        assert (refusal.code, refusal.article) == ("key.no_paper", "Rules 1")

    def test_a_delegation_binds_no_keys(self, league: Any) -> None:
        refusal = league.refused("key.bind/1", by="bob", person="ann", **FIRST, via="in person")
        assert refusal.code == "record.not_keeper"

    def test_a_person_binds_no_first_key_alone(self, league: Any) -> None:
        fields = {"person": "ann", **FIRST, "signature": "s"}
        assert own_refused(league, "key.bind/1", **fields) == "key.none"

    def test_a_person_binds_a_further_key_by_signing(self, league: Any) -> None:
        bind(league)
        own(league, "key.bind/1", person="ann", **SECOND, signature="s")
        assert [key.key for key in keys_of(league.state, "ann")] == ["first", "second"]

    def test_a_person_binds_no_further_key_without_signing(self, league: Any) -> None:
        bind(league)
        assert own_refused(league, "key.bind/1", person="ann", **SECOND) == "signature.missing"

    def test_a_person_binds_no_further_key_once_the_last_was_revoked(self, league: Any) -> None:
        bind(league)
        league.do("key.revoke/1", key="first")
        fields = {"person": "ann", **SECOND, "signature": "s"}
        assert own_refused(league, "key.bind/1", **fields) == "key.none"

    def test_nobody_binds_a_key_to_somebody_else(self, league: Any) -> None:
        bind(league)
        fields = {"person": "bob", **SECOND, "signature": "s"}
        assert own_refused(league, "key.bind/1", **fields) == "key.not_yours"

    def test_only_to_persons_who_are_entered(self, league: Any) -> None:
        refusal = league.refused("key.bind/1", person="eve", **FIRST, via="in person")
        assert refusal.code == "person.unknown"

    @pytest.mark.parametrize("part", ["credential_id", "public_key"])
    def test_a_key_is_bound_once_and_to_one_person(self, league: Any, part: str) -> None:
        bind(league)
        league.do("key.revoke/1", key="first")
        again = SECOND | {part: FIRST[part]}
        refusal = league.refused("key.bind/1", person="bob", **again, via="in person")
        assert refusal.code == "key.taken"

    def test_not_from_a_day_that_has_passed(self, league: Any) -> None:
        fields = {**FIRST, "via": "in person", "since": "2026-03-01"}
        assert league.refused("key.bind/1", person="ann", **fields).code == "key.dates"

    def test_no_two_keys_have_one_id(self, league: Any) -> None:
        bind(league)
        refusal = league.refused(
            "key.bind/1", person="bob", **SECOND | {"key": "first"}, via="in person"
        )
        assert refusal.code == "id.taken"

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("credential_id", ""),
            ("credential_id", "c2Vh="),
            ("public_key", "a+/b"),
            ("public_key", "a2V5" * 2000),
            ("origin", "league.example.org"),
            ("origin", "https://league.example.org/"),
            ("origin", "ftp://league.example.org"),
            ("rp_id", ""),
            ("rp_id", "example.com"),
            ("rp_id", "gue.example.org"),
        ],
    )
    def test_what_no_authenticator_gives_is_told_with_its_field(
        self, league: Any, field: str, text: str
    ) -> None:
        error = league.bad("key.bind/1", person="ann", **FIRST | {field: text}, via="in person")
        assert (error.code, error.where) == ("key.unreadable", field)


class TestRevoking:
    @pytest.fixture
    def bound(self, league: Any) -> Any:
        bind(league)
        league.at("2026-03-10")
        return league

    def test_it_signs_until_the_day_before(self, bound: Any) -> None:
        bound.do("key.revoke/1", key="first", on="2026-03-12", reason="lost")
        (key,) = keys_of(bound.state, "ann")
        days = ("2026-03-01", "2026-03-02", "2026-03-11", "2026-03-12")
        assert [in_force(key, day) for day in days] == [False, True, True, False]

    def test_a_person_revokes_a_key_of_its_own_from_today(self, bound: Any) -> None:
        (revoked,) = own(bound, "key.revoke/1", key="first")
        assert revoked.on == "2026-03-10"

    def test_a_person_takes_nothing_back_that_was_signed_before(self, bound: Any) -> None:
        fields = {"key": "first", "on": "2026-03-09"}
        assert own_refused(bound, "key.revoke/1", **fields) == "key.dates"

    def test_the_record_keeper_revokes_from_a_day_that_has_passed(self, bound: Any) -> None:
        bound.do("key.revoke/1", key="first", on="2026-03-02")
        assert keys_of(bound.state, "ann")[0].revoked == "2026-03-02"

    def test_nobody_revokes_from_before_the_binding(self, bound: Any) -> None:
        refusal = bound.refused("key.revoke/1", key="first", on="2026-03-01")
        assert refusal.code == "key.dates"

    def test_nobody_revokes_the_key_of_somebody_else(self, bound: Any) -> None:
        assert own_refused(bound, "key.revoke/1", "bob", key="first") == "key.not_yours"
        assert bound.refused("key.revoke/1", by="bob", key="first").code == "record.not_keeper"

    def test_a_second_time_only_from_an_earlier_day(self, bound: Any) -> None:
        bound.do("key.revoke/1", key="first")
        assert bound.refused("key.revoke/1", key="first").code == "key.revoked"
        bound.do("key.revoke/1", key="first", on="2026-03-05")
        assert keys_of(bound.state, "ann")[0].revoked == "2026-03-05"

    def test_a_key_that_nobody_bound_is_not_revoked(self, bound: Any) -> None:
        assert bound.refused("key.revoke/1", key="third").code == "key.unknown"

    def test_who_has_had_a_key_has_had_one_for_ever(self, bound: Any) -> None:
        bound.do("key.revoke/1", key="first", on="2026-03-02")
        assert has_had_key(bound.state, "ann", "2026-03-10")
        assert not has_had_key(bound.state, "ann", "2026-03-01")
        assert not has_had_key(bound.state, "bob", "2026-03-10")


class TestAttested:
    def test_a_source_reports_a_key(self, league: Any) -> None:
        league.attest(FACT)
        (key,) = keys_of(league.state, "ann")
        assert (key.since, key.attested) == ("2025-06-01", True)

    def test_a_source_reports_the_revocation_of_a_key_that_is_there(self, league: Any) -> None:
        league.attest(FACT, {"kind": "key.revoked/1", "key": "first", "on": "2025-12-01"})
        assert keys_of(league.state, "ann")[0].revoked == "2025-12-01"

    def test_not_of_a_key_that_is_not(self, league: Any) -> None:
        league.attest(FACT)
        revoked = {"kind": "key.revoked/1", "key": "third", "on": "2025-12-01"}
        cites = [{"source": "doc", "paragraph": 1}]
        assert league.refused("attest/1", facts=[revoked], cites=cites).code == "attest.unknown"

    def test_a_correction_gives_a_key_to_whom_it_belongs(self, league: Any) -> None:
        league.attest(FACT)
        league.correct(-1, FACT | {"person": "bob"})
        assert keys_of(league.state, "ann") == []
        assert [key.key for key in keys_of(league.state, "bob")] == ["first"]
