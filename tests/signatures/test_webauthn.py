"""Assertions: those of the standard and those of an authenticator in software, and every part of one made wrong."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from cryptography.exceptions import InvalidSignature
from hypothesis import given
from hypothesis import strategies as st

from comity.body.state import Key
from comity.errors import BadInput, Untrustworthy
from comity.signatures.assertion import Assertion, spell
from comity.signatures.webauthn import read_key, verify_assertion

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors/webauthn/assertions.json").read_text(encoding="utf-8")
)
PARTS = ("authenticator_data", "client_data", "signature")
CHALLENGE = bytes(range(32))


def vector(case: dict[str, str]) -> tuple[Assertion, bytes, Key]:
    parts = [bytes.fromhex(case[name]) for name in PARTS]
    key = Key(
        entry=1,
        key="k1",
        person="p1",
        credential_id=spell(b"id"),
        public_key=spell(bytes.fromhex(case["public_key"])),
        rp_id="example.org",
        origin="https://example.org",
        since="2026-01-01",
    )
    return Assertion(b"id", *parts), bytes.fromhex(case["challenge"]), key


def key_of(made: Any) -> Key:
    return Key(entry=1, key="k1", person="p1", since="2026-01-01", **made.binding())


def finding(made: Assertion, challenge: bytes, key: Key) -> str:
    """The code of what is wrong, empty where nothing is."""
    try:
        verify_assertion(made, challenge, key)
    except Untrustworthy as error:
        return error.code
    return ""


class TestTheStandard:
    @pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["section"])
    def test_its_assertions_are_found_to_be_what_it_says(self, case: dict[str, str]) -> None:
        assert finding(*vector(case)) == case["finding"]

    @pytest.mark.parametrize("case", VECTORS, ids=lambda case: case["section"])
    def test_its_keys_verify_its_signatures_and_no_others(self, case: dict[str, str]) -> None:
        made, _, key = vector(case)
        data = made.authenticator_data + sha256(made.client_data).digest()
        read_key(key.public_key).verify(data, made.signature)
        flipped = made.authenticator_data[:36] + b"\1" + sha256(made.client_data).digest()
        with pytest.raises(InvalidSignature):
            read_key(key.public_key).verify(flipped, made.signature)

    @pytest.mark.parametrize("part", PARTS)
    @given(data=st.data())
    def test_no_bit_of_an_assertion_can_change(self, part: str, data: Any) -> None:
        case = next(case for case in VECTORS if not case["finding"])
        bits = data.draw(st.integers(0, len(case[part]) * 4 - 1))
        changed = bytearray.fromhex(case[part])
        changed[bits // 8] ^= 1 << bits % 8
        assert finding(*vector({**case, part: changed.hex()})).startswith("signature.")


class TestAnAuthenticator:
    @pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
    def test_an_assertion_of_each_kind_of_key_verifies(self, authenticator: Any, kind: str) -> None:
        made = authenticator(kind)
        assert finding(Assertion(**made.asserts(CHALLENGE)), CHALLENGE, key_of(made)) == ""

    @pytest.mark.parametrize(
        ("wrong", "code"),
        [
            ({"type": "webauthn.create"}, "signature.type"),
            ({"type": 1}, "signature.type"),
            ({"challenge": spell(bytes(32))}, "signature.challenge"),
            ({"challenge": spell(CHALLENGE) + "="}, "signature.challenge"),
            ({"origin": "https://evil.example.org"}, "signature.origin"),
            ({"origin": "http://league.example.org"}, "signature.origin"),
            ({"crossOrigin": True}, "signature.origin"),
            ({"rp_id": "example.com"}, "signature.rp_id"),
            ({"flags": 0x04}, "signature.flags"),
            ({"flags": 0x01}, "signature.flags"),
            ({"flags": 0x15}, "signature.flags"),
            ({"flags": 0x45}, "signature.flags"),
            ({"flags": 0x85}, "signature.flags"),
            ({"extra": b"\xa0"}, "signature.flags"),
        ],
        ids=str,
    )
    def test_what_it_truly_signs_and_should_not_have_is_found(
        self, authenticator: Any, wrong: dict[str, Any], code: str
    ) -> None:
        made = authenticator()
        assert (
            finding(Assertion(**made.asserts(CHALLENGE, **wrong)), CHALLENGE, key_of(made)) == code
        )

    @pytest.mark.parametrize("extra", [{"flags": 0x1D}, {"flags": 0x85, "extra": b"\xa0"}], ids=str)
    def test_a_synchronised_key_and_one_with_extensions_sign_as_well(
        self, authenticator: Any, extra: dict[str, Any]
    ) -> None:
        made = authenticator("EdDSA")
        assert finding(Assertion(**made.asserts(CHALLENGE, **extra)), CHALLENGE, key_of(made)) == ""

    def test_client_data_that_are_no_object_are_none(self, authenticator: Any) -> None:
        made = authenticator()
        parts = made.asserts(CHALLENGE) | {"client_data": b"\xff"}
        assert finding(Assertion(**parts), CHALLENGE, key_of(made)) == "signature.type"

    def test_authenticator_data_that_are_cut_short_are_found(self, authenticator: Any) -> None:
        made = authenticator()
        parts = made.asserts(CHALLENGE)
        parts["authenticator_data"] = parts["authenticator_data"][:36]
        assert finding(Assertion(**parts), CHALLENGE, key_of(made)) == "signature.flags"

    def test_another_key_of_the_same_kind_does_not_do(self, authenticator: Any) -> None:
        mine, other = authenticator(seed=1), authenticator(seed=2)
        made = Assertion(**mine.asserts(CHALLENGE))
        assert finding(made, CHALLENGE, key_of(other)) == "signature.key"
        key = key_of(other)
        key.credential_id = key_of(mine).credential_id
        assert finding(made, CHALLENGE, key) == "signature.false"


class TestKeys:
    def test_a_short_rsa_key_is_not_taken(self, authenticator: Any) -> None:
        with pytest.raises(BadInput, match="2048") as error:
            read_key(spell(authenticator("RS256", bits=1024).cose))
        assert error.value.code == "key.algorithm"

    def test_a_key_of_another_algorithm_is_not_taken(self, authenticator: Any) -> None:
        cose = authenticator().cose.replace(b"\x03\x26", b"\x03\x2d", 1)  # -14, which is nobody's
        with pytest.raises(BadInput, match="-14") as error:
            read_key(spell(cose))
        assert error.value.code == "key.algorithm"

    def test_a_point_that_is_not_on_the_curve_is_no_key(self, authenticator: Any) -> None:
        with pytest.raises(BadInput) as error:
            read_key(spell(authenticator().cose[:-1] + b"\0"))
        assert error.value.code == "key.unreadable"

    @pytest.mark.parametrize("kind", ["ES256", "EdDSA", "RS256"])
    def test_no_key_is_read_from_less_than_all_its_bytes_or_more(
        self, authenticator: Any, kind: str
    ) -> None:
        cose = authenticator(kind).cose
        read_key(spell(cose))
        for at in range(1, 9):
            with pytest.raises(BadInput):
                read_key(spell(cose[:at]))
        with pytest.raises(BadInput):
            read_key(spell(cose + b"\0"))

    @given(st.binary(min_size=1, max_size=60))
    def test_bytes_that_are_no_key_are_told_as_that(self, data: bytes) -> None:
        with pytest.raises(BadInput) as error:
            read_key(spell(data))
        assert error.value.code in ("key.unreadable", "key.algorithm")

    @pytest.mark.parametrize("data", [b"\x81" * 4000, b"\xbb" + b"\xff" * 8, b"\xa1\x80\x01"])
    def test_hostile_bytes_are_told_as_that(self, data: bytes) -> None:
        with pytest.raises(BadInput):
            read_key(spell(data))
