"""What a charter names before its time: a rule, organ, office, rota, group or weight that is there later than the procedure
that needs it.

Whoever acts under the procedure before that is refused (``rule.not_in_force`` and its like), or the matter is stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from comity.charter.findings import Finding, Values
from comity.charter.model import Charter, Dated, Procedure, Puts, RolePhrase
from comity.rules.gauges import names_needed
from comity.rules.terms import Rule

KINDS = {
    "chair": ("rota", "office"),
    "organ": ("organ",),
    "office": ("office",),
    "parameter": ("group",),
}
"""Of what kind that may be which a phrase names."""
OBJECTS = {"fills": "office", "passes": "rota"}
"""The effects that name something which the charter dates."""
Thing = tuple[date, str, str]
"""The first day on which something is in force, of what kind it is, and its name."""
ALWAYS: Thing = (date.min, "", "")


def before_their_time(charter: Charter, day: date) -> Iterator[Finding]:
    """Each thing that procedures in force by ``day`` need before it is in force itself, and while there are members."""
    needed: dict[Thing, dict[str, str]] = {}
    begun = _first_membership(charter)
    for called, dated in charter.procedures.items():
        for first, procedure in dated.versions:
            for thing in _needed(charter, procedure):
                if thing[0] > max(first, begun) and first <= day:
                    needed.setdefault(thing, {})[called] = procedure.cites.article
    for (begins, kind, name), procedures in needed.items():
        since, names = begins.isoformat(), ", ".join(procedures)
        sentence = (
            f"Before {since} the {kind} {name} is not in force, and nobody can go through: {names}."
        )
        values: Values = {"day": since, kind: name, "procedures": tuple(procedures)}
        remedy = f"Write the procedure with versions, from {since} on, or the {kind} without, from the beginning."
        article = next(iter(procedures.values()))
        yield Finding("procedure.early", sentence, article, "", values, kind, remedy=remedy)


def _first_membership(charter: Charter) -> date:
    """The first day on which anybody has a status."""
    statuses = (
        period.first
        for member in charter.members.values()
        for _, version in member.versions
        for period in version.statuses
    )
    return min(statuses, default=date.min)


def _needed(charter: Charter, procedure: Procedure) -> Iterator[Thing]:
    yield _earliest(charter, procedure.opened_by)
    for step in procedure.steps:
        if step.asks is not None:
            yield _earliest(charter, step.asks.of)
        if step.puts is not None:
            yield _begins(charter, ("rule",), step.puts.rule)
            yield from _counted_by(charter, step.puts)
            yield _earliest(charter, step.puts.to)
            if step.puts.put_by is not None:
                yield _earliest(charter, step.puts.put_by)
        for effect in step.effects:
            if effect.verb in OBJECTS:
                yield _begins(charter, (OBJECTS[effect.verb],), effect.object)


def _counted_by(charter: Charter, puts: Puts) -> Iterator[Thing]:
    """The groups and weights without which its rule counts nothing; of a question that counts those of a day that somebody
    provides none, as that may be any day."""
    if puts.values_as_at not in ("", "opening", "close"):
        return
    for rule in _rules_of(charter, puts):
        yield from _counted_under(charter, rule)


def _rules_of(charter: Charter, puts: Puts) -> list[Dated[Rule]]:
    """The rule that the question names, or those by which the organ decides that it is put to."""
    organ = charter.organs.get(puts.to.name)
    decides = {one.decides_by for _, one in organ.versions} if organ is not None else set[str]()
    names = {puts.rule} if puts.rule else decides
    return [charter.rules[one] for one in charter.rules if one in names]


def _counted_under(charter: Charter, rule: Dated[Rule]) -> Iterator[Thing]:
    for kind in ("group", "weight"):
        for name in {name: None for _, one in rule.versions for name in _named(one, kind)}:
            thing = _begins(charter, (kind,), name)
            before = rule.on(thing[0] - timedelta(days=1)) if thing != ALWAYS else None
            if before is not None and name in _named(before, kind):
                yield thing


def _named(rule: Rule, kind: str) -> list[str]:
    names = names_needed(rule)
    return sorted(names.groups if kind == "group" else names.weights)


def _earliest(charter: Charter, phrase: RolePhrase) -> Thing:
    """Of those whom the phrase names, who is there first."""
    if phrase.of:
        return min(_earliest(charter, one) for one in phrase.of)
    return _begins(charter, KINDS.get(phrase.kind, ()), phrase.name)


def _begins(charter: Charter, kinds: tuple[str, ...], name: str) -> Thing:
    for kind in kinds:
        if kind == "weight":
            lists: Mapping[str, Dated[Any]] = {n: one.values for n, one in charter.weights.items()}
        else:
            lists = getattr(charter, f"{kind}s")
        if name in lists and lists[name].versions[0][0] > date.min:
            return lists[name].versions[0][0], kind, name
    return ALWAYS
