"""Minutes: made from the register, edited with autosave, circulated for remarks, approved and filed as a source.

A draft is seen by who steers the session; what is circulated, besides, by those admitted to it; what is approved, by those
to whom the session's papers go. There are minutes in each language in which somebody made them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db.models import F
from django.http import Http404, HttpResponse, JsonResponse
from django.urls import path
from django.utils.translation import gettext, ngettext

from comity.body.acts import FileSource
from comity.body.room import day_of
from comity.body.state import Session
from comity.errors import ComityError
from comity.web import acting
from comity.web.errors import status_of
from comity.web.forms.minutes import ApproveForm, CirculateForm, RemarkForm
from comity.web.models import Minutes, MinutesRemark
from comity.web.readmodel import minutes as read
from comity.web.readmodel import sessions
from comity.web.readmodel.sessions import Meanwhile
from comity.web.told import names
from comity.web.told.lists import language
from comity.web.told.times import clock_times, seat_clock
from comity.web.views.sessions import done, on_to, session_of
from comity.web.visits import Visit, page

LONGEST = 400_000


@page
def minutes(visit: Visit, session: str) -> HttpResponse:
    """The minutes in the reader's language; ``?text`` gives the approved text by its bytes."""
    found = session_of(visit, session)
    kept = read.kept_minutes(visit, found)
    if not read.may_see(visit, found, kept):
        raise Http404
    if visit.request.method == "POST":
        return _done(visit, found, kept)
    if "text" in visit.request.GET:
        return _filed(kept)
    return _shown(visit, found, kept)


def _steers(visit: Visit, found: Session) -> bool:
    return sessions.steering(visit, found) is None


def _filed(kept: Minutes | None) -> HttpResponse:
    if kept is None or kept.state != "approved":
        raise Http404
    return HttpResponse(read.as_filed(kept.text), content_type="text/plain; charset=utf-8")


# --- what is done -----------------------------------------------------------------------------------------------------


def _done(visit: Visit, found: Session, kept: Minutes | None) -> HttpResponse:
    do = visit.request.POST.get("do", "")
    try:
        if do == "remark" and kept is not None:
            return _remark(visit, found, kept)
        if not _steers(visit, found):
            raise Http404
        if kept is None:
            _make(visit, found)
        elif kept.state == "approved":
            raise Meanwhile(
                gettext("These minutes have been approved and filed."),
                gettext(
                    "What is wrong in them is put right by the next session, in its own minutes."
                ),
            )
        elif do == "save":
            return _saved(visit, found, kept)
        elif do in FORMED:
            return FORMED[do](visit, found, kept)
        elif do in DOINGS:
            DOINGS[do](visit, found, kept)
    except ComityError as error:
        return _shown(visit, found, kept, error=error, status=status_of(error))
    except Meanwhile as meanwhile:
        return _stale(visit, found, kept, meanwhile)
    return on_to("minutes", body=visit.name, session=found.session)


def _make(visit: Visit, found: Session) -> None:
    text = _fresh(visit, found)
    Minutes.objects.get_or_create(
        body=visit.name,
        session=found.session,
        language=language(),
        defaults={
            "text": text,
            "generated": text,
            "made_from": visit.state.size,
            "changed_by_id": visit.reader.account,
        },
    )


def _fresh(visit: Visit, found: Session) -> str:
    at = visit.naming(day_of(found)).names()
    return read.made(visit.state, at, found, visit.body.registrar.entry, visit.day)


def _saved(visit: Visit, found: Session, kept: Minutes) -> HttpResponse:
    """The edited text is kept. Refused where somebody else has saved since: what was typed stays on the page."""
    typed = "\n\n".join(read.paragraphs(_whole(visit)))
    _change(visit, kept, text=typed)
    at = clock_times(visit.now, seat_clock(visit.law.charter.seat))
    said = gettext("Saved at {time}.").format(time=at)
    if "X-Autosave" in visit.request.headers:
        return JsonResponse({"edition": kept.edition + 1, "said": said})
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")
    return on_to("minutes", body=visit.name, session=found.session)


def _whole(visit: Visit) -> str:
    """The text that was sent. ``Meanwhile`` where it is too long: nothing of it is cut."""
    text = str(visit.request.POST.get("text", ""))
    if len(text) <= LONGEST:
        return text
    said = gettext("The minutes have {n} characters, and at most {most} are possible.")
    remedy = gettext("Shorten them, then save. Your text is below; nothing of it is saved yet.")
    raise Meanwhile(said.format(n=len(text), most=LONGEST), remedy)


