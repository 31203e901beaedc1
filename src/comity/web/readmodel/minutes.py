"""Minutes of a session, made from what happened: attendance, items in order, what was said in short, questions with their
positions and rulings, decisions, instructions. The text is the officer's to edit: plain paragraphs with an empty line
between, headings marked by ``# ``. Numbers are given when it is shown, so that a paragraph put in moves those after it.

What happened after the text was made is put in where it belongs, and nothing that was edited is lost:

>>> merged("a\\n\\nb", "a, edited\\n\\nb", "a\\n\\nb\\n\\nnew")
'a, edited\\n\\nb\\n\\nnew'

A matter kept in confidence is in no minutes as long as it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from django.utils.translation import gettext, pgettext

from comity.body.confidence import in_confidence
from comity.body.effects import (
    AttendanceRecorded,
    DecisionIssued,
    InstructionGiven,
    IrregularityFlagged,
    QuestionClosed,
    QuestionPut,
    SessionOpened,
    SpeechMade,
    TurnPassed,
)
from comity.body.occasion import organ_of
from comity.body.state import Matter, Question, Session, State, find_matter, find_question
from comity.web.models import Minutes
from comity.web.readmodel.explanations import Reading, explanations, is_secret, told
from comity.web.readmodel.happenings import Happening, happenings
from comity.web.readmodel.sessions import is_admitted, reads_papers, steering
from comity.web.told import called, names, words
from comity.web.told.dates import edtf
from comity.web.told.lists import joined, language
from comity.web.told.names import Names
from comity.web.visits import Visit

HEADING = "# "


# --- in words ---------------------------------------------------------------------------------------------------------


def made(state: State, at: Names, session: Session, read: Reading, day: str) -> str:
    """The minutes as the register gives them, in the reader's language."""
    happened = [one for one in happenings(state, session, read) if not _secret(state, one, day)]
    sections = [_opening(at, session, happened), _statements(at, happened)]
    placed = [one for one in session.items if one.position]
    number = 0
    for item in placed:
        matter = find_matter(state, item.matter) if item.matter else None
        if matter is not None and in_confidence(state, matter, day):
            continue
        number += 1
        title = names.text(at, item.title) if item.title else names.matter(at, item.matter)
        said = pgettext("agenda", "{number}. {title}").format(number=number, title=title)
        about = [one for one in happened if item.matter and _matter_of(state, one) == item.matter]
        sections.append([f"{HEADING}{_flat(said)}", *_told(at, state, about, read)])
    sections += _not_on_the_agenda(at, {one.matter for one in placed}, happened, read)
    sections.append(_closing(at, session, happened))
    return "\n\n".join(_flat(one) for section in sections for one in section)


def _not_on_the_agenda(
    at: Names, listed: set[str], happened: Sequence[Happening], read: Reading
) -> Iterator[list[str]]:
    """What was said and decided about other matters than those of the items."""
    matters = dict.fromkeys(_matter_of(at.state, one) for one in happened)
    for matter in (one for one in matters if one and one not in listed):
        about = [one for one in happened if _matter_of(at.state, one) == matter]
        said = gettext("Not on the agenda: {title}").format(title=names.matter(at, matter))
        if told_ := list(_told(at, at.state, about, read)):
            yield [f"{HEADING}{_flat(said)}", *told_]


def _secret(state: State, one: Happening, day: str) -> bool:
    matter = find_matter(state, _matter_of(state, one))
    return matter is not None and in_confidence(state, matter, day)


def _matter_of(state: State, one: Happening) -> str:
    if isinstance(one.effect, QuestionClosed):
        found = find_question(state, one.effect.question)
        return found[0].matter if found is not None else ""
    matter: str = getattr(one.effect, "matter", "")
    return matter


def _opening(at: Names, session: Session, happened: Sequence[Happening]) -> list[str]:
    organ = str(names.organ(at, session.organ))
    if session.format:
        organ += f" ({names.session_format(at, session.organ, session.format)})"
    said = gettext("{organ} met on {day}.").format(
        organ=organ, day=edtf(session.opened or session.on)
    )
    if session.venue:
        said += " " + gettext("Venue: {venue}.").format(venue=names.text(at, session.venue))
    recorded = [one.effect for one in happened if isinstance(one.effect, AttendanceRecorded)]
    first = recorded[0] if recorded else None
    present, persons = (
        (first.present, first.persons) if first else (session.present, session.persons)
    )
    told = [HEADING + gettext("Opening"), said]
    if present:
        there = joined([_with_persons(at, one, persons) for one in present])
        told.append(gettext("In the room: {delegations}.").format(delegations=there))
    if organ_of(at.state, at.law, session.organ).quorum is not None:
        enough = [one.effect.quorum for one in happened if isinstance(one.effect, SessionOpened)]
        told += [_quorum(one) for one in enough]
    for before, after in pairwise(recorded):
        told += list(_moved(at, before.present, after.present))
    return told


