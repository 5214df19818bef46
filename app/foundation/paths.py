"""The fixed folders, and the one that holds what this installation made."""

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
PROCESSES = ROOT / "processes"
SCENARIOS = PROCESSES / "scenarios"
FORMS = ROOT / "forms"
MIGRATIONS = ROOT / "migrations"
DEMO = APP / "demo"
STATIC = APP / "web" / "static"
DIST = STATIC / "dist"
BUILD = ROOT / "build"

INSTANCE = Path(os.environ.get("XIESHANG_INSTANCE") or ROOT / "instance").resolve()
EMBEDDED_DATABASE = INSTANCE / "postgres"
UPLOADS = INSTANCE / "files"
MAIL = INSTANCE / "mail"
SECRET_KEY_FILE = INSTANCE / "secret_key"
