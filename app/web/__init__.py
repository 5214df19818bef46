"""Door 1: HTTP.  What is joined here, in the order in which a request passes it."""

from flask import Blueprint, Flask, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.web import (
    access,
    account,
    api,
    archived,
    assets,
    attachments,
    attempts,
    catalogue_figures,
    catalogue_matters,
    demands,
    desk,
    destroying,
    documents,
    errors,
    feed,
    figures,
    follows,
    gate,
    given_up,
    inbox,
    instances,
    locale,
    mediation,
    meetings,
    meetings_shown,
    moves_shown,
    navigation,
    notices,
    operating,
    own_sign_in,
    packing,
    paper,
    people,
    portal,
    portal_entries,
    portal_tabs,
    provider,
    recall,
    recovery,
    scanned,
    second_factor,
    security,
    sharing,
    started,
    studio,
    studio_adapting,
    studio_compare,
    studio_decision,
    studio_editor,
    studio_forms,
    studio_heat,
    studio_import,
    studio_moves,
    studio_recording,
    studio_repair,
    studio_scenarios,
    studio_settings,
    studio_tabs,
    studio_trials,
    studio_versions,
    supervision,
    synonyms,
    telling,
    tokens,
    transfer,
    unit_fields,
    unsent,
    watching,
    wording,
)

# One for each page module: add it here.
BLUEPRINTS: tuple[Blueprint, ...] = (
    account.bp,
    inbox.bp,
    desk.bp,
    instances.bp,
    archived.bp,
    destroying.bp,
    sharing.bp,
    catalogue_matters.bp,
    meetings.bp,
    supervision.bp,
    notices.bp,
    attachments.bp,
    recall.bp,
    mediation.bp,
    documents.bp,
    paper.bp,
    telling.bp,
    feed.bp,
    figures.bp,
    people.bp,
    operating.bp,
    given_up.bp,
    portal.bp,
    gate.bp,
    synonyms.bp,
    demands.bp,
    catalogue_figures.bp,
    portal_entries.bp,
    follows.bp,
    transfer.bp,
    studio.bp,
    studio_adapting.bp,
    studio_compare.bp,
    studio_decision.bp,
    studio_editor.bp,
    studio_forms.bp,
    studio_heat.bp,
    studio_import.bp,
    studio_moves.bp,
    studio_recording.bp,
    studio_repair.bp,
    studio_scenarios.bp,
    studio_settings.bp,
    studio_trials.bp,
    studio_versions.bp,
    own_sign_in.bp,
    provider.bp,
    recovery.bp,
    second_factor.bp,
    tokens.bp,
    unit_fields.bp,
    api.bp,
)

csrf = CSRFProtect()


def install(app: Flask) -> None:
    """Everything that speaks HTTP."""
    if behind := app.config["TRUSTED_PROXIES"]:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=behind, x_proto=behind, x_host=behind)  # type: ignore[method-assign]
    packing.install(app)
    security.install(app)
    watching.install(app)
    locale.install(app)
    access.install(app)
    provider.install(app)
    csrf.init_app(app)
    errors.install(app)
    scanned.install(app)
    attempts.install(app)
    archived.install(app)
    assets.install(app)
    navigation.install(app)
    portal_tabs.install(app)
    studio_tabs.install(app)
    moves_shown.install(app)
    app.jinja_env.globals.update(
        wording.for_templates(),
        form_origin=unsent.hidden,
        start_origin=started.origin,
        **meetings_shown.for_templates(),
        **people.for_templates(),
        **studio_decision.for_templates(),
        **studio_trials.for_templates(),
        **unit_fields.for_templates(),
    )
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    app.add_url_rule("/", "home", home)


def home() -> ResponseReturnValue:
    """The first page: what waits for the visitor."""
    return redirect(url_for("inbox.index"))
