"""Texts: numbered paragraphs in versions, and what members remark on them.

A version is all its languages together, known by a digest; a question is always about one version. Every paragraph says
which it came from, so that a reservation follows its paragraph when it is carried over, split or merged. Nothing may
disappear between versions: a version is refused while a remark on the one before is unaccounted for. A text changed while
a question on it runs ends that question; the same question must be put on the new version (survey, T58).
"""

from __future__ import annotations

from hashlib import sha256

import msgspec

from comity.body.acts import LiftRemark, Remark, SubmitText
from comity.body.course import course_of
from comity.body.effects import (
    AnyEffect,
    Paragraph,
    QuestionClosed,
    RemarkFollowed,
    RemarkMade,
    RemarkSettled,
    TextVersioned,
    ThingProvided,
)
from comity.body.matters import go_on, running, wrong_step
from comity.body.occasion import Deciders, Occasion
from comity.body.putting import put
from comity.body.rights import capacity
from comity.body.roles import admits
from comity.body.state import (
    Disposition,
    Evolvers,
    Mark,
    Matter,
    Question,
    RemarkKept,
    RemarkPlace,
    State,
    Version,
    as_kept,
    find_remark,
    keep,
    put_in,
)
from comity.charter.model import Procedure, Step
from comity.charter.sorts import sort_in
from comity.errors import Message, Refused

DECIDED = ("adopted", "rejected", "blocked")
"""How a question closes that decides; after any other it can be put again."""
ADOPTED = "Version {version} of the text was adopted (question {question}), and the step {now!r} asks for no other."
DISPOSITIONS = ("taken", "partly taken", "not taken")
_canonical = msgspec.json.Encoder(order="sorted").encode


def digest(paragraphs: list[Paragraph]) -> str:
    """``sha256:`` and the hash of the canonical JSON of ``[{id, number, text}, ...]``: all languages together."""
    bare = [{"id": p.id, "number": p.number, "text": p.text} for p in paragraphs]
    return "sha256:" + sha256(_canonical(bare)).hexdigest()


# --- acts -------------------------------------------------------------------------------------------------------------


def decide_submit(on: Occasion, act: SubmitText) -> list[AnyEffect]:
    """The text has a new version. Refused to who may not draft, with paragraphs that do not fit, or a remark forgotten."""
    matter, step = running(on, act.matter)
    course = course_of(on, matter)
    asked = _asks(step)
    who = capacity(on, act, "propose", "circulate")
    mine = who.name == matter.by or who.kind in ("organ", "office", "rota")
    if asked and step.asks is not None:
        mine = admits(on, step.asks.of, who, course.things, course.procedure)
    if not mine:
        raise _refuse(
            step,
            "text.not_yours",
            "{name} does not draft this text.",
            "Make a remark on a paragraph.",
            name=who.name,
        )
    if asked:
        _require_read(course.procedure, step)
    else:
        _require_open(matter, step)
    _check_paragraphs(matter, act.paragraphs, step)
    version = TextVersioned(
        matter=matter.matter,
        version=matter.versions[-1].version + 1 if matter.versions else 1,
        digest=digest(act.paragraphs),
        paragraphs=act.paragraphs,
        by=who.name,
    )
    carried = _accounted_for(matter, act, step, version.version)
    effects: list[AnyEffect] = [version, *carried]
    course = course.with_text(version.digest)
    if asked:
        provided = ThingProvided(
            matter=matter.matter, thing="text", value=version.digest, by=who.name, step=step.step
        )
        return [*effects, provided, *go_on(on, course.having("text", version.digest), step)]
    if step.puts is None or not step.puts.on_text:
        return effects
    question = matter.question()
    if question is not None:
        effects.append(QuestionClosed(question=question.question, outcome="superseded", on=on.day))
    at_once = step.puts.put_by is None and not step.puts.closes.set_by_opener
    return [*effects, put(on, course, step)] if at_once else effects


