"""A signature as text: what the authenticator and the browser gave, verbatim, in one line.

``passkey/1:`` and four parts with a dot between them, each base64url without padding, in its one spelling: the credential
id, the authenticator's data, the browser's client data (JSON, byte for byte), the signature over both.

>>> made = Assertion(b"id", b"data", b"{}", b"sig")
>>> made.text()
'passkey/1:aWQ.ZGF0YQ.e30.c2ln'
>>> parse(made.text()) == made
True
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass

import msgspec

from comity.errors import BadInput

FORM = "passkey/1:"
PARTS = 4
LONGEST = 20_000
"""The characters that a signature may take; a usual one takes 500."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """What an authenticator asserts, verbatim."""

    credential_id: bytes
    authenticator_data: bytes
    client_data: bytes
    signature: bytes

    def text(self) -> str:
        """The form in which an act carries it."""
        parts = (
            self.credential_id,
            self.authenticator_data,
            self.client_data,
            self.signature,
        )
        return FORM + ".".join(map(spell, parts))


class _Response(msgspec.Struct, rename="camel"):
    authenticator_data: str
    client_data_json: str = msgspec.field(name="clientDataJSON")
    signature: str


class _Credential(msgspec.Struct, rename="camel"):
    raw_id: str
    response: _Response


_read_credential = msgspec.json.Decoder(_Credential).decode


def parse(text: str) -> Assertion:
    """The assertion in the text of a signature. ``BadInput`` (``signature.unreadable``) unless it is written as above."""
    parts = text.removeprefix(FORM).split(".")
    if not text.startswith(FORM) or len(parts) != PARTS or len(text) > LONGEST:
        raise unreadable(f"It is not '{FORM}' and four parts")
    return Assertion(*map(unspell, parts))


def from_browser(data: bytes | str) -> Assertion:
    """The assertion in what a browser gives: ``JSON.stringify`` of the credential (``PublicKeyCredential.toJSON``).

    ``BadInput`` (``signature.unreadable``) where that is something else."""
    try:
        given = _read_credential(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise unreadable(f"The browser gave no assertion ({error})") from error
    answer = given.response
    return Assertion(
        unspell(given.raw_id),
        unspell(answer.authenticator_data),
        unspell(answer.client_data_json),
        unspell(answer.signature),
    )


def spell(data: bytes) -> str:
    """Base64url without padding."""
    return urlsafe_b64encode(data).rstrip(b"=").decode()


def unspell(text: str) -> bytes:
    """The bytes of base64url in its one spelling. ``BadInput`` (``signature.unreadable``) for any other."""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError as error:
        raise unreadable("A part of it is not base64url") from error
    if not data or spell(data) != text:
        raise unreadable("A part of it is not base64url without padding")
    return data


def unreadable(what: str) -> BadInput:
    """The error for what is no signature."""
    return BadInput(
        "signature.unreadable",
        f"{what}.",
        where="signature",
        remedy="Give it as docs/formats/signature.md has it, whole and unchanged.",
    )
