"""One line for an act or an effect: a sentence with places for its fields, and clauses that are said where they apply.

``Line("{party} has the status: {status}, from {since}", "until {until}")``: the second part is a clause. A clause that
names fields is said when all of them have a value; ``When`` says it when a field that it need not name is true, or
something else where it is not. Every field is told as what it is (``FIELDS``): parties by their names, dates in words,
words of the notation in the reader's language. Languages differ in their cases, so names stand uninflected.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from django.utils.translation import gettext, pgettext

from comity.body.acts import Act
from comity.body.effects import Effect, MatterHindered
from comity.body.state import find_matter, find_question
from comity.web.told import called, names, versions, words
from comity.web.told.dates import edtf
from comity.web.told.lists import joined
from comity.web.told.names import Names
from comity.web.told.refusals import hindered
from comity.web.told.times import seat_clock
from comity.web.told.versions import find_remark


@dataclass(frozen=True, slots=True)
class When:
    """A clause said where ``field`` is true, or ``otherwise`` where it is not."""

    field: str
    said: str
    otherwise: str = ""


@dataclass(frozen=True, slots=True, init=False)
class Line:
    """``said``, and the ``clauses`` after it; originals, to be translated when told."""

    said: str
    clauses: tuple[str | When, ...]

    def __init__(self, said: str, *clauses: str | When) -> None:
        object.__setattr__(self, "said", said)
        object.__setattr__(self, "clauses", clauses)

    def templates(self) -> list[str]:
        """Every sentence and clause in it."""
        pairs = [(c.said, c.otherwise) if isinstance(c, When) else (c,) for c in self.clauses]
        return [self.said, *(each for pair in pairs for each in pair if each)]


Struct = Act | Effect
Teller = Callable[[Names, Any], str]


def told(at: Names, line: Line, value: Struct) -> str:
    """The line with the fields of ``value`` in it."""
    parts = [_filled(at, line.said, value)]
    for clause in line.clauses:
        if isinstance(clause, When):
            said = clause.said if getattr(value, clause.field) else clause.otherwise
            parts += [_filled(at, said, value)] if said else []
        elif all(getattr(value, name) not in ("", None, [], {}) for name in fields_of(clause)):
            parts.append(_filled(at, clause, value))
    whole = ", ".join(parts)
    return f"{whole[:1].upper()}{whole[1:]}"


@cache
def fields_of(template: str) -> tuple[str, ...]:
    """The fields that a template names."""
    return tuple(name for _, name, _, _ in Formatter().parse(template) if name)


def _filled(at: Names, template: str, value: Struct) -> str:
    filled = {name: shown(at, value, name) for name in fields_of(template)}
    return gettext(template).format(**filled)


def shown(at: Names, value: Struct, field: str) -> str:
    """The field as a reader is told it."""
    given = getattr(value, field)
    if field == "step":
        return _step(at, getattr(value, "matter", ""), given)
    if isinstance(value, MatterHindered) and field == "code":
        return hindered(value, at).rstrip(".")
    if field in ("paragraph", "paragraphs", "refrains"):
        return _paragraphs(at, value, given)
    stored = kind_of(value).partition("/")[0]
    tell = FIELDS.get(f"{stored}:{field}") or FIELDS.get(field, _plain)
    return tell(at, given)


def kind_of(value: Struct) -> str:
    """The stored name of an act or effect."""
    return str(value.__struct_config__.tag)


# --- how each kind of field is told -----------------------------------------------------------------------------------


def _plain(at: Names, given: Any) -> str:
    return joined([str(each) for each in given]) if isinstance(given, list) else str(given)


def _who(at: Names, given: str) -> str:
    return str(names.who(at, given)) if given else pgettext("instead of a name", "nobody")


def _all(at: Names, given: list[str]) -> str:
    return joined([_who(at, each) for each in given])


def _text(at: Names, given: Any) -> str:
    said = [given] if not isinstance(given, list) else given
    return joined([str(names.text(at, each)) for each in said])


def _quoted(at: Names, given: Any) -> str:
    return pgettext("quotation", "“{text}”").format(text=_text(at, given))


def _date(at: Names, given: str) -> str:
    return edtf(given, seat_clock(at.law.charter.seat))


def _anything(at: Names, given: str) -> str:
    return pgettext("quotation", "“{text}”").format(text=names.anything(at, given))


def _things(at: Names, given: list[str]) -> str:
    return joined([_anything(at, each) for each in given])


def _step(at: Names, matter: str, step: str) -> str:
    """The step by its title in the procedure of its matter."""
    found = find_matter(at.state, matter)
    return str(names.step(at, found.procedure if found is not None else "", step))


def _paragraphs(at: Names, value: Struct, given: str | list[str]) -> str:
    """Paragraphs by their numbers in the version that the line is about."""
    matter = getattr(value, "matter", "")
    question = find_question(at.state, getattr(value, "question", ""))
    remark = find_remark(at.state, getattr(value, "remark", ""))
    matter = matter or (question[0].matter if question else remark[0] if remark else "")
    ids = [given] if isinstance(given, str) else given
    return versions.paragraphs(at, matter, ids, getattr(value, "version", 0))


def _value(at: Names, given: str) -> str:
    """A thing provided: an id, a code, a date or a text; of a long text or its digest, only what it is."""
    found = str(names.anything(at, given))
    if found != given:
        return found
    if re.fullmatch(r"[0-9]{4}(-[0-9]{2}){0,2}(T.*)?", given):
        return _date(at, given)
    digest = re.fullmatch(r"(?:sha256:)?([0-9a-f]{64})", given)
    if digest:
        return gettext("a text (fingerprint {digest})").format(digest=digest[1][:12])
    return _quoted(at, given) if len(given) <= 200 else gettext("a long text")


def _word(words_: words.Words) -> Teller:
    return lambda at, given: (
        joined([words.said(words_, each) for each in given])
        if isinstance(given, list)
        else words.said(words_, given)
    )


def _titled(call: Callable[[Names, str], Any]) -> Teller:
    return lambda at, given: str(call(at, given))


def _quoting(call: Callable[[Names, str], Any]) -> Teller:
    return lambda at, given: pgettext("quotation", "“{text}”").format(text=call(at, given))


def _roll(at: Names, given: Mapping[str, list[str]]) -> str:
    """The positions of a roll call, each with its members."""
    told = pgettext("roll call", "{position}: {members}")
    said = [
        told.format(position=words.choice(one), members=names.parties_joined(at, given[one]))
        for one in sorted(given, key=_rank)
    ]
    return "; ".join(said)


def _counts(at: Names, given: Mapping[str, int]) -> str:
    """How many took each position, leaving out the sums that the engine counts besides."""
    told = pgettext("count", "{position}: {members}")
    stated = sorted((one for one in given if one in words.CHOICES), key=_rank)
    return "; ".join(told.format(position=words.choice(one), members=given[one]) for one in stated)


def _rank(choice: str) -> int:
    """The place of a position in the order in which it is told."""
    every = list(words.CHOICES)
    return every.index(choice) if choice in every else len(every)


def _population(at: Names, given: list[str]) -> str:
    return names.parties_joined(at, given)


def _things_named(at: Names, given: Mapping[str, str]) -> str:
    one = pgettext("thing", "{thing}: {value}")
    said = [
        one.format(thing=called.thing(at.law, thing), value=_value(at, v))
        for thing, v in given.items()
    ]
    return "; ".join(said)


FIELDS: Mapping[str, Teller] = {
    **dict.fromkeys(("by", "for_", "to", "member", "party", "host", "owner", "proxy"), _who),
    **dict.fromkeys(("nominated_by", "turn.passed:place"), _who),
    **dict.fromkeys(("over", "owed", "introduction.made:to", "introduction.make:to"), _all),
    **dict.fromkeys(("parties", "participants", "together_with", "preferred_to", "persons"), _all),
    **dict.fromkeys(("population", "present", "bound", "blocked_by", "unknown"), _population),
    **dict.fromkeys(("forces.contribute:to", "forces.contributed:to"), _anything),
    **dict.fromkeys(
        ("on", "since", "until", "effective", "due", "period", "dated", "published"), _date
    ),
    **dict.fromkeys(("held", "sent", "deadline", "opened"), _date),
    **dict.fromkeys(("title", "what", "reason", "gist", "report", "answer", "aim"), _quoted),
    **dict.fromkeys(
        ("statement", "reservation_text", "text", "proposed", "note", "purpose"), _quoted
    ),
    **dict.fromkeys(
        ("name", "venue", "place", "region", "forces", "authority", "topics", "clerk_name"), _text
    ),
    **dict.fromkeys(
        ("stages", "headquarters", "relation.enter:nature", "relation.entered:nature"), _text
    ),
    **dict.fromkeys(("person", "clerk"), _titled(names.person)),
    "organ": _titled(names.organ),
    "office": _titled(names.office),
    "rota": _titled(names.rota),
    "status": _titled(names.status),
    "procedure": _titled(names.procedure),
    "reservation": _titled(names.reservation),
    **dict.fromkeys(("remark.make:type", "remark.made:type"), _titled(names.reservation)),
    "matter": _quoting(names.matter),
    "question": _quoting(names.question),
    "session": _quoting(names.session),
    "decision": _quoting(names.decision),
    **dict.fromkeys(
        ("about", "of", "plan", "event", "instruction", "tenure", "credential"), _anything
    ),
    **dict.fromkeys(("meeting", "measures", "upon", "source", "clock:what"), _anything),
    "carries_out": _things,
    "remark": versions.remark,
    "version": lambda _at, given: versions.revision(given),
    "value": _value,
    "thing": lambda at, given: called.thing(at.law, given),
    "article": lambda at, given: called.article(at.law, given),
    "things": _things_named,
    "positions": _roll,
    "counts": _counts,
    "powers": _word(words.POWERS),
    "right": _word(words.RIGHTS),
    "choice": _word(words.CHOICES),
    **dict.fromkeys(("outcome", "was", "reported", "ruled"), _word(words.OUTCOMES)),
    "disposition": _word(words.DISPOSITIONS),
    "nature": _word(words.MEETINGS),
    **dict.fromkeys(("remark.make:nature", "remark.made:nature"), _word(words.NATURES)),
    **dict.fromkeys(("tenure.ended:reason", "office.leave:reason"), _word(words.ENDINGS)),
    "form": _word(words.FORMS),
    "via": _word(words.VIAS),
    "as_": lambda at, given: called.quality(at.law, given),
    "stance": _word(words.STANCES),
    "verdict": _word(words.VERDICTS),
    "contour": _word(words.CONTOURS),
}
"""By the name of the field, or by the stored name of its act or effect and the field, where that differs."""