def _change(visit: Visit, kept: Minutes, **fields: Any) -> None:
    """The minutes are changed, if they are as the page showed them."""
    seen = visit.request.POST.get("edition", "")
    same = Minutes.objects.filter(pk=kept.pk, edition=int(seen) if seen.isdecimal() else -1)
    if not same.update(edition=F("edition") + 1, changed_by_id=visit.reader.account, **fields):
        raise _changed_meanwhile()


def _changed_meanwhile() -> Meanwhile:
    return Meanwhile(
        gettext(
            "Somebody else has changed the minutes since you saw them. Yours are not saved yet."
        ),
        gettext(
            "Your text is below, and what the other wrote beside it. Take over what you want, then save."
        ),
    )


def _take_up(visit: Visit, found: Session, kept: Minutes) -> None:
    """What has happened since is put in; what was edited stays."""
    fresh = _fresh(visit, found)
    text = read.merged(kept.generated, kept.text, fresh)
    _change(visit, kept, text=text, generated=fresh, made_from=visit.state.size)


def _settle(visit: Visit, found: Session, kept: Minutes) -> None:
    number, _colon, settled = visit.request.POST.get("settle", "").partition(":")
    if number.isdecimal() and settled in ("taken", "not taken"):
        kept.remarks.filter(pk=int(number)).update(settled=settled)


def _circulate(visit: Visit, found: Session, kept: Minutes) -> HttpResponse:
    form = CirculateForm(visit.day, visit.request.POST, auto_id="circulate_%s")
    if not form.is_valid():
        return _shown(visit, found, kept, form=form, circulating=form, status=422)
    now = datetime.fromisoformat(visit.now)
    until = form.cleaned_data["until"]
    _change(visit, kept, state="circulated", circulated=now, remarks_until=until)
    return on_to("minutes", body=visit.name, session=found.session)


def _approve(visit: Visit, found: Session, kept: Minutes) -> HttpResponse:
    """The text is filed as a source by the digest of its bytes, and changes no more."""
    open_ = kept.remarks.filter(settled="").count()
    if open_:
        said = ngettext(
            "{number} remark is not settled.", "{number} remarks are not settled.", open_
        )
        remedy = gettext("Take each remark, or say that it is not taken; then approve.")
        raise Meanwhile(said.format(number=open_), remedy)
    form = ApproveForm(_later(visit, found), visit.request.POST, auto_id="approve_%s")
    if not form.is_valid():
        return _shown(visit, found, kept, form=form, approving=form, status=422)
    now, by = datetime.fromisoformat(visit.now), form.cleaned_data["approved_in"]
    if visit.request.POST.get("edition") != str(kept.edition):
        raise _changed_meanwhile()
    # Not approved unless it is filed. Without a transaction: others may have to wait for it while the act is recorded.
    source = _file(visit, found, kept)
    _change(visit, kept, state="approved", approved=now, approved_in=by, source=source)
    return on_to("minutes", body=visit.name, session=found.session)


def _file(visit: Visit, found: Session, kept: Minutes) -> str:
    """The source under which the text is filed: that which has the same bytes already, if any."""
    digest = sha256(read.as_filed(kept.text).encode()).hexdigest()
    same = next((s.source for s in visit.state.sources.values() if s.sha256 == digest), "")
    if same:
        return same
    at = visit.names()
    title = gettext("Minutes: {session}").format(session=names.session(at, found.session))
    act = acting.made(visit, FileSource, title=title, sha256=digest, published=visit.day)
    answer = acting.submit(visit, act)
    done(visit, answer, gettext("The minutes are approved and filed"))
    filed: Any = answer.entries[-1].effects[0]
    return str(filed.source)


Forming = Callable[[Visit, Session, Minutes], HttpResponse]
FORMED: Mapping[str, Forming] = {"circulate": _circulate, "approve": _approve}
DOINGS: Mapping[str, Callable[[Visit, Session, Minutes], None]] = {
    "take_up": _take_up,
    "settle": _settle,
}


