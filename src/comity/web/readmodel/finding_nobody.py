"""The sentences of what nobody can do: open a procedure, take a step, answer, chair an organ; or no more, from a day on."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

NOBODY: Mapping[str, str | Mapping[str, str]] = {
    "nobody.opens": {
        "through": _(
            "Nobody can open {procedure}: whoever holds the office {through} acts by no credential, and so under no"
            " title. Leave through and the title out."
        ),
        "status": _(
            "Nobody can open {procedure}: nobody has the status {status}, and no step that can be taken"
            " grants it. Give it to a member, or write such a step."
        ),
        "right": _(
            "Nobody can open {procedure}: no status that they have carries the right to {right}. Add it to"
            " the rights of one."
        ),
        "group": _(
            "Nobody can open {procedure}: the group {group} never has a member. Name its members."
        ),
        "office": _(
            "Nobody can open {procedure}: nobody can come to hold the office {office}. Let a procedure fill"
            " it that others can go through, or say who acts while it is vacant."
        ),
        "rota": _(
            "Nobody can open {procedure}: nobody ever has the turn of {rota}. Write starting with or from in"
            " the rota, or let a procedure pass the turn that others can go through."
        ),
        "slot": _(
            "Nobody can open {procedure}: no office has slots, so that it is nobody's slot. Write slots in"
            " the office."
        ),
    },
    "nobody.acts": {
        "through": _(
            "Nobody can take the step {step} of {procedure}: whoever holds the office {through} acts by no credential,"
            " and so under no title. Leave through and the title out."
        ),
        "status": _(
            "Nobody can take the step {step} of {procedure}: nobody has the status {status}, and no step"
            " that can be taken grants it. Give it to a member, or write such a step."
        ),
        "right": _(
            "Nobody can take the step {step} of {procedure}: no status that they have carries the right to"
            " {right}. Add it to the rights of one."
        ),
        "group": _(
            "Nobody can take the step {step} of {procedure}: the group {group} never has a member. Name its"
            " members."
        ),
        "office": _(
            "Nobody can take the step {step} of {procedure}: nobody can come to hold the office {office}."
            " Let a procedure fill it that others can go through, or say who acts while it is vacant."
        ),
        "rota": _(
            "Nobody can take the step {step} of {procedure}: nobody ever has the turn of {rota}. Write"
            " starting with or from in the rota, or let a procedure pass the turn that others can go"
            " through."
        ),
        "together": _(
            "Nobody can take the step {step} of {procedure}: several members together open a matter, and a step"
            " of it is taken by one. Write any member, or let so many open the matter."
        ),
        "slot": _(
            "Nobody can take the step {step} of {procedure}: no office has slots, so that it is nobody's"
            " slot. Write slots in the office."
        ),
    },
    "nobody.answers": {
        "through": _(
            "Nobody can answer the question of {step} in {procedure}: whoever holds the office {through} acts by no"
            " credential, and so under no title. Leave through and the title out."
        ),
        "status": _(
            "Nobody can answer the question of {step} in {procedure}: nobody has the status {status}, and no"
            " step that can be taken grants it. Give it to a member, or write such a step."
        ),
        "group": _(
            "Nobody can answer the question of {step} in {procedure}: the group {group} never has a member."
            " Name its members."
        ),
        "rota": _(
            "Nobody can answer the question of {step} in {procedure}: nobody ever has the turn of {rota}."
            " Write starting with or from in the rota, or let a procedure pass the turn that others can go"
            " through."
        ),
        "slot": _(
            "Nobody can answer the question of {step} in {procedure}: no office has slots, so that it is"
            " nobody's slot. Write slots in the office."
        ),
        "right": _(
            "Nobody can answer the question of {step} in {procedure}: no status that they have carries the"
            " right to {right}. Add it to the rights of one."
        ),
        "office": _(
            "Nobody can answer the question of {step} in {procedure}: nobody can come to hold the office"
            " {office}. Let a procedure fill it that others can go through, or say who acts while it is"
            " vacant."
        ),
    },
    "nobody.objects": _(
        "Nobody who is asked in {step} of {procedure} can break the silence: no status that they have"
        " carries the right to break silence. Add it to the rights of one."
    ),
    "nobody.chairs": {
        "right": _(
            "Nobody can ever chair {organ}: no status that they have carries the right to {right}. Add it to"
            " the rights of one."
        ),
        "office": _(
            "Nobody can ever chair {organ}: nobody can come to hold the office {office}. Let a procedure"
            " fill it that others can go through, or say who acts while it is vacant."
        ),
        "rota": _(
            "Nobody can ever chair {organ}: nobody ever has the turn of {rota}. Write starting with or from"
            " in the rota, or let a procedure pass the turn that others can go through."
        ),
    },
    "answer.no-power": {
        "clerk": _(
            "In {procedure}, {organ} is asked in {step} without the power to {power}: only the first clerk"
            " can answer, who has every power, and whoever keeps the record, for an answer that came on"
            " paper."
        ),
        "nobody": _(
            "In {procedure}, {organ} is asked in {step} without the power to {power}: nobody can answer for"
            " it, and only whoever keeps the record can enter an answer that came on paper."
        ),
    },
    "nobody.later": {
        "record": _(
            "The power to record is given to nobody: whoever had it last keeps it ({keepers})."
        ),
        "members": _(
            "Nobody that the charter names has a status that is counted: nobody is asked, and nothing can be adopted."
        ),
        "group": _("Nobody is in the group {group}, which is named by: {used}."),
        "status": _("Nobody has the status {status}, which is named by: {used}."),
    },
}
"""By the code and the case, as in ``finding_sentences``."""
