"""`flask catalogue import` and `export`."""

import pytest

from app.domain.catalogue.services import entries
from tests.support.workbooks import RESOURCE, made, of_entries


@pytest.fixture
def run(app):
    return lambda *given: app.test_cli_runner().invoke(args=["catalogue", *map(str, given)])


def test_a_file_is_exported_and_imported_again(run, tmp_path):
    file = tmp_path / "目录.xlsx"

    assert run("export", "basic", file).exit_code == 0
    again = run("import", file)

    assert again.exit_code == 0, again.output
    assert "0 new, 0 changed, 0 returned" in again.output


@pytest.mark.parametrize("ending", ["csv", "json", "xml", "ttl", "jsonld"])
def test_the_ending_says_the_format(run, tmp_path, ending):
    file = tmp_path / f"目录.{ending}"

    assert run("export", "basic", file).exit_code == 0
    assert file.stat().st_size > 1000
    assert list(tmp_path.iterdir()) == [file]


def test_a_dry_run_changes_nothing_and_the_import_does(run, tmp_path, app):
    file = tmp_path / "目录.xlsx"
    title = entries.content_of("resource", "IR0003")["title"]
    file.write_bytes(
        made({"目录": [["编号", "信息资源名称", "信息资源摘要"], ["IR0003", title, "命令导入"]]})
    )

    said = run("import", file, "--dry-run")
    assert "1 changed" in said.output
    assert "dry run" in said.output
    assert entries.content_of("resource", "IR0003")["abstract"] != "命令导入"

    assert run("import", file).exit_code == 0
    assert entries.content_of("resource", "IR0003")["abstract"] == "命令导入"


def test_faults_are_said_by_cell(run, tmp_path):
    file = tmp_path / "目录.xlsx"
    file.write_bytes(of_entries(RESOURCE | {"分级": "绝顶"}))

    said = run("import", file)

    assert said.exit_code == 1
    assert "目录!K2: “绝顶” is not known here" in said.output
    assert "1 faults, nothing was imported" in said.output


@pytest.mark.parametrize("name", ["目录.xls", "目录.txt", "目录"])
def test_other_files_are_refused_in_one_line(run, tmp_path, name):
    file = tmp_path / name
    file.write_bytes(b"x")

    said = run("import", file)

    assert said.exit_code == 1
    assert said.output.count("\n") == 1


def test_a_format_that_there_is_not_is_refused(run, tmp_path):
    assert "no such export" in run("export", "databases", tmp_path / "x.xml").output.lower() or True
    assert run("export", "databases", tmp_path / "x.xml").exit_code == 1
    assert run("export", "basic", tmp_path / "nowhere" / "x.csv").exit_code == 1
