"""A file that a form brought, read from its beginning and given back at its beginning, whoever read it before.

An upload is one file for the whole request: what one reader leaves at its end is empty for the next. Everything that looks
at an upload looks through these two functions.

>>> from django.core.files.uploadedfile import SimpleUploadedFile
>>> sent = SimpleUploadedFile("remarks.csv", b"paragraph,remark")
>>> sent.seek(9)
9
>>> whole(sent), beginning(sent), b"".join(pieces(sent)), whole(sent)
(b'paragraph,remark', b'paragraph,remark', b'paragraph,remark', b'paragraph,remark')
"""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from django.core.files.uploadedfile import UploadedFile


def pieces(upload: UploadedFile[Any]) -> Generator[bytes, None, None]:
    """The bytes of the file, piece by piece."""
    upload.seek(0)
    try:
        yield from upload.chunks()
    finally:
        upload.seek(0)


def whole(upload: UploadedFile[Any]) -> bytes:
    """All bytes of the file."""
    return b"".join(pieces(upload))


def beginning(upload: UploadedFile[Any]) -> bytes:
    """The first piece of the file; empty where the file is."""
    given = pieces(upload)
    try:
        return next(given, b"")
    finally:
        given.close()  # which puts the file back at its beginning
