"""Which office settles between two units: a rule on a table of regions (条例 28)."""

import pytest
from sqlalchemy import delete, select, update

from app.domain.catalogue.models.resource import Resource
from app.domain.sharing import queries as cases_read
from app.domain.sharing import records, seed
from app.domain.sharing.models.jurisdiction import Region
from app.domain.sharing.rules.jurisdiction import Area, Competence, Side, competence
from app.foundation.database import db, transaction
from app.foundation.errors import Conflict, NotFound
from app.foundation.identity import queries as people
from app.foundation.identity.models import Account, AccountPost, Unit
from app.workflow import parties
from tests.domain.sharing import cases
from tests.domain.sharing.cases import do
from tests.support.people import account

CITY, GROUP, NORTH, SOUTH, TOWN = 1, 2, 3, 4, 5
AREAS = {
    "city": Area("city", None, CITY, GROUP),
    "north": Area("north", "city", NORTH),
    "south": Area("south", "city", SOUTH),
    "town": Area("town", "north", TOWN),
    "village": Area("village", "north"),
}


@pytest.mark.parametrize(
    ("demander", "provider", "office", "why"),
    [
        ((11, "city"), (12, "city"), CITY, "same_level"),
        ((11, "north"), (12, "north"), NORTH, "same_level"),
        ((11, "north"), (12, "south"), CITY, "common_superior"),
        ((11, "north"), (12, "city"), CITY, "common_superior"),
        ((11, "town"), (12, "north"), NORTH, "common_superior"),
        ((11, "town"), (12, "south"), CITY, "common_superior"),
        ((11, "village"), (12, "village"), NORTH, "common_superior"),
        ((NORTH, "north"), (SOUTH, "south"), CITY, "common_superior"),
        ((NORTH, "north"), (12, "north"), CITY, "not_judge"),
        ((12, "north"), (NORTH, "north"), CITY, "not_judge"),
        ((TOWN, "town"), (NORTH, "north"), CITY, "not_judge"),
        ((CITY, "city"), (12, "city"), CITY, "nobody_else"),
        ((CITY, "city"), (NORTH, "north"), CITY, "nobody_else"),
    ],
)
def test_the_office_of_the_smallest_region_that_holds_both_and_is_no_party(
    demander, provider, office, why
):
    found = competence(AREAS, Side(*demander), Side(*provider))

    assert (found.office_id, found.why) == (office, why)


def test_where_a_region_has_no_group_the_one_above_decides():
    assert competence(AREAS, Side(11, "north"), Side(12, "north")) == Competence(
        NORTH, GROUP, "north", "same_level"
    )
    own = AREAS | {"north": Area("north", "city", NORTH, 9)}
    assert competence(own, Side(11, "town"), Side(12, "north")).group_id == 9


@pytest.mark.parametrize(
    "areas",
    [
        {},
        {"north": AREAS["north"]},
        {"north": Area("north", "south"), "south": Area("south", "north")},
    ],
)
def test_a_table_with_holes_or_circles_names_nobody(areas):
    assert competence(areas, Side(11, "north"), Side(12, "south")) is None


@pytest.fixture
def haidian(app):
    """Two bureaus of 海淀区, one of which provides a resource, and an officer in its office."""
    with transaction():
        for code in ("HDA", "HDB"):
            bureau = Unit(
                code=code, name=f"海淀区{code}", short_name=f"海淀{code}", sort_key=code,
                kind="区", level="区县", region_code="110108", roles=["participant"],
            )  # fmt: skip
            db.session.add(bureau)
            db.session.flush()
            for post, ending in (("sharing_officer", "share"), ("unit_approver", "head")):
                open_account(f"{code.lower()}_{ending}", bureau.id, post)
        office = people.unit_by_code("Q0108")
        open_account("q0108_escal", office.id, "escalation_officer")
        moved = update(Resource).where(Resource.id == "IR0054")
        db.session.execute(moved.values(provider_unit_id=bureau.id))
    db.session.expire_all()


def open_account(login: str, unit_id: int, post: str) -> None:
    db.session.add(
        Account(
            login=login, display_post=login, unit_id=unit_id,
            password_hash=account("gsj_share").password_hash, posts=[AccountPost(post=post)],
        )
    )  # fmt: skip


def in_the_district():
    """A case of the two bureaus, refused."""
    case = cases.a_case("hda_share", resource="IR0054", items=["注册号"])
    do(case, "unit_review", "hda_head", "approve")
    grounds = {"reason_code": "security", "reason": "范围过大", "legal_basis": "职责规定"}
    do(case, "provider_response", "hdb_share", "refuse", **grounds)
    do(case, "provider_approval", "hdb_head", "approve")
    return case


