"""The sentence of each finding of the analysis, by its code and, where a code has several, by the case."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_noop as _

from comity.web.readmodel.finding_clauses import CONTRADICTIONS, IDLE
from comity.web.readmodel.finding_nobody import NOBODY

FINDINGS: Mapping[str, str | Mapping[str, str]] = {
    "to-verify": _("Not yet confirmed by the lawyer against the text: {item}."),
    "conflict.open": _("Two texts differ on {what}, and nothing says which prevails."),
    "veto.vote": {
        "": _("{who} can block {rule} alone, by voting against."),
        "but": _("{who}, but for the group {group}, can block {rule} alone, by voting against."),
        "unnamed": _(
            "While nobody is named as the group {group}, {rule} can be blocked alone, by voting against, by: {who}."
        ),
        "named": _(
            "Once somebody is named as the group {group}, each of the others can block {rule} alone, by voting against."
        ),
    },
    "veto.absence": {
        "": _("{who} can block {rule} alone, by staying away."),
        "but": _("{who}, but for the group {group}, can block {rule} alone, by staying away."),
        "unnamed": _(
            "While nobody is named as the group {group}, {rule} can be blocked alone, by staying away, by: {who}."
        ),
        "named": _(
            "Once somebody is named as the group {group}, each of the others can block {rule} alone, by staying away."
        ),
    },
    "veto.own": _(
        "In {procedure}, {rule} counts the member concerned, who can block what is decided about it."
    ),
    "reach.lost": _(
        "As few as {number} members, suspended or away, prevent every decision under {rule}."
    ),
    "reach.unknown": {
        "alone": _("Who can block {rule} was not worked out: there are too many combinations."),
        "few": _(
            "How few members, suspended or away, prevent every decision under {rule} was not worked out: there are too"
            " many combinations."
        ),
        "named": _(
            "Who can block {rule} is not said, as each question names what it counts by: {group}."
        ),
        "adopted": _(
            "Whether the question of {step} in {procedure} can be adopted was not worked out: there are too many ways to"
            " answer it."
        ),
        "later": _("Who can block {rule} is not said, as each matter names whom it asks."),
    },
    "office.unfilled": _("No procedure fills the office {office}."),
    "office.dead-end": {
        "no limit": _("While the office {office} is vacant somebody acts, without limit of time."),
        "nobody": _("Nobody acts while the office {office} is vacant."),
    },
    "office.limit": _(
        "While the office {office} is vacant somebody acts for {number} months at the most, and nothing says who"
        " acts after that."
    ),
    "opener.meant": {
        "becomes": _(
            "Whoever opens {procedure} is its {thing}: a party with the status {status} that opens it itself gets the"
            " status {granted} in {step}. Let a step ask for the party that is meant."
        ),
        "loses": _(
            "Whoever opens {procedure} is its {thing}: a party with the status {status} that opens it itself loses by"
            " {step}. Let a step ask for the party that is meant."
        ),
    },
    "status.unasked": _(
        "In {procedure}, others name the party whose status {step} changes ({thing}), and no question is put to"
        " anybody before."
    ),
    "outcome.unsaid": _(
        "In {procedure}, not every outcome of {step} has something that follows it: after some the question can be"
        " put again, any number of times."
    ),
    "clause.contradicts": CONTRADICTIONS,
    "clause.idle": IDLE,
    "outcome.never": {
        "rejected": _(
            "Under {rule} the question of {step} in {procedure} is never rejected: what the charter says of that"
            " case never applies."
        ),
        "blocked": _(
            "Under {rule} the question of {step} in {procedure} is never blocked: what the charter says of that"
            " case never applies."
        ),
        "not adopted": _(
            "Under {rule} the question of {step} in {procedure} never fails but in ways that are named: what the"
            " charter says of other ways never applies."
        ),
        "tied": _(
            "Under {rule} the question of {step} in {procedure} is never tied: what the charter says of that"
            " case never applies."
        ),
        "no quorum": _(
            "Under {rule} the question of {step} in {procedure} never lacks a quorum: what the charter says of that"
            " case never applies."
        ),
        "void": _(
            "Under {rule} the question of {step} in {procedure} is never void: what the charter says of that"
            " case never applies."
        ),
        "deferred": _(
            "Under {rule} the question of {step} in {procedure} is never deferred: what the charter says of that"
            " case never applies."
        ),
    },
    "tie.nobody": {
        "lot": _(
            "Under {rule} the lot decides a tie, and after {step} of {procedure} no step draws it."
        ),
        "chair": _(
            "Under {rule} the chair decides a tie, and after {step} of {procedure} nothing is put to a chair."
        ),
        "undrawn": _(
            "Under {rule} the lot decides a tie, and after {step} of {procedure} the step {next} records no lot: what"
            " follows it happens whatever was drawn."
        ),
        "stranger": _(
            "Under {rule} the chair decides a tie, and after {step} of {procedure} the step {next} is put to somebody who"
            " does not chair the organ that is asked, or any organ where none is."
        ),
    },
    "step.endless": _("In {procedure}, questions can follow one another without end: {steps}."),
    "step.no-end": _("From {step} of {procedure} no outcome leads to an end."),
    "step.no-power": {
        "clerk": _(
            "In {procedure}, a part falls to {organs}, without the power to propose: only the first clerk can do it,"
            " who has every power."
        ),
        "nobody": _(
            "In {procedure}, a part falls to {organs}, without the power to propose: nobody can do it."
        ),
    },
    "reach.never": _(
        "With the members that the charter names, the question of {step} in {procedure} can never be adopted under"
        " {rule}, however they answer."
    ),
    "reach.no-more": _(
        "From {day} on, with the members that the charter names, these questions can never be adopted, however they are"
        " answered: {named}. Name who has been a member since then, or ask for less in the rules."
    ),
    "reach.few": _(
        "{procedure} needs {number} members together, and the charter names {most} at most who may propose."
    ),
    "silence.contradicted": {
        "consent": _(
            "In {step} of {procedure} silence means consent, and under {rule} the question is not adopted if all are"
            " silent."
        ),
        "objection": _(
            "In {step} of {procedure} silence means an objection, and under {rule} the question is adopted if all are"
            " silent."
        ),
    },
    "quorum.votes": _(
        "The quorum of {rule} counts how members vote, and not who is present: members in the room undo it by how"
        " they vote."
    ),
    "quorum.never": {
        "seatless": _(
            "The quorum of {organ} counts those who have seats, and there are none: it is never there."
        ),
        "votes": _(
            "The quorum of {organ} counts votes, and it is asked who is in the room, where nobody has voted: it is never"
            " there."
        ),
        "few": _(
            "The quorum of {organ} is never there, even with all {number} in the room who have seats."
        ),
    },
    "seat.idle": _(
        "The weekend has every day of the week: no period of days, weeks, months or years ever ends, and whatever has"
        " one is refused."
    ),
    "order.differs": {
        "rota leaves out": _(
            "The order of the rota {rota} leaves out parties that are on it, and never comes to them: {parties}."
        ),
        "rota has others": _(
            "The order of the rota {rota} has parties that are never on it, and never comes to them: {parties}."
        ),
        "office leaves out": _(
            "The order of the slots of {office} leaves out parties that are on the rota, and never comes to them:"
            " {parties}."
        ),
        "office has others": _(
            "The order of the slots of {office} has parties that are never on the rota, and never comes to them:"
            " {parties}."
        ),
    },
    **NOBODY,
    "slot.unnamed": _(
        "In {procedure}, whose slot it is follows only from an office with slots that whoever opens the"
        " matter names. Write filled by in the office."
    ),
    "text.replaced": _(
        "In {procedure}, the text may be replaced until {step} takes effect, whatever was adopted: the question is not"
        " about one version of it ({steps}). Let it be put on the text."
    ),
    "text.unasked": _(
        "In {procedure}, the question of {step} is about a text, and no step before it asks for one: it"
        " waits until whoever opened the matter, an organ, an office or the chair submits one. Ask for a"
        " text in a step before it."
    ),
    "thing.perhaps": {
        "effect": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: it cannot"
            " take effect then. Ask for it on that way too, before this step."
        ),
        "clause": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: the clause"
            " that names it is passed over then. Ask for it on that way too, before this step."
        ),
        "wait": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: it waits"
            " without end then. Ask for it on that way too, before this step."
        ),
        "question": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: its"
            " question cannot be put then. Ask for it on that way too, before this step."
        ),
        "asks": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: nobody can"
            " provide what it asks for then. Ask for it on that way too, before this step."
        ),
        "text": _(
            "In {procedure}, {step} needs {thing}, which nobody is asked for on the way {steps}: its"
            " question waits then until whoever opened the matter, an organ, an office or the chair submits"
            " one. Ask for it on that way too, before this step."
        ),
    },
    "charter.fixed": _(
        "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change"
        " it."
    ),
    "power.ends": {
        "organ": _(
            "{organ} has no power to propose, and cannot act in: {procedures}. Add propose to its powers for that"
            " time too."
        ),
        "office": _(
            "{office} has no power to propose, and cannot act in: {procedures}. Add propose to its powers for that"
            " time too."
        ),
    },
    "rota.no-skip": _("Nothing says what follows when a turn of {rota} is skipped."),
    "rota.not-passed": _("The turn of {rota} passes by decision, and no step passes it."),
    "question.no-deadline": {
        "all": _(
            "The question “{question}” of {procedure} has no deadline: it is open until all have answered, and whoever"
            " says nothing keeps it open."
        ),
        "early": _(
            "The question “{question}” of {procedure} has no deadline: it may be closed before all have answered."
        ),
    },
    "silence.unlimited": _(
        "Nothing limits how often the silence of {step} in {procedure} is broken and runs for its full period again."
    ),
    "extension.unlimited": _(
        "Nothing limits how often, or by how much, the deadline of these questions may be extended: {deadlines}."
    ),
    "procedure.early": {
        "rule": _(
            "Before {day} the rule {rule} is not in force, and nobody can go through: {procedures}."
        ),
        "organ": _("Before {day} there is no {organ}, and nobody can go through: {procedures}."),
        "office": _("Before {day} there is no {office}, and nobody can go through: {procedures}."),
        "rota": _("Before {day} there is no {rota}, and nobody can go through: {procedures}."),
        "group": _(
            "Before {day} the group {group} has no members yet, and nobody can go through: {procedures}."
        ),
        "weight": _(
            "Before {day} the weight {weight} has no values yet, and nobody can go through: {procedures}."
        ),
    },
    "rule.unused": _("Nothing is decided by the rule {rule}."),
    "procedure.no-effect": _("No step of {procedure} has an effect."),
    "organ.no-record": _(
        "No organ keeps a record, so that no body can be founded under this charter:"
        " write powers: [record] for the organ that does."
    ),
    "procedure.none": _(
        "There are no procedures, so that nothing can be proposed: write them under procedures."
    ),
}
