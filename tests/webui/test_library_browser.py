"""The library in a real browser, on the whole program: an instructor fills it, students find what is theirs, chat too."""

import re
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect, sync_playwright

from db import accounts, attempts, chats, collections
from db.collections import CollectionInfo
from quizbank.blueprint import draw_practice
from tests.browser import launch_options
from tests.fakes import ScriptedLLM
from tests.index.pdf_files import write_pdf
from tests.sample_bank import sample_items
from tests.webui.live_app import LiveApp, run_live_app
from webui.gate import COOKIE

pytestmark = pytest.mark.browser

PAGE = ["本书第七版由欧阳修竹统稿，补充了近五年真题的解析，", "错别字请寄往编辑部，附上页码与行号。"]
NOVEL = (
    "第一回 宴桃园豪杰三结义\n\n" + "话说天下大势，分久必合，合久必分。刘备、关羽、张飞在桃园结为兄弟，同心协力。\n" * 5
)


@pytest.fixture
def model() -> ScriptedLLM:
    return ScriptedLLM(["见资料[1]。"])


@pytest.fixture
def live(tmp_path, model) -> Iterator[LiveApp]:
    for live in run_live_app(tmp_path, model=lambda: model):
        with live.sessions.begin() as session:
            other = accounts.add_class(session, "软工 2601", 1.0).id
            accounts.add_user(session, "carol", None, "student", 1.0, other)
        yield live


@pytest.fixture
def files(tmp_path) -> dict[str, Path]:
    folder = tmp_path / "files"
    folder.mkdir()
    write_pdf(folder / "王道操作系统.pdf", [PAGE, PAGE[::-1]], outline=[(1, "死锁避免")])
    (folder / "第一回.txt").write_text(NOVEL, encoding="utf-8")
    (folder / "假的.pdf").write_text("这不是 PDF", encoding="utf-8")
    (folder / "课件.pptx").write_bytes(b"PK\x03\x04")
    return {path.name: path for path in folder.iterdir()}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture
def open_page(live, browser):
    contexts: list[BrowserContext] = []

    def open_as(name: str, tab: str = "library", width: int = 1280, locale: str = "zh-CN") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 850}, locale=locale)
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": live.token(name), "url": live.url}])
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(str(error)))
        page.goto(f"{live.url}/app/?tab={tab}")
        expect(page.locator(".lib-list" if tab == "library" else "#chat-box textarea")).to_be_visible()
        return page

    yield open_as
    for context in contexts:
        context.close()


def make(page: Page, title: str, access: str = "", persona: str = "") -> Locator:
    page.get_by_role("button", name="新建资料集").first.click()
    page.get_by_label("名称").fill(title)
    if access:
        page.get_by_label(access, exact=True).check()
    if persona:
        page.get_by_label("回答时的角色").fill(persona)
    page.get_by_role("button", name="建立", exact=True).click()
    card = shelf(page, title)
    expect(card.locator(".lib-drop")).to_be_visible()
    return card


def shelf(page: Page, title: str) -> Locator:
    return page.locator(f'.lib-collection[aria-label="{title}"]')


def bring(card: Locator, *paths: Path) -> Locator:
    card.locator(".lib-drop input").set_input_files([str(path) for path in paths])
    return card.locator('.lib-import[data-state="finished"]')


def ask(page: Page, question: str) -> Locator:
    page.locator("#chat-box textarea").fill(question)
    page.locator("#chat-box textarea").press("Enter")
    answer = page.locator("#chat-talk .bot-row .message-content").last
    expect(page.locator("#chat-box .submit-button")).to_be_visible(timeout=20_000)
    return answer


def put_in(live, tmp_path, name: str, **more) -> None:
    """A collection of one text, described so."""
    path = tmp_path / f"{name}.txt"
    path.write_text(NOVEL, encoding="utf-8")
    live.library.add([path], name)
    with live.sessions.begin() as session:
        collections.save(session, CollectionInfo(name, **more))