def test_two_bureaus_of_a_district_go_to_its_office(haidian):
    case = in_the_district()

    assert records.dispute(case.id).office_id == people.unit_by_code("Q0108").id
    assert parties.may_see(case.id, account("q0108_escal"))
    assert not parties.may_see(case.id, account("xxb_escal"))
    do(case, "accept_dispute", "q0108_escal", responsibility="produced")
    assert cases.open_names(case) == ["propose_settlement"]


def test_the_citys_officers_do_not_act_there(haidian):
    case = in_the_district()

    with pytest.raises(NotFound):
        do(case, "accept_dispute", "xxb_escal", responsibility="produced")


def test_filings_go_to_that_office_in_a_series_of_its_own(haidian):
    case = in_the_district()
    city = cases.approved(cases.a_case())

    filed = records.filings(case.id, "dispute")[0]
    assert filed.recipient.code == "Q0108"
    assert filed.number == "海信办备〔2026〕0002号"
    assert records.filings(city.id, "application")[0].number == "京信备〔2026〕0001号"


def test_what_the_district_cannot_settle_the_citys_group_decides(haidian):
    case = in_the_district()
    do(case, "accept_dispute", "q0108_escal", responsibility="produced")
    grounds = {"grounds": "涉及多部门", "criteria": ["cross_system"]}

    do(case, "propose_settlement", "q0108_escal", "refer", **grounds)

    assert cases.open_task(case, "prepare_agenda").unit.code == "LDXZ"


def test_the_district_may_consult_the_citys_office_but_not_itself(haidian):
    asked = {unit.code for unit in cases_read.units_to_consult(in_the_district().id)}

    assert "XXB" in asked
    assert asked.isdisjoint({"Q0108", "HDA", "HDB", "LDXZ"})


def test_a_substitute_from_the_city_brings_the_citys_office(haidian):
    case = in_the_district()
    do(case, "accept_dispute", "q0108_escal", responsibility="produced")
    instead = {"substitute": "IR0001", "items": ["企业名称"]}
    do(case, "propose_settlement", "q0108_escal", "settle", **instead)
    do(case, "answer_settlement", "hda_share", "accept")
    do(case, "answer_settlement", "gsj_share", "accept")

    assert parties.unit_of(case.id, "office").code == "XXB"
    assert parties.may_see(case.id, account("xxb_escal"))
    assert parties.may_see(case.id, account("q0108_escal")), "it settled and may read on"
    assert records.filings(case.id, "negotiation_result")[0].recipient.code == "XXB"


def test_a_table_changed_meanwhile_counts_when_the_dispute_enters(haidian):
    case = cases.a_case("hda_share", resource="IR0054", items=["注册号"])
    do(case, "unit_review", "hda_head", "approve")
    with transaction():
        db.session.execute(update(Region).filter_by(code="110108").values(office_id=None))

    cases.let_pass(11, case)

    assert records.dispute(case.id).office_id == people.unit_by_code("XXB").id
    assert parties.unit_of(case.id, "office").code == "XXB"


def test_without_a_region_nobody_can_apply_and_the_message_says_why(app):
    with transaction():
        db.session.execute(delete(Region).where(Region.code == "110108"))

    with pytest.raises(Conflict, match="行政区划"):
        cases.a_case("q0108_share")


def test_the_shipped_table_has_every_district_once_and_keeps_what_was_changed(app):
    with transaction():
        db.session.execute(update(Region).filter_by(code="110101").values(office_id=None))
        seed.regions()

    regions = list(db.session.scalars(select(Region)))
    districts = [r for r in regions if r.parent_code == "110000"]
    assert (len(regions), len(districts)) == (19, 18)
    assert [r.code for r in regions if r.leading_group_id] == ["110000"]
    assert [r.code for r in districts if r.office_id is None] == ["110101"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("WSJ", "GSJ"), ("settles  XXB", "decides  LDXZ", "their own level")),
        (("Q0229", "Q0108"), ("settles  XXB", "common superior")),
        (("XXB", "GSJ"), ("settles  XXB", "a party itself")),
    ],
)
def test_the_command_says_who_settles_and_why(app, words, said):
    answer = app.test_cli_runner().invoke(args=["jurisdiction", "show", *words])

    assert answer.exit_code == 0
    assert all(part in answer.output for part in said), answer.output


def test_the_command_says_in_one_line_that_a_unit_is_unknown(app):
    answer = app.test_cli_runner().invoke(args=["jurisdiction", "show", "WSJ", "nobody"])

    assert (answer.exit_code, answer.output) == (1, "Error: There is no unit nobody.\n")


def test_the_command_lists_the_regions(app):
    lines = app.test_cli_runner().invoke(args=["jurisdiction", "list"]).output.splitlines()

    assert len(lines) == 19
    assert lines[0].split() == ["110000", "XXB", "LDXZ", "北京市"]
