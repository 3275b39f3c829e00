"""The runner in a real Chromium, against a real server process on a real SQLite file."""

import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.webui.quiz_app import PART_NAMES

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[2]
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
PATIENCE_MS = 20_000


class Server:
    """The quiz's test server, which can be killed and started again on the same port and file."""

    def __init__(self, database: Path):
        self.database = database
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.process: subprocess.Popen | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.webui.quiz_app", str(self.port), str(self.database)], cwd=ROOT
        )
        for _ in range(600):
            assert self.process.poll() is None, "the test server ended by itself"
            try:
                urllib.request.urlopen(f"{self.url}/api/quiz/texts", timeout=1)
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError("the test server did not start")

    def kill(self) -> None:
        """SIGKILL where there are signals: no chance to write anything."""
        if self.process:
            self.process.kill()
            self.process.wait()
            self.process = None

    def rows(self, query: str, *values) -> list[tuple]:
        connection = sqlite3.connect(self.database, timeout=10)
        try:
            with connection:
                return connection.execute(query, values).fetchall()
        finally:
            connection.close()

    def answers(self, attempt: int) -> dict[int, tuple[str | None, bool]]:
        found = self.rows("select n, choice, flagged from answers where attempt_id = ?", attempt)
        return {n: (choice, bool(flagged)) for n, choice, flagged in found}

    def orders(self, attempt: int) -> dict[int, str]:
        return dict(self.rows("select n, option_order from attempt_questions where attempt_id = ?", attempt))

    def state(self, attempt: int) -> tuple[str, float | None, float | None]:
        return self.rows("select state, deadline, closed_at from attempts where id = ?", attempt)[0]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        path = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS.split())
        yield browser
        browser.close()


@pytest.fixture
def server(tmp_path):
    server = Server(tmp_path / "quiz.db")
    yield server
    server.kill()


@pytest.fixture
def context(browser, server):
    context = browser.new_context(viewport={"width": 1280, "height": 860}, locale="zh-CN")
    context.set_default_timeout(PATIENCE_MS)
    yield context
    context.close()


@pytest.fixture
def page(context):
    return new_page(context)


def new_page(context) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: pytest.fail(f"script error in the page: {error}"))
    return page


def open_attempt(page: Page, server: Server, *, count: int = 5, minutes: int | None = None) -> int:
    """Start a practice through the API as student 1 and show it."""
    body = {"kind": "practice", "nodes": ["os"], "count": count, "minutes": minutes}
    attempt = page.request.post(f"{server.url}/api/attempts", data=body).json()["id"]
    show(page, server, attempt)
    return attempt


def show(page: Page, server: Server, attempt: int) -> None:
    page.goto(f"{server.url}/quiz#attempt-{attempt}")
    expect(page.locator("#quiz")).to_have_attribute("data-view", re.compile("runner|result"), timeout=PATIENCE_MS)


def saved(page: Page) -> None:
    expect(page.locator(".a408-saved")).to_have_attribute("data-state", "saved", timeout=PATIENCE_MS)


def offline(page: Page, count: int) -> None:
    expect(page.locator(".a408-saved")).to_have_attribute("data-state", "offline", timeout=PATIENCE_MS)
    expect(page.locator(".a408-banner")).to_contain_text(f"{count} 个答案")


def result(page: Page) -> None:
    expect(page.locator("#quiz")).to_have_attribute("data-view", "result", timeout=PATIENCE_MS)


def question(page: Page) -> int:
    return int(re.search(r"\d+", page.locator(".a408-n").inner_text())[0])


def width(page: Page) -> int:
    return page.evaluate("Math.max(document.documentElement.scrollWidth, document.body.scrollWidth)")


