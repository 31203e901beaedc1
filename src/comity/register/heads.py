"""Signed heads of one register beside each other: the present one, and those that somebody kept.

No entry is needed to see that a register was cut short: the head covers fewer entries than a checkpoint kept
elsewhere. Nor to see that it continues an earlier head, if a consistency path comes with it (``paths``).

>>> from comity.register.keys import SigningKey
>>> from comity.register.paths import consistency
>>> from comity.register.tree import fold, leaf_hashes
>>> key = SigningKey("example.org/council", bytes(32))
>>> leaves = leaf_hashes([b"founded", b"convened", b"adopted"])
>>> two, three = (checkpoint.sign(key.name, size, fold(leaves[:size]), key) for size in (2, 3))
>>> path = consistency(2, 3, lambda start, end: fold(leaves[start:end]))
>>> earlier, later = check_continuation(two, three, path, key.verifying)
>>> earlier.size, later.size
(2, 3)
>>> gather(two, [three], key.verifying)
Traceback (most recent call last):
comity.errors.Untrustworthy: The register has 2 entries; a checkpoint kept elsewhere was signed over 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from comity.errors import Untrustworthy
from comity.register import checkpoint
from comity.register.checkpoint import Checkpoint
from comity.register.keys import VerifyingKey
from comity.register.paths import extends


@dataclass(frozen=True, slots=True)
class Heads:
    """The signed ``text`` of the present ``head``, and those ``kept`` elsewhere by size, none larger than the head."""

    text: str
    head: Checkpoint
    kept: tuple[tuple[Checkpoint, str], ...]


def gather(head: str, kept: Sequence[str], key: VerifyingKey, origin: str | None = None) -> Heads:
    """The heads, each verified. Untrustworthy where one does not verify, or where the register was cut short: then
    the kept checkpoint and the head are the evidence."""
    signed = checkpoint.verify(head, key, origin)
    promises = [(checkpoint.verify(text, key, origin), text) for text in kept]
    for promise, text in promises:
        if promise.size > signed.size:
            raise Untrustworthy(
                "register.truncated",
                "The register has {size} entries; a checkpoint kept elsewhere was signed over {promise_size}.",
                entry=signed.size,
                evidence=[text, head],
                size=signed.size,
                promise_size=promise.size,
            )
    return Heads(head, signed, tuple(sorted(promises, key=lambda pair: pair[0].size)))


def check_continuation(
    earlier: str, later: str, path: Sequence[bytes], key: VerifyingKey, origin: str | None = None
) -> tuple[Checkpoint, Checkpoint]:
    """Both checkpoints, if the path proves that the later register continues the earlier.

    Untrustworthy, with both as evidence, where it does not; a wrong path alone does not prove a fork.
    """
    old, new = (checkpoint.verify(text, key, origin) for text in (earlier, later))
    if not extends(old.size, old.root, new.size, new.root, path):
        raise Untrustworthy(
            "proof.continuation",
            "The register of {size} entries is not shown to continue that of {old_size}.",
            evidence=[earlier, later],
            size=new.size,
            old_size=old.size,
        )
    return old, new
