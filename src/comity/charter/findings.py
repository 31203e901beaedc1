"""What the analysis of a charter finds."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Finding:
    """``code`` is stable; ``article`` is the provision concerned, empty where none is cited; ``second_hand`` is where a
    provision that is still to be verified was found reported."""

    code: str
    sentence: str
    article: str = ""
    second_hand: str = ""

    def __str__(self) -> str:
        article = f" [{self.article}]" if self.article else ""
        source = f" Known at second hand: {self.second_hand}." if self.second_hand else ""
        return f"{self.sentence}{article}{source}"