def _quorum(enough: bool) -> str:
    return gettext("There was a quorum.") if enough else gettext("There was no quorum.")


def _with_persons(at: Names, party: str, persons: dict[str, str]) -> str:
    came = [str(names.person(at, person)) for person, of in persons.items() if of == party]
    return f"{names.who(at, party)} ({', '.join(came)})" if came else str(names.who(at, party))


def _moved(at: Names, before: list[str], after: list[str]) -> Iterator[str]:
    left, came = [x for x in before if x not in after], [x for x in after if x not in before]
    if left:
        who = joined([str(names.who(at, one)) for one in left])
        yield gettext("Left the room: {delegations}.").format(delegations=who)
    if came:
        who = joined([str(names.who(at, one)) for one in came])
        yield gettext("Came into the room: {delegations}.").format(delegations=who)


def _statements(at: Names, happened: Iterable[Happening]) -> list[str]:
    """What was said about no matter."""
    said = [
        _speech(at, one.effect)
        for one in happened
        if isinstance(one.effect, SpeechMade) and not one.effect.matter
    ]
    return [HEADING + gettext("Statements"), *said] if said else []


def _explained(at: Names, matter: Matter, question: Question, read: Reading) -> Iterator[str]:
    """What members said with their answers. What was answered in confidence is in no minutes."""
    if is_secret(at.state, matter, question):
        return
    for one in explanations(question, read):
        yield gettext("Explanation of vote. {said}").format(said=told(at, one))


def _told(at: Names, state: State, about: Iterable[Happening], read: Reading) -> Iterator[str]:
    for one in about:
        match one.effect:
            case SpeechMade():
                yield _speech(at, one.effect)
            case QuestionPut():
                asked = asked_words(at, one.effect)
                said = gettext("The question was put: {question}.").format(question=asked)
                yield said if asked else gettext("The question was put.")
            case QuestionClosed():
                found = find_question(state, one.effect.question)
                if found is not None:
                    yield _ruling(at, *found, one)
                    yield from _explained(at, *found, read)
            case DecisionIssued():
                yield _decision(at, one.effect, one.entry)
            case InstructionGiven():
                yield _instruction(at, one.effect)
            case _:
                pass


def asked_words(at: Names, one: QuestionPut) -> str:
    """What the question asks, in the language of the minutes."""
    found = find_question(at.state, one.question)
    return str(names.asks(at, *found)) if found is not None else one.asks


def _speech(at: Names, one: SpeechMade) -> str:
    who = str(names.who(at, one.by))
    if one.person:
        who = f"{who} ({names.person(at, one.person)})"
    gist = names.text(at, one.gist).in_full()
    if not one.stance:
        return pgettext("speech", "{who}: {gist}").format(who=who, gist=gist)
    stance = words.said(words.STANCES, one.stance)
    said = pgettext("speech", "{who} {stance}: {gist}")
    return said.format(who=who, stance=stance, gist=gist)


def _ruling(at: Names, matter: Matter, question: Question, one: Happening) -> str:
    assert isinstance(one.effect, QuestionClosed)
    sides: dict[str, list[str]] = {}
    for member in question.population:
        if member in question.choices:
            sides.setdefault(question.choices[member], []).append(member)
    counted = [
        pgettext("roll call", "{position}: {members}").format(
            position=words.choice(choice), members=names.parties_joined(at, members)
        )
        for choice, members in sides.items()
    ]
    said = _outcome(at, question, one.effect, one.entry)
    return f"{'; '.join(counted)}. {said}" if counted else said


def _outcome(at: Names, question: Question, closed: QuestionClosed, number: int) -> str:
    """What came of the question; beside it what had come of it before a correction, and what a source says."""
    first = _recorded(at, closed, number)
    said = gettext("Outcome: {outcome}.").format(outcome=first)
    if question.rulings:
        now = _recorded(at, question, question.ruled_by)
        said = gettext("Outcome after a correction: {outcome}. Before it: {before}.").format(
            outcome=now, before=first
        )
    if not question.reported:
        return said
    source = gettext("The source reports: {reported}")
    return f"{said} {source.format(reported=words.outcome(question.reported))}."


def _recorded(at: Names, came: Question | QuestionClosed, number: int | None) -> str:
    """An outcome with its article, where it has one, and where it is on record."""
    said = gettext("{outcome} (record no. {number})")
    if came.article:
        said = gettext("{outcome} ({article}; record no. {number})")
    article = called.article(at.law, came.article)
    return said.format(outcome=words.came_of(came), article=article, number=number)


