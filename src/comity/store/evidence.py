"""Evidence from a store: whether a register verifies, and proofs for those who do not have it.

A proof needs the roots over some stretches of the register. They are put together from the stored blocks, and only
the ragged ends from leaf hashes, so that a proof from a million entries reads some hundreds of rows.

>>> from comity.register import checkpoint, proof
>>> from comity.register.keys import SigningKey
>>> from comity.register.tree import Frontier, grow, leaf_hashes
>>> from comity.store.memory import MemoryStore
>>> from comity.store.protocol import KeptBody
>>> key = SigningKey("example.org/council", bytes(32))
>>> entries = [b"founded", b"convened", b"adopted"]
>>> growth = grow(Frontier(), leaf_hashes(entries))
>>> store = MemoryStore()
>>> store.found(KeptBody("council", key.name, key.verifying.text()), "")
>>> head = checkpoint.sign(key.name, 3, growth.after.root(), key)
>>> store.append("council", 0, entries, growth, head)
>>> verify(store, "council", key.verifying).size
3
>>> proof.check(prove(store, "council", 2), key.verifying).entry
b'adopted'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import partial
from hashlib import sha256

from comity.errors import BadInput, Message, Untrustworthy
from comity.register import checkpoint, paths, proof, verification
from comity.register.checkpoint import Checkpoint
from comity.register.keys import VerifyingKey
from comity.register.paths import RootOver
from comity.register.tree import BLOCK, fold
from comity.register.verification import Examine, Row
from comity.store.protocol import Store

Watch = Callable[[Iterable[Row]], Iterable[Row]]
"""Something that passes the rows on as it gets them, to show how far the reading has come."""


def verify(
    store: Store,
    body: str,
    key: VerifyingKey,
    *,
    kept: Sequence[str] = (),
    examine: Examine | None = None,
    watch: Watch = iter,
) -> Checkpoint:
    """The signed head of the body's register, if all that the store keeps of the register fits it, and all sealed
    content its digest.

    ``key`` is the one that the verifier trusts; the store's own is no better than the store. ``kept`` and ``examine``
    as in ``verification.verify``, which says what is refused. What is appended meanwhile is left for another time.
    """
    head = store.head(body)
    checked = verification.verify(
        watch(store.stored(body, 0, head.size)),
        head.checkpoint,
        key,
        store.body(body).origin,
        frontier=head.frontier,
        blocks=partial(store.blocks, body),
        kept=kept,
        examine=examine,
    )
    _refuse_surplus(store, body)
    _check_sealed(store, body)
    return checked


def verify_hashes(store: Store, body: str, key: VerifyingKey) -> Checkpoint:
    """The signed head, if the stored hashes lead to it, block by block, and all sealed content has its digest. The bytes of
    the entries are not read. Untrustworthy as ``verify``."""
    head = store.head(body)
    stretches = (
        store.leaves(body, first, min(first + BLOCK, head.size))
        for first in range(0, head.size, BLOCK)
    )
    checked = verification.verify_hashes(
        stretches,
        head.checkpoint,
        key,
        store.body(body).origin,
        frontier=head.frontier,
        blocks=partial(store.blocks, body),
    )
    _check_sealed(store, body)
    return checked


def _check_sealed(store: Store, body: str) -> None:
    for sealed in store.all_sealed(body):
        if sha256(sealed.content).digest() != sealed.digest:
            raise Untrustworthy(
                "register.sealed",
                "The content kept for sealed:{digest} is not what was sealed.",
                digest=sealed.digest.hex(),
            )


def _refuse_surplus(store: Store, body: str) -> None:
    """Look for rows beyond the head. A row and the head that covers it appear together, so the head is read last."""
    beyond = next(iter(store.stored(body, store.head(body).size)), None)
    if beyond is not None and store.head(body).size <= beyond[0]:
        raise verification.surplus(beyond[0], store.head(body).checkpoint)


def root_over(store: Store, body: str) -> RootOver:
    """The function that gives the root over any subtree of the register, from the store's blocks and leaves."""

    def root(start: int, end: int) -> bytes:
        if end - start <= BLOCK:
            return fold(store.leaves(body, start, end))
        return _root_from_blocks(store, body, start, end)

    return root


def _root_from_blocks(store: Store, body: str, start: int, end: int) -> bytes:
    """The root over more than a block's worth of entries that begins with a block."""
    level = 1
    while end - start > BLOCK ** (level + 1):
        level += 1
    width = BLOCK**level
    whole = end // width
    hashes = [block.hash for block in store.blocks(body, level, start // width, whole)]
    if end > whole * width:
        hashes.append(root_over(store, body)(whole * width, end))
    return fold(hashes)


def prove(store: Store, body: str, number: int) -> str:
    """The proof file (``register.proof``) that entry ``number`` stands in the register as it is now signed.

    BadInput where there is no such entry.
    """
    head = store.head(body)
    if not 0 <= number < head.size:
        raise BadInput(
            "proof.number",
            "The register has no entry {number}.",
            remedy=Message("Entries are numbered 0 to {last}.", last=head.size - 1)
            if head.size
            else "It is empty.",
            number=number,
        )
    [entry] = store.read(body, number, number + 1)
    path = paths.inclusion(number, head.size, root_over(store, body))
    return proof.make(proof.Proof(entry, number, tuple(path), head.checkpoint))


def prove_continuation(store: Store, body: str, earlier: str) -> list[bytes]:
    """The path from a checkpoint kept elsewhere to the head of the register, for ``heads.check_continuation``.

    BadInput where the checkpoint is of no entries, or of more than the register has: then there is nothing to prove.
    """
    old, head = checkpoint.parse(earlier), store.head(body)
    if not 0 < old.size <= head.size:
        raise BadInput(
            "proof.size",
            "A register of {size} entries cannot be shown to continue one of {old_size}.",
            remedy="Verify the register against that checkpoint.",
            size=head.size,
            old_size=old.size,
        )
    return paths.consistency(old.size, head.size, root_over(store, body))
