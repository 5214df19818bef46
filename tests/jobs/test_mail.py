"""Mail as each account wants it: at once, in the morning's summary, or not at all."""

import email
import email.policy
import socketserver
import threading
from datetime import timedelta

import pytest
from sqlalchemy import select

from app import jobs
from app.domain.meetings.models import Meeting
from app.foundation import clock, notices
from app.foundation.database import db, transaction
from app.foundation.identity.queries import unit_by_code
from app.foundation.notices import Notice
from app.foundation.notices.models import Digest, NoticeChoice
from app.jobs.worker import work_off
from tests.support.days import MONDAY
from tests.support.people import account
from tests.support.queue import due_again
from tests.support.together import at_once

A_MONDAY = MONDAY.date()


def choose(login, kind, mail, *, shown=True):
    with transaction():
        db.session.merge(
            NoticeChoice(account_id=account(login).id, kind=kind, mail=mail, shown=shown)
        )


def tell(login, kind="data_provided"):
    with transaction():
        notices.queue(kind, instance_id=None, accounts=[account(login).id])
        notices.deliver()


def read(folder):
    """The mails in the folder: to whom, what."""
    found = sorted(folder.glob("*.eml"))
    return [
        email.message_from_bytes(one.read_bytes(), policy=email.policy.default) for one in found
    ]


def to(folder, login):
    return [letter for letter in read(folder) if letter["To"] == account(login).email]


def at(day, hour):
    return clock.at(clock.at_hour(day, hour))


def test_who_chose_nothing_is_mailed_at_once(letters):
    tell("gsj_share")
    work_off("mail")

    assert len(to(letters, "gsj_share")) == 1


def test_a_kind_that_is_not_wanted_by_mail_is_in_the_list_only(letters, desks):
    choose("gsj_share", "data_provided", "none")
    tell("gsj_share")
    work_off("mail")

    assert to(letters, "gsj_share") == []
    assert "已提供" in desks.at("gsj_share").get("/notices/").text


def test_a_kind_that_was_hidden_is_not_listed_and_not_counted(desks):
    choose("gsj_share", "data_provided", "none", shown=False)
    tell("gsj_share")

    assert "没有通知" in desks.at("gsj_share").get("/notices/").text


def test_what_waits_for_the_morning_comes_with_the_summary(letters):
    choose("gsj_share", "data_provided", "digest")
    with at(A_MONDAY, 7):
        tell("gsj_share")
        work_off("mail")
        assert to(letters, "gsj_share") == []
    with at(A_MONDAY, 9):
        jobs.send_digests()

    (letter,) = to(letters, "gsj_share")
    assert "上次摘要以来的通知" in letter.get_content()
    assert db.session.scalars(select(Notice.mailed_at)).one() is not None


def test_the_summary_names_what_waits_and_what_is_overdue(letters, desks):
    with at(A_MONDAY, 9):
        desks.ask()
    with at(A_MONDAY + timedelta(days=21), 9):
        jobs.send_digests()

    (letter,) = to(letters, "gsj_share")
    assert "答复" in letter.get_content()
    assert "已超期" in letter.get_content()
    assert "其中超期 1 件" in letter["Subject"]


def test_the_summary_speaks_the_accounts_language(letters, desks):
    with at(A_MONDAY, 9):
        desks.ask()
        with transaction():
            account("gsj_share").locale = "en"
        jobs.send_digests()

    (letter,) = to(letters, "gsj_share")
    assert "Waiting for you" in letter.get_content()


def test_nobody_gets_a_summary_that_says_nothing(letters):
    with at(A_MONDAY, 9):
        jobs.send_digests()

    assert read(letters) == []


def test_the_members_of_the_group_read_of_their_meeting(letters):
    with transaction():
        group = unit_by_code("LDXZ").id
        secretary = account("ldxz_sec").id
        held_on = A_MONDAY + timedelta(days=3)
        db.session.add(
            Meeting(group_id=group, held_on=held_on, place="第一会议室", by_id=secretary)
        )
    with at(A_MONDAY, 9):
        jobs.send_digests()

    (letter,) = to(letters, "ldxz_sec")
    assert "第一会议室" in letter.get_content()


def test_a_summary_comes_once_a_day_whichever_machine_looks(letters, desks, app):
    with at(A_MONDAY, 9):
        desks.ask()

    def look():
        with app.app_context(), at(A_MONDAY, 10):
            return jobs.send_digests()

    at_once([look, look])
    look()

    assert len(to(letters, "gsj_share")) == 1


