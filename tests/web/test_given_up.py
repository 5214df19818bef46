"""Work that was given up, on the operator's page: seen without contents, tried again, discarded."""

import pytest
from sqlalchemy import select, text

from app.foundation import notices, queue
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.notices import Notice
from tests.support.people import account
from tests.support.queue import give_up as tried_too_often
from tests.support.statements import counted

PAGE = "/operating/given-up/"
SECRET = "关于张三的内部情况"


@pytest.fixture
def operator(desks):
    return desks.at("xxb_sys")


def give_up(*deferred):
    """Work of these names on these rows, which was tried too often."""
    with transaction():
        for name, *numbers in deferred:
            queue.defer(name, *numbers)
    tried_too_often(SECRET)
    return [row.id for row in db.session.execute(queue.listed(order="longest"))]


def mails(*logins):
    """Notices that wait for their mail; the queue has a job for all of them."""
    with transaction():
        told = [account(login).id for login in logins]
        notices.queue("data_provided", instance_id=None, accounts=told)
        notices.deliver()
    give_up()
    return list(db.session.scalars(select(Notice.id).order_by(Notice.id)))


def states():
    found = db.session.execute(text("SELECT id, status::text FROM procrastinate_jobs"))
    return {job: status for job, status in found}


def acts():
    found = select(AuditEntry).where(AuditEntry.action.startswith("work_"))
    return [
        (entry.action, entry.subject, entry.details["jobs"])
        for entry in db.session.scalars(found.order_by(AuditEntry.id))
    ]


def test_it_says_what_was_given_up_and_nothing_that_anybody_wrote(desks, operator):
    case = desks.apply()
    mails("gsj_share", "jtw_share")
    (job, *_more) = give_up(("archive", case), ("import", 7))

    page = operator.get(PAGE).text
    front = operator.get("/operating/").text

    assert "ValueError" in page and SECRET not in page
    assert f"job={job}" in page
    assert account("gsj_share").label in page and "第 7 号" in page
    assert PAGE in front


def test_it_is_filtered_and_sorted_by_the_database_a_page_at_a_time(operator):
    jobs = give_up(*(("import", number) for number in range(1, 26)), ("document", 999))

    def shown(query):
        page = operator.get(PAGE + query, headers={"HX-Request": "true"}).text
        return [job for job in jobs if f">job={job}<" in page]

    assert shown("?kind=document") == [jobs[-1]]
    assert shown("?sort=longest") == jobs[:20]
    assert shown("?sort=longest&page=2") == jobs[20:]
    assert shown("?kind=nonsense&sort=x&page=x") == jobs[6:]
    with counted() as statements:
        operator.get(PAGE)
    with counted() as fewer:
        operator.get(PAGE + "?kind=census")
    assert len(statements) - len(fewer) <= 4, "what jobs concern is asked once for all of them"


def test_one_is_tried_again_as_if_it_were_new(operator):
    (job,) = give_up(("document", 5))

    assert operator.post(f"{PAGE}{job}/again").status_code == 302

    assert states() == {job: "todo"}
    noted = text("SELECT args ? 'faults' FROM procrastinate_jobs")
    assert db.session.scalar(noted) is False
    assert acts() == [("work_tried_again", "work:document", [[job, [5]]])]
    assert operator.post(f"{PAGE}{job}/again").status_code == 404, "it waits already"


def test_what_is_discarded_waits_no_more_and_can_still_be_tried_again(operator):
    numbers = mails("gsj_share")
    (job,) = states()

    operator.post(f"{PAGE}{job}/discard")
    assert states() == {job: "cancelled"}
    assert db.session.scalar(select(Notice.mail)) == "none", "no mail is late"
    assert f"job={job}" not in operator.get(PAGE).text
    assert f"job={job}" in operator.get(PAGE + "?discarded=1").text

    operator.post(f"{PAGE}{job}/again", data={"discarded": "1"})
    assert states() == {job: "todo"}
    db.session.expire_all()
    assert db.session.scalar(select(Notice.mail)) == "now"
    assert [act for act, *_ in acts()] == ["work_discarded", "work_tried_again"]
    assert acts()[0][2] == [[job, numbers]]


@pytest.mark.parametrize(("deed", "now"), [("again", "todo"), ("discard", "cancelled")])
def test_all_of_a_kind_go_in_one_act_if_they_are_as_many_as_were_seen(operator, deed, now):
    other, first, second = give_up(("document", 1), ("document", 2), ("import", 3))

    late = operator.post(f"{PAGE}{deed}", data={"work": "document", "known": "1"})
    assert late.status_code == 409
    done = operator.post(f"{PAGE}{deed}", data={"work": "document", "known": "2"})

    assert done.status_code == 302
    assert states() == {first: now, second: now, other: "failed"}
    ((_act, subject, jobs),) = acts()
    assert (subject, jobs) == ("work:document", [[first, [1]], [second, [2]]])
    assert "xxb_sys" not in str(jobs)


def test_nonsense_finds_nothing(operator):
    give_up(("document", 1))

    assert operator.post(f"{PAGE}999999/again").status_code == 404
    assert operator.post(f"{PAGE}again", data={"work": "\x00", "known": "x"}).status_code == 409
    assert operator.post(f"{PAGE}{2**70}/discard").status_code == 404
