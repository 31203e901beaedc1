"""What corrects an attested entry is attested too, through whatever corrections lie between; nothing else is."""

from __future__ import annotations

from typing import Any

from comity.audit import Audit, audit
from comity.body.entry import is_attested

HELD = {"kind": "meeting.held/1", "meeting": "visit", "on": "2025-05", "parties": ["ANSE", "BRIM"]}
HELD |= {"nature": "visit"}


def held(**changed: Any) -> dict[str, Any]:
    return {**HELD, **changed}


def test_a_corrected_attested_fact_keeps_its_mark_through_chains(league) -> None:
    league.attest(held())
    for month in ("2025-06", "2025-07"):
        league.correct(-1, held(on=month))
        meeting = league.state.meetings["visit"]
        assert (meeting.held, meeting.attested) == (month, True)
        assert is_attested(league.entries[-1])


def test_a_fact_taken_back_and_given_again_keeps_its_mark(league) -> None:
    league.attest(held())
    league.do("correct/1", entry=len(league.entries) - 1, reason="misread", void=True)
    assert "visit" not in league.state.meetings
    league.correct(-1, held())
    assert league.state.meetings["visit"].attested


def test_what_corrects_something_recorded_here_is_not_attested(league) -> None:
    [made] = league.do("meeting.propose/1", nature="visit", parties=["ANSE"], on="2027")
    proposed = {"kind": "meeting.proposed/1", "meeting": made.meeting, "nature": "visit"}
    league.correct(-1, {**proposed, "by": "bureau", "parties": ["BRIM"], "on": "2027"})
    assert league.state.meetings[made.meeting].parties == ["BRIM"]
    assert not league.state.meetings[made.meeting].attested
    assert not is_attested(league.entries[-1])


def test_an_audit_decides_the_corrections_again_and_counts_them_as_attested(league) -> None:
    league.attest(held())
    league.correct(-1, held(on="2025-06"))
    league.correct(-1, held(on="2025-07"))
    done = Audit()
    assert list(audit(league.entries, lambda n: league.entries[n], done)) == []
    assert done.attested == 3
