"""Papers: files behind what is recorded, kept under the hash of their bytes, and given out so that no browser runs them.

``keep`` takes in an upload and returns the id of its source, with the act that files it in the register, to be submitted
together with the act that cites it: either both are recorded or neither. What was kept for an act that was refused lies
there harmless, and is the same file when it comes again. A paper is known by its bytes: one that is filed already is cited,
not filed twice.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.http import content_disposition_header
from django.utils.text import get_valid_filename
from django.utils.translation import gettext

from comity.body.acts import FileSource
from comity.body.effects import Text
from comity.errors import BadInput, StoreFailed
from comity.web.acting import before, made
from comity.web.limits import PAPER
from comity.web.models import Paper
from comity.web.readers import sees_restricted
from comity.web.uploads import beginning, pieces
from comity.web.visibility import visible_matter
from comity.web.visits import Visit

TYPES = {
    ".pdf": ("application/pdf", (b"%PDF-",)),
    ".png": ("image/png", (b"\x89PNG\r\n\x1a\n",)),
    ".jpg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".jpeg": ("image/jpeg", (b"\xff\xd8\xff",)),
    ".tif": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".tiff": ("image/tiff", (b"II*\x00", b"MM\x00*")),
    ".docx": (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        (b"PK\x03\x04",),
    ),
    ".odt": ("application/vnd.oasis.opendocument.text", (b"PK\x03\x04",)),
    ".eml": ("message/rfc822", ()),
    ".txt": ("text/plain; charset=utf-8", ()),
}
"""What is taken, by the end of the name, with how its bytes begin. Nothing that a browser would run."""
SAFE = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """A paper taken in: the id of its source, and the act that files it; none where the register has it already."""

    source: str
    acts: tuple[FileSource, ...]


def keep(
    visit: Visit, upload: UploadedFile[Any], title: Text, matter: str = "", only_for: str = ""
) -> Filed:
    """Takes the paper in. ``only_for``: the member that alone may see it beside who keeps the record, empty for all who may
    see the matter. ``ValidationError`` for what is not taken."""
    checked(upload)
    media_type = TYPES[_ending(upload)][0]
    digest = _stored(upload)
    known = next((s.source for s in visit.state.sources.values() if s.sha256 == digest), "")
    source = known or _source_id(visit, digest)
    if not Paper.objects.filter(
        body=visit.name, source=source, matter=matter, only_for=only_for
    ).exists():
        Paper.objects.create(
            body=visit.name,
            source=source,
            matter=matter,
            only_for=only_for,
            sha256=digest,
            name=get_valid_filename(upload.name or "paper")[-200:],
            media_type=media_type,
            size=upload.size or 0,
            by_id=visit.reader.account,
        )
    if known:
        return Filed(source, _filed_before(visit, source))
    return Filed(source, (made(visit, FileSource, title=title, sha256=digest, source=source),))


def again(visit: Visit, source: str, title: Text) -> Filed:
    """The paper that the reader's earlier sending of a form took in. ``BadInput`` (``paper.unknown``) for any other."""
    mine = Paper.objects.filter(body=visit.name, source=source, by_id=visit.reader.account)
    paper = mine.first()
    if paper is None:
        raise BadInput(
            "paper.unknown",
            "The paper is not here.",
            where="paper",
            remedy="Choose the file again.",
        )
    if source in visit.state.sources:
        return Filed(source, _filed_before(visit, source))
    act = made(visit, FileSource, title=title, sha256=paper.sha256, source=source)
    return Filed(source, (act,))


def _filed_before(visit: Visit, source: str) -> tuple[FileSource, ...]:
    """The act by which this very form filed the source when it was sent before, so that it says the same again."""
    filed = (act for act in before(visit) if isinstance(act, FileSource))
    return tuple(act for act in filed if act.source == source)


def checked(upload: UploadedFile[Any]) -> None:
    """Nothing, for a paper that is taken; it is the validator of a field for one. ``ValidationError`` says what is wrong
    with any other, and what to do."""
    if (upload.name or "").lower() in TYPES:  # what cannot be seen in a name is gone already
        said = gettext("The file has no name before its ending. Rename it, and choose it again.")
        raise ValidationError(said)
    known = TYPES.get(_ending(upload))
    if known is None:
        said = gettext("A paper of this kind is not taken. Send one of: {kinds}.")
        raise ValidationError(said.format(kinds=", ".join(TYPES)))
    head = beginning(upload)
    if not head:
        raise ValidationError(gettext("The file is empty. Choose it again."))
    if known[1] and not head.startswith(known[1]):
        raise ValidationError(
            gettext(
                "The file is not what its name says. Save it again as what it is, or name it rightly."
            )
        )
    if (upload.size or 0) > PAPER:
        said = gettext("The file is too large. Send one of at most {number} megabytes.")
        raise ValidationError(said.format(number=PAPER // 1_000_000))


def find(visit: Visit, source: str) -> Paper | None:
    """The paper of that source, where the register has it and the reader may see it."""
    if source not in visit.state.sources:
        return None
    found = Paper.objects.filter(body=visit.name, source=source).order_by("pk")
    return next((paper for paper in found if _may_see(visit, paper)), None)


def is_kept(visit: Visit, source: str) -> bool:
    """Whether the file of the source is kept here, for whomever."""
    return Paper.objects.filter(body=visit.name, source=source).exists()


def sent(paper: Paper) -> FileResponse:
    """The file, to be saved and not to be shown: whatever it is, nothing of it runs on a page of ours."""
    path = path_of(paper.sha256)
    try:
        file = path.open("rb")
    except OSError as error:
        raise StoreFailed(
            "paper.lost",
            "The file of a paper, {file}, cannot be read: {why}.",
            remedy="Bring it back from a backup; comity doctor names every paper that is lost.",
            file=str(path),
            why=(error.strerror or str(error)).lower(),
        ) from None
    response = FileResponse(file, content_type=paper.media_type)
    response["Content-Disposition"] = content_disposition_header(True, paper.name) or "attachment"
    for name, value in SAFE.items():
        response[name] = value
    return response


def path_of(digest: str) -> Path:
    """Where the file with that hash lies."""
    return Path(settings.PLACE.files) / digest[:2] / digest


def _may_see(visit: Visit, paper: Paper) -> bool:
    reader = visit.reader
    if paper.matter and visible_matter(visit.state, reader, paper.matter, visit.day) is None:
        return False
    if reader.keeps_record:
        return True
    if paper.only_for:
        return reader.party == paper.only_for
    return sees_restricted(visit.state, visit.law, reader, visit.day)


def _source_id(visit: Visit, digest: str) -> str:
    """An id of its own, the same whenever the same bytes come again."""
    wanted = f"paper-{digest[:12]}"
    return wanted if wanted not in visit.state.sources else f"paper-{digest[:32]}"


def _ending(upload: UploadedFile[Any]) -> str:
    return Path(upload.name or "").suffix.lower()


def _stored(upload: UploadedFile[Any]) -> str:
    """The file is on the disk under its hash, whole or not at all; its hash."""
    digest = sha256()
    for piece in pieces(upload):
        digest.update(piece)
    name = digest.hexdigest()
    path = path_of(name)
    if path.exists():
        return name
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f".{name}.{os.getpid()}")
    with partial.open("wb") as file:
        for piece in pieces(upload):
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())
    partial.replace(path)
    return name
