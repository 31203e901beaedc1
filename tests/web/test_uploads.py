"""A file that a form brings is whole for everything that looks at it, however often it was looked at before."""

from __future__ import annotations

import re
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from comity.place import Place
from comity.web import papers, setting_up
from comity.web.acting import new_request
from comity.web.bodies import RunningBody
from comity.web.models import Paper

WEB = Path(__file__).parents[2] / "src" / "comity" / "web"
CHARTER = (WEB.parents[2] / "charters" / "two-banks" / "charter.yaml").read_bytes()
REMARKS = "/b/six-rivers/matters/plan/remarks"
NOTE = b"%PDF-1.7 a note verbale"
Visitor = Callable[[str], Client]


def test_a_table_of_remarks_is_taken_in_from_the_form_as_a_browser_sends_it(
    practice: RunningBody, visitor: Visitor
) -> None:
    """With the id that each form carries, by which the very same form sent again is known: the file is read for that."""
    client = visitor("p5")
    before = len(practice.registrar.state.matters["plan"].remarks)
    rows = b"paragraph,kind,comment_en\n2,comment,One\n3,comment,Two\n"
    said = {"request": new_request()}
    for _ in range(2):
        table = SimpleUploadedFile("remarks.csv", rows, "text/csv")
        answer = client.post(f"{REMARKS}/table", {**said, "table": table})
        assert answer.status_code == 303, answer.content.decode()
        assert len(practice.registrar.state.matters["plan"].remarks) == before + 2


def test_a_charter_is_read_from_the_form_as_a_browser_sends_it(
    place: Place, db: None, settings: object
) -> None:
    settings.DEMONSTRATION = False  # type: ignore[attr-defined]
    client = Client()
    client.get("/setup", {"token": setting_up.issue_token(place)})
    file = SimpleUploadedFile("charter.yaml", CHARTER)
    answer = client.post("/setup", {"choice": "own", "file": file, "request": new_request()})
    assert answer.status_code == 302, answer.content.decode()
    assert "two-banks" in client.get("/setup/body").content.decode()


@pytest.mark.parametrize("form", ["a position recorded", "facts attested"])
def test_a_paper_is_kept_whole_from_each_form_as_a_browser_sends_it(
    practice: RunningBody, visitor: Visitor, form: str
) -> None:
    """Of a correction as well: ``test_corrections``."""
    client, body = visitor("p19"), practice.registrar.state
    paper = SimpleUploadedFile("note.pdf", NOTE, content_type="application/pdf")
    said: dict[str, object] = {"as": "secretariat", "request": new_request()}
    match form:
        case "a position recorded":
            question = body.matters["budget"].questions[-1].question
            address = f"/b/six-rivers/matters/budget/questions/{question}/record"
            said |= {"member": "CO", "choice": "in favour", "via": "note", "paper": paper}
        case _:
            address = "/b/six-rivers/attest"
            said |= {"kind": "meeting.held/1", "do": "record", "sources": "1", "f0-here": "1"}
            said |= {"f0-on": "2024-05~", "f0-nature": "visit", "f0-parties": ["AR", "BE"]}
            said |= {"source0-paragraph": "1", "source0-paper_title": "Note"}
            said |= {"source0-paper": paper}
    answer = client.post(address, said)
    assert answer.status_code in (302, 303), answer.content.decode()
    [kept] = Paper.objects.all()
    assert kept.sha256 == sha256(NOTE).hexdigest()
    assert papers.path_of(kept.sha256).read_bytes() == NOTE


def test_nothing_reads_an_upload_but_the_place_that_gives_it_back_at_its_beginning() -> None:
    """A field of a form that is a file, or a request's files, is read by ``uploads`` alone."""
    reading = re.compile(r"\.chunks\(|\b(?:file|given|upload|one|paper|table)\.read\(")
    found = [
        path.name
        for path in sorted(WEB.rglob("*.py"))
        if path.name != "uploads.py" and reading.search(path.read_text())
    ]
    assert found == []
