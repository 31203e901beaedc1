"""Receipts for answers recorded on a member's behalf, and the letter that tells the members what came of a question."""

from __future__ import annotations

from dataclasses import dataclass

from comity.body.acts import Act
from comity.body.effects import PositionStated, Text
from comity.body.state import Stated
from comity.web.readmodel.asking import Asking
from comity.web.readmodel.entries import entry_of
from comity.web.readmodel.questions import Card, card_of
from comity.web.told import words
from comity.web.told.names import Names
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was recorded for a member. ``sent`` and ``recorded`` are instants; ``counts_sent``: the charter goes by when the
    answer was sent, else by when it was received. ``sources``: the papers behind it."""

    entry: int
    member: str
    choice: str
    via: str
    on: str
    sent: str
    recorded: str
    counts_sent: bool
    late: bool
    contested: bool
    by: str
    for_: str
    sources: tuple[str, ...]
    statement: Text
    reservation: str
    reservation_text: Text


def receipt(visit: Visit, one: Asking, number: int) -> Receipt | None:
    """The receipt for the answer in that entry; None where there is none that the reader may see."""
    kept = next(
        ((m, s) for m, told in one.question.stated.items() for s in told if s.entry == number), None
    )
    if kept is None or not kept[1].via:
        return None
    member, stated = kept
    if not (visit.reader.keeps_record or visit.reader.party == member):
        return None
    entry = entry_of(visit, number, one.puts.confidential)
    effect = next(
        (e for e in (entry.effects if entry else ()) if isinstance(e, PositionStated)), None
    )
    if entry is None or effect is None:
        return None
    return _receipt(one, number, member, stated, effect, entry.act)


def _receipt(
    one: Asking, number: int, member: str, stated: Stated, effect: PositionStated, act: Act
) -> Receipt:
    silence = one.puts.silence
    return Receipt(
        entry=number,
        member=member,
        choice=words.choice(stated.choice),
        via=words.said(words.VIAS, stated.via),
        on=stated.on,
        sent=stated.sent,
        recorded=stated.at,
        counts_sent=silence is not None and silence.counts_when == "sent",
        late=stated.late,
        contested=stated.contested,
        by=act.by,
        for_=act.for_,
        sources=tuple(cited.source for cited in act.cites),
        statement=effect.statement,
        reservation=stated.reservation,
        reservation_text=effect.reservation_text,
    )


def letter(visit: Visit, one: Asking, at: Names) -> Card | None:
    """What the letter of result tells: the card of a question that has closed; None while it is open."""
    return card_of(visit, one, at) if one.question.closed else None
