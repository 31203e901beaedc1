"""Keys that sign notes: Ed25519 under a name, written in one line of text.

The text is that of C2SP signed-note. A verifying key is public; a signing key is a secret and holds its seed::

    <name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32-byte public key>
    PRIVATE+KEY+<name>+<key id, 8 hex digits>+<base64 of 0x01 and the 32-byte seed>

The key id is the first four bytes of SHA-256 over the name, a newline, 0x01 and the public key. It tells keys apart;
it protects nothing. A body's register signs with a key that bears the register's origin as its name.

>>> key = SigningKey("EnochRoot", bytes(32))
>>> key.verifying.text()
'EnochRoot+af0cfe78+ATtqJ7zOtqQtYqOo0CpvDXNlMhV3HeJDpjrASKGLWdop'
>>> VerifyingKey.parse(key.verifying.text()).verifies(b"text", key.sign(b"text"))
True
>>> key
SigningKey(name='EnochRoot')
"""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from comity.errors import BadInput

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (
        Ed25519PrivateKey,
        Ed25519PublicKey,
    )

ED25519 = b"\x01"
KEY_SIZE = 32
PRIVATE = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """The public half: ``name`` and 32 bytes."""

    name: str
    public: bytes

    @property
    def id(self) -> bytes:
        """The four bytes that go with the name in a signature line."""
        return _id_of(self.name, self.public)

    def verifies(self, message: bytes, signature: bytes) -> bool:
        """Whether the 64-byte signature over the message is by this key (RFC 8032)."""
        from cryptography.exceptions import InvalidSignature

        try:
            _public(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def text(self) -> str:
        """The key in one line."""
        return f"{self.name}+{self.id.hex()}+{b64encode(ED25519 + self.public).decode()}"

    @staticmethod
    def parse(text: str) -> VerifyingKey:
        """The key written in one line; BadInput where it is no Ed25519 key or its id is not its own."""
        name, key_id, public = _parts(text, "verifying key")
        key = VerifyingKey(name, public)
        if key.id.hex() != key_id:
            raise _unreadable("verifying key", f"its id should be {key.id.hex()}")
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """The secret half, made from a 32-byte ``seed`` of the caller's chance. The seed is never shown in a repr."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not is_name(self.name):
            raise _unreadable("signing key", f"the name {self.name!r} holds a space or a plus sign")
        if len(self.seed) != KEY_SIZE:
            raise _unreadable("signing key", f"the seed has {len(self.seed)} bytes instead of 32")

    @property
    def verifying(self) -> VerifyingKey:
        """The public half."""
        return VerifyingKey(self.name, _public_of(self.seed))

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over the message."""
        return _private(self.seed).sign(message)

    def text(self) -> str:
        """The key in one line: a secret."""
        key_id = self.verifying.id.hex()
        return f"{PRIVATE}{self.name}+{key_id}+{b64encode(ED25519 + self.seed).decode()}"

    @staticmethod
    def parse(text: str) -> SigningKey:
        """The key written in one line; BadInput, which never repeats the secret, where it cannot be read."""
        if not text.startswith(PRIVATE):
            raise _unreadable("signing key", f"it does not begin with {PRIVATE}")
        name, key_id, seed = _parts(text.removeprefix(PRIVATE), "signing key")
        key = SigningKey(name, seed)
        if key.verifying.id.hex() != key_id:
            raise _unreadable("signing key", "its id is not that of its public half")
        return key


def is_name(name: str) -> bool:
    """Whether a key may be so called: not empty, no space, control character or plus sign."""
    return bool(name) and "+" not in name and not any(c.isspace() or c < " " for c in name)


def from_base64(text: str) -> bytes:
    """The bytes; ValueError for anything but the one canonical spelling, so that no letter can change unnoticed."""
    data = b64decode(text, validate=True)
    if b64encode(data).decode() != text:
        raise ValueError("another spelling of the same bytes")
    return data


def _parts(text: str, what: str) -> tuple[str, str, bytes]:
    """Name, key id and the 32 bytes of a key in one line."""
    name, _, rest = text.strip().partition("+")
    key_id, _, encoded = rest.partition("+")
    if not is_name(name) or not encoded:
        raise _unreadable(what, "it is not of the form name+id+key")
    try:
        data = from_base64(encoded)
    except ValueError:
        raise _unreadable(what, "its last part is not base64") from None
    if data[:1] != ED25519 or len(data) != 1 + KEY_SIZE:
        raise _unreadable(what, "it is not an Ed25519 key")
    return name, key_id, data[1:]


def _unreadable(what: str, why: str) -> BadInput:
    return BadInput(
        "key.unreadable",
        f"This {what} cannot be used: {why}.",
        remedy="Copy the whole line, from the name to the last letter.",
    )


# Loading a key costs as much as verifying with it; a process sees a handful of keys. The library is imported on first
# use, since most commands of a command line never touch a signature.


@lru_cache(maxsize=64)
def _id_of(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


@lru_cache(maxsize=64)
def _public(data: bytes) -> Ed25519PublicKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    return Ed25519PublicKey.from_public_bytes(data)


@lru_cache(maxsize=64)
def _private(seed: bytes) -> Ed25519PrivateKey:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return Ed25519PrivateKey.from_private_bytes(seed)


@lru_cache(maxsize=64)
def _public_of(seed: bytes) -> bytes:
    return _private(seed).public_key().public_bytes_raw()
