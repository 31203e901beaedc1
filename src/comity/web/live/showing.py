"""What each audience is shown of a question by now, so that it is sent only what changed since.

A page was made at some size of the record. Whoever joins says which; what changed between is sent at once, and whoever
comes back after a break is caught up in the same way.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from comity.body.state import State
from comity.web.bodies import RunningBody
from comity.web.live.hub import Audience, event, moved
from comity.web.live.parts import Parts, Shown, changed, question
from comity.web.models import HostedBody
from comity.web.tolerance import steadily


@dataclass(slots=True)
class _Kept:
    """``since``: the size from which on changes are known; ``changed_at``: the size at which each part changed last."""

    shown: Shown
    since: int
    changed_at: dict[str, int] = field(default_factory=dict)
    shape_at: int = 0


class Showing:
    """By audience, what it is shown. Used in the thread that reads bodies, while the body is held."""

    def __init__(self) -> None:
        self._kept: dict[Audience, _Kept] = {}

    def forget_but(self, audiences: set[Audience]) -> None:
        """Nobody watches the others any more."""
        for gone in self._kept.keys() - audiences:
            del self._kept[gone]

    def event(
        self, running: RunningBody, hosted: HostedBody, state: State, audience: Audience
    ) -> bytes:
        """What the audience is to be sent, empty where nothing that it is shown has changed."""
        before = self._kept.get(audience)
        kept = self._look(running, hosted, state, audience)
        if kept is None:
            return b""
        if before is None or kept.shown.confidential:
            return moved([audience.topic], state.size)
        parts = {n: kept.shown.parts[n] for n, at in kept.changed_at.items() if at == state.size}
        return _said(audience, parts, kept.shape_at == state.size, state.size)

    def catch_up(
        self, running: RunningBody, hosted: HostedBody, state: State, audience: Audience, since: int
    ) -> bytes:
        """What whoever joins, having a page made at size ``since``, is to be sent first."""
        kept = self._kept.get(audience) or self._look(running, hosted, state, audience)
        if kept is None or since >= state.size:
            return b""
        if since < kept.since or kept.shown.confidential:
            return moved([audience.topic], state.size)
        parts = {n: kept.shown.parts[n] for n, at in kept.changed_at.items() if at > since}
        return _said(audience, parts, kept.shape_at > since, state.size)

    def _look(
        self, running: RunningBody, hosted: HostedBody, state: State, audience: Audience
    ) -> _Kept | None:
        name, language = audience.topic.name, audience.language
        shown = steadily(
            running, state, lambda body, less: question(body, hosted, less, name, language)
        )
        if shown is None:
            return None
        kept = self._kept.get(audience)
        if kept is None:
            kept = self._kept[audience] = _Kept(shown, state.size)
            return kept
        for name in changed(kept.shown.parts, shown.parts):
            kept.changed_at[name] = state.size
        if shown.shape != kept.shown.shape or shown.parts.keys() != kept.shown.parts.keys():
            kept.shape_at = state.size
        kept.shown = shown
        return kept


def _said(audience: Audience, parts: Parts, reshaped: bool, size: int) -> bytes:
    data = b""
    if parts:
        data += event("parts", size, {"topic": str(audience.topic), "parts": parts})
    return data + (moved([audience.topic], size) if reshaped else b"")
