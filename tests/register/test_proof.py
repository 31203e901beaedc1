"""Proof files: what checks, what does not, what cannot be read."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from pathlib import Path

import pytest

from comity.errors import BadInput, Untrustworthy
from comity.register import checkpoint
from comity.register.keys import SigningKey, VerifyingKey
from comity.register.paths import inclusion
from comity.register.proof import Proof, check, make, parse
from comity.register.tree import fold, leaf_hashes

COUNCIL = SigningKey("example.org/council", bytes(32))
ENTRIES = [b"entry %d" % number for number in range(11)]
LEAVES = leaf_hashes(ENTRIES)
HEAD = checkpoint.sign(COUNCIL.name, 11, fold(LEAVES), COUNCIL)
LOG = json.loads(
    (Path(__file__).parents[1] / "vectors" / "tlog" / "tessera_test_log.json").read_text("utf-8")
)


def file_of(index: int, entry: bytes | None = None) -> str:
    path = inclusion(index, 11, lambda start, end: fold(LEAVES[start:end]))
    return make(Proof(ENTRIES[index] if entry is None else entry, index, tuple(path), HEAD))


@pytest.mark.parametrize("index", range(11))
def test_a_proof_of_any_entry_checks_offline(index: int) -> None:
    proven = check(file_of(index), COUNCIL.verifying)
    assert (proven.entry, proven.index, proven.checkpoint.size) == (ENTRIES[index], index, 11)


def test_the_file_has_the_lines_of_the_format() -> None:
    lines = file_of(10).split("\n")
    assert lines[0] == "c2sp.org/tlog-proof@v1"
    assert lines[1] == f"extra {b64encode(b'entry 10').decode()}"
    assert lines[2] == "index 10"
    assert lines[3:5] == [
        b64encode(part).decode() for part in (fold(LEAVES[8:10]), fold(LEAVES[:8]))
    ]
    assert "\n".join(lines[5:]) == "\n" + HEAD


def test_a_proof_from_a_published_log_checks() -> None:
    tile = b64decode(LOG["files"]["tile/0/000.p/4"])
    first, second, third, fourth = (tile[place : place + 32] for place in range(0, 128, 32))
    path = (first, fold([third, fourth]))
    text = make(Proof(b"two", 1, path, LOG["checkpoints"][4]))
    assert leaf_hashes([b"two"]) == [second]
    assert check(text, VerifyingKey.parse(LOG["verifier_key"])).entry == b"two"


def test_the_entry_may_come_beside_the_file() -> None:
    bare = make(Proof(None, *_without_entry(3)))
    assert check(bare, COUNCIL.verifying, entry=ENTRIES[3]).entry == ENTRIES[3]
    with pytest.raises(BadInput, match="beside"):
        check(bare, COUNCIL.verifying)
    with pytest.raises(Untrustworthy):
        check(bare, COUNCIL.verifying, entry=ENTRIES[4])
    with pytest.raises(Untrustworthy):
        check(file_of(3), COUNCIL.verifying, entry=ENTRIES[4])


def _without_entry(index: int) -> tuple[int, tuple[bytes, ...], str]:
    proof = parse(file_of(index))
    return proof.index, proof.path, proof.checkpoint


def test_a_proof_that_was_tampered_with_does_not_check_and_is_the_evidence() -> None:
    good = file_of(3)
    wrong = [
        file_of(3, b"another entry"),
        good.replace("index 3", "index 2"),
        good.replace("index 3", "index 11"),
        good.replace(b64encode(LEAVES[2]).decode(), b64encode(LEAVES[1]).decode()),
        good.replace(b64encode(LEAVES[2]).decode() + "\n", ""),
    ]
    for text in wrong:
        with pytest.raises(Untrustworthy) as finding:
            check(text, COUNCIL.verifying)
        assert finding.value.code == "proof.path"
        assert finding.value.evidence == (text,)


def test_a_proof_under_a_head_that_another_signed_does_not_check() -> None:
    forged = checkpoint.sign(COUNCIL.name, 11, fold(LEAVES), SigningKey(COUNCIL.name, b"f" * 32))
    with pytest.raises(Untrustworthy) as finding:
        check(file_of(3).replace(HEAD, forged), COUNCIL.verifying)
    assert finding.value.code == "note.unsigned"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v2\nindex 3\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\nindex three\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\nindex 03\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\nindex 3\nAAAA\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\nextra ###\nindex 3\n\n" + HEAD,
        "c2sp.org/tlog-proof@v1\nindex 3\n\nno checkpoint",
        HEAD,
    ],
    ids=range(10),
)
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadInput):
        check(text, COUNCIL.verifying, entry=b"entry 3")
