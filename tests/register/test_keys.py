"""Keys against Wycheproof and against keys published elsewhere."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from comity.errors import BadInput
from comity.register.keys import SigningKey, VerifyingKey

VECTORS = Path(__file__).parents[1] / "vectors"
WYCHEPROOF = json.loads(
    gzip.decompress((VECTORS / "ed25519" / "wycheproof_ed25519_test.json.gz").read_bytes())
)
CASES = [
    pytest.param(group["publicKey"]["pk"], case, id=f"{case['tcId']} {case['comment']}")
    for group in WYCHEPROOF["testGroups"]
    for case in group["tests"]
]
# Seed and text of the test keys of golang/mod's package note.
ENOCH = "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop"


def test_all_of_wycheproof_is_here() -> None:
    assert len(CASES) == WYCHEPROOF["numberOfTests"] == 151


@pytest.mark.parametrize(("public", "case"), CASES)
def test_signature_of_wycheproof(public: str, case: dict[str, str]) -> None:
    key = VerifyingKey("wycheproof", bytes.fromhex(public))
    holds = key.verifies(bytes.fromhex(case["msg"]), bytes.fromhex(case["sig"]))
    assert holds is (case["result"] == "valid")


def test_a_key_published_elsewhere_is_read_and_written_back() -> None:
    key = VerifyingKey.parse(ENOCH)
    assert (key.name, key.id.hex()) == ("EnochRoot", "af0cfe78")
    assert key.text() == ENOCH


def test_the_public_half_of_a_seed_is_that_published_elsewhere() -> None:
    assert SigningKey("EnochRoot", bytes(32)).verifying.text() == ENOCH


def test_a_signing_key_comes_back_from_its_text() -> None:
    key = SigningKey("example.org/council", bytes(range(32)))
    assert SigningKey.parse(key.text()) == key
    assert SigningKey.parse(key.text() + "\n") == key
    assert key.text().startswith("PRIVATE+KEY+example.org/council+")


def test_a_signature_is_good_for_one_text_and_one_key() -> None:
    key, other = SigningKey("a", bytes(32)), SigningKey("a", bytes(31) + b"\x01")
    signature = key.sign(b"text")
    assert key.verifying.verifies(b"text", signature)
    assert not key.verifying.verifies(b"texts", signature)
    assert not other.verifying.verifies(b"text", signature)
    assert not key.verifying.verifies(b"text", signature[:-1])


def test_the_secret_is_never_shown() -> None:
    key = SigningKey("council", b"\xab" * 32)
    assert "ab" not in repr(key)
    with pytest.raises(BadInput) as refusal:
        SigningKey.parse(key.text().replace("council", "league"))
    assert key.text().split("+")[-1] not in str(refusal.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "EnochRoot",
        "EnochRoot+af0cfe78",
        "EnochRoot+af0cfe78+",
        "+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "Enoch Root+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "EnochRoot+af0cfe79+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "EnochRoots+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "EnochRoot+af0cfe78+AjtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop",
        "EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdo=",
        "EnochRoot+af0cfe78+not base64",
        "EnochRoot+af0cfe78+ключ",
    ],
)
def test_what_is_no_verifying_key_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="verifying key") as refusal:
        VerifyingKey.parse(text)
    assert refusal.value.code == "key.unreadable"


@pytest.mark.parametrize(
    "text", ["", "PRIVATE+KEY+", ENOCH, f"PRIVATE+KEY+{ENOCH}", "PRIVATE+KEY+a+00000000+AQ=="]
)
def test_what_is_no_signing_key_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="signing key"):
        SigningKey.parse(text)


@pytest.mark.parametrize(
    ("name", "seed"), [("", bytes(32)), ("a b", bytes(32)), ("a+b", bytes(32)), ("a", bytes(31))]
)
def test_a_key_cannot_be_made_of_anything(name: str, seed: bytes) -> None:
    with pytest.raises(BadInput):
        SigningKey(name, seed)
