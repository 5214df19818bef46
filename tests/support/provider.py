"""A small provider of OpenID Connect for the tests, over real HTTP, from Authlib's server side.

Whoever comes is `subject`; codes must come with PKCE, and are good once.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749.grants import AuthorizationCodeGrant
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, jsonify
from flask import request as asked
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT_ID, CLIENT_SECRET = "xieshang", "only for the tests"


class Client:
    """The one client that the provider knows."""

    def get_client_id(self) -> str:
        return CLIENT_ID

    def get_allowed_scope(self, scope: str) -> str:
        return scope or ""

    def check_redirect_uri(self, uri: str) -> bool:
        return uri.endswith("/sign-in/provider/back")

    def check_client_secret(self, secret: str) -> bool:
        return secret == CLIENT_SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, kind: str) -> bool:
        return kind == "code"

    def check_grant_type(self, kind: str) -> bool:
        return kind == "authorization_code"


@dataclass
class Code:
    """A code that was handed out."""

    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    user: str

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


@dataclass
class Provider:
    """What a test sets: who comes, and how the provider misbehaves."""

    issuer: str = ""
    subject: str = "8f14e45f"
    name: str = "李某"
    refuses: bool = False
    # Claims of the ID token that are not as they should be.
    forged: dict[str, Any] = field(default_factory=dict)
    codes: dict[str, Code] = field(default_factory=dict)
    asked: list[dict[str, str]] = field(default_factory=list)


@contextmanager
def running() -> Iterator[Provider]:
    """The provider on a port of its own, while the block runs."""
    provider = Provider()
    server = make_server("127.0.0.1", 0, _app(provider), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join(timeout=5)
        server.server_close()


def _app(provider: Provider) -> Flask:
    app, key = Flask("provider"), RSAKey.generate_key(2048, {"kid": "one", "alg": "RS256"})
    server = AuthorizationServer(app, lambda _id: Client(), lambda _token, _request: None)
    server.register_grant(_grant(provider), [_openid(provider, key), CodeChallenge(required=True)])

    @app.get("/.well-known/openid-configuration")
    def discovery() -> Any:
        here = provider.issuer
        return jsonify(
            issuer=here,
            authorization_endpoint=f"{here}/authorize",
            token_endpoint=f"{here}/token",
            jwks_uri=f"{here}/keys",
            end_session_endpoint=f"{here}/end",
            response_types_supported=["code"],
            subject_types_supported=["public"],
            id_token_signing_alg_values_supported=["RS256"],
        )

    @app.get("/keys")
    def keys() -> Any:
        return jsonify(KeySet([key]).as_dict(private=False))

    @app.get("/authorize")
    def authorize() -> Any:
        provider.asked.append(asked.args.to_dict())
        grant = server.get_consent_grant(end_user=provider.subject)
        user = None if provider.refuses else provider.subject
        return server.create_authorization_response(grant_user=user, grant=grant)

    @app.post("/token")
    def token() -> Any:
        return server.create_token_response()

    return app


def _grant(provider: Provider) -> type[AuthorizationCodeGrant]:
    class Grant(AuthorizationCodeGrant):
        TOKEN_ENDPOINT_AUTH_METHODS = ["client_secret_basic"]

        def save_authorization_code(self, code: str, request: Any) -> None:
            said = request.payload.data
            provider.codes[code] = Code(
                code,
                request.payload.redirect_uri,
                request.payload.scope,
                said.get("nonce", ""),
                said.get("code_challenge", ""),
                said.get("code_challenge_method", ""),
                request.user,
            )

        def query_authorization_code(self, code: str, client: Client) -> Code | None:
            return provider.codes.get(code)

        def delete_authorization_code(self, authorization_code: Code) -> None:
            provider.codes.pop(authorization_code.code, None)

        def authenticate_user(self, authorization_code: Code) -> str:
            return authorization_code.user

    return Grant


def _openid(provider: Provider, key: RSAKey) -> OpenIDCode:
    class OpenID(OpenIDCode):
        def exists_nonce(self, nonce: str, request: Any) -> bool:
            return False

        def resolve_client_private_key(self, client: Client) -> RSAKey:
            return key

        def get_client_algorithm(self, client: Client) -> str:
            return "RS256"

        def get_client_claims(self, client: Client) -> dict[str, Any]:
            return {"iss": provider.issuer}

        def generate_user_info(self, user: str, scope: str) -> UserInfo:
            return UserInfo(sub=user, name=provider.name, email="gaj_share@xieshang.example")

        def encode_id_token(self, token: Any, request: Any) -> str:
            made = self.generate_user_info
            self.generate_user_info = lambda u, s: UserInfo({**made(u, s), **provider.forged})
            try:
                return super().encode_id_token(token, request)
            finally:
                self.generate_user_info = made

    return OpenID(require_nonce=True)
