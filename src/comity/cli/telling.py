"""Entries, acts and effects told in one line, for whoever reads the register without knowing its format.

>>> from comity.body.effects import StatusEnded
>>> effect_line(StatusEnded(party="UZ", status="member", on="2012-12-19"))
'status ended: party UZ; status member; on 2012-12-19'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from comity.body.acts import Act, Attest
from comity.body.effects import AnyEffect, Effect, QuestionClosed, RulingRevised
from comity.body.entry import Entry
from comity.body.state import State
from comity.cli.layout import CONFIDENTIAL, SEALED, names, text_of, wrapped

ENVELOPE = ("by", "for_", "held", "cites")
SUBJECTS = (
    *("matter", "question", "session", "meeting", "event", "office", "rota", "tenure", "person"),
    *("party", "source", "priority", "item", "review", "instruction", "inquiry", "about", "speech"),
)
"""The fields that say what an act or effect is about, the first that there is."""


def kind_of(value: Act | Effect) -> str:
    """The stored name of an act or effect."""
    return str(value.__struct_config__.tag)


def in_words(kind: str) -> str:
    """A stored name as words: ``question.put/1`` is ``question put``."""
    return kind.partition("/")[0].replace(".", " ").replace("_", " ")


def effect_line(effect: AnyEffect) -> str:
    """What followed, in the past tense, with whatever is said of it."""
    said = [
        f"{field.name.strip('_').replace('_', ' ')} {value}"
        for field in msgspec.structs.fields(effect)
        if (value := shown(getattr(effect, field.name)))
    ]
    return f"{in_words(kind_of(effect))}: {'; '.join(said)}"


def shown(value: Any) -> str:
    """A value as one says it: lists with commas, texts in the reader's language, nothing for what is empty."""
    match value:
        case None | "" | False:
            return ""
        case True:
            return "yes"
        case str() if value.startswith(SEALED):
            return CONFIDENTIAL
        case Mapping() if value and all(isinstance(each, str) for each in value.values()):
            return text_of(value) if _by_language(value) else _pairs(value)
        case Mapping():
            return _pairs(value)
        case msgspec.Struct():
            return _pairs(msgspec.to_builtins(value))
        case Sequence() if not isinstance(value, str):
            return names([shown(each) for each in value])
        case _:
            return str(value)


def _pairs(value: Mapping[str, Any]) -> str:
    return ", ".join(f"{key}: {shown(each)}" for key, each in value.items() if shown(each))


def _by_language(value: Mapping[str, str]) -> bool:
    return all(len(key) in (2, 3) and key.isalpha() and key.islower() for key in value)


def entry_lines(entry: Entry) -> Iterator[str]:
    """An entry with everything that followed from it."""
    act = entry.act
    recorded = f"{entry.at[:10]} {entry.at[11:19]} UTC"
    who = f" by {act.by} for {act.for_}" if act.by else ""
    yield f"Entry {entry.n}: {in_words(kind_of(act))}{who}, recorded {recorded}."
    for effect in entry.effects:
        yield from wrapped(effect_line(effect), indent=2, hang=4)


def headline(entry: Entry) -> tuple[str, str]:
    """What was done, or the first fact attested, by its stored name; and what it is about, in a few words."""
    if isinstance(entry.act, Attest):
        first, *rest = entry.act.facts
        more = f" and {len(rest)} more" if rest else ""
        return kind_of(first).partition("/")[0], f"{_subject(first)}{more}"
    about = _subject(entry.act)
    if not about:
        about = next((subject for effect in entry.effects if (subject := _subject(effect))), "")
    choice = shown(getattr(entry.act, "choice", ""))
    words = filter(None, (about, choice and f"{shown(entry.act.for_)}: {choice}"))
    said = " ".join(words)
    for effect in entry.effects:
        if isinstance(effect, QuestionClosed | RulingRevised):
            said += _came_of(effect, about, said)
    return kind_of(entry.act).partition("/")[0], said


def _came_of(effect: QuestionClosed | RulingRevised, about: str, said: str) -> str:
    """What came of a question that the entry closed or ruled on again; by its name where the entry is about something
    else."""
    without = isinstance(effect, QuestionClosed) and effect.without_a_vote
    came = f"{effect.outcome}, no vote" if without else effect.outcome
    if effect.question != about:
        return f"; {effect.question}: {came}"
    return f": {came}" if said == about else f"; {came}"


def _subject(value: Act | Effect) -> str:
    found = (getattr(value, name, "") for name in SUBJECTS)
    return shown(next((each for each in found if each), ""))


def closed_questions(entries: Sequence[Entry], state: State) -> Iterator[str]:
    """What came of each question that the entries closed, in words."""
    from comity.body.state import find_question
    from comity.cli.ruling import recorded_lines

    for entry in entries:
        for effect in entry.effects:
            found = (
                find_question(state, effect.question)
                if isinstance(effect, QuestionClosed)
                else None
            )
            if found is None:
                continue
            matter, question = found
            yield ""
            yield f"{question.question}: {question.asks}"
            yield from recorded_lines(state, matter, question)
