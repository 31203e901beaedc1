"""A setting that cannot be obeyed: ``comity serve`` refuses it before it makes anything, and ``comity doctor`` says it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from running import PATIENCE, plain_environment, two_free_ports
from tests.cli.conftest import LEAGUE

APP = {
    "provider_id": "ministry",
    "name": "Ministry of Rivers",
    "client_id": "office",
    "secret": "between the ministry and the office",
    "settings": {"server_url": "https://id.ministry.example"},
}
AT = "openid_connect.APPS[0]"
LONG = "a" * 5000


def words(text: str) -> str:
    return " ".join(text.split())


def doctor(**given: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(typed("doctor", "--json", code=1, **given).stdout)
    return told


def serve(**given: str) -> str:
    """What ``comity serve`` says that does not start."""
    before = {path: path.stat().st_mtime_ns for path in Path().rglob("*")}
    said = typed("serve", "--port", str(two_free_ports()), code=4, **given).stderr
    assert {path: path.stat().st_mtime_ns for path in Path().rglob("*")} == before, (
        "it made something"
    )
    return said


def typed(*line: str, code: int, **given: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run(
        [sys.executable, "-m", "comity", *line],
        env=plain_environment(**given),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert done.returncode == code, done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    return done


def refused(told: str, **given: str) -> None:
    """Both doors say so, and what helps."""
    said = words(serve(**given))
    assert told in said
    assert "What helps: " in said
    found = [one for one in doctor(**given)["findings"] if one["state"] == "fail"]
    assert any(told in words(one["found"]) and one["helps"] for one in found), found


# --- the file of identity providers -----------------------------------------------------------------------------------


def with_settings(**given: Any) -> dict[str, Any]:
    return {**APP, "settings": {**APP["settings"], **given}}  # type: ignore[dict-item]


def without(name: str) -> dict[str, Any]:
    return {key: value for key, value in APP.items() if key != name}


@pytest.mark.parametrize(
    ("apps", "told"),
    [
        ([{**APP, "provider_id": "a/b"}], f"{AT}.provider_id is “a/b”, and letters, digits"),
        ([{**APP, "provider_id": ""}], f"{AT}.provider_id is “”, and letters, digits"),
        ([{**APP, "provider_id": ".."}], f"{AT}.provider_id is “..”, and letters, digits"),
        ([{**APP, "provider_id": 7}], f"{AT}.provider_id is the number 7, and letters, digits"),
        ([{**APP, "provider_id": LONG}], "at most 100 characters were expected"),
        ([{**APP, "provider_id": "openid_connect"}], "that is the name of the protocol"),
        ([APP, APP], "openid_connect.APPS[1].provider_id is “ministry”, and openid_connect.APPS[0] has that id already"),
        ([{**APP, "name": 5}], f"{AT}.name is the number 5, and a text was expected"),
        ([{**APP, "name": " "}], f"{AT}.name is “ ”, and a text was expected"),
        ([{**APP, "name": "a\nb"}], f"{AT}.name is 'a\\nb', and a text was expected"),
        ([{**APP, "client_id": None}], f"{AT}.client_id is null, and a text was expected"),
        ([{**APP, "client_id": LONG}], "a text of at most 191 characters was expected"),
        ([{**APP, "secret": ["hush"]}], f"{AT}.secret does not fit, and a text was expected"),
        ([without("client_id")], f"{AT}.client_id is missing, and it is needed"),
        ([{**APP, "sercet": "x"}], f"{AT}.sercet is not known, and “secret” was probably meant"),
        ([{**APP, "settings": "x"}], f"{AT}.settings is “x”, and an object"),
        (["x"], f"{AT} is “x”, and an object"),
        ({}, "openid_connect.APPS is an object, and a list"),
        *(
            ([with_settings(server_url=said)], f"{AT}.settings.server_url is ")
            for said in (
                "id.ministry.example", "ftp://id.ministry.example", "https://id ministry.example", "https://", "https://:443",
                "https://..", "https://id.ministry.example:port", "https://id.ministry.example:0", "https://[::1", 5, "",
                "https://ada:hush@id.ministry.example", "https://id.ministry.example#a", "https://id.ministry.example?a=b",
            )
        ),
        ([with_settings(scope="openid email")], f"{AT}.settings.scope is “openid email”, and a list of texts"),
        ([with_settings(fetch_userinfo="no")], f"{AT}.settings.fetch_userinfo is “no”, and true or false"),
        ([with_settings(token_auth_method="basic")], "one of client_secret_basic, client_secret_post"),
        ([with_settings(openid_configuration_overrides="x")], "openid_configuration_overrides is “x”, and an object"),
        ([with_settings(openid_configuration_overrides={"issuer": 5})], "openid_configuration_overrides is an object"),
        ([with_settings(verified_email=True)], f"{AT}.settings.verified_email is not known"),
    ],
)  # fmt: skip
def test_a_field_of_a_provider_that_cannot_be_obeyed_is_named_with_its_place(
    apps: Any, told: str
) -> None:
    file = Path("providers.json")
    file.write_text(json.dumps({"openid_connect": {"APPS": apps}}))
    file.chmod(0o600)
    refused(told, COMITY_OIDC="providers.json")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('{"openid_connect": {"APPS": [], "APPS": []}}', "“APPS” is said twice"),
        ("[" * 100_000, "nested too deeply"),
        ('{"openid_connect": {"APPS": []}, "google": {}}', "google is not known"),
        ('{"openid_connect": {"APPS": [], "SCOPE": "openid"}}', "openid_connect.SCOPE is “openid”"),
        ('{"openid_connect": []}', "openid_connect is a list, and an object"),
        (b"\xff\xfe", "no text in UTF-8"),
        ("", "it is no JSON"),
    ],
)
def test_a_file_of_providers_is_read_whole(text: str | bytes, told: str) -> None:
    file = Path("providers.json")
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    file.chmod(0o600)
    refused(told, COMITY_OIDC="providers.json")


def test_what_is_no_file_of_providers_is_named_and_its_rights_are_left_alone() -> None:
    refused(
        "/dev/null, which COMITY_OIDC names, cannot be used: that is not a file",
        COMITY_OIDC="/dev/null",
    )
    Path("notes.txt").write_text("Of the meeting.")
    Path("notes.txt").chmod(0o644)
    helps = [one["helps"] for one in doctor(COMITY_OIDC="notes.txt")["findings"]]
    assert not any("chmod" in one for one in helps), "it is somebody else's file"


def test_every_fault_of_a_file_of_providers_is_said_at_once() -> None:
    file = Path("providers.json")
    file.write_text(
        json.dumps({"openid_connect": {"APPS": [{**APP, "name": 5, "provider_id": "a/b"}]}})
    )
    said = words(serve(COMITY_OIDC="providers.json"))
    assert f"{AT}.name is" in said
    assert f"{AT}.provider_id is" in said


# --- the file of the keys that sign -----------------------------------------------------------------------------------


def test_a_key_file_that_is_not_there_is_refused(league: Path) -> None:
    refused("lost.key as the file of the keys that sign, and there is none", COMITY_KEY="lost.key")
    refused("there is no folder", COMITY_KEY="/nowhere/comity.key")


def test_a_key_file_in_no_folder_is_refused_before_anything_is_founded() -> None:
    refused("there is no folder", COMITY_KEY="/nowhere/comity.key")


@pytest.mark.parametrize("founded", [False, True])
def test_a_file_that_is_no_key_is_refused_and_its_rights_are_left_alone(
    founded: bool, league: Path
) -> None:
    if not founded:
        Path("comity.db").unlink()
    Path("notes.txt").write_text("Of the meeting.\n")
    Path("notes.txt").chmod(0o644)
    refused("notes.txt, line 1: this is no file of keys that sign", COMITY_KEY="notes.txt")
    helps = [one["helps"] for one in doctor(COMITY_KEY="notes.txt")["findings"]]
    assert not any("chmod" in one for one in helps), "it is somebody else's file"


def test_the_usual_key_file_is_looked_at_as_well(league: Path) -> None:
    Path("comity.db.key").write_text("garbage\n")
    refused("comity.db.key, line 1: this is no file of keys that sign")


def test_a_key_that_cannot_be_written_founds_nothing(cli: Any) -> None:
    Path("charter.yaml").write_text(LEAGUE)
    line = ("found", "charter.yaml", "--clerk", "Ada Lang", "--organ", "bureau")
    done = cli(*line, env={"COMITY_KEY": "/nowhere/comity.key"})
    assert done.exit_code == 6
    assert "The key that signs cannot be written to /nowhere/comity.key" in words(done.output)
    assert not Path("comity.db").exists()


# --- files and folders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"COMITY_HOME": "/nowhere/office"}, "There is no folder /nowhere/office"),
        (
            {"COMITY_REGISTER": "/nowhere/comity.db", "COMITY_HOME": "."},
            "There is no folder /nowhere",
        ),
        ({"COMITY_REGISTER": "/dev/null", "COMITY_HOME": "."}, "/dev/null is not a file"),
    ],
)
def test_a_folder_or_file_that_is_not_there_is_refused(given: dict[str, str], told: str) -> None:
    refused(told, **given)


def test_a_register_that_is_none_is_refused_before_anything_is_made(league: Path) -> None:
    Path("song.db").write_text("no database at all")
    given = {"COMITY_REGISTER": "song.db", "COMITY_HOME": "."}
    said = typed("serve", "--port", str(two_free_ports()), code=6, **given)
    assert "It is no register of Comity" in words(said.stderr)
    assert not Path("secret").exists()


@pytest.mark.parametrize("name", ["secret", "comity.db.key", "office.db"])
def test_a_folder_with_the_name_of_a_file_is_refused(name: str, league: Path) -> None:
    path = Path(name)
    path.unlink(missing_ok=True)
    path.mkdir(mode=0o700)
    refused(f"{name} is not a file")


def test_a_file_with_the_name_of_the_folder_of_papers_is_refused(league: Path) -> None:
    Path("files").write_text("")
    refused("files is not a folder")


def test_spaces_around_a_setting_do_not_count(league: Path) -> None:
    home = Path.cwd().parent / "elsewhere"
    shutil.copytree(Path.cwd(), home)
    told = typed("doctor", "--json", code=0, COMITY_HOME=f" {home} ").stdout
    assert json.loads(told)["register"] == f"{home}/comity.db"
    told = typed("doctor", "--json", code=0, COMITY_REGISTER=f" {home}/comity.db ").stdout
    assert json.loads(told)["register"] == f"{home}/comity.db"


# --- the live streams -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("live", "told"),
    [
        *((one, "pages have the paths that begin") for one in ("/b", "/static", "/account/live", "/setup", "/healthz")),
        ("/live/..", "out of a path"),
        ("https://office.example.org", "where the pages are"),
        ("https://office.example.org:443/b", "where the pages are"),
        (":443", "that is the port of the pages"),
    ],
)  # fmt: skip
def test_live_streams_where_pages_are_are_refused(live: str, told: str) -> None:
    given = {"COMITY_ORIGIN": "https://office.example.org", "COMITY_PROXIES": "1"}
    refused(told, COMITY_LIVE=live, **given)


def test_live_streams_at_the_port_of_the_pages_are_refused() -> None:
    port = two_free_ports()
    done = typed("serve", "--port", str(port), code=4, COMITY_LIVE=f":{port}")
    assert "that is the port of the pages" in words(done.stderr)
