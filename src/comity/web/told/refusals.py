"""Refusals and other errors of the kernel, told in the reader's language.

The kernel speaks English (``errors``); here, at the edge, a sentence is recognised by its code among the templates that
were collected from the kernel's source (``sentences.json``, see ``collecting``), the template is translated, and the values
are put back in: ids of parties, persons and offices by their names, dates in words, words of the notation in the reader's
language. A sentence that no template fits is told as it is, with ``lang="en"``.

>>> from comity.errors import Refused
>>> early = "The session 's3' is convened for 2026-05-20."
>>> told = refusal(Refused("session.early", early, article="Rules 4", remedy="Move it first."))
>>> told.sentence, told.remedy, told.article, told.lang
('The session “s3” is convened for 20 May 2026.', 'Move it first.', 'Rules 4', '')
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from comity.body.effects import MatterHindered
from comity.body.hindering import why
from comity.body.state import Reason, find_question
from comity.body.wellformed import parts
from comity.charter.languages import LANGUAGES
from comity.charter.model import RolePhrase
from comity.errors import (
    NO_ARTICLE,
    SHOWN,
    BadInput,
    ComityError,
    Fault,
    Faulty,
    Message,
    Refused,
    as_message,
)
from comity.hindrances import HINDRANCES
from comity.web.told import languages, names, words
from comity.web.told.dates import edtf
from comity.web.told.labels import LABELS
from comity.web.told.lists import joined, language
from comity.web.told.names import Names, Worded
from comity.web.told.templates import Hole, holes, numbered
from comity.web.told.times import seat_clock

DATE = re.compile(r"[0-9]{4}-[0-9]{2}(-[0-9]{2})?(T[0-9:.]+Z?)?")
QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"")
DEPTH = 3  # of sentences within sentences: a fact, its fault, the date in it
LISTED = 40
WORDS_FIRST: Mapping[str, words.Words] = {
    "power": {**words.POWERS, "all": pgettext_lazy("the power to", "do everything")},
    "powers": words.POWERS,
    "able": words.POWERS,
    "beyond": words.POWERS,
    "right": words.RIGHTS,
    "choice": words.CHOICES,
    "allowed": words.CHOICES,
    "outcome": words.OUTCOMES,
    "nature": words.NATURES,
    "disposition": words.DISPOSITIONS,
    "dispositions": words.DISPOSITIONS,
    "wanted": words.THINGS,
    "thing": words.THINGS,
    "what": words.NOUNS,
}
"""Values that are words of the notation even where the body has something of that name."""
TITLED: Mapping[str, Callable[[Names, str], Worded]] = {
    "named": names.status,
    "procedure": names.procedure,
    "type": names.reservation,
    "step": names.any_step,
    "office": names.office,
    "organ": names.organ,
    "rota": names.rota,
}
"""Values that are called by the title of what has that name in the charter."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a reader is told of an error. ``article`` is empty where the charter gives none; ``where`` names the field or
    the row; ``lang`` is set where the sentence could not be put in the reader's language."""

    code: str
    sentence: str
    remedy: str = ""
    article: str = ""
    where: str = ""
    lang: str = ""
    faults: tuple[FaultTold, ...] = ()

    @property
    def place(self) -> str:
        """The field in words: "Title, Russian"; empty where the error is about none that has a name."""
        told = [_place(*one) for one in parts(self.where)]
        return ", ".join(one for one in told if one)

    def __str__(self) -> str:
        article = f"[{self.article}]" if self.article else ""
        return " ".join(part for part in (self.sentence, article, self.remedy) if part)


def _place(name: str, number: int | None) -> str:
    """A part of where the error is, in words: a field, with its place in a list where it has one, or a language."""
    if name in LABELS:
        return f"{LABELS[name]} {number or ''}".strip()
    return languages.title(name) if name in LANGUAGES else ""


@dataclass(frozen=True, slots=True)
class FaultTold:
    """A fault in a charter: its place, what is wrong, what was expected."""

    line: int
    column: int
    sentence: str
    expected: str