def test_a_practice_by_keyboard_and_mouse(page, server):
    page.goto(f"{server.url}/quiz")
    page.get_by_role("button", name="清空").click()
    expect(page.get_by_role("button", name="开始练习")).to_be_disabled()
    page.get_by_role("button", name="操作系统的章节").click()
    page.get_by_role("checkbox", name="进程管理").check()
    page.locator("form").get_by_role("button", name="10", exact=True).click()
    page.get_by_role("button", name="开始练习").click()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    attempt = int(page.url.rpartition("-")[2])
    orders = server.orders(attempt)
    assert len(orders) == 10

    page.keyboard.press("b")
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("4")
    page.keyboard.press("n")
    page.locator(".a408-option").nth(0).click()
    page.get_by_role("button", name="下一题").click()
    assert question(page) == 4
    page.keyboard.press("p")
    page.keyboard.press("ArrowLeft")
    assert question(page) == 2
    expect(page.get_by_role("radio").nth(3)).to_be_checked()
    page.locator(".a408-side .a408-cell", has_text="10").click()
    page.locator(".a408-option").nth(2).click()
    page.get_by_role("button", name="清除选择").click()
    saved(page)
    assert server.answers(attempt) == {
        1: (orders[1][1], True),
        2: (orders[2][3], False),
        3: (orders[3][0], False),
        10: (None, False),
    }

    page.locator(".a408-side").get_by_role("button", name="交卷").click()
    dialog = page.locator(".a408-dialog")
    expect(dialog).to_contain_text("还有 7 题未作答")
    page.keyboard.press("a")  # keys are not for the question under the dialog
    dialog.get_by_role("button", name="确认交卷").click()
    result(page)
    assert server.state(attempt)[0] == "submitted"
    assert server.answers(attempt)[10] == (None, False)
    marks = server.rows("select sum(earned), count(*) from marks where attempt_id = ?", attempt)[0]
    assert marks[1] == 10
    assert page.locator(".a408-ring strong").inner_text() == str(marks[0])


