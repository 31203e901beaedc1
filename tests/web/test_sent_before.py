"""A form sent twice: the very same gets its first answer; another one under its id is told what was recorded then."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import walking
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.web import preparing
from comity.web.acting import new_request
from comity.web.bodies import RunningBody
from comity.web.models import SentForm

Visitor = Callable[[str], Client]
KEEPER = "p19"
ORGAN = "secretariat"
Fields = dict[str, Any]


def entering(client: Client, body: str, name: str) -> tuple[str, Fields]:
    """The form that enters a person, filled in."""
    address = f"/b/{body}/people/enter"
    page = walking.content(client.get(address))
    [form] = [one for one in walking.forms_of(page, address) if "name" in str(one.fields)]
    said: Fields = dict(form.fields)
    for field, offered in form.options.items():
        said[field] = said[field] or next(filter(None, offered), "")
    names = {one: name for one in said if one.startswith("name")}
    return address, {**said, **names, "email": ""}


@pytest.mark.parametrize("is_remembered", [True, False], ids=["later", "at the same moment"])
def test_a_person_entered_by_a_double_click_is_entered_once(
    practice: RunningBody, visitor: Visitor, is_remembered: bool
) -> None:
    """The second click may come before it is known where the first led: then the record itself tells."""
    client = visitor(KEEPER)
    address, said = entering(client, practice.name, "Zed")
    first = client.post(address, said)
    assert first.status_code == 303, walking.content(first)
    size = practice.registrar.state.size
    if not is_remembered:
        SentForm.objects.all().delete()
    again = client.post(address, said)
    assert (again.status_code, again["Location"]) == (303, first["Location"])
    assert practice.registrar.state.size == size
    if is_remembered:
        shown = walking.content(client.get(again["Location"]))
        assert "This form was sent before." in shown


def test_another_form_under_the_same_id_is_told_in_plain_words_what_was_recorded(
    practice: RunningBody, visitor: Visitor
) -> None:
    client = visitor(KEEPER)
    address, said = entering(client, practice.name, "Zed")
    number = practice.registrar.state.size
    assert client.post(address, said).status_code == 303
    size = practice.registrar.state.size
    names = {one: "Other" for one in said if one.startswith("name")}
    answer = client.post(address, {**said, **names})
    page = walking.content(answer)
    assert (answer.status_code, practice.registrar.state.size) == (409, size)
    assert "This form was sent before, and what it said then is recorded" in page
    assert f'href="/b/{practice.name}/register/{number}"' in page
    assert "open the page anew" in page
    assert not re.search(r"request id|The request", page)
    assert "Other" in page, "what was typed is still there"
    address, said = entering(client, practice.name, "Other")
    assert client.post(address, said).status_code == 303


def meeting() -> Fields:
    """What the page sends of a meeting held elsewhere, to be recorded on a paper that comes with it."""
    fact = {"f0-here": "1", "f0-on": "2024-05~", "f0-nature": "visit", "f0-parties": ["AR", "BE"]}
    source = {"sources": "1", "source0-paragraph": "1", "source0-paper_title": "Note"}
    sent = {"as": ORGAN, "request": new_request(), "do": "record"}
    return {"kind": "meeting.held/1", **sent, **source, **fact}


def test_facts_attested_by_a_double_click_are_recorded_once(
    practice: RunningBody, visitor: Visitor
) -> None:
    client, address = visitor(KEEPER), f"/b/{practice.name}/attest"
    paper = SimpleUploadedFile("note.txt", b"A note.", content_type="text/plain")
    said = meeting()
    first = client.post(address, {**said, "source0-paper": paper})
    assert first.status_code == 303, re.findall(
        r"summary-of-errors.*?</ul>", walking.content(first)
    )
    size = practice.registrar.state.size
    for is_remembered in (True, False):
        paper.seek(0)
        again = client.post(address, {**said, "source0-paper": paper})
        assert again.status_code == 303, again.context.get("error")
        assert practice.registrar.state.size == size
        if is_remembered:
            assert again["Location"] == first["Location"]
        SentForm.objects.all().delete()


@pytest.mark.parametrize(
    "name", ["con\x07.txt", "a\u200bb.txt", "=1+1.txt", "x" * 300 + ".txt"], ids=ascii
)
def test_a_paper_of_any_name_is_filed_or_the_page_says_why_not(
    practice: RunningBody, visitor: Visitor, name: str
) -> None:
    """Without the button that records, the page shows what would be recorded, and keeps the paper for the next sending."""
    client, address = visitor(KEEPER), f"/b/{practice.name}/attest"
    size = practice.registrar.state.size
    said = meeting()
    shown = client.post(address, {**said, "do": "", "source0-paper": named(name)})
    page = walking.content(shown)
    assert (shown.status_code, practice.registrar.state.size) == (200, size)
    assert "This would be recorded" in page
    [kept] = re.findall(r'name="source0-kept" value="([^"]+)"', page)
    done = client.post(address, {**said, "source0-kept": kept})
    assert done.status_code == 303
    assert kept in practice.registrar.state.sources


@pytest.mark.parametrize("name", ["\u200b.txt", "\x07.txt", ".txt"], ids=ascii)
def test_a_paper_without_a_name_is_refused_with_what_to_do(
    practice: RunningBody, visitor: Visitor, name: str
) -> None:
    size = practice.registrar.state.size
    answer = visitor(KEEPER).post(
        f"/b/{practice.name}/attest", {**meeting(), "source0-paper": named(name)}
    )
    assert (answer.status_code, practice.registrar.state.size) == (422, size)
    assert "The file has no name before its ending. Rename it" in walking.content(answer)


def named(name: str) -> SimpleUploadedFile:
    """A paper whose name is sent as it is, as a program would that is no browser."""
    paper = SimpleUploadedFile("x.txt", b"A note.", content_type="text/plain")
    paper._name = name
    return paper


def test_two_forms_of_one_page_are_two_forms(practice: RunningBody, visitor: Visitor) -> None:
    """So that, having gone back, one can send the other."""
    client = visitor(KEEPER)
    session = next(iter(practice.registrar.state.sessions))
    for path in (f"sessions/{session}", f"sessions/{session}/operate", "sessions", "people"):
        answer = client.get(f"/b/{practice.name}/{path}")
        forms = walking.forms_of(walking.content(answer), path)
        ids = [one.fields["request"] for one in forms if "request" in one.fields]
        assert len(set(ids)) == len(ids), path


def test_a_place_is_prepared_anew_when_the_settings_change(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They name the tables of answers, which come with no migration."""
    settings = tmp_path / "settings.py"
    settings.touch()
    os.utime(settings, (1_000, 1_000))
    monkeypatch.setattr(preparing, "HERE", tmp_path)
    before = preparing.version()
    os.utime(settings, (2_000, 2_000))
    assert preparing.version() != before
