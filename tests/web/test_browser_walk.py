"""One case in a real browser, by the accounts of both sides; and one task by keyboard alone."""

import pytest

from tests.support.desks import cases, open_task
from tests.support.pages import WATCH, sign_in


class People:
    """A window for each account."""

    def __init__(self, browser, **options):
        self.browser, self.options, self.pages = browser, options, {}

    def at(self, login):
        """The page of an account that has signed in."""
        if login not in self.pages:
            page = self.browser.new_context(**self.options).new_page()
            page.add_init_script(WATCH)
            sign_in(page, login)
            self.pages[login] = page
        return self.pages[login]

    def open(self, login, step):
        """Open the task of this step from the list."""
        page = self.at(login)
        page.goto("/tasks/")
        page.get_by_role("link", name=step).first.click()
        page.get_by_role("heading", name=step, level=1).wait_for()
        page.wait_for_load_state()
        return page

    def send(self, page):
        """Send the form of the page; it is taken."""
        page.get_by_role("button", name="提交", exact=True).click()
        page.wait_for_url("**/cases/*")
        assert page.evaluate("window.__stopped") == []

    def choose(self, login, step, label):
        """Answer a step by a choice alone."""
        page = self.open(login, step)
        page.get_by_role("radio", name=label).first.check()
        self.send(page)


@pytest.fixture
def people(browser, browser_context_args, db_clean):
    windows = People(browser, **browser_context_args)
    yield windows
    for page in windows.pages.values():
        page.context.close()


def test_a_case_is_walked_from_the_application_to_the_reply(app, people):
    apply(people)
    people.choose("jtw_head", "本单位审核", "同意")
    people.choose("gsj_share", "提供单位答复", "同意，按现行条款提供")
    people.choose("gsj_head", "提供单位负责人审核", "同意")
    people.choose("jtw_head", "需求单位签署协议", "签署")
    people.choose("gsj_head", "提供单位签署协议", "签署")

    deliver(people)
    report(people)
    assert cases()[0].end == "completed"


def apply(people):
    """Find the resource, fill in the form, submit it."""
    demander = people.at("jtw_share")
    demander.goto("/applications/new")
    demander.get_by_role("searchbox").fill("不良信用")
    demander.get_by_role("link", name="申请：企业不良信用记录").click()
    demander.get_by_role("checkbox", name="注册号").check()
    demander.get_by_role("checkbox", name="企业名称").check()
    demander.locator("[name=basis]").fill("《行政许可法》第三十四条")
    demander.locator("[name=scenario]").fill("核验许可申请人的信用")
    demander.locator("[name=scope]").fill("市交通委运输管理处")
    demander.get_by_role("radio", name="服务接口").check()
    demander.locator("[name=valid_until]").fill("2028-12-31")
    demander.get_by_role("button", name="提交申请").click()
    demander.wait_for_url("**/cases/*")


def deliver(people):
    """The provider delivers everything, the demander confirms it."""
    provider = people.open("gsj_share", "提供信息")
    provider.get_by_role("radio", name="已提供").check()
    for item in provider.locator("[name=delivered_items][type=checkbox]").all():
        item.check()
    provider.locator("[name=access]").fill("共享交换平台接口")
    people.send(provider)
    people.choose("jtw_share", "确认接收", "确认接收")


def report(people):
    """Both sides file what was provided and used; feedback is given and answered."""
    provider = people.open("gsj_share", "提供情况备案")
    fill(provider, period="2026年四季度", deliveries="3", volume="120")
    people.send(provider)
    demander = people.open("jtw_share", "使用情况备案")
    fill(
        demander,
        period="2026年四季度",
        deliveries="3",
        volume="120",
        users="运输处",
        storage="政务云",
        incidents="无",
    )
    demander.get_by_role("radio", name="是", exact=True).check()
    people.send(demander)
    demander = people.open("jtw_share", "共享效果反馈")
    fill(demander, score="5", benefit="即时核验")
    people.send(demander)
    provider = people.open("gsj_share", "阅知并回复")
    fill(provider, reply="已阅")
    people.send(provider)


def fill(page, **values):
    """Fill in the fields of these names."""
    for name, value in values.items():
        page.locator(f"[name={name}]").fill(value)


def test_a_task_is_answered_by_keyboard_alone(desks, people):
    task = desks.ask()
    page = people.at("gsj_share")
    page.goto(f"/tasks/{task.id}")

    reach(page, "document.activeElement.name === 'outcome'")
    page.keyboard.press("Space")
    reach(page, "document.activeElement.matches('main button.btn-primary')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")

    assert open_task("provider_approval")


def reach(page, there):
    """Press the tabulator until the focus is there."""
    for _press in range(60):
        page.keyboard.press("Tab")
        if page.evaluate(there):
            return
    raise AssertionError(f"not reached by the keyboard: {there}")