def refusal(error: ComityError, at: Names | None = None) -> Told:
    """The error in the reader's language; with ``at``, names in place of ids."""
    sentence, known = _message(error.code, error.message, at)
    remedy, _remedied = _message(error.code, error.advice, at)
    article = error.article if isinstance(error, Refused) and error.article != NO_ARTICLE else ""
    return Told(
        code=error.code,
        sentence=_begun(sentence) if at is not None else sentence,
        remedy=_begun(remedy) if at is not None else remedy,
        article=article,
        where=error.where if isinstance(error, BadInput) else "",
        lang="" if known or language() == "en" else "en",
        faults=tuple(map(fault, error.faults)) if isinstance(error, Faulty) else (),
    )


def _begun(sentence: str) -> str:
    """The sentence with a capital, though it begin with a name that has none; an id stays as it is."""
    first = sentence.split(" ", 1)[0]
    return f"{sentence[:1].upper()}{sentence[1:]}" if first.isalpha() else sentence


def fault(one: Fault) -> FaultTold:
    """A fault of a charter in the reader's language."""
    sentence, expected = (
        _message(one.code, as_message(said), None)[0] for said in (one.message, one.wanted)
    )
    return FaultTold(one.line, one.column, sentence, expected)


def told(message: Message, at: Names | None = None) -> str:
    """A message of the kernel in the reader's language."""
    said, _known = _message("", message, at)
    return _begun(said) if at is not None else said


def hindered(kept: Reason | MatterHindered, at: Names | None = None) -> str:
    """What hinders a matter, and what would help."""
    return told(why(kept), at)


def hindrance_title(code: str) -> str:
    """What hinders a matter under that code, with the names of the values in their places."""
    template = HINDRANCES[code][0]
    return gettext(numbered(template)).format(*(f"[{one.name}]" for one in holes(template)))


def certified(certain: bool) -> str:
    """What to say beside an article that somebody has still to read in the text of the law; nothing where that is done."""
    return "" if certain else gettext("not yet confirmed by the lawyer")


# --- recognising ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sentence:
    """A template with what recognises it."""

    template: str
    holes: tuple[str, ...]
    pattern: re.Pattern[str]
    written: int

    def values(self, text: str) -> tuple[str, ...] | None:
        """What stands in the holes of the text; None where it does not fit."""
        found = self.pattern.fullmatch(text)
        return found.groups() if found is not None else None


@cache
def sentences() -> dict[str, list[Sentence]]:
    """Every template by its code, with those that any code may have; all of them under the empty one."""
    kept: dict[str, list[Sentence]] = {}
    source = files("comity.web.told").joinpath("sentences.json").read_text(encoding="utf-8")
    for one in json.loads(source):
        made = _sentence(one["template"], tuple(one["holes"]))
        kept.setdefault(one["code"], []).append(made)
    of_any = kept.pop("", [])
    by_code = {code: sorted([*made, *of_any], key=_particular) for code, made in kept.items()}
    every = [*of_any, *(each for made in kept.values() for each in made)]
    return {**by_code, "": sorted(every, key=_particular)}


def _particular(one: Sentence) -> tuple[int, int, str]:
    """The most particular first: what begins with more words, then what has more of them."""
    return (-len(one.template.partition("{")[0]), -one.written, one.template)


def _sentence(template: str, holes: tuple[str, ...]) -> Sentence:
    pieces = re.split(r"(\{\d+\})", template)
    written = [piece.replace("{{", "{").replace("}}", "}") for piece in pieces]
    pattern = "".join(
        "(.*?)" if re.fullmatch(r"\{\d+\}", piece) else re.escape(text)
        for piece, text in zip(pieces, written, strict=True)
    )
    plain = sum(len(text) for text in written[::2])
    return Sentence(template, holes, re.compile(pattern, re.DOTALL), plain)


def _message(code: str, message: Message, at: Names | None) -> tuple[str, bool]:
    """The message told, and whether there is a translation of its template."""
    if not message.values:
        return _recognised(code, str(message), at)
    original = numbered(message.template)
    translated = gettext(original)
    said = [_told(at, one, message.values[one.name]) for one in holes(message.template)]
    # A Russian date ends in a full stop of its own.
    whole = translated.format(*said).replace("г..", "г.")
    return whole, translated != original or not re.search(
        r"[a-z]", re.sub(r"\{\d+\}", "", original)
    )


