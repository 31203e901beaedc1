"""Whether a signature counts: true under a key that was the signer's own when the act was recorded.

The day that counts is that of the record, at the seat: what the signer wrote as the moment of signing cannot reach back
before a key was bound or beyond its revocation. ``admit`` is asked by the registrar before it writes, and by the audit;
``check`` by the listing.
"""

from __future__ import annotations

from comity.body.acts import AnyAct, BindKey, StatePosition
from comity.body.occasion import charter_at, charter_of, day_at
from comity.body.passkeys import in_force, keys_of
from comity.body.state import Key, State
from comity.errors import Refused, Untrustworthy
from comity.signatures.assertion import parse, spell
from comity.signatures.challenge import SignedAct, signature_of
from comity.signatures.webauthn import read_key, verify

MAY_BE_SIGNED = (StatePosition, BindKey)


def check(state: State, act: SignedAct, body: str, at: str) -> Key:
    """The key with which the act was signed, its signature being true and the key its signer's own at the instant ``at``.

    ``state`` is the body before the act. Raises what ``webauthn.verify`` raises, and ``Untrustworthy``:
    ``signature.unknown_key``, ``signature.stranger``, ``signature.early``, ``signature.revoked``."""
    key = _key_of(state, act)
    day = day_at(state, at)
    if not in_force(key, day):
        if key.revoked and key.revoked <= day:
            raise revoked(key)
        raise Untrustworthy(
            "signature.early",
            "The key {key} signs from {since} on; it was {day}.",
            key=key.key,
            since=key.since,
            day=day,
        )
    verify(act, body, key)
    return key


def _key_of(state: State, act: SignedAct) -> Key:
    credential_id = spell(parse(act.signature).credential_id)
    for key in keys_of(state, act.by):
        if key.credential_id == credential_id:
            return key
    for key in state.keys.values():
        if key.credential_id == credential_id:
            raise Untrustworthy(
                "signature.stranger",
                "The key {key} is of {person}, not of {by}.",
                key=key.key,
                person=key.person,
                by=act.by,
            )
    raise Untrustworthy(
        "signature.unknown_key", "No key that was bound by then made this signature."
    )


def revoked(key: Key) -> Untrustworthy:
    """The finding on what was signed with a key from the day on which it was revoked."""
    return Untrustworthy(
        "signature.revoked",
        "The key {key} was revoked with effect from {revoked}.",
        key=key.key,
        revoked=key.revoked,
    )


def admit(state: State, act: AnyAct, body: str, at: str) -> None:
    """Returns where the act may be recorded as far as keys and signatures go.

    Refused under the code of what ``check`` finds. ``BadInput`` for a key or a signature that cannot be read."""
    if not isinstance(act, MAY_BE_SIGNED):
        return
    if isinstance(act, BindKey):
        read_key(act.public_key)
    if not signature_of(act):
        return
    try:
        check(state, act, body, at)
    except Untrustworthy as finding:
        raise Refused(
            finding.code,
            "The signature does not count. {finding}",
            article=charter_of(charter_at(state, at).text).credentials.article,
            remedy="Sign this act again with a key that is yours; or have it recorded from a signed paper.",
            finding=finding.message,
        ) from finding
