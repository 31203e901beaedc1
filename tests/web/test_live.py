"""Live streams: who is let in, what is sent, what is never sent, and deadlines that pass by themselves."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from asynchronous import finished
from django.conf import LazySettings
from django.contrib.auth import HASH_SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client

from comity.body.acts import Instruct, StatePosition
from comity.body.state import find_question, next_due
from comity.registrar import clock_of_the_machine
from comity.web.bodies import RunningBody
from comity.web.live.following import Follower
from comity.web.live.hub import UNTAKEN, Audience, Hub, Stream, Topic
from comity.web.live.sign_ins import SignIn, ended
from comity.web.live.streaming import Asked, Live
from comity.web.models import Account, HostedBody

pytestmark = pytest.mark.django_db(transaction=True)
PATIENCE = 120.0
"""Seconds after which a test gives up; none waits so long."""


@pytest.mark.parametrize(
    ("live", "path", "body"),
    [
        ("/live", "/live/six-rivers/stream", "six-rivers"),
        ("/live", "/six-rivers/stream", "six-rivers"),  # by a proxy that takes the path away
        ("/streams", "/streams/six-rivers/stream", "six-rivers"),
        ("/of/streams", "/of/streams/six-rivers/stream", "six-rivers"),
        ("https://office.example.org:8444/of", "/of/six-rivers/stream", "six-rivers"),
        ("/streams", "/other/six-rivers/stream", ""),
        ("/live", "/live/stream", "live"),
    ],
)
def test_a_stream_is_found_at_the_path_that_the_setting_names(
    live: str, path: str, body: str, settings: LazySettings
) -> None:
    settings.LIVE = live
    assert Asked.of({"path": path, "headers": []}).body == body


class Watcher:
    """A stream of the application, without a network between."""

    def __init__(self, live: Live, query: str, cookie: str = "", **headers: str) -> None:
        sent = {"host": "localhost:8001", "cookie": f"sessionid={cookie}", **headers}
        self.scope = {
            "type": "http",
            "path": "/live/six-rivers/stream",
            "query_string": query.encode(),
            "headers": [(k.encode(), v.encode()) for k, v in sent.items()],
        }
        self.live, self.sent, self.gone = live, asyncio.Queue[Any](), asyncio.Event()

    async def receive(self) -> dict[str, str]:
        await self.gone.wait()
        return {"type": "http.disconnect"}

    async def open(self) -> Any:
        """The start of the answer, once it is there."""
        self.task = asyncio.create_task(self.live(self.scope, self.receive, self.sent.put))
        async with asyncio.timeout(PATIENCE):
            return await self.sent.get()

    async def until(self, word: str) -> str:
        """What is sent, up to the first piece with the word in it."""
        got = ""
        async with asyncio.timeout(PATIENCE):
            while word not in got:
                got += (await self.sent.get())["body"].decode()
        return got

    async def end(self) -> None:
        """Returns once the application has ended the stream."""
        async with asyncio.timeout(PATIENCE):
            while (await self.sent.get()).get("more_body", True):
                pass
            await self.task

    async def close(self) -> None:
        self.gone.set()
        async with asyncio.timeout(PATIENCE):
            await self.task


def watching(story: Callable[[Live], Coroutine[Any, Any, None]]) -> None:
    """Plays the story against an application of its own."""

    async def play() -> None:
        live = Live()
        try:
            await story(live)
        finally:
            await live.end()

    finished(play())


def question(practice: RunningBody, matter: str) -> str:
    found = practice.registrar.state.matters[matter].question()
    assert found is not None
    return found.question


def session(visitor: Any, person: str) -> str:
    return str(visitor(person).cookies["sessionid"].value)


def answer(practice: RunningBody, name: str, person: str, party: str) -> None:
    act = StatePosition(by=person, for_=party, question=name, choice="in favour")
    practice.registrar.submit([act])


def test_a_position_arrives_as_the_cell_and_the_ruling_alone(
    practice: RunningBody, visitor: Any
) -> None:
    name, cookie = question(practice, "harrow-observer"), session(visitor, "p8")

    async def story(live: Live) -> None:
        watcher = Watcher(live, f"topic=question-{name}&language=en", cookie)
        assert (await watcher.open())["status"] == 200
        await watcher.until("retry")
        await asyncio.to_thread(answer, practice, name, "p5", "BE")
        got = await watcher.until("event: parts")
        data = json.loads(got.partition("data: ")[2].partition("\n")[0])
        assert set(data["parts"]) == {"position-BE", "ruling"}
        assert "in favour" in data["parts"]["position-BE"]
        assert f"id: {practice.registrar.state.size}\n" in got
        await watcher.close()
        assert len(live.hub) == 0

    watching(story)


def test_who_comes_back_is_sent_what_was_missed(practice: RunningBody, visitor: Any) -> None:
    name, cookie = question(practice, "harrow-observer"), session(visitor, "p8")

    async def story(live: Live) -> None:
        first = Watcher(live, f"topic=question-{name}", cookie)
        await first.open()
        await first.until("retry")
        seen = practice.registrar.state.size
        await asyncio.to_thread(answer, practice, name, "p5", "BE")
        await first.until("event: parts")
        back = Watcher(live, f"topic=question-{name}", cookie, **{"last-event-id": str(seen)})
        await back.open()
        assert "position-BE" in await back.until("event: parts")
        for one in (first, back):
            await one.close()

    watching(story)


def test_an_answer_in_confidence_reaches_no_stream_of_those_asked(
    practice: RunningBody, visitor: Any
) -> None:
    secret, plain = question(practice, "next-appointment"), question(practice, "harrow-observer")
    asked, clerk = session(visitor, "p7"), session(visitor, "p19")

    async def story(live: Live) -> None:
        query = f"topic=question-{secret}&topic=question-{plain}"
        member, keeper = Watcher(live, query, asked), Watcher(live, query, clerk)
        for one in (member, keeper):
            await one.open()
            await one.until("retry")
        await asyncio.to_thread(answer, practice, secret, "p4", "BE")
        told = await keeper.until(f"question-{secret}")
        assert "event: moved" in told
        assert "BE" not in told
        await asyncio.to_thread(answer, practice, plain, "p5", "BE")
        assert secret not in await member.until("event: parts")
        for one in (member, keeper):
            await one.close()

    watching(story)


# --- desks ------------------------------------------------------------------------------------------------------------


def desk_of(visitor: Any, person: str) -> tuple[str, str]:
    """The topic that the person's desk watches, and the session."""
    client = visitor(person)
    page = client.get("/b/six-rivers/desk").content.decode()
    return page.partition('data-live="')[2].partition('"')[0], client.cookies["sessionid"].value


