"""The table of words by which items are known elsewhere."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from app.foundation.database import db


class Synonym(db.Model):
    """A word that people use for an item, and the name under which the catalogues have it."""

    __tablename__ = "synonym"

    term: Mapped[str] = mapped_column(String(100), primary_key=True)
    canonical: Mapped[str] = mapped_column(String(100), index=True)
