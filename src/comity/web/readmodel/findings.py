"""What the analysis finds in a charter, in the reader's language: who can block, what leads nowhere, what is unconfirmed.

The analysis speaks English; here each finding has its sentence by its code, with the names that it gives.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from comity.charter.analysis import analyse
from comity.charter.findings import Finding
from comity.charter.law import Law
from comity.web.readmodel.finding_sentences import FINDINGS
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
    said = gettext(template).format(**values)
    if "questions" in values:
        said = gettext("In {questions}: {said}").format(questions=values["questions"], said=said)
    if "since" in values and "until" in values:
        said = gettext("From {since} until {until}: {said}").format(said=said, **values)
    elif "since" in values:
        said = gettext("From {since} on: {said}").format(said=said, **values)
    elif "until" in values:
        said = gettext("Before {until}: {said}").format(said=said, **values)
    if "then" in values:
        said = gettext("With the members of {day}: {said}").format(day=values["then"], said=said)
    return said


def _called(at: Names, name: str, value: str | tuple[str, ...]) -> str:
    if not isinstance(value, str):
        return _all_called(at, name, value)
    match name:
        case "rule":
            return _quoted(rule_title(at, value))
        case "procedure":
            return _quoted(names.procedure(at, value))
        case "office" | "through":
            return _quoted(names.office(at, value))
        case "rota":
            return _quoted(names.rota(at, value))
        case "step" | "next":
            return _quoted(names.any_step(at, value))
        case "organ" | "party":
            return _quoted(names.who(at, value))
        case "status" | "granted":
            return _quoted(names.status(at, value)) if value else ""
        case "group" | "weight":
            return _quoted(called.group(at.law, value))
        case "right":
            return words.right(value)
        case "power":
            return words.power(value)
        case "day" | "then" | "since" | "until":
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
        case "organs" | "keepers":
            return joined([_quoted(names.who(at, one)) for one in value])
        case "used":
            return joined([_item(at, one) for one in value])
        case "parties":
            return names.parties_joined(at, value)
        case "deadlines" | "questions" | "named":
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
