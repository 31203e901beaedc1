"""What an answer would bring, and what it would bring to say nothing: by the rule itself, in the reader's case.

An answer *blocks* when the question could not be adopted with it though everybody else were in favour. Saying nothing is
taken as the charter takes silence, and tried with everybody else agreeing, then with everybody else silent as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext, ngettext, pgettext

from comity.body.ballots import is_unvoted, positions
from comity.charter.model import Step
from comity.rules.counting import Ballot
from comity.rules.terms import Position
from comity.web.readmodel.asking import Asking, stands
from comity.web.told import names, words
from comity.web.told.lists import joined
from comity.web.told.names import Names
from comity.web.visits import Visit

Stands = Mapping[str, Position]
Weight = Literal["carries", "blocks", "counts against", "does not block"]


@dataclass(frozen=True, slots=True)
class Choice:
    """A position that could be stated: its word in the notation, in the reader's, and what it would do."""

    choice: str
    word: str
    weight: Weight
    sentence: str

    @property
    def agrees(self) -> bool:
        """Whether it is agreement, or stands in no way."""
        return self.choice in ("in favour", "does not object")


def blocks(ballot: Ballot, population: Iterable[str], member: str, side: str) -> bool:
    """Whether the question cannot be adopted while the member is on that side, whatever the others say."""
    others: dict[str, Position] = dict.fromkeys(population, "in favour")
    return ballot.outcome({**others, member: side}) != "adopted"  # type: ignore[dict-item]


def blocking(ballot: Ballot, stood: Stands) -> list[str]:
    """The members whose positions, as they count, block; in the order of the roll. Who has not answered does not."""
    closed = [(m, s) for m, s in stood.items() if s not in ("pending", "unknown", "in favour")]
    return [member for member, side in closed if blocks(ballot, stood, member, side)]


def agreeing(stood: Stands, otherwise: Position = "in favour") -> dict[str, Position]:
    """The positions with everybody who has not answered on one side."""
    return {member: otherwise if s == "pending" else s for member, s in stood.items()}


def choices(visit: Visit, one: Asking, offered: Iterable[str]) -> list[Choice]:
    """What each of the positions offered would do, said by the reader's member; nothing is foretold of what cannot be
    counted."""
    stood, ballot, member = stands(visit, one), one.ballot(visit.state), visit.reader.party
    if ballot is None:
        return [Choice(word, _position(one, word), "does not block", "") for word in offered]
    closing = _at_once(visit, one, stood, member)
    return [_choice(one, ballot, stood, closing, member, choice) for choice in offered]


def _choice(
    one: Asking, ballot: Ballot, stood: Stands, closing: Stands, member: str, choice: str
) -> Choice:
    weight = _weight(one, ballot, stood, member, choice)
    sentence = _weight_in_words(weight)
    if closing:
        outcome = ballot.outcome({**closing, member: choice})  # type: ignore[dict-item]
        then = gettext(
            "{weight}; the last answer, with which the question closes at once: {outcome}"
        )
        sentence = then.format(weight=sentence, outcome=words.outcome(outcome))
    return Choice(choice, _position(one, choice), weight, sentence)


def _position(one: Asking, choice: str) -> str:
    return words.choice(choice) if one.puts.form != "signature" else signing_word(choice)


def _at_once(visit: Visit, one: Asking, stood: Stands, member: str) -> Stands:
    """The positions of the others as the close would take them, where the member's answer is the last for which the
    question waits; else nothing. To whom the others' answers are in confidence it is not told."""
    others = (m for m in one.question.population if m != member)
    last = member in stood and all(m in one.question.choices for m in others)
    if not (one.seen and one.running and one.puts.closes.all_answered and last):
        return {}
    return positions(visit.state, one.matter, one.question, one.silence)


def _weight(one: Asking, ballot: Ballot, stood: Stands, member: str, choice: str) -> Weight:
    if member not in stood:
        return "does not block"
    if blocks(ballot, stood, member, choice):
        return "blocks"
    last = all(side != "pending" for m, side in stood.items() if m != member)
    now = {**stood, member: choice}
    if one.seen and last and ballot.outcome(now) == "adopted":  # type: ignore[arg-type]
        return "carries"
    return "counts against" if choice.startswith("against") else "does not block"


def _weight_in_words(weight: Weight) -> str:
    match weight:
        case "carries":
            return gettext("carries it: then it is adopted")
        case "blocks":
            return gettext("blocks as long as it stands")
        case "counts against":
            return gettext("counts against, does not block alone")
        case "does not block":
            return gettext("does not block")


def signing_word(choice: str) -> str:
    """What a position on a question that is answered by signing is called."""
    return gettext("sign") if choice == "in favour" else gettext("refuse to sign")


