"""Write the archives of the cases that have closed."""

from app.domain.sharing.services import archive
from app.foundation.database import transaction
from app.foundation.identity import acting


def write(case_id: int) -> None:
    """Write the promised ZIP of a case."""
    with acting.as_system("archive"), transaction():
        archive.write(case_id)
