"""Visitors are led to the name by which passkeys work, and probes are answered under whatever name they ask."""

from __future__ import annotations

import pytest
from django.conf import LazySettings
from django.test import Client

from comity.web import public_name

pytestmark = pytest.mark.django_db
PUBLIC = "https://office.example.org"


@pytest.fixture
def public(settings: LazySettings) -> None:
    """The installation has a public name, and a sub-domain of it."""
    settings.ORIGINS = [PUBLIC, "https://council.office.example.org"]
    settings.ALLOWED_HOSTS = ["office.example.org", "council.office.example.org"]


@pytest.fixture
def local(settings: LazySettings) -> None:
    """The installation has no public name."""
    settings.ORIGINS, settings.ALLOWED_HOSTS = [], ["localhost"]


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.2", "[::1]", "0.0.0.0", "[::ffff:127.0.0.1]"]
)
def test_a_number_of_this_machine_leads_to_localhost_with_path_and_query(
    local: None, host: str
) -> None:
    answer = Client().get("/setup?token=a%2Fb&x=1", headers={"host": f"{host}:9000"})
    assert answer.status_code == 302
    assert answer["Location"] == "http://localhost:9000/setup?token=a%2Fb&x=1"
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("number", ["192.0.2.7", "2001:db8::7"])
def test_the_machines_own_number_leads_to_localhost_for_a_browser_on_it(
    local: None, number: str
) -> None:
    host = f"[{number}]" if ":" in number else number
    browser = Client(REMOTE_ADDR=number, headers={"host": f"{host}:8000"})
    assert browser.get("/x")["Location"] == "http://localhost:8000/x"


@pytest.mark.parametrize("language", ["en", "ru"])
def test_a_browser_on_another_machine_is_told_what_the_office_needs(
    local: None, language: str
) -> None:
    browser = Client(REMOTE_ADDR="192.0.2.9", headers={"accept-language": language})
    answer = browser.get("/", headers={"host": "192.0.2.7:8000"})
    assert answer.status_code == 421
    assert "COMITY_ORIGIN" in answer.content.decode()
    assert f'lang="{language}"' in answer.content.decode()


def test_what_came_through_a_proxy_that_nobody_named_is_not_taken_for_this_machine(
    local: None,
) -> None:
    browser = Client(headers={"host": "192.0.2.7", "x-forwarded-for": "192.0.2.9"})
    assert browser.get("/").status_code == 421


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "[::1]:8000", "192.0.2.7", "localhost:8000"])
def test_a_number_and_localhost_lead_to_the_public_name(public: None, host: str) -> None:
    for path in ("/b/league/desk?as=x", "/setup?token=a%2Fb"):
        answer = Client(REMOTE_ADDR="192.0.2.9").get(path, headers={"host": host})
        assert answer["Location"] == f"{PUBLIC}{path}"


@pytest.mark.parametrize(
    "host", ["elsewhere.example", "office.example.org.evil.example", "", "a b"]
)
def test_at_another_name_nothing_is_shown_but_the_address_of_the_pages(
    public: None, host: str
) -> None:
    answer = Client().get("/account/login/", headers={"host": host})
    if not host:  # Django then takes the name of the server
        assert answer.status_code == 421
    assert "Location" not in answer
    assert f'href="{PUBLIC}/"' in answer.content.decode()


def test_a_form_that_is_sent_to_a_number_is_not_led_elsewhere(public: None) -> None:
    answer = Client().post("/account/login/", {"login": "x"}, headers={"host": "127.0.0.1:8000"})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "host", ["office.example.org", "OFFICE.example.org:443", "council.office.example.org"]
)
def test_our_names_are_served(public: None, host: str) -> None:
    assert Client().get("/account/login/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    "host", ["127.0.0.1:8000", "[::1]:8000", "elsewhere.example", "office.example.org"]
)
@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_probes_are_answered_under_any_name(public: None, host: str, path: str) -> None:
    assert Client().get(path, headers={"host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "name"),
    [
        ("office.example.org", "office.example.org"),
        ("council.office.example.org", "office.example.org"),
    ],
)
def test_a_passkey_is_made_for_the_name_above(
    public: None, host: str, name: str, django_user_model: type
) -> None:
    browser = Client(headers={"host": host})
    account = django_user_model.objects.create_user("ada@league.example")  # type: ignore[attr-defined]
    browser.force_login(account, "comity.web.sessions.Backend")
    page = browser.get("/account/2fa/webauthn/add/")
    assert page.context["js_data"]["creation_options"]["publicKey"]["rp"]["id"] == name


def test_a_proxy_that_says_nothing_of_tls_leaves_a_trace_in_the_log(
    public: None, settings: LazySettings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.SECURE, settings.SECURE_PROXY_SSL_HEADER = True, ("HTTP_X_FORWARDED_PROTO", "https")
    public_name._warn_of_plain_http.cache_clear()
    host = "office.example.org"
    Client().get("/", headers={"host": host, "x-forwarded-proto": "https"})
    assert not caplog.records
    for _ in range(2):
        Client().get("/", headers={"host": host})
    assert [one.getMessage() for one in caplog.records if "X-Forwarded-Proto" in one.getMessage()]
    assert len(caplog.records) == 1