# --- saying nothing ---------------------------------------------------------------------------------------------------


def if_nothing(visit: Visit, one: Asking, at: Names) -> str:
    """What happens if the reader's member does nothing; in general where the reader acts for no member that is asked."""
    stood, member, ballot = stands(visit, one), visit.reader.party, one.ballot(visit.state)
    if ballot is None:
        return ""
    if is_unvoted(visit.state, one.matter, one.question, one.step):
        return unvoted(one.step)
    if member not in stood:
        return _in_general(one, ballot, stood, at)
    party = str(names.party(at, member))
    if stood[member] != "pending":
        said = gettext("{party} has answered; the answer may be changed until the close.")
        if member not in one.question.choices:
            said = gettext("{party} has yet to answer; what it has reserved blocks until lifted.")
        return said.format(party=party)
    return f"{_taken_as(one, party)} {_what_then(one, ballot, stood, member, at)}"


def _taken_as(one: Asking, party: str) -> str:
    match one.puts.silence_means:
        case "consent":
            said = gettext("If {party} does nothing, it counts as not objecting.")
        case "no answer":
            said = gettext("If {party} does not answer, that is not agreement.")
        case "non-participation":
            said = gettext("If {party} does not answer, it takes no part.")
        case "objection":
            said = gettext("If {party} does not answer, that counts as an objection.")
    return said.format(party=party)


def _what_then(one: Asking, ballot: Ballot, stood: Stands, member: str, at: Names) -> str:
    silent = one.silence
    at_best = {**agreeing(stood), member: silent}
    if ballot.outcome({**agreeing(stood, silent), member: silent}) == "adopted":
        bound = member in ballot.ruling({**agreeing(stood, silent), member: silent}).bound
        if bound:
            said = gettext("As things stand {what} is adopted, and binds it.")
        else:
            said = gettext("As things stand {what} is adopted, without binding it.")
        return said.format(what=what(one.step))
    if ballot.outcome(at_best) == "adopted":
        return gettext("The others can still adopt {what} without it.").format(what=what(one.step))
    if ballot.outcome({**agreeing(stood), member: "in favour"}) == "adopted":
        said = gettext("Then {what} is not adopted, whatever the others say: {follows}.")
        return said.format(what=what(one.step), follows=if_not_adopted(one.step, one, at))
    return _stands_in_the_way(one, ballot, stood, at)


def _stands_in_the_way(one: Asking, ballot: Ballot, stood: Stands, at: Names) -> str:
    who = [str(names.party(at, member)) for member in blocking(ballot, stood)]
    if who:
        said = ngettext(
            "As things stand {what} is not adopted in any case: {members} stands in the way.",
            "As things stand {what} is not adopted in any case: {members} stand in the way.",
            len(who),
        )
        return said.format(what=what(one.step), members=joined(who))
    said = gettext("As things stand {what} is not adopted in any case.")
    return said.format(what=what(one.step))


def _in_general(one: Asking, ballot: Ballot, stood: Stands, at: Names) -> str:
    outcome = ballot.outcome(agreeing(stood, one.silence))
    said = {
        "consent": gettext("Whoever does nothing counts as not objecting."),
        "no answer": gettext("Whoever does not answer has not agreed."),
        "non-participation": gettext("Whoever does not answer takes no part."),
        "objection": gettext("Whoever does not answer counts as objecting."),
    }[one.puts.silence_means]
    if not one.seen:
        return said
    if outcome == "adopted":
        then = gettext("If nobody says more, {what} is adopted.").format(what=what(one.step))
        return f"{said} {then}"
    then = gettext("If nobody says more, {what} is not adopted: {follows}.")
    return f"{said} {then.format(what=what(one.step), follows=if_not_adopted(one.step, one, at))}"


def unvoted(step: Step) -> str:
    """What becomes of the question while nobody has answered, where the charter lets it be decided without a vote."""
    said = gettext(
        "If nobody answers before it is closed in the session, {what} is adopted without a vote."
    )
    return said.format(what=what(step))


def what(step: Step) -> str:
    """What is adopted, or not: a text, or what was proposed."""
    puts = step.puts
    if puts is not None and puts.form == "signature":
        return pgettext("is adopted", "the act")
    if puts is not None and puts.on_text:
        return pgettext("is adopted", "the text")
    return pgettext("is adopted", "the proposal")


def if_not_adopted(step: Step, one: Asking, at: Names) -> str:
    """Where the matter goes when the question is not adopted."""
    named = step.then.get("not adopted", step.then.get("rejected", ""))
    if named and named != "end":
        title = names.text(at, one.procedure.at(named).title) or named
        return gettext("the matter goes back to “{step}”").format(step=title)
    return gettext("the matter ends")
