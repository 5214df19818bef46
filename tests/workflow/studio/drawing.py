"""Small changes of shipped diagrams and forms, as somebody at the editor makes them."""

from app.workflow.definitions import FORM, PROCESS
from app.workflow.studio import revisions

APPLICATION = "sharing_application"


def diagram(revision, process=APPLICATION):
    """A diagram as a draft has it."""
    return revisions.content(revision, PROCESS, process)[0]


def renamed(xml, old="审核", new="复核"):
    """The same diagram with other words in its names."""
    text = xml.decode()
    assert f'name="本单位{old}"' in text
    return text.replace(f'name="本单位{old}"', f'name="本单位{new}"').encode()


def form(revision, key="sharing/unit_review"):
    """A form as a draft has it."""
    return revisions.content(revision, FORM, key)[0]
