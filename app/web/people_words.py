"""How the pages of units and staff say things: fields, states, orders, what was changed."""

from collections.abc import Iterable

from app.foundation.i18n import _, lazy
from app.foundation.identity import posts
from app.foundation.people import training_words, unit_words

FIELDS = {
    "code": lazy("Code"),
    "name": lazy("Full name"),
    "short_name": lazy("Short name"),
    "name_en": lazy("English name"),
    "kind": lazy("Kind of unit"),
    "level": lazy("Level"),
    "region_code": lazy("Region"),
    "parent": lazy("Unit above"),
    "sharing_unit": lazy("Sharing department"),
    "contact_post": lazy("Contact post"),
    "credit_code": lazy("Unified credit code"),
    "document_word": lazy("Word in document numbers"),
    "website": lazy("Website"),
    "address": lazy("Postal address"),
    "display_post": lazy("Post as shown"),
    "email": lazy("E-mail"),
    "posts": lazy("Posts"),
    "holder": lazy("Post-holder"),
    "account_id": lazy("Account"),
    "course": lazy("Course"),
    "course_kind": lazy("Kind of course"),
    "begins_on": lazy("First day"),
    "ends_on": lazy("Last day"),
    "hours": lazy("Hours"),
    "result": lazy("Result"),
    "certificate": lazy("Certificate number"),
    "withdrawn": lazy("Struck out"),
}
ACTIONS = {
    "unit_added": lazy("entered"),
    "unit_changed": lazy("changed"),
    "unit_deactivated": lazy("put out of use"),
    "unit_reactivated": lazy("put into use again"),
    "account_opened": lazy("opened"),
    "account_changed": lazy("changed"),
    "account_posts_changed": lazy("posts changed"),
    "account_closed": lazy("put out of use"),
    "account_reopened": lazy("opened again"),
    "password_changed": lazy("password changed"),
    "password_reset": lazy("password reset"),
    "password_recovered": lazy("password set anew by a mailed link"),
    "second_factor_set": lazy("second factor set up"),
    "second_factor_removed": lazy("second factor removed"),
    "second_factor_replaced": lazy("second factor: another device"),
    "second_factor_reset": lazy("second factor reset"),
    "sessions_ended": lazy("sessions ended"),
    "outside_identity_connected": lazy("connected with another sign-in"),
    "outside_identity_disconnected": lazy("disconnected from another sign-in"),
    "api_token_made": lazy("token made"),
    "api_token_revoked": lazy("token ended"),
    "drafts_handed_over": lazy("drafts handed over"),
    "training_recorded": lazy("entered"),
    "training_corrected": lazy("corrected"),
    "training_withdrawn": lazy("struck out"),
}
OF_ACCOUNTS = ("account", "pass", "drafts", "second", "sessions", "outside", "api_token")
ACCOUNT_ACTIONS = tuple(one for one in ACTIONS if one.startswith(OF_ACCOUNTS))
UNIT_STATES = {
    "active": lazy("in use"),
    "closed": lazy("out of use"),
    "all": lazy("all of them"),
}
NAMED = {
    "named": lazy("both named"),
    "missing": lazy("not complete"),
}
UNIT_SORTS = {
    "name": lazy("name"),
    "-name": lazy("name, backwards"),
    "code": lazy("code"),
    "region": lazy("region"),
    "newest": lazy("latest entered first"),
}
ACCOUNT_STATES = {
    "open": lazy("in use"),
    "closed": lazy("out of use"),
}
ACCOUNT_SORTS = {
    "unit": lazy("unit"),
    "login": lazy("login"),
    "newest": lazy("latest entered first"),
}
RECORD_SORTS = {
    "newest": lazy("latest first"),
    "oldest": lazy("earliest first"),
    "hours": lazy("most hours"),
}
TRAINED = {
    "none": lazy("no training this year"),
    "some": lazy("with training"),
}
OVERVIEW_SORTS = {
    "name": lazy("name"),
    "last": lazy("longest without"),
    "records": lazy("most records"),
    "hours": lazy("most hours"),
}


def field(name: str) -> str:
    """A field's name in the reader's language."""
    return str(FIELDS.get(name, name))


def fields(names: Iterable[str]) -> str:
    """Several fields' names."""
    return _(", ").join(map(field, names))


def post_list(names: Iterable[str]) -> str:
    """Several posts' names."""
    return _(", ").join(posts.title(post) for post in sorted(names))


def value(name: str, stored: str, regions: dict[str, str]) -> str:
    """What a field held, as people read it."""
    if name == "kind":
        known = training_words.KINDS.get(stored)
        return str(known) if known else unit_words.kind(stored)
    if name == "level":
        return unit_words.level(stored)
    if name == "region_code":
        return regions.get(stored, stored)
    if name == "result":
        return str(training_words.RESULTS.get(stored, stored))
    if name == "posts":
        return post_list(stored.split())
    return stored