def test_the_result_explains_and_fetches_the_notes(page, server):
    attempt = open_attempt(page, server)
    page.keyboard.press("a")
    saved(page)
    page.request.post(f"{server.url}/api/attempts/{attempt}/submit")
    page.reload()
    result(page)
    page.get_by_role("button", name="全部 5").click()
    row = page.locator(".a408-review").first
    row.locator("summary").click()
    expect(row.locator(".a408-judged")).to_have_count(4)
    expect(row.locator(".a408-judged.key .a408-tag").first).to_have_text("正确答案")
    expect(row.get_by_text("我的选择")).to_be_visible()
    row.get_by_role("button", name="查看讲义").click()
    part = row.locator(".a408-handbook .a408-text:visible")
    expect(part).to_have_count(1)
    expect(part.locator("math")).to_be_visible()
    (item, version, kind) = server.rows(
        "select item_id, version, substr(item_id, -2) % 4 from attempt_questions where attempt_id = ? and n = 1", attempt
    )[0]  # fmt: skip
    expect(part.locator("h3")).to_have_text(PART_NAMES[(0, 2, 2, 1)[kind]])
    row.get_by_role("button", name="展开全节").click()
    expect(part).to_have_count(3)
    expect(row.locator(".a408-fits h3")).to_have_text(PART_NAMES[(0, 2, 2, 1)[kind]])
    row.get_by_role("button", name="只看相关部分").click()
    expect(part).to_have_count(1)
    expect(row.locator(".a408-reference code")).to_have_text(f"{item} · v{version}")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    row.get_by_role("button", name="复制").click()
    expect(row.get_by_role("button", name="已复制")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == f"{item} · v{version}"
    (key,) = server.rows(
        "select json_extract(content, '$.key') from bank_items b join attempt_questions q using (item_id, version)"
        " where q.attempt_id = ? and q.n = 1", attempt,
    )[0]  # fmt: skip
    place = server.orders(attempt)[1].index(key)
    expect(row.locator(".a408-judged").nth(place)).to_have_class(re.compile(r"\bkey\b"))


def test_a_drill_of_one_and_another_one(page, server):
    page.goto(f"{server.url}/quiz")
    card = page.locator(".a408-mode").filter(has=page.get_by_role("heading", name="题型专练"))
    start = card.locator("button.primary")
    expect(start).to_be_disabled()
    kinds = card.locator("details").filter(has_text="操作系统")
    kinds.locator("summary").click()
    kinds.get_by_role("button", name="页面置换的缺页次数").click()
    card.get_by_role("button", name="1", exact=True).click()
    start.click()
    expect(page.locator(".a408-option")).to_have_count(4)
    first = page.locator(".a408-text").first.inner_text()
    page.keyboard.press("a")
    saved(page)
    page.get_by_role("button", name="交卷").first.click()
    result(page)  # one question without a clock is not asked about twice
    row = page.locator(".a408-review")
    expect(row.locator(".a408-judged")).to_have_count(4)  # the only question stands unfolded
    expect(row.locator("table")).to_be_visible()
    (stored,) = server.rows("select item_id, retired from bank_items where item_id like '%page_faults%'")
    expect(row.locator(".a408-reference code")).to_have_text(f"{stored[0]} · v1")
    row.get_by_role("button", name="再来一题：页面置换的缺页次数").click()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    expect(page.locator(".a408-text").first).not_to_have_text(first)


def test_wrong_and_blank_are_told_apart(page, server):
    attempt = open_attempt(page, server, count=6)
    keys = dict(
        server.rows(
            "select q.n, json_extract(content, '$.key') from bank_items b join attempt_questions q"
            " using (item_id, version) where q.attempt_id = ?", attempt,
        )
    )  # fmt: skip
    answers = {1: keys[1], 2: "ABCD"["ABCD".index(keys[2]) - 1], 3: "ABCD"["ABCD".index(keys[3]) - 2]}
    for n, choice in answers.items():
        page.request.put(
            f"{server.url}/api/attempts/{attempt}/answers/{n}", data={"choice": choice, "flagged": False, "seq": 1}
        )
    page.request.post(f"{server.url}/api/attempts/{attempt}/submit")
    page.reload()
    result(page)
    facts = page.locator(".a408-score-facts")
    assert facts.inner_text().split()[:9] == ["已答", "3", "/", "6", "答对", "1", "答错", "2", "未答"]
    shown = page.locator(".a408-review:not([hidden])")
    expect(page.get_by_role("button", name="答错 2")).to_have_attribute("aria-pressed", "true")
    expect(shown).to_have_count(2)
    expect(shown.locator(".a408-verdict").first).to_contain_text("答错 · 选")
    page.get_by_role("button", name="未答 3").click()
    expect(shown).to_have_count(3)
    assert shown.locator(".a408-review-n").all_inner_texts() == ["4.", "5.", "6."]
    expect(shown.locator(".a408-verdict").first).to_contain_text("未答 · 应选")
    page.get_by_role("button", name="全部 6").click()
    expect(shown).to_have_count(6)


def test_without_a_wrong_answer_the_blank_ones_come_first(page, server):
    attempt = open_attempt(page, server)
    page.request.post(f"{server.url}/api/attempts/{attempt}/submit")
    page.reload()
    result(page)
    expect(page.get_by_role("button", name="未答 5")).to_have_attribute("aria-pressed", "true")
    page.get_by_role("button", name="答错 0").click()
    expect(page.get_by_text("没有答错的题")).to_be_visible()


def test_the_ways_out_lead_to_the_tabs(page, server):
    attempt = open_attempt(page, server)
    page.request.post(f"{server.url}/api/attempts/{attempt}/submit")
    page.goto("about:blank")
    page.goto(f"{server.url}/quiz#attempt={attempt}")  # as old links are written
    result(page)
    expect(page.get_by_role("link", name="返回首页看成绩")).to_have_attribute("href", "/app/?tab=scoreboard")
    expect(page.get_by_role("link", name="返回首页", exact=True)).to_have_attribute("href", "/app/?tab=quiz")


def test_old_papers_stay_closed_while_a_timed_one_runs(page, server):
    old = open_attempt(page, server)
    page.request.post(f"{server.url}/api/attempts/{old}/submit")
    running = open_attempt(page, server, minutes=5)
    page.goto(f"{server.url}/quiz")
    page.locator(".a408-recent a").click()
    expect(page.locator(".a408-failure")).to_contain_text("交卷之后才能回看以前的试卷")
    assert page.locator(".a408-review").count() == 0
    page.get_by_role("button", name="继续作答").click()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    page.locator(".a408-side").get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="确认交卷").click()
    result(page)
    assert server.state(running)[0] == "submitted"
    show(page, server, old)
    result(page)


