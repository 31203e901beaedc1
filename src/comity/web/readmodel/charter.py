"""The charter in words: every provision by its article, as the law is on a day, with what it leaves open.

The notation is the law as data; here it is said. What nobody has confirmed against the text is marked, and the findings of
the analysis (who can block, what leads nowhere) stand beside the provisions. The notation itself can be taken away.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_noop as _

from comity.body.state import CharterInForce
from comity.charter.analysis import analyse
from comity.charter.law import Law
from comity.charter.model import (
    Asks,
    Cited,
    Office,
    Organ,
    Period,
    Procedure,
    Puts,
    Rota,
    Step,
    TakesEffect,
    Waits,
)
from comity.rules.terms import (  # fmt: skip
    AllOf,
    AnyOf,
    Condition,
    Count,
    Everybody,
    FirstOf,
    Nobody,
    Rule,
    Share,
    SmallestGroup,
    Test,
)
from comity.web.told import dates, names, words
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


@dataclass(frozen=True, slots=True)
class Section:
    id: str
    title: str
    provisions: tuple[Provision, ...]


@dataclass(frozen=True, slots=True)
class FindingTold:
    kind: str
    sentence: str
    article: str


def sections(at: Names) -> list[Section]:
    """The whole charter as it is on the day of the law."""
    law = at.law
    found = (
        Section("instruments", gettext("Instruments"), tuple(_instruments(at))),
        Section("seat", gettext("Seat"), (_seat(law),)),
        Section("statuses", gettext("Statuses"), tuple(_statuses(at))),
        Section("groups", gettext("Groups"), tuple(_groups(at))),
        Section("organs", gettext("Organs"), tuple(_organ(at, o) for o in law.organs.values())),
        Section("rotas", gettext("Turns"), tuple(_rota(at, r) for r in law.rotas.values())),
        Section("offices", gettext("Offices"), tuple(_office(at, o) for o in law.offices.values())),
        Section("rules", gettext("Rules of decision"), tuple(_rule(at, r) for r in law.rules.values())),
        Section("reservations", gettext("Reservations"), tuple(_reservations(at))),
        Section("procedures", gettext("Procedures"), tuple(_procedure(at, p) for p in law.procedures.values())),
        Section("conflicts", gettext("Provisions that differ"), tuple(_conflicts(at))),
    )  # fmt: skip
    return [one for one in found if one.provisions]


def articles(found: list[Section]) -> list[tuple[str, str]]:
    """Each article with the anchor of the first provision that cites it, in the order of the articles."""
    by_article: dict[str, str] = {}
    for section in found:
        for one in section.provisions:
            for part in (one, *one.steps):
                if part.cites.article:
                    by_article.setdefault(part.cites.article, part.anchor)
    return sorted(by_article.items(), key=lambda item: _in_order(item[0]))


def anchor_of(found: list[Section], article: str) -> str:
    """Where the article is on the page: the provision that cites it, or one of a part or the whole of it; empty if none."""
    known = dict(articles(found))
    if article in known:
        return known[article]
    near = [a for a in known if a.startswith((f"{article}(", f"{article}.")) or article.startswith(f"{a}(")]  # fmt: skip
    return known[near[0]] if near else ""


def _in_order(article: str) -> tuple[object, ...]:
    parts = re.split(r"(\d+)", article)
    return tuple((1, int(p), "") if p.isdigit() else (0, 0, p) for p in parts)


# --- findings ---------------------------------------------------------------------------------------------------------

FINDINGS = {
    "to-verify": (r"Not yet verified against the text: (?P<item>.+)\.", _("Not yet confirmed by the lawyer against the text: {item}.")),
    "conflict.open": (r"Two texts differ on (?P<what>.+), and .+", _("Two texts differ on {what}, and nothing says which prevails.")),
    "veto.vote": (r"(?P<who>.+) can block (?P<rule>\S+) alone, by voting against\.", _("{who} can block {rule} alone, by voting against.")),
    "veto.absence": (r"(?P<who>.+) can block (?P<rule>\S+) alone, by staying away\.", _("{who} can block {rule} alone, by staying away.")),
    "veto.own": (r"In (?P<procedure>\S+), (?P<rule>\S+) counts .+", _("In {procedure}, {rule} counts the member concerned, who can block what is decided about it.")),
    "reach.lost": (r"With (?P<number>\d+) members suspended or away, (?P<rule>\S+) can carry nothing\.", _("With {number} members suspended or away, {rule} can carry nothing.")),
    "office.unfilled": (r"No procedure fills the office (?P<office>\S+)\.", _("No procedure fills the office {office}.")),
    "office.dead-end": (r"(?:Nobody acts while|While) the office (?P<office>[^ .]+) is vacant.*", ""),
    "rota.no-skip": (r"Nothing says what follows when a turn of the rota (?P<rota>\S+) is skipped\.", _("Nothing says what follows when a turn of {rota} is skipped.")),
    "question.no-deadline": (r'The question "(?P<question>.+)" of (?P<procedure>\S+) has no deadline\.', _("The question “{question}” of {procedure} has no deadline.")),
    "thing.nobody-provides": (r'No step of (?P<procedure>\S+) provides "(?P<thing>.+)", which (?P<step>\S+) needs\.', _("No step of {procedure} provides “{thing}”, which {step} needs.")),
    "rule.unused": (r"Nothing is decided by the rule (?P<rule>\S+)\.", _("Nothing is decided by the rule {rule}.")),
    "procedure.no-effect": (r"No step of (?P<procedure>\S+) has an effect\.", _("No step of {procedure} has an effect.")),
}  # fmt: skip
"""The sentences of the analysis by their codes, with what in them is a name, so that they can be said in any language."""


@lru_cache(maxsize=32)
def _analysed(digest: str, held: _HeldLaw) -> tuple[tuple[str, str, str], ...]:
    found = analyse(held.law.charter, held.law.since)
    return tuple((one.code, one.sentence, one.article) for one in found)


class _HeldLaw:
    """A law as the key of a cache: by the first day of its interval."""

    def __init__(self, law: Law) -> None:
        self.law = law

    def __hash__(self) -> int:
        return hash(self.law.since)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _HeldLaw) and other.law.since == self.law.since


def findings(at: Names) -> list[FindingTold]:
    """What the analysis finds in the charter of that day, in the reader's language."""
    law = at.law
    return [
        FindingTold(code.partition(".")[0], _finding(at, code, sentence), article)
        for code, sentence, article in _analysed(law.charter.digest, _HeldLaw(law))
    ]


