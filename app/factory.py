"""Build the house: read this file to see every part and how it is joined."""

import sys

from flask import Flask
from flask_migrate import Migrate

from app import cli, jobs, web
from app.domain.catalogue import handlers as catalogue
from app.domain.catalogue.models import exchange, grant, transfer, version  # noqa: F401 (tables)
from app.domain.keeping import destroyable
from app.domain.meetings import models as _meetings  # noqa: F401 (its tables)
from app.domain.sharing import handlers as sharing
from app.domain.sharing.models import jurisdiction, paper, supervision  # noqa: F401
from app.foundation import contents, files, paths, scanning, sealing, signing
from app.foundation import destroyed as _destroyed  # noqa: F401 (its tables)
from app.foundation import kept as _kept  # noqa: F401 (its tables)
from app.foundation.chain import models as _chain  # noqa: F401 (its table)
from app.foundation.database import db
from app.foundation.watching import logs
from app.jobs import worker
from app.scenarios import describing
from app.workflow import registry
from app.workflow.studio import models as _studio  # noqa: F401 (its tables)
from app.workflow.studio.moves import models as _moves  # noqa: F401 (its tables)
from app.workflow.studio.repairs import models as _repairs  # noqa: F401 (its tables)
from app.workflow.studio.trials import reading
from config import Config

# gunicorn gives up on a worker that leaves with this number, and tries others again for ever.
CANNOT_START = 3


def create_app(config: type[Config] = Config) -> Flask:
    """Return a ready application; `config` is a class from `config.py`."""
    if problem := config.problem():
        print(f"xieshang: {problem}", file=sys.stderr)
        raise SystemExit(CANNOT_START)
    app = Flask(
        __name__,
        root_path=str(paths.APP),
        instance_path=str(paths.INSTANCE),
        template_folder="web/templates",
        static_folder="web/static",
    )
    app.config.from_object(config)

    sealing.configure(app.config["SECRET_KEY"], app.config["SECRET_KEY_FALLBACKS"])
    if not app.testing:  # who runs tests has a log of their own
        logs.configure(app.config["LOG_FORMAT"], app.config["LOG_LEVEL"])
    contents.configure(app.config)
    files.configure(app.config["UPLOAD_MAX_BYTES"])
    destroyable.configure(app.config["DESTROY_AFTER_YEARS"])
    signing.configure(app.config["AUDIT_KEYS"] or [app.config["SECRET_KEY"]])
    scanning.configure(
        app.config["UPLOAD_SCAN"],
        app.config["UPLOAD_SCAN_SECONDS"],
        required=app.config["UPLOAD_SCAN_REQUIRED"],
    )
    db.init_app(app)
    Migrate(app, db, directory=str(paths.MIGRATIONS))
    for room in (sharing, catalogue):
        registry.register(
            room.SERVICE_TASKS,
            room.USER_TASKS,
            room.FORM_CONTEXTS,
            room.ON_OPEN,
            room.UNDOABLE,
            room.ON_OVER,
            room.CHECKERS,
            room.WAYS_BACK,
        )
    reading.use(describing)
    web.install(app)
    cli.install(app)
    if app.config["RUN_JOBS"]:
        jobs.start(app)
        worker.start(app)
    return app


def part_after_fork(app: Flask) -> None:
    """In a process that was forked: leave the parent's connections to the parent."""
    with app.app_context():
        for engine in db.engines.values():
            engine.dispose(close=False)
    contents.configure(app.config)
