"""Passkeys: the keys with which persons sign, each bound to a person from a day, and revoked with a day.

The first key of a person is bound by whoever keeps the record, who says how the person was known: in person, or on a paper
that is cited. Somebody with a key in force binds a further one alone, by signing the act with it. A key signs for one
person for ever: it is never bound again, and after its revocation nothing counts that is dated later. Here is only which
keys there are; whether a signature is true is worked out in ``signatures``, above the rules.

>>> spelled("AQID"), spelled("AQID=="), spelled("AR")
(True, False, False)
"""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlsplit

from comity.body.acts import BindKey, RevokeKey
from comity.body.effects import AnyEffect, KeyBound, KeyRevoked
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import exact_day, new_id, recorder, refusal, require_persons
from comity.body.standing import begun, in_effect
from comity.body.state import Evolvers, Key, Mark, State, as_kept, hand_over
from comity.errors import BadInput, Refused

LONGEST = 4096
"""The characters that a key or a credential id may take: an RSA key of 4096 bits takes less than 800."""

# --- which keys a person has ------------------------------------------------------------------------------------------


def keys_of(state: State, person: str) -> list[Key]:
    """Every key that was ever bound to the person, those revoked among them, in the order of their binding."""
    bound = (state.keys[key] for key in state.keys_of.get(person, ()))
    return [key for key in bound if key.person == person]  # a correction may give a key to another


def in_force(key: Key, day: str) -> bool:
    """Whether the key signs on that day: bound by then, and not revoked."""
    return in_effect(key.since, "", key.revoked, day)


def has_had_key(state: State, person: str, day: str) -> bool:
    """Whether a key of the person has begun by that day. Who has had one signs with one, or on paper: otherwise revoking a
    key would make a sign-in enough."""
    return any(begun(key.since, day) for key in keys_of(state, person))


# --- acts -------------------------------------------------------------------------------------------------------------


def decide_bind(on: Occasion, act: BindKey) -> list[AnyEffect]:
    """The person signs with the key.

    Refused: ``person.unknown``, ``record.not_keeper``, ``key.no_paper``, ``key.not_yours``, ``key.none``,
    ``signature.missing``, ``key.taken``, ``key.dates``, ``id.taken``. ``BadInput``: ``key.unreadable``."""
    _check_binder(on, act)
    require_persons(on, [act.person])
    check_written(act)
    check_free(on, on.state, act)
    since = exact_day(act.since or on.day, "since")
    if since < on.day:
        raise refusal(
            on,
            "key.dates",
            "A key bound today, {day}, cannot have signed on {since}.",
            "Bind it from today on, or from a day to come.",
            day=on.day,
            since=since,
        )
    key = new_id(on, act.key, "k", on.state.keys, "key")
    return [
        KeyBound(
            key=key,
            person=act.person,
            credential_id=act.credential_id,
            public_key=act.public_key,
            rp_id=act.rp_id,
            origin=act.origin,
            since=since,
            via=act.via,
        )
    ]


def decide_revoke(on: Occasion, act: RevokeKey) -> list[AnyEffect]:
    """The key signs no more. Refused: ``key.unknown``, ``key.not_yours``, ``key.revoked``, ``key.dates``."""
    found = on.state.keys.get(act.key)
    if found is None:
        raise refusal(
            on,
            "key.unknown",
            "No key {key!r} was bound.",
            "Name one of the person's keys.",
            key=act.key,
        )
    _check_revoker(on, act, found)
    day = exact_day(act.on or on.day, "on")
    if found.revoked and found.revoked <= day:
        raise refusal(
            on,
            "key.revoked",
            "The key {key} was revoked on {revoked}.",
            "Nothing is left to revoke; only an earlier day would change anything.",
            key=act.key,
            revoked=found.revoked,
        )
    earliest = found.since if act.for_ else max(found.since, on.day)
    if day < earliest:
        raise refusal(
            on,
            "key.dates",
            "The key {key} cannot be revoked with effect from {day}: the earliest day is {earliest}.",
            "Give that day or a later one; for an earlier day the record-keeper must revoke it.",
            key=act.key,
            day=day,
            earliest=earliest,
        )
    return [KeyRevoked(key=act.key, on=day, reason=act.reason)]


