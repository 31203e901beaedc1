"""Checks of a charter as a whole: what no single item shows.

A weight that lacks a member, a threshold that nobody can meet, a rota that nobody is on: each is a fault at its place.

>>> from comity.charter.reading import read_charter_text
>>> read_charter_text('''comity: 1
... body: duo
... title: Duo
... members: [{member: A}, {member: B}]
... rules: [{rule: three, adopted when: {in favour: at least 3}}]
... ''')
Traceback (most recent call last):
comity.errors.Faulty: charter.yaml:5:49: "at least 3" cannot be: there are never more than 2. Expected a number up to 2.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from datetime import date
from fractions import Fraction

from comity.charter.attendance import check_attendance
from comity.charter.law import Law, first_days, law
from comity.charter.model import AGAIN, END, Charter, Dated, Order, Procedure, Rota, Step
from comity.charter.nodes import Listing, Node, Pairs, Scalar
from comity.charter.notes import Notes
from comity.charter.places import item_of as _item
from comity.charter.places import versions_of as _versions_of
from comity.errors import BadInput
from comity.rules.gauges import names_needed
from comity.rules.readying import make_ready
from comity.rules.terms import Count, Roll, Rule, Share, Test


def check(charter: Charter, root: Pairs, notes: Notes) -> None:
    """Notes every fault of the charter taken together. A library of rules, without members, has none of these."""
    if not charter.members:
        return
    laws = [law(charter, day) for day in first_days(charter)]
    sections = {word: pair.value for word, pair in root.pairs.items()}
    _check_weights(charter, laws, sections.get("weights"), notes)
    _check_thresholds(laws, notes)
    _check_worlds(laws, notes)
    _check_decided(laws, sections.get("procedures"), notes)
    _check_circles(laws, sections.get("procedures"), notes)
    if notes.faults:
        return
    _check_countable(laws, sections.get("rules"), notes)
    check_attendance(laws, sections.get("procedures"), notes)
    _check_rotas(charter, laws, sections.get("rotas"), notes)
    _check_slots(charter, laws, sections.get("offices"), notes)
    _check_filling(laws, sections.get("procedures"), notes)


# --- weights ----------------------------------------------------------------------------------------------------------


def _check_weights(charter: Charter, laws: list[Law], section: Node | None, notes: Notes) -> None:
    for name, weight in charter.weights.items():
        lacking: dict[int, dict[str, None]] = {}
        for each in laws:
            version = _version(weight.values, each.since)
            values = each.weights.get(name, {})
            if version >= 0:
                missing = {member: None for member in each.members if member not in values}
                lacking.setdefault(version, {}).update(missing)
        places = _versions_of(section.pairs[name].value) if isinstance(section, Pairs) else []
        for version, members in lacking.items():
            if members:
                place = places[version].pairs["values"].key
                sentence = f'The weight "{name}" gives no value for {", ".join(members)}.'
                notes.fault(
                    "weight.missing", place, sentence, "a value for every member then counted"
                )


def _version(dated: Dated[Mapping[str, Fraction]], day: date) -> int:
    return bisect_right([first for first, _ in dated.versions], day) - 1


# --- thresholds -------------------------------------------------------------------------------------------------------


def _check_thresholds(laws: list[Law], notes: Notes) -> None:
    for test, node in notes.tests:
        if isinstance(test.quantity, Count):
            most = max(_most(test, each) for each in laws)
            needed = test.quantity.number + (1 if test.op == "more than" else 0)
            if test.op in ("at least", "more than", "exactly") and needed > most:
                sentence = f'"{node.value}" cannot be: there are never more than {most}.'
                notes.fault("threshold.impossible", node, sentence, f"a number up to {most}")


def _most(test: Test, on: Law) -> Fraction | int:
    """The most that the side of a test can ever count on that day: members, or their weight, in the group named."""
    among = on.groups.get(test.among) if test.among is not None else None
    members = [name for name in on.members if among is None or name in among]
    if test.by is None:
        return len(members)
    values = on.weights.get(test.by, {})
    # A weight that the charter does not give is a parameter, and one that it does not give for all is a fault of its own:
    # nothing is known of it.
    if not values or any(name not in values for name in members):
        return 10**18
    return sum((values[name] for name in members), Fraction(0))


def _check_worlds(laws: list[Law], notes: Notes) -> None:
    for test, node in notes.tests:
        if isinstance(test.quantity, Share) and test.quantity.base == "world" and test.by:
            name = test.by
            if any(name in each.weights and name not in each.world for each in laws):
                sentence = f'The weight "{name}" has no total outside the membership.'
                expected = f"world: NUMBER beside the values of {name}, or of members"
                notes.fault("world.missing", node, sentence, expected)


def _check_decided(laws: list[Law], section: Node | None, notes: Notes) -> None:
    """Every step that puts a question has a rule: its own, or that by which the organ asked decides."""
    lacking = {
        (name, step.step): step.puts.to.name
        for on in laws
        for name, procedure in on.procedures.items()
        for step in procedure.steps
        if step.puts is not None and not step.puts.rule
    }
    for (name, step), organ in lacking.items():
        sentence = f"The step {step} names no rule, and the organ {organ} decides by none."
        place = _item(section, "procedure", name)
        notes.fault(
            "key.missing",
            place,
            sentence,
            f"rule: RULE in the step, or decides by: RULE in {organ}",
        )


def _check_circles(laws: list[Law], section: Node | None, notes: Notes) -> None:
    """No procedure leads round through steps that ask nobody anything and wait for nothing."""
    circles = {
        name: step.step
        for on in laws
        for name, procedure in on.procedures.items()
        for step in reversed(procedure.steps)
        if _comes_back(procedure, step)
    }
    for name, first in circles.items():
        sentence = f"From the step {first} of {name} the steps lead round in a circle, and nobody is asked anything."
        place = _item(section, "procedure", name)
        notes.fault("steps.circle", place, sentence, "then: end, or a step that asks or waits")


def _comes_back(procedure: Procedure, first: Step) -> bool:
    step, passed = first, set[str]()
    while step.asks is None and step.puts is None and step.waits is None:
        following = procedure.after(step, "")
        if following in (END, AGAIN) or following in passed:
            return following == first.step
        passed.add(step.step)
        step = procedure.at(following)
    return False


def _check_countable(laws: list[Law], section: Node | None, notes: Notes) -> None:
    """A rule that no question could be counted under, since of what it names nothing can be made."""
    if notes.faults:
        return
    for each in laws:
        roll = each.roll(attending=1)
        for rule in each.rules.values():
            names = names_needed(rule)
            # What each question names anew is not there to be tried.
            if names.groups <= each.groups.keys() and names.weights <= each.weights.keys():
                _try_rule(rule, roll, _item(section, "rule", rule.name), notes)


def _try_rule(rule: Rule, roll: Roll, place: Node, notes: Notes) -> None:
    try:
        make_ready(rule, roll)
    except BadInput as error:
        if not any(fault.line == place.line for fault in notes.faults):
            notes.fault("rule.uncountable", place, error.sentence, error.remedy)


# --- rotas ------------------------------------------------------------------------------------------------------------


def _check_rotas(charter: Charter, laws: list[Law], section: Node | None, notes: Notes) -> None:
    for name, dated in charter.rotas.items():
        places = _versions_of(_item(section, "rota", name))
        for (_, rota), place in zip(dated.versions, places, strict=True):
            _check_turn(rota.of, rota.order, rota.first, rota.since, laws, place, notes)
            _check_passing(rota, laws, place, notes)


def _check_passing(rota: Rota, laws: list[Law], place: Pairs, notes: Notes) -> None:
    """A turn that never passes: its calendar has no day to begin with, or the session at whose close it passes no organ."""
    never = f'The turn of "{rota.rota}" never passes:'
    node = place.pairs["passes"].value if "passes" in place.pairs else place
    if rota.passes in ("calendar year", "months") and rota.since is None:
        sentence = f"{never} there is no day to count from."
        notes.fault("rota.never-passes", node, sentence, "from: the first day of the first turn")
    if rota.passes == "close of session" and not rota.organ and not _chairs(rota, laws):
        sentence = f"{never} no organ is named whose session it is, and the rota chairs none."
        expected = f"of: ORGAN, or an organ with chaired by: {rota.rota}"
        notes.fault("rota.never-passes", node, sentence, expected)


def _chairs(rota: Rota, laws: list[Law]) -> bool:
    """Whether there is ever an organ that the rota chairs while it is as it is here."""
    return any(
        organ.chaired_by == rota.rota
        for each in laws
        if each.rotas.get(rota.rota) == rota
        for organ in each.organs.values()
    )


def _check_slots(charter: Charter, laws: list[Law], section: Node | None, notes: Notes) -> None:
    for name, dated in charter.offices.items():
        places = _versions_of(_item(section, "office", name))
        for (_, office), place in zip(dated.versions, places, strict=True):
            slots = office.slots
            node = _inside(place, "slots", "rota")
            if slots is not None and isinstance(node, Pairs):
                _check_turn(slots.of, slots.order, slots.first, slots.since, laws, node, notes)


def _check_turn(
    of: str,
    order: Order,
    first: str,
    since: date | None,
    laws: list[Law],
    place: Pairs,
    notes: Notes,
) -> None:
    served = [each for each in laws if each.population(of)]
    if not served:
        node = place.pairs["of"].value if "of" in place.pairs else place
        notes.fault(
            "rota.empty", node, f'Nobody is ever of "{of}".', "members, or a group that has some"
        )
        return
    start = since or served[0].since
    named = order.listed or law(served[0].charter, start).population(of)
    if first and first not in named and "starting with" in place.pairs:
        node = place.pairs["starting with"].value
        expected = f"one of {', '.join(named)}" if named else "somebody who is on the rota then"
        notes.fault("rota.first", node, f'"{first}" is not on the rota when it begins.', expected)


# --- offices ----------------------------------------------------------------------------------------------------------


def _check_filling(laws: list[Law], section: Node | None, notes: Notes) -> None:
    """An office that a procedure fills, while another is the one that it is filled by."""
    told: dict[tuple[str, str], str] = {}
    for each in laws:
        for procedure in each.procedures.values():
            filled = [e.object for s in procedure.steps for e in s.effects if e.verb == "fills"]
            for office in (each.offices[name] for name in filled if name in each.offices):
                if office.filled_by not in ("", procedure.procedure):
                    told[procedure.procedure, office.office] = office.filled_by
    for (name, office_name), filled_by in told.items():
        for node in _filling(_item(section, "procedure", name), office_name):
            sentence = (
                f'The office "{office_name}" is filled by {filled_by}, and {name} fills it too.'
            )
            expected = (
                f"no filled by beside {office_name}, where more than one procedure may fill it"
            )
            notes.fault("office.filled-by", node, sentence, expected)


def _filling(node: Node, office: str) -> Iterator[Scalar]:
    """Where the office is filled within the node."""
    if isinstance(node, Listing):
        for item in node.items:
            yield from _filling(item, office)
    elif isinstance(node, Pairs):
        for word, pair in node.pairs.items():
            if word == "fills" and isinstance(pair.value, Scalar) and pair.value.value == office:
                yield pair.value
            yield from _filling(pair.value, office)


# --- where things are -------------------------------------------------------------------------------------------------


def _inside(node: Pairs, *words: str) -> Node | None:
    found: Node | None = node
    for word in words:
        pair = found.pairs.get(word) if isinstance(found, Pairs) else None
        found = pair.value if pair is not None else None
    return found
