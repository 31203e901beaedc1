"""Entries and their bytes: canonical JSON (RFC 8785) under explicit, versioned names.

The bytes are ``docs/formats/entry.md``. A stored name never changes meaning: a new meaning gets a new version, and a sample
of every name there ever was is decoded in a test.

>>> from comity.body.acts import CloseSession
>>> entry = Entry(n=7, body="league", at="2026-03-01T09:00:00.000Z", charter=0, engine=1, act=CloseSession(session="s3"))
>>> encode(entry)
b'{"act":{"kind":"session.close/1","session":"s3"},"at":"2026-03-01T09:00:00.000Z","body":"league","charter":0,"engine":1,"n":7}'
>>> decode(encode(entry)) == entry
True
"""

from __future__ import annotations

from collections.abc import Callable
from typing import get_args, get_type_hints

import msgspec

from comity.body.acts import AnyAct
from comity.body.entry import Entry
from comity.errors import BadInput

_encode = msgspec.json.Encoder(order="sorted").encode
_decode = msgspec.json.Decoder(Entry).decode
_decode_act: Callable[[bytes], AnyAct] = msgspec.json.Decoder(AnyAct).decode


def encode(entry: Entry) -> bytes:
    """The canonical bytes of the entry. Entries hold no floats, no integers beyond 2**53 - 1 and no exotic keys, so that
    msgspec's sorted order is RFC 8785's; the property is tested against the general encoder."""
    return _encode(entry)


def decode(data: bytes) -> Entry:
    """The entry of those bytes. ``BadInput`` (``entry.unreadable``) where they are no entry of this format."""
    try:
        return _decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            "entry.unreadable",
            "The bytes are no entry: {error}.",
            remedy="See docs/formats/entry.md.",
            error=error,
        ) from error


def examine(body: str) -> Examined:
    """For verification: what is wrong with the content of an entry of ``body``, decoded and folded nowhere."""
    return Examined(body)


class Examined:
    """Says of an entry's bytes what is wrong with them: not canonical, or another number or body than its place."""

    def __init__(self, body: str) -> None:
        self.body = body

    def __call__(self, number: int, data: bytes) -> str:
        try:
            entry = decode(data)
        except BadInput as error:
            return error.sentence
        if entry.n != number or entry.body != self.body:
            return f"it says that it is entry {entry.n} of {entry.body}"
        return "" if _encode(entry) == data else "its bytes are not canonical"


def encode_act(act: AnyAct) -> bytes:
    """The canonical bytes of an act by itself."""
    return _encode(act)


UNORDERED = frozenset(
    kind
    for kind in get_args(AnyAct)
    if any("dict" in str(hint) for hint in get_type_hints(kind).values())
)


def in_stored_order(act: AnyAct) -> AnyAct:
    """The act as it will be read again: its mappings in the order of canonical JSON, so that whoever decides it again
    meets them in the same order."""
    return read_act(encode_act(act)) if type(act) in UNORDERED else act


def read_act(data: bytes, where: str = "") -> AnyAct:
    """An act as outsiders write it, in JSON. ``BadInput`` (``act.unreadable``) says which field is wrong, and how."""
    try:
        return _decode_act(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise BadInput(
            "act.unreadable",
            "This is no act: {error}.",
            where=where,
            remedy="See docs/formats/acts.md for each kind of act and its fields.",
            error=error,
        ) from error
