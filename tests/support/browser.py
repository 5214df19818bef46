"""Find a browser for the tests that need one."""

import os
import shutil
from pathlib import Path

from app.foundation import paths

# The shell draws as the whole browser does, without what belongs to a window.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
)
FOUND_BY_MAKE = paths.ROOT / ".cache" / "browser-path"  # written by .ci/browser
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
HELP = "No browser: as root run `apt-get install -y chromium fonts-noto-cjk`, or set BROWSER_PATH."


def find() -> str | None:
    """The path of a Chromium, or None."""
    told = [os.environ.get("BROWSER_PATH")]
    if FOUND_BY_MAKE.exists():
        told.append(FOUND_BY_MAKE.read_text().strip())
    for path in [*told, *(shutil.which(name) for name in NAMES)]:
        if path and Path(path).exists():
            return path
    return None


def required() -> bool:
    """Whether a missing browser is a failure, as in CI, or only a reason to skip."""
    return os.environ.get("REQUIRE_BROWSER") == "1"
