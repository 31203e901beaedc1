"""Signing a decision with one's passkey, and the keys: offered by their persons, bound and revoked by acts.

The page of a signature shows what will be signed; the browser asks the key; whatever goes wrong is told on the same page,
and nothing is recorded then. Who has no key signs on paper, and the record-keeper records the paper.
"""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from comity.body.acts import BindKey, Citation, RevokeKey, StatePosition
from comity.body.passkeys import keys_of
from comity.body.state import find_question
from comity.errors import ComityError
from comity.web import signing
from comity.web.acting import SIGNING, made, refusal, submit
from comity.web.errors import status_of
from comity.web.forms.languages import in_own_language
from comity.web.models.marks import KeyOffer
from comity.web.readmodel.answering import USUAL
from comity.web.readmodel.asking import Asking, asking, version_asked
from comity.web.readmodel.consequences import choices
from comity.web.readmodel.desk import question_title
from comity.web.readmodel.matters import names_for, things_of
from comity.web.told.refusals import refusal as refusal_told
from comity.web.visits import Visit, page

# --- one signature ----------------------------------------------------------------------------------------------------


def _asked(visit: Visit, question: str) -> Asking:
    found = find_question(visit.state, question)
    matter = visit.matter(found[0].matter) if found is not None else None
    asked = asking(visit, matter, found[1]) if matter is not None and found is not None else None
    if asked is None or asked.puts.form != "signature":
        raise Http404
    return asked


def _position(visit: Visit, asked: Asking, choice: str) -> StatePosition:
    """The signature as it is to be recorded, with the moment of signing."""
    return made(
        visit,
        StatePosition,
        question=asked.question.question,
        choice=choice,
        version=version_asked(asked),
        held=visit.now,
    )


@page
def sign(visit: Visit, question: str) -> HttpResponse:
    """What is to be signed, and with which key."""
    return _sign_page(visit, _asked(visit, question))


def _sign_page(visit: Visit, asked: Asking, error: ComityError | None = None) -> HttpResponse:
    at = names_for(visit, asked.matter)
    offered, why = [], None
    for choice in asked.puts.allowed or USUAL:
        refused = refusal(visit, _position(visit, asked, choice))
        if refused is None or refused.code in SIGNING:
            offered.append(choice)
        else:
            why = refused
    context = {
        "asked": asked,
        "title": question_title(asked, at),
        "version": version_asked(asked),
        "things": list(things_of(visit, asked.matter, at)),
        "choices": choices(visit, asked, offered),
        "why": None if offered else why,
        "keys": signing.keys_in_force(visit),
        "error": error,
        "area": "matters",
    }
    return visit.render(
        "signing/sign.html", context, status_of(error) if error is not None else 200
    )


@require_POST
@page
def sign_begin(visit: Visit, question: str) -> HttpResponse:
    """The challenge of the act that will be recorded, as JSON; what stands in the way, in words."""
    try:
        act = _position(visit, _asked(visit, question), visit.request.POST.get("choice", ""))
        _check(visit, act)
        return JsonResponse(signing.begin(visit, act))
    except ComityError as error:
        return _told(visit, error)


@require_POST
@page
def sign_finish(visit: Visit, question: str) -> HttpResponse:
    """The signature is verified and recorded."""
    asked = _asked(visit, question)
    sent = visit.request.POST
    try:
        answer = signing.finish(visit, sent.get("waiting", ""), sent.get("assertion", ""))
    except ComityError as error:
        return _sign_page(visit, asked, error)
    said = gettext("Signed, and verified with your key. Record no. {number}.")
    number = answer.entries[-1].n
    messages.success(visit.request, said.format(number=number), extra_tags="good")
    return redirect(_page_of(visit, asked))


def _page_of(visit: Visit, asked: Asking) -> str:
    return reverse("matter", kwargs={"body": visit.name, "matter": asked.matter.matter})


