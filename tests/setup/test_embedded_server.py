"""The embedded PostgreSQL: who starts it, who stops it, and what a crash leaves behind."""

import os
import shutil
import signal
import tempfile
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest

from app.foundation import postgres
from tests.setup.processes import Holder, flask, until


@pytest.fixture(scope="module")
def laid_out():
    """A data folder made once; each test takes a copy, which is quicker."""
    with tempfile.TemporaryDirectory(prefix="xieshang-test-") as path:
        folder = Path(path).resolve() / "pg"
        with postgres.running(folder=folder):
            pass
        yield folder


@pytest.fixture
def folder(laid_out, tmp_path):
    copy = tmp_path / "pg"
    shutil.copytree(laid_out, copy)
    for path in [copy, *copy.rglob("*")]:
        owner = laid_out.stat()
        os.chown(path, owner.st_uid, owner.st_gid)
    copy.chmod(0o700)
    yield copy
    if left := postgres._postmaster(copy):
        left.send_signal(signal.SIGQUIT)
        left.wait(20)


def answer(url: str) -> object:
    with psycopg.connect(url) as connection:
        return connection.execute("SELECT current_database()").fetchone()


def answers(url: str) -> bool:
    try:
        return bool(answer(url))
    except psycopg.OperationalError:
        return False


def die(folder: Path, sign: signal.Signals) -> None:
    server = postgres._postmaster(folder)
    server.send_signal(sign)
    until(lambda: not server.is_running())


def test_it_runs_while_it_is_used_and_no_longer(folder):
    with postgres.running(folder=folder) as url:
        assert answer(url) == ("xieshang",)
        assert postgres.is_running(folder)

    assert not postgres.is_running(folder)


def test_your_own_database_is_used_as_it_is(tmp_path):
    with postgres.running("postgresql://db/own", tmp_path / "pg") as url:
        assert url == "postgresql://db/own"
        assert not (tmp_path / "pg").exists()


def test_a_second_command_joins_and_leaves_it_running(folder):
    first = Holder(folder)
    started = postgres._postmaster(folder)

    second = Holder(folder)
    second.leave()

    assert second.url == first.url
    assert postgres._postmaster(folder) == started
    first.leave()
    assert not postgres.is_running(folder)


def test_who_started_it_may_leave_first(folder):
    first, second = Holder(folder), Holder(folder)

    first.leave()

    assert answer(second.url)
    second.leave()
    assert not postgres.is_running(folder)


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_stops_what_was_started(folder, sign):
    holder = Holder(folder)

    holder.end_by(sign)

    assert not postgres.is_running(folder)


def test_a_second_signal_does_not_cut_the_stopping_short(folder):
    holder = Holder(folder)

    holder.process.send_signal(signal.SIGHUP)  # a terminal that closes sends it twice
    holder.end_by(signal.SIGHUP)

    assert not postgres.is_running(folder)


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGQUIT])
def test_a_server_that_dies_is_brought_up_again_while_somebody_watches(folder, sign):
    with postgres.running(folder=folder) as url, postgres.kept_up(folder=folder):
        die(folder, sign)

        until(lambda: postgres.is_running(folder))
        until(lambda: answers(url))

    assert not postgres.is_running(folder)


def test_two_who_watch_do_not_get_in_each_others_way(folder):
    other = Holder(folder, watching=True)
    with postgres.running(folder=folder) as url, postgres.kept_up(folder=folder):
        for _ in range(2):
            die(folder, signal.SIGINT)
            until(lambda: postgres.is_running(folder))
            until(lambda: answers(url))

    assert answer(other.url)
    other.leave()
    assert not postgres.is_running(folder)


def test_who_leaves_while_it_is_brought_up_leaves_nothing_running(folder):
    with postgres.running(folder=folder), postgres.kept_up(folder=folder):
        die(folder, signal.SIGINT)
        until(lambda: (folder / "postmaster.pid").exists())

    assert not postgres.is_running(folder)


def test_ctrl_c_during_the_start_leaves_nothing_running(folder):
    holder = Holder(folder, wait=False)
    until(lambda: (folder / "postmaster.pid").exists())

    holder.end_by(signal.SIGINT)

    assert not postgres.is_running(folder)


def test_a_killed_owner_does_not_keep_it_running_for_ever(folder):
    Holder(folder).kill()
    assert postgres.is_running(folder), "nobody was left to stop it"

    Holder(folder).leave()

    assert not postgres.is_running(folder)


def test_a_killed_server_starts_again(folder):
    holder = Holder(folder)
    server = postgres._postmaster(folder)
    backends = server.children()
    holder.kill()
    for process in [server, *backends]:
        with suppress(psutil.NoSuchProcess):  # one of its workers may end by itself just now
            process.kill()
    until(lambda: not any(psutil.pid_exists(p.pid) and p.is_running() for p in [server, *backends]))
    assert (folder / "postmaster.pid").exists()

    with postgres.running(folder=folder) as url:
        assert answer(url)


def test_a_number_that_now_belongs_to_another_program_is_no_server(folder):
    lines = [str(os.getpid()), str(folder), "1", "5432", str(folder), "", "1 1", "ready"]
    (folder / "postmaster.pid").write_text("\n".join(lines))

    assert not postgres.is_running(folder)
    with postgres.running(folder=folder) as url:
        assert answer(url)


def test_an_interrupted_layout_is_begun_again(tmp_path):
    half = tmp_path / "pg.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18\n")

    with postgres.running(folder=tmp_path / "pg") as url:
        assert answer(url)


@pytest.mark.parametrize("name", ["with space 数据", "x" * 90 + "/" + "y" * 90])
def test_any_path_will_do(laid_out, tmp_path, name):
    folder = tmp_path / name / "pg"
    folder.parent.mkdir(parents=True)

    with postgres.running(folder=folder) as url:
        assert answer(url)


def test_only_the_servers_user_reaches_a_socket_outside_the_data_folder(tmp_path):
    folder = tmp_path / ("x" * 90) / "pg"
    folder.parent.mkdir(parents=True)

    with postgres.running(folder=folder):
        sockets = postgres._socket_folder(folder)
        assert sockets != folder
        assert Path(sockets).stat().st_mode & 0o077 == 0
    assert not sockets.exists()


def test_a_command_typed_on_a_fresh_machine_does_its_set_up_and_leaves_nothing_running(tmp_path):
    done = flask("calendar", "due", "2026-09-18", "1", XIESHANG_INSTANCE=str(tmp_path))

    assert done.stdout == "2026-09-20\n", done.stderr
    assert not postgres.is_running(tmp_path / "postgres")
