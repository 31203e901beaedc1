"""Starting on bad ground: each fault is one sentence with what to do, leaves nothing behind, and the next start works."""

from __future__ import annotations

import os
import resource
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from running import PATIENCE, answers, command, plain_environment, started, two_free_ports

from comity.errors import BadInput, ComityError, StoreFailed
from comity.place import Place
from comity.web import ground
from comity.web.accounts_file import has_tables

pytestmark = pytest.mark.slow
BAD_INPUT, STORE_FAILED = 4, 6


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a server that ran once."""
    home = tmp_path_factory.mktemp("ground") / "home"
    with started(home, "--workers", "1"):
        return home


@pytest.fixture
def home(prepared: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(prepared, tmp_path / "home"))


@dataclass(frozen=True)
class Ended:
    """How a server ended that did not start: its exit code, and what it said."""

    code: int
    said: str


def start(home: Path, *more: str, port: int = 0, before: Callable[[], None] | None = None) -> Ended:
    return run(command(home, port or two_free_ports(), *more), before)


def run(words: list[str], before: Callable[[], None] | None = None) -> Ended:
    done = subprocess.run(
        words,
        env=plain_environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        preexec_fn=before,
    )
    said = " ".join((done.stdout + done.stderr).split())
    assert "Traceback" not in said, said
    return Ended(done.returncode, said)


def starts(home: Path) -> None:
    with started(home, "--workers", "1") as server:
        assert answers(server.pages)


@contextmanager
def mounted(folder: Path, *options: str) -> Iterator[None]:
    """The folder is a file system in memory. Skips where this may not be mounted: not as root, or in a container."""
    folder.mkdir(exist_ok=True)
    words = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(folder)]
    if (
        not shutil.which("mount")
        or subprocess.run(words, check=False, capture_output=True).returncode
    ):
        pytest.skip("NOT TRIED: a file system may not be mounted here; run this as root")
    try:
        yield
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_port_in_use_is_refused_with_the_name_of_the_program_that_has_it(home: Path) -> None:
    port = two_free_ports()
    listens = "import socket, sys; s = socket.create_server(('127.0.0.1', int(sys.argv[1]))); print(flush=True); input()"
    words = [sys.executable, "-c", listens, str(port)]
    with subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        ended = start(home, port=port)
        other.terminate()
    assert ended.code == BAD_INPUT
    assert f"port {port}: Address already in use" in ended.said
    if sys.platform == "linux":
        assert f"(process {other.pid}) listens there" in ended.said
    assert "--port" in ended.said
    starts(home)


def test_a_home_below_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    ended = start(tmp_path / "file" / "home")
    assert ended.code == BAD_INPUT
    assert f"{tmp_path / 'file'} is not a folder" in ended.said
    assert (tmp_path / "file").read_text() == "mine"


def test_a_home_on_a_read_only_file_system_is_refused(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with mounted(home, "ro"):
        ended = start(home)
        assert ended.code == STORE_FAILED
        assert f"{home} is on a file system that may only be read" in ended.said
        assert list(home.iterdir()) == []
        subprocess.run(["mount", "-o", "remount,rw", str(home)], check=True)
        starts(home)


def test_a_home_on_a_full_disk_is_refused_before_anything_is_made(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with mounted(home, "size=100m"):
        (home / "other").write_bytes(bytes(80_000_000))
        ended = start(home)
        assert ended.code == STORE_FAILED
        assert f"There is no space left in {home}" in ended.said
        assert [path.name for path in home.iterdir()] == ["other"]
        (home / "other").unlink()
        starts(home)


def test_a_limit_on_the_size_of_files_is_told_before_anything_is_made(tmp_path: Path) -> None:
    def small_files() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))

    ended = start(tmp_path / "home", before=small_files)
    assert ended.code == STORE_FAILED
    assert "files of at most 1 MB" in ended.said
    assert not (tmp_path / "home").exists()


def test_a_process_that_may_open_too_few_files_is_told_how_to_raise_the_limit(home: Path) -> None:
    def few_files() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))

    ended = start(home, before=few_files)
    assert ended.code == BAD_INPUT
    assert "may open 512 files" in ended.said
    assert "LimitNOFILE" in ended.said
    starts(home)


def test_a_home_on_a_network_file_system_is_refused_where_the_register_is_a_file(
    home: Path,
) -> None:
    table = home.parent / "mounts"
    table.write_text(f"disk / ext4 rw 0 0\nserver:/export {home} nfs4 rw 0 0\n")
    words = " ".join(command(home, two_free_ports()))
    script = f"mount --bind {table} /proc/$$/mounts && exec {words}"
    apart = ["unshare", "--mount", "sh", "-c"]
    if not shutil.which("unshare") or run([*apart, f"mount --bind {table} /proc/$$/mounts"]).code:
        pytest.skip("NOT TRIED: a file system may not be mounted here; run this as root")
    ended = run([*apart, script])
    assert ended.code == BAD_INPUT
    assert f"{home} is on a network file system (nfs4)" in ended.said
    assert "--register" in ended.said
    starts(home)


def test_the_file_system_of_a_folder_is_that_of_the_nearest_mount(tmp_path: Path) -> None:
    table, folder = tmp_path / "mounts", tmp_path / "a b" / "c"
    folder.mkdir(parents=True)
    escaped = str(tmp_path / "a b").replace(" ", "\\040")
    table.write_text(
        f"disk / ext4 rw 0 0\nserver:/x {escaped} nfs4 rw 0 0\ndisk {tmp_path}/a xfs rw 0 0\n"
    )
    assert ground.file_system(folder, table) == "nfs4"
    assert ground.file_system(tmp_path, table) == "ext4"
    assert ground.file_system(tmp_path, tmp_path / "none") == ""


def as_nobody(place: Place) -> ComityError | None:
    """What a user who owns nothing is told of the place."""
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:  # nothing of pytest may run here
        os.setgid(65_534)
        os.setuid(65_534)
        told = next(ground.faults(place), None)
        os.write(writer, f"{told.code} {told}".encode() if told else b"")
        os._exit(0)
    os.close(writer)
    os.waitpid(child, 0)
    with os.fdopen(reader) as answer:
        code, _, sentence = answer.read().partition(" ")
    return StoreFailed(code, sentence) if code else None


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT TRIED: only root can become somebody else")
def test_a_home_of_another_user_is_refused_with_the_name_of_its_owner(
    prepared: Path, open_folder: Path
) -> None:
    home = Path(shutil.copytree(prepared, open_folder / "home"))
    told = as_nobody(Place(home, str(home / "comity.db")))
    assert told is not None
    assert told.code == "place.not-ours"
    assert f"{home} belongs to root" in told.sentence
    home.chmod(0o777)
    told = as_nobody(Place(home, str(home / "comity.db")))
    assert told is not None
    assert "secret belongs to root" in told.sentence


def garbage(accounts: Path) -> None:
    accounts.write_bytes(b"no database at all " * 1000)


def other(accounts: Path) -> None:
    accounts.unlink()
    with closing(sqlite3.connect(accounts)) as made:
        made.execute("CREATE TABLE song (title TEXT)")


def cut(accounts: Path) -> None:
    with closing(sqlite3.connect(accounts)) as whole:
        whole.execute("PRAGMA journal_mode = DELETE")
    os.truncate(accounts, accounts.stat().st_size // 2 + 100)


def newer(accounts: Path) -> None:
    with closing(sqlite3.connect(accounts)) as changed, changed:
        changed.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('web', '9999_later', '2036-01-01')"
        )


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (garbage, "is no file of accounts"),
        (other, "is no file of accounts"),
        (cut, "office.db"),
        (newer, "was made by a newer Comity (9999_later)"),
    ],
)
def test_accounts_that_cannot_be_used_are_refused_and_left_as_they_are(
    home: Path, spoil: Callable[[Path], None], said: str
) -> None:
    accounts, whole = home / "office.db", home.parent / "whole.db"
    shutil.copy(accounts, whole)
    spoil(accounts)
    before = accounts.read_bytes()
    ended = start(home)
    assert ended.code == STORE_FAILED
    assert said in ended.said
    assert "What helps" in ended.said
    assert accounts.read_bytes() == before
    for beside in ("office.db-wal", "office.db-shm"):
        (home / beside).unlink(missing_ok=True)
    shutil.copy(whole, accounts)
    starts(home)


def test_accounts_of_an_older_version_are_brought_up_to_date(home: Path) -> None:
    place = Place(home, str(home / "comity.db"))
    words = [sys.executable, "-m", "django", "migrate", "web", "0001"]
    told = {"DJANGO_SETTINGS_MODULE": "comity.web.settings", "COMITY_HOME": str(home)}
    subprocess.run(words, env=plain_environment(**told), check=True, capture_output=True)
    assert not has_tables(place)
    starts(home)
    assert has_tables(place)


def test_accounts_that_were_moved_away_are_made_anew(home: Path) -> None:
    (home / "office.db").unlink()
    starts(home)
    assert has_tables(Place(home, str(home / "comity.db")))


def test_accounts_that_cannot_be_brought_up_to_date_are_left_as_they_were(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with closing(sqlite3.connect(home / "office.db")) as strange:
        strange.execute(
            "CREATE TABLE django_migrations (id INTEGER PRIMARY KEY, app TEXT, name TEXT, applied TEXT)"
        )
        strange.execute("CREATE TABLE web_account (song TEXT)")
    ended = start(home)
    assert ended.code == BAD_INPUT
    assert "could not be made" in ended.said
    assert "already exists" in ended.said
    assert [path.name for path in home.iterdir()] == ["office.db"]
    with closing(sqlite3.connect(home / "office.db")) as left:
        tables = {name for (name,) in left.execute("SELECT name FROM sqlite_master")}
    assert tables == {"django_migrations", "web_account"}


def test_an_empty_secret_is_refused_with_what_to_do(home: Path) -> None:
    (home / "secret").write_text("\n")
    ended = start(home)
    assert ended.code == BAD_INPUT
    assert "secret is empty" in ended.said
    assert "Delete it" in ended.said
    (home / "secret").unlink()
    starts(home)
    assert (home / "secret").read_text().strip()


def test_a_secret_that_others_may_read_is_refused_with_what_to_do(home: Path) -> None:
    (home / "secret").chmod(0o644)
    ended = start(home)
    assert ended.code == BAD_INPUT
    assert f"chmod 600 {home / 'secret'}" in ended.said
    (home / "secret").chmod(0o600)
    starts(home)


def test_a_place_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    home = tmp_path / "new" / "home"
    with pytest.raises(BadInput, match="There is no folder"):
        ground.check(Place(home, str(home / "comity.db")))
    assert not (tmp_path / "new").exists()
    (tmp_path / "new").write_text("")
    with pytest.raises(BadInput, match="not a folder"):
        ground.check(Place(home, str(home / "comity.db")))