@pytest.mark.parametrize(("days", "hour"), [(5, 9), (0, 7)], ids=["a Saturday", "before eight"])
def test_no_summary_comes_on(days, hour, letters, desks):
    with at(A_MONDAY, 6):
        desks.ask()
    with at(A_MONDAY + timedelta(days=days), hour):
        jobs.send_digests()

    assert to(letters, "gsj_share") == []


def test_who_wants_no_summary_gets_none(letters, desks):
    choose("gsj_share", "digest", "none")
    with at(A_MONDAY, 9):
        desks.ask()
        jobs.send_digests()

    assert to(letters, "gsj_share") == []


def test_a_summary_that_could_not_go_is_sent_later(letters, desks, app, monkeypatch):
    monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
    monkeypatch.setitem(app.config, "SMTP_PORT", 9)  # nobody listens there
    with at(A_MONDAY, 9):
        desks.ask()
        assert jobs.send_digests() == 0
    mine = (account("gsj_share").id, A_MONDAY)
    assert db.session.get(Digest, mine) is None

    monkeypatch.setitem(app.config, "SMTP_HOST", None)
    with at(A_MONDAY, 10):
        jobs.send_digests()
    assert len(to(letters, "gsj_share")) == 1


def test_a_mail_leads_to_the_case(letters, desks, app, monkeypatch):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://sharing.example.gov.cn/")
    case = desks.ask().instance_id
    work_off("mail")

    said = [letter.get_content() for letter in to(letters, "gsj_share")]
    assert f"https://sharing.example.gov.cn/cases/{case}\n" in "".join(said)


def test_a_mail_about_a_meeting_says_when_and_where_it_is_and_leads_there(
    letters, desks, app, monkeypatch
):
    monkeypatch.setitem(app.config, "PUBLIC_URL", "https://sharing.example.gov.cn/")
    told = {"meeting": 7, "held_on": "2026-09-11", "begins": "09:30", "place": "第一会议室"}
    with transaction():
        chair = [account("ldxz_chair1").id]
        notices.queue("meeting_called", instance_id=None, accounts=chair, **told)
        notices.queue("meeting_changed", instance_id=None, accounts=chair, **told, cancelled="是")
        notices.deliver()
    work_off("mail")

    invited, changed = [letter.get_content() for letter in to(letters, "ldxz_chair1")]
    assert "会议：2026-09-11 09:30 第一会议室" in invited
    assert "https://sharing.example.gov.cn/group/meetings/7\n" in invited
    assert "会议已取消：2026-09-11 09:30 第一会议室" in changed


class PostOffice(socketserver.StreamRequestHandler):
    """A mail server that knows nobody at nowhere.example, and has no room for the busy."""

    def handle(self):
        self.say("220 here")
        while line := self.rfile.readline().decode():
            verb = line.split(":")[0].split()[0].upper()
            if verb == "DATA":
                self.say("354 go on")
                got = b""
                while not got.endswith(b"\r\n.\r\n"):
                    got += self.rfile.readline()
                self.server.letters.append(got.decode())
                self.say("250 taken")
            elif verb == "RCPT" and "nowhere.example" in line:
                self.say("550 nobody of that name")
            elif verb == "RCPT" and "busy.example" in line:
                self.say("452 no room now")
            else:
                self.say("221 bye" if verb == "QUIT" else "250 yes")

    def say(self, text):
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def post_office(app, monkeypatch):
    """The letters that a mail server got."""
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), PostOffice) as server:
        server.letters = []
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setitem(app.config, "SMTP_HOST", "127.0.0.1")
        monkeypatch.setitem(app.config, "SMTP_PORT", server.server_address[1])
        yield server.letters
        server.shutdown()


def live_at(login, address):
    with transaction():
        account(login).email = address


def test_an_address_that_leads_nowhere_keeps_nobody_else_waiting(post_office, caplog):
    live_at("gsj_share", "a@nowhere.example")
    tell("gsj_share")
    tell("jtw_share")
    work_off("mail")

    assert len(post_office) == 1
    assert "jtw_share@" in post_office[0]
    assert None not in db.session.scalars(select(Notice.mailed_at)).all()
    assert "550" in caplog.text and "nowhere.example" not in caplog.text


def test_a_mail_that_cannot_go_now_waits(post_office, caplog):
    live_at("gsj_share", "a@busy.example")
    tell("gsj_share")
    work_off("mail")
    assert db.session.scalars(select(Notice.mailed_at)).one() is None
    assert "452" in caplog.text and "busy.example" not in caplog.text

    live_at("gsj_share", "a@free.example")
    due_again()
    work_off("mail")
    assert len(post_office) == 1
