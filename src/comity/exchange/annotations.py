"""Annotations to a record: what is known of a single event of a source, beyond its row, with the article behind it.

Where a ruling and the outcome that a source reports differ, somebody who has read the law may say why. That is data beside
the record, never a rule of the engine: an annotation changes no ruling, and is kept with the event that it is about.

::

    comity: 1
    annotations:
      - event: 65                        # the id of the event in the source
        symbol: S/RES/34(1947)           # so that no other source's event of that id is meant
        says: ...
        cites: UN Charter 27(2)
        status: to verify                # optional: nobody has read it in the text yet

>>> text = "comity: 1\\nannotations:\\n- {event: 65, symbol: S/34, says: On procedure., cites: Art. 27, status: to verify}"
>>> read_annotations_text(text)["65"].sentence
'On procedure. [Art. 27; to verify]'
>>> read_annotations_text("comity: 1\\nannotations:\\n- {event: 65, sais: On procedure.}")
Traceback (most recent call last):
comity.errors.Faulty: annotations.yaml:3:15: Annotation 1: Object contains unknown field `sais`. Expected says.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from comity.charter.nodes import Listing, Node, Pairs, parse, read_text
from comity.errors import Fault, Faulty
from comity.exchange.converting import check_in, convert
from comity.grammar import Unfit, known_unfit_id, unfit_line, unfit_text


def _unfit_symbol(text: str) -> Unfit | None:
    return unfit_line(text) if text else None


SAID = {"event": known_unfit_id, "symbol": _unfit_symbol, "says": unfit_text, "cites": unfit_line}
"""What is looked at in each annotation."""


class Annotation(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is said of one event, and the article that it rests on."""

    event: str
    symbol: str
    says: str
    cites: str
    status: Literal["", "to verify"] = ""

    @property
    def sentence(self) -> str:
        """The annotation with its article, as it is kept."""
        doubt = f"; {self.status}" if self.status else ""
        return f"{self.says} [{self.cites}{doubt}]"


class _File(msgspec.Struct, forbid_unknown_fields=True):
    comity: Literal["1"]
    annotations: list[object]


def read_annotations(path: Path) -> dict[str, Annotation]:
    """The annotations in the file, by event. ``Faulty`` with every fault found."""
    return read_annotations_text(read_text(path), str(path))


def read_annotations_text(text: str, file: str = "annotations.yaml") -> dict[str, Annotation]:
    """The annotations in the text, by event; ``file`` names it in faults."""
    faults: list[Fault] = []
    found: dict[str, Annotation] = {}
    for number, node in enumerate(_items(parse(text, file, faults), file), 1):
        read = convert(node, Annotation, f"Annotation {number}", file)
        if isinstance(read, Annotation) and read.event in found:
            read = _twice(node, read.event, file)
        check_in(faults, node, SAID, f"Annotation {number}", file)
        if isinstance(read, Fault):
            faults.append(read)
        else:
            found[read.event] = read
    if faults:
        raise Faulty(faults)
    return found


def _items(root: Node, file: str) -> list[Node]:
    read = convert(root, _File, "The file", file)
    if isinstance(read, Fault):
        raise Faulty([read])
    listing = root.pairs["annotations"].value if isinstance(root, Pairs) else None
    return listing.items if isinstance(listing, Listing) else []


def _twice(node: Node, event: str, file: str) -> Fault:
    sentence = f'There is an annotation of the event "{event}" already.'
    return Fault("annotation.twice", file, node.line, node.column, sentence, "one an event")