def test_more_questions_than_there_are_can_be_mended_by_one_press(page, server):
    page.goto(f"{server.url}/quiz")
    page.get_by_role("button", name="清空").click()
    page.get_by_role("button", name="操作系统的章节").click()
    page.get_by_role("checkbox", name="内存管理").check()
    count = page.locator("form").get_by_role("group", name="题数")
    expect(
        count.get_by_role("button", name="20", exact=True)
    ).to_be_enabled()  # the choice made before stays to be seen
    expect(count.get_by_role("button", name="10", exact=True)).to_be_disabled()
    error = page.locator(".a408-start [role=alert]").first
    expect(error).to_contain_text("所选范围只有 6 题")
    expect(page.get_by_role("button", name="开始练习")).to_be_disabled()
    page.get_by_role("button", name="改为 6 题").click()
    expect(error).to_be_empty()
    field = count.get_by_role("spinbutton")
    expect(field).to_have_value("6")
    field.fill("250")
    expect(error).to_contain_text("所选范围只有 6 题")
    page.get_by_role("button", name="全选").click()
    expect(error).to_contain_text("一次最多 100 题")
    field.fill("6")

    def narrowed(route):  # as if the bank had shrunk since the page was loaded
        count = route.request.post_data_json["count"]
        asked = {"kind": "practice", "nodes": ["os.3.1"], "count": 90 if count == 6 else count, "minutes": None}
        route.continue_(post_data=asked)

    page.route("**/api/attempts", narrowed)
    page.get_by_role("button", name="开始练习").click()
    page.get_by_role("button", name="改为 3 题").click()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    assert len(server.orders(int(page.url.rpartition("-")[2]))) == 3


def test_saved_is_shown_only_when_the_server_has_it(page, server):
    open_attempt(page, server)
    held = []
    page.route("**/answers/*", lambda route: held.append(route))
    page.keyboard.press("a")
    expect(page.get_by_role("radio").first).to_be_checked()
    expect(page.locator(".a408-saved")).to_have_attribute("data-state", "saving")
    page.wait_for_timeout(400)
    expect(page.locator(".a408-saved")).to_have_attribute("data-state", "saving")
    held[0].continue_()
    saved(page)


def test_reload_keeps_answers_and_place(page, server):
    attempt = open_attempt(page, server)
    page.keyboard.press("a")
    page.keyboard.press("n")
    page.keyboard.press("c")
    page.keyboard.press("f")
    saved(page)
    before = server.answers(attempt)
    page.reload()
    expect(page.locator(".a408-side .a408-cell.answered:not(.sample)")).to_have_count(2)
    expect(page.locator(".a408-side .a408-cell.flagged:not(.sample)")).to_have_count(1)
    assert question(page) == 2
    page.keyboard.press("n")
    page.keyboard.press("n")
    page.goto(f"{server.url}/quiz")
    page.get_by_role("button", name="继续作答").click()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    assert question(page) == 4
    page.evaluate("localStorage.clear()")  # another device
    page.reload()
    expect(page.locator(".a408-n")).to_have_text("第 3 题")
    assert server.answers(attempt) == before
    page.request.post(f"{server.url}/api/attempts/{attempt}/submit")
    page.reload()
    result(page)
    assert page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('a408.place'))") == []


def test_a_killed_server_loses_nothing(page, server):
    attempt = open_attempt(page, server)
    orders = server.orders(attempt)
    page.keyboard.press("a")
    saved(page)
    server.kill()
    page.keyboard.press("n")
    page.keyboard.press("b")
    page.keyboard.press("n")
    page.keyboard.press("c")
    offline(page, 2)
    server.start()
    saved(page)
    expect(page.locator(".a408-banner")).to_contain_text("全部答案均已保存")
    assert server.answers(attempt) == {1: (orders[1][0], False), 2: (orders[2][1], False), 3: (orders[3][2], False)}


def test_a_tab_closed_offline_is_delivered_by_the_next_one(page, server, context):
    attempt = open_attempt(page, server)
    orders = server.orders(attempt)
    server.kill()
    page.keyboard.press("d")
    page.keyboard.press("f")
    offline(page, 1)
    page.close()
    server.start()
    later = new_page(context)
    later.goto(f"{server.url}/quiz")  # not even the attempt's own page
    expect(later.locator("#quiz")).to_have_attribute("data-view", "setup")
    for _ in range(100):
        if server.answers(attempt):
            break
        later.wait_for_timeout(100)
    assert server.answers(attempt) == {1: (orders[1][3], True)}
    assert later.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('a408.outbox')).length") == 0


