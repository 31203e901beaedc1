"""Where the live streams of a page are: on the reader's own way to us.

``COMITY_LIVE`` says where: a path, which a proxy hands to the live process; a whole address; or ``:PORT``, the port beside
that of the pages on whatever host the reader asked for, which the content security policy of that page then permits.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.utils import build_policy
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
    """The content security policy: each page may fetch from its live streams, and from nowhere else but here."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        beside = address(request) if settings.LIVE.startswith(":") else ""
        response.headers.setdefault(HEADER, _policy(beside.removesuffix("/live")))
        return response

    return answered


@lru_cache(maxsize=64)
def _policy(origin: str) -> str:
    """The policy of the settings with that origin (none where it is empty). Kept, since every page has one: it took a
    twentieth of an answer's time."""
    return build_policy(update={"connect-src": [origin]} if origin else None)
