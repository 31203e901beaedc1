"""Drafts: the sheet of a matter's next version as it is kept for whoever drafts it, changed by several hands at once.

A draft is kept from its first change on: whoever only looks leaves none behind. A change is made on the state that is kept,
not on the one that its author saw, and saved if nobody was faster; otherwise it is made again. The states before the last
changes are kept too, so that each can be undone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from comity.body.state import Matter
from comity.charter.languages import languages_of
from comity.errors import Conflict, Refused
from comity.web.models import Account, Draft
from comity.web.models.drafts import Observation
from comity.web.readmodel.remarks import VersionRead, versions
from comity.web.sheets import Line, Settled, Sheet, begun_from, carried_over
from comity.web.visits import Visit

Change = Callable[[Sheet], Sheet]
TRIES = 5
UNDOABLE = 10
"""How many changes can be undone, one after another."""


def languages(visit: Visit) -> tuple[str, ...]:
    """The languages in which the body writes its texts."""
    return languages_of(visit.law.charter)


def find(visit: Visit, matter: str) -> Draft | None:
    """The draft of whoever the reader acts for; None where there is none."""
    party = visit.reader.acts_for
    return Draft.objects.filter(body=visit.name, matter=matter, party=party).first()


def begun(visit: Visit, matter: Matter) -> Draft:
    """The draft of whoever the reader acts for; where there is none yet one begun from the version that stands, not kept
    before it is changed."""
    return find(visit, matter.matter) or _fresh(visit, matter)


def mark_of(draft: Draft) -> str:
    """What a form says of the draft that it is about."""
    return _mark_of_new(draft) if draft._state.adding else str(draft.pk)


def is_meant(draft: Draft, mark: str) -> bool:
    """Whether a form with that mark is about the draft: shown from it, or before its first change was kept."""
    return mark in (mark_of(draft), _mark_of_new(draft))


def _mark_of_new(draft: Draft) -> str:
    return f"begun-{draft.on_version}"


def _fresh(visit: Visit, matter: Matter) -> Draft:
    known = versions(visit.body, matter)
    paragraphs = known[-1].paragraphs if known else ()
    sheet = begun_from(paragraphs, languages(visit))
    if not sheet.lines:
        sheet = Sheet((Line("n1", "1", dict.fromkeys(languages(visit), "")),))
    return Draft(
        body=visit.name,
        matter=matter.matter,
        party=visit.reader.acts_for,
        on_version=len(known),
        paragraphs=[_kept(one) for one in sheet.lines],
    )


def sheet_of(draft: Draft) -> Sheet:
    """What the draft says."""
    return Sheet(
        tuple(_line(one) for one in draft.paragraphs),
        {remark: Settled(**one) for remark, one in draft.dispositions.items()},
    )


def change(visit: Visit, draft: Draft, how: Change) -> Draft:
    """The draft after the change; the same where it changes nothing. ``Conflict`` where others were always faster."""
    for _attempt in range(TRIES):
        before = sheet_of(draft)
        after = how(before)
        if after == before:
            return draft
        if draft._state.adding:
            draft, first = _first_kept(draft)
            if not first:
                continue
        state = {"paragraphs": draft.paragraphs, "dispositions": draft.dispositions}
        saved = _save(
            visit,
            draft,
            paragraphs=[_kept(_signed(visit, one, before)) for one in after.lines],
            dispositions={k: _settled(v) for k, v in after.settled.items()},
            before=[*draft.before, state][-UNDOABLE:],
        )
        if saved:
            return saved
        draft = _again(draft)
    raise _too_many()


def _first_kept(draft: Draft) -> tuple[Draft, bool]:
    """The draft as it is kept from now on, and whether nobody was faster."""
    return Draft.objects.get_or_create(
        body=draft.body,
        matter=draft.matter,
        party=draft.party,
        defaults={"on_version": draft.on_version, "paragraphs": draft.paragraphs},
    )


def undo(visit: Visit, draft: Draft) -> Draft:
    """The draft as it was before the last change; paragraphs that are as they are now keep their edition."""
    if not draft.before:
        return draft
    state = draft.before[-1]
    now = {one["id"]: one for one in draft.paragraphs}
    paragraphs = [
        {**one, "edition": now[one["id"]]["edition"] + 1} if one["id"] in now else one
        for one in state["paragraphs"]
    ]
    saved = _save(
        visit,
        draft,
        paragraphs=paragraphs,
        dispositions=state["dispositions"],
        before=draft.before[:-1],
    )
    if saved is None:
        raise _too_many()
    return saved


def carry_over(visit: Visit, draft: Draft, known: Sequence[VersionRead]) -> Draft:
    """The draft as if begun from the version that stands now. What could be undone before can't be any more."""
    if draft._state.adding:
        return draft  # begun from it just now
    chain = [one.paragraphs for one in known if one.version >= draft.on_version]
    sheet = carried_over(sheet_of(draft), chain, languages(visit))
    saved = _save(
        visit,
        draft,
        paragraphs=[_kept(one) for one in sheet.lines],
        before=[],
        on_version=known[-1].version,
    )
    if saved is None:
        raise _too_many()
    return saved