def _remark(visit: Visit, found: Session, kept: Minutes) -> HttpResponse:
    refused = why_no_remark(visit, found, kept)
    if refused is not None:
        raise refused
    form = RemarkForm(visit.request.POST, auto_id="remark_%s")
    if not form.is_valid():
        return _shown(visit, found, kept, form=form, remarking=form, status=422)
    MinutesRemark.objects.create(
        minutes=kept,
        party=visit.reader.party or visit.reader.acts_for,
        by_id=visit.reader.account,
        text=form.cleaned_data["text"],
    )
    said = gettext("Your remark is with the officers who keep the minutes.")
    messages.add_message(visit.request, messages.SUCCESS, said, extra_tags="good")
    return on_to("minutes", body=visit.name, session=found.session)


def why_no_remark(visit: Visit, found: Session, kept: Minutes) -> Meanwhile | None:
    """Why the reader cannot remark on the minutes now; None where he or she can."""
    if kept.state != "circulated" or kept.remarks_until is None:
        return Meanwhile(
            gettext("These minutes are not circulated for remarks."),
            gettext(
                "A remark is possible from their circulation until the day that is said there."
            ),
        )
    if visit.day > kept.remarks_until.isoformat():
        return Meanwhile(
            gettext("The time for remarks is over."),
            gettext(
                "Say at the next session what should be otherwise, before the minutes are approved."
            ),
        )
    who = visit.reader
    if visit.hosted.as_reported or not sessions.is_admitted(visit, found):
        return Meanwhile(
            gettext("Only those admitted to the session remark on its minutes."),
            gettext("Choose another of your capacities, if one of them was admitted."),
        )
    if who.party and not who.may("decide"):
        return Meanwhile(
            gettext(
                "A remark is made in your member’s name, and you prepare but do not decide for it."
            ),
            gettext("Give your words to whoever decides in your delegation."),
        )
    return None


# --- what is shown ----------------------------------------------------------------------------------------------------


def _stale(visit: Visit, found: Session, kept: Minutes | None, told: Meanwhile) -> HttpResponse:
    if "X-Autosave" in visit.request.headers:
        return JsonResponse({"said": f"{told.sentence} {told.remedy}"}, status=409)
    typed = visit.request.POST.get("text")
    fresh = read.kept_minutes(visit, found)
    theirs = read.since(typed, fresh.text) if typed is not None and fresh is not None else []
    return _shown(visit, found, fresh, meanwhile=told, typed=typed, theirs=theirs, status=409)


def _shown(
    visit: Visit, found: Session, kept: Minutes | None, status: int = 200, **context: Any
) -> HttpResponse:
    steers = _steers(visit, found)
    may_edit = steers and kept is not None and kept.state != "approved"
    others = Minutes.objects.filter(body=visit.name, session=found.session)
    shown = {
        "session": sessions.listing(visit.names(), found, visit.day),
        "kept": found,
        "minutes": kept,
        "paragraphs": read.numbered(kept.text) if kept is not None else [],
        "digest": sha256(read.as_filed(kept.text).encode()).hexdigest() if kept is not None else "",
        "news": read.since(kept.generated, _fresh(visit, found)) if may_edit and kept else [],
        "approved_title": _title(visit, kept.approved_in) if kept is not None else "",
        "steers": steers,
        "may_edit": may_edit,
        "languages_made": list(others.values_list("language", flat=True)),
        "remarks": list(kept.remarks.order_by("pk")) if kept is not None else [],
        "why_no_remark": why_no_remark(visit, found, kept) if kept is not None else None,
        "circulating": CirculateForm(visit.day, auto_id="circulate_%s"),
        "remarking": RemarkForm(auto_id="remark_%s"),
        "approving": ApproveForm(_later(visit, found), auto_id="approve_%s"),
        "area": "sessions",
    }
    return visit.render("minutes/minutes.html", {**shown, **context}, status)


def _title(visit: Visit, session: str) -> str:
    return str(names.session(visit.names(), session)) if session else ""


def _later(visit: Visit, found: Session) -> list[tuple[str, str]]:
    """The sessions of the organ after this one that have sat: one of them may have approved its minutes."""
    at = visit.names()
    same = [one for one in visit.state.sessions.values() if one.organ == found.organ and one.opened]
    after = [one for one in same if day_of(one) > day_of(found)]
    return [(one.session, str(names.session(at, one.session))) for one in after]


urlpatterns = [path("sessions/<str:session>/minutes", minutes, name="minutes")]
