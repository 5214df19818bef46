"""Who looks at the catalogues: the signed-in account or a stranger, and from which networks."""

from flask import current_app, g, request
from flask_login import current_user

from app.domain.catalogue.viewing import Viewer
from app.foundation import networks


def viewer() -> Viewer:
    """Whoever asks for this page, as the catalogues see them; worked out once a request."""
    found: Viewer | None = g.get("catalogue_viewer")
    if found is None:
        account = current_user if current_user.is_authenticated else None
        near = networks.of(request.remote_addr, current_app.config["NETWORKS"])
        found = g.catalogue_viewer = Viewer.of(account, near)
    return found
