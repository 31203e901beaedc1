"""Where the live streams of a page are: on the reader's own way to us.

``COMITY_LIVE`` says where: a path, which a proxy hands to the live process; a whole address; or ``:PORT``, the port beside
that of the pages on whatever host the reader asked for, which the content security policy of that page then permits.
"""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

Answering = Callable[[HttpRequest], HttpResponse]


def address(request: HttpRequest) -> str:
    """The address before ``/<body>/stream``."""
    said: str = settings.LIVE
    if not said.startswith(":"):
        return said
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    shown = f"[{host}]" if ":" in host else host
    return f"{request.scheme}://{shown}{said}/live"


def permitted(answer: Answering) -> Answering:
    """Each page may fetch from its live streams, and from nowhere else but here."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        if settings.LIVE.startswith(":"):
            origin = address(request).removesuffix("/live")
            response._csp_update = {"connect-src": [origin]}  # type: ignore[attr-defined]  # for django-csp
        return response

    return answered
