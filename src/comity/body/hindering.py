"""What hinders a matter, as the register keeps it: a code of ``comity.hindrances`` and its values as texts.

A list of ids is kept with blanks between them, a role as the charter's own phrase. ``why`` makes messages of it again, for
whoever tells it: what is wrong, and what would help.

>>> kept = as_hindered("m1", bad_input("weight.missing", by="votes", lacking=["D", "E"]))
>>> kept.code, kept.values
('weight.missing', {'by': 'votes', 'lacking': 'D E'})
>>> str(why(kept))
'The weight "votes" has no value for D, E. Give votes for every member.'
"""

from __future__ import annotations

from collections.abc import Mapping

from comity.body.effects import MatterHindered
from comity.body.state import Reason
from comity.charter.model import RolePhrase
from comity.charter.roles import role_of_text, role_text
from comity.errors import NO_ARTICLE, ComityError, Faulty, Message, Refused
from comity.grammar import LONGEST_LINE
from comity.hindrances import HINDRANCES, STRANGE, bad_input, hindrance, holes

LISTS = frozenset({"lacking"})
"""The values that are lists of ids."""
ROLES = frozenset({"role"})
"""The values that are roles of the charter."""
MOST = 1_000
"""Ids of a list that are kept: so many always fit into a text."""


def as_hindered(matter: str, error: ComityError) -> MatterHindered:
    """The matter cannot go on, and why. Of a question that cannot be counted, why it cannot; an error that no procedure
    should meet is one of the record (``deadline.strange``)."""
    article = error.article if isinstance(error, Refused) else ""
    article = "" if article == NO_ARTICLE else article
    cause = error.__cause__ if error.code == "question.uncountable" else None
    said = cause if isinstance(cause, ComityError) else error
    if isinstance(said, Faulty):
        fault = said.faults[0]
        said = bad_input(
            "charter.provided_faulty", line=fault.line, column=fault.column, fault=fault.code
        )
    if said.code not in HINDRANCES or said.message.values.keys() != holes(said.code):
        return MatterHindered(matter=matter, code=STRANGE, article=article)
    values = {name: _kept(one) for name, one in said.message.values.items()}
    return MatterHindered(matter=matter, code=said.code, values=values, article=article)


def _kept(value: object) -> str:
    match value:
        case RolePhrase():
            return role_text(value)
        case list() | tuple():
            return " ".join(map(str, value[:MOST]))
        case _:
            return str(value)[:LONGEST_LINE]


def why(kept: Reason | MatterHindered) -> Message:
    """What hinders the matter and, in a second sentence, what would help; the code alone of one that is not known here."""
    wrong, helps = hindrance(kept.code, _spoken(kept.values))
    return Message("{wrong} {helps}", wrong=wrong, helps=helps) if helps else wrong


def _spoken(values: Mapping[str, str]) -> dict[str, object]:
    return {name: _value(name, one) for name, one in values.items()}


def _value(name: str, text: str) -> object:
    if name in LISTS:
        return text.split()
    if name in ROLES:
        return role_of_text(text) or text
    return text
