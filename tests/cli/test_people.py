"""`flask people`: how production gets its first administrator."""

import pytest

from app.foundation import clock
from app.foundation.database import db, transaction
from app.foundation.identity import passwords, queries
from app.foundation.people import second_factor
from tests.support.people import account, enter, signed_in

PASSWORD = "a quiet river in spring"


@pytest.fixture
def run(app):
    def run(*words):
        answer = app.test_cli_runner().invoke(args=["people", *words])
        db.session.expire_all()
        return answer

    return run


def add(run, login="first_admin", unit="XXB", post="sysadmin", password=PASSWORD, title=""):
    words = ("--unit", unit, "--post", post, "--password", password, "--title", title)
    return run("add-account", login, *words)


def test_the_first_administrator_can_sign_in(run, client):
    assert add(run).exit_code == 0

    assert queries.account_by_login("first_admin").post_names == {"sysadmin"}
    assert enter(client, "first_admin", PASSWORD).status_code == 302


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"login": "No Spaces"}, "A login has"),
        ({"unit": "NOWHERE"}, "NOWHERE"),
        ({"post": "king"}, "sysadmin"),
        ({"password": "short"}, "12"),
        ({"password": passwords.PUBLISHED}, "published"),
        ({"login": "gaj_share"}, "There is an account gaj_share already."),
        ({"title": "局" * 3000}, "100"),
    ],
)
def test_a_faulty_account_is_refused_in_one_line(run, wrong, words):
    answer = add(run, **wrong)

    assert answer.exit_code == 1
    assert words in answer.output
    assert len(answer.output.strip().splitlines()) == 1


def test_a_new_password_ends_every_session(run, client):
    enter(client, "gaj_share")

    run("set-password", "gaj_share", "--password", PASSWORD)

    assert not signed_in(client)
    assert enter(client, "gaj_share", PASSWORD).status_code == 302


def test_a_closed_account_is_out_until_it_is_opened_again(run, client):
    enter(client, "gaj_share")

    run("close", "gaj_share")
    assert not signed_in(client)
    assert enter(client, "gaj_share").status_code == 422

    run("reopen", "gaj_share")
    assert enter(client, "gaj_share").status_code == 302


def test_the_list_names_login_unit_and_posts(run):
    output = run("list", "--unit", "XXB").output

    assert "xxb_escal" in output
    assert "escalation_officer" in output
    assert "gaj_share" not in output


def test_the_list_of_an_unknown_unit_is_a_failure(run):
    answer = run("list", "--unit", "NOPE")

    assert (answer.exit_code, answer.output) == (1, "Error: There is no unit NOPE.\n")


def test_an_unknown_account_is_named(run):
    answer = run("close", "nobody_here")

    assert answer.exit_code == 1
    assert "nobody_here" in answer.output
    assert account("gaj_share").active


def test_a_second_factor_is_sealed_anew_and_reset(run, app):
    with transaction():
        holder = account("gaj_share")
        second_factor.begin(holder)
        holder.second_factor_at = clock.now()

    assert "1 second factors are sealed" in run("reseal").output
    assert run("reset-second-factor", "gaj_share").exit_code == 0

    assert not second_factor.is_set(account("gaj_share"))
    assert run("reset-second-factor", "gaj_share").exit_code == 1
