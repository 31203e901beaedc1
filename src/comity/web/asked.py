"""What an address asks for after its ``?``: a value that is known, a number in its bounds, or the answer that it is not.

Every list with filters reads them here, so that no page, table or fragment takes a value that it does not know for an empty
answer. ``Unanswerable`` is a 404 that says which value is not known and which there are; of a number that cannot be read
or is out of bounds it says the bounds (422). What cannot be read as a day is told by ``typed.read_day``.

>>> one_of({"state": "ended"}, "state", ("running", "ended")), one_of({}, "state", ("running", "ended"), "running")
('ended', 'running')
>>> number({"before": "12"}, "before", 0, 40), number({}, "before", 0, 40)
(12, None)
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from django.core.paginator import Page, Paginator
from django.http import Http404
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext

LISTED = 20
SHOWN = 60  # characters of a value
LONGEST = 18  # digits
Given = Mapping[str, Any]


class Unanswerable(Http404):
    """The address asks for what is not there, or cannot be read: ``said`` is the sentence for the reader."""

    def __init__(self, said: str, status: int = 404) -> None:
        super().__init__(said)
        self.said, self.status = said, status


def one_of(
    given: Given,
    name: str,
    known: Collection[str],
    otherwise: str = "",
    *,
    listed: Collection[str] | None = None,
) -> str:
    """The value of the filter ``name``, which is one of ``known``; ``otherwise`` where the address has none. ``listed``:
    those that are named to a reader whose value is unknown, where they are not all of ``known``."""
    value = str(given.get(name, ""))
    if not value:
        return otherwise
    if value in known:
        return value
    raise unknown(name, value, known if listed is None else listed)


def way_back(given: Given, otherwise: str) -> str:
    """The page of this site that ``next`` names, to go back to; ``otherwise`` where it names none, or one of another
    site."""
    asked = str(given.get("next", ""))
    ours = asked.startswith("/") and url_has_allowed_host_and_scheme(asked, allowed_hosts=None)
    return asked if ours else otherwise


def unknown(name: str, value: str, there: Collection[str]) -> Unanswerable:
    """The value is none of the filter's; ``there``: those that it can have, empty where they are not to be listed."""
    said = gettext("“{value}” is not known as a value of “{name}” in this address.")
    known = [one for one in there if one]
    helps = gettext("Choose on the page what it is to show.")
    if known:
        shown = ", ".join(known[:LISTED])
        helps = gettext("It can be: {known}.").format(known=shown)
        if len(known) > LISTED:
            helps = gettext("It can be: {known}, and {number} more.").format(
                known=shown, number=len(known) - LISTED
            )
    return Unanswerable(f"{said.format(value=_short(value), name=name)} {helps}")


def number(given: Given, name: str, first: int, last: int) -> int | None:
    """The whole number that the address gives under ``name``, from ``first`` to ``last``; None where it gives none."""
    text = str(given.get(name, ""))
    if not text:
        return None
    known = int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST else None
    if known is not None and first <= known <= last:
        return known
    said = gettext("“{value}” cannot be the value of “{name}” in this address.")
    helps = gettext("Write a whole number from {first} to {last}.").format(first=first, last=last)
    status = 422 if known is None else 404
    raise Unanswerable(f"{said.format(value=_short(text), name=name)} {helps}", status)


def page_of(given: Given, pages: int) -> int:
    """The page of a list that the address asks for, from 1 to ``pages``; the first where it asks for none."""
    return number(given, "page", 1, max(1, pages)) or 1


def paged(given: Given, rows: Paginator[Any]) -> Page[Any]:
    """The page of the rows that the address asks for."""
    return rows.page(page_of(given, rows.num_pages))


def _short(value: str) -> str:
    return value if len(value) <= SHOWN else f"{value[:SHOWN]}…"
