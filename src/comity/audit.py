"""The audit: the sceptic decides every act again and compares.

Verification (``store.evidence``) says that nothing was changed since it was signed; the audit says whether it was lawful.
It goes through the register once: on the state that the entries before left, under the charter then in force and at the
instant of the entry, it decides the act again, and the effects must be those on record. What cannot be so is told apart:

===================  =====================================================================================================
unlawful             the rules would have refused the act, or would have had it follow otherwise, or its signature is false
engine               the same, for an entry that another version of the rules engine decided: a finding, not a charge
omitted              a deadline had passed before the act and was not recorded
order                an entry says that it was recorded before the one in front of it, or under another charter
unapplied            something that the entry says could not be applied to the body, and no later entry corrected it
sealed               confidential, and the content is not here: not decided again
===================  =====================================================================================================

Attested facts are counted and never claimed to be proved: only that they were recorded, by somebody with the power to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from comity.body.acts import Correct, PassDeadline
from comity.body.decide import decide
from comity.body.effects import AnyEffect
from comity.body.entry import ENGINE, Entry, is_attested
from comity.body.evolve import evolve
from comity.body.occasion import charter_at
from comity.body.set_aside import unapplied
from comity.body.state import State, next_due
from comity.errors import ComityError
from comity.signatures.checking import admit

UNAPPLIED = (
    "Something that it says could not be applied, so the body is shown without that."
    " Correct or void the entry."
)
Kind = Literal["unlawful", "engine", "omitted", "order", "unapplied", "sealed"]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something found in entry ``entry``: of which kind, and why."""

    entry: int
    kind: Kind
    sentence: str


@dataclass(slots=True)
class Audit:
    """How far an audit has come: entries gone through, those among them attested, decided again, sealed."""

    entries: int = 0
    attested: int = 0
    decided: int = 0
    sealed: int = 0
    state: State = field(default_factory=State)


def audit(
    entries: Iterable[Entry], earlier: Callable[[int], Entry | None], progress: Audit | None = None
) -> Iterator[Finding]:
    """Every finding, in the order of the entries; none if all was lawful. ``earlier`` looks up what a correction names.
    At the end come the entries that could not be applied to the body and that no later entry corrected.

    ``progress`` is filled while the findings are asked for."""
    done = progress if progress is not None else Audit()
    state = done.state
    for entry in entries:
        yield from _in_order(state, entry)
        if is_sealed(entry):
            done.sealed += 1
            yield Finding(entry.n, "sealed", "Confidential: its content is not here.")
        else:
            done.decided += 1
            yield from _decided_again(state, entry, earlier)
        done.entries += 1
        done.attested += is_attested(entry)
        evolve(state, entry)
    yield from (Finding(number, "unapplied", UNAPPLIED) for number in unapplied(state))


def is_sealed(entry: Entry) -> bool:
    """Whether something in the act is sealed that could not be opened."""
    return b'"sealed:' in msgspec.json.encode(entry.act)


def _in_order(state: State, entry: Entry) -> Iterator[Finding]:
    if entry.at < state.at:
        yield Finding(
            entry.n, "order", f"It was recorded at {entry.at}, and the one before at {state.at}."
        )
    due = next_due(state)
    if due is not None and due[0] < entry.at and not isinstance(entry.act, PassDeadline):
        yield Finding(
            entry.n,
            "omitted",
            f"The deadline {due[1]} had passed at {due[0]} and was not recorded.",
        )
    if state.charters:
        charter = charter_at(state, entry.at).entry
        if charter != entry.charter:
            yield Finding(
                entry.n,
                "order",
                f"The charter then in force came with entry {charter}, not {entry.charter}.",
            )


def _decided_again(
    state: State, entry: Entry, earlier: Callable[[int], Entry | None]
) -> Iterator[Finding]:
    kind: Kind = "unlawful" if entry.engine == ENGINE else "engine"
    corrected = earlier(entry.act.entry) if isinstance(entry.act, Correct) else None
    try:
        effects = decide(state, entry.act, entry.at, entry.n, corrected)
    except ComityError as refusal:
        yield Finding(entry.n, kind, f"The rules refuse the act: {refusal}")
        return
    except Exception as error:  # an earlier entry says something that the rules cannot read
        why = f"{type(error).__name__}: {error}"
        yield Finding(entry.n, kind, f"The rules cannot decide the act on this record ({why}).")
        return
    if effects != entry.effects:
        yield Finding(entry.n, kind, _difference(effects, entry.effects))
    try:
        admit(state, entry.act, entry.body, entry.at)
    except ComityError as refusal:
        yield Finding(entry.n, "unlawful", str(refusal))


def _difference(ruled: list[AnyEffect], recorded: list[AnyEffect]) -> str:
    for at, (mine, theirs) in enumerate(zip(ruled, recorded, strict=False), 1):
        if mine != theirs:
            return f"Effect {at} is on record as {_say(theirs)}; the rules give {_say(mine)}."
    if len(ruled) > len(recorded):
        return f"The rules give a further effect: {_say(ruled[len(recorded)])}."
    return f"An effect is on record that does not follow: {_say(recorded[len(ruled)])}."


def _say(effect: AnyEffect) -> str:
    text = msgspec.json.encode(effect, order="sorted").decode()
    return text if len(text) <= 160 else f"{text[:157]}..."
