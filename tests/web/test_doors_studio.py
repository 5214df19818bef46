"""Who enters the process studio: its administrators, and nobody else by any address."""

from tests.web.test_doors_by_post import KINDS

ADMINS = {"process_admin"}
# One set for each module of the studio.
STUDIO = {
    "studio.index", "studio.drafts", "studio.begin", "studio.draft", "studio.restore",
    "studio.discard", "studio.bring_back",
}  # fmt: skip
EDITOR: set[str] = set()
VERSIONS: set[str] = set()
FORMS: set[str] = set()
TRIALS: set[str] = set()
MOVES: set[str] = set()
REPAIR = {
    "studio_repair.index", "studio_repair.case", "studio_repair.suspend", "studio_repair.resume",
    "studio_repair.retry", "studio_repair.send_back", "studio_repair.correct", "studio_repair.skip",
    "studio_repair.requests", "studio_repair.confirm", "studio_repair.refuse",
    "studio_repair.sweep",
}  # fmt: skip
HEAT = {"studio_heat.index", "studio_heat.diagram", "studio_heat.cases", "studio_heat.table"}
IMPORT: set[str] = set()
SETTINGS: set[str] = set()
DOORS = STUDIO.union(EDITOR, VERSIONS, FORMS, TRIALS, MOVES, REPAIR, HEAT, IMPORT, SETTINGS)
# Addresses that lie in the studio and are open to others too: address → who gets the page.
OTHERS: dict[str, set[str]] = {name: {"process_admin", "office", "auditor"} for name in HEAT}
# What stands in the gaps of an address; that it exists does not matter: the door comes first.
GAP = "sharing_application"


def visitor(app, desks, kind):
    return desks.at(KINDS[kind]) if KINDS[kind] else app.test_client()


def addresses(app):
    """Every (endpoint, method, address) of the studio."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in DOORS - set(OTHERS):
            numbers = {name for name in rule.arguments if "Integer" in repr(rule._converters[name])}
            gaps = {name: 1 if name in numbers else GAP for name in rule.arguments}
            for method in sorted(rule.methods - {"HEAD", "OPTIONS"}):
                yield rule.endpoint, method, adapter.build(rule.endpoint, gaps, method=method)


def test_the_studio_is_closed_to_all_but_its_administrators(app, desks):
    wrong = {}
    for kind in sorted(set(KINDS) - ADMINS):
        client = visitor(app, desks, kind)
        for endpoint, method, path in addresses(app):
            status = client.open(path, method=method).status_code
            if status != (302 if kind == "anonymous" else 403):
                wrong[endpoint, method, kind] = status

    assert wrong == {}


def test_its_administrators_find_every_page_or_what_is_not_there(app, desks):
    client = desks.at(KINDS["process_admin"])

    found = {
        (endpoint, path): client.get(path).status_code
        for endpoint, method, path in addresses(app)
        if method == "GET"
    }

    assert set(found.values()) <= {200, 302, 404, 405}, found