def _decision(at: Names, one: DecisionIssued, entry: int) -> str:
    named = gettext("No. {number}").format(number=one.number) if one.number else ""
    said = gettext("Decision {number} of {day}: {title} (record no. {entry}).")
    told = said.format(
        number=named, day=edtf(one.dated), title=names.text(at, one.title), entry=entry
    )
    return " ".join(told.split())


def _instruction(at: Names, one: InstructionGiven) -> str:
    given = gettext("Instruction by {giver} to {taker}: {what}")
    said = given.format(
        giver=names.who(at, one.by), taker=names.who(at, one.to), what=names.text(at, one.what)
    )
    return said + (" " + gettext("Due: {day}.").format(day=edtf(one.due)) if one.due else "")


def _closing(at: Names, session: Session, happened: Iterable[Happening]) -> list[str]:
    told = [
        gettext("{rota} passed to {party}.").format(
            rota=names.rota(at, one.effect.rota), party=names.who(at, one.effect.to)
        )
        for one in happened
        if isinstance(one.effect, TurnPassed) and one.effect.to
    ]
    told += [
        gettext("Flagged as irregular: {what} ({article}).").format(
            what=str(names.text(at, one.effect.what)).rstrip("."),
            article=called.article(at.law, one.effect.article),
        )
        for one in happened
        if isinstance(one.effect, IrregularityFlagged)
    ]
    if session.closed:
        told.append(gettext("The session closed on {day}.").format(day=edtf(session.closed)))
    return [HEADING + gettext("Closing"), *told] if told else []


# --- the text ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph with its number, or a heading, whose number is 0."""

    number: int
    text: str

    @property
    def heading(self) -> bool:
        return not self.number


def paragraphs(text: str) -> list[str]:
    """The paragraphs and headings of the text, without those that are empty."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return [one.strip() for one in lines.split("\n\n") if one.strip()]


def numbered(text: str) -> list[Paragraph]:
    """The paragraphs with their numbers, which run through the whole.

    >>> [(one.number, one.text) for one in numbered("# Opening\\n\\nThe Council met.")]
    [(0, 'Opening'), (1, 'The Council met.')]
    """
    shown, number = [], 0
    for one in paragraphs(text):
        if one.startswith(HEADING):
            shown.append(Paragraph(0, one.removeprefix(HEADING)))
        else:
            number += 1
            shown.append(Paragraph(number, one))
    return shown


def as_filed(text: str) -> str:
    """The text with its numbers, as it is approved and filed: the digest of these bytes stands in the register."""
    said = [one.text if one.heading else f"{one.number}. {one.text}" for one in numbered(text)]
    return "\n\n".join(said) + "\n"


def since(generated: str, fresh: str) -> list[str]:
    """What has come since: the paragraphs of ``fresh`` that the register did not give before."""
    before = set(paragraphs(generated))
    return [one for one in paragraphs(fresh) if one not in before]


def merged(generated: str, edited: str, fresh: str) -> str:
    """The edited text with what has come since, each new paragraph after the one that it follows in ``fresh``, or the
    nearest before that which was not edited away; failing all of them, at the end. Nothing of ``edited`` is lost."""
    kept, given = paragraphs(edited), paragraphs(fresh)
    for new in since(generated, fresh):
        if new in kept:
            continue
        before = given[: given.index(new)]
        place = next((kept.index(one) for one in reversed(before) if one in kept), len(kept) - 1)
        kept.insert(place + 1, new)
    return "\n\n".join(kept)


def _flat(text: str) -> str:
    """One paragraph, whatever was typed in it, beginning with a capital."""
    one = " ".join(text.split())
    return one[:1].upper() + one[1:]


# --- who sees them ----------------------------------------------------------------------------------------------------


def kept_minutes(visit: Visit, session: Session) -> Minutes | None:
    """The minutes of the session in the reader's language; None where nobody has made them. Who does not steer the session
    is given those in another language rather than none, and no drafts."""
    made_ = Minutes.objects.filter(body=visit.name, session=session.session)
    own = made_.filter(language=language())
    if steering(visit, session) is None:
        return own.first()
    return own.exclude(state="draft").first() or made_.exclude(state="draft").first()


def may_see(visit: Visit, session: Session, kept: Minutes | None) -> bool:
    """Whether the reader sees the minutes as they stand: a draft who steers the session; what is circulated those admitted
    besides; what is approved those to whom the papers go."""
    if steering(visit, session) is None:
        return True
    if kept is None or kept.state == "draft":
        return False
    return (
        is_admitted(visit, session) if kept.state == "circulated" else reads_papers(visit, session)
    )