def _finding(at: Names, code: str, sentence: str) -> str:
    pattern, template = FINDINGS.get(code, ("", ""))
    found = re.fullmatch(pattern, sentence) if pattern else None
    if found is None:
        return sentence
    given = {name: _called(at, name, value) for name, value in found.groupdict().items()}
    if code == "office.dead-end":
        template = _("While the office {office} is vacant somebody acts, without limit of time.") if "without limit" in sentence else _("Nobody acts while the office {office} is vacant.")  # fmt: skip
    return gettext(template).format(**given)


def _called(at: Names, name: str, value: str) -> str:
    match name:
        case "rule":
            return f"“{_rule_title(at, value)}”"
        case "procedure":
            return f"“{names.procedure(at, value)}”"
        case "office":
            return f"“{names.office(at, value)}”"
        case "rota":
            return f"“{names.rota(at, value)}”"
        case "step":
            return f"“{names.any_step(at, value)}”"
        case "who" if value == "Any member":
            return gettext("Any member")
        case "who":
            members = value.removeprefix("Each of ").split(", ")
            said = names.parties_joined(at, members)
            return gettext("Each of {members}").format(members=said) if len(members) > 1 else said
        case _:
            return value


# --- provisions -------------------------------------------------------------------------------------------------------


def _slug(kind: str, name: str) -> str:
    return f"{kind}-" + re.sub(r"[^\w-]+", "-", name)


def _given(*lines: tuple[str, object]) -> tuple[Line, ...]:
    return tuple((label, str(value)) for label, value in lines if str(value))


def _instruments(at: Names) -> Iterator[Provision]:
    for one in at.law.charter.instruments:
        said = _given(
            (gettext("Dated"), dates.edtf(str(one.dated or ""))),
            (gettext("In force from"), dates.edtf(str(one.in_force or ""))),
        )
        yield Provision(_slug("instrument", one.instrument), names.text(at, one.title), one.cites, said)  # fmt: skip


def _seat(law: Law) -> Provision:
    seat = law.charter.seat
    rest = ngettext("{number} day of rest is named", "{number} days of rest are named", len(seat.holidays)).format(number=len(seat.holidays))  # fmt: skip
    said = _given((gettext("Time zone of every deadline"), seat.zone), (gettext("Holidays"), rest if seat.holidays else ""))  # fmt: skip
    return Provision("seat", Worded(seat.place or seat.zone), seat.cites, said)


