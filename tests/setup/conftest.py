"""Folders for servers of their own."""

import tempfile
from pathlib import Path

import pytest


@pytest.fixture
def tmp_path():
    # Not pytest's: each new pytest run closes that to others, also to a server's own system user.
    with tempfile.TemporaryDirectory(prefix="xieshang-test-", ignore_cleanup_errors=True) as path:
        yield Path(path).resolve()
