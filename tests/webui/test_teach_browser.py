"""The instructor page in a real browser: what stands on it while others register and hand in, and the way by keyboard."""

import re
import time

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from db import accounts
from tests.browser import launch_options
from tests.marked_attempts import add_marked_attempt
from tests.webui.live_app import run_live_app
from webui.actions_accounts import Passwords
from webui.gate import COOKIE

pytestmark = pytest.mark.browser
MARKS = [("os.3.1", True)] * 4 + [("os.3.1", False)] * 4


@pytest.fixture
def live(tmp_path):
    for live in run_live_app(tmp_path):
        with live.sessions.begin() as session:
            add_marked_attempt(session, accounts.find_user(session, "alice").id, MARKS, time.time() - 60)
        yield live


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def page(browser, live):
    context = browser.new_context(base_url=live.url, locale="zh-CN", viewport={"width": 1280, "height": 900})
    context.add_cookies([{"name": COOKIE, "value": live.token("prof"), "url": live.url}])
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(str(error)))
    page.goto("/teach/")
    expect(page.locator("#teach-overview .tiles")).to_be_visible()
    yield page
    context.close()


def open_tab(page: Page, name: str) -> None:
    page.get_by_role("tab", name=name, exact=True).click()
    page.wait_for_timeout(2500)  # the tab draws itself anew when it is opened; only then its rows stay


def choose_class(page: Page, typed: str) -> None:
    box = page.locator("#teach-class input")
    box.click()
    box.fill(typed)
    box.press("Enter")


def test_a_tab_shows_what_happened_since_and_keeps_the_class(live, page):
    choose_class(page, "计科 2601")
    open_tab(page, "学生")
    expect(page.locator("#teach-students tbody tr")).to_have_count(2)
    with live.sessions.begin() as session:
        class_id = accounts.class_named(session, "计科 2601")
        late = accounts.add_user(session, "韩梅梅", None, "student", 1.0, class_id).id
        add_marked_attempt(session, late, MARKS, time.time())
        other = accounts.add_class(session, "软工 2601", 1.0).id
        accounts.add_user(session, "别班的", None, "student", 1.0, other)
    open_tab(page, "班级概况")
    expect(page.locator("#teach-overview .tiles dd").nth(2)).to_have_text("16")
    open_tab(page, "班级与账号")
    expect(page.locator("#teach-classes")).to_contain_text("软工 2601")
    page.locator("#teach-reset-student input").click()
    expect(page.get_by_role("option", name=re.compile("韩梅梅"))).to_be_visible()
    page.keyboard.press("Escape")
    open_tab(page, "学生")
    expect(page.locator("#teach-students tbody tr")).to_have_count(3)
    expect(page.locator("#teach-students")).not_to_contain_text("别班的")
    expect(page.locator("#teach-class input")).to_have_value("计科 2601")


def test_a_typed_class_is_found_by_name_and_no_other_means_all(live, page):
    with live.sessions.begin() as session:
        accounts.add_class(session, "Class A", 1.0)
    open_tab(page, "学生")
    choose_class(page, "class a")
    expect(page.locator("#teach-class input")).to_have_value("Class A")
    expect(page.locator("#teach-students")).to_contain_text("/register?invite=")
    choose_class(page, "不存在")
    expect(page.get_by_test_id("toast-body")).to_contain_text("没有叫“不存在”的班级")
    expect(page.get_by_text("Warning")).not_to_be_visible()
    expect(page.locator("#teach-class input")).to_have_value("Class A")
    expect(page.locator("#teach-students")).not_to_contain_text("alice")


def test_a_password_is_reset_by_the_typed_name(live, page):
    with live.sessions.begin() as session:
        alice = accounts.find_user(session, "alice").id
    open_tab(page, "班级与账号")
    page.get_by_label("新密码").fill("a new password")
    box, button = page.locator("#teach-reset-student input"), page.get_by_role("button", name="重置", exact=True)
    box.fill("alicia")
    button.click()
    expect(page.get_by_test_id("toast-body")).to_contain_text("没有叫“alicia”的学生")
    box.fill("Alice")
    button.click()
    expect(page.get_by_text("密码已重置")).to_be_visible()
    with live.sessions.begin() as session:
        assert Passwords().fits("a new password", accounts.password_hash_of(session, alice))


def test_the_keyboard_goes_to_a_student_and_back(page):
    open_tab(page, "学生")
    row = page.get_by_role("button", name="alice")
    row.press("Enter")
    heading = page.locator("#teach-student h2").first
    expect(heading).to_have_text("alice")
    expect(heading).to_be_focused()
    page.get_by_role("button", name="返回学生列表").focus()
    page.keyboard.press("Enter")
    expect(row).to_be_focused()


def test_a_new_code_is_asked_for_twice_and_named_as_it_reads(live, page):
    def code() -> str:
        with live.sessions.begin() as session:
            return accounts.classes(session)[0].invite_code

    before = code()
    open_tab(page, "班级与账号")
    page.get_by_role("button", name="换新邀请码").focus()
    page.keyboard.press("Enter")
    sure = page.get_by_role("button", name=re.compile("旧码将失效.*计科 2601"))
    expect(sure).to_be_focused()
    assert code() == before
    page.keyboard.press("Enter")
    expect(page.locator("#teach-classes code")).not_to_have_text(before)
    expect(page.locator("#teach-classes code")).to_have_text(code())
    expect(page.get_by_role("button", name="换新邀请码")).to_be_focused()


def test_a_class_is_made_with_enter_and_needs_a_name(live, page):
    open_tab(page, "班级与账号")
    expect(page.locator("#teach-classes")).to_contain_text("计科 2601")
    box = page.get_by_label("新班级名称")
    box.press("Enter")
    expect(page.get_by_test_id("toast-body")).to_contain_text("班级名称须为")
    box.fill("软工 2601")
    box.press("Enter")
    expect(page.locator("#teach-classes")).to_contain_text("软工 2601")
    expect(box).to_have_value("")


def test_a_registration_link_is_copied_or_shown(live, page):
    open_tab(page, "班级与账号")
    with live.sessions.begin() as session:
        link = f"{live.url}/register?invite={accounts.classes(session)[0].invite_code}"
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    button = page.get_by_role("button", name="复制注册链接")
    button.click()
    expect(page.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    page.evaluate("Object.defineProperty(navigator, 'clipboard', { value: undefined })")  # as on plain http
    page.get_by_role("button", name=re.compile("已复制|复制注册链接")).click()
    field = page.get_by_role("textbox", name=re.compile("计科 2601"))
    expect(field).to_have_value(link)
    expect(field).to_be_focused()
    assert page.evaluate("getSelection().toString()") == link


def test_nothing_of_a_student_is_wider_than_a_phone(page):
    page.set_viewport_size({"width": 390, "height": 844})
    open_tab(page, "学生")
    page.get_by_role("button", name="alice").click()
    expect(page.locator("#teach-student .tiles")).to_be_visible()
    too_wide = "found => found.filter(one => one.scrollWidth > one.clientWidth).map(one => one.textContent)"
    assert page.locator("#teach-student .tiles > div").evaluate_all(too_wide) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= 390
