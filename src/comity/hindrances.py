"""What can stop a matter, by its code: what is wrong, and what would help, each as a template.

A matter that cannot go on when its time comes is stopped with the code and the values of the error (``matter.hindered/1``),
never with a sentence: the register holds no wording, and whoever reads it makes the sentence from this table, in any
language. Every code here has this one template, and what raises such an error takes it from here.

>>> str(hindrance("weight.missing", {"by": "votes", "lacking": ["A", "B"]})[0])
'The weight "votes" has no value for A, B.'
>>> raise bad_input("roll.twice")
Traceback (most recent call last):
comity.errors.BadInput: The roll names a member twice. Name each once.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from string import Formatter

from comity.errors import BadInput, Message, Refused

STRANGE = "deadline.strange"
"""The record says something that leaves open what should follow."""
AS_REPORTED = "matter.as_reported"
"""A source says in its own words why the matter could not go on."""

ANOTHER = (
    "Where the matter has stopped, the record-keeper attests another, and lets the matter go on."
)
"""The way out where what was provided can take no effect, and the step that asked for it is over."""
IT = "Where the matter has stopped, the record-keeper attests it, and lets the matter go on."
ANOTHER_DAY = (
    "Provide a day on which it has one: where the matter has stopped, the record-keeper attests it, and lets the matter"
    " go on. Or amend the charter."
)
KEPT = "A matter keeps the procedure under which it was opened."
LATER = "Wait for the day from which it has one, or amend the charter."

HINDRANCES: Mapping[str, tuple[str, str]] = {
    # the step lacks what it needs
    "thing.missing": ("The {thing} has not been provided.", f"Provide the {{thing}} first. {IT}"),
    "thing.no_party": (
        "{name!r}, given as {thing}, is no party that the body knows.",
        f"Give the code of a party that it knows. {ANOTHER}",
    ),
    "thing.no_new_party": (
        "{name!r}, given as {thing}, cannot be the code of a new party.",
        "Give a code of letters from A to Z, digits, -, _ and : that no organ, office, rota or group has."
        f" {ANOTHER}",
    ),
    "thing.several_new": (
        "{name!r}, one of several given as {thing}, is no party that the body knows.",
        f"Name a new party alone, or have it entered first with party.name/1. {ANOTHER}",
    ),
    "withdrawal.too_soon": (
        "Notice given on {day} cannot take effect on {effective}.",
        "The earliest day is {soonest}.",
    ),
    "thing.several": ("The {name} names several parties.", f"Name one of them. {ANOTHER}"),
    "candidate.unknown": (
        "No person {person!r} is entered.",
        f"Enter the candidate as a person. {ANOTHER}",
    ),
    "role.nobody": (
        "Nobody is {role} on {day}.",
        f"Name somebody first, or withdraw the matter. {KEPT}",
    ),
    "role.cannot_act": (
        "The step waits for {role}. On {day} that is {lacking}, without a status or without the right to propose.",
        "Restore the status or the right, or withdraw the matter.",
    ),
    "turn.nobody": (
        "Nobody is on the rota {rota} on {day}.",
        "Amend the rota, or withdraw the matter.",
    ),
    "charter.provided_faulty": (
        "The new charter that was provided does not follow the notation: line {line}, column {column} ({fault}).",
        f"Mend it: comity charter check says what is wrong, and where. {ANOTHER}",
    ),
    "dates.backwards": (
        "The last day, {until}, is before the first, {since}.",
        f"Give a last day that is the first or one after it. {ANOTHER}",
    ),
    "charter.party_code": (
        "The new charter that was provided gives the name {name!r}, which is the code of a party, to something else.",
        f"Choose another name in it. {ANOTHER}",
    ),
    "decision.number_taken": (
        "Another decision has the number {number} already: {decision}.",
        f"Provide another number. {ANOTHER}",
    ),
    "charter.no_keeper": (
        "Under the new charter that was provided nobody keeps the record.",
        f"Give an organ or office of it the power to record. {ANOTHER}",
    ),
    "charter.superseded": (
        "The charter in force governs from {since}: another that governs from {day} would never apply.",
        f"Give {{since}} or a later day. {ANOTHER}",
    ),
    # its question cannot be put
    "session.needed": ("This question is put at a session.", "Open the session, and name it."),
    "session.other_organ": (
        "The session {session} is one of {organ}, and a question to {role} is not put there.",
        "",
    ),
    "question.deadline_fixed": (
        "The charter does not leave the deadline to whoever puts this question.",
        "Leave the deadline out. An open question can be given more time.",
    ),
    "question.no_deadline": (
        "Whoever puts this question sets its deadline, and none is given.",
        "Give the deadline as a local time of the seat, or with its offset.",
    ),
    "question.deadline_past": ("{asked} has passed.", "Set a later deadline."),
    "silence.too_short": ("The period may not end before {soonest}.", "Set a later deadline."),
    "silence.no_purpose": (
        "A silence procedure is open to certain purposes alone, and none is given.",
        "",
    ),
    "silence.purpose": ("A silence procedure is not open to the purpose {purpose!r}.", ""),
    "group.not_asked": (
        "Under the rule {rule} a question does not name the members of {name!r}.",
        "",
    ),
    # its question can be closed no more, or by nothing but an act
    "question.session_closed": (
        "The session {session}, at which the question {question} was put, closed before the question was decided.",
        "Put it again at another session, or withdraw the matter.",
    ),
    "question.to_be_closed": (
        "Nobody who is asked the question {question} can still answer, and it is open.",
        "Close the question.",
    ),
    # its question cannot be counted
    "group.missing": (
        'The rule {name} needs the group "{group}", which is not given.',
        "Name its members under {group}.",
    ),
    "count.nobody": (
        "Nobody is left whose answer the rule {name} could count.",
        "Name other groups where each question names them, amend the rule, or withdraw the matter.",
    ),
    "weight.not_given": (
        'The rule {name} needs the weight "{by}", which is not given.',
        "Give {by} for every member.",
    ),
    "weight.missing": (
        'The weight "{by}" has no value for {lacking}.',
        "Give {by} for every member.",
    ),
    "weight.negative": ('The weight "{by}" is less than nothing for a member.', ""),
    "weight.empty": (
        'No group of members holds more than {more_than} of "{weight}".',
        "Give weights that are not all zero.",
    ),
    "attending.missing": (
        "The rule {name} needs the number attending, which is not given.",
        "Give attending as a number.",
    ),
    "base.attending": (
        '"attending" counts heads; it is no base for the weight "{by}".',
        "Leave out by, or take another base.",
    ),
    "base.world": (
        '"world" is the external total of a weight, and this condition names no weight.',
        "Write by WEIGHT after the side.",
    ),
    "world.missing": (
        'The world total of "{by}" is not given.',
        "Give world: {{{by}: NUMBER}}.",
    ),
    "values.day": ("The day {name} is not given.", f"Provide {{name}} first. {IT}"),
    "rule.polarity": (
        "The rule {name} needs either adopted when or fails when, one of the two.",
        "",
    ),
    "roll.twice": ("The roll names a member twice.", "Name each once."),
    "position.unknown_word": ('"{word}" is no position.', ""),
    "position.not_a_member": ('"{member}" is not a member here.', ""),
    # the charter has it on another day, or had it once
    "rule.not_in_force": ("On that day the charter has no rule {name!r}.", LATER),
    "organ.not_in_force": ("On that day the charter has no organ {name!r}.", LATER),
    "office.not_in_force": ("On that day the charter has no office {name!r}.", LATER),
    "rota.not_in_force": ("On that day the charter has no rota {name!r}.", LATER),
    "status.not_in_force": ("On that day the charter has no status {name!r}.", LATER),
    "weight.not_in_force": ("On that day the charter has no weight {name!r}.", ANOTHER_DAY),
    "group.not_in_force": ("On that day the charter has no group {name!r}.", ANOTHER_DAY),
    "procedure.not_in_force": ("On that day the charter has no procedure {name!r}.", LATER),
    "steps.circle": (
        "From the step {step!r} the procedure leads round in a circle, and asks nobody anything.",
        f"Withdraw the matter, and amend the procedure. {KEPT}",
    ),
    # a date cannot be worked out
    "time.out_of_range": (
        "The period would end after the year {last_year}.",
        "Shorten it, or look for a weekend or holidays that leave the seat no working day.",
    ),
    "time.zone_unknown": (
        "There is no time zone {name!r}.",
        "Give a name of the IANA time zone database, such as Europe/Moscow.",
    ),
    "time.does_not_exist": ("The clocks of {zone} pass over {text}.", ""),
    "time.unreadable": ("Cannot read {text!r} as a date and a time.", ""),
    "date.unreadable": ("{text!r} is not a date of the calendar in EDTF.", ""),
    "date.range": (
        "The year {year} is not from {first_year} to {last_year}.",
        "Write a year in this range; leave an end open where the date is not known: ../2020 or 2018/..",
    ),
    # what a strange entry or a source says
    STRANGE: (
        "What follows when the deadline has passed cannot be worked out from the record.",
        "Correct the entry that brought the deadline.",
    ),
    AS_REPORTED: ("The source says: {words}", ""),
}


def hindrance(code: str, values: Mapping[str, object]) -> tuple[Message, Message]:
    """What is wrong, and what would help; the code alone where it is not known here, or has other values than its holes."""
    sentence, advice = HINDRANCES.get(code, ("", ""))
    if values.keys() != holes(code) or not sentence:
        return Message("What stands in the way has the code {code}.", code=code), Message("")
    return Message(sentence, **values), Message(advice, **values) if advice else Message("")


@cache
def holes(code: str) -> frozenset[str]:
    """The names of the values that a hindrance of that code has."""
    found = (Formatter().parse(template) for template in HINDRANCES.get(code, ()))
    return frozenset(name for parts in found for _, name, _, _ in parts if name)


def bad_input(
    code: str, *, where: str = "", remedy: str | Message = "", **values: object
) -> BadInput:
    """The error of that code; with ``remedy`` where what would help depends on where it is raised."""
    sentence, advice = HINDRANCES[code]
    helps = remedy or (Message(advice, **values) if advice else "")
    return BadInput(code, Message(sentence, **values), where=where, remedy=helps)


def refused(code: str, *, article: str, remedy: str | Message = "", **values: object) -> Refused:
    """The refusal of that code under the article; ``remedy`` as in ``bad_input``."""
    sentence, advice = HINDRANCES[code]
    helps = remedy or (Message(advice, **values) if advice else "")
    return Refused(code, Message(sentence, **values), article=article, remedy=helps)
