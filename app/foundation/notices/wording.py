"""What administrators have put in the place of the program's words in notices."""

from sqlalchemy import String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db
from app.foundation.i18n import speaks_english

# The line below every mail: whom to ask, and where.
FOOTER = "footer"


class NoticeText(db.Model):
    """Words of the city's own for a kind of notice, in both languages."""

    __tablename__ = "notice_text"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    chinese: Mapped[str] = mapped_column(String(300))
    english: Mapped[str] = mapped_column(String(300))


def own(kind: str) -> str:
    """The city's own words in the reader's language; nothing where the program's stand."""
    chinese, english = every().get(kind, ("", ""))
    return english if speaks_english() else chinese


def every() -> dict[str, tuple[str, str]]:
    """All of them, kind → (Chinese, English): one small query a transaction."""
    info = db.session().info
    if "notice texts" not in info:
        rows = db.session.execute(select(NoticeText.kind, NoticeText.chinese, NoticeText.english))
        info["notice texts"] = {kind: (chinese, english) for kind, chinese, english in rows}
    found: dict[str, tuple[str, str]] = info["notice texts"]
    return found


def put(kind: str, chinese: str, english: str) -> None:
    """Take words into use; empty ones give the place back to the program's."""
    db.session().info.pop("notice texts", None)
    kept = db.session.get(NoticeText, kind)
    if not chinese:
        if kept is not None:
            db.session.delete(kept)
    elif kept is None:
        db.session.add(NoticeText(kind=kind, chinese=chinese, english=english))
    else:
        kept.chinese, kept.english = chinese, english
    db.session.flush()
