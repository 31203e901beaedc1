"""Offices and rotas, the acts: leaving and acting in an office, introducing its holder, passing over a turn.

Filling an office is what a procedure takes effect in (``taking_effect``); who holds it on a day is in ``turns``. While
nobody holds an office it is vacant, and a person may act in it if the charter says who and for how long.
"""

from __future__ import annotations

from datetime import date

from comity.body.acts import ActInOffice, Introduce, LeaveOffice, SkipTurn
from comity.body.dates import When, when
from comity.body.effects import (
    IntroductionMade,
    TenureBegan,
    TenureEnded,
    TurnPassed,
    TurnSkipped,
)
from comity.body.occasion import Deciders, Occasion, organ_of
from comity.body.particulars import done_on, recorder
from comity.body.periods import date_after
from comity.body.rights import capacity
from comity.body.standing import begun
from comity.body.state import (
    Evolvers,
    Introduction,
    Mark,
    SkippedTurn,
    State,
    Tenure,
    Turn,
    as_kept,
)
from comity.body.turns import NextTurn, holders, rota_order, turns_ahead
from comity.charter.model import Office, Period, Rota
from comity.errors import Refused


def decide_leave(on: Occasion, act: LeaveOffice) -> list[TenureEnded]:
    """The tenure ends. Refused unless the holder, the party that nominated the holder, or the record-keeper says so."""
    tenure = on.state.tenures.get(act.tenure)
    if tenure is None or tenure.ended:
        raise _refuse(
            on,
            "tenure.unknown",
            "No tenure {tenure!r} is running.",
            "See the office for its tenures.",
            tenure=act.tenure,
        )
    mine = act.by == tenure.person and act.reason == "resignation"
    recalled = act.for_ == tenure.nominated_by and act.reason == "recall"
    if recalled:
        capacity(on, act, "decide")
    elif not mine:
        recorder(on, act)
    return [TenureEnded(tenure=act.tenure, on=act.on or on.day, reason=act.reason)]


def decide_act_in(on: Occasion, act: ActInOffice) -> list[TenureBegan]:
    """The person acts in the office while it is vacant. Refused when it is not, when the charter names nobody to act, and
    when somebody has acted in this vacancy for as long as the charter lets anybody."""
    recorder(on, act)
    office = on.law.offices.get(act.office)
    if office is None:
        raise _refuse(
            on,
            "office.unknown",
            "The charter has no office {office!r}.",
            "Name an office of the charter.",
            office=act.office,
        )
    if office.acting is None:
        raise _refuse(
            on, "office.no_acting", "The charter lets nobody act in it.", "Fill the office.", office
        )
    if act.person not in on.state.persons:
        raise _refuse(
            on,
            "person.unknown",
            "No person {person!r} is entered.",
            "Enter the person.",
            office,
            person=act.person,
        )
    since = act.since or on.day
    if holders(on.state, act.office, since):
        raise _refuse(
            on,
            "office.held",
            "The office is not vacant on {since}.",
            "Wait until the tenure ends.",
            office,
            since=since,
        )
    until = _acts_until(on, office, since)
    if until and until < since:
        raise _refuse(
            on,
            "office.acting_over",
            "Somebody acts in the vacant office for {limit_months} months at the most: until {until}.",
            "Fill the office.",
            office,
            limit_months=office.acting.limit_months,
            until=until,
        )
    return [
        TenureBegan(
            tenure=f"t{on.number}",
            office=act.office,
            person=act.person,
            since=since,
            until=until,
            acting=True,
        )
    ]


def _acts_until(on: Occasion, office: Office, since: str) -> str:
    """The last day on which anybody acts in the vacancy in which somebody is to act from ``since``; empty without a limit.
    The limit runs from the first day on which somebody acts after the last holder, whoever acts later."""
    limit = office.acting.limit_months if office.acting is not None else None
    if limit is None:
        return ""
    first = date.fromisoformat(since)
    begun_by_then = [
        t for t in on.state.tenures.values() if t.office == office.office and begun(t.since, since)
    ]
    for tenure in sorted(begun_by_then, key=_begins, reverse=True):
        if not tenure.acting:
            break
        first = min(first, when(tenure.since).earliest or first)
    after = date_after(first, Period(months=limit))
    return date.fromordinal(after.toordinal() - 1).isoformat()


def _begins(tenure: Tenure) -> tuple[tuple[date, date], int]:
    return _order_key(when(tenure.since)), tenure.entry


