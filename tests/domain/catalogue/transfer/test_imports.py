"""An import: handed in, checked, released by a second person, imported as one, taken back."""

import pytest
from sqlalchemy import func, select

from app.domain.catalogue.models.resource import DataItem, Resource
from app.domain.catalogue.models.transfer import ImportEntry, ImportJob
from app.domain.catalogue.models.version import EntryVersion
from app.domain.catalogue.services import bulk, census, entries
from app.domain.catalogue.transfer import handling, heart, restoring, running, writing
from app.foundation import clock
from app.foundation.audit import AuditEntry
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotAllowed, NotFound
from app.jobs.worker import work_off
from tests.support.people import account
from tests.support.queue import due_again
from tests.support.workbooks import RESOURCE, made, of_entries

NOWHERE: frozenset[str] = frozenset()


def another(title: str, **changes: object) -> dict[str, object]:
    return RESOURCE | {"信息资源名称": title} | changes


def changed(entry_id: str = "IR0003", abstract: str = "新的摘要") -> bytes:
    title = entries.content_of("resource", entry_id)["title"]
    return made({"目录": [["编号", "信息资源名称", "信息资源摘要"], [entry_id, title, abstract]]})


def state(job_id: int) -> str:
    return db.session.scalars(select(ImportJob.state).where(ImportJob.id == job_id)).one()


def test_many_entries_written_at_once_are_what_each_would_be_by_itself(hand_in, release):
    job = release(hand_in(of_entries(RESOURCE, another("公共自行车借还记录"))))

    first, second = db.session.scalars(select(ImportEntry).order_by(ImportEntry.row)).all()
    content = entries.content_of("resource", first.entry_id)
    with transaction():
        alone = entries.write("resource", content | {"title": "单个", "code": ""})
    single = db.session.get_one(Resource, alone)
    bulk_made = db.session.get_one(Resource, first.entry_id)
    same = {"code", "id", "title", "searched"}
    columns = {column.key for column in Resource.__table__.columns} - same
    assert {key: getattr(single, key) for key in columns} == {
        key: getattr(bulk_made, key) for key in columns
    }
    assert single.searched == bulk_made.searched.replace(first.entry_id, alone).replace(
        bulk_made.title, "单个"
    )
    version = db.session.scalars(select(EntryVersion).filter_by(entry_id=first.entry_id)).one()
    assert version.content == content
    assert (version.number, version.act, version.by.login) == (1, "published", "xxb_head")
    assert "目录.xlsx" in version.note
    assert second.entry_id == f"IR{int(first.entry_id[2:]) + 1:04d}"
    actions = set(db.session.scalars(select(AuditEntry.action).filter_by(subject=str(job))))
    assert {"import handed in", "import released", "entries imported", "import done"} <= actions


def test_items_keep_their_order_and_replace_those_before(hand_in, release):
    title = entries.content_of("resource", "IR0003")["title"]
    items = [
        {"编号": "IR0003", "数据项名称": name, "数据类型": "字符型C", "长度": 3, "敏感": "是"}
        for name in ("变更日期", "新项", "注册号")
    ]
    rows = {"目录": [["编号", "信息资源名称", "分级"], ["IR0003", title, "内部"]]}
    rows["数据项"] = [list(items[0]), *(list(one.values()) for one in items)]

    release(hand_in(made(rows)))

    told = db.session.scalars(
        select(DataItem).filter_by(resource_id="IR0003").order_by(DataItem.item_no)
    )
    assert [(one.item_no, one.name, one.length, one.is_sensitive) for one in told] == [
        (1, "变更日期", 3, True),
        (2, "新项", 3, True),
        (3, "注册号", 3, True),
    ]


def test_whoever_handed_a_file_in_does_not_release_it(hand_in, release):
    job = hand_in(of_entries(RESOURCE))
    job_id = job.id

    with pytest.raises(NotAllowed):
        release(job, by="xxb_cat")

    assert state(job_id) == "checked"


@pytest.mark.parametrize("login", ["jtw_share", "jtw_head"])
def test_a_unit_does_not_release(hand_in, release, login):
    job = hand_in(of_entries(RESOURCE), by="jtw_share")

    with pytest.raises(NotAllowed):
        release(job, by=login)


def test_a_unit_hands_in_its_own_entries_and_the_office_releases_them(hand_in, release):
    job = release(hand_in(of_entries(RESOURCE), by="jtw_share"), by="xxb_cat")

    assert (job.state, job.counts["new"]) == ("done", 1)


def test_another_unit_s_rows_are_faults(hand_in):
    theirs = another("市民政局的", **{"信息资源提供方": "MZJ"})

    job = hand_in(of_entries(RESOURCE, theirs), by="jtw_share")

    assert [(one["row"], one["en"]) for one in job.faults] == [
        (3, "A unit may enter its own entries only.")
    ]


