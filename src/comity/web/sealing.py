"""What of an act is sealed, so that the open bytes of the record keep the confidence that the pages keep.

The registrar seals the answers to a confidential question. Around it a sounding has more to keep: whom somebody proposed
and why, the title that names the matter, who was entered in the register for it, what is asked and instructed about it.
While a matter is in confidence, the words of every act about it are sealed; ids, kinds, times and who acted stay open. A
correction of something sealed is sealed like it.
"""

from __future__ import annotations

from collections.abc import Sequence, Set

from comity.body.acts import AnyAct, Correct, OpenMatter
from comity.body.state import Matter, find_matter, find_question
from comity.registrar import CONFIDENTIAL
from comity.store.sealing import COMMITMENT
from comity.web.visibility import confidential_steps, in_confidence
from comity.web.visits import Visit

WORDS = frozenset(
    {"title", "things", "value", "note", "preferred_to", "name", "titles", "text", "proposed"}
    | {"statement", "reason", "observation", "what", "report", "answer", "gist"}
    | {"purpose", "place", "topics"}
)
"""The fields of acts, and of the effects that repeat them, that say what a matter is about."""
OF_A_MATTER = ("matter", "about", "instruction", "inquiry", "meeting", "remark")


def sealed_fields(visit: Visit, acts: Sequence[AnyAct]) -> Set[str]:
    """The fields to be sealed when these acts are recorded together; none where nothing of them is in confidence."""
    found: frozenset[str] = frozenset()
    for act in acts:
        if isinstance(act, Correct):
            found |= _as_before(visit, act)
        elif _of_confidence(visit, act):
            found |= WORDS
    return found


def _as_before(visit: Visit, act: Correct) -> frozenset[str]:
    registrar = visit.body.registrar
    if not 0 <= act.entry < visit.state.size:
        return frozenset()
    data = next(iter(registrar.store.read(registrar.body, act.entry, act.entry + 1)), b"")
    return CONFIDENTIAL | WORDS if COMMITMENT in data else frozenset()


def _of_confidence(visit: Visit, act: AnyAct) -> bool:
    if isinstance(act, OpenMatter):
        return bool(confidential_steps(visit.law.procedure(act.procedure)))
    matter = _matter_of(visit, act)
    return matter is not None and in_confidence(visit.state, matter, visit.day)


def _matter_of(visit: Visit, act: AnyAct) -> Matter | None:
    """The matter that the act is about; None where it is about none."""
    state = visit.state
    asked = find_question(state, getattr(act, "question", ""))
    if asked is not None:
        return asked[0]
    named = [getattr(act, field, "") for field in OF_A_MATTER]
    for name in filter(None, named):
        task = state.instructions.get(name) or state.meetings.get(name)
        inquiry = state.inquiries.get(name)
        about = task.matter if task is not None else inquiry.about if inquiry is not None else name
        found = find_matter(state, about)
        if found is not None:
            return found
        remarked = (m for m in state.matters.values() if name in m.remarks)
        if getattr(act, "remark", "") == name:
            return next(remarked, None)
    return None
