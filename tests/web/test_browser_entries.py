"""The portal in a browser: at both widths, in both languages, with long texts; by keyboard."""

import os

import pytest
from playwright.sync_api import expect

from app.domain.catalogue.services import following, grants
from app.domain.catalogue.viewing import EVERYWHERE, Viewer
from app.foundation.database import transaction
from tests.support.catalogue import changed
from tests.support.desks import AGREED, APPROVED, SIGNED
from tests.support.pages import WATCH, faults, sign_in, speak
from tests.support.people import account

LONG = "依照条例第十三条、第十五条的规定，本资源由责任单位负责采集、核实、更新和维护，"
PAGES = (
    "/portal/resources/IR0054",
    "/portal/resources/IR0054?on=2026-06-01",
    "/portal/resources/IR0054/versions",
    "/portal/resources/IR0054/difference",
    "/portal/databases/DB0001",
    "/portal/collections/CR0001",
    "/portal/items/法定代表人",
    "/portal/units/GSJ",
    "/portal/exchange/",
    "/portal/catalogues/basic",
    "/portal/catalogues/application?tags=35号文",
    "/portal/catalogues/databases",
    "/portal/catalogues/collections",
)


@pytest.fixture
def told(desks):
    """A resource with a long text, a second version, an agreement in force, somebody following."""
    desks.apply()
    desks.walk(APPROVED, *AGREED, *SIGNED)
    changed(
        "resource", "IR0054", "按目录编制指南补齐共享条件与开放属性", abstract=LONG * 6,
        condition=LONG * 3, share_modes=["service_interface", "batch_exchange", "file_download"],
        tags=["35号文"], is_open=False, online_url="https://data.example.gov.cn/" + "a" * 120,
    )  # fmt: skip
    reader = account("gsj_share")
    with transaction():
        following.follow(reader, Viewer.of(reader, EVERYWHERE), "resource", "IR0054")
        following.follow(reader, Viewer.of(reader, EVERYWHERE), "unit", "GAJ")
        grants.give(account("xxb_cat"), "resource", "IR0034", "机密", "GAJ", LONG)


def shot(page, name):
    """Keep a picture of the page at both widths, where somebody wants to look at it."""
    if folder := os.environ.get("SHOTS"):
        for width in (1280, 390):
            page.set_viewport_size({"width": width, "height": 900})
            page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_is_sound_for_whoever_is_signed_in(page, told, language):
    page.context.add_init_script(WATCH)
    sign_in(page, "gsj_share")
    speak(page, language)
    wrong = []
    for number, address in enumerate((*PAGES, "/account/follows/")):
        wrong += faults(page, address)
        shot(page, f"{language}-{number}")

    assert wrong == []


def test_every_page_is_sound_for_a_stranger_and_for_the_administrator(page, told):
    page.context.add_init_script(WATCH)
    wrong = []
    for address in ("/portal/resources/IR0004", "/portal/units/GSJ", "/portal/catalogues/basic"):
        wrong += faults(page, address)
    sign_in(page, "xxb_cat")
    for number, address in enumerate(("/portal/resources/IR0034", "/portal/grants/")):
        wrong += faults(page, address)
        shot(page, f"grant-{number}")

    assert wrong == []


def test_the_lineage_is_walked_by_keyboard(page, told):
    sign_in(page, "gsj_share")
    page.goto("/portal/resources/IR0001")
    link = page.locator(".lineage a").first
    link.focus()
    page.keyboard.press("Enter")

    expect(page).to_have_url("/portal/collections/CR0001")


def test_whoever_follows_is_told_and_can_end_it_and_take_that_back(page, told):
    sign_in(page, "yjb_share")
    page.goto("/portal/resources/IR0004")
    page.get_by_role("button", name="关注变化").click()
    expect(page.get_by_role("button", name="取消关注")).to_be_visible()
    page.goto("/account/follows/")
    page.get_by_role("button", name="取消关注").click()
    page.get_by_role("button", name="重新关注").click()

    expect(page.get_by_role("main")).to_contain_text("组织机构代码信息")
