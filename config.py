"""Settings of a deployment, each from the environment variable of the same name."""

import os
import re
import secrets
from datetime import timedelta
from pathlib import Path

from app.foundation import connections, contents, networks, paths, postgres, scanning
from app.foundation.identity import posts
from app.foundation.watching import logs

DEFAULT_KEY = "change-me"
SHORTEST_KEY = 16
ROLE = re.compile(r"[a-z_][a-z0-9_]{0,62}")
MEGABYTE = 1024 * 1024


def flag(name: str, usual: bool = False) -> bool:
    """A switch: `DEMO=1` is on; `0`, `false`, `no` and nothing are off."""
    text = os.environ.get(name)
    return usual if text is None else text.strip().lower() not in {"", "0", "false", "no", "off"}


def number(name: str, usual: int) -> int:
    """A whole number."""
    text = os.environ.get(name, "").strip()
    try:
        return int(text) if text else usual
    except ValueError:
        raise SystemExit(f"{name}={text} is not a whole number.") from None


def listed(name: str) -> list[str]:
    """Words between commas."""
    return [word.strip() for word in os.environ.get(name, "").split(",") if word.strip()]


def secret(name: str) -> str | None:
    """A secret: from the variable, or from the file that NAME_FILE names, as orchestrators give it.

    The file's last line break does not belong to it.  Both at once, or a file that cannot be read,
    is a mistake that is said before anything starts; what the secret is, is never said.
    """
    given, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if not file:
        return given or None
    if given:
        raise SystemExit(f"{name} and {name}_FILE are both set: take one of them.")
    try:
        text = Path(file).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, UnicodeDecodeError) as wrong:
        why = wrong.strerror if isinstance(wrong, OSError) else "it is no text"
        raise SystemExit(f"{name}_FILE={file} cannot be read: {why}.") from None
    if not text:
        raise SystemExit(f"{name}_FILE={file} is empty.")
    return text


def secrets_between_commas(name: str) -> list[str]:
    """Several secrets, such as the keys before this one; each may stand on a line of its own."""
    return [one.strip() for one in re.split(r"[,\n]", secret(name) or "") if one.strip()]


def demo_key() -> str:
    """The demonstration's own secret, drawn once and kept beside its data."""
    file = paths.SECRET_KEY_FILE
    if not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT, 0o600), "w") as new:
            new.write(secrets.token_hex(32))
    return file.read_text().strip()


def posts_with_second_factor(demo: bool) -> list[str]:
    """Whoever changes processes or people, unless a deployment says otherwise; in none `""`."""
    if "SECOND_FACTOR_POSTS" in os.environ:
        return listed("SECOND_FACTOR_POSTS")
    return [] if demo else ["process_admin", "sysadmin"]


def is_demo() -> bool:
    """A demonstration if `DEMO` says so; else where a command is typed and no database is named.

    A server that is started without either is no demonstration: it refuses (`Config.problem`).
    """
    typed = os.environ.get("FLASK_RUN_FROM_CLI") == "true"
    return flag("DEMO", usual=typed and not secret("DATABASE_URL"))