def _statuses(at: Names) -> Iterator[Provision]:
    for one in at.law.statuses.values():
        held = [p for p, s in at.law.standing.items() if s == one.status]
        said = _given(
            (gettext("Rights"), ", ".join(words.right(r) for r in one.rights)),
            (gettext("Counted as a member"), gettext("yes") if one.counted else gettext("no")),
            (gettext("Notice of withdrawal"), period(one.notice) if one.notice else ""),
            (gettext("Held by, as the charter says"), names.parties_joined(at, held)),
        )
        yield Provision(_slug("status", one.status), names.status(at, one.status), one.cites, said)


def _groups(at: Names) -> Iterator[Provision]:
    cites = at.law.charter.group_cites
    for name, members in at.law.groups.items():
        dated = cites.get(name)
        cited = (dated.on(at.law.since) if dated is not None else None) or Cited()
        said = _given((gettext("Members"), names.parties_joined(at, members)))
        yield Provision(_slug("group", name), Worded(name.replace("_", " ")), cited, said)


def _organ(at: Names, one: Organ) -> Provision:
    seats = ""
    if one.one_for_each:
        seats = gettext("one for each party with the status “{status}”").format(status=names.status(at, one.one_for_each))  # fmt: skip
    said = _given(
        (gettext("Seats"), seats),
        (gettext("Held by"), words.said(words.TITLES, one.held_by)),
        (gettext("Decides by"), _rule_title(at, one.decides_by) if one.decides_by else ""),
        (gettext("Chaired by"), names.who(at, one.chaired_by)),
        (gettext("Headed by"), names.who(at, one.headed_by)),
        (gettext("Powers"), ", ".join(words.power(p) for p in one.powers)),
        (gettext("Quorum"), condition(one.quorum) if one.quorum is not None else ""),
    )
    formats = tuple(
        Provision(_slug(f"format-{one.organ}", f.format), names.text(at, f.title), f.cites, _given(
            (gettext("Admitted"), "; ".join(names.role(at, r) for r in f.admits)),
            (gettext("Papers go to"), "; ".join(names.role(at, r) for r in f.papers_to)),
        ))
        for f in one.formats
    )  # fmt: skip
    return Provision(_slug("organ", one.organ), names.organ(at, one.organ), one.cites, said, formats)  # fmt: skip


def _order(at: Names, listed: tuple[str, ...], alphabet: str) -> str:
    if listed:
        return ", ".join(str(names.party(at, one)) for one in listed)
    return gettext("alphabetical order ({language})").format(language=alphabet)


def _rota(at: Names, one: Rota) -> Provision:
    passes = {
        "close of session": gettext("at the close of the regular session"),
        "calendar year": gettext("with the calendar year"),
        "months": period(Period(months=one.months)) if one.months else "",
        "decision": gettext("by decision"),
    }[one.passes]
    skipped = {
        "next member moves up, pointer continues after it": gettext("the next moves up, and the order goes on after it"),
        "turn is lost": gettext("the turn is lost"),
        "turns are swapped": gettext("the turns are swapped"),
        "held vacant": gettext("the turn is held vacant"),
        "": gettext("the charter does not say"),
    }[one.when_skipped or ""]  # fmt: skip
    said = _given(
        (gettext("Order"), _order(at, one.order.listed, one.order.alphabet)),
        (gettext("Begins with"), names.party(at, one.first) if one.first else ""),
        (gettext("Passes"), passes),
        (gettext("When a turn is skipped"), skipped),
    )
    return Provision(_slug("rota", one.rota), names.rota(at, one.rota), one.cites, said)


def _office(at: Names, one: Office) -> Provision:
    acting = ""
    if one.acting is not None:
        limit = one.acting.limit_months
        acting = period(Period(months=limit)) if limit else gettext("without limit of time")
        acting = gettext("{who}, {limit}").format(who=one.acting.who, limit=acting)
    said = _given(
        (gettext("Slots"), _slots(at, one)),
        (gettext("Term"), period(Period(months=one.term_months)) if one.term_months else ""),
        (gettext("Filled by"), names.procedure(at, one.filled_by) if one.filled_by else ""),
        (gettext("When vacant"), acting),
        (gettext("Holds over until a successor"), gettext("yes") if one.holds_over else ""),
        (gettext("Powers"), ", ".join(words.power(p) for p in one.powers)),
    )
    return Provision(_slug("office", one.office), names.office(at, one.office), one.cites, said)


def _slots(at: Names, one: Office) -> str:
    if one.slots is None:
        return ""
    order = _order(at, one.slots.order.listed, one.slots.order.alphabet)
    said = gettext("{length} each from {since}, in {order}, beginning with {first}")
    length, since = period(Period(months=one.slots.months)), dates.edtf(str(one.slots.since))
    return said.format(length=length, since=since, order=order, first=names.party(at, one.slots.first))  # fmt: skip


