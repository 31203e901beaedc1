"""Papers: taken in under their hash, given out so that no browser runs them, to those alone who may see them."""

from __future__ import annotations

from collections.abc import Callable
from hashlib import sha256

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.test import Client

from comity.body.state import find_matter
from comity.web import papers
from comity.web.bodies import RunningBody
from comity.web.models import Paper

Visitor = Callable[[str], Client]
NOTE = b"%PDF-1.7 a note verbale"


def sent(
    practice: RunningBody,
    officer: Client,
    matter: str = "budget",
    name: str = "note.pdf",
    **data: object,
) -> HttpResponse:
    with practice.reading() as state:
        of = find_matter(state, matter)
        assert of is not None
        question = of.questions[-1].question
    form = {
        "as": "secretariat",
        "member": "CO",
        "choice": "in favour",
        "via": "note",
        "paper": SimpleUploadedFile(name, NOTE),
        **data,
    }
    address = f"/b/six-rivers/matters/{matter}/questions/{question}/record"
    return officer.post(address, form)  # type: ignore[return-value]


def found(client: Client, where: str) -> bool:
    """Whether the paper is given to the reader; otherwise it is as if it were not there."""
    response = client.get(where)
    response.close()
    assert response.status_code in (200, 404)
    return response.status_code == 200


def address(paper: Paper) -> str:
    return f"/b/six-rivers/papers/{paper.source}"


def test_the_register_has_the_hash_of_the_bytes_that_are_kept(
    practice: RunningBody, visitor: Visitor
) -> None:
    assert sent(practice, visitor("p19")).status_code == 302
    paper = Paper.objects.get()
    with practice.reading() as state:
        assert state.sources[paper.source].sha256 == sha256(NOTE).hexdigest()
    assert papers.path_of(paper.sha256).read_bytes() == NOTE


def test_a_paper_is_saved_and_never_shown_in_the_browser(
    practice: RunningBody, visitor: Visitor
) -> None:
    sent(practice, visitor("p19"), name="nöte.pdf")
    response = visitor("p8").get(address(Paper.objects.get()))
    assert b"".join(response.streaming_content) == NOTE  # type: ignore[attr-defined]
    assert response["Content-Disposition"].startswith("attachment")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Content-Type"] == "application/pdf"


def test_the_same_bytes_are_filed_once_and_cited_again(
    practice: RunningBody, visitor: Visitor
) -> None:
    sent(practice, visitor("p19"))
    with practice.reading() as state:
        sources = len(state.sources)
    assert sent(practice, visitor("p19"), member="FA").status_code == 302
    with practice.reading() as state:
        assert len(state.sources) == sources
        matter = find_matter(state, "budget")
        assert matter is not None
        assert matter.questions[-1].stated["FA"][-1].via == "note"


def test_an_observer_and_a_stranger_find_no_paper(
    practice: RunningBody, visitor: Visitor, stranger: Client
) -> None:
    sent(practice, visitor("p19"))
    where = address(Paper.objects.get())
    assert not found(visitor("p26"), where)
    assert not found(stranger, where)


def test_an_answer_in_confidence_is_seen_by_its_member_and_the_record_keeper_alone(
    practice: RunningBody, visitor: Visitor
) -> None:
    assert sent(practice, visitor("p19"), matter="next-appointment").status_code == 302
    where = address(Paper.objects.get())
    assert found(visitor("p7"), where)
    assert found(visitor("p0"), where)
    for other in ("p4", "p5", "p22", "p26"):
        assert not found(visitor(other), where), other


def test_a_paper_whose_recording_was_refused_is_not_given_out(
    practice: RunningBody, visitor: Visitor
) -> None:
    refused = sent(practice, visitor("p19"), member="AR", choice="in favour", via="note")
    assert refused.status_code == 403
    assert visitor("p0").get(address(Paper.objects.get())).status_code == 404


@pytest.mark.parametrize(
    ("name", "data", "why"),
    [
        ("page.html", b"<script>", "of this kind is not taken"),
        ("note.pdf", b"<html><script>", "not what its name says"),
        ("note.pdf", b"", "The file is empty"),
        ("note", b"text", "of this kind is not taken"),
    ],
)
def test_what_is_not_taken_is_told_with_what_to_do(name: str, data: bytes, why: str) -> None:
    with pytest.raises(ValidationError, match=why):
        papers.checked(SimpleUploadedFile(name, data))


def test_a_paper_that_is_too_large_is_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(papers, "PAPER", 10)
    with pytest.raises(ValidationError, match="too large"):
        papers.checked(SimpleUploadedFile("note.txt", b"eleven bytes"))


def test_the_error_stands_beside_the_field(practice: RunningBody, visitor: Visitor) -> None:
    wrong = SimpleUploadedFile("note.exe", b"MZ")
    response = sent(practice, visitor("p19"), paper=wrong)
    assert response.status_code == 422
    assert "A paper of this kind is not taken" in response.content.decode()
    assert not Paper.objects.exists()


def test_of_a_source_without_its_file_the_fingerprint_is_shown(visitor: Visitor) -> None:
    response = visitor("p5").get("/b/six-rivers/papers/d2")
    assert response.status_code == 200
    assert b"1e0ad9a372daeacfd7bf1367d3d6e64085217ce3cf4cf660817408eaae19b69e" in response.content


def test_a_source_that_nobody_filed_is_not_there(visitor: Visitor) -> None:
    assert visitor("p5").get("/b/six-rivers/papers/d999").status_code == 404
