"""The particulars that acts of every kind share: when it was done, what it names, the id of what it brings, who records.

``held`` says when an act was done, if not at the moment that it is recorded. It may be as uncertain as the source is, but
what has certainly not happened yet is refused, of whatever kind the act is (``decide``). What an act names must be known to
the body, and what it brings is called as the act says, or by a letter and the number of the entry.

>>> exact_day("2022-11-23", "on")
'2022-11-23'
>>> exact_day("2022-11", "on")
Traceback (most recent call last):
comity.errors.BadInput: on: '2022-11' names no single day. Write a day such as 2022-11-23.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from datetime import date
from typing import Literal

from comity.body.acts import Act
from comity.body.dates import exact, require_in_range, when
from comity.body.keeping import last_keepers
from comity.body.occasion import Occasion, instant
from comity.body.periods import read_instant
from comity.body.rights import Capacity, capacity
from comity.body.state import find_matter
from comity.charter.law import Law
from comity.errors import BadInput, Message, Refused

# --- when -------------------------------------------------------------------------------------------------------------


def done_on(on: Occasion, act: Act) -> str:
    """When the act was done (EDTF): ``held`` or today."""
    return act.held or on.day


def is_to_come(text: str, day: str, now: str) -> bool:
    """Whether that date or instant is certainly still to come, at the instant ``now`` of ``day``.

    >>> is_to_come("2022-12", "2022-11-23", "2022-11-23T09:00:00.000Z")
    True
    >>> is_to_come("2022-11-23T10:00:00+01:00", "2022-11-23", "2022-11-23T09:00:00.000Z")
    False
    """
    if "T" in text:
        return instant(read_instant(text)) > now
    earliest = when(text).earliest
    return earliest is not None and earliest.isoformat() > day


def require_done(act: Act, day: str, now: str, article: str) -> None:
    """Refused (``held.future``) where ``held`` says that the act was done when it can only be still to come."""
    if act.held and is_to_come(act.held, day, now):
        raise Refused(
            "held.future",
            "The act cannot have been done on {held}: it is now {now}."
            if "T" in act.held
            else "The act cannot have been done on {held}: today is {day}.",
            article=article,
            remedy="Record it once it has been done.",
            held=act.held,
            day=day,
            now=now,
        )


def readable(text: str, field: str) -> str:
    """The date of that field, as given. ``date.unreadable`` unless it is EDTF, ``date.range`` for years far off."""
    try:
        require_in_range(when(text))
    except BadInput as error:
        raise BadInput(error.code, error.message, where=field, remedy=error.advice) from error
    return text


def exact_day(text: str, field: str) -> str:
    """The day of that field, as given. ``date.not_exact`` unless it is one day of the calendar, such as 2022-11-23."""
    readable(text, field)
    if len(text) != 10 or exact(when(text)) is None:
        raise BadInput(
            "date.not_exact",
            "{text!r} names no single day.",
            where=field,
            remedy="Write a day such as 2022-11-23.",
            text=text,
        )
    return text


def not_past(on: Occasion, text: str, field: str, code: str) -> str:
    """The date of that field, as given. Refused under ``code`` where it has certainly passed."""
    latest = when(readable(text, field)).latest
    if latest is not None and latest < date.fromisoformat(on.day):
        raise refusal(
            on,
            code,
            "{text} has passed: today is {day}.",
            "Name a date to come; what has happened is attested.",
            text=text,
            day=on.day,
        )
    return text


# --- who and what -----------------------------------------------------------------------------------------------------


def recorder(on: Occasion, act: Act) -> Capacity:
    """The organ or office that keeps the record; where nobody can, whoever could last (``keeping``). Refused
    (``record.not_keeper``) to everybody else."""
    names = on.law.keepers
    if act.for_ not in names:
        raise refusal(
            on,
            "record.not_keeper",
            "{party} does not keep the record.",
            "It is kept by: {keepers}.",
            party=act.for_ or "Nobody",
            keepers=list(names) or "nobody",
        )
    try:
        return capacity(on, act, "record")
    except Refused:
        last = last_keepers(on.state, on.law, on.day)
        if act.by not in last or act.by not in on.state.persons:
            raise
        kind: Literal["organ", "office"] = "organ" if act.for_ in on.law.organs else "office"
        return Capacity(kind, act.for_, credential=last[act.by])


def is_party(on: Occasion, name: str) -> bool:
    """Whether the body knows a party of that name, whatever its status."""
    return name in on.law.parties or name in on.state.parties


def names_other(law: Law, name: str) -> bool:
    """Whether the charter has an organ, office, rota, group or parameter of that name, which no party can have then."""
    others = (law.organs, law.offices, law.rotas, law.groups, law.charter.parameters)
    return any(name in names for names in others)


def is_known(on: Occasion, name: str) -> bool:
    """Whether the body knows a party, organ, office or rota of that name."""
    return is_party(on, name) or any(
        name in named for named in (on.law.organs, on.law.offices, on.law.rotas)
    )


def require_parties(on: Occasion, names: Iterable[str]) -> None:
    """Refused (``party.unknown``) unless each is a party that the body knows."""
    for name in names:
        if not is_party(on, name):
            raise refusal(
                on,
                "party.unknown",
                "The body knows no party {name!r}.",
                "Name the party first, or correct its code.",
                name=name,
            )


def require_known(on: Occasion, names: Iterable[str]) -> None:
    """Refused (``party.unknown``) unless each is a party, organ, office or rota that the body knows."""
    for name in names:
        if not is_known(on, name):
            raise refusal(
                on,
                "party.unknown",
                "The body knows no party, organ or office {name!r}.",
                "Name one that it knows.",
                name=name,
            )


def require_persons(on: Occasion, persons: Iterable[str]) -> None:
    """Refused (``person.unknown``) unless each is entered."""
    for person in persons:
        if person not in on.state.persons:
            raise refusal(
                on,
                "person.unknown",
                "No person {person!r} is entered in the register.",
                "Enter the person.",
                person=person,
            )


def require_matter(on: Occasion, matter: str) -> None:
    """Refused (``matter.unknown``) unless ``matter`` is empty or was before the body."""
    if matter and find_matter(on.state, matter) is None:
        raise refusal(
            on,
            "matter.unknown",
            "Matter {matter!r} is not before the body.",
            "Open it, or name one that was opened.",
            matter=matter,
        )


def require_distinct(names: list[str], field: str) -> None:
    """``list.twice`` where a name stands twice."""
    twice = next((name for at, name in enumerate(names) if name in names[:at]), "")
    if twice:
        raise BadInput(
            "list.twice",
            "{twice} is named twice.",
            where=field,
            remedy="Name each once.",
            twice=twice,
        )


def new_id(on: Occasion, given: str, letter: str, taken: Container[str], what: str) -> str:
    """The id of a new thing: the act's own, or the letter and the entry's number. Refused (``id.taken``) when taken."""
    name = given or f"{letter}{on.number}"
    while not given and name in taken:
        name += "a"  # somebody chose the very id that the number gives
    if name in taken:
        raise refusal(
            on,
            "id.taken",
            "There is a {what} {name!r} already.",
            "Choose another id, or leave it to Comity.",
            what=what,
            name=name,
        )
    return name


def refusal(
    on: Occasion,
    code: str,
    sentence: str | Message,
    remedy: str | Message,
    article: str = "",
    **values: object,
) -> Refused:
    """The refusal under ``article``, or under the article on credentials where no nearer one stands in the way."""
    article = article or on.law.charter.credentials.article
    return Refused(code, sentence, article=article, remedy=remedy, **values)
