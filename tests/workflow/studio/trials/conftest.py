"""An administrator, and a draft that changes a word in the application's diagram."""

import pytest

from app.foundation.database import transaction
from app.workflow.definitions import PROCESS
from app.workflow.studio import revisions
from tests.support.people import account
from tests.workflow.studio.drawing import APPLICATION, diagram, renamed


@pytest.fixture
def admin(app):
    return account("xxb_proc")


@pytest.fixture
def draft(admin):
    with transaction():
        made = revisions.begin("改一个字", admin)
        changed = renamed(diagram(made))
        revisions.save(made, PROCESS, APPLICATION, changed, seen=0, account=admin)
    return made
