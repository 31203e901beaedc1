"""The pages under RSGI: what Django is given of a request, and what becomes of an answer."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterable
from types import SimpleNamespace
from typing import Any

import pytest
from asynchronous import finished

from comity.web import overflow
from comity.web.rsgi import PIECE, Application, environ_of


@pytest.fixture(autouse=True)
def _without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(overflow, "watch", lambda loop, connections: None)


class Protocol:
    """One request without a network, and what was answered to it."""

    def __init__(self, body: bytes = b"") -> None:
        self.body = body
        self.status, self.headers, self.pieces = 0, [], []  # type: ignore[var-annotated]

    async def __call__(self) -> bytes:
        return self.body

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.pieces = status, headers, [body]

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> Any:
        self.status, self.headers = status, headers
        return SimpleNamespace(send_bytes=self.pieces.append)


def scope(*headers: tuple[str, str], path: str = "/", method: str = "GET") -> Any:
    return SimpleNamespace(
        method=method,
        path=path,
        query_string="q=а",
        server="[::1]:8000",
        client="192.0.2.7:40000",
        scheme="http",
        http_version="1.1",
        headers=SimpleNamespace(items=lambda: list(headers)),
    )


def answered(pages: Any, asked: Any, protocol: Protocol) -> Protocol:
    async def ask() -> None:
        application = Application(pages)
        application.__rsgi_init__(asyncio.get_running_loop())
        await application.__rsgi__(asked, protocol)

    finished(ask())
    return protocol


def test_django_is_given_the_request_as_wsgi_says() -> None:
    said = [
        ("cookie", "a=1"),
        ("cookie", "b=2"),
        ("x-forwarded-for", "1"),
        ("x-forwarded-for", "2"),
    ]
    environ = environ_of(scope(*said, path="/б"), said, None, 0)  # type: ignore[arg-type]
    assert environ["PATH_INFO"] == "/б".encode().decode("latin-1")
    assert environ["QUERY_STRING"] == "q=а".encode().decode("latin-1")
    assert environ["HTTP_COOKIE"] == "a=1; b=2"
    assert environ["HTTP_X_FORWARDED_FOR"] == "1,2"
    assert (environ["SERVER_NAME"], environ["SERVER_PORT"]) == ("::1", "8000")
    assert environ["REMOTE_ADDR"] == "192.0.2.7"


def test_a_header_that_only_looks_like_that_of_a_proxy_is_left_out() -> None:
    said = [("x_forwarded_proto", "https"), ("content-length", "0")]
    environ = environ_of(scope(*said), said, None, 0)  # type: ignore[arg-type]
    assert "HTTP_X_FORWARDED_PROTO" not in environ
    assert environ["CONTENT_LENGTH"] == "0"


def test_a_body_reaches_the_pages_whole() -> None:
    def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [("content-type", "text/plain")])
        return [environ["wsgi.input"].read(), environ["CONTENT_LENGTH"].encode()]

    asked = scope(("content-length", "4"), method="POST")
    protocol = answered(pages, asked, Protocol(b"abcd"))
    assert (protocol.status, protocol.pieces) == (200, [b"abcd4"])


def test_an_answer_without_a_length_is_sent_in_pieces() -> None:
    class Stream(list[bytes]):
        streaming = True

    def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        start("200 OK", [])
        return Stream([b"a" * 1_000] * 100)

    protocol = answered(pages, scope(), Protocol())
    assert b"".join(protocol.pieces) == b"a" * 100_000
    assert PIECE <= len(protocol.pieces[0]) < PIECE + 1_000


def test_a_page_that_fails_leaves_its_thread_to_the_next() -> None:
    def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/bad":
            raise ValueError("a fault of ours")
        start("200 OK", [])
        return [b"ok"]

    async def ask() -> list[int]:
        application = Application(pages)
        application.__rsgi_init__(asyncio.get_running_loop())
        asked = [Protocol() for _ in range(3)]
        for path, protocol in zip(("/bad", "/bad", "/good"), asked, strict=True):
            await application.__rsgi__(scope(path=path), protocol)
        return [protocol.status for protocol in asked]

    assert finished(ask()) == [0, 0, 200]


def test_a_page_that_waits_for_something_else_holds_up_nobody() -> None:
    """The first waits until both others have been answered, which the second thread does."""
    others = threading.Semaphore(0)

    def pages(environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        if environ["PATH_INFO"] == "/slow":
            assert others.acquire(timeout=60)
            assert others.acquire(timeout=60)
        else:
            others.release()
        start("200 OK", [])
        return [threading.current_thread().name.encode()]

    async def ask() -> list[bytes]:
        application = Application(pages)
        application.__rsgi_init__(asyncio.get_running_loop())
        asked = [Protocol() for _ in range(3)]
        ways = zip(("/slow", "/quick", "/quick"), asked, strict=True)
        await asyncio.gather(*(application.__rsgi__(scope(path=at), one) for at, one in ways))
        return [b"".join(one.pieces) for one in asked]

    slow, *quick = finished(ask())
    assert {slow, *quick} == {b"pages", b"pages, helping"}
    assert quick == [quick[0]] * 2 != [slow] * 2
