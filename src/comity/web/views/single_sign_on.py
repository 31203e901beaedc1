"""Signing in at a ministry: on to its provider, and back.

The client of OpenID Connect is allauth's. Here a page of ours stands before the redirect, because the policy of our pages
lets a form lead nowhere but to us, and a ministry may send a browser on through several hosts. A provider that does not
answer, or answers with what is no OpenID Connect, is told as that.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.openid_connect import views
from django.core.exceptions import MultipleObjectsReturned
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

log = logging.getLogger(__name__)
UNFIT = (OSError, LookupError, TypeError, AttributeError, ValueError)
"""What the client raises where an answer is none (``requests``: an ``OSError``), or not what the standard says."""


def leave(request: HttpRequest, provider_id: str) -> HttpResponse:
    """On to the provider; asked first where no form was sent."""
    return _told(request, provider_id, _leaving)


def come_back(request: HttpRequest, provider_id: str) -> HttpResponse:
    """Back from the provider, signed in or not."""
    return _told(request, provider_id, views.callback)


def _leaving(request: HttpRequest, provider_id: str) -> HttpResponse:
    answer: HttpResponse = views.login(request, provider_id)
    address = answer.headers.get("Location", "/")
    if address.startswith(
        "/"
    ):  # not on yet: to be asked, or to sign in before something is connected
        return answer
    if urlsplit(address).scheme not in ("http", "https"):
        raise ValueError(f"the provider says to sign in at {address.partition('?')[0]}")
    context = {"address": address, "name": _provider(request, provider_id).name}
    return render(request, "socialaccount/leaving.html", context)


def _told(
    request: HttpRequest, provider_id: str, view: Callable[[HttpRequest, str], HttpResponse]
) -> HttpResponse:
    provider = _provider(request, provider_id)
    try:
        return view(request, provider_id)
    except UNFIT as error:
        log.warning("The provider %s did not answer as it should", provider_id, exc_info=True)
        failed: HttpResponse = render_authentication_error(request, provider, exception=error)
        return failed


def _provider(request: HttpRequest, provider_id: str) -> Any:
    """The provider of that id. ``Http404`` where the installation has none. The client also finds by the name of the
    protocol, which all of them share."""
    try:
        found = get_adapter(request).get_provider(request, provider=provider_id)
    except (SocialApp.DoesNotExist, MultipleObjectsReturned) as error:
        raise Http404 from error
    if found.app.provider_id != provider_id:
        raise Http404
    return found


urlpatterns = [
    path("account/oidc/<str:provider_id>/login/", leave, name="leave_for_provider"),
    path("account/oidc/<str:provider_id>/login/callback/", come_back, name="back_from_provider"),
]
