"""What everybody and everything is called, in the reader's language: parties, persons, organs, offices, steps, matters.

A name of the body's own may exist in other languages only. Then it is given in the first of the body's languages that has
it, and ``lang`` says which, so that a page can mark it for a screen reader; ``lang`` is empty where it is the reader's own.
What the body does not know is called by its id.

>>> worded({"ru": "Совет", "en": "Council"}, ("ru", "en"))
Worded(text='Council', lang='')
>>> worded({"ru": "Совет"}, ("ru",)).lang, worded("sealed:" + "0" * 64).text
('ru', '(confidential)')
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext

from comity.body.ballots import step_of
from comity.body.effects import Text
from comity.body.occasion import day_at
from comity.body.standing import name_on, naming_on
from comity.body.state import (
    Instruction,
    Matter,
    Measures,
    PlanItem,
    Question,
    State,
    find_decision,
    find_matter,
    find_question,
)
from comity.charter.languages import languages_of
from comity.charter.law import Law
from comity.charter.model import Name, RolePhrase, Step
from comity.store.sealing import COMMITTED
from comity.web.told import called, words
from comity.web.told.languages import Worded as Worded
from comity.web.told.lists import either, in_order, joined, language

LISTED = 12  # names in a list, before "and N others"


@dataclass(frozen=True, slots=True)
class Names:
    """Where names are looked up: the body as it is, and the law of the day. ``unmet``: persons whom the reader may not
    meet in a list. ``numbers``: the numbers of a matter's paragraphs by their ids, in a version (0: in the last that has
    each); the state does not know them, the register does. ``on``: the day whose names of parties are used; empty for that
    of the last record."""

    state: State
    law: Law
    unmet: frozenset[str] = frozenset()
    numbers: Callable[[str, int], Mapping[str, str]] = lambda _matter, _version: {}
    on: str = ""

    @property
    def persons(self) -> list[str]:
        """The persons of the register, for lists from which the reader chooses."""
        return [one for one in self.state.persons if one not in self.unmet]

    @property
    def day(self) -> str:
        """The day whose names of parties are used, at the seat."""
        return self.on or (day_at(self.state, self.state.at) if self.state.at else "9999")

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the body, its first one first; never empty."""
        return languages_of(self.law.charter)


@dataclass(frozen=True, slots=True)
class Named:
    """Somebody or something with its id, for lists that link."""

    id: str
    name: Worded


def worded(text: Text | Name, languages: Sequence[str] = ()) -> Worded:
    """The text in the reader's language, or in the first of ``languages`` that it is in."""
    if isinstance(text, str):
        if COMMITTED.fullmatch(text):
            return Worded(gettext("(confidential)"))
        return Worded(text)
    if not text:
        return Worded("")
    reader = language()
    found = next((code for code in (reader, *languages) if text.get(code)), next(iter(text)))
    said = text[found]
    return (
        worded(said)
        if COMMITTED.fullmatch(said)
        else Worded(said, "" if found == reader else found)
    )


def text(at: Names, said: Text | Name) -> Worded:
    """A text of the body in the reader's language."""
    return worded(said, at.languages)


# --- who --------------------------------------------------------------------------------------------------------------


def party(at: Names, name: str) -> Worded:
    """A state or organisation, by the name that it has on the day."""
    return _or_id(text(at, name_on(at.state, at.law, name, at.day)), name)


def sort_name(at: Names, name: str) -> str:
    """The name under which an alphabetical list has the party, in the reader's language."""
    naming, known = naming_on(at.state, name, at.day), at.law.parties.get(name)
    given: list[Text | Name] = [naming.sort_name] if naming is not None else []
    given += [known.sort_name] if known is not None else []
    reader = language()
    found = (one.get(reader, "") for one in given if isinstance(one, Mapping))
    return next((one for one in found if one), str(who(at, name)))


def parties(at: Names, names: Iterable[str]) -> list[Named]:
    """Parties, and organs or offices among them, in the alphabetical order of the reader's language."""
    sorted_by = {name: sort_name(at, name) for name in names}
    return [Named(name, who(at, name)) for name in in_order(sorted_by)]


def parties_joined(at: Names, names: Iterable[str]) -> str:
    """Their names in one phrase, in that order."""
    return joined([str(one.name) for one in parties(at, names)])


