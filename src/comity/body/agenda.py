"""The agenda of a session: items requested by those who may propose, and placed by whoever steers the session.

Items on the agenda are numbered from 1 without gaps. One that was only requested has the position 0, and shows so.
"""

from __future__ import annotations

from comity.body.acts import PlaceItem, RequestItem
from comity.body.effects import AnyEffect, ItemPlaced, ItemRequested
from comity.body.occasion import Deciders, Occasion, organ_of
from comity.body.particulars import new_id, refusal, require_matter
from comity.body.rights import capacity
from comity.body.room import find_session, steer
from comity.body.state import AgendaItem, Evolvers, Mark, Session, State, as_kept

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_request(on: Occasion, act: RequestItem) -> list[AnyEffect]:
    """The item is requested. Refused to who may not propose, and for a session that has closed."""
    session = find_session(on, act.session)
    who = capacity(on, act, "propose", "propose", organ=session.organ)
    require_matter(on, act.matter)
    item = new_id(on, "", "a", [one.item for one in session.items], "item")
    return [
        ItemRequested(
            session=act.session,
            item=item,
            by=who.party or who.name,
            title=act.title,
            matter=act.matter,
        )
    ]


def decide_place(on: Occasion, act: PlaceItem) -> list[AnyEffect]:
    """The item is on the agenda at that position, and those from there on move down.

    Refused: ``item.unknown``, ``item.untitled`` (a new one needs a title or a matter), ``item.position``."""
    session = find_session(on, act.session)
    organ = organ_of(on.state, on.law, session.organ)
    steer(on, act, organ)
    require_matter(on, act.matter)
    known = next((one for one in session.items if one.item == act.item), None)
    if act.item and known is None:
        raise refusal(
            on,
            "item.unknown",
            "No item {item!r} was requested for the session {session}.",
            "There are: {items}.",
            organ.cites.article,
            item=act.item,
            session=act.session,
            items=[one.item for one in session.items] or "none",
        )
    if known is None and not act.title and not act.matter:
        raise refusal(
            on,
            "item.untitled",
            "A new item needs a title.",
            "Give a title, a matter, or the id of an item that was requested.",
            organ.cites.article,
        )
    others = sum(1 for one in session.items if one.position and one is not known)
    if not 1 <= act.position <= others + 1:
        raise refusal(
            on,
            "item.position",
            "The agenda has {others} other items; {position} is no place on it.",
            "Give a position from 1 to {places}.",
            organ.cites.article,
            others=others,
            position=act.position,
            places=others + 1,
        )
    return [
        ItemPlaced(
            session=act.session,
            item=act.item or new_id(on, "", "a", [one.item for one in session.items], "item"),
            position=act.position,
            title=act.title,
            matter=act.matter,
        )
    ]


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_item_requested(state: State, effect: ItemRequested, mark: Mark) -> None:
    state.sessions[effect.session].items.append(as_kept(AgendaItem, effect, mark))


def on_item_placed(state: State, effect: ItemPlaced, mark: Mark) -> None:
    session = state.sessions[effect.session]
    known = any(one.item == effect.item for one in session.items)
    if not (known or effect.title or effect.matter):
        return  # its request was taken back, and nothing else says what it is
    item = _taken_off(session, effect.item) or AgendaItem(
        entry=mark.entry, attested=mark.attested, item=effect.item, title=effect.title
    )
    item.title = effect.title or item.title
    item.matter = effect.matter or item.matter
    placed = [one for one in session.items if one.position]
    requested = [one for one in session.items if not one.position]
    placed.insert(effect.position - 1, item)
    for position, one in enumerate(placed, 1):
        one.position = position
    session.items = [*placed, *requested]


def _taken_off(session: Session, item: str) -> AgendaItem | None:
    found = next((one for one in session.items if one.item == item), None)
    if found is not None:
        session.items.remove(found)
    return found


DECIDE: Deciders = {RequestItem: decide_request, PlaceItem: decide_place}
EVOLVE: Evolvers = {ItemRequested: on_item_requested, ItemPlaced: on_item_placed}
