"""What a deployment must say before it starts."""

import subprocess
import sys

import pytest

from app.foundation import paths, postgres
from config import DEFAULT_KEY, Config
from tests.setup.processes import PATIENCE, environment, flask

URL = "postgresql://nobody@127.0.0.1:1/none"
KEY = "a long and random string"


def settings(**own):
    return type(
        "Settings", (Config,), {"DEMO": False, "DATABASE_URL": URL, "SECRET_KEY": KEY} | own
    )


def test_production_with_its_own_database_and_key_is_fine():
    assert settings().problem() is None


@pytest.mark.parametrize(
    ("own", "word"),
    [
        ({"DATABASE_URL": None}, "DATABASE_URL"),
        ({"SECRET_KEY": None}, "SECRET_KEY"),
        ({"SECRET_KEY": DEFAULT_KEY}, "SECRET_KEY"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_ROLE": ""}, "DATABASE_ROLE"),
        ({"DATABASE_ROLE": 'x"; DROP'}, "DATABASE_ROLE"),
        ({"SECOND_FACTOR_POSTS": ["sysadmin", "king"]}, "SECOND_FACTOR_POSTS"),
        ({"OIDC_ISSUER": "https://login.example"}, "OIDC_CLIENT_ID"),
        ({"OIDC_ISSUER": "http://login.example", "OIDC_CLIENT_ID": "x"}, "https"),
    ],
)
def test_production_refuses_to_start_and_says_what_is_missing(own, word):
    assert word in settings(**own).problem()


@pytest.mark.parametrize(
    "url",
    [
        "garbage",
        "sqlite:///x",
        "mysql://u:secret@h/d",
        "postgresql://u:secret@h:abc/d",
        "postgresql://u:secret@h:99999/d",
        "postgresql:/u:secret@h/d",
    ],
)
def test_an_address_that_is_none_of_postgresql_is_one_line_without_the_password(url):
    for demo in (True, False):
        problem = settings(DATABASE_URL=url, DEMO=demo).problem()

        assert problem.startswith("DATABASE_URL")
        assert "secret" not in problem
    assert settings(DATABASE_OWNER_URL=url).problem().startswith("DATABASE_OWNER_URL")


def test_a_wrong_address_is_said_before_anything_else_is_tried():
    done = flask("setup", DEMO="1", DATABASE_URL="postgresql://u@h:abc/d")

    assert done.returncode
    assert len(done.stderr.splitlines()) == 1


def test_a_demonstration_needs_neither():
    assert settings(DEMO=True, DATABASE_URL=None, SECRET_KEY="x").problem() is None


@pytest.mark.parametrize(
    "own",
    [{"DEMO": "0"}, {"DATABASE_URL": URL}, {"DATABASE_URL": URL, "SECRET_KEY": DEFAULT_KEY}],
)
def test_a_refused_start_is_one_line_and_a_failure(own):
    done = flask("setup", **own)

    assert done.returncode
    assert done.stdout == ""
    assert len(done.stderr.strip().splitlines()) == 1


def test_gunicorn_does_not_try_for_ever():
    done = subprocess.run(
        [sys.executable, "-m", "gunicorn", "--bind", "127.0.0.1:0", "wsgi:app"],
        cwd=paths.ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.returncode
    assert "DATABASE_URL is missing" in done.stderr


def test_a_setting_that_is_no_number_is_one_line():
    done = flask("setup", DEMO="1", PORT="eighty")

    assert done.returncode
    assert done.stderr.strip() == "PORT=eighty is not a whole number."


def test_a_database_that_does_not_answer_is_one_line():
    done = flask("setup", DEMO="1", DATABASE_URL=URL)

    assert done.returncode
    assert done.stderr.startswith("Error: The database does not answer")
    assert "Traceback" not in done.stderr


def test_both_usual_spellings_of_a_database_url_are_understood():
    assert postgres.driver_url("postgres://u@h/d") == "postgresql+psycopg://u@h/d"
    assert postgres.driver_url("postgresql://u@h/d") == "postgresql+psycopg://u@h/d"
