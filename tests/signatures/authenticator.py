"""An authenticator in software, for tests: written from Web Authentication, section 6, and from nothing of ours.

It makes keys (P-256, Ed25519, RSA) with their COSE form, spelled out in CBOR by hand, and asserts challenges. Every part of
what it asserts can be made wrong, before it signs or after.
"""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa

ORIGIN, RP_ID = "https://league.example.org", "example.org"
PRESENT_AND_VERIFIED = 0x05


def b64(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def cbor_bytes(data: bytes) -> bytes:
    head = b"\x58" + bytes([len(data)]) if len(data) < 256 else b"\x59" + len(data).to_bytes(2)
    return head + data


def cose_es256(key: ec.EllipticCurvePrivateKey) -> bytes:
    at = key.public_key().public_numbers()
    x, y = (cbor_bytes(number.to_bytes(32)) for number in (at.x, at.y))
    return b"\xa5\x01\x02\x03\x26\x20\x01\x21" + x + b"\x22" + y


def cose_ed25519(key: ed25519.Ed25519PrivateKey) -> bytes:
    return b"\xa4\x01\x01\x03\x27\x20\x06\x21" + cbor_bytes(key.public_key().public_bytes_raw())


def cose_rs256(key: rsa.RSAPrivateKey) -> bytes:
    n = key.public_key().public_numbers().n
    modulus = cbor_bytes(n.to_bytes((n.bit_length() + 7) // 8))
    return b"\xa4\x01\x03\x03\x39\x01\x00\x20" + modulus + b"\x21\x43\x01\x00\x01"


@dataclass
class Authenticator:
    """One key. ``bits`` is for RSA; ``seed`` makes the others the same each time."""

    kind: str = "ES256"
    seed: int = 1
    bits: int = 2048

    def __post_init__(self) -> None:
        self.credential_id = f"{self.kind}-{self.seed}".encode()
        match self.kind:
            case "ES256":
                self.secret: Any = ec.derive_private_key(self.seed, ec.SECP256R1())
                self.cose = cose_es256(self.secret)
            case "EdDSA":
                raw = self.seed.to_bytes(32)
                self.secret = ed25519.Ed25519PrivateKey.from_private_bytes(raw)
                self.cose = cose_ed25519(self.secret)
            case _:
                self.secret = rsa.generate_private_key(65537, self.bits)
                self.cose = cose_rs256(self.secret)

    def binding(self) -> dict[str, str]:
        """The fields of the act that binds the key."""
        return {
            "credential_id": b64(self.credential_id),
            "public_key": b64(self.cose),
            "rp_id": RP_ID,
            "origin": ORIGIN,
        }

    def sign(self, data: bytes) -> bytes:
        match self.kind:
            case "ES256":
                return bytes(self.secret.sign(data, ec.ECDSA(hashes.SHA256())))
            case "EdDSA":
                return bytes(self.secret.sign(data))
            case _:
                return bytes(self.secret.sign(data, padding.PKCS1v15(), hashes.SHA256()))

    def asserts(
        self,
        challenge: bytes,
        /,
        *,
        rp_id: str = RP_ID,
        flags: int = PRESENT_AND_VERIFIED,
        extra: bytes = b"",
        **client: Any,
    ) -> dict[str, bytes]:
        """The four parts of an assertion; ``client`` changes the browser's data."""
        given = {"type": "webauthn.get", "challenge": b64(challenge), "origin": ORIGIN}
        data = json.dumps(given | {"crossOrigin": False} | client).encode()
        own = sha256(rp_id.encode()).digest() + bytes([flags]) + bytes(4) + extra
        return {
            "credential_id": self.credential_id,
            "authenticator_data": own,
            "client_data": data,
            "signature": self.sign(own + sha256(data).digest()),
        }

    def text(self, challenge: bytes, /, **wrong: Any) -> str:
        """The assertion as an act carries it."""
        return "passkey/1:" + ".".join(map(b64, self.asserts(challenge, **wrong).values()))

    def from_browser(self, challenge: bytes) -> str:
        """The assertion as a browser's ``PublicKeyCredential.toJSON`` gives it."""
        made = self.asserts(challenge)
        response = {
            "authenticatorData": b64(made["authenticator_data"]),
            "clientDataJSON": b64(made["client_data"]),
            "signature": b64(made["signature"]),
            "userHandle": b64(b"somebody"),
        }
        spelled = b64(self.credential_id)
        return json.dumps(
            {
                "id": spelled,
                "rawId": spelled,
                "type": "public-key",
                "authenticatorAttachment": "platform",
                "clientExtensionResults": {},
                "response": response,
            }
        )