def _reservations(at: Names) -> Iterator[Provision]:
    for one in at.law.reservations.values():
        said = _given(
            (gettext("Blocks"), gettext("yes") if one.blocks else gettext("no")),
            (gettext("At the deadline"), words.said(words.AT_DEADLINE, one.at_deadline)),
        )
        yield Provision(_slug("reservation", one.type), names.text(at, one.title), one.cites, said)


def _conflicts(at: Names) -> Iterator[Provision]:
    for one in at.law.charter.conflicts.values():
        texts = tuple((text.cites.article, str(names.text(at, text.says))) for text in one.texts)
        prevails = ((gettext("Prevails"), one.prevails or gettext("nothing says which")),)
        yield Provision(_slug("conflict", one.conflict), Worded(one.conflict.replace("_", " ")), Cited(), texts + prevails)  # fmt: skip


# --- rules ------------------------------------------------------------------------------------------------------------


def _rule_title(at: Names, name: str) -> str:
    rule = at.law.rules.get(name)
    return rule.title if rule is not None and rule.title else name.replace("_", " ")


def _rule(at: Names, one: Rule) -> Provision:
    binds = {
        "members": gettext("all members"),
        "those in favour": gettext("those in favour"),
        "members except objectors": gettext("all members but those who object"),
    }[one.binds]
    said = _given(
        (gettext("Adopted when"), condition(one.adopted_when) if one.adopted_when else ""),
        (gettext("Fails when"), condition(one.fails_when) if one.fails_when else ""),
        (gettext("Quorum"), condition(one.quorum) if one.quorum else ""),
        (gettext("Void unless"), condition(one.void_unless) if one.void_unless else ""),
        (gettext("Deferred when"), condition(one.defer_when) if one.defer_when else ""),
        (gettext("Only among"), _group(one.among)),
        (gettext("Not counted"), _group(one.remove_from_count)),
        (gettext("Must abstain"), _group(one.must_abstain)),
        (gettext("May not vote"), _group(one.may_not_vote)),
        (gettext("A tie means"), words.said(words.TIES, one.tie) if one.tie else ""),
        (gettext("Binds"), binds),
    )
    language = next(iter(at.languages), "")
    title = names.text(at, {language: _rule_title(at, one.name)}) if language else Worded(_rule_title(at, one.name))  # fmt: skip
    return Provision(_slug("rule", one.name), title, Cited(one.cites, one.to_verify), said)


def _group(name: str | None) -> str:
    return name.replace("_", " ") if name else ""


def condition(one: Condition) -> str:
    """The condition in words.

    >>> condition(AllOf((Test("objections", Nobody()), Test("in favour", Count(2), "at least"))))
    'objections: none, and in favour: at least 2'
    """
    match one:
        case AllOf(conditions=parts):
            return pgettext("conditions", ", and ").join(condition(p) for p in parts)
        case AnyOf(conditions=parts):
            return pgettext("conditions", ", or ").join(condition(p) for p in parts)
        case FirstOf(first=first, failing_which=then):
            said = gettext("{first}; failing which {then}")
            return said.format(first=condition(first), then=condition(then))
        case Test():
            return _test(one)


def _test(one: Test) -> str:
    side = words.said(words.SIDES, one.side)
    if one.among:
        side = gettext("{side} among {group}").format(side=side, group=_group(one.among))
    if one.by:
        side = gettext("{side} by {weight}").format(side=side, weight=_group(one.by))
    return f"{side}: {_bar(one)}"


def _bar(one: Test) -> str:
    templates = {
        "at least": gettext("at least {number}"), "more than": gettext("more than {number}"), "at most": gettext("at most {number}"),
        "fewer than": gettext("fewer than {number}"), "exactly": gettext("exactly {number}"),
    }  # fmt: skip
    match one.quantity:
        case Nobody():
            return gettext("none")
        case Everybody():
            return pgettext("all who are counted", "all")
        case Count(number=number):
            said = str(number)
        case Share(fraction=fraction, base=base, percent=percent):
            share = f"{fraction * 100}%" if percent else str(fraction)
            said = gettext("{share} of {base}").format(share=share, base=words.said(words.BASES, base))  # fmt: skip
        case SmallestGroup(more_than=more, weight=weight, plus=plus):
            said = gettext("the smallest group with more than {share} of {weight}, and {plus} more")
            said = said.format(share=f"{more * 100}%", weight=_group(weight), plus=plus)
    return templates[one.op].format(number=said) if one.op else said


