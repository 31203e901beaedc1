"""What real states said is shown, and nobody can add a word to it."""

from __future__ import annotations

from pathlib import Path

import pytest
import walking

from comity.exchange.records import read_record, replay_record
from comity.place import Place, keep_key
from comity.register.keys import KEY_SIZE, SigningKey
from comity.web import bodies as keeping
from comity.web.bodies import RunningBody
from comity.web.demonstration import REPORTED
from comity.web.models import Account, Belonging, HostedBody

ROOT = Path(__file__).parents[2]


@pytest.fixture
def reported(place: Place, db: None) -> RunningBody:
    """The institution of the sources, with an account of one of its persons who may decide."""
    key = SigningKey(REPORTED, b"k" * KEY_SIZE)
    store = keeping.bodies().store  # first: a key without a register is that of one that was lost
    keep_key(place.keys, key)
    replay_record(read_record(ROOT / "records" / REPORTED), store, key, body=REPORTED)
    HostedBody.objects.create(body=REPORTED, open_to_public=True, as_reported=True)
    return keeping.require(REPORTED)


@pytest.mark.slow
def test_nobody_adds_a_word_to_what_states_said(reported: RunningBody) -> None:
    with reported.reading() as state:
        addresses = walking.addresses(REPORTED, state, [5, 50])
        clerk = next(
            c.person for c in state.credentials.values() if {"record", "all"} & set(c.powers)
        )
    account = Account.objects.create_user("clerk@example.org")
    Belonging.objects.create(account=account, body=REPORTED, person=clerk)
    before, browser = reported.registrar.store.head(REPORTED), walking.signed_in(account)
    faults = []
    for at in walking.few(addresses):
        answer = browser.get(at.path)
        faults += [
            f"GET {at.path}: {f}" for f in walking.faults_of_answer(answer, walking.content(answer))
        ]
        if not at.path.startswith("/b/"):
            continue
        answer = browser.post(at.path, {"title_en": "X", "choice": "against", "words": "X"})
        if answer.status_code not in (302, 400, 403, 404, 405, 409, 422, 200):
            faults.append(f"POST {at.path}: {answer.status_code} {getattr(answer, 'exc_info', '')}")
    assert not faults, "\n".join(faults)
    assert reported.registrar.store.head(REPORTED) == before