def decide_remark(on: Occasion, act: Remark) -> list[AnyEffect]:
    """A member's remark on a paragraph of the version that stands."""
    matter, step = running(on, act.matter)
    who = capacity(on, act, "propose", "propose")
    if not matter.versions:
        raise wrong_step(
            matter, step, "Matter {matter} is in the step {step!r}, which has no text yet."
        )
    version = matter.versions[-1]
    if act.paragraph not in version.paragraphs:
        raise _refuse(
            step,
            "text.no_paragraph",
            "Version {version} has no paragraph {paragraph!r}.",
            "It has: {paragraphs}.",
            version=version.version,
            paragraph=act.paragraph,
            paragraphs=list(version.paragraphs),
        )
    if act.nature == "reservation" and act.type not in on.law.reservations:
        known = list(on.law.reservations) or "none"
        raise _refuse(
            step,
            "reservation.unknown",
            "The charter has no reservation of the type {type!r}.",
            "It has: {known}.",
            type=act.type,
            known=known,
        )
    return [
        RemarkMade(
            remark=f"k{on.number}",
            matter=matter.matter,
            version=version.version,
            paragraph=act.paragraph,
            by=who.party or who.name,
            nature=act.nature,
            type=act.type,
            text=act.text,
            proposed=act.proposed,
        )
    ]


def decide_lift(on: Occasion, act: LiftRemark) -> list[AnyEffect]:
    """A remark is taken back, by the member that made it and by nobody else."""
    who = capacity(on, act, "propose")
    found = find_remark(on.state, act.remark)
    if found is None or found[0].ended or found[1].disposition:
        raise Refused(
            "remark.unknown",
            "No remark {remark!r} stands.",
            article="",
            remedy="Name one that stands.",
            remark=act.remark,
        )
    owner = found[1].by
    if owner != (who.party or who.name):
        raise Refused(
            "remark.not_yours",
            "The remark is {owner}'s.",
            article="",
            remedy="Only {owner} may lift it.",
            owner=owner,
        )
    return [RemarkSettled(remark=act.remark, disposition="lifted", reason=act.reason)]


# --- what is checked --------------------------------------------------------------------------------------------------


def _require_read(procedure: Procedure, step: Step) -> None:
    """Refused (``text.whole``) where a step takes what is provided as the text for something else than a text to be read: a
    charter, a day."""
    if sort_in(procedure, "text") != "text":
        raise _refuse(
            step,
            "text.whole",
            "A step of {procedure} takes the text as it is provided, and it is not given in paragraphs.",
            "Provide it whole, with matter.provide/1.",
            procedure=procedure.procedure,
        )


def _require_open(matter: Matter, step: Step) -> None:
    """Refused (``text.adopted``) where the version that stands was adopted, and the step decides on no other."""
    question = adopting(matter, step)
    if question is not None:
        raise _refuse(
            step,
            "text.adopted",
            ADOPTED,
            "Withdraw the matter and open another, or have the matter go on.",
            version=matter.versions[-1].version,
            question=question.question,
            now=step.step,
        )


def adopting(matter: Matter, step: Step) -> Question | None:
    """The question that adopted the version that stands, where the step asks for no other and decides on no other: what was
    adopted is what takes effect. A signature is put to what was adopted, and to nothing else."""
    stands = matter.versions[-1] if matter.versions else None
    decided = [one for one in matter.questions if stands is not None and _on(one, stands)]
    if not decided or decided[-1].outcome != "adopted" or _asks(step):
        return None
    puts = step.puts
    anew = puts is not None and puts.on_text and puts.form != "signature"
    return None if anew and not _is_done(matter, decided[-1]) else decided[-1]


def _asks(step: Step) -> bool:
    return step.asks is not None and step.asks.thing == "text"


def _on(question: Question, version: Version) -> bool:
    """Whether the question was about the version, and decided on it."""
    return question.text == version.digest and question.outcome in DECIDED


def _is_done(matter: Matter, question: Question) -> bool:
    """Whether the matter is still in the step of the question, which it has not entered anew since."""
    ruled = question.ruled_by or question.entry
    return question.step == matter.step and matter.path[-1].entry < ruled


def _check_paragraphs(matter: Matter, paragraphs: list[Paragraph], step: Step) -> None:
    ids = [p.id for p in paragraphs]
    if not ids or len(set(ids)) != len(ids) or not all(ids):
        raise _refuse(
            step,
            "text.paragraphs",
            "Every paragraph needs an id of its own, and a text one at least.",
            "Number them anew.",
        )
    before = set(matter.versions[-1].paragraphs) if matter.versions else set()
    for one in paragraphs:
        strange = [p for p in one.came_from if p not in before]
        if strange:
            raise _refuse(
                step,
                "text.no_paragraph",
                "Paragraph {id} comes from {strange}, which the version before lacks.",
                "Correct came_from.",
                id=one.id,
                strange=strange[0],
            )


