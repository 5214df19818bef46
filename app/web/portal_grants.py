"""Who was let see an entry above 秘密: given and taken back by the catalogue administrator."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.catalogue import standing
from app.domain.catalogue.models.grant import EntryGrant
from app.domain.catalogue.services import grants
from app.domain.catalogue.viewing import ADMINISTRATOR
from app.foundation.database import transaction
from app.foundation.i18n import _
from app.foundation.identity.models import Account
from app.web import back, paging, portal_words, unit_fields
from app.web.access import requires
from app.web.portal_versions import KINDS
from app.web.viewing import viewer


@requires(ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """Every grant, those in force first."""
    wanted = (
        select(EntryGrant)
        .options(joinedload(EntryGrant.unit), joinedload(EntryGrant.by).joinedload(Account.unit))
        .order_by(EntryGrant.revoked_at.desc().nulls_first(), EntryGrant.id.desc())
    )
    page = paging.cut(wanted, paging.number())
    return render_template("portal/grants.html", page=page, address=portal_words.address)


@requires(ADMINISTRATOR)
def give(plural: str, id: str) -> ResponseReturnValue:
    """Let a unit see an entry; what is missing is said on the entry's page (`portal_entries`)."""
    kind = KINDS[plural]
    unit, reason = unit_fields.code("unit"), request.form.get("reason", "")
    with transaction():
        entry = standing.entry(kind, id, viewer())
        grants.give(current_user, kind, id, entry.security_level, unit, reason)
    flash(_("The unit may see the entry now."), "success")
    return redirect(portal_words.address(kind, id, _anchor="h-grants"))


@requires(ADMINISTRATOR)
def end(grant_id: int) -> ResponseReturnValue:
    """Take a grant back; it can be given again."""
    with transaction():
        grants.revoke(current_user, grant_id)
    flash(_("The unit sees the entry no more."), "success")
    return redirect(back.wanted(url_for("portal_entries.grants")))
