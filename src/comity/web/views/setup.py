"""Setting up an installation: choose the charter, name the clerk, and the body exists; then the clerk's first key.

Where bodies were founded from the command line, the first account is that of a person who keeps the record of one.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path, reverse
from django.utils.translation import get_language

from comity.body.acts import FoundBody
from comity.charter.model import Charter
from comity.charter.reading import read_charter_text
from comity.errors import BadInput, ComityError, Faulty
from comity.web import setting_up
from comity.web.accounts import is_finished
from comity.web.bodies import bodies
from comity.web.errors import status_of
from comity.web.forms.people import NewKeys
from comity.web.forms.setup import ChooseCharter, FirstAccount, FoundIt
from comity.web.models import Account, Belonging, HostedBody
from comity.web.readmodel.setup import RecordKeeper, charter_shown, faults_shown, record_keepers
from comity.web.told.names import worded
from comity.web.views.entering import sign_in_to_make_keys

View = Callable[[HttpRequest], HttpResponse]
TOKEN, CHARTER = "setup token", "setup charter"
CLERK = "p0"


FOUNDING, CLAIMING, FINISHING = "setup", "setup_account", "setup_key"
"""The stages of the setup, each by the name of its page."""


def stage_of(request: HttpRequest) -> str:
    """The stage of the setup. ``Http404`` without the token, and once the first account has a way to sign in."""
    if not setting_up.opens(settings.PLACE, request.session.get(TOKEN, "")):
        raise Http404
    if not Account.objects.exists():
        return CLAIMING if bodies().names() else FOUNDING
    if _unfinished() is None:
        raise Http404
    return FINISHING


def _unfinished() -> Account | None:
    """The first account, while it has no first way to sign in."""
    first = Account.objects.filter(administers=True).first()
    return None if first is None or is_finished(first) else first


def for_its_holder(view: View) -> View:
    """To whoever does not hold the token, or no longer needs it, the page says that and where to go on."""

    @wraps(view)
    def answered(request: HttpRequest) -> HttpResponse:
        try:
            return view(request)
        except Http404:
            context = {"is_set_up": Account.objects.exists()}
            return render(request, "setup/closed.html", context, status=404)

    return answered


@for_its_holder
def setup(request: HttpRequest) -> HttpResponse:
    """The first step: the charter. A token in the address goes into the session and out of the address."""
    if token := request.GET.get("token", ""):
        if not setting_up.opens(settings.PLACE, token):
            raise Http404
        request.session[TOKEN] = token
        return redirect("setup")
    if (stage := stage_of(request)) != FOUNDING:
        return redirect(stage)
    offers = {one.name: one.charter for one in setting_up.offered()}
    choices = [
        (name, str(worded(charter.title, charter.languages))) for name, charter in offers.items()
    ]
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = ChooseCharter(*sent, choices=choices)
    if not form.is_valid():
        return _choosing(request, form)
    own = form.own()
    text = own or offers[form.cleaned_data["choice"]].text
    try:
        charter = read_charter_text(text)
        _check_keeps(charter)
    except Faulty as error:
        return _choosing(request, form, text=own, error=error)
    except BadInput as error:
        return _choosing(request, form, text=own, error=error)
    request.session[CHARTER] = text
    return redirect("setup_body")


def _choosing(
    request: HttpRequest, form: ChooseCharter, text: str = "", error: ComityError | None = None
) -> HttpResponse:
    faults = faults_shown(text, error.faults) if isinstance(error, Faulty) else []
    if text and not form.data.get("text"):  # a file with faults is mended in the field
        form.data = {**form.data.dict(), "text": text}  # type: ignore[attr-defined]
    context = {"form": form, "faults": faults, "error": None if faults else error}
    return render(
        request, "setup/charter.html", context, status=422 if form.errors or error else 200
    )


def _check_keeps(charter: Charter) -> None:
    if not charter.keeping_organs:
        raise BadInput(
            "setup.no_keeper",
            "No organ of this charter keeps a record.",
            remedy="Give one of its organs the power to record: powers: [record].",
        )


@for_its_holder
def setup_body(request: HttpRequest) -> HttpResponse:
    """The second step: what the charter says in words, and who keeps the record. Then the body is founded."""
    if (stage := stage_of(request)) != FOUNDING:
        return redirect(stage)
    text = request.session.get(CHARTER, "")
    if not text:
        return redirect("setup")
    charter = read_charter_text(text)
    shown = charter_shown(charter)
    organs = [(one.id, str(one.title)) for one in shown.organs if one.keeps]
    initial = {
        "body": charter.body.replace("_", "-").lower(),
        "language": get_language(),
        "zone": shown.zone,
    }
    initial |= {"organ": organs[0][0], "city": shown.seat}
    form = FoundIt(
        request.POST if request.method == "POST" else None, initial=initial, organs=organs
    )
    context = {"form": form, "charter": shown}
    if not form.is_valid():
        return render(request, "setup/body.html", context, status=422 if form.is_bound else 200)
    try:
        account = _found(form.cleaned_data, text)
    except ComityError as error:
        return render(
            request, "setup/body.html", {**context, "error": error}, status=status_of(error)
        )
    return _to_the_first_key(request, account, form.cleaned_data)


def _to_the_first_key(
    request: HttpRequest, account: Account, given: dict[str, str]
) -> HttpResponse:
    """On to the first key. The token stays with the browser: it opens the account until the key is made."""
    token, tie = request.session[TOKEN], account.belongings.get()
    after, again = reverse("people", kwargs={"body": tie.body}), reverse(FINISHING)
    response = sign_in_to_make_keys(request, account, given, after, again)
    request.session[TOKEN] = token
    return response


@for_its_holder
def setup_key(request: HttpRequest) -> HttpResponse:
    """The last step again, for a first account whose key was not made: how its owner will sign in."""
    if (stage := stage_of(request)) != FINISHING:
        return redirect(stage)
    account = _unfinished()
    assert account is not None, "the stage says so"
    form = NewKeys(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        context = {"form": form, "account": account}
        return render(request, "setup/key.html", context, status=422 if form.is_bound else 200)
    account.set_password(None)  # which ends whatever was begun with the token before
    account.save(update_fields=["password"])
    return _to_the_first_key(request, account, form.cleaned_data)


@for_its_holder
def setup_account(request: HttpRequest) -> HttpResponse:
    """The first account, where bodies were founded from the command line: that of a person who keeps the record of one."""
    if (stage := stage_of(request)) != CLAIMING:
        return redirect(stage)
    keepers = {f"{one.body}/{one.person}": one for one in record_keepers()}
    people = [(key, f"{one.name} · {one.title}") for key, one in keepers.items()]
    form = FirstAccount(request.POST if request.method == "POST" else None, people=people)
    if not form.is_valid():
        context = {"form": form, "nobody": not people}
        return render(request, "setup/account.html", context, status=422 if form.is_bound else 200)
    given = form.cleaned_data
    account = _first_account(keepers[given["person"]], given)
    return _to_the_first_key(request, account, given)


@transaction.atomic
def _first_account(one: RecordKeeper, given: dict[str, str]) -> Account:
    HostedBody.objects.get_or_create(body=one.body)
    return _account({**given, "name": one.name}, one.body, one.person)


def _found(given: dict[str, str], text: str) -> Account:
    """The body with its clerk's account: both, or neither."""
    name = given["body"]
    act = FoundBody(charter=text, clerk=CLERK, clerk_name=given["name"], organ=given["organ"])
    with transaction.atomic():
        account = _account(given, name, CLERK)
        HostedBody.objects.create(body=name)
        setting_up.found_body(settings.PLACE, bodies().store, name, act)
    return account


def _account(given: dict[str, str], body: str, person: str) -> Account:
    """The first account, which is that person of the body and has no way to sign in yet."""
    account = Account.objects.create_user(
        given["email"],
        name=given["name"],
        language=given["language"],
        zone=given["zone"],
        city=given["city"],
        administers=True,
    )
    Belonging.objects.create(account=account, body=body, person=person)
    return account


urlpatterns = [
    path("setup", setup, name=FOUNDING),
    path("setup/body", setup_body, name="setup_body"),
    path("setup/account", setup_account, name=CLAIMING),
    path("setup/key", setup_key, name=FINISHING),
]
