"""What the analysis finds in a charter, in the reader's language: who can block, what leads nowhere, what is unconfirmed.

The analysis speaks English; here each finding has its sentence by its code, with the names that it gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from comity.charter.analysis import analyse
from comity.charter.findings import Finding
from comity.charter.law import Law
from comity.web.readmodel.phrases import rule_title
from comity.web.told import called, names, words
from comity.web.told.dates import edtf
from comity.web.told.lists import joined
from comity.web.told.names import Names


@dataclass(frozen=True, slots=True)
class FindingTold:
    kind: str
    sentence: str
    article: str


FINDINGS: Mapping[str, str | Mapping[str, str]] = {
    "to-verify": _("Not yet confirmed by the lawyer against the text: {item}."),
    "conflict.open": _("Two texts differ on {what}, and nothing says which prevails."),
    "veto.vote": _("{who} can block {rule} alone, by voting against."),
    "veto.absence": _("{who} can block {rule} alone, by staying away."),
    "veto.own": _(
        "In {procedure}, {rule} counts the member concerned, who can block what is decided about it."
    ),
    "reach.lost": _(
        "As few as {number} members, suspended or away, prevent every decision under {rule}."
    ),
    "reach.unknown": _("Who can block {rule} was not worked out: there are too many combinations."),
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
    "outcome.never": {
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
    "reach.few": _(
        "{procedure} needs {number} members together, and the charter names {most} at most."
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
    "charter.fixed": _(
        "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change"
        " it."
    ),
    "rota.no-skip": _("Nothing says what follows when a turn of {rota} is skipped."),
    "rota.not-passed": _("The turn of {rota} passes by decision, and no step passes it."),
    "question.no-deadline": _("The question “{question}” of {procedure} has no deadline."),
    "procedure.early": {
        "rule": _(
            "Before {day} the rule {rule} is not in force, and nobody can go through: {procedures}."
        ),
        "organ": _("Before {day} there is no {organ}, and nobody can go through: {procedures}."),
        "office": _("Before {day} there is no {office}, and nobody can go through: {procedures}."),
        "rota": _("Before {day} there is no {rota}, and nobody can go through: {procedures}."),
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
"""What is said of each finding, by its code; where two things are said under one code, by its case."""


def _analysed(law: Law) -> tuple[Finding, ...]:
    key = ("findings", law.since)
    known: tuple[Finding, ...] | None = law.charter.memo.get(key)
    if known is None:
        known = law.charter.memo[key] = tuple(analyse(law.charter, law.since))
    return known


def findings(at: Names) -> list[FindingTold]:
    """What the analysis finds in the charter of that day, in the reader's language."""
    return [
        FindingTold(one.code.partition(".")[0], told(at, one), one.article)
        for one in _analysed(at.law)
    ]


def told(at: Names, found: Finding) -> str:
    """One finding in the reader's language, with what it names as the charter calls it."""
    known = FINDINGS[found.code]
    template = known if isinstance(known, str) else known[found.case]
    values = {name: _called(at, name, value) for name, value in found.values.items()}
    return gettext(template).format(**values)


def _called(at: Names, name: str, value: str | tuple[str, ...]) -> str:
    if not isinstance(value, str):
        return _all_called(at, name, value)
    match name:
        case "rule":
            return _quoted(rule_title(at, value))
        case "procedure":
            return _quoted(names.procedure(at, value))
        case "office":
            return _quoted(names.office(at, value))
        case "rota":
            return _quoted(names.rota(at, value))
        case "step":
            return _quoted(names.any_step(at, value))
        case "organ":
            return _quoted(names.who(at, value))
        case "status" | "granted":
            return _quoted(names.status(at, value)) if value else ""
        case "day":
            return edtf(value)
        case "item":
            return _item(at, value)
        case "what" | "question" | "thing":
            return called.of_charter(at.law, value) or value
        case _:
            return value


def _all_called(at: Names, name: str, value: tuple[str, ...]) -> str:
    match name:
        case "who" if not value:
            return gettext("Any member")
        case "who":
            said = names.parties_joined(at, value)
            return gettext("Each of {members}").format(members=said) if len(value) > 1 else said
        case "procedures":
            return joined([_quoted(names.procedure(at, one)) for one in value])
        case "organs":
            return joined([_quoted(names.who(at, one)) for one in value])
        case _:
            return joined([_quoted(names.any_step(at, one)) for one in value])


def _item(at: Names, item: str) -> str:
    """A provision that is to be confirmed, as the analysis names it: "procedure plan, step drafting: Rules 10(1)"."""
    found = ITEM.fullmatch(item)
    if found is None:
        return item
    kind, name, step, cited = found.groups(default="")
    said = words.said(words.NOUNS, kind)
    if name:
        said = f"{said} {_quoted(CALLED[kind](at, name) if kind in CALLED else name)}"
    if step:
        said = f"{said}, {words.said(words.NOUNS, 'step')} {_quoted(names.step(at, name, step))}"
    return f"{said}: {called.article(at.law, cited)}" if cited else said


def _quoted(said: object) -> str:
    return pgettext("quotation", "“{text}”").format(text=said)


def _instrument(at: Names, name: str) -> object:
    titles = (one.title for one in at.law.charter.instruments if one.instrument == name)
    return names.text(at, next(titles, {})) or name


ITEM = re.compile(r"(\w+)(?: (.+?))?(?:, step ([^:]+))?(?:: (.+))?")
CALLED: Mapping[str, Callable[[Names, str], object]] = {
    "instrument": _instrument,
    "status": names.status,
    "member": names.party,
    "group": lambda at, name: called.group(at.law, name),
    "weight": lambda at, name: called.group(at.law, name),
    "reservation": names.reservation,
    "organ": names.organ,
    "office": names.office,
    "rota": names.rota,
    "rule": names.rule,
    "procedure": names.procedure,
    "conflict": lambda at, name: called.thing(at.law, name),
}
