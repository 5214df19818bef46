"""What went wrong, in words: English on the command line, in the reader's language on a page."""

from typing import TypeAlias

from flask_babel import LazyString

from app.foundation.i18n import in_english, in_language

LANGUAGES = ("zh", "en")
Words: TypeAlias = LazyString | str


class Said(Exception):
    """Says what is wrong; `said` is worded when it is read."""

    def __init__(self, said: Words) -> None:
        super().__init__(said)
        self.said = said

    def __str__(self) -> str:
        with in_english():
            return str(self.said)


def in_both(said: Words) -> dict[str, str]:
    """As it is kept where readers of either language will look."""
    worded = {}
    for language in LANGUAGES:
        with in_language(language):
            worded[language] = str(said)
    return worded
