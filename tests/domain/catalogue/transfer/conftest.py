"""What the tests of import and export share: files made by hand, imported as the job does it."""

from collections.abc import Callable

import pytest

from app.domain.catalogue.models.transfer import ImportJob
from app.domain.catalogue.transfer import handling
from app.domain.catalogue.viewing import Viewer
from app.foundation.database import db, transaction
from app.jobs.worker import work_off
from tests.support.people import account
from tests.support.workbooks import Upload


@pytest.fixture
def hand_in(app) -> Callable[..., ImportJob]:
    """`hand_in(content)` hands a file in and lets the job check it."""

    def hand_in(
        content: bytes, name: str = "目录.xlsx", by: str = "xxb_cat", note: str = ""
    ) -> ImportJob:
        with transaction():
            job_id = handling.hand_in(Upload(name, content), account(by), frozenset(), note).id
        work_off("import")
        db.session.expire_all()
        return db.session.get_one(ImportJob, job_id)

    return hand_in


@pytest.fixture
def release(app) -> Callable[..., ImportJob]:
    """`release(job)` lets the office's head release it, and the job import it."""

    def release(job: ImportJob, by: str = "xxb_head") -> ImportJob:
        job_id = job.id
        with transaction():
            handling.release(job_id, account(by), frozenset())
        work_off("import")
        db.session.expire_all()
        return db.session.get_one(ImportJob, job_id)

    return release


@pytest.fixture
def everything(app) -> Viewer:
    """Whoever sees all of the catalogues."""
    return Viewer.of(account("xxb_cat"))
