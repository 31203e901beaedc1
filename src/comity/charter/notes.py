"""What a reader notes while it reads: faults with their places, names declared, things still to be verified.

Reading goes on after a fault, so that a lawyer sees all of them at once; ``finish`` raises them together.

>>> notes = Notes("charter.yaml")
>>> notes.declare("rule", "unsc.substantive")
>>> notes.refer(("rule",), Scalar("unsc.substantiv", 12, 9))
>>> print(notes.faults[0])
charter.yaml:12:9: There is no rule "unsc.substantiv". Expected "unsc.substantive".
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from difflib import get_close_matches

from comity.charter.nodes import MANY, Listing, Node, Pairs, Scalar
from comity.errors import Fault, Faulty, Message
from comity.rules.terms import Test

COMPARED = 2000  # words at the most: more members than any body has
SHOWN = 8  # of the words that would do, so that a sentence stays one


@dataclass(slots=True)
class Notes:
    """``file`` being read; ``language`` that a plain name is in, the first of ``languages``, which the charter names;
    ``library``: the charter lists no members, so a group or weight that it does not define is a parameter; ``subject``: the
    item being read, for ``doubts``, each with its source at second hand; ``tests``: the conditions read, with the
    places of their quantities, for what only the whole charter can tell."""

    file: str
    language: str = "en"
    languages: tuple[str, ...] = ()
    library: bool = False
    subject: str = ""
    faults: list[Fault] = field(default_factory=list)
    names: dict[str, dict[str, Scalar]] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    tests: list[tuple[Test, Scalar]] = field(default_factory=list)

    def fault(
        self, code: str, node: Node, sentence: str | Message, expected: str | Message = ""
    ) -> None:
        """Notes a fault. Faulty at once when there are very many."""
        self.faults.append(Fault(code, self.file, node.line, node.column, sentence, expected))
        if len(self.faults) >= MANY:
            self.finish()

    def wrong(self, code: str, node: Node, expected: str) -> None:
        """The commonest fault: what is written, and what was expected instead."""
        self.fault(code, node, f"{shown(node)} is not allowed here.", expected)

    def declare(self, kind: str, name: str, node: Scalar | None = None) -> None:
        self.names.setdefault(kind, {}).setdefault(name, node or Scalar(name, 1, 1))

    def declared(self, *kinds: str) -> list[str]:
        return [name for kind in kinds for name in self.names.get(kind, ())]

    def knows(self, kind: str, name: str) -> bool:
        return name in self.names.get(kind, ())

    def refer(self, kinds: tuple[str, ...], node: Scalar, also: Collection[str] = ()) -> None:
        """Notes a fault unless ``node`` names something of one of ``kinds`` or one of the words ``also``."""
        if node.value not in also and not any(self.knows(kind, node.value) for kind in kinds):
            words = [*self.declared(*kinds), *also]
            what = " or ".join(kind.replace("_", " ") for kind in kinds)
            expected = nearest(node.value, words) or f"the name of a {what} of this charter"
            self.fault(f"{kinds[0]}.unknown", node, f'There is no {what} "{node.value}".', expected)

    def doubt(self, article: str, source: str = "") -> None:
        """Notes that the provision is still to be verified; ``source`` is where it is reported at second hand."""
        sentence = ": ".join(part for part in (self.subject, article) if part)
        if sentence:
            self.doubts[sentence] = source

    def finish(self) -> None:
        """Raises Faulty with every fault, in the order of the text, if there is one."""
        if self.faults:
            raise Faulty(sorted(self.faults, key=lambda fault: (fault.line, fault.column)))


def nearest(word: str, words: Iterable[str]) -> str:
    """The nearest valid word in quotes; failing that, all of them if they are few; else nothing."""
    known = list(dict.fromkeys(words))
    close = get_close_matches(word, known, n=1) if len(known) <= COMPARED else []
    if close:
        return f'"{close[0]}"'
    if 0 < len(known) <= SHOWN:
        return "one of " + ", ".join(known)
    return ""


def shown(node: Node) -> str:
    match node:
        case Scalar(value=""):
            return "An empty value"
        case Scalar(value=value):
            return f'"{value if len(value) <= 60 else value[:57] + "..."}"'
        case Listing():
            return "A list"
        case Pairs():
            return "A mapping"