def test_leftovers_of_another_person_are_not_delivered(page, server, context):
    attempt = open_attempt(page, server)
    server.kill()
    page.keyboard.press("d")
    offline(page, 1)
    page.close()
    server.start()
    context.add_cookies([{"name": "person", "value": "2", "url": server.url}])
    other = new_page(context)
    with other.expect_response(f"**/api/attempts/{attempt}/answers/1") as refused:
        other.goto(f"{server.url}/quiz")
    assert refused.value.status == 404
    assert server.answers(attempt) == {}
    assert other.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('a408.outbox')).length") == 1


def test_two_tabs_and_the_newest_answer_wins(page, server, context):
    attempt = open_attempt(page, server)
    orders = server.orders(attempt)
    second = new_page(context)
    show(second, server, attempt)
    page.keyboard.press("a")
    saved(page)
    second.keyboard.press("b")
    saved(second)
    assert server.answers(attempt) == {1: (orders[1][1], False)}
    page.keyboard.press("c")
    saved(page)
    assert server.answers(attempt) == {1: (orders[1][2], False)}
    second.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(second.get_by_role("radio").nth(2)).to_be_checked()


def test_another_device_that_was_offline_does_not_undo_a_newer_answer(page, server, browser):
    attempt = open_attempt(page, server)
    orders = server.orders(attempt)
    phone = browser.new_context(locale="zh-CN")
    other = new_page(phone)
    show(other, server, attempt)
    phone.set_offline(True)
    other.keyboard.press("a")
    offline(other, 1)
    page.keyboard.press("b")
    saved(page)
    phone.set_offline(False)
    expect(other.locator(".a408-banner")).to_contain_text("另一台设备", timeout=PATIENCE_MS)
    expect(other.get_by_role("radio").nth(1)).to_be_checked()
    assert server.answers(attempt) == {1: (orders[1][1], False)}
    phone.close()


def test_it_hands_itself_in_when_time_is_up(page, server):
    attempt = open_attempt(page, server, minutes=1)
    page.keyboard.press("a")
    saved(page)
    server.rows("update attempts set deadline = ? where id = ?", time.time() + 3, attempt)
    page.evaluate("Date.now = () => 0")  # the device's clock has no say
    page.reload()
    expect(page.locator(".a408-clock")).to_have_attribute("data-near", "minute")
    result(page)
    state, deadline, closed_at = server.state(attempt)
    assert state == "expired"
    assert closed_at == deadline
    marks = server.rows("select n, choice from marks where attempt_id = ? and choice is not null", attempt)
    assert marks == [(1, server.orders(attempt)[1][0])]


def test_it_expires_without_a_browser_and_takes_nothing_after(page, server, context):
    attempt = open_attempt(page, server, minutes=1)
    page.keyboard.press("a")
    saved(page)
    page.close()
    server.rows("update attempts set deadline = ? where id = ?", time.time() + 0.5, attempt)
    for _ in range(100):
        if server.state(attempt)[0] == "expired":
            break
        time.sleep(0.1)
    state, deadline, closed_at = server.state(attempt)
    assert (state, closed_at) == ("expired", deadline)
    late = context.request.put(
        f"{server.url}/api/attempts/{attempt}/answers/2", data={"choice": "A", "flagged": False, "seq": 2**50}
    )
    assert (late.status, late.json()["error"]) == (409, "closed")
    assert 2 not in server.answers(attempt)
    again = new_page(context)
    show(again, server, attempt)
    result(again)
    expect(again.get_by_text("时间到，自动交卷")).to_be_visible()


def test_answers_that_come_too_late_are_told(page, server):
    attempt = open_attempt(page, server, minutes=1)
    server.kill()
    page.keyboard.press("b")
    offline(page, 1)
    server.rows("update attempts set deadline = ? where id = ?", time.time() - 1, attempt)
    server.start()
    result(page)
    expect(page.locator(".a408-notice")).to_contain_text("1 个答案未能在截止前送达")
    assert server.answers(attempt) == {}


def test_handing_in_twice_grades_once(page, server, context):
    attempt = open_attempt(page, server)
    second = new_page(context)
    show(second, server, attempt)
    for one in (page, second):
        one.locator(".a408-side").get_by_role("button", name="交卷").click()
    for one in (page, second):
        one.get_by_role("button", name="确认交卷").click()
    result(page)
    result(second)
    assert server.rows("select count(*) from marks where attempt_id = ?", attempt) == [(5,)]


