"""My account: how one is called and shown pages, what one signs in with, where one is signed in, and what one is where.

The address is that to which the secretariat wrote. The secretariat enters another, and the owner confirms it, signed in: so
neither of them alone leads the letters about the account elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core import signing
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.errors import ComityError
from comity.web import afterwards, letters, recoveries, sending
from comity.web.accounts import can_sign_in, may_act
from comity.web.bodies import bodies
from comity.web.errors import error_page
from comity.web.forms.people import Oneself
from comity.web.models import Account, HostedBody, Recovery
from comity.web.readmodel.front import BodyShown, body_shown
from comity.web.visits import hosting

NEW_ADDRESS_LIFE = timedelta(days=7)


@login_required
def account(request: HttpRequest) -> HttpResponse:
    """Everything about the reader's own account, and the form of what can be changed here."""
    mine = _mine(request)
    fields = ("name", "language", "zone", "city")
    initial = {name: getattr(mine, name) for name in fields} | {"language": request.LANGUAGE_CODE}
    form = Oneself(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        for name in fields:
            setattr(mine, name, form.cleaned_data[name])
        mine.save(update_fields=fields)
        messages.success(request, gettext("Saved."), "good")
        response = redirect("account")
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, mine.language, max_age=365 * 24 * 3600, samesite="Lax"
        )
        return response
    context = {"form": form, "mine": mine, "bodies": list(_bodies(mine)), **_keys(mine)}
    context["acts"] = may_act(request, HostedBody())
    return render(request, "account/me.html", context, status=422 if form.errors else 200)


def _keys(mine: Account) -> dict[str, object]:
    held = list(Authenticator.objects.filter(user=mine).order_by("created_at"))
    codes = next((one for one in held if one.type == Authenticator.Type.RECOVERY_CODES), None)
    return {
        "keys": [one for one in held if one.type == Authenticator.Type.WEBAUTHN],
        "totp": next((one for one in held if one.type == Authenticator.Type.TOTP), None),
        "codes": len(codes.wrap().get_unused_codes()) if codes else None,
        "providers": SocialAccount.objects.filter(user=mine),
        "offers_providers": bool(settings.SOCIALACCOUNT_PROVIDERS),
        "sessions": len(UserSession.objects.purge_and_list(mine)),
        "role": settings.DEMONSTRATION and not can_sign_in(mine),
        "open_recoveries": [
            one for one in mine.recoveries.all() if recoveries.standing(one) == "asked"
        ],
    }


def _bodies(mine: Account) -> Iterator[BodyShown]:
    for tie in mine.belongings.order_by("body"):
        running = bodies().find(tie.body)
        if running is not None:
            with running.reading() as state:
                yield body_shown(state, hosting(tie.body), tie.person, state.at)


def _mine(request: HttpRequest) -> Account:
    return get_object_or_404(Account, pk=request.user.pk or 0)


@login_required
@require_POST
def stop_recovery(request: HttpRequest, number: int) -> HttpResponse:
    """The owner stops a recovery that he or she did not want, before it is confirmed."""
    mine = _mine(request)
    one = get_object_or_404(Recovery, pk=number, account=mine)
    try:
        recoveries.refuse(one, mine)
    except ComityError as error:
        return error_page(request, error)
    told = [one.asked_by] if one.asked_by is not None and one.asked_by != mine else []
    context = {"body": one.body, "recovery": one}
    written = [letters.write(account, "recovery_refused", context) for account in told]
    sending.tell(request, gettext("The recovery is stopped."), written)
    return redirect("account")


@login_required
def new_address(request: HttpRequest, token: str) -> HttpResponse:
    """The owner confirms the new address of the account. ``Http404`` for anybody else, and when the link is too old."""
    mine = _mine(request)
    try:
        told = signing.loads(token, salt=sending.NEW_ADDRESS, max_age=NEW_ADDRESS_LIFE)
    except signing.BadSignature as error:
        raise Http404 from error
    if told != [mine.pk, mine.email, mine.new_email] or not mine.new_email:
        return render(request, "account/new_address.html", {"closed": True}, status=410)
    if request.method != "POST":
        return render(request, "account/new_address.html", {"mine": mine})
    try:
        recoveries.check_free(mine, mine.new_email)
    except ComityError as error:
        return error_page(request, error)
    old = letters.write(mine, "address_changed", {"new": mine.new_email})
    recoveries.change_address(mine, mine.new_email)
    afterwards.do(partial(letters.hand_over, old))
    messages.success(request, gettext("Your address is changed."), "good")
    return redirect("account")


@login_required
@require_POST
def end_sign_in(request: HttpRequest, number: int) -> HttpResponse:
    """One of the reader's sign-ins ends."""
    get_object_or_404(UserSession, pk=number, user=request.user.pk).end()
    messages.success(request, gettext("That sign-in has ended."), "good")
    return redirect("usersessions_list")


@login_required
def address(request: HttpRequest) -> HttpResponse:
    """Where allauth would change addresses: only the secretariat does."""
    return redirect("account")


urlpatterns = [
    path("account/me", account, name="account"),
    path("account/me/recoveries/<int:number>", stop_recovery, name="stop_recovery"),
    path("account/sessions/<int:number>", end_sign_in, name="end_sign_in"),
    path("account/email/", address),
    path("new-address/<str:token>", new_address, name="new_address"),
]