# --- what is checked --------------------------------------------------------------------------------------------------


def _check_binder(on: Occasion, act: BindKey) -> None:
    if act.for_:
        recorder(on, act)
        if not act.via or (act.via != "in person" and not act.cites):
            raise refusal(
                on,
                "key.no_paper",
                "It is not said how {person} was known.",
                "Say via 'in person', or how the paper came, and cite the paper.",
                person=act.person,
            )
        return
    if act.by != act.person:
        raise _not_yours(on, act.by, act.person)
    if not any(in_force(key, on.day) for key in keys_of(on.state, act.by)):
        raise refusal(
            on,
            "key.none",
            "{by} has no key in force with which to bind another.",
            "Have the record-keeper bind one, in person or on the strength of a paper.",
            by=act.by,
        )
    if not act.signature:
        raise refusal(
            on,
            "signature.missing",
            "A further key is bound by signing with one that is bound already.",
            "Sign the act with your key.",
        )


def _check_revoker(on: Occasion, act: RevokeKey, key: Key) -> None:
    if act.for_:
        recorder(on, act)
    elif act.by != key.person:
        raise _not_yours(on, act.by, key.person)


def _not_yours(on: Occasion, by: str, person: str) -> Refused:
    return refusal(
        on,
        "key.not_yours",
        "{by} does not speak for the keys of {person}.",
        "{person} must do it, or whoever keeps the record in its name.",
        by=by or "Nobody",
        person=person,
    )


def check_written(act: BindKey | KeyBound) -> None:
    """``BadInput`` (``key.unreadable``) where the key, its site or its origin is not written as browsers do."""
    for field in ("credential_id", "public_key"):
        text = getattr(act, field)
        if not text or not spelled(text):
            raise _unreadable(field, "It is not base64url without padding.")
    site = urlsplit(act.origin)
    host = site.hostname or ""
    if site.scheme not in ("https", "http") or act.origin != f"{site.scheme}://{site.netloc}":
        raise _unreadable("origin", "It is no origin, such as https://comity.example.org.")
    if not act.rp_id or (host != act.rp_id and not host.endswith(f".{act.rp_id}")):
        raise _unreadable(
            "rp_id", "It is neither the host of the origin, {host!r}, nor above it.", host=host
        )


def spelled(text: str) -> bool:
    """Whether the text is base64url in its one spelling: no padding, no idle bits at the end."""
    if len(text) > LONGEST or not text.isascii():
        return False
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        return False
    return urlsafe_b64encode(data).rstrip(b"=").decode() == text


def check_free(on: Occasion, state: State, act: BindKey | KeyBound) -> None:
    """Refused (``key.taken``) where the key, or one of its credential id, was bound before."""
    for key in state.keys.values():
        if act.credential_id == key.credential_id or act.public_key == key.public_key:
            raise refusal(
                on,
                "key.taken",
                "This key was bound to {person} already, as {key}.",
                "Make a new key; one that was revoked stays so.",
                person=key.person,
                key=key.key,
            )


def _unreadable(field: str, sentence: str, **values: object) -> BadInput:
    return BadInput(
        "key.unreadable",
        sentence,
        where=field,
        remedy="Give the key as the authenticator made it; see docs/formats/signature.md.",
        **values,
    )


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_key_bound(state: State, effect: KeyBound, mark: Mark) -> None:
    before = state.keys.get(effect.key)
    state.keys[effect.key] = as_kept(Key, effect, mark)
    had = before.person if before is not None else ""  # corrected: it is another person's
    hand_over(state.keys_of, effect.key, had, effect.person)


def on_key_revoked(state: State, effect: KeyRevoked, mark: Mark) -> None:
    state.keys[effect.key].revoked = effect.on


DECIDE: Deciders = {BindKey: decide_bind, RevokeKey: decide_revoke}
EVOLVE: Evolvers = {KeyBound: on_key_bound, KeyRevoked: on_key_revoked}
