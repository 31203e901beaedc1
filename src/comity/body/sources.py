"""Sources behind facts, conflicts between them, and irregularities of the body.

A source is known by the SHA-256 of its bytes. Where two sources, or two places of one, say different things, both claims
stand with which is followed, if any. What the body did outside its rules is flagged for ever, on whose authority.
"""

from __future__ import annotations

from comity.body.acts import FileSource, FlagIrregularity, NoteConflict
from comity.body.effects import AnyEffect, ConflictNoted, IrregularityFlagged, SourceFiled
from comity.body.occasion import Deciders, Occasion
from comity.body.particulars import new_id, readable, recorder, refusal, require_distinct
from comity.body.state import (
    ConflictKept,
    Evolvers,
    Irregularity,
    Mark,
    Source,
    State,
    as_kept,
    find_matter,
    find_question,
)
from comity.errors import BadInput

# --- acts -------------------------------------------------------------------------------------------------------------


def decide_file(on: Occasion, act: FileSource) -> list[AnyEffect]:
    """The source is filed. ``source.sha256`` for anything but 64 hexadecimal digits; refused (``source.filed``) when the
    same bytes are filed already."""
    recorder(on, act)
    same = next((s.source for s in on.state.sources.values() if s.sha256 == act.sha256), "")
    if same:
        raise refusal(
            on, "source.filed", "The same bytes are filed as {same}.", "Cite {same}.", same=same
        )
    return [
        SourceFiled(
            source=new_id(on, act.source, "d", on.state.sources, "source"),
            title=act.title,
            sha256=act.sha256,
            file=act.file,
            publisher=act.publisher,
            published=readable(act.published, "published") if act.published else "",
            licence=act.licence,
        )
    ]


def decide_conflict(on: Occasion, act: NoteConflict) -> list[AnyEffect]:
    """The claims stand side by side. ``conflict.claims`` for fewer than two, ``conflict.followed`` where the one followed
    is none of them."""
    recorder(on, act)
    require_distinct(act.claims, "claims")
    if len(act.claims) < 2:
        raise BadInput(
            "conflict.claims",
            "A conflict is between two claims at least.",
            where="claims",
            remedy="Give each claim once, with its source.",
        )
    if act.followed and act.followed not in act.claims:
        raise BadInput(
            "conflict.followed",
            "{followed!r} is none of the claims.",
            where="followed",
            remedy="Give the claim as it stands among them, or none.",
            followed=act.followed,
        )
    return [
        ConflictNoted(
            conflict=f"k{on.number}",
            about=act.about,
            claims=act.claims,
            followed=act.followed,
            reason=act.reason,
        )
    ]


def decide_flag(on: Occasion, act: FlagIrregularity) -> list[AnyEffect]:
    """The irregularity is flagged. Refused (``irregularity.unknown``) about what is neither an entry nor in the register,
    ``text.empty`` without the article that was not followed."""
    recorder(on, act)
    if not _exists(on, act.about):
        raise refusal(
            on,
            "irregularity.unknown",
            "{about!r} is neither an entry nor anything in the register.",
            "Give the number of an entry, or the id of what is irregular.",
            about=act.about,
        )
    return [
        IrregularityFlagged(
            about=act.about, article=act.article, authority=act.authority, what=act.what
        )
    ]


def _exists(on: Occasion, about: str) -> bool:
    state = on.state
    if about.isdecimal() and about.isascii():
        return int(about[:20]) < on.number
    kept = (state.tenures, state.sessions, state.decisions, state.events, state.measures)
    return (
        any(about in things for things in kept)
        or find_matter(state, about) is not None
        or find_question(state, about) is not None
    )


# --- what becomes of the state ----------------------------------------------------------------------------------------


def on_source_filed(state: State, effect: SourceFiled, mark: Mark) -> None:
    state.sources[effect.source] = as_kept(Source, effect, mark)


def on_conflict_noted(state: State, effect: ConflictNoted, mark: Mark) -> None:
    state.conflicts[effect.conflict] = as_kept(ConflictKept, effect, mark)


def on_irregularity_flagged(state: State, effect: IrregularityFlagged, mark: Mark) -> None:
    state.irregularities.append(as_kept(Irregularity, effect, mark))


DECIDE: Deciders = {
    FileSource: decide_file,
    NoteConflict: decide_conflict,
    FlagIrregularity: decide_flag,
}
EVOLVE: Evolvers = {
    SourceFiled: on_source_filed,
    ConflictNoted: on_conflict_noted,
    IrregularityFlagged: on_irregularity_flagged,
}