def test_handing_in_offline_says_so_and_waits(page, server):
    attempt = open_attempt(page, server)
    page.keyboard.press("a")
    saved(page)
    server.kill()
    page.locator(".a408-side").get_by_role("button", name="交卷").click()
    page.get_by_role("button", name="确认交卷").click()
    expect(page.locator(".a408-dialog [role=alert]")).to_contain_text("还没有交上去")
    server.start()
    page.get_by_role("button", name="确认交卷").click()
    result(page)
    assert server.state(attempt)[0] == "submitted"


def test_minutes_are_announced(page, server):
    attempt = open_attempt(page, server, minutes=20)
    server.rows("update attempts set deadline = ? where id = ?", time.time() + 603, attempt)
    page.reload()
    expect(page.locator("[aria-live=assertive]")).to_have_text("还剩 10 分钟。", timeout=PATIENCE_MS)
    expect(page.get_by_role("timer")).to_have_attribute("aria-label", "剩余时间")


def test_a_mock_paper_on_a_phone_never_scrolls_sideways(browser, server):
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, locale="zh-CN")
    phone.set_default_timeout(PATIENCE_MS)
    page = new_page(phone)
    page.goto(f"{server.url}/quiz")
    expect(page.locator("#quiz")).to_have_attribute("data-view", "setup")
    assert width(page) == 390
    page.get_by_role("button", name="开始模拟").tap()
    expect(page.locator("#quiz")).to_have_attribute("data-view", "runner")
    for n in range(1, 41):
        assert question(page) == n
        assert width(page) == 390
        page.locator(".a408-option").nth(n % 4).tap()
        if n < 40:
            page.get_by_role("button", name="下一题").tap()
    saved(page)
    small = page.evaluate(
        """[...document.querySelectorAll('.a408-runner button, .a408-option')]
           .filter((one) => one.getClientRects().length)
           .map((one) => [one.textContent, one.getBoundingClientRect()])
           .filter(([, box]) => box.height < 44 || box.width < 44).map(([text]) => text)"""
    )
    assert small == []
    page.get_by_role("button", name="答题卡").tap()
    expect(page.locator(".a408-sheet .a408-cell.answered:not(.sample)")).to_have_count(40)
    page.locator(".a408-sheet").get_by_role("button", name="交卷").tap()
    page.get_by_role("button", name="确认交卷").tap()
    result(page)
    page.get_by_role("button", name="全部 40").tap()
    page.get_by_role("button", name="全部展开").tap()
    expect(page.locator(".a408-judged").last).to_be_visible()
    assert width(page) == 390
    attempt = int(page.url.rpartition("-")[2])
    assert len(server.answers(attempt)) == 40
    wide = page.locator(".a408-unfolded pre[data-more]").first
    expect(wide).to_have_attribute("data-more", "end")
    expect(wide).to_have_attribute("aria-label", "可左右滚动的内容")
    assert "gradient" in wide.evaluate("(box) => getComputedStyle(box).maskImage")
    wide.focus()
    page.keyboard.press("ArrowRight")
    expect(wide).to_have_attribute("data-more", "start end")
    wide.evaluate("(box) => (box.scrollLeft = box.scrollWidth)")
    expect(wide).to_have_attribute("data-more", "start")
    page.set_viewport_size({"width": 1280, "height": 844})
    expect(wide).to_have_count(0)  # nothing is cut now, so nothing is marked
    phone.close()


def test_focus_and_roles(page, server):
    open_attempt(page, server)
    expect(page.get_by_role("radiogroup")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_have_count(1)
    page.locator(".a408-option").nth(1).click()
    assert page.evaluate("document.activeElement.checked") is True
    page.keyboard.press("ArrowDown")  # as in any group of radio buttons
    expect(page.get_by_role("radio").nth(2)).to_be_checked()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.className") == "a408-number-line"
    page.get_by_role("button", name="下一题").focus()
    page.keyboard.press("Enter")
    assert question(page) == 3
    expect(page.get_by_role("button", name="下一题")).to_be_focused()
