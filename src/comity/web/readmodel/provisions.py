"""Provisions of a charter in words; among them procedures, step by step: who is asked what, and what follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

from comity.charter.model import Asks, Cited, Extending, Procedure, Puts, Step, TakesEffect, Waits
from comity.web.readmodel.phrases import period, rule_title
from comity.web.told import called, names, words
from comity.web.told.names import Names, Worded

Line = tuple[str, str]
"""What is said of a provision: under which word, and what."""


@dataclass(frozen=True, slots=True)
class Provision:
    """One provision. ``anchor`` is its place on the page, ``steps`` the steps of a procedure in words."""

    anchor: str
    title: Worded
    cites: Cited
    lines: tuple[Line, ...] = ()
    steps: tuple[Provision, ...] = ()

    @property
    def anchors(self) -> tuple[str, ...]:
        """The places of its steps."""
        return tuple(one.anchor for one in self.steps)


def slug(kind: str, name: str) -> str:
    """The place of a provision on the page."""
    return f"{kind}-" + re.sub(r"[^\w-]+", "-", name)


def given(*lines: tuple[str, object]) -> tuple[Line, ...]:
    """The lines of which there is something to say."""
    return tuple((label, str(value)) for label, value in lines if str(value))


def procedure(at: Names, one: Procedure) -> Provision:
    """A procedure with its steps."""
    said = given((gettext("Opened by"), names.role(at, one.opened_by)))
    steps = tuple(_step(at, one, step) for step in one.steps)
    title = names.procedure(at, one.procedure)
    return Provision(slug("procedure", one.procedure), title, one.cites, said, steps)


def _step(at: Names, of: Procedure, one: Step) -> Provision:
    lines: list[Line] = []
    if one.asks is not None:
        lines += _asks(at, one.asks)
    if one.puts is not None:
        lines += _puts(at, of, one.puts)
    if one.waits is not None:
        lines += _waits(at, one.waits)
    lines += [(gettext("Takes effect"), _effect(at, effect)) for effect in one.effects]
    for outcome, to in one.then.items():
        step = gettext("the matter ends") if to == "end" else str(names.step(at, of.procedure, to))
        lines.append(
            (gettext("If {outcome}").format(outcome=words.said(words.OUTCOMES, outcome)), step)
        )
    return Provision(
        slug(f"step-{of.procedure}", one.step),
        names.step(at, of.procedure, one.step),
        one.cites,
        tuple(lines),
    )


def _asks(at: Names, one: Asks) -> tuple[Line, ...]:
    return given(
        (gettext("Asks for"), called.thing(at.law, one.thing)),
        (pgettext("who provides", "From"), names.role(at, one.of)),
        (gettext("Within"), period(one.within) if one.within else ""),
    )


SILENCE: Mapping[str, str] = {
    "no answer": _("no answer"),
    "consent": _("consent"),
    "non-participation": _("not taking part"),
    "objection": _("an objection"),
}


def _puts(at: Names, of: Procedure, one: Puts) -> tuple[Line, ...]:
    closes = one.closes
    when = [
        gettext("{period} after it is put").format(period=period(closes.after))
        if closes.after
        else "",
        gettext("at the session") if closes.at_session else "",
        gettext("at the hour set when it is put") if closes.set_by_opener else "",
        gettext("not sooner than {period}").format(period=period(closes.at_least))
        if closes.at_least
        else "",
        gettext("as soon as all have answered") if closes.all_answered else "",
    ]
    return given(
        (gettext("Question"), names.text(at, one.question)),
        (gettext("Put to"), names.each_of(at, one.to)),
        (gettext("Put by"), names.role(at, one.put_by) if one.put_by is not None else ""),
        (gettext("Rule"), rule_title(at, one.rule)),
        (gettext("Answers"), ", ".join(words.choice(p) for p in one.allowed)),
        (gettext("Who votes"), gettext("those present") if one.present_only else ""),
        (gettext("Without a vote"), _without(one)),
        (gettext("Weights and groups as at"), _as_at(at, one.values_as_at)),
        (gettext("Closes"), "; ".join(filter(None, when))),
        (gettext("Extension of the deadline"), _extended(closes.extended)),
        (gettext("Silence means"), gettext(SILENCE[one.silence_means])),
        (gettext("Form"), gettext("signature") if one.form == "signature" else ""),
        (gettext("In confidence"), gettext("yes") if one.confidential else ""),
    )


def _extended(limit: Extending | None) -> str:
    if limit is None:
        return ""
    if limit.times == 0:
        return gettext("none")
    often = ngettext("{number} time at the most", "{number} times at the most", limit.times or 0)
    said = [
        often.format(number=limit.times) if limit.times else "",
        gettext("in all not more than {period}").format(period=period(limit.by_at_most))
        if limit.by_at_most
        else "",
    ]
    return "; ".join(filter(None, said))


def _without(one: Puts) -> str:
    if not one.without_a_vote:
        return ""
    return gettext("adopted, where nobody has answered when it is closed in the session")


def _as_at(at: Names, day: str) -> str:
    if day in ("opening", "close"):
        return gettext("the opening") if day == "opening" else gettext("the close")
    return called.thing(at.law, day) if day else ""


def _waits(at: Names, one: Waits) -> tuple[Line, ...]:
    thing = period(one.period) if one.period else called.thing(at.law, one.date or one.event)
    return given((gettext("Waits for"), thing))


def _effect(at: Names, one: TakesEffect) -> str:
    verbs = {
        "fills": _("{what} is filled"),
        "grants": _("the status “{what}” is granted"),
        "ends status": _("the status “{what}” ends"),
        "suspends": _("the right is suspended: {what}"),
        "restores": _("the right is restored: {what}"),
        "amends charter": _("the charter is amended"),
        "issues": _("issued: {what}"),
        "approves": _("approved: {what}"),
        "sets measures": _("measures are set"),
        "ends measures": _("measures end"),
        "passes": _("the turn of {what} passes"),
    }
    what = str(names.who(at, one.object))
    if what == one.object:
        what = (
            str(names.status(at, one.object))
            if one.object in at.law.statuses
            else words.any_word(one.object) or called.thing(at.law, one.object)
        )
    return gettext(verbs[one.verb]).format(what=what)
