"""Each set-up of ``docs/guide/operations.md`` is started with its own commands and files, and entered by a browser.

Paths, ports, the names of a database and of another host are this machine's; every other word is the guide's. So the test
fails where the guide and the program part.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from playwright.sync_api import Browser, expect
from starting import PATIENCE, Started, free_port, settings, started
from visiting import Pictures, Visitor, drafts, puts, records_an_answer, with_a_device

from comity.registrar import clock_of_the_machine
from comity.web.listening import Address, answers

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs/guide/operations.md").read_text()
NAME, COUNCIL = "office.example.org", "council.office.example.org"
BODY = "two-banks"


# --- what stands in the guide -----------------------------------------------------------------------------------------


def blocks(section: str, language: str = "") -> list[str]:
    """The commands or the files under a heading of the guide."""
    part = GUIDE.partition(f"## {section}\n")[2].partition("\n## ")[0]
    found = re.findall(rf"(?ms)^```{language}\n(.*?)^```$", part)
    assert found, f"there is no such block under “{section}”"
    return [str(one) for one in found]


def commands(section: str) -> str:
    """The block of commands under a heading that starts the server."""
    return next(one for one in blocks(section) if "comity serve" in one)


@dataclass(frozen=True)
class Machine:
    """This machine in place of the one in the guide."""

    folder: Path
    port: int
    replaced: Mapping[str, str]

    def says(self, text: str) -> str:
        """The text of the guide, for this machine."""
        for theirs, ours in self.replaced.items():
            assert theirs in text, f"“{theirs}” does not stand in the guide: {text}"
            text = text.replace(theirs, ours)
        return text

    def runs(self, text: str, **more: str) -> AbstractContextManager[Started]:
        """The commands, typed into a shell in the folder of the project, until the end of the block."""
        serve = f"exec comity serve --port {self.port}"
        script = f"set -eu\ncd {shlex.quote(str(ROOT))}\n{self.says(text).replace('comity serve', serve)}"
        return started(["sh", "-c", script], self.folder, settings(**more))

    @property
    def home(self) -> Path:
        return self.folder / "office"


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    """A machine on which the guide's first line has made the folder of the office: later parts begin there."""
    made = Machine(tmp_path, free_port(), {"/srv/office": str(tmp_path / "office")})
    first, _ = commands("Start it").splitlines()
    subprocess.run(shlex.split(made.says(first)), check=True)
    return made


def another(machine: Machine, **replaced: str) -> Machine:
    """The machine, with more that is otherwise than in the guide."""
    return Machine(machine.folder, machine.port, {**machine.replaced, **replaced})


