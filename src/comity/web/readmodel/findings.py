"""What the analysis finds in a charter, in the reader's language: who can block, what leads nowhere, what is unconfirmed.

The analysis speaks English; each of its sentences is known here by its code, with what in it is a name.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_noop as _

from comity.charter.analysis import analyse
from comity.charter.law import Law
from comity.web.readmodel.phrases import rule_title
from comity.web.told import called, names, words
from comity.web.told.lists import joined
from comity.web.told.names import Names


@dataclass(frozen=True, slots=True)
class FindingTold:
    kind: str
    sentence: str
    article: str


FINDINGS = {
    "to-verify": (
        r"Not yet verified against the text: (?P<item>.+)\.",
        _("Not yet confirmed by the lawyer against the text: {item}."),
    ),
    "conflict.open": (
        r"Two texts differ on (?P<what>.+), and .+",
        _("Two texts differ on {what}, and nothing says which prevails."),
    ),
    "veto.vote": (
        r"(?P<who>.+) can block (?P<rule>\S+) alone, by voting against\.",
        _("{who} can block {rule} alone, by voting against."),
    ),
    "veto.absence": (
        r"(?P<who>.+) can block (?P<rule>\S+) alone, by staying away\.",
        _("{who} can block {rule} alone, by staying away."),
    ),
    "veto.own": (
        r"In (?P<procedure>\S+), (?P<rule>\S+) counts .+",
        _(
            "In {procedure}, {rule} counts the member concerned, who can block what is decided about it."
        ),
    ),
    "reach.lost": (
        r"As few as (?P<number>\d+) members, suspended or away, prevent every decision under (?P<rule>\S+), .+",
        _("As few as {number} members, suspended or away, prevent every decision under {rule}."),
    ),
    "reach.unknown": (
        r"(?:How few|Who) .+? (?P<rule>\S+)(?: alone)? was not worked out: .+",
        _("Who can block {rule} was not worked out: there are too many combinations."),
    ),
    "office.unfilled": (
        r"No procedure fills the office (?P<office>\S+)\.",
        _("No procedure fills the office {office}."),
    ),
    "office.dead-end": (
        r"(?:Nobody acts while|While) the office (?P<office>[^ .]+) is vacant.*",
        "",
    ),
    "office.limit": (
        r"While the office (?P<office>\S+) is vacant .+ acts for (?P<number>\d+) months at the most, .+",
        _(
            "While the office {office} is vacant somebody acts for {number} months at the most, and nothing says who"
            " acts after that."
        ),
    ),
    "outcome.unsaid": (
        r"In (?P<procedure>\S+), nothing says what follows if (?P<step>\S+) (?:has|is) .+",
        _(
            "In {procedure}, not every outcome of {step} has something that follows it: after some the question can be"
            " put again, any number of times."
        ),
    ),
    "tie.nobody": (
        r"Under (?P<rule>\S+) the (?:chair|lot) decides a tie, and after (?P<step>\S+) of (?P<procedure>\S+) .+",
        "",
    ),
    "step.endless": (
        r"In (?P<procedure>\S+), (?P<steps>.+?) (?:leads to itself|lead round), and nothing limits how often\.",
        _("In {procedure}, questions can follow one another without end: {steps}."),
    ),
    "step.no-end": (
        r"From (?P<step>\S+) of (?P<procedure>\S+) no outcome leads to an end\.",
        _("From {step} of {procedure} no outcome leads to an end."),
    ),
    "step.no-power": (
        r"In (?P<procedure>\S+), (?P<organs>\S+(?: or \S+)*) (?:opens|provides|puts) .+",
        _(
            "In {procedure}, a part falls to {organs}, without the power to propose: only the first clerk can do it, who"
            " has every power."
        ),
    ),
    "silence.contradicted": (
        r"In (?P<step>\S+) of (?P<procedure>\S+) silence means \S+, and under (?P<rule>\S+) .+",
        "",
    ),
    "quorum.votes": (
        r"The quorum of (?P<rule>\S+) counts .+",
        _(
            "The quorum of {rule} counts how members vote, and not who is present: members in the room undo it by how"
            " they vote."
        ),
    ),
    "charter.fixed": (
        r"No procedure amends the charter: .+",
        _(
            "No procedure amends the charter: a source that reports an amendment, attested, is the only way to change"
            " it."
        ),
    ),
    "rota.no-skip": (
        r"Nothing says what follows when a turn of the rota (?P<rota>\S+) is skipped\.",
        _("Nothing says what follows when a turn of {rota} is skipped."),
    ),
    "question.no-deadline": (
        r'The question "(?P<question>.+)" of (?P<procedure>\S+) has no deadline\.',
        _("The question “{question}” of {procedure} has no deadline."),
    ),
    "thing.nobody-provides": (
        r'No step of (?P<procedure>\S+) provides "(?P<thing>.+)", which (?P<step>\S+) needs\.',
        _("No step of {procedure} provides “{thing}”, which {step} needs."),
    ),
    "rule.unused": (
        r"Nothing is decided by the rule (?P<rule>\S+)\.",
        _("Nothing is decided by the rule {rule}."),
    ),
    "procedure.no-effect": (
        r"No step of (?P<procedure>\S+) has an effect\.",
        _("No step of {procedure} has an effect."),
    ),
    "organ.no-record": (
        r"No organ keeps a record, .+",
        _(
            "No organ keeps a record, so that no body can be founded under this charter:"
            " write powers: [record] for the organ that does."
        ),
    ),
    "procedure.none": (
        r"There are no procedures, .+",
        _("There are no procedures, so that nothing can be proposed: write them under procedures."),
    ),
}
"""The sentences of the analysis by their codes, with what in them is a name, so that they can be said in any language."""


def _analysed(law: Law) -> tuple[tuple[str, str, str], ...]:
    """The code, the sentence and the article of each finding on the law."""
    key = ("findings", law.since)
    known: tuple[tuple[str, str, str], ...] | None = law.charter.memo.get(key)
    if known is None:
        found = analyse(law.charter, law.since)
        known = tuple((one.code, one.sentence, one.article) for one in found)
        law.charter.memo[key] = known
    return known


def findings(at: Names) -> list[FindingTold]:
    """What the analysis finds in the charter of that day, in the reader's language."""
    law = at.law
    return [
        FindingTold(code.partition(".")[0], _finding(at, code, sentence), article)
        for code, sentence, article in _analysed(law)
    ]


