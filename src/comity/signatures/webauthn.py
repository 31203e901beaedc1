"""Whether an assertion is a passkey's signature of an act: Web Authentication, Level 2, section 7.2, without a server.

What a server would have compared with its session is compared with the register: the challenge is the act's digest, origin
and relying party are those that the key was bound for, and the person was there and was verified. Sign counters are left
alone, since they are of no use years later, and passkeys that are synchronised have none. Keys are ES256 (-7), EdDSA with
Ed25519 (-8) and RS256 (-257) of at least 2048 bits.

>>> read_key("AQID")
Traceback (most recent call last):
comity.errors.BadInput: public_key: This is no COSE key. Give the key as the authenticator made it (ES256, EdDSA or RS256).
"""

from __future__ import annotations

import struct
from enum import IntFlag
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import msgspec

from comity.body.state import Key
from comity.errors import BadInput, Untrustworthy
from comity.signatures.assertion import Assertion, parse, spell, unspell
from comity.signatures.challenge import SignedAct, challenge_of

if TYPE_CHECKING:
    from fido2.cose import CoseKey

ALGORITHMS = {-7: "ES256", -8: "EdDSA", -257: "RS256"}
SHORTEST_RSA = 2048  # bits
CBOR_FAULTS = (
    *(BadInput, ValueError, TypeError, AttributeError, LookupError, RecursionError),
    struct.error,
)
"""What reading bytes that are no COSE key can end in."""
HEAD = 37  # bytes: the digest of the relying party, the flags, the counter


class Flags(IntFlag):
    """What the authenticator says of itself and of the person (section 6.1)."""

    PRESENT = 0x01
    VERIFIED = 0x04
    BACKUP_ELIGIBLE = 0x08
    BACKED_UP = 0x10
    CREDENTIAL_DATA = 0x40
    EXTENSIONS = 0x80


class _ClientData(msgspec.Struct, rename="camel"):
    type: str
    challenge: str
    origin: str
    cross_origin: bool = False


_read_client_data = msgspec.json.Decoder(_ClientData).decode


def verify(act: SignedAct, body: str, key: Key) -> None:
    """Returns where the act's signature is one of this act, in this body, under this key.

    Raises what ``verify_assertion`` raises, and ``BadInput`` (``signature.unreadable``) where there is none to read.
    Whether the key was the person's on the day is for ``checking``."""
    verify_assertion(parse(act.signature), challenge_of(body, act), key)


def verify_assertion(made: Assertion, challenge: bytes, key: Key) -> None:
    """Returns where the assertion answers this challenge under this key.

    ``BadInput`` (``key.unreadable``, ``key.algorithm``) for a key that is none, ``Untrustworthy`` (``signature.key``,
    ``.type``, ``.challenge``, ``.origin``, ``.rp_id``, ``.flags``, ``.false``) for the first thing that is wrong."""
    if spell(made.credential_id) != key.credential_id:
        raise Untrustworthy("signature.key", f"It was not made with the key {key.key}.")
    _check_client(made.client_data, challenge, key)
    _check_authenticator(made.authenticator_data, key)
    _check_signature(made, key)


def _check_client(data: bytes, challenge: bytes, key: Key) -> None:
    try:
        client = _read_client_data(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise Untrustworthy("signature.type", f"Its client data are none: {error}.") from error
    if client.type != "webauthn.get":
        raise Untrustworthy("signature.type", f"It is {client.type!r}, which signs nothing.")
    if client.challenge != spell(challenge):
        raise Untrustworthy(
            "signature.challenge", "It signs something else: not this act in this body."
        )
    if client.origin != key.origin or client.cross_origin:
        raise Untrustworthy(
            "signature.origin", f"It was made on {client.origin}, and not on {key.origin} itself."
        )


def _check_authenticator(data: bytes, key: Key) -> None:
    if len(data) < HEAD:
        raise Untrustworthy("signature.flags", "Its authenticator data are cut short.")
    if data[:32] != sha256(key.rp_id.encode()).digest():
        raise Untrustworthy("signature.rp_id", f"It was not made for {key.rp_id}.")
    flags = Flags(data[32])
    for flag, missing in (
        (Flags.PRESENT, "nobody was present"),
        (Flags.VERIFIED, "the person was not verified"),
    ):
        if flag not in flags:
            raise Untrustworthy("signature.flags", f"Its authenticator says that {missing}.")
    more = bool(flags & (Flags.CREDENTIAL_DATA | Flags.EXTENSIONS))
    copied = Flags.BACKED_UP in flags and Flags.BACKUP_ELIGIBLE not in flags
    if copied or more != (len(data) > HEAD):
        raise Untrustworthy("signature.flags", "Its authenticator data contradict themselves.")


def _check_signature(made: Assertion, key: Key) -> None:
    from cryptography.exceptions import InvalidSignature  # on the first signature, and not before

    signed = made.authenticator_data + sha256(made.client_data).digest()
    try:
        read_key(key.public_key).verify(signed, made.signature)
    except InvalidSignature as error:
        raise Untrustworthy(
            "signature.false", f"It does not verify under the key {key.key}."
        ) from error


# --- keys -------------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1024)
def read_key(text: str) -> CoseKey:
    """The COSE key in base64url, one that can verify. ``BadInput`` (``key.unreadable``, ``key.algorithm``)."""
    from cryptography.exceptions import InvalidSignature
    from fido2 import cbor
    from fido2.cose import CoseKey

    try:
        fields: Any = cbor.decode(unspell(text))
        key = CoseKey.parse(fields)
    except CBOR_FAULTS as error:
        raise _no_key("key.unreadable", "This is no COSE key.") from error
    if key.ALGORITHM not in ALGORITHMS:
        raise _no_key("key.algorithm", f"Keys of the algorithm {fields[3]!r} are not taken.")
    try:
        key.verify(b"", b"")  # reads the numbers of the key, and finds the signature wrong
    except InvalidSignature:
        pass
    except (ValueError, TypeError, KeyError) as error:
        raise _no_key("key.unreadable", f"The key is none: {error}.") from error
    if key.ALGORITHM == -257 and int.from_bytes(key[-1]).bit_length() < SHORTEST_RSA:
        raise _no_key("key.algorithm", f"RSA keys of less than {SHORTEST_RSA} bits are not taken.")
    return key


def _no_key(code: str, sentence: str) -> BadInput:
    return BadInput(
        code,
        sentence,
        where="public_key",
        remedy="Give the key as the authenticator made it (ES256, EdDSA or RS256).",
    )
