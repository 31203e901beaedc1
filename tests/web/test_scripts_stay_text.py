"""Scripts and templates in names and texts stay text, on every page."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path
from typing import Any

import msgspec
import pytest
import walking
import yaml
from django.test import Client

from comity.body.acts import AnyAct
from comity.body.state import find_matter
from comity.charter.nodes import read_text
from comity.exchange.scripts import found_body, play, read_script
from comity.place import Place, keep_key
from comity.register.keys import KEY_SIZE, SigningKey
from comity.registrar import Registrar, clock_of_the_machine
from comity.web import bodies as keeping
from comity.web.bodies import RunningBody
from comity.web.demonstration import PRACTICE, describe_practice
from comity.web.models import Account, Belonging, HostedBody

ROOT = Path(__file__).parents[2]
ATTACK = "<script>alert(1)</script>{{7*7}}"


@pytest.fixture
def attacked(
    place: Place, db: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> RunningBody:
    """The practice body, in which everything that somebody or the charter says holds a script."""
    script = read_script(ROOT / "records" / PRACTICE / "script.yaml")
    charter = tmp_path / "charter.yaml"
    written = yaml.load(read_text(script.charter), Loader=yaml.BaseLoader)
    charter.write_text(yaml.safe_dump(_with_attack(written), allow_unicode=True, sort_keys=False))
    submit = Registrar.submit

    def attacking(self: Registrar, acts: Any, *rest: Any, **more: Any) -> Any:
        said = [_with_attack(msgspec.to_builtins(act)) for act in acts]
        return submit(self, msgspec.convert(said, list[AnyAct]), *rest, **more)

    key = SigningKey(PRACTICE, b"k" * KEY_SIZE)
    store = keeping.bodies().store  # first: a key without a register is that of one that was lost
    keep_key(place.keys, key)
    now = clock_of_the_machine()
    script = dataclasses.replace(script, charter=charter)
    with monkeypatch.context() as patched:
        patched.setattr(Registrar, "submit", attacking)
        registrar = found_body(script, store, key, now)
        play(script, registrar, now)
    describe_practice(PRACTICE)
    Account.objects.update(name=f"Somebody {ATTACK}")
    HostedBody.objects.filter(body=PRACTICE).update(open_to_public=True)
    return keeping.require(PRACTICE)


def _with_attack(said: Any) -> Any:
    """The same with a script at the end of every text that has languages."""
    if isinstance(said, list):
        return [_with_attack(one) for one in said]
    if not isinstance(said, dict):
        return said
    if said and said.keys() <= {"en", "ru"}:
        return {language: f"{text} {ATTACK}" for language, text in said.items()}
    return {name: _with_attack(value) for name, value in said.items()}


@pytest.mark.slow
@pytest.mark.parametrize("person", ["", "p8", "p19"])
def test_scripts_in_names_and_texts_stay_text(attacked: RunningBody, person: str) -> None:
    with attacked.reading() as state:
        matter = find_matter(state, "budget")
        assert matter is not None
        assert ATTACK in str(matter.title)
    browser, faults, met = browser_of(person), list[str](), 0
    for at in walking.addresses(PRACTICE, state, range(0, 300, 7)):
        answer = browser.get(at.path)
        page = walking.content(answer)
        kind = answer.headers.get("Content-Type", "")
        met += "&lt;script&gt;alert(1)" in page
        if any(word in kind for word in ("html", "xml")) and re.search(r"<script>\s*alert", page):
            faults.append(at.path)
        if answer.status_code in (500, 503) or re.search(r"alert\(1\)\S{0,14}49", page):
            faults.append(f"{at.path}: {answer.status_code} {getattr(answer, 'exc_info', '')}")
    assert not faults, "\n".join(faults)
    assert met > 100


def browser_of(person: str) -> Client:
    if not person:
        return Client(raise_request_exception=False)
    return walking.signed_in(Belonging.objects.get(body=PRACTICE, person=person).account)