def _accounted_for(matter: Matter, act: SubmitText, step: Step, version: int) -> list[AnyEffect]:
    """What becomes of every remark that stands. Refused (``text.remark_unaccounted``) where one would be lost."""
    effects: list[AnyEffect] = []
    for remark in matter.remarks.values():
        if remark.disposition:
            continue
        settled = act.dispositions.get(remark.remark, "")
        now_on = [p.id for p in act.paragraphs if _continues(p, remark)]
        if settled:
            effects.append(_settled(remark, settled, bool(now_on), step))
        elif now_on and remark.nature not in ("comment", "proposal"):
            effects.append(RemarkFollowed(remark=remark.remark, version=version, paragraphs=now_on))
        else:
            raise _refuse(
                step,
                "text.remark_unaccounted",
                "The {nature} {remark} of {by} is unaccounted for.",
                "Say what becomes of it under dispositions: {dispositions}.",
                nature=remark.nature,
                remark=remark.remark,
                by=remark.by,
                dispositions=list(DISPOSITIONS),
            )
    return effects


def _continues(paragraph: Paragraph, remark: RemarkKept) -> bool:
    # A paragraph of the same id is the same paragraph, whether or not it names itself.
    came_from = paragraph.came_from or [paragraph.id]
    return any(p in remark.paragraphs for p in came_from)


def _settled(remark: RemarkKept, disposition: str, continues: bool, step: Step) -> RemarkSettled:
    if disposition not in DISPOSITIONS:
        raise _refuse(
            step,
            "remark.disposition",
            "{disposition!r} is no disposition.",
            "One of: {dispositions}.",
            disposition=disposition,
            dispositions=list(DISPOSITIONS),
        )
    if remark.nature in ("reservation", "bracket") and continues:
        raise _refuse(
            step,
            "remark.not_yours",
            "The {nature} {remark} stands until {by} lifts it.",
            "Leave it on its paragraph.",
            nature=remark.nature,
            remark=remark.remark,
            by=remark.by,
        )
    return RemarkSettled(remark=remark.remark, disposition=disposition)  # type: ignore[arg-type]


def _refuse(
    step: Step, code: str, sentence: str | Message, remedy: str | Message, **values: object
) -> Refused:
    return Refused(code, sentence, article=step.article, remedy=remedy, **values)


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_text_versioned(state: State, effect: TextVersioned, mark: Mark) -> None:
    matter = state.matters[effect.matter]
    version = Version(
        entry=mark.entry,
        attested=mark.attested,
        version=effect.version,
        digest=effect.digest,
        paragraphs=[p.id for p in effect.paragraphs],
        by=effect.by,
    )
    others = [one for one in matter.versions if one.version != effect.version]  # it is corrected
    matter.versions = sorted([*others, version], key=lambda one: one.version)


def on_remark_made(state: State, effect: RemarkMade, mark: Mark) -> None:
    place = RemarkPlace(
        entry=mark.entry,
        nth=mark.nth,
        place=mark.place,
        version=effect.version,
        paragraphs=[effect.paragraph],
    )
    remark = RemarkKept(
        entry=mark.entry,
        attested=mark.attested,
        remark=effect.remark,
        paragraphs=[effect.paragraph],
        by=effect.by,
        nature=effect.nature,
        version=effect.version,
        type=effect.type,
        places=[place],
    )
    matter = state.matters[effect.matter]
    before = matter.remarks.get(effect.remark)
    if before is not None:  # corrected: where it went, and what became of it, stays
        place.nth = before.places[0].nth
        remark.places += before.places[1:]
        remark.dispositions = before.dispositions
    matter.remarks[effect.remark] = remark
    state.remark_of[effect.remark] = effect.matter


def on_remark_settled(state: State, effect: RemarkSettled, mark: Mark) -> None:
    matter, remark = _remark(state, effect.remark)
    remark.disposition = effect.disposition
    put_in(remark.dispositions, as_kept(Disposition, effect, mark))
    keep(state, matter)


def on_remark_followed(state: State, effect: RemarkFollowed, mark: Mark) -> None:
    matter, remark = _remark(state, effect.remark)
    remark.paragraphs, remark.version = list(effect.paragraphs), effect.version
    put_in(remark.places, as_kept(RemarkPlace, effect, mark))
    keep(state, matter)


def _remark(state: State, remark: str) -> tuple[Matter, RemarkKept]:
    found = find_remark(state, remark)
    if found is None:
        raise KeyError(remark)
    return found


DECIDE: Deciders = {SubmitText: decide_submit, Remark: decide_remark, LiftRemark: decide_lift}
EVOLVE: Evolvers = {
    TextVersioned: on_text_versioned,
    RemarkMade: on_remark_made,
    RemarkSettled: on_remark_settled,
    RemarkFollowed: on_remark_followed,
}
