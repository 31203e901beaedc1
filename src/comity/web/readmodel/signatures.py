"""A signature in the record, as its page shows it: what was signed, with which key, and whether it verifies now."""

from __future__ import annotations

from dataclasses import dataclass

from comity.body.acts import BindKey, StatePosition
from comity.body.passkeys import keys_of
from comity.body.state import Key
from comity.errors import ComityError
from comity.signatures.assertion import parse, spell
from comity.signatures.challenge import challenge_of, message
from comity.signatures.webauthn import verify
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.moved import hidden
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class SignatureShown:
    """``finding`` is what checking it found wrong, None where it verifies; ``message`` the very bytes that were signed, as
    text, ``digest`` their SHA-256 in base64url: the challenge that the authenticator answered."""

    number: int
    by: str
    for_: str
    held: str
    at: str
    key: Key | None
    finding: ComityError | None
    message: str
    digest: str
    signature: str


def signature_shown(visit: Visit, number: int) -> SignatureShown | None:
    """The signature in that entry; None where there is none that the reader may see."""
    entry = entry_of(visit, number, confidential=True)
    if (
        entry is None
        or not isinstance(entry.act, StatePosition | BindKey)
        or not entry.act.signature
    ):
        return None
    if hidden(visit, entry):
        return None
    act, finding, key = entry.act, None, None
    try:
        name = spell(parse(act.signature).credential_id)
        key = next((k for k in keys_of(visit.state, act.by) if k.credential_id == name), None)
        if key is not None:
            verify(act, visit.name, key)
    except ComityError as error:
        finding = error
    return SignatureShown(
        number=number,
        by=act.by,
        for_=act.for_,
        held=act.held,
        at=entry.at,
        key=key,
        finding=finding,
        message=message(visit.name, act).decode(),
        digest=spell(challenge_of(visit.name, act)),
        signature=act.signature,
    )