def members_named(at: Names | None, members: Iterable[str]) -> str:
    """The members in their order, by name where ``at`` says whose body it is, cut short where they are many."""
    told = [str(party(at, one)) if at is not None else one for one in members]
    if len(told) <= LISTED:
        return ", ".join(told)
    others = len(told) - LISTED + 1
    said = ngettext("{names} and {number} other", "{names} and {number} others", others)
    return said.format(names=", ".join(told[: LISTED - 1]), number=others)


def person(at: Names, name: str, *, titled: bool = False) -> Worded:
    """A person; ``titled`` with the titles before the name: "Ambassador Ada Berg"."""
    known = at.state.persons.get(name)
    if known is None:
        return Worded(name)
    found = text(at, known.name)
    titles = [called.quality(at.law, one) for one in known.titles] if titled else []
    before = " ".join(titles)
    return Worded(f"{before} {found.text}".strip(), found.lang)


def organ(at: Names, name: str) -> Worded:
    """An organ by its title."""
    known = at.law.organs.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def office(at: Names, name: str) -> Worded:
    """An office by its title."""
    known = at.law.offices.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def rota(at: Names, name: str) -> Worded:
    """A rota by its title."""
    known = at.law.rotas.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def who(at: Names, name: str) -> Worded:
    """Whoever may act or be addressed: a party, organ, office, rota or person."""
    places: tuple[tuple[Iterable[str], Callable[[Names, str], Worded]], ...] = (
        (at.law.organs, organ),
        (at.law.offices, office),
        (at.law.rotas, rota),
        (at.state.persons, person),
        (at.state.parties, party),
        (at.law.parties, party),
    )
    for known, call in places:
        if name in known:
            return call(at, name)
    if name == "unknown":
        return Worded(gettext("not reported who"))
    return Worded(name)


def role(at: Names, phrase: RolePhrase) -> str:
    """Who may do something or is asked, as the charter puts it: "any member", "the Council"."""
    return _role(at, phrase) + _through(at, phrase)


def each_of(at: Names, phrase: RolePhrase) -> str:
    """All whom a phrase means, where none of them may act for the others: "each member"."""
    if phrase.kind == "member" and not phrase.name:
        return gettext("each member") + _through(at, phrase)
    return role(at, phrase)


def _through(at: Names, phrase: RolePhrase) -> str:
    if not phrase.through:
        return ""
    title = called.quality(at.law, phrase.through)
    return " " + gettext("(through: {title})").format(title=title)


def _role(at: Names, phrase: RolePhrase) -> str:
    match phrase.kind:
        case "any":
            return either([role(at, one) for one in phrase.of])
        case "member" if phrase.name:
            return gettext("any party with the status “{status}”").format(
                status=status(at, phrase.name)
            )
        case "member":
            return gettext("any member")
        case "several":
            said = ngettext("at least {number} member", "at least {number} members", phrase.number)
            return said.format(number=phrase.number)
        case "slot":
            return gettext("the member whose slot it is")
        case "parameter" | "provided":
            thing = called.thing(at.law, phrase.name)
            return pgettext("role", "the {thing}").format(thing=thing.removeprefix("the "))
        case "chair" | "organ" | "office":
            return str(who(at, phrase.name))


# --- words of the charter ---------------------------------------------------------------------------------------------


def status(at: Names, name: str) -> Worded:
    """A status by its title."""
    known = at.law.statuses.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def procedure(at: Names, name: str) -> Worded:
    """A procedure by its title."""
    known = at.law.procedures.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def step(at: Names, of: str, name: str) -> Worded:
    """A step of a procedure by its title; its name in words where it has none."""
    known = at.law.procedures.get(of)
    steps = known.steps if known is not None else ()
    title = next((one.title for one in steps if one.step == name), {})
    return _or_id(text(at, title), name)


def any_step(at: Names, name: str) -> Worded:
    """A step by its title in the first procedure where that name has one."""
    titles = (step(at, of, name) for of in at.law.procedures)
    plain = Worded(name.replace("_", " "))
    return next((title for title in titles if title != plain), plain)


def reservation(at: Names, name: str) -> Worded:
    """A type of reservation by its title."""
    known = at.law.reservations.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def session_format(at: Names, of: str, name: str) -> Worded:
    """A format in which an organ meets, by its title."""
    known = at.law.organs.get(of)
    formats = known.formats if known is not None else ()
    title = next((one.title for one in formats if one.format == name), {})
    return _or_id(text(at, title), name)


