"""Texts of a charter in each of the body's languages: what a question asks, what a rule is called, where the body sits.

A text is given in the first of the charter's languages, or as a mapping that has it in that language and in others which
the charter names. Its first language stands first in what is read, so that ``first`` needs no charter.

What is a word and a name at once (``candidate`` is what a step asks for and what an effect takes) stays one word wherever
the charter uses it; ``words`` says, once, what it is called in each language. A word that the charter uses nowhere is a
fault: it would be one that is misspelt.

>>> from comity.charter.nodes import parse
>>> notes = Notes("charter.yaml", language="ru", languages=("ru", "en"))
>>> first(WORDING.read(parse("{en: adopt the decision, ru: принять решение}", "", []), notes))
'принять решение'
>>> WORDING.read(parse("{en: adopt the decision}", "", []), notes)
>>> print(notes.faults[0])
charter.yaml:1:1: This text is not given in "ru", the first language of the charter. Expected ru: TEXT.
"""

from __future__ import annotations

from collections.abc import Iterator

from comity.charter.kinds import TEXT, Kind, defined, either, mapping
from comity.charter.languages import LANGUAGES
from comity.charter.model import Name
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest
from comity.charter.things import without_article
from comity.charter.values import LANGUAGE, LINE

WORDS = "words"
OURS = "en"  # the language of the sentences that this program speaks
LONGEST = 80  # letters: a longer text is no word that somebody misspelt


def first(text: Name) -> str:
    """The text in the first of the charter's languages; empty where there is none."""
    return next(iter(text.values()), "")


def in_language(text: Name, language: str) -> str:
    """The text in that language; in the first where it has none."""
    return text.get(language) or first(text)


# --- texts ------------------------------------------------------------------------------------------------------------


def _read(node: Node, notes: Notes) -> dict[str, str] | None:
    if not isinstance(node, Pairs):
        text = LINE.read(node, notes)
        return None if text is None else {notes.language: text}
    before = len(notes.faults)
    read = _BY_LANGUAGE.read(node, notes)
    _check_languages(node, notes)
    if read is None or len(notes.faults) > before:
        return None
    return {language: read[language] for language in sorted(read, key=notes.language.__ne__)}


def _check_languages(node: Pairs, notes: Notes) -> None:
    """Where the charter names its languages, a text is in these alone, and in the first of them at least."""
    if not node.pairs:
        expected = f"{notes.language}: TEXT, and the other languages"
        notes.fault("language.missing", node, "This text is given in no language.", expected)
        return
    for code, pair in node.pairs.items():
        if notes.languages and code in LANGUAGES and code not in notes.languages:
            sentence = f'"{code}" is not a language of this charter.'
            expected = nearest(code, notes.languages) or "one that stands in languages"
            notes.fault("language.unnamed", pair.key, sentence, expected)
    if notes.languages and notes.language not in node.pairs:
        sentence = (
            f'This text is not given in "{notes.language}", the first language of the charter.'
        )
        notes.fault("language.missing", node, sentence, f"{notes.language}: TEXT")


_BY_LANGUAGE = mapping(LANGUAGE, LINE)
WORDING: Kind[dict[str, str]] = defined(
    "wording",
    Kind(
        "a text, or a text for each language",
        _read,
        either(TEXT, Kind("", _BY_LANGUAGE.read, {**_BY_LANGUAGE.schema, "minProperties": 1})),
    ),
)


# --- words ------------------------------------------------------------------------------------------------------------

NAMED: Kind[dict[str, dict[str, str]]] = mapping(TEXT, WORDING)


def check_words(root: Pairs, notes: Notes) -> None:
    """Notes a fault for each of ``words`` that stands nowhere else in the charter."""
    named = root.pairs.get(WORDS)
    if named is None or not isinstance(named.value, Pairs):
        return
    used = {
        text for word, pair in root.pairs.items() if word != WORDS for text in _said(pair.value)
    }
    parts = {part for text in used for part in (text, *text.split("; "))}
    for word, pair in named.value.pairs.items():
        if not any(begins(part, word) for part in parts):
            expected = nearest(word, sorted(text for text in used if len(text) <= LONGEST))
            sentence = f'The charter uses the word "{word}" nowhere else.'
            notes.fault("word.unused", pair.key, sentence, expected or "a word of this charter")


def begins(text: str, word: str) -> bool:
    """Whether the text is the word, or begins with it: ``Charter 13(2)`` with ``Charter``."""
    return text.startswith(word) and not text[len(word) : len(word) + 1].isalnum()


def _said(node: Node) -> Iterator[str]:
    """Every value of the charter that is one word or phrase; those who are asked without their article."""
    match node:
        case Scalar(value=value):
            yield value
            yield without_article(value)
        case Listing(items=items):
            for item in items:
                yield from _said(item)
        case Pairs(pairs=pairs):
            yield from pairs
            for pair in pairs.values():
                yield from _said(pair.value)
