"""Sealing: confidential values leave the entry, and a commitment stands in their place.

A commitment is ``sealed:`` and 64 hex digits: the SHA-256 of a 32-byte salt and the canonical JSON of the value. Salt and
value are kept beside the log. Whoever has them checks the commitment; whoever has not still verifies the register; and
what is sealed can be erased where the law demands it, without a byte of the log changing. The same value in an act and in
its effects has the same commitment, so the effects say no more than the act.

>>> sealed, contents = seal({"act": {"member": "KZ", "choice": "against"}}, {"member"}, iter([bytes(32)]))
>>> sealed["act"]["member"][:19], sealed["act"]["choice"]
('sealed:1fffd557031f', 'against')
>>> unseal(sealed, {c.digest: c.content for c in contents}.get)
{'act': {'member': 'KZ', 'choice': 'against'}}
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Set
from hashlib import sha256
from typing import Any

import msgspec

from comity.body.entry import Entry
from comity.errors import BadInput, Untrustworthy
from comity.register.canonical import canonical
from comity.store.codec import decode
from comity.store.protocol import SealedContent, Store

PREFIX = "sealed:"
COMMITMENT = f'"{PREFIX}'.encode()
"""What stands in the bytes of an entry wherever something of it is sealed."""
SALT = 32
COMMITTED = re.compile(f"{PREFIX}[0-9a-f]{{64}}")


def seal(value: Any, names: Set[str], salts: Iterator[bytes]) -> tuple[Any, list[SealedContent]]:
    """``value`` with every field of one of these ``names`` sealed, at any depth, and what was sealed.

    Only texts are sealed: those of a list item by item, those of a mapping value by value, so that what is sealed keeps its
    form. Each distinct text takes one salt of 32 bytes from ``salts``."""
    made: dict[bytes, tuple[str, SealedContent]] = {}

    def commitment(plain: Any) -> str:
        data = canonical(plain)
        if data not in made:
            content = next(salts) + data
            digest = sha256(content).digest()
            made[data] = (PREFIX + digest.hex(), SealedContent(digest, content))
        return made[data][0]

    def walk(inner: Any) -> Any:
        match inner:
            case dict():
                return {k: cover(v) if k in names and v else walk(v) for k, v in inner.items()}
            case list():
                return [walk(item) for item in inner]
            case _:
                return inner

    def cover(plain: Any) -> Any:
        match plain:
            case str():
                return commitment(plain) if plain else plain
            case list():
                return [cover(item) for item in plain]
            case dict():
                return {key: cover(item) for key, item in plain.items()}
            case _:
                return plain

    return walk(value), [content for _, content in made.values()]


def unseal(value: Any, content_of: Callable[[bytes], bytes | None]) -> Any:
    """``value`` with every commitment opened whose content is to be had; the others stay.

    ``Untrustworthy`` (``sealed.mismatch``) where the content is not what was committed to."""
    match value:
        case str() if COMMITTED.fullmatch(value):
            return _opened(value, content_of)
        case dict():
            return {k: unseal(v, content_of) for k, v in value.items()}
        case list():
            return [unseal(item, content_of) for item in value]
        case _:
            return value


def _opened(commitment: str, content_of: Callable[[bytes], bytes | None]) -> Any:
    digest = bytes.fromhex(commitment.removeprefix(PREFIX))
    content = content_of(digest)
    if content is None:
        return commitment
    if sha256(content).digest() != digest:
        raise Untrustworthy(
            "sealed.mismatch",
            "The content kept for {commitment} is not what was committed to.",
            commitment=commitment,
        )
    return json.loads(content[SALT:])


def opened(data: bytes, store: Store, body: str) -> Entry:
    """The entry of those bytes, what is sealed in it opened as far as the store keeps the content."""
    entry = decode(data)
    if COMMITMENT not in data:
        return entry
    raw: Any = unseal(msgspec.to_builtins(entry), lambda digest: store.sealed(body, digest))
    return msgspec.convert(raw, Entry)


def looks_sealed() -> BadInput:
    """The refusal of a value that would be taken for a commitment."""
    return BadInput(
        "text.sealed",
        "A value begins with 'sealed:', which only the registrar writes.",
        remedy="Write it otherwise; name the fields that are confidential, and they are sealed.",
    )