def keep_observations(visit: Visit, draft: Draft) -> None:
    """What was observed on remarks stands with them, once they are settled."""
    for remark, settled in sheet_of(draft).settled.items():
        if settled.observation:
            Observation.objects.update_or_create(
                body=visit.name,
                remark=remark,
                defaults={
                    "matter": draft.matter,
                    "text": settled.observation,
                    "by_id": visit.reader.account,
                },
            )


def observations(visit: Visit, matter: str) -> dict[str, str]:
    """What was observed on the matter's remarks, by remark."""
    found = Observation.objects.filter(body=visit.name, matter=matter)
    return dict(found.values_list("remark", "text"))


def names(ids: set[int]) -> dict[int, str]:
    """The accounts' names."""
    return {one.pk: str(one) for one in Account.objects.filter(pk__in=ids)}


# --- what is told to who was too late --------------------------------------------------------------------------------


def needs_decider(visit: Visit) -> Refused:
    """An expert does not seal."""
    return Refused(
        "draft.expert",
        _(
            "You propose for your delegation; the version is sealed by somebody who may decide for it."
        ),
        article=visit.law.charter.credentials.article,
        remedy=_("The draft is saved. Ask somebody who may decide to look at it and to seal it."),
    )


def removed() -> Conflict:
    """The paragraph that was changed is no longer there."""
    return Conflict(
        "draft.paragraph_gone",
        _(
            "Somebody else took the paragraph out, or put it together with another, while you worked on it."
        ),
        remedy=_("What you typed stands in a new paragraph at the end; look where it belongs."),
    )


def gone() -> Conflict:
    """The draft that was changed is no longer there."""
    return Conflict(
        "draft.gone",
        _("The draft was sealed or discarded meanwhile. What you typed is in a new draft."),
        remedy=_("Look at it, and go on from there."),
    )


# --- how it is kept ---------------------------------------------------------------------------------------------------


def _save(visit: Visit, draft: Draft, **fields: Any) -> Draft | None:
    """The draft with those fields; None where it changed since it was read."""
    unchanged = Draft.objects.filter(pk=draft.pk, edition=draft.edition)
    by = visit.reader.account
    done = unchanged.update(
        **fields, edition=draft.edition + 1, changed_by=by, changed=timezone.now()
    )
    return _again(draft) if done else None


def _again(draft: Draft) -> Draft:
    found = Draft.objects.filter(pk=draft.pk).first()
    if found is None:
        raise Conflict(
            "draft.gone",
            _("The draft is no longer there: it was sealed or discarded meanwhile."),
            remedy=_("Look at the text, and begin again from the version that stands."),
        )
    return found


def _signed(visit: Visit, line: Line, before: Sheet) -> Line:
    """The paragraph with who changed it, if it was changed just now."""
    if before.line(line.id) == line:
        return line
    return Line(
        line.id,
        line.number,
        line.text,
        line.came_from,
        line.edition,
        visit.reader.account,
        visit.now,
    )


def _line(kept: Mapping[str, Any]) -> Line:
    return Line(
        kept["id"],
        kept["number"],
        dict(kept["text"]),
        tuple(kept["came_from"]),
        kept.get("edition", 0),
        kept.get("by"),
        kept.get("at", ""),
    )


def _kept(line: Line) -> dict[str, Any]:
    return {
        "id": line.id,
        "number": line.number,
        "text": dict(line.text),
        "came_from": list(line.came_from),
        "edition": line.edition,
        "by": line.by,
        "at": line.at,
    }


def _settled(settled: Settled) -> dict[str, str]:
    return {"disposition": settled.disposition, "observation": settled.observation}


def _too_many() -> Conflict:
    return Conflict(
        "draft.busy",
        _("Others changed the draft in the same moment, again and again."),
        remedy=_("Send it once more."),
    )
