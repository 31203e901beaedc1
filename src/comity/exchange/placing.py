"""What is wrong with a row or an act of a file, with its place in the file.

>>> print(placed("record.yaml:9: act 3", BadInput("text.empty", "The text is empty.", where="name")))
record.yaml:9: act 3: name: The text is empty.
"""

from __future__ import annotations

from comity.errors import BadInput, ComityError, Message, Refused


def placed(where: str, error: ComityError) -> ComityError:
    """The error with the place in front of it, as a refusal where it is one."""
    if isinstance(error, Refused):
        said = Message("{where}: {refusal}", where=where, refusal=error.message)
        return Refused(error.code, said, article=error.article, remedy=error.advice)
    inside = error.where if isinstance(error, BadInput) else ""
    within = f"{where}: {inside}" if inside else where
    return BadInput(error.code, error.message, where=within, remedy=error.advice)
