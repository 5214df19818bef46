"""Secrets from the environment or from files."""

import pytest

import config
from tests.setup.processes import flask

NAME = "XIESHANG_TEST_SECRET"


@pytest.fixture
def given(monkeypatch, tmp_path):
    """Set the variable, or the file that its neighbour names."""

    def given(text=None, file=None):
        if text is not None:
            monkeypatch.setenv(NAME, text)
        if file is not None:
            (tmp_path / "secret").write_bytes(file)
            monkeypatch.setenv(f"{NAME}_FILE", str(tmp_path / "secret"))

    return given


@pytest.mark.parametrize(
    ("text", "file", "found"),
    [
        (None, None, None),
        ("", None, None),
        (" as it is ", None, " as it is "),
        (None, b"from a file\n", "from a file"),
        (None, b" inside, not cut \r\n", " inside, not cut "),
    ],
)
def test_a_secret_comes_from_the_variable_or_from_the_file(given, text, file, found):
    given(text, file)

    assert config.secret(NAME) == found


@pytest.mark.parametrize(
    ("text", "file", "word"),
    [("both", b"both", "both set"), (None, b"\n", "empty"), (None, b"\xff\xfe", "no text")],
)
def test_what_is_wrong_with_it_is_said_without_the_secret(given, text, file, word):
    given(text, file)

    with pytest.raises(SystemExit) as said:
        config.secret(NAME)

    assert word in str(said.value)
    assert "both\n" not in str(said.value)


def test_keys_before_this_one_stand_between_commas_or_on_lines(given):
    given(file=b"older one\noldest, of them\n")

    assert config.secrets_between_commas(NAME) == ["older one", "oldest", "of them"]


def test_a_file_that_is_not_there_is_one_line():
    done = flask("setup", DEMO="1", SECRET_KEY_FILE="/nowhere/key")

    assert done.returncode
    assert done.stderr.strip() == (
        "SECRET_KEY_FILE=/nowhere/key cannot be read: No such file or directory."
    )