def _check(visit: Visit, act: StatePosition | BindKey) -> None:
    """Raises why the act would be refused but for its signature."""
    refused = refusal(visit, act)
    if refused is not None and refused.code not in SIGNING:
        raise refused


def _told(visit: Visit, error: ComityError) -> HttpResponse:
    told = refusal_told(error, visit.names())
    words = {"sentence": told.sentence, "remedy": told.remedy}
    return JsonResponse(words, status=status_of(error))


# --- keys -------------------------------------------------------------------------------------------------------------


@page
def keys(visit: Visit) -> HttpResponse:
    """The reader's keys and passkeys; for who keeps the record every key, and what is offered."""
    if not visit.reader.person:
        raise Http404
    return _keys_page(visit)


def _keys_page(visit: Visit, error: ComityError | None = None) -> HttpResponse:
    bound = {key.credential_id for key in visit.state.keys.values()}
    mine = list(signing.passkeys(visit.reader.account or 0))
    offers = KeyOffer.objects.filter(body=visit.name, settled=None).order_by("offered")
    keeper = visit.reader.keeps_record
    context: dict[str, Any] = {
        "mine": keys_of(visit.state, visit.reader.person),
        "passkeys": [one for one in mine if one.credential_id not in bound],
        "offered": {one.credential_id for one in offers if one.account_id == visit.reader.account},
        "in_force": signing.keys_in_force(visit),
        "offers": list(offers) if keeper else [],
        "all_keys": list(visit.state.keys.values())[-200:] if keeper else [],
        "papers": list(reversed(visit.state.sources.values()))[:50] if keeper else [],
        "error": error,
        "area": "keys",
    }
    return visit.render(
        "signing/keys.html", context, status_of(error) if error is not None else 200
    )


@require_POST
@page
def offer(visit: Visit) -> HttpResponse:
    """The reader offers a passkey of the account as the key to sign with."""
    chosen = _passkey(visit)
    rp_id, origin = signing.site_of(visit.request)
    KeyOffer.objects.get_or_create(
        account_id=visit.reader.account or 0,
        body=visit.name,
        credential_id=chosen.credential_id,
        settled=None,
        defaults={
            "person": visit.reader.person,
            "name": chosen.name,
            "public_key": chosen.public_key,
            "rp_id": rp_id,
            "origin": origin,
        },
    )
    said = gettext(
        "Offered. Whoever keeps the record binds it once it is certain that it is yours."
    )
    messages.success(visit.request, said, extra_tags="care")
    return redirect("keys", body=visit.name)


def _passkey(visit: Visit) -> signing.Passkey:
    number = visit.request.POST.get("passkey", "")
    found = signing.passkeys(visit.reader.account or 0) if visit.reader.person else ()
    chosen = next((one for one in found if str(one.number) == number), None)
    if chosen is None:
        raise Http404
    return chosen


@require_POST
@page
def bind(visit: Visit) -> HttpResponse:
    """Who keeps the record binds a key that was offered, and says how its person was known."""
    number = visit.request.POST.get("offer", "")
    waiting = KeyOffer.objects.filter(body=visit.name, settled=None)
    found = waiting.filter(pk=int(number)).first() if number.isdecimal() else None
    if found is None or not visit.reader.keeps_record:
        raise Http404
    paper = visit.request.POST.get("paper", "")
    act = made(
        visit,
        BindKey,
        person=found.person,
        credential_id=found.credential_id,
        public_key=found.public_key,
        rp_id=found.rp_id,
        origin=found.origin,
        via=visit.request.POST.get("via", ""),
        cites=[Citation(source=paper)] if paper else [],
    )
    try:
        answer = submit(visit, act)
    except ComityError as error:
        return _keys_page(visit, error)
    effect = answer.entries[-1].effects[0]
    found.settled, found.key = timezone.now(), str(getattr(effect, "key", ""))
    found.save()
    return _done(visit, gettext("The key is bound. Record no. {number}."), answer.entries[-1].n)