def test_another_unit_s_entry_is_not_taken_over(hand_in):
    job = hand_in(changed("IR0003"), by="jtw_share")

    assert [one["en"] for one in job.faults] == ["A unit may enter its own entries only."]


def test_what_a_unit_may_not_see_does_not_exist_in_its_report_either(hand_in, app):
    db.session.get_one(Resource, "IR0003").security_level = "机密"
    db.session.commit()

    job = hand_in(changed("IR0003"), by="jtw_share")

    assert "There is no entry IR0003" in job.faults[0]["en"]


@pytest.mark.parametrize("login", ["gsj_share", "gsj_head", "xxb_audit", "xxb_share"])
def test_an_import_of_another_unit_does_not_exist(hand_in, login, app):
    job_id = hand_in(of_entries(RESOURCE), by="jtw_share").id
    known = select(func.count()).select_from(ImportJob)
    who = account(login)

    with pytest.raises(NotFound):
        handling.found(job_id, who, NOWHERE)
    assert db.session.scalars(handling.listed(who, NOWHERE)).all() == []
    assert db.session.scalar(known) == 1


def test_an_import_about_a_network_is_seen_in_that_network_only(hand_in, app):
    job = hand_in(of_entries(RESOURCE | {"限定网络": "政务内网"}))
    job_id, cat = job.id, account("xxb_cat")

    assert job.limited_to == ["政务内网"]
    with pytest.raises(NotFound):
        handling.found(job_id, cat, NOWHERE)
    assert handling.found(job_id, cat, frozenset({"政务内网"})).id == job_id


def test_what_was_changed_since_the_check_is_not_overwritten(hand_in, release):
    job = hand_in(changed(abstract="导入的"))
    content = entries.content_of("resource", "IR0003")
    with transaction():
        entries.write("resource", content | {"abstract": "别人改的"}, entry_id="IR0003")

    job = release(job)

    assert (job.state, job.fault_count) == ("refused", 1)
    assert "changed since" in job.faults[0]["en"]
    assert entries.content_of("resource", "IR0003")["abstract"] == "别人改的"


def test_what_is_changed_while_the_import_runs_is_not_overwritten(hand_in, app):
    hand_in(changed(abstract="导入的"))
    content = entries.content_of("resource", "IR0003")
    plan = [bulk.Change(content | {"abstract": "导入的"}, "changed", "IR0003", 1)]
    with transaction():
        entries.write("resource", content | {"abstract": "别人改的"}, entry_id="IR0003")

    with pytest.raises(Conflict), transaction():
        bulk.write("resource", plan, note="", account_id=None, subject="x")

    assert entries.content_of("resource", "IR0003")["abstract"] == "别人改的"


def test_all_of_it_or_nothing(hand_in, release, monkeypatch, app):
    """The machine fails in the middle of the second batch: nothing is there."""
    monkeypatch.setattr(bulk, "BATCH", 2)
    job = hand_in(of_entries(*(another(f"资源{at}") for at in range(5))))
    before = db.session.scalar(select(func.count()).select_from(Resource))
    whole, calls = bulk._Writer.write, []

    def failing(writer, changes):
        calls.append(1)
        if len(calls) == 2:
            raise RuntimeError("power cut")
        return whole(writer, changes)

    monkeypatch.setattr(bulk._Writer, "write", failing)
    job = release(job)

    assert db.session.scalar(select(func.count()).select_from(Resource)) == before
    assert (job.state, job.attempts) == ("released", 1)
    due_again()
    work_off("import")
    assert state(db.session.scalar(select(func.max(ImportJob.id)))) == "done"
    assert db.session.scalar(select(func.count()).select_from(Resource)) == before + 5


def test_what_breaks_off_three_times_is_given_up_and_says_so(hand_in, release, monkeypatch, app):
    job_id = hand_in(of_entries(RESOURCE)).id

    def failing(*_given, **_more):
        raise RuntimeError("again")

    monkeypatch.setattr(writing, "write", failing)
    with transaction():
        handling.release(job_id, account("xxb_head"), NOWHERE)
    for _time in range(4):
        work_off("import")
        due_again()

    job = db.session.get_one(ImportJob, job_id)
    assert job.state == "failed"
    assert "three times" in job.faults[0]["en"]


