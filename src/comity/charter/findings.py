"""What the analysis of a charter finds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Values = Mapping[str, str | tuple[str, ...]]
LEAVE_OUT = "Leave the clause out, or let the case come."


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` is stable; ``article`` is the provision concerned, empty where none is cited; ``second_hand`` is where a
    provision that is still to be verified was found reported; ``line`` is where the text of the charter has the clause, the
    step or the item that the sentence names, 0 where it names none.

    ``values`` are what the sentence names, as the charter calls it, by the kind of thing (``rule``, ``step``, ...);
    ``case`` tells two sentences of one code apart. From these the finding is told in another language.

    ``where`` is the clause at fault, as ``places.Way``.
    ``remedy`` is what to write instead.
    """

    code: str
    sentence: str
    article: str = ""
    second_hand: str = ""
    values: Values = field(default_factory=dict)
    case: str = ""
    where: tuple[str, ...] = ()
    remedy: str = ""
    line: int = 0

    def __str__(self) -> str:
        article = f" [{self.article}]" if self.article else ""
        source = f" Known at second hand: {self.second_hand}." if self.second_hand else ""
        line = f"Line {self.line}: " if self.line else ""
        remedy = f" {self.remedy}" if self.remedy else ""
        return f"{line}{self.sentence}{article}{source}{remedy}"
