"""Acting from a page: what would be permitted, and doing it.

Whether a button is offered is asked of the kernel itself, by deciding the act and keeping nothing: there is no second set
of rules. A refusal comes with its article. Each form carries a request id, so that one sent twice is one act, and the
capacity in which its sender saw the page, so that a stale tab does not act in another.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, TypeVar

from django.utils.translation import gettext
from msgspec import Struct

from comity.body.acts import Act, AnyAct
from comity.body.decide import decide
from comity.errors import ComityError, Conflict, Refused, StoreFailed
from comity.registrar import Answer
from comity.store.codec import in_stored_order
from comity.store.protocol import Span
from comity.web.accounts import require_protected
from comity.web.errors import Unavailable
from comity.web.visits import Visit

A = TypeVar("A", bound=Act)
SIGNING = ("signature.missing",)
"""Refusals that the signature itself removes."""
TYPED_LATER = "…"
"""In an act that is only tried: what the reader has still to type."""


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing that a reader might do now: ``name`` for the form, and why it is refused, if it is."""

    name: str
    act: AnyAct
    refusal: ComityError | None

    @property
    def permitted(self) -> bool:
        return self.refusal is None


def made(visit: Visit, kind: type[A], **fields: Any) -> A:
    """An act of the reader, in the capacity of this visit. Line ends are those of the record, whatever the browser sent."""
    given = {name: with_line_ends(value) for name, value in fields.items()}
    return kind(by=visit.reader.person, for_=visit.reader.acts_for, **given)


def with_line_ends(value: Any) -> Any:
    """The value with each line end of a form (CR LF, HTML Standard 4.10.22.5) as a newline, at any depth."""
    match value:
        case str():
            return value.replace("\r\n", "\n").replace("\r", "\n")
        case list():
            return [with_line_ends(one) for one in value]
        case dict():
            return {key: with_line_ends(one) for key, one in value.items()}
        case Struct():
            fields = {
                name: with_line_ends(getattr(value, name)) for name in value.__struct_fields__
            }
            return type(value)(**fields)
        case _:
            return value


def refusal(visit: Visit, act: AnyAct) -> ComityError | None:
    """Why the act would be refused now; None where it would be permitted. Nothing is recorded."""
    try:
        _may_act(visit)
    except ComityError as error:
        return error
    return refused_by_charter(visit, act)


def refused_by_charter(visit: Visit, act: AnyAct) -> ComityError | None:
    """Why the kernel would refuse the act now, whoever is signed in; None where it would permit it."""
    try:
        decide(visit.state, in_stored_order(act), visit.now, visit.state.size)
    except ComityError as error:
        return error
    return None


def deed(visit: Visit, name: str, act: AnyAct) -> Deed:
    """The act under that name, with the refusal that it would meet now."""
    return Deed(name, act, refusal(visit, act))


def submit(visit: Visit, *acts: AnyAct, part: str = "") -> Answer:
    """Records the acts, all or none, once for each form and each ``part`` of it; what belongs to a matter in confidence
    is sealed. Raises what the registrar raises, but ``Unavailable`` where the store fails; and ``Refused`` where the body
    is shown as reported, the sender's sign-in has no person here, or the capacity of the form is lost."""
    _may_act(visit)
    try:
        return visit.body.registrar.submit(acts, _request(visit, part))
    except StoreFailed as failure:
        raise Unavailable(failure) from failure
    except Conflict as conflict:
        if conflict.code == "request.other" and (span := _recorded(visit, part)):
            raise SentBefore(span.first) from conflict
        raise


class SentBefore(Conflict):
    """The form was sent before and is in the record, where it said something else. ``record`` is the number of the first
    entry that it brought."""

    def __init__(self, record: int) -> None:
        self.record = record
        super().__init__(
            "form.sent_before",
            gettext(
                "This form was sent before, and what it said then is recorded (record no. {number})."
            ).format(number=record),
            remedy=gettext(
                "Nothing was recorded now. Look at the record. To send another, open the page anew and fill in its form."
            ),
        )


def _recorded(visit: Visit, part: str = "") -> Span | None:
    return visit.body.registrar.store.request(visit.name, _request(visit, part))


def before(visit: Visit) -> tuple[AnyAct, ...]:
    """The acts that the form of this visit brought when it was sent before; none where it was not."""
    span = _recorded(visit)
    if span is None:
        return ()
    entries = visit.body.registrar.entries(span.first, span.first + span.count)
    return tuple(entry.act for entry in entries)


def size_then(visit: Visit) -> int:
    """How many entries there were when the form of this visit was sent first: what it numbers by that keeps its number."""
    span = _recorded(visit)
    return visit.state.size if span is None else span.first


def was_recorded(visit: Visit) -> bool:
    """Whether the form of this visit was sent before, and is in the record."""
    return _recorded(visit) is not None


def _request(visit: Visit, part: str = "") -> str:
    """What the record keeps of the form's id: nobody else's form has the same, and it does not tell whose it was."""
    given = visit.request.POST.get("request", "") or secrets.token_hex(16)
    return sha256(f"{visit.reader.account}:{given}{part}".encode()).hexdigest()[:32]


def new_request() -> str:
    """An id for a form about to be shown."""
    return secrets.token_hex(16)


def _may_act(visit: Visit) -> None:
    if visit.hosted.as_reported:
        raise Refused(
            "body.as_reported",
            "This body is shown as sources report it: nothing can be added in its members' names.",
            article="",
            remedy="Act in the practice body.",
        )
    if not visit.reader.person:
        raise Refused(
            "reader.visitor",
            "You read as a visitor.",
            article="",
            remedy="Sign in as somebody whom the body has given a credential.",
        )
    require_protected(visit.request, visit.hosted)
    if visit.reader.capacity is None:
        raise Refused(
            "reader.no_capacity",
            "The capacity in which you saw this page is no longer yours.",
            article=visit.law.charter.credentials.article,
            remedy="Choose another of your capacities, or have the credential renewed.",
        )
