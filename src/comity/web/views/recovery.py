"""Getting an account back: asking with a recovery code, and the link by which its owner makes new keys."""

from __future__ import annotations

from functools import partial

from allauth.core import ratelimit
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse

from comity.web import afterwards, letters, recoveries
from comity.web.accounts import RECOVERING
from comity.web.forms.people import ByCode, NewKeys
from comity.web.views.entering import sign_in_to_make_keys


def help_page(request: HttpRequest) -> HttpResponse:
    """What to do when one cannot sign in, for each kind of account."""
    return render(request, "recovery/help.html", {"mail_server": settings.MAIL_SERVER})


def by_code(request: HttpRequest) -> HttpResponse:
    """The owner asks for the account with a recovery code. Whether the address and the code are right is looked up after
    the answer, which is the same for all."""
    form = ByCode(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "mail_server": settings.MAIL_SERVER}
        status = 422 if form.is_bound else 200
        return render(request, "recovery/by_code.html", context, status=status)
    email, code = form.cleaned_data["email"].lower(), form.cleaned_data["code"]
    refused: HttpResponse | None = ratelimit.consume_or_429(
        request, action="recover_by_code", key=email
    )
    if refused is not None:
        return refused
    link = letters.address_of(request, "/recovery/")
    afterwards.do(partial(_ask_by_code, email, code, link))
    return redirect("recovery_by_code_done")


def by_code_done(request: HttpRequest) -> HttpResponse:
    """What happens now, if the address and the code were right."""
    return render(request, "recovery/by_code_done.html", {"mail_server": settings.MAIL_SERVER})


def _ask_by_code(email: str, code: str, link: str) -> None:
    asked = recoveries.ask_by_code(email, code, at_once=settings.MAIL_SERVER)
    if asked is None or not settings.MAIL_SERVER:
        return
    one, token = asked
    one.delivery = letters.send(one.account, "recovery_by_code", {"link": f"{link}{token}"})
    one.save(update_fields=["delivery"])


def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """The page to which the link leads: the owner chooses how to sign in from now on. It opens until the new key is
    made."""
    one = recoveries.find(token)
    if one is None:
        return render(request, "recovery/closed.html", status=404)
    form = NewKeys(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "account": one.account, "recovery": one}
        return render(
            request, "recovery/recovery.html", context, status=422 if form.is_bound else 200
        )
    account, given = one.account, form.cleaned_data
    recoveries.change_address(account, account.email)  # the link came to it
    password = make_password(given["password"]) if given["way"] == "password" else ""
    made = {"language": account.language, "way": given["way"]}
    response = sign_in_to_make_keys(request, account, made, reverse("front"), request.path)
    request.session[RECOVERING] = {"token": token, "password": password}
    return response


urlpatterns = [
    path("account/help", help_page, name="sign_in_help"),
    path("account/recovery-code", by_code, name="recovery_by_code"),
    path("account/recovery-code/done", by_code_done, name="recovery_by_code_done"),
    path("recovery/<str:token>", recovery, name="recovery"),
]
