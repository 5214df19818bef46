"""What a data item says of itself, in whichever catalogue it stands."""

from sqlalchemy import String, Text
from sqlalchemy.orm import Mapped, mapped_column


class ItemColumns:
    """The columns of an item; the entry to which it belongs is added by each catalogue."""

    item_no: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    name_en: Mapped[str] = mapped_column(String(100), default="")
    data_type: Mapped[str] = mapped_column(String(20))
    length: Mapped[int | None]
    code_table: Mapped[str] = mapped_column(String(100), default="", server_default="")
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    is_key: Mapped[bool] = mapped_column(default=False)
    is_sensitive: Mapped[bool] = mapped_column(default=False)
    is_base: Mapped[bool] = mapped_column(default=False)
