"""Declarative base and the column types every table shares.

Models are plain SQLAlchemy: nothing here knows Flask.  Times are stored in UTC, days as local
calendar dates, geometry in EPSG:4326 (longitude, latitude).
"""

import datetime as dt
import enum
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar

from sqlalchemy import DateTime, Dialect, Enum, Float, MetaData, String, Text, types
from sqlalchemy.orm import DeclarativeBase, Mapped, composite, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}

LANGUAGES = ("fi", "sv", "en")


class UtcDateTime(types.TypeDecorator[dt.datetime]):
    """An instant.  Aware UTC in Python; timestamptz on PostgreSQL, sortable text on SQLite."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> Any:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant needs a time zone.")
        value = value.astimezone(dt.UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: Any, _dialect: Dialect) -> dt.datetime | None:
        if value is None:
            return None
        instant: dt.datetime = value
        return (
            instant.replace(tzinfo=dt.UTC) if instant.tzinfo is None else instant.astimezone(dt.UTC)
        )


def choice(kind: type[enum.StrEnum], name: str) -> Enum:
    """Return a text column type with a named CHECK for the values of ``kind``."""
    return Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
    )


class Base(DeclarativeBase):
    """Parent of every table."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        dt.datetime: UtcDateTime,
        float: Float,
        str: Text,
    }


PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
ShortText = Annotated[str, mapped_column(String(200))]


@dataclass(frozen=True, slots=True)
class Translated:
    """One text in the three languages; an empty string where it has not been written."""

    fi: str = ""
    sv: str = ""
    en: str = ""

    def get(self, lang: str) -> str:
        """Return the text of exactly this language, or an empty string."""
        return str(getattr(self, lang))

    def best(self, lang: str) -> tuple[str, str]:
        """Return ``(text, its language)``: ``lang`` when written, else fi, en, sv in that order."""
        for candidate in (lang, "fi", "en", "sv"):
            if text := self.get(candidate):
                return text, candidate
        return "", lang

    def __bool__(self) -> bool:
        return bool(self.fi or self.sv or self.en)

    def as_dict(self) -> dict[str, str]:
        """Return ``{language: text}`` for JSON."""
        return {lang: self.get(lang) for lang in LANGUAGES}

    @classmethod
    def of(cls, texts: dict[str, str] | None) -> "Translated":
        """Return the texts of a ``{language: text}`` mapping; missing ones stay empty."""
        given = texts or {}
        return cls(**{lang: (given.get(lang) or "") for lang in LANGUAGES})


def translated(column: str) -> Mapped[Translated]:
    """Return an attribute kept in the columns ``<column>_fi``, ``_sv`` and ``_en``."""
    return composite(
        Translated,
        *(
            mapped_column(f"{column}_{lang}", Text, default="", nullable=False)
            for lang in LANGUAGES
        ),
    )