def instruct(practice: RunningBody, party: str) -> None:
    act = Instruct(by="p22", for_="chairmanship", to=party, what="Count the boats.")
    practice.registrar.submit([act])


def test_a_desk_is_told_that_it_moved_and_nothing_else(practice: RunningBody, visitor: Any) -> None:
    topic, cookie = desk_of(visitor, "p5")

    async def story(live: Live) -> None:
        desk = Watcher(live, f"topic={topic}", cookie)
        await desk.open()
        assert await desk.until("retry") == "retry: 2000\n\n"
        await asyncio.to_thread(instruct, practice, "CO")
        await asyncio.to_thread(instruct, practice, "BE")
        data = json.dumps({"topic": topic}, separators=(",", ":"))
        assert await desk.until("event") == f"event: moved\ndata: {data}\n\n"
        back = Watcher(live, f"topic={topic}", cookie)
        await back.open()
        assert "event: moved" in await back.until("retry")
        for one in (desk, back):
            await one.close()

    watching(story)
    assert desk_of(visitor, "p5")[0] != topic


def test_a_desk_does_not_move_when_a_capital_answers_in_confidence(
    practice: RunningBody, visitor: Any
) -> None:
    """Of those who are asked, of who keeps the record, of anybody."""
    asked = question(practice, "next-appointment")
    before = {person: desk_of(visitor, person)[0] for person in ("p4", "p7", "p19", "p26")}
    answer(practice, asked, "p4", "BE")
    assert {person: desk_of(visitor, person)[0] for person in before} == before


def test_nobody_watches_the_desk_of_somebody_else(practice: RunningBody, visitor: Any) -> None:
    topic, _ = desk_of(visitor, "p5")
    others = [session(visitor, person) for person in ("p4", "p8", "p26")]

    async def story(live: Live) -> None:
        for cookie in (*others, ""):
            for asked in (topic, "desk-BE", "desk-", "desk-BE/p5"):
                stream = Watcher(live, f"topic={asked}", cookie)
                if (await stream.open())["status"] == 200:
                    await stream.until("retry")
                    assert live.hub.watching() == {}
                    await stream.close()

    watching(story)


@pytest.mark.parametrize("cookie", ["", "no-such-session"])
def test_without_a_sign_in_a_closed_body_answers_like_none(
    practice: RunningBody, cookie: str
) -> None:
    async def story(live: Live) -> None:
        assert (await Watcher(live, "topic=body", cookie).open())["status"] == 404

    watching(story)


def test_another_origin_is_refused_and_ours_is_named_exactly(
    practice: RunningBody, visitor: Any
) -> None:
    HostedBody.objects.filter(body=practice.name).update(open_to_public=True)

    async def story(live: Live) -> None:
        for origin in ("http://evil.example", "http://localhost:9999", "null"):
            assert (await Watcher(live, "topic=body", origin=origin).open())["status"] == 403
        ours = Watcher(live, "topic=body", origin="http://localhost:8000")
        headers = dict((await ours.open())["headers"])
        assert headers[b"access-control-allow-origin"] == b"http://localhost:8000"
        assert headers[b"access-control-allow-credentials"] == b"true"
        await ours.close()

    watching(story)