class Config:
    """What every deployment has; `DEMO=1` makes it a demonstration."""

    DEMO = is_demo()
    TESTING = False
    SECRET_KEY = secret("SECRET_KEY") or (demo_key() if DEMO else None)
    # Keys before this one: what they signed and sealed is still read, nothing is made with them.
    SECRET_KEY_FALLBACKS = secrets_between_commas("SECRET_KEY_FALLBACKS")
    PORT = number("PORT", 8000)
    TRUSTED_HOSTS = listed("TRUSTED_HOSTS") or None
    TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)
    RUN_JOBS = flag("RUN_JOBS")
    WORKER_THREADS = number("WORKER_THREADS", 4)

    # The database: yours, or the embedded server's
    DATABASE_URL = secret("DATABASE_URL")
    DATABASE_ROLE = os.environ.get("DATABASE_ROLE", "xieshang_app")
    # A pooler that lends connections by the transaction stands between; the owner's way past it
    DATABASE_POOLED = flag("DATABASE_POOLED")
    DATABASE_OWNER_URL = secret("DATABASE_OWNER_URL")
    SQLALCHEMY_DATABASE_URI = postgres.driver_url(DATABASE_URL or postgres.url())
    SQLALCHEMY_ENGINE_OPTIONS = connections.engine_options(DATABASE_ROLE, DATABASE_POOLED)

    # Keys of the record's chain: the first signs, the others still prove; else SECRET_KEY
    AUDIT_KEYS = listed("AUDIT_KEYS")

    # Requests and files
    MAX_CONTENT_LENGTH = number("MAX_CONTENT_MB", 64) * MEGABYTE
    MAX_FORM_MEMORY_SIZE = 16 * MEGABYTE  # a text that is far too long is sent back, not lost
    MAX_FORM_PARTS = 2_000
    # Where contents of files are kept: database, s3://bucket/prefix, or a folder that all share.
    # UPLOAD_FOLDER is where they lay before: what was not moved yet is found there.
    FILES = os.environ.get("FILES") or contents.DATABASE
    UPLOAD_FOLDER = os.environ.get("UPLOAD_FOLDER", str(paths.UPLOADS))
    S3_ENDPOINT = os.environ.get("S3_ENDPOINT") or None
    S3_REGION = os.environ.get("S3_REGION") or None
    S3_ACCESS_KEY_ID = secret("S3_ACCESS_KEY_ID")
    S3_SECRET_ACCESS_KEY = secret("S3_SECRET_ACCESS_KEY")
    UPLOAD_MAX_BYTES = number("UPLOAD_MAX_MB", 20) * MEGABYTE
    # Who looks at files before they are kept: a command, or clamd:/path or clamd:host:port
    UPLOAD_SCAN = os.environ.get("UPLOAD_SCAN", "").strip()
    UPLOAD_SCAN_SECONDS = number("UPLOAD_SCAN_SECONDS", 30)
    UPLOAD_SCAN_REQUIRED = flag("UPLOAD_SCAN_REQUIRED", usual=True)

    # Never less than the term of keeping, whatever stands here.
    DESTROY_AFTER_YEARS = number("DESTROY_AFTER_YEARS", 10)

    # Entries may be limited to a network: its name, and whence one is in it, as in
    # NETWORKS="政务内网=10.1.0.0/16 10.2.0.0/16; 政务外网=172.16.0.0/12"
    NETWORKS = os.environ.get("NETWORKS", "")

    # Who signs in with two factors, and how many days one has to set the second up
    SECOND_FACTOR_POSTS = posts_with_second_factor(DEMO)
    SECOND_FACTOR_GRACE_DAYS = number("SECOND_FACTOR_GRACE_DAYS", 14)
    # A provider of OpenID Connect beside the passwords
    OIDC_ISSUER = os.environ.get("OIDC_ISSUER", "").strip()
    OIDC_CLIENT_ID = os.environ.get("OIDC_CLIENT_ID", "").strip()
    OIDC_CLIENT_SECRET = secret("OIDC_CLIENT_SECRET")
    OIDC_SCOPES = os.environ.get("OIDC_SCOPES", "openid profile")
    OIDC_NAME = os.environ.get("OIDC_NAME", "").strip()

    # Sessions
    SESSION_COOKIE_NAME = "xieshang"
    SESSION_COOKIE_HTTPONLY = True
    SESSION_COOKIE_SAMESITE = "Lax"
    SESSION_COOKIE_SECURE = flag("SESSION_COOKIE_SECURE", usual=not DEMO)
    # Only a request of somebody signed in makes the cookie live longer (app/web/access.py).
    SESSION_REFRESH_EACH_REQUEST = False
    PERMANENT_SESSION_LIFETIME = timedelta(hours=number("SESSION_HOURS", 8))
    REMEMBER_COOKIE_HTTPONLY = True
    REMEMBER_COOKIE_SAMESITE = "Lax"
    REMEMBER_COOKIE_SECURE = SESSION_COOKIE_SECURE
    WTF_CSRF_TIME_LIMIT = None  # as long as the session: a form may stay open over lunch
    RATELIMIT_ENABLED = True
    API_PER_MINUTE = number("API_PER_MINUTE", 120)
    ACCOUNT_LIMITS = flag("ACCOUNT_LIMITS", usual=True)

    # Mail: to a server, or as files into a folder
    SMTP_HOST = os.environ.get("SMTP_HOST") or None
    SMTP_PORT = number("SMTP_PORT", 25)
    SMTP_USER = os.environ.get("SMTP_USER") or None
    SMTP_PASSWORD = secret("SMTP_PASSWORD")
    SMTP_STARTTLS = flag("SMTP_STARTTLS")
    MAIL_FROM = os.environ.get("MAIL_FROM", "xieshang@localhost")
    # Where people find the pages, for links in mails: https://sharing.example.gov.cn
    PUBLIC_URL = os.environ.get("PUBLIC_URL") or (f"http://127.0.0.1:{PORT}" if DEMO else None)
    MAIL_FOLDER = os.environ.get("MAIL_FOLDER", str(paths.MAIL))

    # What an operator watches
    LOG_FORMAT = os.environ.get("LOG_FORMAT") or ("text" if DEMO else "json")
    LOG_LEVEL = os.environ.get("LOG_LEVEL") or ("WARNING" if DEMO else "INFO")
    SLOW_STATEMENT_MS = number("SLOW_STATEMENT_MS", 500)
    METRICS_TOKEN = secret("METRICS_TOKEN")

    # Time and language
    TIMEZONE = "Asia/Shanghai"
    DIGEST_HOUR = number("DIGEST_HOUR", 8)
    LANGUAGES = ("zh", "en")
    BABEL_DEFAULT_LOCALE = "zh"
    BABEL_DEFAULT_TIMEZONE = TIMEZONE

    @classmethod
    def problem(cls) -> str | None:
        """Why this must not be started, in one line; None where all is well."""
        if wrong := cls._wrong_place():
            return wrong
        if wrong := networks.problem(cls.NETWORKS):
            return f"NETWORKS {wrong}"
        if wrong := logs.problem(cls.LOG_FORMAT, cls.LOG_LEVEL):
            return wrong
        if not ROLE.fullmatch(cls.DATABASE_ROLE):
            return "DATABASE_ROLE must be the plain name of a role, such as xieshang_app."
        if wrong := cls._sign_in_problem():
            return wrong
        return None if cls.DEMO or cls.TESTING else cls._missing()

    @classmethod
    def _missing(cls) -> str | None:
        """What real work cannot do without."""
        if not cls.DATABASE_URL:
            return "DATABASE_URL is missing: set it to your PostgreSQL, or DEMO=1 to try it out."
        if not cls.SECRET_KEY or cls.SECRET_KEY == DEFAULT_KEY:
            return "SECRET_KEY is missing or the default: set it to a long random string."
        if len(cls.SECRET_KEY) < SHORTEST_KEY:
            return f"SECRET_KEY is too short: take at least {SHORTEST_KEY} random characters."
        if any(len(key) < SHORTEST_KEY for key in cls.AUDIT_KEYS):
            return f"AUDIT_KEYS: each takes at least {SHORTEST_KEY} random characters."
        return None

    @classmethod
    def _sign_in_problem(cls) -> str | None:
        """What is wrong with the settings of sign-in."""
        if unknown := set(cls.SECOND_FACTOR_POSTS) - set(posts.TITLES):
            return f"SECOND_FACTOR_POSTS names posts that there are not: {', '.join(unknown)}."
        if bool(cls.OIDC_ISSUER) != bool(cls.OIDC_CLIENT_ID):
            return "OIDC_ISSUER and OIDC_CLIENT_ID belong together."
        near = cls.OIDC_ISSUER.startswith(("http://127.0.0.1", "http://localhost"))
        if cls.OIDC_ISSUER and not (near or cls.OIDC_ISSUER.startswith("https://")):
            return "OIDC_ISSUER must begin with https://."
        return None

    @classmethod
    def _wrong_place(cls) -> str | None:
        """Which address of a database, of a scanner or of files is none."""
        for name in ("DATABASE_URL", "DATABASE_OWNER_URL"):
            url = getattr(cls, name)
            if url and (wrong := postgres.url_problem(url)):
                return f"{name} {wrong}"
        if wrong := scanning.problem(cls.UPLOAD_SCAN):
            return f"UPLOAD_SCAN {wrong}"
        wrong = contents.problem(cls.FILES)
        return f"FILES {wrong}" if wrong else None