def _told(at: Names | None, hole: Hole, value: object) -> str:
    """A value of a message as a reader is told it."""
    match value:
        case Message():
            return _message("", value, at)[0]
        case RolePhrase():
            return names.role(at, _resolved(at, value)) if at is not None else str(value)
        case list() | tuple():
            return _listed([_told(at, hole, one) for one in value[:SHOWN]], len(value) - SHOWN)
        case _ if hole.quoted:
            text = str(value)
            told = _named(at, hole.name, text) or words.any_word(text)
            return pgettext("quotation", "“{text}”").format(text=text if told is None else told)
        case _:
            text = str(value)
            return _one(at, hole.name, text, 0) or text


def _listed(items: list[str], more: int) -> str:
    if more <= 0:
        return joined(items)
    others = ngettext("and %(number)s more", "and %(number)s more", more) % {"number": more}
    return f"{', '.join(items)} {others}"


def _resolved(at: Names, role: RolePhrase) -> RolePhrase:
    """The role with what only the charter tells: whether what it names is an organ, an office or a rota."""
    if role.kind == "any":
        return replace(role, of=tuple(_resolved(at, one) for one in role.of))
    known = any(role.name in of for of in _holders(at))
    return replace(role, kind="organ") if role.kind == "provided" and known else role


def _recognised(code: str, text: str, at: Names | None, depth: int = DEPTH) -> tuple[str, bool]:
    """The text told, and whether a template fitted it."""
    for one in _candidates(code):
        values = one.values(text)
        if values is not None:
            told = [_value(at, hole, v, depth) for hole, v in zip(one.holes, values, strict=True)]
            # A Russian date ends in a full stop of its own.
            return gettext(one.template).format(*told).replace("г..", "г."), True
    return text, not text


def _candidates(code: str) -> Iterator[Sentence]:
    kept = sentences()
    yield from kept.get(code, ()) if code else ()
    yield from kept[""]


# --- values -----------------------------------------------------------------------------------------------------------


def _value(at: Names | None, hole: str, value: str, depth: int) -> str:
    """A value as a reader is told it."""
    if hole in WORDS_FIRST and value in WORDS_FIRST[hole]:
        return str(WORDS_FIRST[hole][value])
    if QUOTED.fullmatch(value):
        inner = str(ast.literal_eval(value)) if value[0] == "'" else value[1:-1]
        told = _named(at, hole, inner) or words.any_word(inner)  # a date stays as it was typed
        return pgettext("quotation", "“{text}”").format(text=inner if told is None else told)
    told = _one(at, hole, value, depth)
    if told is not None:
        return told
    listed = value.split(", ")
    if 1 < len(listed) <= LISTED and ". " not in value:
        return joined([_value(at, hole, each, depth) for each in listed])
    return value


def _one(at: Names | None, hole: str, value: str, depth: int) -> str | None:
    """The name, the date, the word or the sentence that the value is; None where it is none of these."""
    named = _named(at, hole, value)
    if named is not None:
        titled = at is not None and _has_title(at, hole, value)
        return pgettext("quotation", "“{text}”").format(text=named) if titled else named
    if DATE.fullmatch(value):
        return edtf(value, seat_clock(at.law.charter.seat) if at is not None else None)
    word = words.any_word(value)
    if word is not None or " " not in value or not depth:
        return word
    told, known = _recognised("", value, at, depth - 1)
    return told if known else None


def _named(at: Names | None, hole: str, value: str) -> str | None:
    """What the value is called in this body; None where it is the id of nothing."""
    if hole in WORDS_FIRST and value in WORDS_FIRST[hole]:
        return str(WORDS_FIRST[hole][value])
    if not value or at is None:
        return None
    call = TITLED.get(hole, names.anything)
    named = str(call(at, value))
    return named if named != value else None


def _has_title(at: Names, hole: str, value: str) -> bool:
    """Whether the value is the id of something that bears a title of its own, which is told in quotation marks."""
    if hole in TITLED:
        return False
    state = at.state
    known = (state.sessions, state.matters, state.cards, state.decisions, state.sources)
    return any(value in one for one in known) or find_question(state, value) is not None


def _holders(at: Names) -> tuple[dict[str, object], ...]:
    return ({**at.law.organs}, {**at.law.offices}, {**at.law.rotas})
