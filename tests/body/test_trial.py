"""A refused act leaves no trace in the state."""

from __future__ import annotations

import generating
import pytest

from comity.body.acts import Attest, Citation
from comity.body.effects import PersonEntered, SourceFiled
from comity.body.state import Irregularity, State, snapshot
from comity.body.trial import trial
from comity.errors import Refused

FILED = SourceFiled(source="s-new", title="A gazette", sha256="0" * 64)
TWICE = PersonEntered(person="p1", name="Ada Lang")


def test_a_refused_act_leaves_no_trace() -> None:
    """The paper is tried, and then the person is refused."""
    registrar = generating.rivers()
    cites = [Citation(source="d1")]
    act = Attest(by="p0", for_="secretariat", held="2020", cites=cites, facts=[FILED, TWICE])
    before = snapshot(registrar.state)
    with pytest.raises(Refused) as refusal:
        registrar.submit([act])
    assert "(person.entered/1)" in str(refusal.value)
    assert snapshot(registrar.state) == before


def test_what_is_changed_on_trial_is_changed_nowhere_else() -> None:
    state = State(irregularities=[Irregularity(entry=1, about="m1", article="4")])
    tried = trial(state)
    tried.irregularities[0].about = "m2"
    assert state.irregularities[0].about == "m1"
