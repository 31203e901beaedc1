"""Signing in the browser: the challenge of exactly the act that will be recorded, and the assertion over it.

An act is made once, when the signing begins, with the moment of signing in it, and kept on the server under an id for as
long as somebody needs to touch a key. What comes back is put into that very act and verified before it is submitted, so
that a wrong key is told as what it is. The register alone says whose key signs; that somebody signed in with a passkey
is no signature.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import msgspec
from django.conf import settings
from django.core import signing as sealing
from django.http import HttpRequest

from comity.body.acts import BindKey, StatePosition
from comity.body.passkeys import in_force, keys_of
from comity.body.state import Key
from comity.errors import Refused
from comity.registrar import Answer
from comity.signatures.assertion import from_browser, spell
from comity.signatures.challenge import SignedAct, challenge_of
from comity.signatures.checking import admit
from comity.store.codec import encode_act, read_act
from comity.web.acting import submit
from comity.web.origins import host_of, relying_party
from comity.web.visits import Visit

BEGUN: Final = "signing begun"
"""The key in the session under which acts wait for their signature, by id."""
PATIENCE = 600
"""Seconds that somebody has to touch a key."""
AT_ONCE = 5
"""So many acts may wait in one session."""


@dataclass(frozen=True, slots=True)
class Passkey:
    """A passkey of an account: what the register would keep of it."""

    number: int
    name: str
    credential_id: str
    public_key: str


def keys_in_force(visit: Visit) -> list[Key]:
    """The keys with which the reader signs today."""
    found = keys_of(visit.state, visit.reader.person) if visit.reader.person else []
    return [key for key in found if in_force(key, visit.day)]


def begin(visit: Visit, act: SignedAct) -> dict[str, Any]:
    """What the browser is to have signed. The act waits under ``request``. Refused (``key.none``) without a key."""
    keys = keys_in_force(visit)
    if not keys:
        raise Refused(
            "key.none",
            f"{visit.reader.person} has no key in force to sign with.",
            article=visit.law.charter.credentials.article,
            remedy="Have a passkey bound by who keeps the record; or have a signed paper recorded.",
        )
    request = secrets.token_urlsafe(18)
    waiting = dict(list(visit.request.session.get(BEGUN, {}).items())[1 - AT_ONCE :])
    kept = sealing.dumps([visit.name, encode_act(act).decode()], salt=BEGUN)
    visit.request.session[BEGUN] = {**waiting, request: kept}
    return {
        "request": request,
        "challenge": spell(challenge_of(visit.name, act)),
        "rpId": keys[0].rp_id,
        "allow": [key.credential_id for key in keys],
        "timeout": PATIENCE * 1000,
    }


def finish(visit: Visit, request: str, given: str) -> Answer:
    """The act that waits under that id, recorded with the assertion that the browser gave.

    Refused (``signature.expired``) where none waits, and for what ``signatures.checking`` finds. ``BadInput`` for what is
    no assertion."""
    signature = from_browser(given).text()
    act = msgspec.structs.replace(waiting_act(visit, request), signature=signature)
    admit(visit.state, act, visit.name, visit.now)
    answer = submit(visit, act)
    waiting = visit.request.session[BEGUN]
    waiting.pop(request, None)
    visit.request.session[BEGUN] = waiting
    return answer


def waiting_act(visit: Visit, request: str) -> SignedAct:
    """The act that waits for its signature under that id in this reader's session."""
    kept = visit.request.session.get(BEGUN, {}).get(request, "")
    try:
        body, text = sealing.loads(kept, salt=BEGUN, max_age=PATIENCE)
    except sealing.BadSignature:
        body, text = "", ""
    act = read_act(text.encode()) if text else None
    if body != visit.name or not isinstance(act, StatePosition | BindKey):
        raise _expired(visit)
    if act.by != visit.reader.person:
        raise _expired(visit)
    return act


def _expired(visit: Visit) -> Refused:
    return Refused(
        "signature.expired",
        "Nothing waits for this signature any more.",
        article=visit.law.charter.credentials.article,
        remedy="Begin once more: nothing was recorded.",
    )


# --- the passkeys of an account ---------------------------------------------------------------------------------------


def passkeys(account: int) -> Iterator[Passkey]:
    """The passkeys with which the account signs in."""
    from allauth.mfa.models import Authenticator
    from fido2 import cbor

    kept = Authenticator.objects.filter(user_id=account, type=Authenticator.Type.WEBAUTHN)
    for one in kept.order_by("pk"):
        wrapped = one.wrap()
        data = wrapped.authenticator_data.credential_data
        if data is not None:
            key = spell(cbor.encode(dict(data.public_key)))
            yield Passkey(one.pk, wrapped.name, spell(data.credential_id), key)


def site_of(request: HttpRequest) -> tuple[str, str]:
    """The relying party and the origin of the pages that a request came to."""
    origin = f"{request.scheme}://{request.get_host()}"
    return relying_party(host_of(origin), tuple(settings.ORIGINS)), origin
