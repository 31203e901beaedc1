"""What is signed: the digest of an act's canonical bytes, in the name of one body and of this form of signature.

SHA-256 over a line that says what the bytes are for, the body's name as a line of JSON, and the act's canonical JSON
without its signature. The lines keep a signature for another body, or for anything else, from being one here.

>>> from comity.body.acts import StatePosition
>>> act = StatePosition(by="p1", for_="KZ", held="2026-03-02T09:00:00Z", question="m1.q2", choice="in favour")
>>> message("league", act).decode().splitlines()[:2]
['comity signature/1', '"league"']
>>> challenge_of("league", act) == challenge_of("league", signed(act, "passkey/1:..."))
True
"""

from __future__ import annotations

from hashlib import sha256
from typing import TypeVar

import msgspec

from comity.body.acts import AnyAct, BindKey, StatePosition
from comity.register.canonical import canonical
from comity.store.codec import encode_act

FORM = b"comity signature/1\n"
SignedAct = StatePosition | BindKey
"""The acts that can carry a signature."""
S = TypeVar("S", StatePosition, BindKey)


def challenge_of(body: str, act: SignedAct) -> bytes:
    """The 32 bytes to be signed for this act in this body; the same whether it has been signed or not."""
    return sha256(message(body, act)).digest()


def message(body: str, act: SignedAct) -> bytes:
    """The bytes whose digest is signed."""
    unsigned = msgspec.structs.replace(act, signature="")
    return FORM + canonical(body) + b"\n" + encode_act(unsigned)


def signed(act: S, signature: str) -> S:
    """The act with that signature in place of its own."""
    return msgspec.structs.replace(act, signature=signature)


def signature_of(act: AnyAct) -> str:
    """The signature that the act carries; empty where there is none."""
    return act.signature if isinstance(act, StatePosition | BindKey) else ""
