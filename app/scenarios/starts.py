"""On which page each process is started."""

from app.domain.catalogue.services import matters
from app.scenarios.script import Answers

Address = tuple[str, dict[str, str | int]]


def page_of(process: str, form: Answers) -> Address | None:
    """The page's view and the parts of its address; None where people do not start the process."""
    if process == "sharing_application":
        return "sharing.application", {"resource_id": str(form.get("resource") or "-")}
    if process in matters.PROCESSES:
        return "catalogue_matters.start", {"process_id": process}
    return None
