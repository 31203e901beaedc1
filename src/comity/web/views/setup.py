"""Setting up an empty installation: choose the charter, name the clerk, and the body exists."""

from __future__ import annotations

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
from comity.web.bodies import bodies
from comity.web.errors import status_of
from comity.web.forms.setup import ChooseCharter, FoundIt
from comity.web.models import Account, Belonging, HostedBody
from comity.web.readmodel.setup import charter_shown, faults_shown
from comity.web.told.names import worded
from comity.web.views.entering import sign_in_to_make_keys

TOKEN, CHARTER = "setup token", "setup charter"
CLERK = "p0"


def require_open(request: HttpRequest) -> None:
    """``Http404`` unless the installation is empty and the reader was handed its token."""
    token = request.session.get(TOKEN, "")
    empty = not bodies().names() and not Account.objects.exists()
    if not (empty and setting_up.opens(settings.PLACE, token)):
        raise Http404


def setup(request: HttpRequest) -> HttpResponse:
    """The first step: the charter. A token in the address goes into the session and out of the address."""
    if token := request.GET.get("token", ""):
        if not setting_up.opens(settings.PLACE, token):
            raise Http404
        request.session[TOKEN] = token
        return redirect("setup")
    require_open(request)
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
    if not setting_up.keeping_organs(charter):
        raise BadInput(
            "setup.no_keeper",
            "No organ of this charter keeps a record.",
            remedy="Give one of its organs the power to record: powers: [record].",
        )


def setup_body(request: HttpRequest) -> HttpResponse:
    """The second step: what the charter says in words, and who keeps the record. Then the body is founded."""
    require_open(request)
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
    after = reverse("people", kwargs={"body": form.cleaned_data["body"]})
    return sign_in_to_make_keys(request, account, form.cleaned_data, after)


def _found(given: dict[str, str], text: str) -> Account:
    """The body with its clerk's account: both, or neither."""
    name = given["body"]
    act = FoundBody(charter=text, clerk=CLERK, clerk_name=given["name"], organ=given["organ"])
    with transaction.atomic():
        account = Account.objects.create_user(
            given["email"],
            name=given["name"],
            language=given["language"],
            zone=given["zone"],
            city=given["city"],
            administers=True,
        )
        Belonging.objects.create(account=account, body=name, person=CLERK)
        HostedBody.objects.create(body=name)
        setting_up.found_body(settings.PLACE, bodies().store, name, act)
    setting_up.spend_token(settings.PLACE)
    return account


urlpatterns = [
    path("setup", setup, name="setup"),
    path("setup/body", setup_body, name="setup_body"),
]
