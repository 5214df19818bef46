"""The API described for programs that make clients of it: OpenAPI 3.1, from the schemas."""

import re
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Blueprint, current_app, jsonify
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from marshmallow import Schema, fields
from werkzeug.routing import Rule

from app.foundation.i18n import _, lazy
from app.web.api.described import LAST_ID, Described

bp = Blueprint("document", __name__)

VERSION = "1"
OPENAPI = "3.1.0"
GAP = re.compile(r"<(?:\w+:)?(\w+)>")
FAULTS = {
    401: lazy("The request shows no token that is good."),
    403: lazy("The token's scopes do not allow this."),
    404: lazy("There is no such thing, or the account may not see it."),
    422: lazy("Something in the question is wrong; `fields` says what."),
    429: lazy("Too many requests; wait as many seconds as `Retry-After` says."),
}


class ErrorSchema(Schema):
    """Every answer that is none: what went wrong, and the number to report."""

    error = fields.String(required=True)
    message = fields.String(required=True)
    fields_ = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.String()),
        required=True,
        data_key="fields",
    )
    request = fields.String(required=True)


@bp.get("/openapi.json")
def show() -> ResponseReturnValue:
    """The document, in the language that is asked for; it needs no token."""
    return jsonify(_written())


def _written() -> dict[str, Any]:
    plugin = MarshmallowPlugin(schema_name_resolver=_name)
    spec = APISpec(
        title=_("Xieshang: reading by programs"),
        version=VERSION,
        openapi_version=OPENAPI,
        plugins=[plugin],
        info={
            "description": _(
                "Read only. A token is made on the page “Your account”; it reads what its "
                "account sees on its pages, as far as its scopes go."
            ),
        },
    )
    scheme = {"type": "http", "scheme": "bearer", "bearerFormat": "xs_…"}
    spec.components.security_scheme("token", scheme)
    spec.components.schema("Error", schema=ErrorSchema)
    for rule in sorted(current_app.url_map.iter_rules(), key=str):
        view = current_app.view_functions[rule.endpoint]
        if found := getattr(view, "described", None):
            path = GAP.sub(r"{\1}", str(rule))
            spec.path(path, operations={"get": _operation(rule, found)})
    return spec.to_dict() | {"x-language": str(get_locale())}


def _operation(rule: Rule, found: Described) -> dict[str, Any]:
    good = {"description": _("The answer."), "content": _json(found.answer)}
    asked: list[Any] = [_gap(rule, name) for name in sorted(rule.arguments)]
    if found.query is not None:
        asked.append({"in": "query", "schema": found.query})
    possible = {401, 429} | ({403} if found.scope else set())
    possible |= ({404} if rule.arguments else set()) | ({422} if found.query else set())
    wrong = {
        str(status): {"description": str(FAULTS[status]), "content": _json("Error")}
        for status in sorted(possible)
    }
    scope = f"{_('Scope')}: `{found.scope}`" if found.scope else ""
    return {
        "operationId": rule.endpoint.removeprefix("api."),
        "summary": str(found.summary),
        **({"description": scope} if scope else {}),
        "parameters": asked,
        "responses": {"200": good, **wrong},
        "security": [{"token": []}],
    }


def _gap(rule: Rule, name: str) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string", "minLength": 1}
    if f"<int:{name}>" in str(rule):
        kind = {"type": "integer", "minimum": 0, "maximum": LAST_ID}
    return {"in": "path", "name": name, "required": True, "schema": kind}


def _json(schema: type[Schema] | str) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _name(schema: Any) -> str:
    """A schema's name in the document."""
    name = schema if isinstance(schema, str) else getattr(schema, "__name__", type(schema).__name__)
    return str(name).removesuffix("Schema")
