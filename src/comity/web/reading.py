"""How a reader wants pages shown: font, size, letter spacing, colours. Kept in the account, or in a cookie for visitors."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from comity.web.typed import read_json

COOKIE = "reading"


@dataclass(frozen=True, slots=True)
class Group:
    """One thing that can be chosen; an empty value is what pages have by themselves."""

    name: str
    title: Any
    choices: tuple[tuple[str, Any], ...]


GROUPS = (
    Group(
        "font",
        _("Font"),
        (("", _("Both")), ("sans", _("Without serifs")), ("serif", _("With serifs"))),
    ),
    Group(
        "size",
        _("Size"),
        (("", pgettext_lazy("size", "Normal")), ("large", _("Large")), ("larger", _("Very large"))),
    ),
    Group(
        "spacing",
        _("Spacing of letters"),
        (("", pgettext_lazy("spacing", "Normal")), ("wide", _("Wide"))),
    ),
    Group(
        "scheme",
        _("Colours"),
        (
            ("", _("The body’s")),
            ("black-on-white", _("Black on white")),
            ("white-on-black", _("White on black")),
            ("blue", _("Dark blue on light blue")),
        ),
    ),
)


def readable(wishes: dict[str, Any]) -> dict[str, str]:
    """What of the wishes the panel knows."""
    known = {group.name: {value for value, _ in group.choices if value} for group in GROUPS}
    return {name: said for name in known if (said := str(wishes.get(name))) in known[name]}


def chosen(request: HttpRequest) -> dict[str, str]:
    """The reader's choices: the account's, else the cookie's."""
    if request.user.is_authenticated:
        return readable(request.user.reading)
    try:
        kept = read_json(request.COOKIES.get(COOKIE, "{}"))
    except ValueError:
        return {}
    return readable(kept) if isinstance(kept, dict) else {}


def keep(request: HttpRequest, response: HttpResponse, wishes: dict[str, str]) -> None:
    """Keeps the choices for whoever sent the request."""
    if request.user.is_authenticated:
        request.user.reading = wishes
        request.user.save(update_fields=["reading"])
    else:
        response.set_cookie(COOKIE, json.dumps(wishes), max_age=365 * 24 * 3600, samesite="Lax")
