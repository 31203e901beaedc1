"""``comity show programme``: the chair's year: priorities by contour, the plan, joint events, and the review at the end."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby
from typing import Any

import click

from comity.body.changes import event_with
from comity.body.dates import When, exact, order, when
from comity.body.effects import ReviewMade
from comity.body.standing import begun
from comity.body.state import ChangingFact, PlanItem, Priority, ProgrammeEvent, find_matter
from comity.cli import options
from comity.cli.layout import heading, text_of, wrapped
from comity.cli.ruling import uncertified
from comity.cli.show.view import Page, View, marked, page_title, said, show
from comity.errors import BadInput
from comity.store.address import Address


@click.command()
@click.option(
    "--on", "day", metavar="DATE", help="The year of that date; of a day, as it stood then."
)
@click.option("--year", metavar="YEAR", help="The programme of that year.")
@options.known
@options.register
@options.body
@options.as_json
def verb(
    day: str | None, year: str | None, known: str, register: Address, body: str, as_json: bool
) -> None:
    """Show the chair's year: priorities, plan, joint events with stages, hosts and headquarters, and the review.

    \b
    Example:
      comity show programme --year 2020
      comity show programme --on 2023-01-11
    """
    asked = _read(year or day or "")
    on = exact(asked) if asked is not None and not year else None

    def page(at: View) -> Page:
        of = when(at.day[:4]) if asked is None or on is not None else asked
        value = programme_value(at, of)
        lines = list(programme_lines(at, of, value))
        return lines, value

    show(register, body, on.isoformat() if on else "", known, as_json, page)


def _read(text: str) -> When | None:
    try:
        asked = when(text) if text else None
    except BadInput as error:
        raise click.BadParameter(f"{error}") from error
    for day in (asked.earliest, asked.latest) if asked is not None else ():
        if day is not None:
            options.require_near(day)
    return asked


# --- for programs -----------------------------------------------------------------------------------------------------


def programme_value(at: View, of: When) -> dict[str, Any]:
    """What belongs to the year: set or planned in it, or for it."""
    state = at.state
    priorities = [p for p in state.priorities.values() if at.come(p.on) and _in(of, p.period, p.on)]
    chosen = {priority.priority for priority in priorities}
    items = [i for i in state.plan_items.values() if _planned(at, of, i, chosen)]
    events = [e for e in _events(at) if _in(of, e.period)]
    plans = dict.fromkeys(item.plan for item in items)
    return {
        "of": of.text,
        "on": at.day if at.asked else None,
        "as_known_on": at.known or None,
        "certified": at.law.charter.certified,
        "priorities": [_priority(at, each) for each in priorities],
        "plans": [{"plan": plan, "reviews": _reviews(at, plan)} for plan in plans],
        "plan_items": [_item(at, each) for each in items],
        "events": [_event(at, e) for e in sorted(events, key=lambda e: order(when(e.period)))],
    }


def _in(of: When, *dates: str) -> bool:
    """Whether one of the dates may fall in the year. "Before 2020" may have been in any year, and belongs to none."""
    first, last = of.earliest or date.min, of.latest or date.max
    spans = [when(text) for text in dates if text]
    return any(s.earliest and s.earliest <= last and first <= (s.latest or date.max) for s in spans)


def _events(at: View) -> Iterator[ProgrammeEvent]:
    """The events as the day asked for had them. What a source reports to have been moved, and not when, had been moved on
    every day."""

    def come(change: ChangingFact) -> bool:
        on = getattr(change.fact, "on", "")  # of a move and of forces the record has the day
        return begun(on or at.done(change.entry), at.day)

    for event in filter(at.there, at.state.events.values()):
        then = event_with(at.state, event.event, come) if at.asked else event
        yield then or event


def _planned(at: View, of: When, item: PlanItem, priorities: set[str]) -> bool:
    plan = find_matter(at.state, item.plan)
    if not at.there(item) or (plan is not None and not at.come(plan.on)):
        return False
    return bool(priorities & set(item.carries_out)) or _in(of, item.due, plan.on if plan else "")


def _priority(at: View, each: Priority) -> dict[str, Any]:
    return {
        "priority": each.priority,
        "contour": each.contour,
        "aim": text_of(each.aim),
        "by": each.by,
        "set": each.on,
        "period": each.period,
        "entry": each.entry,
        "attested": each.attested,
        "reviews": _reviews(at, each.priority),
    }


def _item(at: View, each: PlanItem) -> dict[str, Any]:
    return {
        "item": each.item,
        "plan": each.plan,
        "what": text_of(each.what),
        "carries_out": each.carries_out,
        "owner": each.owner,
        "due": each.due,
        "entry": each.entry,
        "attested": each.attested,
        "reviews": _reviews(at, each.item),
    }


def _reviews(at: View, of: str) -> list[dict[str, Any]]:
    """What became of it, as the reviews made by the day say."""
    return [
        {
            "verdict": review.verdict,
            "note": _note(at, review.entry, review.review),
            "by": review.by,
            "on": review.on,
            "to": review.to,
            "entry": review.entry,
            "attested": review.attested,
        }
        for review in at.state.reviews.values()
        if review.of == of and at.come(review.on)
    ]


def _note(at: View, number: int, review: str) -> str:
    entry = at.reading.entry(number)
    effects = entry.effects if entry is not None else []
    notes = (e.note for e in effects if isinstance(e, ReviewMade) and e.review == review)
    return text_of(next(notes, ""))


def _event(at: View, each: ProgrammeEvent) -> dict[str, Any]:
    held = {stage: on for stage, on in each.held.items() if at.come(on)}
    return {
        "event": each.event,
        "title": text_of(each.title),
        "nature": each.nature,
        "period": each.period,
        "status": "planned" if each.status == "held" and not held else each.status,
        "series": each.series,
        "host": each.host,
        "region": text_of(each.region),
        "headquarters": [text_of(place) for place in each.headquarters],
        "participants": each.participants,
        "forces": [text_of(force) for force in each.forces],
        "stages": [text_of(stage) for stage in each.stages],
        "held": held,
        "moved_from": each.moved_from,
        "purpose": text_of(each.purpose),
        "contributions": {party: text_of(forces) for party, forces in each.contributions.items()},
        "entry": each.entry,
        "attested": each.attested,
    }


# --- for readers ------------------------------------------------------------------------------------------------------


def programme_lines(at: View, of: When, value: dict[str, Any]) -> Iterator[str]:
    """The year as a page."""
    if at.asked:
        yield from page_title(at, f"Programme of {said(of.text)}")
    else:
        known = f", as known on {said(at.known)}" if at.known else ""
        yield click.style(f"Programme of {said(of.text)}{known}", bold=True)
    yield from _priority_lines(at, value["priorities"])
    yield from _plan_lines(at, value)
    yield from heading(f"Joint events ({len(value['events'])})")
    for event in value["events"]:
        yield from _event_lines(at, event)
    yield from uncertified(at.law)


def _priority_lines(at: View, priorities: list[dict[str, Any]]) -> Iterator[str]:
    for contour, each in groupby(priorities, key=lambda p: str(p["contour"])):
        yield from heading(f"Priorities, contour: {contour}")
        for one in each:
            period = f" for {said(one['period'])}" if one["period"] else ""
            told = f"set by {at.who(one['by'])}, {said(one['set'])}{period}"
            where = marked(one["attested"], one["entry"])
            yield from wrapped(one["aim"], indent=2, hang=2)
            yield from wrapped(f"{told} ({where})", indent=4, hang=2)
            yield from _review_lines(at, one["reviews"])


def _plan_lines(at: View, value: dict[str, Any]) -> Iterator[str]:
    for plan in value["plans"]:
        yield from heading(f"Plan {plan['plan']}")
        yield from _review_lines(at, plan["reviews"], indent=2)
        for item in value["plan_items"]:
            if item["plan"] == plan["plan"]:
                where = marked(item["attested"], item["entry"])
                yield from wrapped(f"{item['what']} ({where})", indent=2, hang=2)
                if item["carries_out"]:
                    yield from wrapped(
                        f"carries out {', '.join(item['carries_out'])}", indent=4, hang=2
                    )
                yield from _review_lines(at, item["reviews"])


def _review_lines(at: View, reviews: list[dict[str, Any]], indent: int = 4) -> Iterator[str]:
    for review in reviews:
        note = f" ({review['note']})" if review["note"] else ""
        to = f", handed to {at.who(review['to'])}" if review["to"] else ""
        where = marked(review["attested"], review["entry"])
        told = f"Review of {said(review['on'])}: {review['verdict']}{note}{to} ({where})"
        yield from (click.style(line, fg="cyan") for line in wrapped(told, indent=indent, hang=2))


def _event_lines(at: View, event: dict[str, Any]) -> Iterator[str]:
    series = f", series {event['series']}" if event["series"] else ""
    where = marked(event["attested"], event["entry"])
    moved = (
        f", moved from {', '.join(map(said, event['moved_from']))}" if event["moved_from"] else ""
    )
    first = f"{event['title']}: {event['nature']}{series}, {said(event['period'])}, {event['status']}{moved} ({where})"
    title, *rest = wrapped(first, indent=2, hang=2)
    yield title.replace(event["title"], click.style(event["title"], bold=True), 1)
    yield from rest
    for name, told in _particulars(at, event):
        if told:
            yield from wrapped(f"{name}: {told}", indent=4, hang=2)


def _particulars(at: View, event: dict[str, Any]) -> Iterator[tuple[str, str]]:
    yield "host", at.who(event["host"]) if event["host"] else ""
    yield "headquarters", ", ".join(event["headquarters"])
    for number, stage in enumerate(event["stages"], 1):
        on = event["held"].get(str(number))
        yield f"stage {number}", f"{stage}{f', held {said(on)}' if on else ''}"
    yield "region", event["region"]
    yield "purpose", event["purpose"]
    yield "participants", ", ".join(map(at.who, event["participants"]))
    yield "forces", ", ".join(event["forces"])
    for party, forces in event["contributions"].items():
        yield f"contributed by {at.who(party)}", forces
    yield "held", said(event["held"].get("", ""))
