"""What a delegation sees of itself: its persons, what its experts propose, what they remark to one another, the advice.

Everything here is of the reader's own member; for everybody else there is nothing (``None``).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext

from comity.body import acts
from comity.body.acts import AnyAct
from comity.body.effects import Text
from comity.body.rights import valid
from comity.body.state import Matter, find_matter
from comity.errors import ComityError
from comity.web import delegation
from comity.web.models import Account, Belonging
from comity.web.models.delegations import Advice, InnerNote, Proposal
from comity.web.readmodel.entries import paragraph_numbers
from comity.web.told import called, names, words
from comity.web.told.acts import act_line
from comity.web.told.names import Names, Worded
from comity.web.visits import Visit


@dataclass(frozen=True, slots=True)
class Said:
    """One line of what is proposed: a label and the words."""

    label: str
    words: Worded


@dataclass(frozen=True, slots=True)
class ProposalShown:
    """A proposal as the delegation sees it. ``why`` it cannot be sent by the reader now, if it cannot; ``changed``: what
    was sent differs from what was proposed."""

    number: int
    matter: str
    title: str
    lines: tuple[Said, ...]
    note: str
    by: str
    version: int
    state: str
    state_word: str
    entry: int | None
    word: str
    answered_by: str
    agreeing: tuple[str, ...]
    agrees: bool
    mine: bool
    why: ComityError | None
    stale: bool
    changed: bool
    created: str
    editable: bool


@dataclass(frozen=True, slots=True)
class NoteShown:
    by: str
    text: str
    created: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Inside the delegation, on one matter. ``decides``: the reader sends or declines; ``alike`` tells how the experts'
    proposed positions agree, empty where there are not two."""

    party: str
    matter: str
    decides: bool
    waiting: tuple[ProposalShown, ...]
    settled: tuple[ProposalShown, ...]
    notes: tuple[NoteShown, ...]
    advice: Advice | None
    adviser: str
    alike: str

    @property
    def is_empty(self) -> bool:
        """Whether nobody has said anything yet."""
        return not (self.waiting or self.notes or self.advice)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A person of the delegation, with the title in the credential, and what the credential carries."""

    person: str
    name: Worded
    title: str
    decides: bool
    proposes: bool
    is_reader: bool


@dataclass(frozen=True, slots=True)
class MatterWaiting:
    """A matter with the proposals that wait on it."""

    matter: str
    title: Worded
    proposals: tuple[ProposalShown, ...]


@dataclass(frozen=True, slots=True)
class Delegation:
    """The page of the delegation."""

    party: str
    decides: bool
    colleagues: tuple[Colleague, ...]
    waiting: tuple[MatterWaiting, ...]
    settled: tuple[ProposalShown, ...]


def panel(visit: Visit, matter: Matter) -> Panel | None:
    """What the reader's delegation has on the matter; None for who is in no delegation."""
    if not delegation.inside(visit):
        return None
    if not delegation.written(visit, matter.matter):
        decides = visit.reader.may("decide")
        return Panel(visit.reader.party, matter.matter, decides, (), (), (), None, "", "")
    called, advice = Called(visit), delegation.advice(visit, matter.matter)
    found = delegation.proposals(visit, matter.matter)
    shown = [shown_proposal(visit, one, called) for one in found]
    waiting = tuple(one for one in shown if one.state == "proposed")
    return Panel(
        party=visit.reader.party,
        matter=matter.matter,
        decides=visit.reader.may("decide"),
        waiting=waiting,
        settled=tuple(one for one in shown if one.state != "proposed"),
        notes=tuple(_note(called, one) for one in delegation.notes(visit, matter.matter)),
        advice=advice,
        adviser=called.by(advice.by) if advice is not None else "",
        alike=_alike(found, matter),
    )


def whole(visit: Visit) -> Delegation | None:
    """The page of the reader's delegation; None for who is in no delegation."""
    if not delegation.inside(visit):
        return None
    called = Called(visit)
    shown = [shown_proposal(visit, one, called) for one in delegation.proposals(visit)]
    by_matter: dict[str, list[ProposalShown]] = {}
    for one in shown:
        if one.state == "proposed":
            by_matter.setdefault(one.matter, []).append(one)
    at = visit.names()
    return Delegation(
        party=visit.reader.party,
        decides=visit.reader.may("decide"),
        colleagues=tuple(colleagues(visit)),
        waiting=tuple(
            MatterWaiting(matter, _titled(at, matter), tuple(found))
            for matter, found in by_matter.items()
        ),
        settled=tuple(one for one in shown if one.state != "proposed")[:50],
    )


def colleagues(visit: Visit) -> Iterator[Colleague]:
    """The persons with a credential in force for the reader's member, those who decide first."""
    at, found = visit.names(), []
    for held in visit.state.credentials.values():
        if held.party != visit.reader.party or not valid(held, visit.day):
            continue
        powers = {*held.powers}
        every = "all" in powers
        found.append(
            Colleague(
                held.person,
                names.person(at, held.person),
                called.quality(at.law, held.as_) if held.as_ else "",
                every or "decide" in powers,
                every or "propose" in powers,
                held.person == visit.reader.person,
            )
        )
    yield from sorted(found, key=lambda one: (not one.decides, not one.proposes))


