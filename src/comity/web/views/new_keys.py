"""The pages on which a key or one-time codes are made: allauth's, and for an account that is being given back the moment at
which it is. Until then its old keys and its old password work, and so does the link: a browser that was closed, or a key
that failed, takes nothing away. With the new way, in one transaction, the old ones end."""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.views import AddWebAuthnView
from django.contrib.auth import HASH_SESSION_KEY
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import path
from django.views.generic.edit import FormView

from comity.web import recoveries
from comity.web.accounts import RECOVERING


def _is_recovering(request: HttpRequest) -> bool:
    """Whether this browser came by the link of a recovery of the account that it is signed in to, and the link still
    opens."""
    begun = request.session.get(RECOVERING)
    one = recoveries.find(begun["token"]) if begun else None
    return one is not None and one.account_id == request.user.pk


def _given_back(request: HttpRequest) -> bool:
    """The account is the reader's from now on, and nothing else signs in to it. False where the link opens no more."""
    begun = request.session[RECOVERING]
    key = request.session.session_key or ""
    account = recoveries.take(begun["token"], begun["password"], key)
    if account is None:
        return False
    request.user.password = account.password  # type: ignore[union-attr]
    request.session[HASH_SESSION_KEY] = account.get_session_auth_hash()
    record_authentication(request, request.user, "password", reauthenticated=True)
    del request.session[RECOVERING]
    return True


def _dispatched(view: Any, request: HttpRequest, otherwise: Any, *args: Any, **kwargs: Any) -> Any:
    """The page: for a recovery without what allauth asks for first, which only the old ways could give."""
    if request.user.is_authenticated and _is_recovering(request):
        return FormView.dispatch(view, request, *args, **kwargs)
    return otherwise(request, *args, **kwargs)


def _valid(request: HttpRequest, form: Any, otherwise: Any) -> HttpResponse:
    """What follows on a form that is right."""
    with transaction.atomic():
        if _is_recovering(request) and not _given_back(request):
            return render(request, "recovery/closed.html", status=404)
        response: HttpResponse = otherwise(form)
        return response


class NewCodes(ActivateTOTPView):  # type: ignore[misc]
    """One-time codes are set up."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page: HttpResponseBase = _dispatched(self, request, super().dispatch, *args, **kwargs)
        return page

    def form_valid(self, form: Any) -> HttpResponse:
        return _valid(self.request, form, super().form_valid)


class NewKey(AddWebAuthnView):  # type: ignore[misc]
    """A passkey, or a key as a second step, is made."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page asks the browser for. Of an account that is being given back the keys that will end are not among
        those that the browser must not make again: it may be the same device."""
        with transaction.atomic():
            is_recovering = _is_recovering(self.request)
            if is_recovering:
                held = Authenticator.objects.filter(user=self.request.user.pk)
                held.filter(type=Authenticator.Type.WEBAUTHN).delete()
            context: dict[str, Any] = super().get_context_data(**kwargs)
            if is_recovering:
                transaction.set_rollback(True)  # they end with the new key, and not before
        return context

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        page: HttpResponseBase = _dispatched(self, request, super().dispatch, *args, **kwargs)
        return page

    def form_valid(self, form: Any) -> HttpResponse:
        return _valid(self.request, form, super().form_valid)


urlpatterns = [
    path("account/2fa/totp/activate/", NewCodes.as_view(), name="mfa_activate_totp"),
    path("account/2fa/webauthn/add/", NewKey.as_view(), name="mfa_add_webauthn"),
]