def rule(at: Names, name: str) -> Worded:
    """A rule by its title; its name as words where it has none."""
    known = at.law.rules.get(name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


# --- what is before the body ------------------------------------------------------------------------------------------


def matter(at: Names, name: str) -> Worded:
    """A matter by its title."""
    known = find_matter(at.state, name)
    return _or_id(text(at, known.title) if known is not None else Worded(""), name)


def question(at: Names, name: str) -> Worded:
    """A question as it was put, after the title of its matter."""
    found = find_question(at.state, name)
    if found is None:
        return Worded(name)
    of, one = found
    title, asked = text(at, of.title), asks(at, of, one)
    if not asked:
        return title
    said = gettext("{title}: {question}").format(title=title, question=asked)
    return Worded(said, title.lang)


def asks(at: Names, of: Matter, one: Question) -> Worded:
    """What a question asks, in the reader's language as the law has it under which it was put; where that has it in others
    alone, by the title of its step; and else as the register has it."""
    try:
        put = step_of(at.state, of, one)
    except KeyError:
        return Worded(one.asks)
    return asked(at, put, one.asks)


def asked(at: Names, put: Step, asks: str) -> Worded:
    """The words of a question that ``put`` puts, which the register has as ``asks``; the step's title to a reader who has
    that in his or her language and not the words."""
    said, title = Worded(*called.put_words(put, asks)), text(at, put.title)
    return title if said.lang and title and not title.lang else said


def session(at: Names, name: str) -> Worded:
    """A session by its title; by its organ and day where it has none."""
    from comity.web.told.dates import edtf

    known = at.state.sessions.get(name)
    if known is None:
        return Worded(name)
    if known.title:
        return text(at, known.title)
    of = organ(at, known.organ)
    return Worded(gettext("{organ}, {day}").format(organ=of, day=edtf(known.on)), of.lang)


def decision(at: Names, name: str) -> Worded:
    """A decision by its title and number."""
    known = find_decision(at.state, name)
    if known is None:
        return Worded(name)
    title = text(at, known.title)
    if not known.number:
        return title
    return Worded(
        gettext("{title} (No. {number})").format(title=title, number=known.number), title.lang
    )


def anything(at: Names, name: str) -> Worded:
    """Whatever has that id in the body, or the id."""
    state = at.state
    if "." in name and find_question(state, name) is not None:
        return question(at, name)
    if name in state.decisions:
        return decision(at, name)
    if name in state.sessions:
        return session(at, name)
    if name in state.matters or name in state.cards:
        return matter(at, name)
    said = _said_of(state, name)
    found = text(at, said) if said else _held(at, name) or who(at, name)
    return Worded(called.of_charter(at.law, name) or name) if found.text == name else found


def _said_of(state: State, name: str) -> Text:
    """What something says of itself: a title, an aim, what is to be done. Empty where nothing has that id."""
    event, source = state.events.get(name), state.sources.get(name)
    if event is not None or source is not None:
        return event.title if event is not None else source.title if source is not None else ""
    priority = state.priorities.get(name)
    if priority is not None:
        return priority.aim
    of: tuple[Mapping[str, PlanItem | Measures | Instruction], ...]
    of = (state.plan_items, state.measures, state.instructions)
    return next((known[name].what for known in of if name in known), "")


def _held(at: Names, name: str) -> Worded:
    """A tenure, a credential or a meeting, by who holds or meets; empty where it is none of them."""
    tenure, credential = at.state.tenures.get(name), at.state.credentials.get(name)
    meeting = at.state.meetings.get(name)
    if tenure is not None:
        holder, held = person(at, tenure.person), office(at, tenure.office)
        return Worded(gettext("{person} as {office}").format(person=holder, office=held))
    if credential is not None:
        holder, party_ = person(at, credential.person), who(at, credential.party)
        return Worded(gettext("{person} for {party}").format(person=holder, party=party_))
    return Worded(words.said(words.MEETINGS, meeting.nature) if meeting is not None else "")


def _or_id(found: Worded, name: str) -> Worded:
    """The name, or its id as words where it has none."""
    return found if found else Worded(name.replace("_", " "))
