"""Printing a charter: from ``model.Charter`` back to YAML.

Reading what is printed gives the same values (the text and its digest apart). Phrases come out in their canonical form;
comments are lost.

>>> from comity.charter.reading import read_charter_text
>>> text = "{comity: 1, body: duo, title: {en: Duo}, rules: [{rule: both, adopted when: {in favour: all}}]}"
>>> print(print_charter(read_charter_text(text)), end="")
comity: 1
body: duo
title: {en: Duo}
rules:
- rule: both
  adopted when: {in favour: all}
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, TypeVar

import yaml

from comity.charter.conditions import print_condition
from comity.charter.effects import print_effect
from comity.charter.institutions import CALENDAR_YEAR, CLOSE_OF_SESSION
from comity.charter.model import (
    Charter,
    Cited,
    Closing,
    Conflict,
    Dated,
    Format,
    Instrument,
    Member,
    Name,
    Office,
    Order,
    Organ,
    Period,
    Procedure,
    Puts,
    Reservation,
    Rota,
    Seat,
    Silence,
    Slots,
    Status,
    StatusPeriod,
    Step,
    Waits,
    Weight,
)
from comity.charter.reading import FORMAT, WEEK
from comity.charter.roles import print_role
from comity.rules.terms import Rule

T = TypeVar("T")
Tree = dict[str, Any]


def print_charter(charter: Charter) -> str:
    """The charter as YAML."""
    return yaml.dump(
        tree(charter),
        Dumper=_Strings,
        default_flow_style=None,  # the innermost lists and mappings on one line
        sort_keys=False,
        allow_unicode=True,
        width=100,
    )


def tree(charter: Charter) -> Tree:
    """The charter as dicts, lists and strings, in the order in which its format lists the keys."""
    return _given(
        {
            "comity": FORMAT,
            "body": charter.body,
            "title": dict(charter.title),
            "seat": _seat(charter.seat),
            "languages": list(charter.languages),
            "instruments": [_instrument(each) for each in charter.instruments],
            "statuses": [_status(each) for each in charter.statuses.values()],
            "members": _items(charter.members, "member", _member),
            "groups": {name: _group(name, charter) for name in charter.groups},
            "weights": {name: _weight(weight) for name, weight in charter.weights.items()},
            "parameters": list(charter.parameters),
            "credentials": _cites(charter.credentials),
            "reservations": _items(charter.reservations, "type", _reservation),
            "organs": _items(charter.organs, "organ", _organ),
            "rotas": _items(charter.rotas, "rota", _rota),
            "offices": _items(charter.offices, "office", _office),
            "rules": _items(charter.rules, "rule", _rule),
            "procedures": _items(charter.procedures, "procedure", _procedure),
            "conflicts": [_conflict(each) for each in charter.conflicts.values()],
        }
    )


class _Strings(yaml.BaseDumper):
    """Writes strings as they are: the reader guesses nothing, so that nothing needs quotes against guessing."""

    def ignore_aliases(self, data: object) -> bool:
        return True


_Strings.add_representer(str, lambda out, text: out.represent_scalar("tag:yaml.org,2002:str", text))
_Strings.add_representer(
    dict, lambda out, tree: out.represent_mapping("tag:yaml.org,2002:map", tree)
)
_Strings.add_representer(
    list, lambda out, seq: out.represent_sequence("tag:yaml.org,2002:seq", seq)
)


def _given(values: Tree) -> Tree:
    """The keys that say something."""
    return {word: value for word, value in values.items() if value not in (None, "", [], {})}


def _items(named: Mapping[str, Dated[T]], what: str, body: Callable[[T], Tree]) -> list[Tree]:
    return [_dated(dated, what, name, body) for name, dated in named.items()]


def _dated(dated: Dated[T], what: str, name: str, body: Callable[[T], Tree]) -> Tree:
    (first, value), *later = dated.versions
    if first == date.min and not later:
        return {what: name, **_given(body(value))}
    versions = [{"from": str(day), **_given(body(each))} for day, each in dated.versions]
    return {what: name, "versions": versions}


def _cites(cited: Cited) -> Tree:
    if cited.to_verify and cited.article:
        return {"cites": {"text": cited.article, "status": "to verify"}}
    return {"status": "to verify"} if cited.to_verify else _given({"cites": cited.article})


def _yes(value: bool, default: bool = False) -> str:
    return "" if value == default else "yes" if value else "no"


def _name(name: Name) -> Tree:
    return dict(name)


def _months(months: int | None) -> str:
    if not months:
        return ""
    count, unit = (months // 12, "year") if months % 12 == 0 else (months, "month")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _period(period: Period | None) -> str:
    for unit in ("hours", "days", "working_days", "weeks", "months", "years"):
        count = getattr(period, unit, 0)
        if count:
            words = unit.replace("_", " ")
            return f"{count} {words[:-1] if count == 1 else words}"
    return ""


# --- the body and its parties -----------------------------------------------------------------------------------------


def _seat(seat: Seat) -> Tree:
    if seat == Seat():
        return {}
    values = {
        "place": seat.place,
        "zone": seat.zone,
        "holidays": [str(day) for day in sorted(seat.holidays)],
        **_cites(seat.cites),
    }
    # A week without rest is said, not left out: the reader would take the usual one.
    return {**_given(values), "weekend": [WEEK[day] for day in sorted(seat.weekend)]}


def _instrument(each: Instrument) -> Tree:
    return _given(
        {
            "instrument": each.instrument,
            "title": _name(each.title),
            "dated": str(each.dated or ""),
            "in force": str(each.in_force or ""),
            **_cites(each.cites),
        }
    )


def _status(each: Status) -> Tree:
    rights = {"rights": list(each.rights)} if each.rights else {}
    values = {"status": each.status, "title": _name(each.title), **rights}
    return _given({**values, "counted": "yes" if each.counted else "no", **_cites(each.cites)})


def _member(member: Member) -> Tree:
    name = _name(member.name)
    sorted_under = {k: v for k, v in member.sort_name.items() if name.get(k) != v}
    return {
        "name": name,
        "sort name": sorted_under,
        "status": [_status_period(period) for period in member.statuses],
        **_cites(member.cites),
    }


def _status_period(period: StatusPeriod) -> Tree:
    return _given(
        {
            "from": "" if period.first == date.min else str(period.first),
            "is": period.status,
            "until": str(period.until or ""),
            "source": period.source,
        }
    )


def _group(name: str, charter: Charter) -> Tree:
    cites = charter.group_cites.get(name)
    versions = [
        {
            "from": str(first),
            "members": sorted(members),
            **_cites(cites.on(first) or Cited() if cites else Cited()),
        }
        for first, members in charter.groups[name].versions
    ]
    if versions[0]["from"] == str(date.min):
        return {word: value for word, value in versions[0].items() if word != "from"}
    return {"versions": versions}


def _weight(weight: Weight) -> Tree:
    versions = [
        {"from": str(first), **_weight_version(weight, first, values)}
        for first, values in weight.values.versions
    ]
    if versions[0]["from"] == str(date.min):
        return {**{w: v for w, v in versions[0].items() if w != "from"}, **_cites(weight.cites)}
    return {**_cites(weight.cites), "versions": versions}


def _weight_version(weight: Weight, first: date, values: Mapping[str, Fraction]) -> Tree:
    worlds = dict(weight.world.versions) if weight.world is not None else {}
    sources = dict(weight.sources.versions)
    return {
        **_given({"source": sources.get(first, ""), "world": str(worlds.get(first, ""))}),
        "values": {member: str(value) for member, value in values.items()},
    }


# --- institutions -----------------------------------------------------------------------------------------------------


def _reservation(each: Reservation) -> Tree:
    blocks = "yes" if each.blocks else "no"
    return {
        "title": _name(each.title),
        "blocks": blocks,
        "at deadline": each.at_deadline,
        **_cites(each.cites),
    }


def _organ(organ: Organ) -> Tree:
    return {
        "title": _name(organ.title),
        "seats": _given({"one for each": organ.one_for_each, "held by": organ.held_by}),
        "decides by": organ.decides_by,
        "chaired by": organ.chaired_by,
        "headed by": organ.headed_by,
        "powers": list(organ.powers),
        "quorum": print_condition(organ.quorum) if organ.quorum is not None else None,
        "formats": [_format(each) for each in organ.formats],
        **_cites(organ.cites),
    }


def _format(each: Format) -> Tree:
    return _given(
        {
            "format": each.format,
            "title": _name(each.title),
            "admits": [print_role(role) for role in each.admits],
            "papers to": [print_role(role) for role in each.papers_to],
            **_cites(each.cites),
        }
    )


def _order(order: Order) -> Tree | list[str]:
    return {"alphabet": order.alphabet} if order.alphabet else list(order.listed)


def _rota(rota: Rota) -> Tree:
    passes = {
        "close of session": _given({"at": CLOSE_OF_SESSION, "of": rota.organ}),
        "calendar year": {"every": CALENDAR_YEAR},
        "months": {"every": _months(rota.months)},
        "decision": {"by": "decision"},
    }
    return {
        "title": _name(rota.title),
        "of": rota.of,
        "order": _order(rota.order),
        "starting with": rota.first,
        "from": str(rota.since or ""),
        "passes": passes[rota.passes],
        "when a turn is skipped": rota.when_skipped,
        **_cites(rota.cites),
    }


def _office(office: Office) -> Tree:
    acting = office.acting
    vacant = (
        {"acting": acting.who, "limit": _months(acting.limit_months) or "none"} if acting else {}
    )
    return {
        "title": _name(office.title),
        "slots": _slots(office.slots),
        "term": _months(office.term_months),
        "filled by": office.filled_by,
        "when vacant": vacant,
        "holds over": _yes(office.holds_over),
        "powers": list(office.powers),
        **_cites(office.cites),
    }


def _slots(slots: Slots | None) -> Tree:
    if slots is None:
        return {}
    rota = {"of": slots.of, "order": _order(slots.order), "starting with": slots.first}
    return {"length": _months(slots.months), "from": str(slots.since), "rota": rota}


# --- rules and procedures ---------------------------------------------------------------------------------------------


def _rule(rule: Rule) -> Tree:
    conditions = {
        "quorum": rule.quorum,
        "void unless": rule.void_unless,
        "defer when": rule.defer_when,
        "adopted when": rule.adopted_when,
        "fails when": rule.fails_when,
    }
    return {
        **_cites(Cited(rule.cites, rule.to_verify)),
        "title": rule.title,
        "among": rule.among,
        "remove from count": rule.remove_from_count,
        "must abstain": rule.must_abstain,
        "may not vote": rule.may_not_vote,
        "discard": list(rule.discard),
        **{w: print_condition(each) for w, each in conditions.items() if each is not None},
        "tie": rule.tie,
        "binds": "" if rule.binds == "members" else rule.binds,
    }


def _procedure(procedure: Procedure) -> Tree:
    return {
        "title": _name(procedure.title),
        "about": procedure.about,
        "opened by": print_role(procedure.opened_by),
        **_cites(procedure.cites),
        "steps": [_step(step) for step in procedure.steps],
    }


def _step(step: Step) -> Tree:
    asks, puts = step.asks, step.puts
    then = {f"if {outcome}" if puts else "then": target for outcome, target in step.then.items()}
    asking = (
        {"asks for": asks.thing, "from": print_role(asks.of), "within": _period(asks.within)}
        if asks is not None
        else {}
    )
    effects = [print_effect(effect) for effect in step.effects]
    return _given(
        {
            "step": step.step,
            "title": _name(step.title),
            **asking,
            **(_question(puts) if puts is not None else {}),
            "waits for": _waits(step.waits),
            "takes effect": effects[0] if len(effects) == 1 else effects,
            **_cites(step.cites),
            **then,
        }
    )


def _question(puts: Puts) -> Tree:
    return {
        "question": puts.question,
        "put to": print_role(puts.to),
        "rule": puts.rule,
        "put by": print_role(puts.put_by) if puts.put_by is not None else None,
        "at": "session" if puts.closes.at_session else "",
        "closes": _closes(puts.closes),
        "silence means": "" if puts.silence_means == "no answer" else puts.silence_means,
        "positions": list(puts.allowed),
        "form": "" if puts.form == "position" else puts.form,
        "confidential": _yes(puts.confidential),
        "on text": _yes(puts.on_text),
        "silence": _silence(puts.silence),
    }


def _closes(closing: Closing) -> Tree:
    return _given(
        {
            "after": _period(closing.after),
            "when": "all have answered" if closing.all_answered else "",
            "set by": "opener" if closing.set_by_opener else "",
            "at least": _period(closing.at_least),
            **_cites(closing.cites),
        }
    )


def _silence(silence: Silence | None) -> Tree:
    if silence is None:
        return {}
    values = {
        "counts when": silence.counts_when,
        "amendment breaks": "yes" if silence.amendment_breaks else "no",
        "withdrawn break": silence.withdrawn_break,
        "new member": silence.new_member,
        "only for": list(silence.only_for),
        "opened at": "session" if silence.opened_at_session else "",
    }
    return _given(values)


def _waits(waits: Waits | None) -> Tree:
    if waits is None:
        return {}
    return _given({"date": waits.date, "period": _period(waits.period), "event": waits.event})


def _conflict(conflict: Conflict) -> Tree:
    texts = [{**_cites(text.cites), "says": _name(text.says)} for text in conflict.texts]
    return _given(
        {
            "conflict": conflict.conflict,
            "about": conflict.about,
            "texts": texts,
            "prevails": conflict.prevails,
        }
    )
