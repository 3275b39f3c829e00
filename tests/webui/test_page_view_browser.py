"""The page behind a citation in a real browser: a Chinese PDF that the browser itself printed, its font inside."""

import io
import time
from collections.abc import Iterator

import pytest
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from db import attempts, chats
from index.passages import Citation
from quizbank.blueprint import draw_practice
from tests.browser import launch_options
from tests.sample_bank import sample_items
from tests.webui.live_app import LiveApp, run_live_app
from webui.gate import COOKIE

pytestmark = pytest.mark.browser

CITED = "死锁的四个必要条件是互斥条件、请求和保持条件、不可抢占条件和循环等待条件。"
FILLING = "".join(
    f"<p>第 {n} 种情形：进程 P<sub>{n}</sub> 占有资源 R{n}，又申请另一个进程占有的资源，两者都阻塞，由系统检测并解除。</p>"
    for n in range(7)
)
BOOK = f"""<meta charset="utf-8"><style>
@page {{ size: A4; margin: 22mm }} body {{ font: 12pt/1.8 "Noto Sans CJK SC", sans-serif; color: #888 }} b {{ color: #d00; font-weight: 400 }}
</style><h2>第三章 死锁</h2><p>死锁是指多个进程因竞争资源而互相等待的僵局。设系统有 2<sup>16</sup> 个资源。</p>{FILLING}
<p><b>{CITED}</b>破坏其中任何一个就能预防死锁。</p>
<div style="break-before: page"></div><h2>检测</h2><p>资源分配图化简之后若仍有边，则系统处于死锁状态。</p>"""
NOTE = "# 散列\n\n## 冲突\n\n**散列冲突**是指不同的关键字映射到同一地址。\n\n" + "| 方法 | 代价 | 说明 |\n|---|---|---|\n" + "| 线性探测 | 聚集 | 一次走一步，走到空位为止，再走下去就回到表头 |\n" * 20  # fmt: skip
ANSWER = f"四个必要条件：{CITED[:-1]}[1]。\n\n余下的是模型自己说的话。"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(**launch_options())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def live(tmp_path_factory, browser) -> Iterator[LiveApp]:
    folder = tmp_path_factory.mktemp("view")
    printer = browser.new_page()
    printer.set_content(BOOK)
    printer.pdf(path=folder / "操作系统.pdf", prefer_css_page_size=True)
    printer.close()
    (folder / "散列.md").write_text(NOTE, encoding="utf-8")
    for live in run_live_app(folder):
        report = live.library.add([folder / "操作系统.pdf", folder / "散列.md"], "教材")
        assert len(report.added) == 2, report
        yield live


@pytest.fixture
def open_chat(live, browser):
    """A function that opens Alice's chat in a window of that width."""
    contexts: list[BrowserContext] = []

    def open_page(width: int = 1280, locale: str = "zh-CN", ratio: float = 1, **values) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 800}, locale=locale, device_scale_factor=ratio, **values
        )
        contexts.append(context)
        context.add_cookies([{"name": COOKIE, "value": live.token("alice"), "url": live.url}])
        page = context.new_page()
        page.failures = []
        page.on("console", lambda said: page.failures.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: page.failures.append(str(error)))
        page.goto(live.url + "/app/?tab=chat")
        expect(page.locator("#chat-box textarea")).to_be_visible()
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.fixture
def answered(live, open_chat):
    """Alice's chat with one answer that cites the page."""
    person = live.person("alice").id
    with live.sessions.begin() as session:
        for thread in chats.threads(session, person):
            chats.remove(session, person, thread.id)
        (passage,) = [one for one in live.library.page_passages("教材", "操作系统.pdf", 1) if CITED[:9] in one.text]
        thread = chats.start_thread(session, person, "死锁的四个必要条件是什么？", 1.0)
        chats.add_question(session, person, thread, "死锁的四个必要条件是什么？", 1.0)
        chats.add_answer(
            session,
            person,
            thread,
            ANSWER,
            2.0,
            citations=[Citation.of(1, passage)],
            answered_by="m",
            outcome="answered",
        )
    page = open_chat()
    expect(numbers(page)).to_have_count(1)
    return page


def numbers(page: Page):
    return page.locator("#chat-talk sup button.cite[class*=' at-']")


def dialog(page: Page):
    return page.get_by_role("dialog")


def drawn(page: Page):
    """The dialog, once its picture is there."""
    page.wait_for_function("document.querySelector('dialog[open] .pv-sheet img')?.naturalWidth > 0")
    expect(dialog(page).locator(".pv-drawing")).to_have_count(0)
    return dialog(page)


