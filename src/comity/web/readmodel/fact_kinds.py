"""The kinds of fact that a source may report, by what they are about, with what each is called and its usual id.

Every effect is one of them but those that the engine alone makes: a ruling, a correction, what it ruled beside a report.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import get_args

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.body.effects import AnyEffect, Effect

KINDS: Mapping[str, type[Effect]] = {
    str(kind.__struct_config__.tag): kind for kind in get_args(AnyEffect)
}
MADE_BY_THE_ENGINE = (
    "ruling.revised/1",
    "outcome.reported/1",
    "entry.corrected/1",
    "fact.voided/1",
    "remark.followed/1",
)
"""What follows from other facts and is reported by no source."""
GROUPS: Mapping[Promise, Mapping[str, Promise]] = {
    _("Meetings, visits, statements"): {
        "meeting.held/1": _("A meeting or visit was held"),
        "meeting.proposed/1": _("A meeting or visit was proposed"),
        "meeting.accepted/1": _("A proposed meeting was accepted"),
        "speech.made/1": _("Something was said"),
    },
    _("Sessions"): {
        "session.convened/1": _("A session was convened"),
        "session.moved/1": _("A session was moved"),
        "session.opened/1": _("A session opened"),
        "attendance.recorded/1": _("Who was in the room"),
        "item.requested/1": _("An item was asked for"),
        "item.placed/1": _("An item was placed on the agenda"),
        "session.closed/1": _("A session closed"),
    },
    _("Matters and texts"): {
        "matter.opened/1": _("A matter was opened"),
        "step.entered/1": _("A matter came to a step"),
        "thing.provided/1": _("Something was provided that a step asks for"),
        "text.versioned/1": _("A version of a text"),
        "remark.made/1": _("A remark on a text"),
        "remark.settled/1": _("A remark was settled"),
        "matter.hindered/1": _("A matter could not go on"),
        "matter.ended/1": _("A matter ended"),
    },
    _("Questions and answers"): {
        "question.put/1": _("A question was put"),
        "position.stated/1": _("A member answered"),
        "roll.called/1": _("A roll call"),
        "position.contested/1": _("A member contested what was recorded for it"),
        "population.joined/1": _("One more was asked"),
        "deadline.moved/1": _("A deadline was moved"),
        "silence.broken/1": _("A silence was broken"),
        "break.associated/1": _("A member joined those who broke a silence"),
        "break.withdrawn/1": _("An objection was taken back"),
        "question.closed/1": _("A question closed"),
    },
    _("Decisions, instructions, measures"): {
        "decision.issued/1": _("A decision was issued"),
        "instruction.given/1": _("An instruction was given"),
        "instruction.reported/1": _("An instruction was reported on"),
        "progress.asked/1": _("Progress was asked about"),
        "progress.answered/1": _("A question on progress was answered"),
        "measures.set/1": _("Measures were taken"),
        "measures.ended/1": _("Measures ended"),
    },
    _("Persons and offices"): {
        "person.entered/1": _("A person"),
        "credential.issued/1": _("A credential was issued"),
        "credential.revoked/1": _("A credential was revoked"),
        "tenure.began/1": _("Somebody took up an office"),
        "tenure.ended/1": _("Somebody left an office"),
        "introduction.made/1": _("The holder of an office was introduced"),
        "turn.passed/1": _("A turn passed"),
        "turn.skipped/1": _("A member let its turn pass"),
        "key.bound/1": _("A key was bound to a person"),
        "key.revoked/1": _("A key was revoked"),
    },
    _("Members and others"): {
        "party.named/1": _("The name of a member or another"),
        "status.applied_for/1": _("A status was applied for"),
        "status.granted/1": _("A status was granted"),
        "status.ended/1": _("A status ended"),
        "right.suspended/1": _("A right was suspended"),
        "right.restored/1": _("A right was restored"),
        "withdrawal.notified/1": _("A member gave notice of withdrawal"),
        "relation.entered/1": _("A relation was entered"),
        "charter.adopted/1": _("An amended charter was adopted"),
    },
    _("Programme"): {
        "priority.set/1": _("A priority was set"),
        "plan_item.set/1": _("An item of a plan"),
        "event.planned/1": _("A joint event was planned"),
        "forces.contributed/1": _("Forces were contributed"),
        "event.moved/1": _("A joint event was moved"),
        "event.held/1": _("A joint event was held"),
        "event.cancelled/1": _("A joint event was cancelled"),
        "review.made/1": _("A review at the end of a year"),
    },
    _("Sources"): {
        "source.filed/1": _("A source"),
        "conflict.noted/1": _("Sources differ"),
        "irregularity.flagged/1": _("Something was irregular"),
    },
}
"""The kinds by what they are about, in the order in which they are offered."""
TITLES: Mapping[str, Promise] = {
    name: title for group in GROUPS.values() for name, title in group.items()
}
IDS: Mapping[str, str] = {
    "matter": "m",
    "question": "q",
    "remark": "rm",
    "decision": "b",
    "session": "s",
    "item": "it",
    "speech": "sp",
    "meeting": "mt",
    "instruction": "in",
    "inquiry": "iq",
    "person": "p",
    "credential": "c",
    "key": "k",
    "tenure": "t",
    "introduction": "i",
    "relation": "r",
    "event": "e",
    "measures": "x",
    "priority": "pr",
    "plan_item": "pi",
    "review": "rv",
    "source": "d",
    "conflict": "cf",
}
"""With what the id of a new thing of each kind begins."""


def fact_title(kind: str) -> str:
    """What a fact of that stored name is called; the name itself where it has no title."""
    return str(TITLES.get(kind, kind))
