"""A form sent after its sender's sign-in had expired is saved, and sent with one click after signing in.

It is saved for an hour, for the browser that sent it (a cookie holds the token under whose digest it lies) and, where that
browser was signed in before, for the same account. A form of any size that the server takes is saved whole for a browser
that was signed in; for one that never was, a small one, since anybody could send it. Where a form is not saved, the page
says so. Passwords, keys and files are not saved; the page says which files to choose again. What is saved is shown before
it is sent, and goes to its own address like any form: it is decided anew. Its request id makes it one act, however often
it is sent.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.urls import reverse
from django.utils import timezone

from comity.web.accounts import digest_of, new_token
from comity.web.models import KeptForm
from comity.web.visits import hosting

LIFE = timedelta(hours=1)
COOKIE, LAST = "kept", "last"
LARGEST = 200_000
"""Characters that are saved of a form whose sender is nobody that we know."""
BY_ITSELF = frozenset({"draft_paragraph"})
"""What a page sends by itself while somebody types: it stays in the window, and its page says that it is not saved."""
Answering = Callable[[HttpRequest], HttpResponse]


class kept_forms:  # noqa: N801 - named as the middleware that it is
    """Keeps what arrives unsigned for a page that needs a sign-in, and remembers which account a browser had last."""

    def __init__(self, answer: Answering) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.answer(request)
        if request.user.is_authenticated and _last(request) != request.user.pk:
            value = signing.dumps(request.user.pk, salt=LAST)
            response.set_cookie(LAST, value, max_age=settings.SESSION_COOKIE_AGE, **_careful())
        return response

    def process_view(
        self, request: HttpRequest, view: Any, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> HttpResponse | None:
        """After the form's token was checked, and before any page sees it."""
        if request.method != "POST" or request.user.is_authenticated or "body" not in named:
            return None
        if request.resolver_match is not None and request.resolver_match.url_name in BY_ITSELF:
            return HttpResponse(status=401)
        # A page open to the public has forms for visitors too: those do not say in which capacity they are sent.
        if not request.POST.get("as") and hosting(named["body"]).open_to_public:
            return None
        return _kept(request)


def _kept(request: HttpRequest) -> HttpResponse:
    token = keep(request)
    target = reverse("kept")
    if "HX-Request" in request.headers:
        response = HttpResponse(status=204)
        response["HX-Redirect"] = f"{resolve_url(settings.LOGIN_URL)}?{urlencode({'next': target})}"
    else:
        response = redirect_to_login(target)
        response.status_code = 303
    response.set_cookie(COOKIE, token, max_age=int(LIFE.total_seconds()), **_careful())
    return response


def keep(request: HttpRequest) -> str:
    """Keeps the form; the token under which it is found again."""
    before = digest_of(request.COOKIES.get(COOKIE, ""))
    KeptForm.objects.filter(Q(kept__lt=timezone.now() - LIFE) | Q(digest=before)).delete()
    fields = [(name, given) for name, given in request.POST.lists() if _is_kept(name, given)]
    size, last = sum(len(value) for _, values in fields for value in values), _last(request)
    too_large = last is None and size > LARGEST
    data = {
        "fields": [] if too_large else fields,
        "files": [name for one in request.FILES for name in _names(request, one)],
        "account": last,
        "not_saved": size if too_large else 0,
    }
    token, digest = new_token()
    KeptForm.objects.create(digest=digest, path=request.get_full_path(), data=data)
    return token


def _is_kept(name: str, given: list[str]) -> bool:
    """Whether the field is neither a password, nor a one-time code, nor what a passkey answered (JSON)."""
    of_a_key = name == "credential" and any(value.startswith("{") for value in given)
    return not ("password" in name or name in ("csrfmiddlewaretoken", "code") or of_a_key)


def _names(request: HttpRequest, field: str) -> list[str]:
    return [one.name for one in request.FILES.getlist(field) if one.name]


def find(request: HttpRequest) -> KeptForm | None:
    """What is kept for this browser and its account; None where nothing is, or it is somebody else's, or too old."""
    token = request.COOKIES.get(COOKIE, "")
    one = KeptForm.objects.filter(digest=digest_of(token)).first() if token else None
    if one is None or one.kept < timezone.now() - LIFE:
        return None
    return one if one.data["account"] in (None, request.user.pk) else None


def _last(request: HttpRequest) -> int | None:
    """The account that was signed in last in this browser."""
    return _signed(request.COOKIES.get(LAST, ""))


@lru_cache(maxsize=1024)  # a browser sends the same with every page
def _signed(cookie: str) -> int | None:
    try:
        return int(signing.loads(cookie, salt=LAST))
    except signing.BadSignature:
        return None


def _careful() -> dict[str, Any]:
    return {"httponly": True, "samesite": "Lax", "secure": settings.SECURE}
