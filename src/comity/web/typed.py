"""What somebody else wrote: JSON in a field or a cookie, a day in an address. Read, or refused as a value and never as a
fault of ours.

>>> read_json('{"size": "large"}')
{'size': 'large'}
>>> read_json("[" * 100_000)
Traceback (most recent call last):
ValueError: This is not JSON: it is nested too deeply. Correct the text.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext

from comity import written_json
from comity.errors import BadInput
from comity.grammar import FIRST_YEAR, LAST_YEAR, unfit_year


def read_json(text: str) -> Any:
    """What the text says. ``ValueError`` for what ``written_json`` refuses."""
    try:
        return written_json.read_json(text)
    except BadInput as error:
        raise ValueError(str(error)) from None


def read_day(text: str) -> tuple[str, str]:
    """The day in the text, as an ISO date, or what is wrong with it; both empty where nothing is written."""
    text = text.strip()
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError:
        day = date.min
    if (
        day is not None and day.isoformat() != text
    ):  # a week, or digits without hyphens, names no day for a reader
        return "", gettext("“{text}” is no date. Write it as 2026-03-05.").format(text=text[:40])
    if day is not None and unfit_year(day.year) is not None:
        said = gettext("The year {year} is too far off. Write a date from {first} to {last}.")
        return "", said.format(year=day.year, first=FIRST_YEAR, last=LAST_YEAR)
    return (day.isoformat() if day is not None else ""), ""
