"""The position grid: where each member stands, the blocking ones first, then the reader's own, then by name.

A cell has a letter, a colour and a word, so that none of them stands alone; earlier positions struck through; and whatever
goes with the position: a reservation of its kind, by whom and when it was recorded, that it came late or is contested.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy, pgettext, pgettext_lazy

from comity.body.ballots import has_ruling, not_counted
from comity.body.contesting import is_contested
from comity.body.effects import SpeechMade, Text
from comity.body.state import Break, RemarkKept, Stated, speeches
from comity.web.readmodel.asking import Asking, stands
from comity.web.readmodel.consequences import blocking
from comity.web.readmodel.entries import entry_of, paragraph_numbers, said
from comity.web.told import names, times, words
from comity.web.told.lists import joined
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit

LETTERS = {
    "in favour": pgettext_lazy("letter of a position", "Y"),
    "against": pgettext_lazy("letter of a position", "N"),
    "against without reasons": pgettext_lazy("letter of a position", "N"),
    "abstaining": pgettext_lazy("letter of a position", "A"),
    "does not object": pgettext_lazy("letter of a position", "O"),
    "present not voting": pgettext_lazy("letter of a position", "P"),
    "invalid": pgettext_lazy("letter of a position", "I"),
    "absent": "–",
    "unknown": "?",
    "pending": "–",
}
TONES = {
    "in favour": "for",
    "does not object": "for",
    "against": "against",
    "against without reasons": "against",
    "abstaining": "care",
    "pending": "waiting",
    "absent": "waiting",
}
NOT_COUNTED = {
    "left out": gettext_lazy("not counted: the rule leaves it out"),
    "suspended": gettext_lazy("not counted: its vote is suspended"),
    "may not vote": gettext_lazy("not counted: it may not vote on this"),
}


@dataclass(frozen=True, slots=True)
class Cell:
    """A member in the grid. ``tone`` is the class of its colour; ``struck`` its earlier positions; ``notes`` what goes with
    the position; ``statement`` what it said; ``entry`` the record number of its last answer (None: it gave none);
    ``receipt``: there is one for it, and the reader may see it."""

    party: str
    name: Worded
    letter: str
    tone: str
    word: str
    blocks: bool
    own: bool
    struck: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    statement: Text = ""
    reserved: Text = ""
    entry: int | None = None
    receipt: bool = False
    signed: bool = False
    attested: bool = False


def grid(visit: Visit, one: Asking, at: Names) -> list[Cell]:
    """The cells in their order. Those whose positions the reader may not see are left out."""
    own = visit.reader.party
    counted = stands(visit, one)
    shown = {m: s for m, s in counted.items() if one.seen or m == own}
    ballot = one.ballot(visit.state)
    barring = set(blocking(ballot, counted)) & shown.keys() if ballot is not None else set()
    marks = _marks(visit, one, at)
    for member, why in not_counted(visit.state, one.question).items():
        marks.setdefault(member, []).append(str(NOT_COUNTED[why]))
    order = {named.id: place for place, named in enumerate(names.parties(at, shown))}
    ranked = sorted(shown, key=lambda m: (m not in barring, m != own, order[m]))
    return [
        _cell(visit, one, at, member, member in barring, marks.get(member, [])) for member in ranked
    ]


def _cell(visit: Visit, one: Asking, at: Names, member: str, bars: bool, marks: list[str]) -> Cell:
    told = one.question.stated.get(member, [])
    choice = one.question.choices.get(member, "") or ("" if not told else told[-1].choice)
    if not choice and one.question.reported:
        choice = "unknown"
    last = told[-1] if told else None
    statement, reserved = _words(visit, one, member, last)
    kind = last.reservation if last is not None and not last.late else ""
    own = member == visit.reader.party
    return Cell(
        party=member,
        name=names.party(at, member),
        letter=_letter(one, choice, bars),
        tone=_tone(choice, bars, bool(kind or marks)),
        word=_word(one, choice, own),
        blocks=bars,
        own=own,
        struck=tuple(words.choice(w) for w in _left(told, choice)),
        notes=(*_reservation(at, kind), *marks, *_circumstances(visit, at, one, last)),
        statement=statement,
        reserved=reserved,
        entry=last.entry if last is not None else None,
        receipt=bool(last and last.via) and (own or visit.reader.keeps_record),
        signed=bool(last and last.signed),
        attested=bool(last and last.attested),
    )


def _letter(one: Asking, choice: str, bars: bool) -> str:
    if bars and choice in ("in favour", "does not object"):
        return pgettext("letter of a position", "R")
    if choice == "in favour" and one.puts.form == "signature":
        return pgettext("letter of a position", "S")
    return str(LETTERS.get(choice or "pending", "?"))


def _tone(choice: str, bars: bool, reserved: bool) -> str:
    if bars:
        return "against"
    if reserved and TONES.get(choice) == "for":
        return "care"
    return TONES.get(choice or "pending", "")


def _word(one: Asking, choice: str, own: bool) -> str:
    if choice and choice != "unknown" and one.puts.form == "signature":
        return gettext("has signed") if choice == "in favour" else gettext("refuses to sign")
    if choice:
        return words.choice(choice)
    if not one.running and one.is_put:
        return _silence_word(one)
    if one.puts.form == "signature":
        return gettext("has not signed yet")
    if own:
        return gettext("you have not answered yet")
    return gettext("has not answered yet")


def _silence_word(one: Asking) -> str:
    """What silence was taken for; for nothing where the question closed without a ruling."""
    if one.question.closed and not has_ruling(one.question):
        return gettext("did not answer")
    match one.puts.silence_means:
        case "consent":
            return gettext("silent: does not object")
        case "objection":
            return gettext("silent: counts as an objection")
        case "non-participation":
            return gettext("did not answer: takes no part")
        case "no answer":
            return gettext("did not answer")


def _left(told: list[Stated], choice: str) -> list[str]:
    """Earlier positions that were left, in order, each change once."""
    before: list[str] = []
    for one in told[:-1]:
        if not one.late and (not before or before[-1] != one.choice):
            before.append(one.choice)
    return before[:-1] if before and before[-1] == choice else before


def _reservation(at: Names, kind: str) -> list[str]:
    if not kind:
        return []
    known = at.law.reservations.get(kind)
    title = names.reservation(at, kind)
    if known is not None and known.blocks:
        said_ = gettext("{type}: blocks until lifted; at the deadline {fate}")
        return [said_.format(type=title, fate=words.said(words.AT_DEADLINE, known.at_deadline))]
    return [gettext("{type}: does not block").format(type=title)]


def _marks(visit: Visit, one: Asking, at: Names) -> dict[str, list[str]]:
    """Reservations and brackets on paragraphs of the text, breaks of silence, and who joined them; by member."""
    found: dict[str, list[str]] = {}
    numbers = paragraph_numbers(visit, one.matter) if one.question.text else {}
    for remark in one.matter.remarks.values():
        if not remark.disposition and remark.nature in ("reservation", "bracket") and one.is_put:
            found.setdefault(remark.by, []).append(_remark(at, remark, numbers))
    for broken in one.question.breaks:
        _broken(broken, at, found)
    for member in dict.fromkeys(c.member for c in one.question.contestations):
        if is_contested(one.question, member):
            found.setdefault(member, []).append(gettext("contested by the member"))
    for member, gist in _asked_for(visit, one):
        said_ = gettext("asks: “{words}”").format(words=names.text(at, gist))
        found.setdefault(member, []).append(said_)
    return found


def _asked_for(visit: Visit, one: Asking) -> Iterator[tuple[str, Text]]:
    """What members asked for since the question was put, time for instance."""
    since = [n for n in speeches(visit.state, one.matter.matter) if n > one.question.entry]
    for number in since if one.is_put else ():
        entry = entry_of(visit, number)
        for effect in entry.effects if entry is not None else ():
            if isinstance(effect, SpeechMade) and effect.stance == "asks":
                yield effect.by, effect.gist


def _remark(at: Names, remark: RemarkKept, numbers: dict[str, str]) -> str:
    on = joined([numbers.get(p, p) for p in remark.paragraphs])
    if remark.nature == "bracket":
        return gettext("own wording in paragraph {number}").format(number=on)
    said_ = gettext("{type} on paragraph {number}")
    return said_.format(type=names.reservation(at, remark.type), number=on)


def _broken(one: Break, at: Names, found: dict[str, list[str]]) -> None:
    if one.withdrawn:
        said_ = gettext("broke the silence, and took it back")
    elif one.form == "amendment":
        said_ = gettext("broke the silence by an amendment")
    else:
        said_ = gettext("broke the silence by an objection")
    found.setdefault(one.member, []).append(said_)
    for other in one.associates:
        joins = gettext("joins the break by {party}").format(party=names.party(at, one.member))
        found.setdefault(other, []).append(joins)


def _circumstances(visit: Visit, at: Names, one: Asking, last: Stated | None) -> list[str]:
    """How the last answer came, and what is held against it."""
    if last is None:
        return []
    notes = []
    if last.via:
        by = gettext("recorded by the secretariat, it came by: {via}")
        notes.append(by.format(via=words.said(words.VIAS, last.via)))
    if last.sent and last.via:
        clock = times.seat_clock(at.law.charter.seat)
        both = gettext("sent {sent}; recorded {recorded}")
        notes.append(
            both.format(sent=_instant(last.sent, clock), recorded=_instant(last.at, clock))
        )
    if last.refrains:
        numbers = paragraph_numbers(visit, one.matter)
        on = joined([numbers.get(p, p) for p in last.refrains])
        notes.append(gettext("takes no part in paragraph {number}").format(number=on))
    if last.late:
        notes.append(gettext("came late, does not count"))
    if last.joined_later:
        notes.append(gettext("joined after the close"))
    return notes


def _instant(text: str, clock: times.Clock) -> str:
    return str(times.moment(text, clock)) if "T" in text else text


def _words(visit: Visit, one: Asking, member: str, last: Stated | None) -> tuple[Text, Text]:
    confidential = one.puts.confidential
    if last is not None:
        return said(visit, last.entry, member, confidential)
    for broken in one.question.breaks:
        if broken.member == member:
            return said(visit, broken.entry, member, confidential)
    return "", ""