def test_from_an_empty_library_to_an_answer_that_opens_its_page(live, files, open_page):
    prof = open_page("prof")
    expect(prof.locator(".lib-empty")).to_contain_text("王道等辅导书的 PDF，扫描版也可以")
    card = make(prof, "王道", access="一个班")
    report = bring(card, *(files[name] for name in ("王道操作系统.pdf", "第一回.txt", "假的.pdf", "课件.pptx")))
    expect(report).to_contain_text("导入完成", timeout=30_000)
    expect(report.locator(".added")).to_have_text([re.compile("王道操作系统.pdf.*2 页"), re.compile("第一回.txt")])
    expect(report.locator(".refused")).to_have_count(2)
    expect(report.locator(".refused").filter(has_text="课件.pptx")).to_contain_text("请另存为 PDF")
    expect(report.locator(".refused").filter(has_text="假的.pdf")).to_contain_text("内容与后缀不符")
    expect(card.locator(".lib-source")).to_have_count(2)
    expect(card.locator(".lib-source").filter(has_text="王道操作系统")).to_contain_text("2 页")
    report.get_by_role("button", name="知道了").click()
    expect(report).to_have_count(0)
    expect(prof.locator(".lib-empty")).to_have_count(0)

    alice, carol = open_page("alice"), open_page("carol")
    expect(shelf(alice, "王道").locator(".lib-source")).to_have_count(2)
    expect(alice.locator(".lib-drop, .lib-edit, .lib-remove")).to_have_count(0)
    expect(carol.locator(".lib")).to_contain_text("老师还没有放入别的资料")
    expect(shelf(carol, "王道")).to_have_count(0)
    shelf(alice, "王道").locator(".lib-source").filter(has_text="王道操作系统").get_by_role(
        "button", name="打开"
    ).click()
    expect(alice.locator("dialog.page-view")).to_contain_text("王道操作系统.pdf")
    alice.keyboard.press("Escape")

    alice.get_by_role("tab", name="答疑", exact=True).click()
    answer = ask(alice, "本书第七版由谁统稿")
    expect(answer.locator(".citations")).to_contain_text("王道操作系统.pdf")
    carol.get_by_role("tab", name="答疑", exact=True).click()
    expect(ask(carol, "本书第七版由谁统稿")).not_to_contain_text("王道操作系统")


def test_a_file_is_replaced_found_unchanged_and_removed(live, files, open_page):
    prof = open_page("prof")
    card = make(prof, "小说")
    bring(card, files["第一回.txt"])
    expect(card.locator(".lib-source")).to_have_count(1, timeout=20_000)
    bring(card, files["第一回.txt"])
    expect(card.locator(".lib-asked")).to_contain_text("已有同名文件：第一回.txt")
    card.get_by_role("button", name="替换它们").click()
    unchanged = card.locator(".lib-report .unchanged")
    expect(unchanged).to_contain_text("第一回.txt", timeout=20_000)
    files["第一回.txt"].write_text(NOVEL * 40, encoding="utf-8")
    before = card.locator(".lib-source").inner_text()
    card.locator(".lib-source input").set_input_files(str(files["第一回.txt"]))
    expect(card.locator(".lib-source")).not_to_have_text(before, timeout=20_000)
    remove = card.locator(".lib-source .lib-remove")
    remove.click()
    expect(remove).to_contain_text("确认移除")
    assert live.library.collections() == ["小说"] or "小说" in live.library.collections()
    remove.click()
    expect(card.locator(".lib-source")).to_have_count(0)
    expect(card.locator(".lib-drop")).to_be_visible()
    delete = card.locator(".lib-foot .lib-remove")
    delete.click()
    delete.click()
    expect(card).to_have_count(0)
    assert "小说" not in live.library.collections()


def test_access_title_and_persona_are_changed(live, tmp_path, open_page):
    put_in(live, tmp_path, "novel", title="小说")
    prof, carol = open_page("prof"), open_page("carol")
    expect(shelf(carol, "小说")).to_be_visible()
    shelf(prof, "小说").get_by_role("button", name="编辑").click()
    form = prof.locator(".lib-form")
    expect(form.get_by_label("名称")).to_be_focused()
    form.get_by_label("名称").fill("三国演义")
    form.get_by_label("只有我").check()
    form.get_by_label("回答时的角色").fill("你是说书人。")
    form.get_by_role("button", name="保存").click()
    expect(shelf(prof, "三国演义")).to_contain_text("仅自己可见")
    expect(shelf(prof, "三国演义")).to_contain_text("自定角色")
    carol.reload()
    expect(carol.locator(".lib-list")).to_be_visible()
    expect(carol.locator(".lib")).not_to_contain_text("三国演义")


def test_a_running_import_shows_its_step_and_is_cancelled(live, files, open_page, monkeypatch):
    add, going = live.library.add, []

    def slow(paths, collection, progress, **more):
        going.append(collection)
        for step in range(600):
            progress("recognising 王道操作系统.pdf", step, 600)
            time.sleep(0.05)
        return add(paths, collection, progress, **more)

    monkeypatch.setattr(live.library, "add", slow)
    prof = open_page("prof", width=390)
    card = make(prof, "王道")
    bring(card, files["王道操作系统.pdf"])
    running = card.locator('.lib-import[data-state="running"]')
    expect(running).to_contain_text(re.compile(r"正在识别 王道操作系统\.pdf 的图片页：\d+/600"), timeout=20_000)
    expect(running).to_contain_text(re.compile(r"约剩 \d+ (秒|分钟)"), timeout=20_000)
    assert prof.evaluate("document.documentElement.scrollWidth") == 390
    prof.reload()  # the work goes on without the page
    running = shelf(prof, "王道").locator('.lib-import[data-state="running"]')
    running.get_by_role("button", name="取消").click()
    expect(shelf(prof, "王道").locator(".lib-import")).to_contain_text("导入已取消", timeout=20_000)
    assert going == ["王道"]
    assert "王道" not in live.library.collections()