def decide_skip(on: Occasion, act: SkipTurn) -> list[TurnSkipped]:
    """The party's next turn is skipped: by the party itself, or recorded. Refused where the charter has no policy."""
    if act.for_ == act.party:
        capacity(on, act, "decide")
    else:
        recorder(on, act)
    rota = on.law.rotas.get(act.rota)
    if rota is None or act.party not in rota_order(on.state, on.law, rota.of, rota.order, on.day):
        raise _refuse(
            on,
            "rota.unknown",
            "{party} is not on a rota {rota!r}.",
            "Name a rota and a party on it.",
            party=act.party,
            rota=act.rota,
        )
    if rota.when_skipped is None:
        raise Refused(
            "rota.no_policy",
            "The charter does not say what happens when a turn of {rota} is skipped.",
            article=rota.cites.article,
            remedy="The body must decide on the turn.",
            rota=act.rota,
        )
    return [TurnSkipped(rota=act.rota, party=act.party, on=on.day)]


def decide_introduce(on: Occasion, act: Introduce) -> list[IntroductionMade]:
    """The holder of an office is introduced. Refused for somebody who neither holds it nor is about to."""
    capacity(on, act, "speak")
    if not any(
        t.office == act.office and t.person == act.person for t in on.state.tenures.values()
    ):
        raise _refuse(
            on,
            "office.not_held",
            "{person} was not appointed to {office}.",
            "Appoint the person first.",
            person=act.person,
            office=act.office,
        )
    return [
        IntroductionMade(
            introduction=f"i{on.number}",
            office=act.office,
            person=act.person,
            to=act.to,
            by=act.for_,
            on=done_on(on, act),
            place=act.place,
            upon=act.upon,
        )
    ]


def passing_turns(on: Occasion, session: str, organ: str, regular: bool) -> list[TurnPassed]:
    """The turns that pass when this session of ``organ`` closes: of the rotas that name it, and of those that name no organ
    and chair it. A rota that has not begun, or on which nobody is, has no turn to pass."""
    chair = organ_of(on.state, on.law, organ).chaired_by
    return [
        turn_passed(rota.rota, turn, on.day, session=session)
        for rota in on.law.rotas.values()
        if regular and rota.passes == "close of session" and _begun(rota, on.day)
        if rota.organ == organ or (not rota.organ and chair == rota.rota)
        for turn in turns_ahead(on.state, on.law, rota.rota, on.day, 1)
    ]


def _begun(rota: Rota, day: str) -> bool:
    return rota.since is None or rota.since.isoformat() <= day


def turn_passed(
    rota: str, turn: NextTurn, day: str, session: str = "", matter: str = ""
) -> TurnPassed:
    """The turn passes on the day, at the close of the session or by decision in the matter."""
    return TurnPassed(
        rota=rota,
        to=turn.to,
        on=day,
        session=session,
        matter=matter,
        place="" if turn.place == turn.to else turn.place,
        over=turn.over,
        owed=turn.owed,
    )


def _refuse(
    on: Occasion,
    code: str,
    sentence: str,
    remedy: str,
    at: Office | None = None,
    /,
    **values: object,
) -> Refused:
    article = at.cites.article if at is not None else on.law.charter.credentials.article
    return Refused(code, sentence, article=article, remedy=remedy, **values)


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_tenure_began(state: State, effect: TenureBegan, mark: Mark) -> None:
    state.tenures[effect.tenure] = as_kept(Tenure, effect, mark)


def on_tenure_ended(state: State, effect: TenureEnded, mark: Mark) -> None:
    tenure = state.tenures[effect.tenure]
    tenure.ended, tenure.reason = effect.on, effect.reason


def on_turn_passed(state: State, effect: TurnPassed, mark: Mark) -> None:
    turns = state.turns.setdefault(effect.rota, [])
    turns.append(as_kept(Turn, effect, mark))
    turns.sort(key=lambda turn: _order_key(when(turn.on)))


def on_turn_skipped(state: State, effect: TurnSkipped, mark: Mark) -> None:
    state.skipped.setdefault(effect.rota, []).append(as_kept(SkippedTurn, effect, mark))


def on_introduction_made(state: State, effect: IntroductionMade, mark: Mark) -> None:
    state.introductions[effect.introduction] = as_kept(Introduction, effect, mark)


def _order_key(moment: When) -> tuple[date, date]:
    first = moment.earliest or date.min
    return first, moment.latest or date.max


DECIDE: Deciders = {
    LeaveOffice: decide_leave,
    ActInOffice: decide_act_in,
    SkipTurn: decide_skip,
    Introduce: decide_introduce,
}
EVOLVE: Evolvers = {
    TenureBegan: on_tenure_began,
    TenureEnded: on_tenure_ended,
    TurnPassed: on_turn_passed,
    TurnSkipped: on_turn_skipped,
    IntroductionMade: on_introduction_made,
}
