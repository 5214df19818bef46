"""Texts in the reader's language, also where there is no request (jobs, commands)."""

from contextlib import AbstractContextManager
from typing import Any

from flask_babel import force_locale, get_locale, gettext, lazy_gettext, ngettext

__all__ = ["_", "in_english", "in_language", "lazy", "ngettext", "speaks_english"]

lazy = lazy_gettext


def _(message: str, **values: Any) -> str:
    """The message in the reader's language; outside any request in the default one."""
    return gettext(message, **values)


def in_english() -> AbstractContextManager[None]:
    """Speak English inside, as commands do; what is stored must not be worded there."""
    return in_language("en")


def in_language(language: str) -> AbstractContextManager[None]:
    """Speak a language inside: for what is kept in both, to be read in either."""
    locked: AbstractContextManager[None] = force_locale(language)
    return locked


def speaks_english() -> bool:
    """Does the reader want English?"""
    locale = get_locale()
    return bool(locale) and locale.language == "en"
