"""Texts that differ: what they are about is in the charter, and the one that prevails is one of them.

>>> from comity.charter.nodes import parse
>>> notes = Notes("charter.yaml")
>>> notes.declare("rota", "chairmanship")
>>> root = parse("conflicts: [{conflict: chair, about: chair, texts: [{cites: Pact 1}], prevails: Pact 2}]", "", [])
>>> check_conflicts(root, notes)
>>> for fault in notes.faults:
...     print(fault)
charter.yaml:1:38: The charter has no "chair" for texts to differ about. Expected one of chairmanship.
charter.yaml:1:81: None of the texts that differ is Pact 2. Expected "Pact 1".
"""

from __future__ import annotations

from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes, nearest
from comity.errors import Message

KINDS = (
    "organ",
    "office",
    "rota",
    "rule",
    "procedure",
    "group",
    "weight",
    "parameter",
    "status",
    "member",
    "reservation",
    "instrument",
)


def check_conflicts(root: Pairs, notes: Notes) -> None:
    """Notes a fault for each conflict about nothing of the charter, or in which a text prevails that is none of its own."""
    section = root.pairs["conflicts"].value if "conflicts" in root.pairs else None
    for item in section.items if isinstance(section, Listing) else ():
        if isinstance(item, Pairs):
            _about(item, notes)
            _prevails(item, notes)


def _about(item: Pairs, notes: Notes) -> None:
    about = _scalar(item, "about")
    known = notes.declared(*KINDS)
    if about is None or about.value in known:
        return
    sentence = Message('The charter has no "{name}" for texts to differ about.', name=about.value)
    expected = nearest(about.value, known) or "the name of an item, such as a rule, organ or rota"
    notes.fault("conflict.about", about, sentence, expected)


def _prevails(item: Pairs, notes: Notes) -> None:
    prevails = _scalar(item, "prevails")
    texts = item.pairs["texts"].value if "texts" in item.pairs else None
    cited = [_article(one) for one in texts.items] if isinstance(texts, Listing) else []
    if prevails is None or prevails.value in cited:
        return
    sentence = Message("None of the texts that differ is {article}.", article=prevails.value)
    expected = nearest(prevails.value, cited) or Message("one of {cited}", cited="; ".join(cited))
    notes.fault("conflict.prevails", prevails, sentence, expected)


def _article(text: Node) -> str:
    cites = text.pairs["cites"].value if isinstance(text, Pairs) and "cites" in text.pairs else None
    if isinstance(cites, Pairs):
        cites = cites.pairs["text"].value if "text" in cites.pairs else None
    return cites.value if isinstance(cites, Scalar) else ""


def _scalar(item: Pairs, key: str) -> Scalar | None:
    value = item.pairs[key].value if key in item.pairs else None
    return value if isinstance(value, Scalar) else None
