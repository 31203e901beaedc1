"""Proofs in one file: that an entry stands in a register, checked offline. C2SP tlog-proof, version 1.

::

    c2sp.org/tlog-proof@v1
    extra <base64 of the entry>             Comity always gives the entry here
    index 2                                 the number of the entry
    <base64 of 32 bytes>                    the path, from the leaf upwards, a line for each hash
    (an empty line)
    <the checkpoint, as it was signed>

The file is worth what the verifying key is worth with which it is checked. ``extra`` is not vouched for by the
signature but by the path: an entry that is not the one in the tree does not check.

>>> from comity.register.checkpoint import sign
>>> from comity.register.keys import SigningKey
>>> from comity.register.paths import inclusion
>>> from comity.register.tree import fold, leaf_hashes
>>> key = SigningKey("example.org/council", bytes(32))
>>> leaves = leaf_hashes([b"founded", b"convened", b"adopted"])
>>> head = sign("example.org/council", 3, fold(leaves), key)
>>> path = inclusion(1, 3, lambda start, end: fold(leaves[start:end]))
>>> text = make(Proof(b"convened", 1, tuple(path), head))
>>> proven = check(text, key.verifying)
>>> proven.entry, proven.index, proven.checkpoint.size
(b'convened', 1, 3)
>>> check(text.replace("index 1", "index 0"), key.verifying)
Traceback (most recent call last):
comity.errors.Untrustworthy: The proof does not lead from entry 0 to the signed root over 3 entries.
"""

from __future__ import annotations

import re
from base64 import b64encode
from dataclasses import dataclass

from comity.errors import BadInput, Untrustworthy
from comity.register import checkpoint
from comity.register.checkpoint import Checkpoint, decode_hash
from comity.register.keys import VerifyingKey, from_base64
from comity.register.paths import includes
from comity.register.tree import leaf_hash

FIRST_LINE = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,19})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """What a proof file holds: the ``entry`` (None if it must come from elsewhere), its ``index``, the path, the head."""

    entry: bytes | None
    index: int
    path: tuple[bytes, ...]
    checkpoint: str


@dataclass(frozen=True, slots=True)
class Proven:
    """What a proof proves: that ``entry`` is number ``index`` of the register of the ``checkpoint``."""

    entry: bytes
    index: int
    checkpoint: Checkpoint


def make(proof: Proof) -> str:
    """The text of a proof file."""
    lines = [FIRST_LINE]
    if proof.entry is not None:
        lines.append(f"extra {b64encode(proof.entry).decode()}")
    lines.append(f"index {proof.index}")
    lines.extend(b64encode(digest).decode() for digest in proof.path)
    return "\n".join(lines) + f"\n\n{proof.checkpoint}"


def check(
    text: str, key: VerifyingKey, origin: str | None = None, *, entry: bytes | None = None
) -> Proven:
    """What the proof file proves, under the key of the register ``origin`` (by default: the key's name).

    ``entry`` is needed where the file does not hold it, and must be the same where it does. Untrustworthy, with the
    file as evidence, where anything does not fit; BadInput where it cannot be read.
    """
    proof = parse(text)
    head = checkpoint.verify(proof.checkpoint, key, origin)
    held = proof.entry if entry is None else entry
    if held is None:
        raise _unreadable("the entry is not in it; give the entry beside it")
    if not includes(leaf_hash(held), proof.index, head.size, proof.path, head.root):
        raise Untrustworthy(
            "proof.path",
            "The proof does not lead from entry {index} to the signed root over {size} entries.",
            entry=proof.index,
            evidence=[text],
            index=proof.index,
            size=head.size,
        )
    return Proven(held, proof.index, head)


def parse(text: str) -> Proof:
    """The proof file taken apart, nothing in it being believed; BadInput where it is none."""
    head, gap, signed = text.partition("\n\n")
    first, *lines = head.split("\n")
    if first != FIRST_LINE or not gap:
        raise _unreadable(f"it does not begin with {FIRST_LINE}, or has no checkpoint")
    entry = None
    if lines and lines[0].startswith("extra "):
        entry = _extra(lines.pop(0))
    index = _INDEX.fullmatch(lines[0]) if lines else None
    if index is None:
        raise _unreadable("the line of the index is missing or wrong")
    return Proof(entry, int(index[1]), tuple(map(decode_hash, lines[1:])), signed)


def _extra(line: str) -> bytes:
    try:
        return from_base64(line.removeprefix("extra "))
    except ValueError:
        raise _unreadable("the entry is not base64") from None


def _unreadable(why: str) -> BadInput:
    return BadInput(
        "proof.unreadable",
        f"This proof cannot be read: {why}.",
        remedy="Ask for the file again, byte for byte as it was made.",
    )