def test_a_timed_attempt_shuts_the_library(live, open_page):
    alice = live.person("alice")
    with live.sessions.begin() as session:
        paper = draw_practice(sample_items(), ["os.3"], 2, 7)
        now = time.time()
        attempt = attempts.start(session, alice.id, "practice", ["os.3"], paper, 7, now, now + 900)
    page = open_page("alice")
    expect(page.locator(".lib")).to_contain_text("限时测验进行中")
    expect(page.get_by_role("link", name="回到测验")).to_have_attribute("href", f"/quiz#attempt-{attempt.id}")
    with live.sessions.begin() as session:
        attempts.close(session, attempt.id, "submitted", time.time())
    page.get_by_role("tab", name="成绩", exact=True).click()
    page.wait_for_timeout(3200)
    page.get_by_role("tab", name="资料库", exact=True).click()
    expect(page.locator(".lib-collection")).to_have_count(1)


@pytest.mark.parametrize("width", [1280, 390])
def test_nothing_overflows_and_english_reads_english(live, tmp_path, open_page, width):
    put_in(live, tmp_path, "novel", title="A novel with a title that is rather long for a phone", persona="x")
    page = open_page("prof", width=width, locale="en-US")
    page.get_by_role("button", name="New collection").click()
    expect(page.locator(".lib")).to_contain_text("Save slides as PDF first.")
    assert page.evaluate("document.documentElement.scrollWidth") == width
    words = page.locator(".lib").inner_text()
    assert not re.search(r"[\u4e00-\u9fff]", words.replace("我", "")), words


# --- the chat ------------------------------------------------------------------------------------------------------------


def ticks(page: Page) -> dict[str, str]:
    chosen = page.locator("#chat-where button")
    return {one.inner_text().strip(): one.get_attribute("aria-checked") for one in chosen.all()}


def test_what_the_chat_searches_is_chosen_and_stays_with_the_conversation(live, tmp_path, model, open_page):
    put_in(live, tmp_path, "novel", title="三国演义", persona="你是说书人。")
    put_in(live, tmp_path, "books", title="教材")
    page = open_page("alice", "chat")
    expect(page.locator("#chat-where button")).to_have_count(3)
    assert ticks(page) == {"内置讲义": "true", "教材": "true", "三国演义": "false"}
    for title in ("内置讲义", "教材", "三国演义"):
        page.locator("#chat-where").get_by_role("checkbox", name=title).click()
    answer = ask(page, "桃园结义的是谁")
    expect(answer.locator(".citations")).to_contain_text("novel.txt")
    assert model.seen[-1][0]["content"].startswith("你是说书人。")
    page.reload()
    expect(page.locator('#chat-where [aria-checked="true"]')).to_have_text(["三国演义"])
    page.locator("#chat-new").click()
    expect(page.locator('#chat-where [aria-checked="true"]')).to_have_text(["内置讲义", "教材"])
    page.locator("#chat-threads li button").first.click()
    expect(page.locator('#chat-where [aria-checked="true"]')).to_have_text(["三国演义"])
    page.locator("#chat-where").get_by_role("checkbox", name="教材").click()
    page.wait_for_timeout(600)
    page.reload()
    expect(page.locator('#chat-where [aria-checked="true"]')).to_have_text(["教材", "三国演义"])


def test_a_conversation_whose_collection_is_gone_says_so_and_goes_on(live, tmp_path, open_page):
    put_in(live, tmp_path, "novel", title="三国演义")
    page = open_page("alice", "chat")
    page.locator("#chat-where").get_by_role("checkbox", name="内置讲义").click()
    expect(ask(page, "桃园结义的是谁").locator(".citations")).to_contain_text("novel.txt")
    with live.sessions.begin() as session:
        collections.save(session, CollectionInfo("novel", "三国演义", access="owner", owner_id=live.person("prof").id))
    box = page.locator("#chat-box textarea")
    box.fill("关羽是谁")
    box.press("Enter")
    expect(page.locator("#chat-where .none")).to_contain_text("已移除，或不再对你开放")
    expect(box).to_have_value("关羽是谁")
    expect(page.locator("#chat-where button")).to_have_text(["内置讲义"])
    alice = live.person("alice").id
    with live.sessions.begin() as session:
        (thread,) = chats.threads(session, alice)
        assert len(chats.messages(session, alice, thread.id)) == 2
    page.locator("#chat-where button").click()
    expect(page.locator("#chat-where .none")).to_be_hidden()
    box.press("Enter")
    expect(page.locator("#chat-talk .user-row")).to_have_count(2)
    expect(page.locator("#chat-talk")).to_contain_text("关羽是谁")