def test_work_of_a_dead_worker_is_taken_up_by_another(hand_in, app):
    job_id = hand_in(of_entries(RESOURCE)).id
    with transaction():
        handling.release(job_id, account("xxb_head"), NOWHERE)
    with transaction():
        first = running.take_up(job_id)

    work_off("import")

    assert state(job_id) == "done"
    # The first one comes back to life: it finds that the work is not its own any more.
    with pytest.raises(heart.Lost), heart.beating(first.job_id, first.claim) as late:
        late.beat()
        late.tell(1, 2)
    with pytest.raises(heart.Lost), transaction():
        running._end(first, state="done")
    assert (
        db.session.scalar(
            select(func.count())
            .select_from(Resource)
            .where(Resource.title == RESOURCE["信息资源名称"])
        )
        == 1
    )


def test_progress_is_seen_while_the_transaction_runs(hand_in, app):
    job_id = hand_in(of_entries(RESOURCE)).id
    with transaction():
        handling.release(job_id, account("xxb_head"), NOWHERE)
    with transaction():
        claimed = running.take_up(job_id)
    with heart.beating(job_id, claimed.claim) as beating:
        db.session.execute(select(1))  # the transaction of the work
        beating.tell(40, 100)
        with db.engine.connect() as other:
            seen = select(ImportJob.progress, ImportJob.total).where(ImportJob.id == job_id)
            assert other.execute(seen).one() == (40, 100)


def test_an_import_is_taken_back_as_a_whole(hand_in, release):
    before = entries.content_of("resource", "IR0003")
    title = before["title"]
    rows = [
        RESOURCE | {"编号": None},
        RESOURCE | {"编号": "IR0003", "信息资源名称": title, "信息资源提供方": "GSJ"},
    ]
    items = [{"信息资源名称": RESOURCE["信息资源名称"], "数据项名称": "站点", "数据类型": "整型I"}]
    job_id = release(hand_in(of_entries(*rows, items=items))).id
    new = db.session.scalars(select(ImportEntry.entry_id).filter_by(job_id=job_id, act="new")).one()

    with transaction():
        handling.take_back(job_id, account("xxb_cat"), NOWHERE)
    work_off("import")

    assert state(job_id) == "taken_back"
    after = entries.content_of("resource", "IR0003")
    assert after == before | {"metadata_updated_on": after["metadata_updated_on"]}
    assert db.session.get_one(Resource, "IR0003").version == 3
    assert db.session.get_one(Resource, new).status == "withdrawn"


def test_an_import_of_which_something_was_changed_since_stays(hand_in, release):
    job_id = release(hand_in(changed())).id
    content = entries.content_of("resource", "IR0003")
    with transaction():
        entries.write("resource", content | {"abstract": "后来"}, entry_id="IR0003")

    assert restoring.changed_since(db.session.get_one(ImportJob, job_id)) == ["IR0003"]
    with pytest.raises(Conflict), transaction():
        handling.take_back(job_id, account("xxb_cat"), NOWHERE)

    assert state(job_id) == "done"
    assert entries.content_of("resource", "IR0003")["abstract"] == "后来"


def test_a_new_database_of_an_import_taken_back_is_deregistered(hand_in, release):
    database = {
        "数据库名称": "公共自行车库", "所属单位": "JTW", "应用领域": "市政管理",
        "产生数据的业务": "自行车租还", "维护机构或岗位": "信息中心", "更新周期": "每日",
        "更新维护方案": "每日写入", "分级": "内部",
    }  # fmt: skip
    item = {"数据库名称": "公共自行车库", "数据项名称": "站点编号", "数据类型": "字符型C"}
    job_id = release(hand_in(of_entries(database, items=[item]))).id
    entry_id = db.session.scalars(select(ImportEntry.entry_id)).one()

    with transaction():
        handling.take_back(job_id, account("xxb_head"), NOWHERE)
    work_off("import")

    content = entries.content_of("database", entry_id)
    assert content["status"] == "deregistered"
    assert content["deregistered_on"] == clock.today().isoformat()


def test_a_file_is_laid_aside_or_checked_again(hand_in, app):
    job_id = hand_in(of_entries(RESOURCE | {"分级": "绝顶"}), by="jtw_share").id
    with transaction():
        handling.check_again(job_id, account("jtw_share"), NOWHERE)
    work_off("import")
    assert state(job_id) == "faulty"
    with pytest.raises(NotAllowed), transaction():
        handling.discard(job_id, account("jtw_head"), NOWHERE)

    with transaction():
        handling.discard(job_id, account("jtw_share"), NOWHERE)

    assert state(job_id) == "discarded"


def test_two_who_release_the_same_import_release_it_once(hand_in, release):
    job = hand_in(of_entries(RESOURCE), by="jtw_share")
    job = release(job)

    with pytest.raises(Conflict):
        release(job, by="xxb_cat")


def test_the_figures_count_what_was_imported(hand_in, release):
    release(hand_in(of_entries(RESOURCE)))

    assert census.rebuild() == 0  # nothing was missing, wrong or left over
    db.session.rollback()
