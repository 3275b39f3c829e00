"""A class's first day in a real browser on the whole program: invited, practised, asked, seen by the instructor."""

import re
import time

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from db import accounts
from tests.browser import launch_options
from tests.webui.live_app import run_live_app
from webui.actions_accounts import Passwords
from webui.gate import COOKIE

pytestmark = pytest.mark.browser
PASSWORD = "a password of mine"


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    for live in run_live_app(tmp_path_factory.mktemp("journey")):
        prof, hashed = live.person("prof").id, Passwords().hash(PASSWORD)
        with live.sessions.begin() as session:
            accounts.set_password(session, prof, hashed)
        live.library.ensure_handbook()
        yield live


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def new_page(browser, live):
    contexts = []

    def new(locale: str = "zh-CN") -> Page:
        contexts.append(browser.new_context(base_url=live.url, locale=locale, viewport={"width": 1280, "height": 900}))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        return page

    yield new
    for context in contexts:
        context.close()


def test_a_class_from_the_invitation_to_the_overview(live, new_page):
    teacher = new_page()
    teacher.goto("/teach/")
    expect(teacher).to_have_url(re.compile("/login"))
    teacher.fill("[name=name]", "prof")
    teacher.fill("[name=password]", PASSWORD)
    teacher.click("button")
    expect(teacher).to_have_url(re.compile("/teach/"))

    with live.sessions.begin() as session:
        code = accounts.classes(session)[0].invite_code
    name = f"韩梅梅 {time.time_ns() % 10**6}"  # a second try meets the first one's account
    student = new_page()
    student.goto("/register")
    student.fill("[name=invite]", code.lower())
    student.fill("[name=name]", name)
    student.fill("[name=password]", PASSWORD)
    student.click("button")
    expect(student).to_have_url(re.compile("/app/"))
    expect(student.locator(".top-bar .who")).to_have_text(name)
    assert student.locator(".top-bar a[href='/teach/']").count() == 0

    student.get_by_role("button", name="开始练习").click()
    for n in range(20):
        expect(student.get_by_role("heading", name=f"第 {n + 1} 题")).to_be_visible()
        student.keyboard.press("a")
        student.keyboard.press("n")
    student.get_by_role("button", name="交卷").first.click()
    student.get_by_role("dialog").get_by_role("button", name="交卷").click()
    expect(student.get_by_role("heading", name="测验结果")).to_be_visible()

    student.goto("/app/")
    student.get_by_role("tab", name="成绩").click()
    expect(student.locator("#board")).to_contain_text("数据结构")

    student.get_by_role("tab", name="答疑").click()
    box = student.locator("#chat-main textarea").last
    box.fill("死锁产生的必要条件有哪些？")
    box.press("Enter")
    card = student.get_by_text(re.compile(r"^引用 \(\d+\)$"))
    expect(card).to_be_visible(timeout=60_000)
    card.click()
    expect(student.locator("#chat-talk")).to_contain_text("循环等待")

    teacher.reload()
    expect(teacher.locator("#teach-overview")).to_contain_text("数据结构")
    teacher.get_by_role("tab", name="学生").click()
    expect(teacher.get_by_text(name)).to_be_visible()

    student.locator(".top-bar form button").click()
    expect(student).to_have_url(re.compile("/login"))
    student.goto("/app/")
    expect(student).to_have_url(re.compile("/login"))


def test_a_session_that_ended_elsewhere_leads_to_the_login_page(live, new_page):
    page = new_page()
    token = live.token("alice")
    page.context.add_cookies([{"name": COOKIE, "value": token, "url": live.url}])
    page.goto("/app/")
    expect(page.locator(".top-bar .who")).to_have_text("alice")
    expect(page.get_by_role("button", name="开始练习")).to_be_visible()
    page.wait_for_timeout(1000)  # until the hidden tabs have loaded too
    with live.sessions.begin() as session:
        accounts.end_session(session, token)
    page.get_by_role("tab", name="成绩").click()
    expect(page).to_have_url(re.compile(r"/login\?next=%2Fapp%2F"))


def test_the_browsers_language_decides(live, new_page):
    for locale, words, other in (("en-US", "Log in", "登录"), ("zh-CN", "登录", "Log in"), ("zh-TW", "登录", "Log in")):
        page = new_page(locale)
        page.goto("/login")
        expect(page.get_by_role("button", name=words)).to_be_visible()
        assert other not in page.inner_text("body")
