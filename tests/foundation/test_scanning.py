"""A virus scanner looks at every upload: a command of the operator's, or a clamd."""

import socket
import socketserver
import sys
import threading
import time
from io import BytesIO

import pytest

from app.foundation import scanning
from app.foundation.audit import AuditEntry
from app.foundation.database import db
from app.foundation.files import Attachment, Invalid, store
from tests.support.desks import Desks
from tests.support.people import account

BAD = b"EICAR-OF-OURS"
SCRIPT = """
import os, sys, time
said = sys.stdin.buffer.read()
assert not {"SECRET_KEY", "DATABASE_URL", "AUDIT_KEYS"} & set(os.environ)
if b"SLOW" in said:
    if os.fork() == 0:
        time.sleep(60)
    time.sleep(60)
sys.exit(2 if b"BROKEN" in said else b"EICAR-OF-OURS" in said)
"""


class Clamd(socketserver.BaseRequestHandler):
    """As much of clamd as INSTREAM needs."""

    def handle(self):
        read = self.request.makefile("rb").read
        assert read(10) == b"zINSTREAM\0"
        said = b""
        while size := int.from_bytes(read(4)):
            said += read(size)
        if b"SLOW" in said:
            time.sleep(2)
        ill = b"stream: Eicar-Test FOUND\0" if BAD in said else b"stream: OK\0"
        self.request.sendall(b"INSTREAM size limit exceeded. ERROR\0" if b"BROKEN" in said else ill)


class Upload:
    filename = "说明.txt"

    def __init__(self, content):
        self.stream = BytesIO(content)


@pytest.fixture(params=["command", "clamd at a path", "clamd at a port"])
def scanner(request, tmp_path, monkeypatch):
    monkeypatch.setattr(scanning, "settings", scanning.Settings())
    monkeypatch.setenv("SECRET_KEY", "x")
    if request.param == "command":
        script = tmp_path / "scan.py"
        script.write_text(SCRIPT)
        scanning.configure(f"{sys.executable} '{script}'", 0.7, required=True)
        yield
        return
    at_path = request.param.endswith("path")
    kind = socketserver.ThreadingUnixStreamServer if at_path else socketserver.ThreadingTCPServer
    with kind(str(tmp_path / "clamd.ctl") if at_path else ("127.0.0.1", 0), Clamd) as server:
        server.daemon_threads = True
        address = server.server_address
        where = address if at_path else f"127.0.0.1:{address[1]}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        scanning.configure(f"clamd:{where}", 0.7, required=True)
        yield
        server.shutdown()


def said_of(content):
    try:
        store(Upload(content), "files", account("jtw_share"))
    except Invalid as refused:
        return refused.fields["files"][0]
    return ""


def test_what_is_clean_is_kept_and_nothing_else(app, scanner):
    assert said_of(b"clean") == ""
    assert "病毒扫描" in said_of(b"with " + BAD)
    for content in (b"BROKEN", b"SLOW"):
        began = time.monotonic()
        assert "没有响应" in said_of(content)
        assert time.monotonic() - began < 5
    assert db.session.query(Attachment).count() == 1


def test_without_its_answer_a_file_is_taken_where_the_operator_says_so(app, monkeypatch):
    monkeypatch.setattr(scanning, "settings", scanning.Settings())
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        where = f"clamd:127.0.0.1:{nobody.getsockname()[1]}"
        scanning.configure(where, 1, required=True)
        assert "没有响应" in said_of(b"text")
        scanning.configure(where, 1, required=False)
        assert said_of(b"text") == ""


def test_who_sends_it_is_told_and_the_record_knows(app, monkeypatch):
    monkeypatch.setattr(scanning, "settings", scanning.Settings())
    scanning.configure("false", 5, required=True)  # finds something in everything

    answer = Desks(app).send("jtw_share", attachments=(BytesIO(b"text"), "说明.txt"))

    assert answer.status_code == 422
    assert "“说明.txt”：病毒扫描" in answer.text
    entry = db.session.query(AuditEntry).order_by(AuditEntry.id.desc()).first()
    assert (entry.action, entry.account_id) == ("upload_refused", account("jtw_share").id)
    assert entry.subject.startswith("说明.txt")


@pytest.mark.parametrize("said", ["clamd:nowhere", "clamd::12", "no-such-program -", "x 'y"])
def test_a_setting_that_names_no_scanner_is_said_at_the_start(said):
    assert scanning.problem(said)


@pytest.mark.parametrize("said", ["", "clamd:/run/clamd.ctl", "clamd:[::1]:3310", "cat -"])
def test_others_are_fine(said):
    assert scanning.problem(said) is None
