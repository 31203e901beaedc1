"""Around every page: the reader's language and zone, and errors told as pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation

from comity.charter.law import NotInForce
from comity.errors import ComityError
from comity.web.errors import AWAY, away, error_page, not_found, unreadable

ZONES = available_timezones()
NUL = "\0"
Answering = Callable[[HttpRequest], HttpResponse]


def language_and_zone(answer: Answering) -> Answering:
    """The language and zone of the account, else those of the cookie, else what the browser asks for."""

    def answered(request: HttpRequest) -> HttpResponse:
        language = _language(request)
        zone = getattr(request.user, "zone", "")
        request.LANGUAGE_CODE = language
        with translation.override(language):
            timezone.activate(ZoneInfo(zone) if zone in ZONES else UTC)
            response = answer(request)
        response.headers.setdefault("Content-Language", language)
        response.headers.setdefault("Referrer-Policy", "same-origin")
        return response

    return answered


STORED = {"accent": "private, max-age=300"}
"""The pages that a browser may keep, by the name of their address: the colour of a body, which says nothing of anybody."""
WITH_TOKEN = frozenset(
    {"invitation", "recovery", "new_address", "setup", "account_reset_password_from_key"}
)
"""The pages whose address opens something."""


def not_stored(answer: Answering) -> Answering:
    """No browser and no proxy stores a page: almost every page depends on who reads it. This holds for errors, redirects,
    tables, feeds and papers alike (RFC 9111, 5.2.2.5); static files never come here. What is read from a page whose address
    opens something learns the host at most, not the address."""

    def answered(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        name = request.resolver_match.url_name if request.resolver_match is not None else ""
        stored = STORED.get(name or "") if response.status_code == 200 else None
        response.headers["Cache-Control"] = stored or "private, no-store"
        response.headers.pop("Expires", None)
        if name in WITH_TOKEN:
            response.headers["Referrer-Policy"] = "strict-origin"
        return response

    return answered


class legible:  # noqa: N801 - named as the middleware that it is
    """A request with a NUL in it, which nobody types and no database keeps, is refused before any page sees it."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        """After the form's token was checked."""
        if NUL in request.path:
            return not_found(request)
        sent = (*request.GET.lists(), *request.POST.lists())
        if any(NUL in text for name, given in sent for text in (name, *given)):
            return unreadable(request, status=422)
        return None


class told_errors:  # noqa: N801 - named as the middleware that it is
    """A refusal or a bad input: a page that says which rule, and what would help. A failing store or database: a page that
    says what may have been recorded."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, AWAY):
            return away(request, error)
        if settings.STRICT_PAGES and request.method == "GET" and isinstance(error, NotInForce):
            return None  # the page has not looked whether the charter still has what it shows
        return error_page(request, error) if isinstance(error, ComityError) else None


def _language(request: HttpRequest) -> str:
    known = [code for code, _ in settings.LANGUAGES]
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in known:
        return chosen
    own = getattr(request.user, "language", "")
    return own if own in known else translation.get_language_from_request(request)