def shown_proposal(visit: Visit, one: Proposal, called: Called) -> ProposalShown:
    """The proposal as its delegation sees it now."""
    at = visit.names()
    waits = one.state == "proposed"
    act = delegation.act_of(one)
    return ProposalShown(
        number=one.pk,
        matter=one.matter,
        title=_kind(at, act),
        lines=tuple(lines(visit, at, act, one.matter)),
        note=one.note,
        by=called.by(one.by),
        version=one.version,
        state=one.state,
        state_word=_state_word(one.state),
        entry=one.entry,
        word=one.word,
        answered_by=called.by(one.answered_by) if one.answered_by else "",
        agreeing=tuple(called.by(a.by) for a in one.agreements.all()),
        agrees=any(a.by_id == visit.reader.account for a in one.agreements.all()),
        mine=one.by_id == visit.reader.account,
        why=delegation.sendable(visit, one) if waits else None,
        stale=waits and delegation.stale(visit, one) is not None,
        changed=one.sent_act is not None,
        created=one.created.isoformat(),
        editable=waits and isinstance(act, acts.StatePosition | acts.Remark | acts.BreakSilence),
    )


class Called:
    """What those of a delegation are called: by the name in the register, else by that of the account. One look for all."""

    def __init__(self, visit: Visit) -> None:
        self._at = visit.names()
        known = Belonging.objects.filter(body=visit.name).values_list("account_id", "person")
        self._persons = dict(known)

    def by(self, account: Account) -> str:
        """The name of the person behind the account."""
        person = self._persons.get(account.pk, "")
        known = person in self._at.state.persons
        return str(names.person(self._at, person)) if known else str(account)


# --- an act in words, before anybody has said it -------------------------------------------------------------------------


def lines(visit: Visit, at: Names, act: AnyAct, matter: str) -> Iterator[Said]:
    """What the act would say, line by line."""
    match act:
        case acts.StatePosition():
            yield Said(gettext("Position"), Worded(words.choice(act.choice)))
            if act.reservation:
                yield Said(gettext("Reservation"), names.reservation(at, act.reservation))
            yield from _texts(at, (gettext("What is reserved"), act.reservation_text))
            yield from _texts(at, (gettext("Statement"), act.statement))
        case acts.Remark():
            found = find_matter(visit.state, matter)
            numbers = paragraph_numbers(visit, found) if found is not None else {}
            yield Said(gettext("Paragraph"), Worded(numbers.get(act.paragraph, act.paragraph)))
            kind = words.nature(act.nature)
            if act.nature == "reservation":
                kind = str(names.reservation(at, act.type))
            yield Said(gettext("Kind of remark"), Worded(kind))
            yield from _texts(
                at, (gettext("Words"), act.text), (gettext("Proposed wording"), act.proposed)
            )
        case acts.BreakSilence():
            yield Said(gettext("Form"), Worded(words.said(words.FORMS, act.form)))
            yield from _texts(at, (gettext("Reason"), act.reason))
        case acts.OpenMatter():
            yield Said(gettext("Procedure"), names.procedure(at, act.procedure))
            yield from _texts(at, (gettext("Title of the matter"), act.title))
        case acts.Provide():
            known = at.state.persons.get(act.value)
            value = names.person(at, act.value) if known else Worded(act.value)
            yield Said(called.thing(at.law, act.thing), value)
            yield from _texts(at, (gettext("Note"), act.note))
        case _:
            yield Said(gettext("Act"), Worded(act_line(at, act)))


def _texts(at: Names, *pairs: tuple[str, Text]) -> Iterator[Said]:
    for label, said in pairs:
        if said:
            yield Said(label, names.text(at, said))


def _kind(at: Names, act: AnyAct) -> str:
    match act:
        case acts.StatePosition():
            return gettext("Proposed position")
        case acts.Remark():
            return gettext("Proposed remark")
        case acts.BreakSilence():
            return gettext("Proposed break of the silence")
        case acts.OpenMatter():
            return gettext("Proposed matter")
        case acts.Provide():
            return gettext("Proposed: {thing}").format(thing=called.thing(at.law, act.thing))
        case _:
            return gettext("Proposed act")


def _state_word(state: str) -> str:
    return {
        "proposed": gettext("waits for who decides"),
        "sent": gettext("sent"),
        "declined": gettext("declined"),
        "withdrawn": gettext("taken back"),
    }.get(state, state)


def _alike(found: Iterable[Proposal], matter: Matter) -> str:
    """How the positions that the experts propose on the running question agree."""
    question = matter.question()
    if question is None:
        return ""
    proposed = [
        act
        for one in found
        if one.state == "proposed"
        and isinstance(act := delegation.act_of(one), acts.StatePosition)
        and act.question == question.question
    ]
    if len(proposed) < 2:
        return ""
    if len({(one.choice, one.reservation) for one in proposed}) == 1:
        said = gettext("All {number} experts propose the same position: {choice}.")
        return said.format(number=len(proposed), choice=words.choice(proposed[0].choice))
    sides = ", ".join(dict.fromkeys(words.choice(one.choice) for one in proposed))
    return gettext("The experts propose different positions: {sides}.").format(sides=sides)


def _note(called: Called, one: InnerNote) -> NoteShown:
    return NoteShown(called.by(one.by), one.text, one.created.isoformat())


def _titled(at: Names, matter: str) -> Worded:
    return names.matter(at, matter) if matter else Worded(gettext("A matter to be opened"))
