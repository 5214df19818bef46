"""The stage is the one of the process tests."""

from tests.processes.conftest import shared_folder, stage

__all__ = ["shared_folder", "stage"]
