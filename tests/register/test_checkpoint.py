"""Checkpoints against a published log of fifteen entries, and against published checkpoints."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path

import pytest

from comity.errors import BadInput, Untrustworthy
from comity.register import checkpoint, note
from comity.register.keys import SigningKey, VerifyingKey
from comity.register.tree import EMPTY_ROOT, Frontier, fold, leaf_hashes

VECTORS = Path(__file__).parents[1] / "vectors" / "tlog"
LOG = json.loads((VECTORS / "tessera_test_log.json").read_text("utf-8"))
LOG_KEY = VerifyingKey.parse(LOG["verifier_key"])
COUNCIL = SigningKey("example.org/council", bytes(32))
ROOT = b"r" * 32


def entries_of(bundle: str) -> list[bytes]:
    """A bundle of tlog-tiles: each entry after its length in two bytes."""
    data, entries = b64decode(bundle), []
    while data:
        length = int.from_bytes(data[:2], "big")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


@pytest.mark.parametrize("size", range(16))
def test_published_checkpoint_is_signed_over_the_root_that_we_compute(size: int) -> None:
    head = checkpoint.verify(LOG["checkpoints"][size], LOG_KEY)
    bundle = LOG["files"][f"tile/entries/000.p/{size}"] if size else ""
    leaves = leaf_hashes(entries_of(bundle))
    assert head.size == size == len(leaves)
    assert head.root == fold(leaves) == Frontier().extend(leaves).root()
    if size:
        assert b"".join(leaves) == b64decode(LOG["files"][f"tile/0/000.p/{size}"])


def test_a_checkpoint_comes_back_as_it_was_signed() -> None:
    text = checkpoint.sign(COUNCIL.name, 7, ROOT, COUNCIL, ["note one", "note two"])
    head = checkpoint.verify(text, COUNCIL.verifying)
    assert head == checkpoint.Checkpoint(COUNCIL.name, 7, ROOT, ("note one", "note two"))
    assert checkpoint.parse(text) == head


def test_the_empty_register_has_a_checkpoint() -> None:
    text = checkpoint.sign(COUNCIL.name, 0, EMPTY_ROOT, COUNCIL)
    assert checkpoint.verify(text, COUNCIL.verifying).size == 0


def test_the_checkpoint_of_one_register_does_not_pass_for_that_of_another() -> None:
    text = checkpoint.sign("example.org/league", 7, ROOT, COUNCIL)
    with pytest.raises(Untrustworthy) as finding:
        checkpoint.verify(text, COUNCIL.verifying)
    assert finding.value.code == "checkpoint.origin"
    assert finding.value.evidence == (text,)
    assert checkpoint.verify(text, COUNCIL.verifying, "example.org/league").size == 7


def test_a_checkpoint_with_a_changed_size_or_root_is_not_trusted() -> None:
    text = checkpoint.sign(COUNCIL.name, 7, ROOT, COUNCIL)
    for changed in (text.replace("\n7\n", "\n8\n"), text.replace("cnJy", "cnJz", 1)):
        assert changed != text
        with pytest.raises(Untrustworthy):
            checkpoint.verify(changed, COUNCIL.verifying)


@pytest.mark.parametrize(
    "body",
    [
        "example.org/council\n",
        "example.org/council\n7\n",
        "\n7\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "example.org/council\n07\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "example.org/council\n-7\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "example.org/council\n7.0\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "example.org/council\n٧\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n",
        "example.org/council\n7\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycg==\n",
        "example.org/council\n7\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnJ=\n",
        "example.org/council\n7\nroot\n",
        "example.org/council\n7\ncnJycnJycnJycnJycnJycnJycnJycnJycnJycnJycnI=\n\nmore\n",
    ],
)
def test_a_signed_text_that_is_no_checkpoint_is_refused(body: str) -> None:
    with pytest.raises(BadInput) as refusal:
        checkpoint.verify(note.sign(body, COUNCIL), COUNCIL.verifying)
    assert refusal.value.code == "checkpoint.unreadable"
