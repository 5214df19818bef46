"""The check of the packages: what it finds here, and what osv.dev would be asked and answer."""

import json
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest

from tests.support import dependencies

PINS = {"flask": "3.1.3", "jinja2": "1.0"}
LOCKED = {
    "": {},
    "node_modules/a": {"version": "1.0.0", "license": "MIT", "integrity": "sha512-x"},
    "node_modules/@b/c": {"version": "2.0.0", "license": "Proprietary"},
}


class Osv(BaseHTTPRequestHandler):
    """Knows something against the package `a`."""

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["queries"]
        known = [{"vulns": [{"id": "X-1"}]} if q["package"]["name"] == "a" else {} for q in asked]
        self.send_response(200)
        self.end_headers()
        self.wfile.write(json.dumps({"results": known}).encode())

    def log_message(self, *_said):
        """Say nothing."""


@pytest.fixture
def osv(monkeypatch):
    with HTTPServer(("127.0.0.1", 0), Osv) as server:
        monkeypatch.setattr(dependencies, "OSV", f"http://127.0.0.1:{server.server_port}/")
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def test_what_is_known_against_a_package_is_said_unless_it_was_accepted(osv, monkeypatch, tmp_path):
    assert dependencies.weaknesses(PINS, LOCKED) == ["a 1.0.0: X-1"]
    monkeypatch.setattr(dependencies, "ACCEPTED", tmp_path / "accepted")
    (tmp_path / "accepted").write_text("X-1 only when run as a server, which we do not\n")
    assert dependencies.weaknesses(PINS, LOCKED) == []


def test_without_a_network_nothing_fails_and_it_is_said(monkeypatch, capsys):
    monkeypatch.setattr(dependencies, "OSV", "http://127.0.0.1:1/")
    assert dependencies.main() == 0
    assert "NOT CHECKED" in capsys.readouterr().out


def test_what_is_not_pinned_sealed_or_free_is_named(monkeypatch, tmp_path):
    assert list(dependencies.unsealed(LOCKED)) == [
        "node_modules/@b/c has no hash in package-lock.json"
    ]
    assert list(dependencies.unfree({}, LOCKED)) == ["node_modules/@b/c: licence 'Proprietary'"]
    wrong = " ".join(dependencies.unpinned(PINS))
    assert "jinja2 is pinned to 1.0" in wrong
    assert "werkzeug, which flask needs, is not pinned" in wrong
    monkeypatch.setattr(dependencies.paths, "ROOT", tmp_path)
    (tmp_path / "r.txt").write_text("a==1\nb>=2\n")
    with pytest.raises(SystemExit, match="b>=2 is not pinned"):
        dependencies.pinned("r.txt")