def red_share(page: Page) -> float:
    """Of the red pixels in the window, the cited sentence's, those that stand under a mark."""
    page.add_style_tag(content=".pv-mark { background: none !important; box-shadow: none !important }")
    page.wait_for_timeout(200)
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    scale = picture.width / page.viewport_size["width"]

    def red(box) -> int:
        region = picture.crop(tuple(round(scale * side) for side in box))
        data = region.tobytes()
        return sum(r > 140 and g < 110 and b < 110 for r, g, b in zip(data[::3], data[1::3], data[2::3], strict=True))

    stage = dialog(page).locator(".pv-stage").bounding_box()
    whole = red((stage["x"], stage["y"], stage["x"] + stage["width"], stage["y"] + stage["height"]))
    boxes = [mark.bounding_box() for mark in dialog(page).locator(".pv-mark.cited").all()]
    under = sum(red((box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])) for box in boxes)
    assert whole > 100
    return under / whole


@pytest.mark.parametrize(("width", "ratio"), [(1280, 1), (390, 3)])
def test_a_number_opens_the_page_with_marks_over_the_cited_sentence(answered, open_chat, width, ratio):
    page = answered if width == 1280 else open_chat(width, ratio=ratio, has_touch=True, is_mobile=True)
    numbers(page).first.click()
    view = drawn(page)
    expect(view.get_by_role("heading")).to_have_text("操作系统.pdf")
    expect(view.locator(".pv-where")).to_contain_text("第 1 页")
    expect(view.locator(".pv-mark.cited").first).to_be_in_viewport(ratio=0.99)
    expect(view.get_by_text("答案依据的句子")).to_be_visible()
    picture = view.get_by_role("img", name="操作系统.pdf")
    assert picture.evaluate("one => one.naturalWidth") >= ratio * (width - 40 if width < 900 else 880)
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert view.locator(".pv-stage").evaluate("one => one.scrollWidth - one.clientWidth") == 0
    assert red_share(page) > 0.98
    assert page.failures == []


def test_escape_gives_the_focus_back_and_a_card_opens_the_same(answered):
    numbers(answered).first.click()
    expect(dialog(answered)).to_be_visible()
    answered.keyboard.press("Escape")
    expect(dialog(answered)).to_be_hidden()
    expect(numbers(answered).first).to_be_focused()
    answered.locator(".citations > summary").click()
    card = answered.locator("#chat-talk button.open-page").first
    card.press("Enter")
    expect(drawn(answered).locator(".pv-mark.cited").first).to_be_visible()
    dialog(answered).get_by_role("button", name="关闭").click()
    expect(dialog(answered)).to_be_hidden()
    expect(card).to_be_focused()
    card.click()
    expect(drawn(answered).locator(".pv-mark.cited").first).to_be_visible()
    answered.mouse.click(5, 400)  # beside the dialog
    expect(dialog(answered)).to_be_hidden()


def test_turning_pages_and_back_to_the_passage(answered):
    numbers(answered).first.click()
    view = drawn(answered)
    expect(view.get_by_text("1 / 2")).to_be_visible()
    expect(view.get_by_role("button", name="上一页")).to_be_disabled()
    view.get_by_role("button", name="下一页").click()
    expect(view.get_by_text("2 / 2")).to_be_visible()
    expect(view.get_by_role("button", name="下一页")).to_be_disabled()
    expect(view.locator(".pv-mark")).to_have_count(0)
    expect(view.get_by_text("答案依据的句子")).to_be_hidden()
    view.get_by_role("button", name="回到引文").click()
    expect(view.locator(".pv-mark.cited").first).to_be_in_viewport()
    answered.keyboard.press("ArrowRight")
    expect(view.get_by_text("2 / 2")).to_be_visible()
    answered.keyboard.press("ArrowRight")  # there is no third
    answered.keyboard.press("ArrowLeft")
    expect(view.locator(".pv-mark.cited").first).to_be_in_viewport()
    expect(view.get_by_role("button", name="回到引文")).to_be_hidden()
    assert answered.failures == []


def test_the_focus_stays_inside(answered):
    numbers(answered).first.click()
    drawn(answered)
    for _ in range(9):
        answered.keyboard.press("Tab")
        inside = "!document.activeElement || document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))"
        assert answered.evaluate(inside)


