"""`flask catalogue check-duplicates`: the verdict as JSON, and a clear line for a bad file."""

import json

import pytest

from app.foundation import paths

EXAMPLES = paths.DEMO / "duplicate_check_examples.json"
PROPOSAL = {"name": "企业基础信用数据库", "owner": "SWJ", "items": ["企业名称", "注册号", "住所"]}


@pytest.fixture
def run(app, tmp_path):
    def run(given, *words):
        path = tmp_path / "given.json"
        path.write_bytes(given if isinstance(given, bytes) else json.dumps(given).encode())
        words = ["catalogue", "check-duplicates", str(path), *words]
        return app.test_cli_runner().invoke(args=words)

    return run


def test_the_examples_come_out_as_expected(run):
    said = run(EXAMPLES.read_bytes())

    assert said.exit_code == 0
    for given, found in zip(json.loads(EXAMPLES.read_text()), json.loads(said.stdout), strict=True):
        assert found["case"] == given["case"]
        assert found["verdict"] == given["expect"]["verdict"]
        hits = [{"catalogue": hit["catalogue"], "id": hit["id"]} for hit in found["hits"]]
        assert hits == given["expect"]["hits"]


@pytest.mark.parametrize("wrapped", [False, True])
def test_one_proposal_is_answered_by_one_verdict(run, wrapped):
    said = json.loads(run({"proposed": PROPOSAL} if wrapped else PROPOSAL).stdout)

    assert said["verdict"] == "exists"
    assert said["missing"] == []
    assert said["hits"][0]["matched"] == ["企业名称", "注册号", "住所"]


def test_a_list_is_answered_by_a_list(run):
    said = json.loads(run([PROPOSAL, PROPOSAL | {"items": ["甲", "乙"]}]).stdout)

    assert [one["verdict"] for one in said] == ["exists", "none"]
    assert json.loads(run([]).stdout) == []


def test_a_mark_of_the_byte_order_does_not_matter(run):
    assert json.loads(run(b"\xef\xbb\xbf" + json.dumps(PROPOSAL).encode()).stdout)["hits"]


def test_for_people_it_is_indented(run):
    assert '\n  "verdict"' in run(PROPOSAL, "--pretty").stdout


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (b"", "not JSON"),
        (b"{", "not JSON"),
        (b"\xff\xfe{}", "not JSON"),
        (b"[" * 100_000, "not JSON"),
        (b" " * 50_000_000, "larger than"),
        (b"7", "a name, an owner and a list of items"),
        (b"null", "a name, an owner and a list of items"),
        (b"{}", "items: Please enter at least one item."),
        (b'{"proposed": []}', "a name, an owner and a list of items"),
        (b'[{"items": ["a"]}, {"items": [{}]}]', "proposal 2: items: Item 1 is not a text."),
        (b'{"items": ["a", ""]}', "Item 2 is not a text."),
        (b'{"name": {}, "items": ["a"]}', "name: This is not a text."),
        (json.dumps({"items": ["x"] * 501}).encode(), "at most 500 items"),
        (json.dumps([PROPOSAL] * 201).encode(), "more than 200 proposals"),
        (b'{"items": ["\\u0000"]}', "Item 1 is not a text."),
        (b'{"items": ["\\ud800"]}', "not JSON"),
    ],
)
def test_a_bad_file_is_refused_in_one_line(run, given, why):
    said = run(given)

    assert said.exit_code == 2
    assert why in said.stderr
    assert said.stderr.count("\n") == 1
    assert "Traceback" not in said.output
    assert said.stdout == ""


@pytest.mark.parametrize("path", ["/no/such/file.json", "/tmp", "/dev/null"])
def test_what_is_no_file_is_refused_in_one_line(app, path):
    said = app.test_cli_runner().invoke(args=["catalogue", "check-duplicates", path])

    assert said.exit_code == 2
    assert said.stderr.count("\n") == 1
