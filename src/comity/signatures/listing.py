"""The signatures of a whole register: each one checked again, from the entries alone.

==========  ==========================================================================================================
good        it verifies under a key that was the signer's when it was recorded
paper       recorded by the clerk from a signed paper, which the entry cites
unsigned    given under a sign-in alone, by somebody who had no key
sealed      confidential, and the content is not here
bad         it does not verify, or the key was not the signer's, or was revoked since with effect from before
==========  ==========================================================================================================

Listed are the acts that carry a signature, and the answers to a question that the charter has signed. Attested facts are
not: a source reports that somebody signed, and the register has no signature to check.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

import msgspec

from comity.body.acts import AnyAct, BindKey, StatePosition
from comity.body.ballots import step_of
from comity.body.entry import Entry
from comity.body.evolve import evolve
from comity.body.occasion import day_at
from comity.body.passkeys import has_had_key
from comity.body.state import State, find_question
from comity.errors import BadInput, Untrustworthy
from comity.signatures.challenge import SignedAct
from comity.signatures.checking import check, revoked
from comity.store.codec import encode_act

Verdict = Literal["good", "paper", "unsigned", "sealed", "bad"]


class Listed(msgspec.Struct, frozen=True, omit_defaults=True):
    """One signature: in which entry, of what, by whom for whom, on which day, with which key, and what it is worth."""

    entry: int
    verdict: Verdict
    of: str
    by: str
    for_: str = msgspec.field(name="for")
    day: str
    key: str = ""
    code: str = ""
    sentence: str = ""


def signatures(entries: Iterable[Entry]) -> list[Listed]:
    """Every signature in the register, in the order of its entries, which are all of them, from the founding on."""
    state = State()
    found = list(_as_recorded(entries, state))
    return [_in_hindsight(state, one) for one in found]


def _as_recorded(entries: Iterable[Entry], state: State) -> Iterator[Listed]:
    for entry in entries:
        act = entry.act
        if isinstance(act, StatePosition | BindKey) and _concerns(state, act):
            yield _judged(state, entry, act)
        evolve(state, entry)


def _concerns(state: State, act: SignedAct) -> bool:
    if act.signature:
        return True
    return isinstance(act, StatePosition) and _to_be_signed(state, act)


def _to_be_signed(state: State, act: StatePosition) -> bool:
    found = find_question(state, act.question)
    puts = step_of(state, *found).puts if found is not None else None
    return puts is not None and puts.form == "signature"


def _judged(state: State, entry: Entry, act: SignedAct) -> Listed:
    day = day_at(state, entry.at)
    of = act.question if isinstance(act, StatePosition) else f"key of {act.person}"
    for_ = (act.member if isinstance(act, StatePosition) else "") or act.for_

    def told(verdict: Verdict, key: str = "", code: str = "", sentence: str = "") -> Listed:
        return Listed(entry.n, verdict, of, act.by, for_, day, key, code, sentence)

    if _is_sealed(act):
        return told("sealed", sentence="Confidential: its content is not here.")
    if not act.signature:
        if isinstance(act, StatePosition) and act.via:
            return told("paper", sentence=", ".join(cited.source for cited in act.cites))
        if has_had_key(state, act.by, day):
            return told("bad", code="signature.missing", sentence=f"{act.by} has a key.")
        return told("unsigned", sentence=f"{act.by} had no key.")
    try:
        return told("good", check(state, act, entry.body, entry.at).key)
    except (Untrustworthy, BadInput) as finding:
        return told("bad", code=finding.code, sentence=finding.sentence)


def _in_hindsight(state: State, one: Listed) -> Listed:
    """A good signature is bad where its key was revoked later, with effect from its day or before."""
    key = state.keys.get(one.key)
    if key is None or not key.revoked or key.revoked > one.day:
        return one
    late = revoked(key)
    return msgspec.structs.replace(one, verdict="bad", code=late.code, sentence=late.sentence)


def _is_sealed(act: AnyAct) -> bool:
    return b'"sealed:' in encode_act(act)
