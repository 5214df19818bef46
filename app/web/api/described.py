"""What an endpoint of the API asks and answers, said once: it is checked, and it is documented."""

import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask import jsonify, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString
from marshmallow import RAISE, Schema, ValidationError, fields, validate

from app.foundation.errors import Invalid
from app.web import paging

LONGEST_TEXT = 200
LAST_ID = 2**31 - 1
NO_NUL = validate.Regexp(r"^[^\x00]*$")  # the database takes none; the document says it


@dataclass(frozen=True)
class Described:
    """An endpoint as the document shows it."""

    summary: LazyString
    answer: type[Schema]
    query: type[Schema] | None
    scope: str


class Query(Schema):
    """What may stand in an address after the question mark."""

    class Meta:
        """What is not known is a mistake, and said."""

        unknown = RAISE


class Paged(Query):
    """A list is read page by page."""

    page = fields.Integer(
        load_default=1,
        strict=False,
        validate=validate.Range(1, paging.LAST),
        metadata={"example": 1},
    )


def asked_text(*choices: str) -> fields.String:
    """A text of a question; with choices, one of them."""
    checks: list[Any] = [validate.Length(max=LONGEST_TEXT), NO_NUL]
    return fields.String(load_default="", validate=[validate.OneOf(choices)] if choices else checks)


def said(words: Callable[[Any], str]) -> fields.Function:
    """A text that is put together for the answer."""
    return fields.Function(words, required=True, metadata={"type": "string"})


def described(
    summary: LazyString, answer: type[Schema], *, query: type[Schema] | None = None, scope: str = ""
) -> Callable[[Callable[..., Any]], Callable[..., ResponseReturnValue]]:
    """Read the question by its schema, answer by another, and keep both for the document."""

    def wrap(view: Callable[..., Any]) -> Callable[..., ResponseReturnValue]:
        @functools.wraps(view)
        def answering(**named: Any) -> ResponseReturnValue:
            if query is not None:
                named["asked"] = _asked(query())
            return jsonify(answer().dump(view(**named)))

        answering.scope = scope  # type: ignore[attr-defined]
        answering.described = Described(summary, answer, query, scope)  # type: ignore[attr-defined]
        return answering

    return wrap


def page_of(page: paging.Page, items: Sequence[Any], asked: Mapping[str, Any]) -> dict[str, Any]:
    """A page of a list, with the address of the next."""
    following = {name: value for name, value in asked.items() if value != ""}
    following["page"] = page.number + 1
    more = page.number < page.pages
    there = url_for(str(request.endpoint), **(request.view_args or {}), **following, _external=True)
    return {
        "items": items,
        "page": page.number,
        "pages": page.pages,
        "size": page.size,
        "total": page.total,
        "next": there if more else None,
    }


def pages(item: type[Schema], name: str) -> type[Schema]:
    """The schema of a page of such items."""
    return Schema.from_dict(
        {
            "items": fields.List(fields.Nested(item), required=True),
            "page": fields.Integer(required=True),
            "pages": fields.Integer(required=True),
            "size": fields.Integer(required=True),
            "total": fields.Integer(required=True),
            "next": fields.String(required=True, allow_none=True),
        },
        name=name,
    )


def _asked(schema: Schema) -> dict[str, Any]:
    try:
        found: dict[str, Any] = schema.load(request.args.to_dict())
    except ValidationError as wrong:
        told = {str(name): [str(one) for one in texts] for name, texts in _by_name(wrong)}
        raise Invalid(told) from wrong
    return found


def _by_name(wrong: ValidationError) -> list[tuple[str, list[str]]]:
    return list(wrong.messages_dict.items())
