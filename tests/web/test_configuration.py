"""Settings are read whole: each obeyed as the guide says, or refused with a sentence that says what to write."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import get_resolver

from comity.errors import BadInput
from comity.web.configuration import NAMES, PAGES, Mail, configuration_of, faults

ROOT = Path(__file__).parents[2]
PUBLIC = "https://office.example.org"


def refused(**given: str) -> str:
    """What is said of settings that cannot be obeyed."""
    with pytest.raises(BadInput) as error:
        configuration_of({f"COMITY_{name}": said for name, said in given.items()})
    assert error.value.remedy, "it says what to do"
    return str(error.value)


def obeyed(**given: str) -> Any:
    return configuration_of({f"COMITY_{name}": said for name, said in given.items()})


# --- origins ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "origins"),
    [
        ("", ()),
        ("  ", ()),
        (PUBLIC, (PUBLIC,)),
        (f"{PUBLIC}/", (PUBLIC,)),
        ("HTTPS://Office.EXAMPLE.org", (PUBLIC,)),
        (f"{PUBLIC}:443", (PUBLIC,)),
        (f"{PUBLIC}:", (PUBLIC,)),
        (f"{PUBLIC}:8443", (f"{PUBLIC}:8443",)),
        ("http://localhost:80", ("http://localhost",)),
        (f"{PUBLIC} {PUBLIC}/ https://b.example", (PUBLIC, "https://b.example")),
        ("https://bücher.example", ("https://xn--bcher-kva.example",)),
        ("https://ДОМ.рф", ("https://xn--d1aqf.xn--p1ai",)),
    ],
)
def test_an_origin_is_kept_as_browsers_write_it(said: str, origins: tuple[str, ...]) -> None:
    assert obeyed(ORIGIN=said).origins == origins


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (f"{PUBLIC}/office", "a path cannot be served"),
        (f"{PUBLIC}//", "a path cannot be served"),
        ("office.example.org", f"Write “{PUBLIC}”"),
        ("office.example.org/office", f"Write “{PUBLIC}”"),
        ("//office.example.org", "it has no scheme"),
        ("https:/office.example.org", "it has no scheme"),
        ("ftp://office.example.org", "“ftp” is not a scheme of web pages"),
        ("https://ada@office.example.org", "it names a user"),
        (f"{PUBLIC}?a=b", "a query cannot be part of it"),
        (f"{PUBLIC}/#top", "a query cannot be part of it"),
        (f"{PUBLIC}:0", "port 0"),
        (f"{PUBLIC}:65536", "its port is not a number from 1 to 65535"),
        (f"{PUBLIC}:http", "its port is not a number from 1 to 65535"),
        (f"{PUBLIC}:-1", "its port is not a number from 1 to 65535"),
        ("https://", "it names no host"),
        ("https://:8443", "it names no host"),
        ("https://192.0.2.1", "an IP number is not a name"),
        ("http://127.0.0.1:8000", "an IP number is not a name"),
        ("http://2130706433", "an IP number is not a name"),
        ("https://[2001:db8::1]", "an IP number is not a name"),
        ("https://[2001:db8::1]:8443", "an IP number is not a name"),
        ("https://2001:db8::1", "Give the office a name"),
        ("https://[2001:db8::1", "Give the office a name"),
        ("https://*.example.org", "is not a host name"),
        ("https://my_office.example.org", "is not a host name"),
        ("https://office..example.org", "is not a host name"),
        ("https://office.example.org.", "is not a host name"),
        ("https://" + "a" * 64 + ".example", "is not a host name"),
        ("https://faß.example", "Write the name in its ASCII form"),
        (f"{PUBLIC},https://b.example", "Put a space between two"),
        (f"{PUBLIC} http://b.example", "mixes http and https"),
        (f"{PUBLIC} http://office.example.org", "mixes http and https"),
    ],
)
def test_what_is_no_origin_is_refused_and_the_sentence_says_what_to_write(
    said: str, told: str
) -> None:
    sentence = refused(ORIGIN=said)
    assert told in sentence
    assert "COMITY_ORIGIN" in sentence


# --- the other settings -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        *(("PROXIES", said, "a number from 0 to 9") for said in ("one", "-1", "1.5", "١", "10", "9" * 5000)),
        *((name, said, "only 0 and 1") for name in ("DEMONSTRATION", "DEBUG") for said in ("true", "yes", "2", "on")),
        ("STATIC", "plain", "Leave it away"),
        ("LIVE", "live", "neither a path nor a port"),
        ("LIVE", ":0", "neither a path nor a port"),
        ("LIVE", ":70000", "neither a path nor a port"),
        ("LIVE", "/live?x", "no path"),
        ("LIVE", "//live", "no path"),
        ("LIVE", "/", "no path"),
        ("LIVE", "ftp://office.example.org/live", "not the address of a server"),
        ("MAIL", "mail.example.org", "smtp://"),
        ("MAIL", "mail.example.org:587", "smtp://"),
        ("MAIL", "imap://mail.example.org", "smtp://"),
        ("MAIL", "smtp://", "names no host"),
        ("MAIL", "smtp://:25", "names no host"),
        ("MAIL", "smtp://mail.example.org:0", "cannot be read"),
        ("MAIL", "smtp://mail.example.org:99999", "cannot be read"),
        ("MAIL", "smtp://mail.example.org:smtp", "cannot be read"),
        ("MAIL", "smtp://mail.example.org/inbox", "cannot be read"),
        ("MAIL", "smtp://:word@mail.example.org", "a password without a user"),
        *(("MAIL", f"smtp://{host}", "not the name of a host") for host in ("mail x.org", "..", "a..b", "300.1.1.1", "-a")),
        ("MAIL", "smtp://ada@mail.example.org", "a user without a password"),
        ("MAIL", "smtp://ada:пароль@mail.example.org", "what no sign-in to a server has"),
        ("MAIL", "smtp://a%0Ab:word@mail.example.org", "what no sign-in to a server has"),
        ("MAIL_FROM", "The office", "not one address"),
        ("MAIL_FROM", "офис@league.example", "not one address"),
        ("MAIL_FROM", "office@league..example", "not one address"),
        ("MAIL_FROM", "office@", "not one address"),
        ("MAIL_FROM", "a@b.example, c@d.example", "not one address"),
        ("MAIL_FROM", "office@league.example\nBcc: all@league.example", "not one address"),
        ("REGISTER", "mysql://db.example.org/office", "neither a file nor a PostgreSQL database"),
        ("REGISTER", "sqlite:///srv/comity.db", "neither a file nor a PostgreSQL database"),
        ("REGISTER", "postgresql:/office", "neither a file nor a PostgreSQL database"),
        ("REGISTER", "host=db.example.org dbname=office", "neither a file nor a PostgreSQL database"),
        ("REGISTER", "postgresql://db.example.org", "names no database"),
        ("REGISTER", "postgresql://db.example.org/", "names no database"),
        ("REGISTER", "~/comity.db", "the whole path"),
        ("HOME", "~/office", "the whole path"),
        ("HOME", __file__, "that is a file"),
        ("KEY", str(ROOT), "that is a folder"),
        ("REGISTER", str(ROOT), "that is a folder"),
        ("OIDC", "/nowhere/providers.json", "Signing in at a ministry"),
        ("OIDC", "~/providers.json", "the whole path"),
    ],
)  # fmt: skip
def test_a_setting_that_cannot_be_obeyed_is_refused_by_name(
    name: str, said: str, told: str
) -> None:
    sentence = refused(**{name: said})
    assert told in sentence
    assert f"COMITY_{name}" in sentence


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("MAIL", "imap://ada:hush@mail.example.org"),
        ("MAIL", "smtp://ada:hu/sh@mail.example.org"),
        ("MAIL", "smtp://:hush@mail.example.org"),
        ("ORIGIN", "https://ada:hush@office.example.org"),
        ("ORIGIN", "https://ada:hu/sh@office.example.org/x"),
        ("REGISTER", "mysql://ada:hush@db.example.org/office"),
        ("REGISTER", "postgresql://ada:hush@db.example.org"),
        ("REGISTER", "host=db.example.org password=hush dbname=office"),
    ],
)
def test_no_refusal_repeats_a_password(name: str, said: str) -> None:
    sentence = refused(**{name: said})
    assert "hush" not in sentence
    assert "hu/sh" not in sentence


@pytest.mark.parametrize(
    ("said", "near"),
    [("ORIGN", "ORIGIN"), ("PROXY", "PROXIES"), ("EMAIL", "MAIL"), ("HOMES", "HOME"), ("MAILFROM", "MAIL_FROM")],
)  # fmt: skip
def test_an_unknown_setting_is_refused_with_the_nearest_that_there_is(said: str, near: str) -> None:
    assert refused(**{said: "x"}) == f"COMITY_{said} is not a setting. Did you mean COMITY_{near}?"
    assert "COMITY_ORIGIN" in refused(WHOLLY_OTHER="x")


def test_a_setting_that_is_empty_counts_as_not_set() -> None:
    assert configuration_of(dict.fromkeys(NAMES, "")) == configuration_of({})


def test_everything_that_is_wrong_is_said_at_once() -> None:
    sentence = refused(ORIGIN="office", PROXIES="one", MAIL="x", ORIGN="y")
    for name in ("COMITY_ORIGIN ", "COMITY_PROXIES", "COMITY_MAIL", "COMITY_ORIGN"):
        assert name in sentence


@pytest.mark.parametrize(
    ("said", "mail"),
    [
        ("smtp://mail.example.org", Mail("smtp", "mail.example.org", 25)),
        ("smtps://mail.example.org", Mail("smtps", "mail.example.org", 465)),
        ("smtp+starttls://mail.example.org", Mail("smtp+starttls", "mail.example.org", 587)),
        ("smtp://[::1]:2525", Mail("smtp", "::1", 2525)),
        ("smtp://ada:a%2Fb%40c@mail.example.org/", Mail("smtp", "mail.example.org", 25, "ada", "a/b@c")),
    ],
)  # fmt: skip
def test_the_address_of_a_mail_server_has_its_usual_port(said: str, mail: Mail) -> None:
    assert obeyed(MAIL=said).mail == mail


def test_live_streams_are_handed_on_by_a_proxy_and_beside_the_pages_without_one() -> None:
    assert configuration_of({}, live=":8001").live == ":8001"
    assert configuration_of({"COMITY_PROXIES": "1"}, live=":8001").live == "/live"
    assert obeyed(LIVE="/live/").live == "/live"
    assert obeyed(ORIGIN=PUBLIC, LIVE=f"{PUBLIC}:8444/live").live == f"{PUBLIC}:8444/live"


@pytest.mark.parametrize(
    "live", ["https://live.example.org/live", "http://office.example.org/live"]
)
def test_live_streams_where_no_sign_in_or_no_browser_goes_are_refused(live: str) -> None:
    assert "COMITY_LIVE" in refused(ORIGIN=PUBLIC, LIVE=live)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ORIGIN": "http://office.example.org"}, "Passkeys do not work at http://office.example.org"),
        ({"ORIGIN": "https://a.example https://b.example", "PROXIES": "1"}, "only at the address where it was made"),
        ({"ORIGIN": PUBLIC}, "No proxy is believed"),
        ({"PROXIES": "1"}, "COMITY_ORIGIN is not"),
        ({"MAIL": "smtp://mail.example.org"}, "COMITY_MAIL_FROM is not"),
        ({"ORIGIN": PUBLIC, "PROXIES": "1", "DEMONSTRATION": "1"}, "anybody may take any role"),
    ],
)  # fmt: skip
def test_what_works_only_in_part_is_said(given: dict[str, str], told: str) -> None:
    assert any(told in doubt for doubt, _ in obeyed(**given).doubts())


@pytest.mark.parametrize(
    "given",
    [
        {},
        {"ORIGIN": PUBLIC, "PROXIES": "1"},
        {"ORIGIN": "http://localhost:8000"},
        {"ORIGIN": "http://office.localhost:8000"},
        {"ORIGIN": f"{PUBLIC} https://council.office.example.org", "PROXIES": "1"},
    ],
)
def test_nothing_is_doubted_where_all_works(given: dict[str, str]) -> None:
    assert list(obeyed(**given).doubts()) == []


def test_no_path_of_a_page_is_one_of_the_live_streams() -> None:
    patterns = get_resolver().url_patterns
    assert {str(one.pattern).partition("/")[0] for one in patterns} - {""} == PAGES - {"static"}
    assert settings.STATIC_URL == "/static/"


def test_a_provider_that_is_asked_in_the_clear_is_doubted(tmp_path: Path) -> None:
    file = tmp_path / "providers.json"

    def doubts(url: str) -> list[str]:
        app = {"provider_id": "m", "name": "M", "client_id": "c", "settings": {"server_url": url}}
        file.write_text(json.dumps({"openid_connect": {"APPS": [app]}}))
        return [doubt for doubt, _ in configuration_of({"COMITY_OIDC": str(file)}).doubts()]

    assert doubts("https://id.example/") == doubts("http://127.0.0.1:8080") == []
    assert "m is asked in the clear" in doubts("http://id.example")[0]


# --- the guide, the code and Django agree -----------------------------------------------------------------------------


def table() -> set[str]:
    """The settings in the table of the guide."""
    guide = (ROOT / "docs/guide/operations.md").read_text()
    part = guide.partition("## Settings\n")[2].partition("\n## ")[0]
    return set(re.findall(r"(?m)^\| `(COMITY_\w+)` \|", part))


def named_in(*places: str) -> set[str]:
    """Every name of a setting in files under those places."""
    files = [path for place in places for path in ROOT.glob(place)]
    assert files
    return {name for path in files for name in re.findall(r"\bCOMITY_[A-Z_]+\b", path.read_text())}


OF_THE_TESTS = {"COMITY_TEST_POSTGRES", "COMITY_RECORD"}
MISTYPED = {"COMITY_ORIGN"}  # in an example


def test_the_guide_has_a_row_for_each_setting_and_for_no_other() -> None:
    assert table() == NAMES


def test_what_the_code_reads_is_a_setting() -> None:
    assert named_in("src/**/*.py") - MISTYPED == NAMES


def test_what_the_documents_name_is_a_setting() -> None:
    pages = named_in("*.md", "docs/**/*.md")
    assert pages - OF_THE_TESTS <= NAMES


SHOWN = """
import json
from comity.web import settings
names = [n for n in dir(settings) if n.isupper() and n not in ("SECRET_KEY", "CONFIGURATION", "FRONT")]
print(json.dumps({n: repr(getattr(settings, n)) for n in names}))
"""


def django_of(given: Mapping[str, str]) -> dict[str, str]:
    """Django's settings in a process with those of the installation."""
    told = {k: v for k, v in os.environ.items() if not k.startswith("COMITY_")}
    done = subprocess.run(
        [sys.executable, "-c", SHOWN], env={**told, **given}, capture_output=True, text=True, check=True
    )  # fmt: skip
    found: dict[str, str] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return django_of({"COMITY_HOME": str(tmp_path_factory.mktemp("home"))})


