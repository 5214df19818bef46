"""To which room a process belongs: the first word of its id."""

CATALOGUE = "catalogue"


def is_catalogues(process_id: str) -> bool:
    """Is it one of the catalogue's own processes, not a sharing case's?"""
    return process_id.partition("_")[0] == CATALOGUE
