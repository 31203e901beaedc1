"""What the charter itself calls things, in the reader's language: its words, its articles, the words of its questions.

``words`` of a charter say what is provided and waited for, in which quality people act, who its groups are and how its
instruments are cited. Where it does not say so in the reader's language, the notation's own word is told (``told.words``),
and else the word itself.
"""

from __future__ import annotations

from comity.charter.law import Law
from comity.charter.model import Name, Step
from comity.charter.wordings import begins
from comity.web.told import words
from comity.web.told.lists import language


def thing(law: Law, name: str) -> str:
    """What a step asks for or waits for."""
    return _word(law, name) or words.thing(name)


def quality(law: Law, name: str) -> str:
    """In which quality a person acts: ``head of state``."""
    return _word(law, name) or words.any_word(name) or name


def group(law: Law, name: str | None) -> str:
    """A group or weight; empty for none."""
    return _word(law, name) or name.replace("_", " ") if name else ""


def article(law: Law, cited: str) -> str:
    """An article as the reader cites it: "Charter 13(2)" by the name that the charter's words give its instrument.

    What the charter has no such name for is cited as it is written."""
    return _word(law, cited) or "; ".join(_article(law, part) for part in cited.split("; "))


def _article(law: Law, cited: str) -> str:
    beginnings = [word for word in law.charter.words if begins(cited, word)]
    word = max(beginnings, key=len, default="")
    return f"{_word(law, word) or word}{cited[len(word) :]}"


def of_charter(law: Law, said: str) -> str:
    """A word of the charter's own or the words of one of its questions, whatever its language, in that of the reader; empty
    where the charter says no such thing, or does not say it in that language."""
    steps = (step for one in law.procedures.values() for step in one.steps)
    asked = (one.puts.question for one in steps if one.puts is not None)
    found = next((texts for texts in asked if said in texts.values()), {})
    return _word(law, said) or found.get(language(), "")


def put_words(put: Step, asks: str) -> tuple[str, str]:
    """The words of a question that ``put`` puts and the register has as ``asks``, in the reader's language; beside them the
    language that they are in, where it is another.

    The register has them in one, the first of the charter's as a rule: the law gives them in another only where it says the
    same in that one."""
    in_law: Name = put.puts.question if put.puts is not None else {}
    known = next((code for code, said in in_law.items() if said == asks), "")
    if known and language() in in_law:
        return in_law[language()], ""
    theirs = known or next(iter(in_law), "")
    return asks, theirs if asks and theirs != language() else ""


def _word(law: Law, word: str) -> str:
    """What the charter's words call it in the reader's language; empty where they do not."""
    return law.charter.words.get(word, {}).get(language(), "")
