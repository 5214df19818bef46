"""Who may import, who may release, and what strangers may take away."""

import pytest
from sqlalchemy import select

from app.domain.catalogue.models.transfer import ImportJob
from app.domain.catalogue.transfer import handling
from app.foundation.database import db, transaction
from app.jobs.worker import work_off
from tests.support.people import account
from tests.support.workbooks import RESOURCE, Upload, of_entries
from tests.web.test_doors_by_post import KINDS as USUAL

KINDS = USUAL | {"catalogue_admin": "xxb_cat", "unit_officer": "jtw_share", "unit_head": "jtw_head"}
EVERYBODY = set(KINDS)
RELEASE = {"catalogue_admin", "office_head"}
# `demander_officer` and `unit_officer` are of the unit that handed the file in.
UNIT = {"demander_officer", "demander_head", "unit_officer", "unit_head"}
OFFICERS = {"demander_officer", "unit_officer", "provider_officer", "outsider"}
HEADS = {"demander_head", "unit_head", "provider_head", "outsider_head", "office_head"}
ENTER = OFFICERS | HEADS | {"catalogue_admin"}

# Endpoint → an address of it, and who gets it; to all others it is not there.
PAGES = {
    "transfer.index": ("/catalogue/transfer/", ENTER),
    "transfer.template": ("/catalogue/transfer/template/resource.xlsx", ENTER),
    "transfer.show": ("/catalogue/transfer/{job}", UNIT | RELEASE),
    "transfer.faults": ("/catalogue/transfer/{job}/faults.xlsx", UNIT | RELEASE),
    "transfer.file": ("/catalogue/transfer/{job}/file", UNIT | RELEASE),
}
# ... and who may do it; those of the unit who may not are told so.
DEEDS = {
    "transfer.release": ("/catalogue/transfer/{job}/release", RELEASE),
    "transfer.take_back": ("/catalogue/transfer/{job}/take-back", RELEASE),
    "transfer.discard": ("/catalogue/transfer/{job}/discard", RELEASE | OFFICERS & UNIT),
    "transfer.check_again": ("/catalogue/transfer/{job}/check", RELEASE | OFFICERS & UNIT),
}
HAND_IN = ("transfer.hand_in", "/catalogue/transfer/")
EXPORT = ("transfer.export", "/portal/export/basic.json")
DOORS = {*PAGES, *DEEDS, HAND_IN[0], EXPORT[0]}


@pytest.fixture
def job_id(desks):
    """A file of a unit that waits for its release."""
    with transaction():
        upload = Upload("目录.xlsx", of_entries(RESOURCE))
        job_id = handling.hand_in(upload, account("jtw_share"), frozenset()).id
    work_off("import")
    return job_id


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


@pytest.mark.parametrize("kind", KINDS)
def test_every_page_opens_to_those_it_is_for(app, desks, job_id, kind):
    client, wrong = visitor(app, desks, kind), {}
    for endpoint, (path, may) in PAGES.items():
        due = 200 if kind in may else 302 if kind == "anonymous" else 404
        if (status := client.get(path.format(job=job_id)).status_code) != due:
            wrong[endpoint] = (status, due)

    assert wrong == {}


@pytest.mark.parametrize("endpoint", DEEDS)
def test_nobody_does_what_is_another_s(app, desks, job_id, endpoint):
    path, may = DEEDS[endpoint]
    wrong = {}
    for kind in sorted(EVERYBODY - may):
        status = visitor(app, desks, kind).post(path.format(job=job_id)).status_code
        due = 302 if kind == "anonymous" else 403 if kind in UNIT else 404
        if status != due:
            wrong[kind] = (status, due)

    assert wrong == {}
    assert db.session.scalar(select(ImportJob.state)) == "checked"


def test_only_officers_and_the_catalogue_administrator_hand_files_in(app, desks):
    wrong = {}
    for kind in sorted(EVERYBODY):
        upload = Upload("目录.xlsx", of_entries(RESOURCE))
        sent = {"file": (upload.stream, upload.filename)}
        status = visitor(app, desks, kind).post(HAND_IN[1], data=sent).status_code
        may = OFFICERS | {"catalogue_admin"}
        due = 302 if kind in may | {"anonymous"} else 403 if kind in HEADS else 404
        if status != due:
            wrong[kind] = (status, due)

    assert wrong == {}


@pytest.mark.parametrize("kind", KINDS)
def test_exports_are_for_everybody(app, desks, kind):
    client = visitor(app, desks, kind)

    assert client.get(EXPORT[1]).status_code == 200
    assert client.get("/portal/export/resource/IR0004.ttl").status_code == 200
    assert client.get("/portal/export/nothing.json").status_code == 404
    assert client.get("/portal/export/basic.exe").status_code == 404
    assert client.get("/portal/export/agreement/1.json").status_code == 404
