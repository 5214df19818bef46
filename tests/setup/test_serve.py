"""`make run`: one command that starts everything and stops everything."""

import shutil
import signal
import socket
import urllib.request

import pytest

from app.foundation import paths, postgres
from tests.setup.processes import PATIENCE, background_flask, flask
from tests.support.server import free_port


@pytest.fixture
def instance(tmp_path):
    yield tmp_path / "instance"
    assert not postgres.is_running(tmp_path / "instance" / "postgres")
    shutil.rmtree(tmp_path, ignore_errors=True)


def test_a_taken_port_is_one_line(instance):
    with socket.socket() as door:
        door.bind(("127.0.0.1", 0))
        door.listen()
        port = door.getsockname()[1]

        done = flask("serve", DEMO="1", PORT=str(port), XIESHANG_INSTANCE=str(instance))

    assert done.returncode
    assert f"Port {port} is taken" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(
    not any((paths.MIGRATIONS / "versions").glob("*.py")), reason="there is no migration yet"
)
@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_it_answers_and_stops_what_it_started(instance, sign):
    port = free_port()
    run = background_flask("serve", DEMO="1", PORT=str(port), XIESHANG_INSTANCE=str(instance))
    try:
        said = ""
        while "Ctrl-C" not in said:
            line = run.stdout.readline()
            assert line, said
            said += line
        assert f"http://127.0.0.1:{port}/" in said
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=PATIENCE) as answer:
            assert answer.status == 200
        beside = flask("setup", DEMO="1", XIESHANG_INSTANCE=str(instance))
        assert beside.returncode == 0, beside.stderr
        assert postgres.is_running(instance / "postgres")
    finally:
        run.send_signal(sign)
        rest, _ = run.communicate(timeout=PATIENCE)
    assert "Traceback" not in rest
    assert "Stopped." in rest
