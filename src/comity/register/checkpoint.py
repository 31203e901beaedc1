"""Checkpoints: the signed head of a register. C2SP tlog-checkpoint, a signed note of three lines or more.

::

    example.org/council                             the origin: which register
    3                                               how many entries
    Nfpu0xFq084t1zZrHbKRUgTpBB/KgDF13PQ3NjT5xSg=    base64 of the root of the tree over them
                                                    (any further line is an extension and not empty)

Whoever keeps a checkpoint can later show that the register was cut short or rewritten. The signer never signs two
that no consistency proof joins. The key bears the origin as its name; ``verify`` insists on the origin, so that a
head of one register never passes for that of another under the same key.

>>> from comity.register.keys import SigningKey
>>> from comity.register.tree import Frontier, leaf_hash
>>> key = SigningKey("example.org/council", bytes(32))
>>> tree = Frontier().append(leaf_hash(b"founded"))
>>> text = sign("example.org/council", tree.size, tree.root(), key)
>>> head = verify(text, key.verifying)
>>> head.origin, head.size, head.root == tree.root()
('example.org/council', 1, True)
>>> verify(text.replace("\\n1\\n", "\\n2\\n"), key.verifying)
Traceback (most recent call last):
comity.errors.Untrustworthy: The signature of example.org/council does not fit the text above it.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from comity.errors import BadInput, Untrustworthy
from comity.register import note
from comity.register.keys import SigningKey, VerifyingKey, from_base64
from comity.register.tree import HASH_SIZE

SIZE_DIGITS = 20
_SIZE = re.compile(rf"0|[1-9][0-9]{{0,{SIZE_DIGITS - 1}}}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the register called ``origin``: how many entries, and the 32-byte root over them."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def text(self) -> str:
        """The text to be signed."""
        head = (self.origin, str(self.size), b64encode(self.root).decode())
        return "".join(f"{line}\n" for line in (*head, *self.extensions))


def sign(
    origin: str, size: int, root: bytes, key: SigningKey, extensions: Sequence[str] = ()
) -> str:
    """The signed checkpoint."""
    assert origin
    assert len(root) == HASH_SIZE
    assert all(extensions)
    return note.sign(Checkpoint(origin, size, root, tuple(extensions)).text(), key)


def parse(text: str) -> Checkpoint:
    """What a signed checkpoint says, its signatures unlooked at; BadInput where it is none."""
    return _read(note.parse(text).text)


def verify(text: str, key: VerifyingKey, origin: str | None = None) -> Checkpoint:
    """What the checkpoint says, if ``key`` signed it for the register ``origin`` (by default: the key's name).

    Untrustworthy, with the checkpoint as evidence, where it did not; BadInput where it cannot be read.
    """
    checkpoint = _read(note.verify(text, [key]).text)
    expected = key.name if origin is None else origin
    if checkpoint.origin != expected:
        raise Untrustworthy(
            "checkpoint.origin",
            "The checkpoint is of {origin}, and {expected} was expected.",
            evidence=[text],
            origin=checkpoint.origin,
            expected=expected,
        )
    return checkpoint


def _read(text: str) -> Checkpoint:
    lines = text[:-1].split("\n")
    if len(lines) < 3 or not all(lines):
        raise _unreadable("it needs an origin, a size and a root, and no empty line")
    origin, size, root, *extensions = lines
    if not _SIZE.fullmatch(size):
        raise _unreadable(f"{size[:40]!r} is not a number of entries")
    return Checkpoint(origin, int(size), decode_hash(root), tuple(extensions))


def decode_hash(text: str) -> bytes:
    """The 32 bytes written in base64; BadInput for anything else."""
    try:
        data = from_base64(text)
    except ValueError:
        data = b""
    if len(data) != HASH_SIZE:
        raise _unreadable(f"{text[:60]!r} is not the base64 of 32 bytes")
    return data


def _unreadable(why: str) -> BadInput:
    return BadInput(
        "checkpoint.unreadable",
        f"This checkpoint cannot be read: {why}.",
        remedy="Fetch it again, byte for byte as it was published.",
    )