def test_marks_grow_with_the_page(answered):
    numbers(answered).first.click()
    view = drawn(answered)
    mark, sheet = view.locator(".pv-mark.cited").first, view.locator(".pv-sheet")

    def share():
        inner, outer = mark.bounding_box(), sheet.bounding_box()
        return [
            (inner["x"] - outer["x"]) / outer["width"],
            inner["width"] / outer["width"],
            inner["height"] / outer["height"],
        ]

    before, width = share(), sheet.bounding_box()["width"]
    for _ in range(3):
        view.get_by_role("button", name="放大").click()
    assert sheet.bounding_box()["width"] == pytest.approx(2 * width, abs=2)
    assert share() == pytest.approx(before, abs=0.003)
    picture = view.get_by_role("img", name="操作系统.pdf")
    answered.wait_for_function("document.querySelector('.pv-sheet img').naturalWidth >= 1800")
    assert "width=1800" in picture.get_attribute("src")
    answered.keyboard.press("0")
    assert sheet.bounding_box()["width"] == pytest.approx(width, abs=2)
    assert view.get_by_role("button", name="缩小").is_disabled()


def test_on_a_phone_everything_can_be_touched(answered, open_chat):
    page = open_chat(390, has_touch=True, is_mobile=True)
    numbers(page).first.tap()
    view = drawn(page)
    view.get_by_role("button", name="下一页").tap()
    expect(view.get_by_text("2 / 2")).to_be_visible()
    for button in view.get_by_role("button").all():
        box = button.bounding_box()
        assert min(box["width"], box["height"]) >= 44, button.get_attribute("aria-label")
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    assert view.bounding_box() == {"x": 0, "y": 0, "width": 390, "height": 800}


def test_a_text_opens_as_its_section(answered):
    answered.evaluate("import('/static/page_view.js').then((view) => view.openSource('教材', '散列.md', 1))")
    view = dialog(answered)
    expect(view.get_by_text("散列冲突")).to_be_visible()
    expect(view.get_by_role("table")).to_be_visible()
    expect(view.get_by_role("button", name="放大")).to_be_hidden()
    expect(view.locator("mark")).to_have_count(0)


@pytest.mark.parametrize("locale", ["zh-CN", "en-US"])
def test_what_cannot_be_shown_is_said_in_words(live, answered, open_chat, locale):
    person = live.person("alice")
    page = answered if locale == "zh-CN" else open_chat(locale=locale)
    expect(numbers(page)).to_have_count(1)
    with live.sessions.begin() as session:
        paper = draw_practice(sample_items(), ["os.3"], 2, 7)
        attempt = attempts.start(session, person.id, "practice", ["os.3"], paper, 7, time.time(), time.time() + 900)
    try:
        numbers(page).first.click()
        alert = dialog(page).get_by_role("alert")
        expect(alert).to_contain_text("限时测验进行中" if locale == "zh-CN" else "A timed quiz is running")
    finally:
        with live.sessions.begin() as session:
            attempts.close(session, attempt.id, "submitted", time.time())
    alert.get_by_role("button").click()  # try again
    expect(drawn(page).locator(".pv-mark.cited").first).to_be_visible()


def test_a_picture_that_does_not_come_leaves_the_passage_to_read(answered):
    answered.route(
        "**/api/pages/picture*", lambda route: route.fulfill(status=503, json={"error": "busy", "message": "太忙"})
    )
    numbers(answered).first.click()
    expect(dialog(answered).get_by_role("alert")).to_contain_text("太忙")
    expect(dialog(answered).locator(".pv-text")).to_contain_text(CITED[:12])
    answered.unroute("**/api/pages/picture*")
    dialog(answered).get_by_role("button", name="重试").click()
    expect(drawn(answered).locator(".pv-mark.cited").first).to_be_visible()


def test_the_passage_unfolds_in_its_card_and_is_copied_as_lines(answered):
    answered.context.grant_permissions(["clipboard-read", "clipboard-write"])
    answered.locator(".citations > summary").click()
    card = answered.locator("#chat-talk .citation").first
    expect(card.locator(".passage")).to_be_hidden()
    card.locator("summary").click()
    expect(card.locator(".passage")).to_contain_text(CITED[:12])
    answered.locator("#chat-talk .bot-row").get_by_label("复制回答").first.click()
    answered.wait_for_function("navigator.clipboard.readText().then((text) => text.includes('引用'))")
    copied = answered.evaluate("navigator.clipboard.readText()")
    assert f"{CITED[:-1]}[1]。\n\n余下的是模型自己说的话。" in copied
    lines = copied.splitlines()
    assert any(line.startswith("[1] 操作系统.pdf · 第 1 页") for line in lines)
    assert "<" not in copied and "at-" not in copied and "展开引文" not in copied
    assert lines.index(next(line for line in lines if line.startswith("引用"))) < len(lines) - 2