VALUES = {
    "REGISTER": "other.db",
    "KEY": "other.key",
    "ORIGIN": PUBLIC,
    "PROXIES": "2",
    "LIVE": ":8001",
    "DEMONSTRATION": "1",
    "MAIL": "smtps://mail.example.org",
    "MAIL_FROM": "office@league.example",
    "STATIC": "hashed",
    "DEBUG": "1",
    "HOME": "elsewhere",
    "OIDC": "providers.json",
}


def test_every_setting_is_tried() -> None:
    assert {f"COMITY_{name}" for name in VALUES} == NAMES


@pytest.mark.parametrize("name", VALUES)
def test_each_setting_alone_changes_what_django_does(
    name: str, usual: dict[str, str], tmp_path: Path
) -> None:
    app = {"provider_id": "m", "name": "Ministry", "client_id": "c"}
    app |= {"settings": {"server_url": "https://id.example"}}  # type: ignore[dict-item]
    (tmp_path / "providers.json").write_text(json.dumps({"openid_connect": {"APPS": [app]}}))
    said = str(tmp_path / VALUES[name]) if name in ("HOME", "OIDC") else VALUES[name]
    place = {"COMITY_HOME": re.findall(r"PosixPath\('(.*?)'\)", usual["PLACE"])[0]}
    assert django_of({**place, f"COMITY_{name}": said}) != usual


def test_a_faulty_provider_file_is_among_the_faults(tmp_path: Path) -> None:
    file = tmp_path / "providers.json"
    file.write_text("{")
    assert [one.code for one in faults({"COMITY_OIDC": str(file)})] == ["providers.unreadable"]
