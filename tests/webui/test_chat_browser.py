"""The chat, the scoreboard and the instructor page in a real browser, on the whole program."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from db import attempts, chats
from quizbank.blueprint import draw_practice
from tests.browser import launch_options
from tests.fakes import ScriptedLLM
from tests.marked_attempts import add_marked_attempt
from tests.sample_bank import sample_items
from tests.webui.live_app import LiveApp, run_live_app
from webui.actions_chat import ChatActions
from webui.gate import COOKIE
from webui.services import Services

pytestmark = pytest.mark.browser

BOOK = """# 死锁 {#os.2}

## 死锁的概念

死锁是指多个进程因竞争资源而互相等待的僵局。![图](http://evil.test/passage.png)

死锁的四个必要条件是互斥条件、请求和保持条件、不可抢占条件和循环等待条件。破坏其中任何一个就能预防死锁。
"""
ANSWER = """四个必要条件是互斥、请求保持、不可抢占、循环等待[1]。

![x](http://evil.test/answer.png) <img src="http://evil.test/tag.png">

设有 $n$ 个进程：

$$\\sum_{i=1}^{n} i$$

```c
#include <stdio.h>
int a[1];
```
"""


@pytest.fixture(scope="module")
def model() -> ScriptedLLM:
    return ScriptedLLM([])


@pytest.fixture(scope="module")
def live(tmp_path_factory, model) -> Iterator[LiveApp]:
    folder = tmp_path_factory.mktemp("live")
    book = folder / "操作系统.md"
    book.write_text(BOOK, encoding="utf-8")
    for live in run_live_app(folder, model=lambda: model):
        live.library.add([book], "教材")
        yield live


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def open_page(live, browser):
    """A function from a person to their open page. Requests that leave this machine are kept in `page.strayed`."""
    contexts: list[BrowserContext] = []

    def open_as(name: str, path: str = "/app/", width: int = 1280, locale: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 800}, locale=locale)
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": live.token(name), "url": live.url}])
        page = context.new_page()
        page.strayed = []
        page.on("request", lambda request: None if live.url in request.url else page.strayed.append(request.url))
        page.goto(live.url + path)
        return page

    yield open_as
    for context in contexts:
        context.close()


@pytest.fixture
def alice(live, open_page, model):
    """Alice's chat, without threads of earlier tests."""
    chat = ChatActions(Services(live.sessions, live.library, lambda: model, time.time))
    for thread in chat.threads(live.person("alice")):
        chat.remove(live.person("alice"), thread.id)
    model.pieces, model.delay, model.fail_after = [ANSWER], 0, None
    page = open_page("alice")
    open_chat(page)
    page.chat = chat
    return page


def open_chat(page: Page, tab: str = "答疑") -> None:
    page.get_by_role("tab", name=tab, exact=True).click()
    expect(page.locator("#chat-box textarea")).to_be_visible()


def ask(page: Page, question: str) -> None:
    box = page.locator("#chat-box textarea")
    box.fill(question)
    box.press("Enter")


def answers(page: Page):
    return page.locator("#chat-talk .bot-row .message-content")


def stored(live: LiveApp, page: Page) -> list[tuple[str, str]]:
    person = live.person("alice")
    thread = page.chat.threads(person)[0].id
    return [(message.content, message.outcome) for message in page.chat.open(person, thread).messages]


def test_an_answer_with_its_citations_formulas_and_code(alice):
    ask(alice, "死锁的四个必要条件是什么？")
    answer = answers(alice)
    expect(answer.locator("sup")).to_have_text("[1]")
    assert answer.locator(".katex").count() == 2
    expect(answer.locator("pre code")).to_contain_text("#include <stdio.h>")
    card = answer.locator("details.citations")
    expect(card.locator("> summary")).to_have_text("引用 (1)")
    passage = card.locator(".passage")
    expect(passage).to_be_hidden()
    card.locator("> summary").click()
    # The book or, once it has been read, the handbook: both have a section on it.
    expect(card.locator(".open-page")).to_contain_text(re.compile(r"\[1\] .*操作系统.* 死锁 › "))
    card.locator(".citation summary").click()
    expect(passage).to_be_visible()
    assert alice.strayed == []
    assert alice.locator("#chat-talk img").count() == 0


def test_a_reload_brings_the_conversation_back_and_another_person_sees_none_of_it(alice, open_page):
    ask(alice, "死锁的四个必要条件是什么？")
    expect(answers(alice).locator(".citations")).to_have_count(1)
    alice.reload()
    expect(answers(alice).locator(".citations")).to_have_count(1)
    expect(alice.locator("#chat-threads li[aria-current]")).to_contain_text("死锁的四个必要条件")
    bob = open_page("bob")
    open_chat(bob)
    expect(bob.locator("#chat-threads")).to_contain_text("还没有对话")
    expect(bob.locator("#chat-talk")).not_to_contain_text("互斥")


def test_stop_keeps_the_words_that_had_come_and_retry_answers_again(alice, live, model):
    model.pieces, model.delay = ["甲"] * 3 + ["乙"] * 5000, 0.02
    ask(alice, "死锁是什么？")
    expect(answers(alice)).to_contain_text("甲甲甲乙")
    alice.locator("#chat-box .stop-button").click()
    expect(answers(alice)).to_contain_text("已停止")
    expect(alice.locator("#chat-box .submit-button")).to_be_visible()
    (_, (words, outcome)) = stored(live, alice)
    assert (words[:4], outcome) == ("甲甲甲乙", "stopped")
    deadline = time.monotonic() + 5
    while model.running and time.monotonic() < deadline:
        time.sleep(0.05)
    assert model.running == 0
    model.pieces, model.delay = ["这次答完[1]。"], 0
    alice.locator("#chat-talk .bot-row").get_by_label("重试").click()
    expect(answers(alice)).to_contain_text("这次答完")
    expect(answers(alice).locator(".citations")).to_have_count(1)
    assert [outcome for _, outcome in stored(live, alice)] == ["", "answered"]


def test_an_edited_question_is_answered_anew(alice, live):
    ask(alice, "红烧肉怎么做 a<b")
    expect(answers(alice)).to_contain_text("没有与这个问题相关的内容")
    alice.locator("#chat-talk .user-row").get_by_label("编辑").click()
    editor = alice.locator("#chat-talk textarea")
    expect(editor).to_have_value(re.compile("红烧肉怎么做 a<.?b"))
    editor.fill("死锁的四个必要条件")
    alice.locator("#chat-talk .user-row").get_by_label("发送").click()
    expect(answers(alice).locator(".citations")).to_have_count(1)
    assert stored(live, alice)[0][0] == "死锁的四个必要条件"
    assert len(stored(live, alice)) == 2


def test_threads_are_started_chosen_renamed_and_removed(alice, live):
    ask(alice, "死锁的概念")
    expect(answers(alice).locator(".citations")).to_have_count(1)
    alice.locator("#chat-new").click()
    expect(answers(alice)).to_have_count(0)
    ask(alice, "怎样预防死锁")
    lines = alice.locator("#chat-threads li")
    expect(lines).to_have_count(2)
    expect(lines.first).to_contain_text("怎样预防死锁")
    lines.last.locator('[data-do="choose"]').click()
    expect(alice.locator("#chat-talk .user-row")).to_contain_text("死锁的概念")
    rename(lines.last, "${1+1}{{value}}<b>题</b>")
    alice.reload()
    expect(alice.locator("#chat-threads")).to_contain_text("${1+1}{{value}}<b>题</b>")
    remove = lines.first.locator('[data-do="remove"]')
    lines.first.hover()
    remove.click()
    expect(remove).to_have_text("确认删除")
    remove.click()
    expect(lines).to_have_count(1)
    assert len(alice.chat.threads(live.person("alice"))) == 1


def ask_in_two_threads(page: Page) -> None:
    ask(page, "死锁的概念")
    expect(answers(page).locator(".citations")).to_have_count(1)
    page.locator("#chat-new").click()
    expect(answers(page)).to_have_count(0)
    ask(page, "怎样预防死锁")
    expect(answers(page).locator(".citations")).to_have_count(1)
    expect(page.locator("#chat-box .submit-button")).to_be_visible()


def rename(line, title: str) -> None:
    line.hover()
    line.locator('[data-do="rename"]').click()
    line.locator("input").fill(title)
    line.locator("input").press("Enter")


def test_renaming_with_enter_opens_nothing_and_no_edit_stays_open(alice, live):
    ask_in_two_threads(alice)
    lines = alice.locator("#chat-threads li")
    rename(lines.last, "改过的标题")
    expect(lines.last.locator('[data-do="choose"]')).to_be_focused()
    lines.first.hover()
    lines.first.locator('[data-do="rename"]').click()
    alice.locator("#chat-threads input").fill("半个标题")
    lines.last.locator('[data-do="choose"]').click()
    expect(alice.locator("#chat-talk .user-row")).to_contain_text("死锁的概念")
    expect(alice.locator("#chat-threads input")).to_have_count(0)
    titles = {thread.title for thread in alice.chat.threads(live.person("alice"))}
    assert titles == {"改过的标题", "半个标题"}


def test_renaming_another_thread_leaves_the_open_one_open(alice):
    ask_in_two_threads(alice)
    chosen = []
    alice.on("request", lambda request: chosen.append(request) if "queue/join" in request.url else None)
    rename(alice.locator("#chat-threads li").last, "改过的标题")
    expect(alice.locator("#chat-threads li").last).to_contain_text("改过的标题")
    alice.wait_for_timeout(500)
    assert len(chosen) == 1  # the renaming
    expect(alice.locator("#chat-talk .user-row")).to_contain_text("怎样预防死锁")


@pytest.fixture
def many_threads(alice, live):
    person = live.person("alice").id
    with live.sessions.begin() as session:
        for n in range(40):
            chats.start_thread(session, person, f"对话 {n}", 1.0 + n)
    return alice


@pytest.mark.parametrize("width", [1280, 390])
def test_a_long_list_of_threads_scrolls_beside_the_button_for_a_new_one(many_threads, open_page, width):
    page = open_page("alice", "/app/?tab=chat", width)
    lines = page.locator("#chat-threads li")
    expect(lines).to_have_count(40)
    if width == 390:
        expect(page.locator("#top-bar nav")).to_be_visible()
        page.wait_for_timeout(300)  # the line at the top pushes the page down when it comes
        talk = page.locator("#chat-talk").bounding_box()
        page.locator("#chat-side-button").click()
        assert page.locator("#chat-talk").bounding_box() == talk  # the drawer lies over it
    expect(lines.first).to_be_in_viewport()
    assert page.locator("#chat-threads").bounding_box()["width"] > 200
    lines.last.scroll_into_view_if_needed()
    expect(lines.last).to_be_in_viewport()
    expect(page.locator("#chat-new")).to_be_in_viewport(ratio=1)
    if width == 390:
        page.mouse.click(380, 400)
        expect(lines.last).to_be_hidden()


def test_the_tab_and_the_thread_outlive_a_reload(alice):
    ask_in_two_threads(alice)
    alice.locator('#chat-threads li [data-do="choose"]').last.click()
    expect(alice.locator("#chat-talk .user-row")).to_contain_text("死锁的概念")
    expect(alice.locator("#chat-threads li").last).to_have_attribute("aria-current", "true")
    alice.reload()
    expect(alice.locator("#chat-talk .user-row")).to_contain_text("死锁的概念")
    alice.locator("#chat-new").click()
    expect(alice.locator("#chat-threads li[aria-current]")).to_have_count(0)
    alice.reload()
    expect(alice.locator("#chat-talk .example")).to_have_count(4)


@pytest.mark.parametrize(("tab", "name"), [("quiz", "测验"), ("chat", "答疑"), ("scoreboard", "成绩"), ("x", "测验")])
def test_the_address_names_the_tab(open_page, tab, name):
    page = open_page("bob", f"/app/?tab={tab}")
    expect(page.get_by_role("tab", name=name, exact=True)).to_have_attribute("aria-selected", "true")
    page.get_by_role("tab", name="成绩", exact=True).click()
    page.wait_for_url("**/app/?tab=scoreboard")


def test_a_number_opens_its_source_and_a_long_answer_begins_at_its_question(alice, model):
    model.pieces = [f"第 {n} 段：四个必要条件是互斥、请求保持、不可抢占、循环等待[1]。\n\n" for n in range(60)]
    ask(alice, "死锁的四个必要条件是什么？")
    card = answers(alice).locator(".citation")
    expect(card).to_have_count(1)
    expect(alice.locator("#chat-box .submit-button")).to_be_visible()
    expect(alice.locator("#chat-talk .user-row")).to_be_in_viewport()
    expect(answers(alice).locator(".citations")).not_to_be_in_viewport()
    address = alice.url
    number = answers(alice).locator("sup button").first
    number.click()
    dialog = alice.get_by_role("dialog")
    expect(dialog.locator("mark.cited").first).to_be_in_viewport()
    alice.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(number).to_be_focused()
    assert alice.url == address


def test_a_growing_answer_is_followed_only_by_a_reader_at_its_end(alice, model):
    model.pieces, model.delay = [f"第 {n} 段。\n\n" for n in range(400)], 0.03
    ask(alice, "死锁的四个必要条件是什么？")
    last = answers(alice).locator("p").last
    expect(answers(alice)).to_contain_text("第 40 段")
    expect(last).to_be_in_viewport()
    alice.locator("#chat-talk").hover()
    alice.mouse.wheel(0, -5000)
    expect(alice.locator("#chat-talk .user-row")).to_be_in_viewport()
    expect(answers(alice)).to_contain_text("第 90 段")
    expect(alice.locator("#chat-talk .user-row")).to_be_in_viewport()
    alice.locator("#chat-box .stop-button").click()
    expect(answers(alice)).to_contain_text("已停止")


def test_gradios_own_words_are_in_the_language_of_the_page(alice):
    ask(alice, "死锁的概念")
    expect(answers(alice).locator(".citations")).to_have_count(1)
    expect(alice.locator("#chat-talk .bot-row").get_by_label("复制回答")).to_have_count(1)
    expect(alice.locator('#chat-talk [role="log"]')).to_have_attribute("aria-label", "对话内容")


def test_an_example_question_fills_the_box(alice):
    alice.locator("#chat-talk .example").first.click()
    expect(alice.locator("#chat-box textarea")).not_to_have_value("")
    expect(answers(alice)).to_have_count(0)


def test_a_timed_attempt_closes_the_chat(alice, live):
    person = live.person("alice")
    with live.sessions.begin() as session:
        paper = draw_practice(sample_items(), ["os.3"], 2, 7)
        attempt = attempts.start(session, person.id, "practice", ["os.3"], paper, 7, time.time(), time.time() + 900)
    try:
        ask(alice, "死锁是什么？")
        expect(alice.locator("#chat-closed")).to_contain_text("答疑关闭到")
        expect(alice.locator("#chat-box")).to_be_hidden()
        expect(alice.get_by_role("link", name="回到测验")).to_have_attribute("href", f"/quiz#attempt-{attempt.id}")
    finally:
        with live.sessions.begin() as session:
            attempts.close(session, attempt.id, "submitted", time.time())
    alice.get_by_role("tab", name="成绩", exact=True).click()
    open_chat(alice)
    expect(alice.locator("#chat-closed")).to_be_hidden()


def test_on_a_phone_nothing_overflows_and_the_box_is_in_sight(alice, open_page):
    ask(alice, "死锁的四个必要条件是什么？")
    expect(answers(alice).locator(".citations")).to_have_count(1)
    phone = open_page("alice", width=390)
    open_chat(phone)
    expect(answers(phone).locator(".citations")).to_have_count(1)
    assert phone.evaluate("document.documentElement.scrollWidth") == 390
    expect(phone.locator("#chat-box textarea")).to_be_in_viewport()
    expect(phone.locator("#chat-threads")).to_be_hidden()
    phone.locator("#chat-side-button").click()
    expect(phone.locator("#chat-threads li")).to_have_count(1)


def test_an_english_browser_reads_english(open_page):
    page = open_page("bob", locale="en-US")
    open_chat(page, "Ask")
    expect(page.locator("#chat-talk")).to_contain_text("Ask the books")
    ask(page, "how to cook pork")
    expect(answers(page)).to_contain_text("Nothing in the chosen library bears on this question.")
    page.get_by_role("tab", name="Scoreboard", exact=True).click()
    expect(page.locator("#board")).to_contain_text("No results yet")


def test_the_scoreboard_is_read_anew_when_its_tab_is_opened(open_page, live):
    page = open_page("bob", width=390)
    page.get_by_role("tab", name="成绩", exact=True).click()
    expect(page.locator("#board")).to_contain_text("还没有成绩")
    bob = live.person("bob").id
    with live.sessions.begin() as session:
        first = add_marked_attempt(session, bob, [("os.3.1", True)] * 6 + [("os.3.2", False)] * 2, time.time() - 9000)
        add_marked_attempt(session, bob, [("ds.5.1", True)], time.time() - 60)
    page.get_by_role("tab", name="答疑", exact=True).click()
    page.get_by_role("tab", name="成绩", exact=True).click()
    system = page.locator("details.subject").nth(2)
    expect(system).to_contain_text("75%")
    system.locator("summary").click()
    expect(system.locator(".chapters")).to_contain_text("3 内存管理")
    expect(page.locator(f'#board a[href="/quiz#attempt-{first}"]')).to_be_visible()
    assert page.locator("#board .trend circle").count() == 2
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.strayed == []


def test_an_instructor_looks_at_a_class_a_student_and_renews_a_code(open_page, live):
    alice = live.person("alice").id
    with live.sessions.begin() as session:
        add_marked_attempt(session, alice, [("cn.3.1", False)] * 6, time.time() - 9000)
    page = open_page("prof", "/teach/", width=390)
    expect(page.locator("#teach-overview")).to_contain_text("最难的章节")
    page.get_by_role("tab", name="学生", exact=True).click()
    page.get_by_role("button", name="alice").click()
    expect(page.locator("#teach-student h2").first).to_have_text("alice")
    page.get_by_role("button", name="返回学生列表").click()
    expect(page.get_by_role("button", name="alice")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    page.get_by_role("tab", name="班级与账号", exact=True).click()
    page.wait_for_timeout(2500)  # the tab draws itself anew when it is opened
    code = page.locator("#teach-classes code").first
    old = code.inner_text()
    renew = page.locator("#teach-classes button").filter(has_text=re.compile("邀请码|旧码")).first
    renew.click()
    renew.click()
    expect(code).not_to_have_text(old)
    page.get_by_label("新班级名称").fill("网络 2601")
    page.get_by_role("button", name="建立班级").click()
    expect(page.locator("#teach-classes")).to_contain_text("网络 2601")


def test_the_instructor_page_holds_no_name_until_an_instructor_asks(live):
    with live.client("prof") as prof:
        config = prof.get("/teach/config").text
    assert "alice" not in config
    assert "计科" not in config