def _finding(at: Names, code: str, sentence: str) -> str:
    pattern, template = FINDINGS.get(code, ("", ""))
    found = re.fullmatch(pattern, sentence) if pattern else None
    if found is None:
        return sentence
    given = {name: _called(at, name, value) for name, value in found.groupdict().items()}
    template = _one_of_two(code, sentence) or template
    return gettext(template).format(**given)


TWO: Mapping[str, tuple[str, str, str]] = {
    "office.dead-end": (
        "without limit",
        _("While the office {office} is vacant somebody acts, without limit of time."),
        _("Nobody acts while the office {office} is vacant."),
    ),
    "tie.nobody": (
        " the lot ",
        _("Under {rule} the lot decides a tie, and after {step} of {procedure} no step draws it."),
        _(
            "Under {rule} the chair decides a tie, and after {step} of {procedure} nothing is put to a chair."
        ),
    ),
    "silence.contradicted": (
        "not adopted",
        _(
            "In {step} of {procedure} silence means consent, and under {rule} the question is not adopted if all are"
            " silent."
        ),
        _(
            "In {step} of {procedure} silence means an objection, and under {rule} the question is adopted if all are"
            " silent."
        ),
    ),
}
"""The codes under which two things are said: the words that tell the first, and both."""


def _one_of_two(code: str, sentence: str) -> str:
    words_of_first, first, second = TWO.get(code, ("", "", ""))
    return first if words_of_first in sentence else second


def _called(at: Names, name: str, value: str) -> str:
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
        case "steps":
            return joined([_quoted(names.any_step(at, one)) for one in value.split(", ")])
        case "organs":
            return joined([_quoted(names.who(at, one)) for one in value.split(" or ")])
        case "who" if value == "Any member":
            return gettext("Any member")
        case "who":
            members = value.removeprefix("Each of ").split(", ")
            said = names.parties_joined(at, members)
            return gettext("Each of {members}").format(members=said) if len(members) > 1 else said
        case "item":
            return _item(at, value)
        case "what" | "question" | "thing":
            return called.of_charter(at.law, value) or value
        case _:
            return value


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