def findings(home: Path, register: str, **more: str) -> dict[str, str]:
    """What doctor says is wrong, by what it looked at; and where the server answers. That the tests' PostgreSQL is made
    without durability is left out."""
    done = subprocess.run(
        ["comity", "doctor", "--register", register, "--json"],
        env=settings(COMITY_HOME=str(home), **more), capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = json.loads(done.stdout)["findings"]
    told = [
        one for one in said if one["what"] in ("pages", "live streams") or one["state"] == "fail"
    ]
    return {one["what"]: one["found"] for one in told if one["what"] != "durability"}


def is_well(machine: Machine, server: Started, address: Address, **more: str) -> None:
    """Both probes of both processes answer, and doctor finds the server and nothing wrong."""
    for live in (False, True):
        for path in ("/healthz", "/readyz"):
            assert answers(address, path, live=live, within=PATIENCE), server.log.read_text()
    register = more.pop("register", str(machine.home / "comity.db"))
    assert findings(machine.home, register, **more) == {
        "pages": f"they answer at {address.pages}",
        "live streams": f"they answer at {address.live}",
    }


# --- what a browser does ----------------------------------------------------------------------------------------------


def opened(browser: Browser, address: str, body: str = BODY, **how: object) -> Visitor:
    """A browser that keeps passkeys, at the address that was printed."""
    context = browser.new_context(locale="en", base_url=_site(address), **how)  # type: ignore[arg-type]
    context.set_default_timeout(PATIENCE * 1000)
    page = with_a_device(context.new_page())
    page.goto(address)
    return Visitor(page, body, Pictures(None))


def _site(address: str) -> str:
    return "{0.scheme}://{0.netloc}".format(urlsplit(address))


def founds(clerk: Visitor) -> Visitor:
    """The clerk founds the body and makes a passkey."""
    clerk.tick("Agreement of the Two Banks").press("Read it")
    clerk.write("Your name, as the clerk", "Ada Lang")
    clerk.write("Your e-mail address", "ada@banks.example").press("Found the body")
    return makes_a_key(clerk)


def makes_a_key(clerk: Visitor) -> Visitor:
    clerk.press("Create the key").reads("The key is added.").follow("Go on")
    return clerk.reads("Add and invite a person")


def signs_in_again(clerk: Visitor, site: str = "") -> Visitor:
    """The clerk leaves, and comes back with the passkey alone, at the same address or at another."""
    clerk.page.context.clear_cookies()
    site = site or _site(clerk.page.url)
    clerk.page.goto(f"{site}/account/login/")
    clerk.page.get_by_role("button", name=re.compile("passkey", re.IGNORECASE)).click()
    clerk.page.wait_for_url(f"{site}/", timeout=PATIENCE * 1000)
    clerk.page.goto(f"{site}/b/{BODY}/desk")
    expect(clerk.page.get_by_text("Ada Lang").first).to_be_attached()
    return clerk


def is_told_live(clerk: Visitor) -> None:
    """What the clerk does in one window is told at the desk in another, through the live stream."""
    desk = clerk.page.context.new_page()
    with desk.expect_response(re.compile("/stream[?]"), timeout=PATIENCE * 1000) as stream:
        desk.goto(f"{_site(clerk.page.url)}/b/{BODY}/desk")
    assert stream.value.status == 200
    opens(clerk)
    expect(desk.get_by_text("Something has moved since this page was made:")).to_be_visible()


def opens(clerk: Visitor) -> str:
    clerk.go("matters").follow("Open a matter").follow("Decision by silence")
    clerk.write("Title of the matter (English)", "Lights on the bridge")
    clerk.write("Title of the matter (Russian)", "Огни на мосту").press("Open the matter")
    return clerk.page.url.rsplit("/", 1)[1]


# --- on one machine ---------------------------------------------------------------------------------------------------


def test_on_one_machine(machine: Machine, browser: Browser) -> None:
    with machine.runs(commands("Start it")) as server:
        clerk = signs_in_again(founds(opened(browser, server.setup)))
        is_told_live(clerk)
        is_well(machine, server, Address(port=machine.port))


def test_at_the_ipv6_number_of_the_machine(machine: Machine, browser: Browser) -> None:
    _needs_ipv6()
    text = next(one for one in blocks("Start it") if "--host ::1" in one)
    with machine.runs(text) as server:
        is_well(machine, server, Address("::1", machine.port))
        page = opened(browser, server.setup.replace("localhost", "[::1]")).page
        expect(page).to_have_url(f"http://localhost:{machine.port}/setup")
        signs_in_again(founds(opened(browser, server.setup)))


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_at_every_number_of_the_machine(machine: Machine, browser: Browser, host: str) -> None:
    _needs_ipv6()
    assert f"`--host {host}`" in GUIDE
    text = f"comity serve --home /srv/office --host {host}"
    with machine.runs(text) as server:
        assert server.said("Note: (Browsers on other machines need a name with https)")
        is_well(machine, server, Address(host, machine.port))
        founds(opened(browser, server.setup))


def _needs_ipv6() -> None:
    try:
        with socket.socket(socket.AF_INET6) as one:
            one.bind(("::1", 0))
    except OSError:
        pytest.skip("NO IPv6 on this machine, and nothing of it is tested")


# --- behind nginx -----------------------------------------------------------------------------------------------------


@pytest.fixture
def nginx() -> str:
    found = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin:/usr/local/bin")
    if found is None:
        pytest.skip("NO NGINX: install it with  sudo apt-get install nginx-light")
    return found


def certificate(folder: Path, *names: str) -> tuple[Path, Path]:
    """A certificate for the names that nobody has vouched for, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    named = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, names[0])])
    now = clock_of_the_machine()
    made = (
        x509.CertificateBuilder()
        .subject_name(named).issuer_name(named).public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1)).not_valid_after(now + timedelta(days=30))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(one) for one in names]), critical=False)
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    pem, secret = folder / "office.pem", folder / "office.key"
    pem.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    form, plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    secret.write_bytes(key.private_bytes(serialization.Encoding.PEM, form, plain))
    return pem, secret


AROUND = """
daemon off; pid {folder}/nginx.pid; error_log stderr;
events {{}}
http {{
    access_log off; client_body_temp_path {folder}/body; proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi; uwsgi_temp_path {folder}/uwsgi; scgi_temp_path {folder}/scgi;
    {servers}
}}
"""


@contextmanager
def proxied(program: str, machine: Machine, *names: str) -> Iterator[int]:
    """nginx with the file of the guide before the machine's server; the port at which it speaks TLS."""
    folder, port = machine.folder / "nginx", free_port()
    folder.mkdir()
    pem, secret = certificate(folder, *names)
    text = blocks("Behind a proxy", "nginx")[0]
    replaced = {
        "443 ssl": f"{port} ssl",
        "server_name office.example.org": f"server_name {' '.join(names)}",
        "/etc/ssl/certs/office.example.org.pem": str(pem),
        "/etc/ssl/private/office.example.org.key": str(secret),
        "127.0.0.1:8001": f"127.0.0.1:{machine.port + 1}",
        "127.0.0.1:8000": f"127.0.0.1:{machine.port}",
    }
    servers = Machine(folder, port, replaced).says(text)
    file = folder / "nginx.conf"
    file.write_text(AROUND.format(folder=folder, servers=servers))
    process = subprocess.Popen([program, "-p", str(folder), "-c", str(file)])
    try:
        _await_port(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(PATIENCE)


def _await_port(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until and process.poll() is None:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=PATIENCE):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("nginx does not answer; see what it said")


@contextmanager
def elsewhere(browser: Browser, port: int) -> Iterator[Browser]:
    """A browser on another machine: the public names lead it to the proxy, whose certificate it takes."""
    rules = ",".join(f"MAP {name}:443 127.0.0.1:{port}" for name in (NAME, COUNCIL))
    switches = ["--no-sandbox", "--ignore-certificate-errors", f"--host-resolver-rules={rules}"]
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    one = browser.browser_type.launch(executable_path=path, args=switches, timeout=PATIENCE * 1000)
    try:
        yield one
    finally:
        one.close()


def test_behind_nginx_with_tls(machine: Machine, browser: Browser, nginx: str) -> None:
    with (
        machine.runs(commands("Behind a proxy")) as server,
        proxied(nginx, machine, NAME) as port,
        elsewhere(browser, port) as remote,
    ):
        assert server.address == f"https://{NAME}"
        assert server.setup.startswith(f"https://{NAME}/setup?token=")
        clerk = signs_in_again(founds(opened(remote, server.setup)), server.address)
        is_told_live(clerk)
        public = {"COMITY_ORIGIN": f"https://{NAME}", "COMITY_PROXIES": "1"}
        is_well(machine, server, Address(port=machine.port), **public)
        led = opened(browser, "about:blank").page.request.get(
            f"http://127.0.0.1:{machine.port}/b/x?y=1", max_redirects=0
        )
        assert led.headers["location"] == f"https://{NAME}/b/x?y=1"


def test_at_several_names_one_of_which_is_the_parent(
    machine: Machine, browser: Browser, nginx: str
) -> None:
    assert f"`server_name {NAME} {COUNCIL};`" in GUIDE
    with (
        machine.runs(commands("Several names")) as server,
        proxied(nginx, machine, NAME, COUNCIL) as port,
        elsewhere(browser, port) as remote,
    ):
        clerk = founds(opened(remote, server.setup))
        for site in (f"https://{COUNCIL}", f"https://{NAME}"):
            signs_in_again(clerk, site)


# --- under systemd ----------------------------------------------------------------------------------------------------


def test_under_systemd(machine: Machine, browser: Browser, nginx: str) -> None:
    comity = shutil.which("comity", path=settings()["PATH"])
    assert comity is not None
    unit = another(machine, **{"/opt/comity/bin/comity": comity}).says(
        blocks("Under systemd", "systemd")[0]
    )
    file = machine.folder / "comity.service"
    file.write_text(unit.replace("User=comity", "User=daemon"))
    if analyse := shutil.which("systemd-analyze"):
        done = subprocess.run(
            [analyse, "verify", file], capture_output=True, text=True, check=False
        )
        about = [line for line in done.stderr.splitlines() if "comity.service" in line]
        assert (done.returncode, about) == (0, [])
    environment = dict(
        one.split("=", 1)
        for line in re.findall(r"(?m)^Environment=(.*)$", unit)
        for one in line.split()
    )
    words = [*re.findall(r"(?m)^ExecStart=(.*)$", unit)[0].split(), "--port", str(machine.port)]
    with (
        started(words, machine.folder, settings(**environment)) as server,
        proxied(nginx, machine, NAME) as port,
        elsewhere(browser, port) as remote,
    ):
        signs_in_again(founds(opened(remote, server.setup)), server.address)
        public = {name: said for name, said in environment.items() if name != "COMITY_HOME"}
        is_well(machine, server, Address(port=machine.port), **public)


# --- on PostgreSQL ----------------------------------------------------------------------------------------------------


@pytest.fixture
def on_postgres(machine: Machine, request: pytest.FixtureRequest) -> tuple[Machine, str]:
    """The machine with a server of PostgreSQL, and the address of the database that the guide makes there."""
    server = request.getfixturevalue("postgres_server")
    host = str(server.folder)
    programs = str(server.programs)
    user, name = f"keeper_{machine.port}", f"office_{machine.port}"
    address = f"postgresql://{user}@{quote(host, safe='')}/{name}"
    replaced = {
        "createuser comity": f"export PGHOST={host} PGUSER=comity; {programs}/createuser {user}",
        "createdb --owner comity": f"{programs}/createdb --owner {user}",
        "C.UTF-8 office": f"C.UTF-8 {name}",
        "postgresql://comity@db.example.org/office": address,
    }
    return another(machine, **replaced), address


def test_on_postgresql(on_postgres: tuple[Machine, str], browser: Browser) -> None:
    machine, address = on_postgres
    with machine.runs(commands("Which database")) as server:
        clerk = opened(browser, server.setup).reads("The first account", "Ada Lang")
        clerk.write("Your e-mail address", "ada@banks.example").press("Go on")
        signs_in_again(makes_a_key(clerk))
        is_well(machine, server, Address(port=machine.port), register=address)


# --- two hosts --------------------------------------------------------------------------------------------------------


def test_on_two_hosts(
    machine: Machine, browser: Browser, postgres: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    second = Machine(tmp_path_factory.mktemp("second"), free_port(), {})
    text = of_two(commands("Several hosts"), machine.home, second.home)
    with machine.runs(commands("Start it"), COMITY_REGISTER=postgres) as first:
        clerk = founds(opened(browser, first.setup))
        paper = files_a_paper(clerk)
        with second.runs(text, COMITY_REGISTER=postgres) as other:
            goes_on_at(clerk, other.address, paper)
            is_well(second, other, Address(port=second.port), register=postgres)
        finds_what_is_not_shared(second.home, postgres)


def of_two(text: str, first: Path, second: Path) -> str:
    """The commands of the second host, with a folder of this machine as the first host."""
    text = text.replace("first.example.org:/srv/office", str(first))
    text = text.replace("/srv/office", str(second)).replace("scp -p ", "cp -p ")
    return re.sub(r"mount -t nfs (\S+) (\S+)", r"rmdir \2; ln -s \1 \2", text)


def files_a_paper(clerk: Visitor) -> str:
    """An answer that came on paper is recorded at the first host; the page of the paper."""
    matter = opens(clerk)
    drafts(clerk, matter, [("The bridge is lit at night.", "Ночью мост освещён.")])
    puts(clerk, matter)
    clerk.go(f"matters/{matter}")
    records_an_answer(clerk, "Left Bank", "against", "note", "Left Bank objects.")
    return str(clerk.main.locator("a[href*='/papers/']").first.get_attribute("href"))


def goes_on_at(clerk: Visitor, site: str, paper: str) -> None:
    """At the second host nobody signs in anew, what was recorded is there, the paper is, and more can be recorded."""
    answer = clerk.page.request.get(f"{site}{paper}")
    assert (answer.status, answer.text()) == (200, "Left Bank objects.")
    here = clerk.page.context.new_page()
    there = Visitor(here, BODY, Pictures(None))
    here.goto(f"{site}/b/{BODY}/matters")
    there.follow("Open a matter").follow("Decision by silence")
    there.write("Title of the matter (English)", "A second bridge")
    there.write("Title of the matter (Russian)", "Второй мост").press("Open the matter")
    there.reads("The matter is opened")


def finds_what_is_not_shared(home: Path, register: str) -> None:
    """doctor names each of the three that a second host lacks."""
    assert findings(home, register) == {"pages": "No server of this home has said that it runs"}
    (home / "files").unlink()
    (home / "files").mkdir()
    assert "are not in" in findings(home, register)["papers"]
    secret = (home / "secret").read_text()
    (home / "secret").write_text("another secret")
    assert "was not sealed with" in findings(home, register)["sign-ins"]
    (home / "secret").write_text(secret)
    (home / "comity.db.key").unlink()
    assert "is not in" in findings(home, register)[f"{BODY}: key"]