def period(one: Period) -> str:
    """A length of time in words.

    >>> period(Period(hours=72)), period(Period(months=1))
    ('72 hours', '1 month')
    """
    given = (
        (one.hours, ngettext("{number} hour", "{number} hours", one.hours)),
        (one.days, ngettext("{number} day", "{number} days", one.days)),
        (one.working_days, ngettext("{number} working day", "{number} working days", one.working_days)),
        (one.weeks, ngettext("{number} week", "{number} weeks", one.weeks)),
        (one.months, ngettext("{number} month", "{number} months", one.months)),
        (one.years, ngettext("{number} year", "{number} years", one.years)),
    )  # fmt: skip
    return next((said.format(number=number) for number, said in given if number), "")


# --- procedures -------------------------------------------------------------------------------------------------------


def _procedure(at: Names, one: Procedure) -> Provision:
    said = _given((gettext("Opened by"), names.role(at, one.opened_by)))
    steps = tuple(_step(at, one, step) for step in one.steps)
    title = names.procedure(at, one.procedure)
    return Provision(_slug("procedure", one.procedure), title, one.cites, said, steps)


def _step(at: Names, of: Procedure, one: Step) -> Provision:
    lines: list[Line] = []
    if one.asks is not None:
        lines += _asks(at, one.asks)
    if one.puts is not None:
        lines += _puts(at, of, one.puts)
    if one.waits is not None:
        lines += _waits(one.waits)
    lines += [(gettext("Takes effect"), _effect(at, effect)) for effect in one.effects]
    for outcome, to in one.then.items():
        step = gettext("the matter ends") if to == "end" else str(names.step(at, of.procedure, to))
        lines.append((gettext("If {outcome}").format(outcome=words.said(words.OUTCOMES, outcome)), step))  # fmt: skip
    return Provision(_slug(f"step-{of.procedure}", one.step), names.step(at, of.procedure, one.step), one.cites, tuple(lines))  # fmt: skip


def _asks(at: Names, one: Asks) -> tuple[Line, ...]:
    return _given(
        (gettext("Asks for"), words.thing(one.thing)),
        (gettext("From"), names.role(at, one.of)),
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
        gettext("{period} after it is put").format(period=period(closes.after)) if closes.after else "",
        gettext("at the session") if closes.at_session else "",
        gettext("at the hour set when it is put") if closes.set_by_opener else "",
        gettext("not sooner than {period}").format(period=period(closes.at_least)) if closes.at_least else "",
        gettext("as soon as all have answered") if closes.all_answered else "",
    ]  # fmt: skip
    return _given(
        (gettext("Question"), one.question),
        (gettext("Put to"), names.role(at, one.to)),
        (gettext("Put by"), names.role(at, one.put_by) if one.put_by is not None else ""),
        (gettext("Rule"), _rule_title(at, one.rule)),
        (gettext("Answers"), ", ".join(words.choice(p) for p in one.allowed)),
        (gettext("Closes"), "; ".join(filter(None, when))),
        (gettext("Silence means"), gettext(SILENCE[one.silence_means])),
        (gettext("Form"), gettext("signature") if one.form == "signature" else ""),
        (gettext("In confidence"), gettext("yes") if one.confidential else ""),
    )


def _waits(one: Waits) -> tuple[Line, ...]:
    thing = words.thing(one.date) if one.date else period(one.period) if one.period else one.event
    return _given((gettext("Waits for"), thing))


def _effect(at: Names, one: TakesEffect) -> str:
    verbs = {
        "fills": _("{what} is filled"), "grants": _("the status “{what}” is granted"), "ends status": _("the status “{what}” ends"),
        "suspends": _("the right is suspended: {what}"), "restores": _("the right is restored: {what}"), "amends charter": _("the charter is amended"),
        "issues": _("issued: {what}"), "approves": _("approved: {what}"), "sets measures": _("measures are set"), "ends measures": _("measures end"),
        "passes": _("the turn of {what} passes"),
    }  # fmt: skip
    what = str(names.who(at, one.object))
    if what == one.object:
        what = str(names.status(at, one.object)) if one.object in at.law.statuses else words.any_word(one.object) or one.object  # fmt: skip
    return gettext(verbs[one.verb]).format(what=what)


# --- versions ---------------------------------------------------------------------------------------------------------


def versions(charters: list[CharterInForce]) -> list[CharterInForce]:
    """The charters that governed or will, the newest first."""
    return sorted(charters, key=lambda one: (one.since, one.entry), reverse=True)
