"""Requests that are refused before any page sees them: the status, a sentence, what helps, in the language of the reader.

==========  ==========================================================  ==============
status      why                                                          limit
==========  ==========================================================  ==============
408         the body arrived too slowly                                  ``BODY_SECONDS``, ``BODY_RATE``
411         a body whose length is not given                             any
413         the body is too large                                        ``BODY``
431         the headers are too large                                    ``HEADERS``
503         too many bodies, requests or connections at the same time    ``BODIES``, ``WAITING``, ``CONNECTIONS``
==========  ==========================================================  ==============
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.core.handlers.wsgi import WSGIRequest
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from comity.web import limits

Headers = list[tuple[str, str]]


class Unserved(Exception):
    """A request that is refused before any page sees it: the status of HTTP, a sentence, what helps, and after how many
    seconds to try again (0: not at all)."""

    def __init__(self, status: int, says: object, helps: object, again: int = 0) -> None:
        super().__init__(status)
        self.status, self.says, self.helps, self.again = status, says, helps, again


def without_length() -> Unserved:
    return Unserved(
        411,
        _("The server accepts only requests that say how long they are."),
        _("Send the request with a Content-Length."),
    )


def too_large() -> Unserved:
    return Unserved(
        413,
        format_lazy(
            _("What you sent is too large: the server accepts {number} megabytes at a time."),
            number=limits.BODY // 1_000_000,
        ),
        _("Nothing was recorded. Go back, choose a smaller file, and send the form again."),
    )


def too_slow() -> Unserved:
    return Unserved(
        408,
        _("What you sent arrived too slowly, and the server stopped waiting for it."),
        _("Nothing was recorded. Go back and send the form again, on a better connection if you can."),
    )  # fmt: skip


def too_much() -> Unserved:
    return Unserved(
        503,
        _("The server is receiving too much at the moment, and did not accept what you sent."),
        _("Nothing was recorded. Go back and send the form again in a minute."),
        again=60,
    )


def too_many() -> Unserved:
    return Unserved(
        503,
        _("Too many requests are waiting at the moment, and the server did not accept yours."),
        _("Nothing was recorded. Try again in a minute."),
        again=60,
    )


def no_connection() -> Unserved:
    return Unserved(
        503,
        _("Too many connections are open at the moment, and the server did not accept yours."),
        _("Nothing was recorded. Try again in a minute."),
        again=60,
    )


def headers_too_large() -> Unserved:
    return Unserved(
        431,
        _("Your browser sent more headers than the server accepts."),
        _("Delete the cookies of this site, then load the page again."),
    )


def refused(refusal: Unserved, headers: Iterable[tuple[str, str]]) -> tuple[int, Headers, bytes]:
    """The status, headers and page of the refusal, for a reader whose browser sent these headers."""
    language = _language(dict(headers))
    with translation.override(language):
        page = render_to_string("unserved.html", {"refusal": refusal, "language": language})
    given = {
        "content-type": "text/html; charset=utf-8",
        "content-language": language,
        "content-security-policy": "default-src 'none'",
        "cache-control": "no-store",
        "connection": "close",
    }
    again = {"retry-after": str(refusal.again)} if refusal.again else {}
    return refusal.status, list((given | again).items()), page.encode()


def _language(headers: dict[str, str]) -> str:
    """What the reader has chosen on this site, else what the browser asks for; the account is not known yet."""
    environ = {
        "REQUEST_METHOD": "GET",
        "wsgi.input": BytesIO(),
        "HTTP_COOKIE": headers.get("cookie", ""),
        "HTTP_ACCEPT_LANGUAGE": headers.get("accept-language", ""),
    }
    return translation.get_language_from_request(WSGIRequest(environ))
