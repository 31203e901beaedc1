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


CONTRADICTIONS = {
    "binds nobody": _(
        "{rule} needs nobody in favour, and binds those in favour alone: a decision under it may bind nobody."
    ),
    "nobody counted": _(
        "{rule} counts only the group {group}, and removes the group {other} from the count: nobody is counted."
    ),
    "nobody votes": _(
        "{rule} counts only the group {group}, and gives the group {other} no vote: nobody can be in favour."
    ),
    "tests": _("In {rule}, “{one}” and “{other}” never hold together."),
    "uncounted": _("{rule} says “{one}”, and no question that it decides lets anybody answer so."),
    "nobody answers abstentions": _(
        "{rule} discards abstentions, and no question that it decides lets anybody abstain."
    ),
    "nobody answers negatives without reasons": _(
        "{rule} discards negatives without reasons, and no question that it decides lets anybody answer so."
    ),
    "silence of nothing": _(
        "In {step} of {procedure} silence means nothing, and particulars say how it is broken."
    ),
    "silence objects": _(
        "In {step} of {procedure} silence means an objection, and particulars say how an objection breaks it."
    ),
    "no period": _(
        "In {step} of {procedure} a silence resumes for its full period, and the question has no period."
    ),
    "no deadline": _(
        "In {step} of {procedure} an objection counts if it was sent by the deadline, and the question has none."
    ),
    "nobody signs": _(
        "In {step} of {procedure} those who are asked sign, and none of them may be in favour."
    ),
    "signed by silence": _(
        "In {step} of {procedure} members sign, and nobody signs by saying nothing: silence means consent."
    ),
    "never in favour": _(
        "In {step} of {procedure} nobody may be in favour, and {rule} needs members in favour: it is never met."
    ),
    "never met": _(
        "In {step} of {procedure} the positions leave out what {rule} needs: with them it is never met."
    ),
    "binds nobody here": _(
        "In {step} of {procedure} nobody may be in favour, and {rule} binds those in favour alone."
    ),
    "tie ends": _(
        "Under {rule} a tie is to be put again or discussed further, and after {step} of {procedure} it ends the matter."
    ),
    "tie leads on": _(
        "Under {rule} a tie is put to the vote again, and after {step} of {procedure} it leads to another step."
    ),
}
"""What is said of two clauses that contradict each other, by the case."""
IDLE = {
    "binds all": _(
        "Under {rule} nothing is adopted unless all are in favour: that it binds those in favour says no more than that"
        " it binds the members."
    ),
    "no objectors": _(
        "Under {rule} one objection prevents a decision, so that nobody has objected to one: that it binds members"
        " except objectors says no more than that it binds the members."
    ),
    "tie": _(
        "{rule} says what follows a tie, and there is never one: only a majority of more than half of those voting is"
        " tied, by as many in favour as against."
    ),
    "abstentions": _(
        "{rule} discards abstentions, and counts nothing from which they could be left out."
    ),
    "negatives without reasons": _(
        "{rule} discards negatives without reasons, and counts nothing from which they could be left out."
    ),
    "removed": _(
        "{rule} removes the group {other} from the count, and nothing is left to say of how the group {group} votes."
    ),
    "no vote": _(
        "{rule} gives the group {other} no vote at all, so that the group {group} has none to abstain with."
    ),
    "never ends": _(
        "Under {rule} the clause {clause} never ends a vote, however the members answer."
    ),
    "test": _("In {rule}, “{one}” changes nothing beside “{other}”."),
    "those present": _(
        "In {step} of {procedure} those present vote, and whoever of them says nothing is present and does not vote:"
        " what silence means never applies."
    ),
    "no new member": _(
        "In {step} of {procedure} a new member is asked as well, and the question is not put to the members."
    ),
    "no values": _(
        "In {step} of {procedure} it is said of which day weights and groups count, and {rule} counts none."
    ),
}
"""What is said of a clause that changes nothing beside another, by the case."""
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
        case "deadlines":
            return joined([_quoted(_step_of(at, one)) for one in value])
        case _:
            return joined([_quoted(names.any_step(at, one)) for one in value])


def _step_of(at: Names, named: str) -> str:
    """A step with its procedure, named as ``procedure/step``."""
    procedure, _slash, step = named.partition("/")
    return f"{names.procedure(at, procedure)}: {names.step(at, procedure, step)}"


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
