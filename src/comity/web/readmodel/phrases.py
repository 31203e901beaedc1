"""Phrases of the charter's notation in words: conditions of rules, lengths of time, titles of rules and groups."""

from __future__ import annotations

from django.utils.translation import gettext, ngettext, pgettext

from comity.charter.model import Period
from comity.rules.terms import (
    AllOf,
    AnyOf,
    Condition,
    Count,
    Everybody,
    FirstOf,
    Nobody,
    Share,
    SmallestGroup,
    Test,
)
from comity.web.told import called, names, words
from comity.web.told.names import Names


def rule_title(at: Names, name: str) -> str:
    """What the rule is called: its title, or its name as words."""
    return str(names.rule(at, name))


def condition(at: Names, one: Condition) -> str:
    """The condition in words: "objections: none, and in favour: at least 2"."""
    match one:
        case AllOf(conditions=parts):
            return pgettext("conditions", ", and ").join(condition(at, p) for p in parts)
        case AnyOf(conditions=parts):
            return pgettext("conditions", ", or ").join(condition(at, p) for p in parts)
        case FirstOf(first=first, failing_which=then):
            said = gettext("{first}; failing which {then}")
            return said.format(first=condition(at, first), then=condition(at, then))
        case Test():
            return _test(at, one)


def _test(at: Names, one: Test) -> str:
    side = words.said(words.SIDES, one.side)
    if one.among:
        side = gettext("{side} among {group}").format(
            side=side, group=called.group(at.law, one.among)
        )
    if one.by:
        side = gettext("{side} by {weight}").format(side=side, weight=called.group(at.law, one.by))
    return f"{side}: {_bar(at, one)}"


def _bar(at: Names, one: Test) -> str:
    templates = {
        "at least": gettext("at least {number}"),
        "more than": gettext("more than {number}"),
        "at most": gettext("at most {number}"),
        "fewer than": gettext("fewer than {number}"),
        "exactly": gettext("exactly {number}"),
    }
    match one.quantity:
        case Nobody():
            return gettext("none")
        case Everybody():
            return pgettext("all who are counted", "all")
        case Count(number=number):
            said = str(number)
        case Share(fraction=fraction, base=base, percent=percent):
            share = f"{fraction * 100}%" if percent else str(fraction)
            said = gettext("{share} of {base}").format(
                share=share, base=words.said(words.BASES, base)
            )
        case SmallestGroup(more_than=more, weight=weight, plus=plus):
            said = gettext("the smallest group with more than {share} of {weight}, and {plus} more")
            said = said.format(
                share=f"{more * 100}%", weight=called.group(at.law, weight), plus=plus
            )
    return templates[one.op].format(number=said) if one.op else said


def period(one: Period) -> str:
    """A length of time in words.

    >>> period(Period(hours=72)), period(Period(months=1))
    ('72 hours', '1 month')
    >>> period(Period(months=36))
    '3 years'
    """
    if one.months and one.months % 12 == 0:
        one = Period(years=one.months // 12)
    given = (
        (one.hours, ngettext("{number} hour", "{number} hours", one.hours)),
        (one.days, ngettext("{number} day", "{number} days", one.days)),
        (
            one.working_days,
            ngettext("{number} working day", "{number} working days", one.working_days),
        ),
        (one.weeks, ngettext("{number} week", "{number} weeks", one.weeks)),
        (one.months, ngettext("{number} month", "{number} months", one.months)),
        (one.years, ngettext("{number} year", "{number} years", one.years)),
    )
    return next((said.format(number=number) for number, said in given if number), "")
