"""Texts in the reader's language, also where there is no request (jobs, commands)."""

from typing import Any

from flask_babel import get_locale, gettext, lazy_gettext, ngettext

__all__ = ["_", "lazy", "ngettext", "speaks_english"]

lazy = lazy_gettext


def _(message: str, **values: Any) -> str:
    """The message in the reader's language; outside any request in the default one."""
    return gettext(message, **values)


def speaks_english() -> bool:
    """Does the reader want English?"""
    locale = get_locale()
    return bool(locale) and locale.language == "en"
