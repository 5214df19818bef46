"""Who enters the process studio: its administrators, and nobody else by any address."""

from tests.web.test_doors_by_post import KINDS

ADMINS = {"process_admin"}
# One set for each module of the studio.
STUDIO = {
    "studio.index", "studio.drafts", "studio.begin", "studio.draft", "studio.restore",
    "studio.discard", "studio.bring_back",
}  # fmt: skip
EDITOR = {
    "studio_editor.edit", "studio_editor.diagram", "studio_editor.save", "studio_editor.check",
    "studio_editor.condition", "studio_editor.new", "studio_editor.begin",
}  # fmt: skip
FORMS = {
    "studio_forms.edit", "studio_forms.begin", "studio_forms.save", "studio_forms.check",
    "studio_forms.preview",
}  # fmt: skip
VERSIONS = {
    "studio_versions.index", "studio_versions.show", "studio_versions.process",
    "studio_versions.form", "studio_versions.diagram", "studio_versions.form_file",
    "studio_versions.archive", "studio_versions.withdraw", "studio_versions.again",
    "studio_compare.show", "studio_compare.as_json", "studio_compare.diagram",
    "studio_decision.submit", "studio_decision.take_back", "studio_decision.send_back",
    "studio_decision.release", "studio_decision.settle",
}  # fmt: skip
TRIALS = {
    "studio_trials.of_draft", "studio_trials.begin", "studio_trials.show", "studio_trials.stop",
    "studio_trials.play", "studio_trials.covered", "studio_trials.diagram",
    "studio_scenarios.index", "studio_scenarios.new", "studio_scenarios.create",
    "studio_scenarios.edit", "studio_scenarios.save", "studio_scenarios.put_away",
    "studio_scenarios.bring_back", "studio_scenarios.shipped",
    "studio_recording.index", "studio_recording.show",
    "studio_adapting.answer", "studio_adapting.edit", "studio_adapting.save",
}  # fmt: skip
MOVES = {
    "studio_moves.index", "studio_moves.standing", "studio_moves.diagram", "studio_moves.cases",
    "studio_moves.new", "studio_moves.begin", "studio_moves.show", "studio_moves.case",
    "studio_moves.confirm", "studio_moves.stop", "studio_moves.go_on", "studio_moves.lay_aside",
    "studio_moves.take_back", "studio_moves.take_case_back", "studio_moves.draft",
    "studio_moves.try_draft", "studio_moves.draft_diagram",
}  # fmt: skip
REPAIR = {
    "studio_repair.index", "studio_repair.case", "studio_repair.suspend", "studio_repair.resume",
    "studio_repair.retry", "studio_repair.send_back", "studio_repair.correct", "studio_repair.skip",
    "studio_repair.requests", "studio_repair.confirm", "studio_repair.refuse",
    "studio_repair.sweep",
}  # fmt: skip
HEAT = {"studio_heat.index", "studio_heat.diagram", "studio_heat.cases", "studio_heat.table"}
IMPORT = {"studio_import.index", "studio_import.take", "studio_import.show", "studio_import.tidy"}
SETTINGS = {
    "studio_settings.index", "studio_settings.all_deadlines", "studio_settings.deadline",
    "studio_settings.change_deadline", "studio_settings.all_texts", "studio_settings.text",
    "studio_settings.change_text", "studio_settings.change", "studio_settings.confirm",
    "studio_settings.refuse", "studio_settings.withdraw", "studio_settings.undo",
    "studio_settings.posts", "studio_settings.calendar", "studio_settings.announce",
    "studio_settings.one_day",
}  # fmt: skip
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
