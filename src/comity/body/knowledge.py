"""What could be known by a day, and how a matter stood on one.

Every fact has two times: when it happened, and when it was recorded. "Who was Secretary General on 5 March 2020, as known
on 1 April 2020?" leaves out whatever came to be known later:

==================  ================================================================================================
the founding        known always: the charter's own dates say what governs when
a source            known from its publication, where it says when (EDTF: the last day possible), or from its recording
an attested fact    known when all the sources that it cites were, or from its recording, whichever is earlier
anything else       known from its recording: it was decided here
==================  ================================================================================================

A fact about something not yet known by the day is left out with it. Why so: ``docs/decisions/as-known-on.md``.

>>> from comity.body.acts import Citation, FileSource
>>> filed = FileSource(source="s1", title="Gazette", sha256="0" * 64, published="2020-03")
>>> fact = Attest(cites=[Citation(source="s1", paragraph=2)], facts=[])
>>> public = {"s1": "2020-03-31"}
>>> known_from(Entry(n=7, body="league", at="2026-03-01T09:00:00.000Z", charter=0, engine=1, act=fact), public, "UTC")
'2020-03-31'
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec

from comity.body.acts import Attest, FileSource, FoundBody
from comity.body.dates import when
from comity.body.effects import AnyEffect, SourceFiled
from comity.body.entry import Entry
from comity.body.evolve import evolve
from comity.body.fields import Id, fields_of
from comity.body.occasion import charter_of, seat_day
from comity.body.references import is_known
from comity.body.standing import begun
from comity.body.state import Matter, Question, RemarkKept, State

SUBJECTS = frozenset(
    {"matter", "question", "person", "session", "meeting", "instruction", "inquiry", "tenure"}
    | {"credential", "key", "event", "source", "measures"}
)
"""The kinds of thing without which an effect says nothing."""
FIRST_DAY = "0001-01-01"
MENTIONED = frozenset(
    {"tenure.began/1", "credential.issued/1", "introduction.made/1", "instruction.given/1"}
    | {"meeting.held/1", "meeting.proposed/1", "speech.made/1"}
)
"""Facts that stand on their own: the person or the matter in them is no more than mentioned."""


def as_known(entries: Iterable[Entry], day: str, before: State | None = None) -> State:
    """The body as it could be known by the end of ``day``, at its seat.

    ``before``, which is changed, is the body after those entries that were recorded by then, and so are known.
    ``entries`` are those that follow; any that ``State.reported`` does not name may be missing. Without ``before``, all
    entries are given."""
    state = before if before is not None else State()
    published = {
        name: public
        for name, source in state.sources.items()
        if (public := _published(source.published))
    }
    zone = zone_of(state)
    for entry in entries:
        if isinstance(entry.act, FoundBody):
            zone = charter_of(entry.act.charter).seat.zone
        for effect in entry.effects:
            if isinstance(effect, SourceFiled) and (public := _published(effect.published)):
                published[effect.source] = public
        if known_from(entry, published, zone) <= day:
            evolve(state, _about_what_is_known(state, entry))
    return state


def zone_of(state: State) -> str:
    """The time zone of the seat, as the founding charter has it; UTC before the founding."""
    return charter_of(state.charters[0].text).seat.zone if state.charters else "UTC"


def known_from(entry: Entry, published: Mapping[str, str], zone: str) -> str:
    """The day, at the seat, from which the entry could be known; ``published`` says of a source since when it is public."""
    recorded = seat_day(entry.at, zone)
    match entry.act:
        case FoundBody():
            return FIRST_DAY
        case FileSource():
            sources = [effect.source for effect in entry.effects if isinstance(effect, SourceFiled)]
        case Attest():
            sources = [cited.source for cited in entry.act.cites]
        case _:
            return recorded
    return min(recorded, max(published.get(source, recorded) for source in sources))


def _published(text: str) -> str:
    """The day by which what was published then is certainly public; empty where nobody says."""
    latest = when(text).latest if text else None
    return latest.isoformat() if latest is not None else ""


def _about_what_is_known(state: State, entry: Entry) -> Entry:
    """The entry with those effects alone whose subject is known: before it, or by an effect in it."""
    brought: set[tuple[str, str]] = set()
    kept = []
    for effect in entry.effects:
        if _subject_is_known(state, effect, brought):
            kept.append(effect)
            brought |= {(kind, name) for kind, name, new in _named(effect) if new}
    return (
        entry if len(kept) == len(entry.effects) else msgspec.structs.replace(entry, effects=kept)
    )


def _subject_is_known(state: State, effect: AnyEffect, brought: set[tuple[str, str]]) -> bool:
    if str(effect.__struct_config__.tag) in MENTIONED:
        return True
    needed = [(kind, name) for kind, name, new in _named(effect) if not new]
    return all(one in brought or is_known(state, *one) for one in needed)


def _named(effect: AnyEffect) -> Iterator[tuple[str, str, bool]]:
    """What the effect is about or brings: the kind of thing, its id, and whether it is new."""
    for field in fields_of(type(effect)):
        name = getattr(effect, field.name)
        match field.holds:
            case Id(of=(kind,), new=new) if field.form == "one" and kind in SUBJECTS and name:
                yield kind, name, new


# --- how a matter stood -----------------------------------------------------------------------------------------------


def as_it_stood(matter: Matter, day: str, done: Callable[[int], str]) -> Matter:
    """The matter with what had certainly happened in it by the end of ``day``: the steps entered, the questions put and not
    yet closed, the positions stated, the texts, remarks and what became of them, what was provided, the decisions.

    ``done`` gives the day (EDTF) of an entry whose facts have none of their own; what it gives none for is there, since
    nobody says that it was not."""

    def there(entry: int) -> bool:
        return _by(done(entry), day)

    things = matter.opened_with | {
        one.thing: one.value for one in matter.provided if there(one.entry)
    }
    path = [passage for passage in matter.path if _by(passage.on, day)]
    questions = [_question(q, day) for q in matter.questions if _by(q.opened, day)]
    over = _by(matter.ended, day) if matter.ended else False
    return msgspec.structs.replace(
        matter,
        path=path,
        step=path[-1].step if path else "",
        questions=questions,
        versions=[one for one in matter.versions if there(one.entry)],
        remarks={
            name: _remark(one, there) for name, one in matter.remarks.items() if there(one.entry)
        },
        things={name: things[name] for name in matter.things if name in things},
        decisions=[one for one in matter.decisions if _by(one.dated, day)],
        ended=matter.ended if over else "",
        outcome=matter.outcome if over else "",
    )


def _remark(remark: RemarkKept, there: Callable[[int], bool]) -> RemarkKept:
    """The remark where it was then, with what had become of it."""
    settled = [one for one in remark.dispositions if there(one.entry)]
    places = [one for one in remark.places if there(one.entry)] or remark.places[:1]
    return msgspec.structs.replace(
        remark,
        disposition=settled[-1].disposition if settled else "",
        paragraphs=places[-1].paragraphs if places else remark.paragraphs,
        version=places[-1].version if places else remark.version,
    )


def _question(question: Question, day: str) -> Question:
    """The question as it stood. Positions without a day of their own (a roll call) are those of the question."""
    stated = {
        member: told
        for member, all_told in question.stated.items()
        if (told := [one for one in all_told if _by(one.on, day)])
    }
    later = question.stated.keys() - stated.keys()
    choices = {m: choice for m, choice in question.choices.items() if m not in later}
    for member, told in stated.items():
        counted = [one.choice for one in told if not one.late and not one.joined_later]
        choices |= {member: counted[-1]} if counted else {}
    if question.closed and _by(question.closed, day):
        return msgspec.structs.replace(question, stated=stated, choices=choices)
    return msgspec.structs.replace(
        question,
        stated=stated,
        choices=choices,
        closed="",
        outcome="",
        blocked_by=[],
        bound=[],
        needed=None,
    )


def _by(on: str, day: str) -> bool:
    """Whether a day (EDTF) or an instant had certainly come by the end of ``day``."""
    return begun(on[:10] if "T" in on else on, day)