@require_POST
@page
def decline(visit: Visit) -> HttpResponse:
    """An offer is declined by who keeps the record, or taken back by its person."""
    number = visit.request.POST.get("offer", "")
    waiting = KeyOffer.objects.filter(body=visit.name, settled=None)
    if not visit.reader.keeps_record:
        waiting = waiting.filter(account_id=visit.reader.account or 0)
    if not number.isdecimal() or not waiting.filter(pk=int(number)).update(settled=timezone.now()):
        raise Http404
    messages.success(visit.request, gettext("The offer stands no more."), extra_tags="care")
    return redirect("keys", body=visit.name)


@require_POST
@page
def bind_begin(visit: Visit) -> HttpResponse:
    """A further key, bound by its person alone with one that is bound already: the challenge, as JSON."""
    chosen = _passkey(visit)
    rp_id, origin = signing.site_of(visit.request)
    act = BindKey(
        by=visit.reader.person,
        person=visit.reader.person,
        credential_id=chosen.credential_id,
        public_key=chosen.public_key,
        rp_id=rp_id,
        origin=origin,
        held=visit.now,
    )
    try:
        _check(visit, act)
        return JsonResponse(signing.begin(visit, act))
    except ComityError as error:
        return _told(visit, error)


@require_POST
@page
def bind_finish(visit: Visit) -> HttpResponse:
    """The further key is bound."""
    sent = visit.request.POST
    try:
        answer = signing.finish(visit, sent.get("waiting", ""), sent.get("assertion", ""))
    except ComityError as error:
        return _keys_page(visit, error)
    return _done(visit, gettext("The key is bound. Record no. {number}."), answer.entries[-1].n)


@require_POST
@page
def revoke(visit: Visit) -> HttpResponse:
    """A key signs no more: by its person, or by who keeps the record, who may name an earlier day."""
    sent = visit.request.POST
    key = visit.state.keys.get(sent.get("key", ""))
    own = key is not None and key.person == visit.reader.person
    if key is None or not (own or visit.reader.keeps_record):
        raise Http404
    for_ = "" if own and not visit.reader.keeps_record else visit.reader.acts_for
    act = RevokeKey(
        by=visit.reader.person,
        for_=for_,
        key=key.key,
        on=sent.get("on", ""),
        reason=in_own_language(visit, sent.get("reason", "")),
    )
    try:
        answer = submit(visit, act)
    except ComityError as error:
        return _keys_page(visit, error)
    return _done(visit, gettext("The key is revoked. Record no. {number}."), answer.entries[-1].n)


def _done(visit: Visit, said: str, number: int) -> HttpResponse:
    messages.success(visit.request, said.format(number=number), extra_tags="good")
    return redirect("keys", body=visit.name)


# --- checking a signature ---------------------------------------------------------------------------------------------


@page
def verify(visit: Visit, number: int) -> HttpResponse:
    """What stands behind a signature in the record, and how to check it without this server."""
    from comity.web.readmodel.signatures import signature_shown

    shown = signature_shown(visit, number)
    if shown is None:
        raise Http404
    return visit.render("signing/verify.html", {"shown": shown, "area": "register"})


urlpatterns = [
    path("signing/questions/<str:question>", sign, name="sign"),
    path("signing/questions/<str:question>/begin", sign_begin, name="sign_begin"),
    path("signing/questions/<str:question>/finish", sign_finish, name="sign_finish"),
    path("signing/keys", keys, name="keys"),
    path("signing/keys/offer", offer, name="offer_key"),
    path("signing/keys/decline", decline, name="decline_key"),
    path("signing/keys/bind", bind, name="bind_key"),
    path("signing/keys/bind/begin", bind_begin, name="bind_begin"),
    path("signing/keys/bind/finish", bind_finish, name="bind_finish"),
    path("signing/keys/revoke", revoke, name="revoke_key"),
    path("signing/records/<int:number>", verify, name="verify_signature"),
]
