"""The letter by which an account is given back to its owner, after two officers agreed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from comity.web import recoveries
from comity.web.forms.people import NewKeys
from comity.web.views.entering import sign_in_to_make_keys


def recovery(request: HttpRequest, token: str) -> HttpResponse:
    """The page to which the letter leads: the owner chooses how to sign in from now on. It opens once."""
    one = recoveries.find(token)
    if one is None:
        return render(request, "recovery/closed.html", status=404)
    form = NewKeys(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "account": one.account, "recovery": one}
        return render(
            request, "recovery/recovery.html", context, status=422 if form.is_bound else 200
        )
    account = recoveries.take(token)
    if account is None:  # another window was faster
        return render(request, "recovery/closed.html", status=404)
    given = {"language": account.language, **form.cleaned_data}
    return sign_in_to_make_keys(request, account, given, reverse("front"))


urlpatterns = [path("recovery/<str:token>", recovery, name="recovery")]