def test_a_deadline_that_falls_due_is_passed_though_nobody_acts(practice: RunningBody) -> None:
    due = next_due(practice.registrar.state)
    assert due is not None
    later = clock_of_the_machine() + timedelta(days=2)
    practice.registrar.clock = lambda: later
    Follower(Hub())._pulse()
    found = find_question(practice.registrar.state, due[1])
    assert found is not None
    assert found[1].closed
    assert found[1].outcome == "adopted"  # silence kept: Charter 15


def test_the_clock_of_a_body_shown_as_reported_is_left_alone(practice: RunningBody) -> None:
    HostedBody.objects.filter(body=practice.name).update(as_reported=True)
    size = practice.registrar.state.size
    later = clock_of_the_machine() + timedelta(days=2)
    practice.registrar.clock = lambda: later
    Follower(Hub())._pulse()
    assert practice.registrar.state.size == size


def test_a_stream_that_cannot_keep_up_is_told_to_ask_again() -> None:
    stream = Stream([Audience("b", Topic("body", ""), "en")])
    for _ in range(UNTAKEN + 1):
        stream.put(b"x")
    assert b"event: moved" in finished(stream.take(1))


def test_pages_name_the_stream_and_how_far_they_have_come(
    practice: RunningBody, visitor: Any
) -> None:
    shown = visitor("p5").get("/b/six-rivers/matters/plan").content.decode()
    assert "/six-rivers/stream" in shown
    assert f'data-since="{practice.registrar.state.size}"' in shown
    assert Client().get("/live/six-rivers/stream").status_code == 404  # another process has it


# --- sign-ins that end ------------------------------------------------------------------------------------------------


def end_in_the_list(client: Client) -> None:
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    UserSession.objects.create(
        user=account, session_key=client.session.session_key, ip="127.0.0.1", user_agent="a browser"
    )
    other = Client()
    other.force_login(account, "comity.web.sessions.Backend")
    (one,) = UserSession.objects.filter(session_key=client.session.session_key)
    assert other.post(f"/account/sessions/{one.pk}").status_code == 302


def lock(client: Client) -> None:
    Account.objects.filter(pk=client.session["_auth_user_id"]).update(is_active=False)


def change_password(client: Client) -> None:
    account = Account.objects.get(pk=client.session["_auth_user_id"])
    account.set_password("another river, another noon")
    account.save()


def expire(client: Client) -> None:
    past = clock_of_the_machine() - timedelta(seconds=1)
    Session.objects.filter(session_key=client.session.session_key).update(expire_date=past)


def remove(client: Client) -> None:
    Account.objects.filter(pk=client.session["_auth_user_id"]).delete()


@pytest.mark.slow
@pytest.mark.parametrize(
    "ends", [Client.logout, end_in_the_list, lock, change_password, expire, remove]
)
def test_a_stream_ends_with_the_sign_in_that_opened_it_and_no_other_does(
    practice: RunningBody, visitor: Any, ends: Callable[[Client], None]
) -> None:
    name, client = question(practice, "harrow-observer"), visitor("p8")
    cookie, other = client.cookies["sessionid"].value, session(visitor, "p7")

    async def story(live: Live) -> None:
        query = f"topic=question-{name}"
        watchers = [Watcher(live, query, cookie), Watcher(live, "topic=nothing", cookie)]
        staying = Watcher(live, query, other)
        for one in (*watchers, staying):
            await one.open()
            await one.until("retry")
        await asyncio.to_thread(ends, client)
        for one in watchers:
            await one.end()
        assert (await Watcher(live, query, cookie).open())["status"] == 404
        await asyncio.to_thread(answer, practice, name, "p5", "BE")
        assert "position-BE" in await staying.until("event: parts")
        await staying.close()
        assert len(live.hub) == 0

    watching(story)


def test_the_stream_of_a_visitor_of_an_open_body_goes_on(practice: RunningBody) -> None:
    HostedBody.objects.filter(body=practice.name).update(open_to_public=True)
    hub = Hub()
    hub.join(visiting := Stream([Audience(practice.name, Topic("body", ""), "en")]))
    hub.end_of(ended(hub.sign_ins()))
    assert not visiting.ended


def test_two_questions_tell_which_of_eight_hundred_sign_ins_have_ended(
    practice: RunningBody, visitor: Any, django_assert_num_queries: Any
) -> None:
    """Two hundred delegations with four devices each."""
    client = visitor("p8")
    kept = SignIn(
        client.session.session_key,
        int(client.session["_auth_user_id"]),
        client.session[HASH_SESSION_KEY],
    )
    gone = frozenset(SignIn(f"{n:032}", 1000 + n // 4, "x") for n in range(799))
    with django_assert_num_queries(2):
        assert ended({kept, *gone}) == gone
    with django_assert_num_queries(0):
        assert ended(frozenset()) == frozenset()
