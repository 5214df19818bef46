"""Settings of the tests: a demonstration without throttling, on the worker's own database."""

from app.foundation import connections, paths, postgres
from config import Config, posts_with_second_factor


class TestConfig(Config):
    """For requests through the test client."""

    __test__ = False
    TESTING = True
    DEMO = True
    SECOND_FACTOR_POSTS = posts_with_second_factor(demo=True)
    RUN_JOBS = False
    DATABASE_POOLED = False
    DATABASE_OWNER_URL = None
    SECRET_KEY = "only for the tests, never anywhere else"
    TRUSTED_HOSTS = None
    SESSION_COOKIE_SECURE = False
    REMEMBER_COOKIE_SECURE = False
    WTF_CSRF_ENABLED = False
    RATELIMIT_ENABLED = False
    FILES = "database"
    UPLOAD_FOLDER = str(paths.INSTANCE / "test-files")


def on(url: str, **more: object) -> type[TestConfig]:
    """The tests' settings for one database."""
    own = {"DATABASE_URL": url, "SQLALCHEMY_DATABASE_URI": postgres.driver_url(url)}
    if not Config.DATABASE_ROLE or more.pop("as_owner", False):
        own["SQLALCHEMY_ENGINE_OPTIONS"] = connections.engine_options("")
    return type("WorkerConfig", (TestConfig,), own | more)
