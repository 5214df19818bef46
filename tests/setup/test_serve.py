"""`make run`: one command that starts everything and stops everything."""

import shutil
import signal
import socket
import tempfile
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from app import server
from app.foundation import postgres
from tests.setup.processes import PATIENCE, background_flask, flask, until
from tests.support.server import free_port


@pytest.fixture(scope="module")
def kept():
    """One folder for all: who comes first sets it up, the others find it so."""
    # Not in pytest's: each new pytest run closes that to others, also to a server's own user.
    folder = Path(tempfile.mkdtemp(prefix="xieshang-test-")).resolve()
    yield folder / "instance"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def instance(kept):
    yield kept
    assert not postgres.is_running(kept / "postgres")


def test_a_taken_port_is_one_line(instance):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]

        done = flask("serve", DEMO="1", PORT=str(port), XIESHANG_INSTANCE=str(instance))

    assert done.returncode
    assert f"Port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(("words", "own"), [(("--port", "99999"), {}), ((), {"PORT": "99999"})])
def test_a_port_that_does_not_exist_is_one_line(instance, words, own):
    done = flask("serve", *words, DEMO="1", XIESHANG_INSTANCE=str(instance), **own)

    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "There is no port 99999" in done.stderr


@pytest.mark.parametrize("port", [-1, 65536])
def test_ports_end_at_their_limits(port):
    with pytest.raises(server.PortTaken, match=f"There is no port {port}"):
        server.listen(port)


def test_another_port_is_proposed_that_exists():
    assert server.another(8000) == 8001
    assert server.another(65535) == server.another(80) == 8000


def test_port_0_is_any_that_is_free_and_a_command_beside_stops_nothing(instance):
    run = background_flask("serve", "--port", "0", DEMO="1", XIESHANG_INSTANCE=str(instance))
    try:
        port = int(greeting(run).split("http://127.0.0.1:")[1].split("/")[0])
        assert port != 0
        assert page(port) == 200
        beside = flask("setup", DEMO="1", XIESHANG_INSTANCE=str(instance))
        assert beside.returncode == 0, beside.stderr
        assert postgres.is_running(instance / "postgres")
        assert page(port) == 200
    finally:
        run.send_signal(signal.SIGINT)
        rest, _ = run.communicate(timeout=PATIENCE)
    assert "Traceback" not in rest
    assert "Stopped." in rest


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGHUP])
def test_it_answers_and_stops_what_it_started(instance, sign):
    port = free_port()
    run = background_flask("serve", DEMO="1", PORT=str(port), XIESHANG_INSTANCE=str(instance))
    try:
        assert f"http://127.0.0.1:{port}/" in greeting(run)
        assert page(port) == 200
    finally:
        run.send_signal(sign)
        rest, _ = run.communicate(timeout=PATIENCE)
    assert "Traceback" not in rest
    assert "Stopped." in rest


def test_a_database_that_died_is_brought_up_again(instance):
    port = free_port()
    run = background_flask("serve", DEMO="1", PORT=str(port), XIESHANG_INSTANCE=str(instance))
    try:
        greeting(run)
        assert page(port) == 200
        died = postgres._postmaster(instance / "postgres")
        died.send_signal(signal.SIGINT)
        until(lambda: not died.is_running())

        until(lambda: postgres.is_running(instance / "postgres"))
        until(lambda: page(port, "/readyz") == 200)
    finally:
        run.send_signal(signal.SIGINT)
        rest, _ = run.communicate(timeout=PATIENCE)
    assert run.returncode == 0
    assert "Traceback" not in rest
    assert "Stopped." in rest


def greeting(run):
    """What it says until it serves."""
    said = ""
    while "Ctrl-C" not in said:
        line = run.stdout.readline()
        assert line, said
        said += line
    return said


def page(port, path="/"):
    """The status of a page."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=PATIENCE) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
