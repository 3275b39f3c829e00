"""The chat tab: the list of threads beside the conversation, and one box to ask in."""

import asyncio
import json
import logging
import time
from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing, suppress
from html import escape
from pathlib import Path

import gradio as gr

from db.accounts import Person
from db.chats import NoSuchThread, Thread
from webui.actions_chat import (
    QUESTION_LENGTH,
    TITLE_LENGTH,
    BadQuestion,
    ChatActions,
    ChatClosed,
    Choice,
    Conversation,
    NoSuchMessage,
    NothingToSearch,
)
from webui.chat_messages import SHOWN_MESSAGES, as_typed, shown
from webui.identity import person_of
from webui.library_views import title_of
from webui.local_time import BROWSER_ZONE, clock, zone
from webui.texts import Language, language_of, text, texts_under

log = logging.getLogger(__name__)

ANSWERS_AT_ONCE = 32
MOST_TICKED = 200
SUBJECTS = ("ds", "co", "os", "cn")
_LATEX = [
    {"left": "$$", "right": "$$", "display": True},
    {"left": "\\[", "right": "\\]", "display": True},
    {"left": "$", "right": "$", "display": False},
    {"left": "\\(", "right": "\\)", "display": False},
]
_STATIC = Path(__file__).parent / "static"
_SCRIPT = (_STATIC / "chat.js").read_text(encoding="utf-8")
_WHERE_SCRIPT = (_STATIC / "chat_where.js").read_text(encoding="utf-8")
# What is ticked goes along with every question, read from the page itself: a component with choices of its own would
# refuse them after a restart of the program, which it does not outlive. An input {place} of the handler takes it; "" where
# there is nothing to tick, or not yet.
_TICKED = """(...inputs) => {{
  const ticks = [...document.querySelectorAll("#chat-where [data-collection]")];
  const ticked = ticks.filter((one) => one.getAttribute("aria-checked") === "true");
  inputs[{place}] = ticks.length ? JSON.stringify(ticked.map((one) => one.dataset.collection)) : "";
  return inputs;
}}"""
# What the browser knows when it arrives: its time zone, the thread it last showed (0: the empty page), and whether there
# is a mouse, and so most likely a keyboard.
_ARRIVAL = f"""() => {{
  const kept = sessionStorage.getItem("a408.thread");
  return [({BROWSER_ZONE})(), kept === null ? null : Number(kept), matchMedia("(pointer: fine)").matches];
}}"""
_QUIET = {"api_visibility": "private", "show_progress": "hidden"}
_ASKING = {**_QUIET, "concurrency_id": "llm", "concurrency_limit": ANSWERS_AT_ONCE}


def build_chat_tab(chat: ChatActions, t: gr.I18n) -> None:
    """Call inside open Blocks, directly inside the tab. What belongs to a person comes with the load event."""
    zone_name = gr.Textbox(visible=False)
    # The browser says which thread it shows; whose that is stands in every statement that reads or writes it.
    thread = gr.Number(None, precision=0, visible=False)
    count = gr.Number(0, precision=0, visible=False)  # messages shown; 0 until the load event has come
    keyboard = gr.Checkbox(False, visible=False)
    ticked = gr.Textbox(visible=False)  # filled in by the browser, see _TICKED
    closed = gr.HTML("", elem_id="chat-closed", apply_default_css=False, visible=False)
    with gr.Row(elem_id="chat", equal_height=False) as room:
        with gr.Column(scale=1, min_width=220, elem_id="chat-side"):
            new = gr.Button(t("chat.new"), size="md", elem_id="chat-new")
            threads = gr.HTML("", elem_id="chat-threads", js_on_load=_SCRIPT, apply_default_css=False)
        with gr.Column(scale=4, min_width=300, elem_id="chat-main"):
            gr.Button(t("chat.threads"), size="sm", elem_id="chat-side-button")
            older = gr.Button(t("chat.older"), size="sm", visible=False, elem_id="chat-older")
            talk = gr.Chatbot(
                label=t("chat.conversation"), show_label=False, elem_id="chat-talk", height=None,
                latex_delimiters=_LATEX, buttons=["copy"], editable="user", allow_tags=False, layout="panel",
                feedback_options=None, autoscroll=False,
            )  # fmt: skip
            with gr.Column(elem_id="chat-ask"):
                where = gr.HTML("", elem_id="chat-where", js_on_load=_WHERE_SCRIPT, apply_default_css=False)
                box = gr.Textbox(
                    label=t("chat.question"), show_label=False, placeholder=t("chat.placeholder"), lines=1, max_lines=6,
                    max_length=QUESTION_LENGTH, submit_btn=True, stop_btn=False, elem_id="chat-box",
                )  # fmt: skip
    page = {
        "thread": thread, "count": count, "closed": closed, "room": room, "threads": threads, "older": older,
        "talk": talk, "where": where, "box": box, "zone_name": zone_name,
    }  # fmt: skip

    def put(updates: dict) -> dict:
        return {page[name]: value for name, value in updates.items()}

    # --- looking -----------------------------------------------------------------------------------------------------

    def arrive(zone_name: str, thread: int | None, keyboard: bool, request: gr.Request):
        person, language = person_of(request), _language(request)
        hint = text("chat.placeholder.keyboard" if keyboard else "chat.placeholder", language)
        return put(
            {
                **_page(chat, person, _kept(chat, person, _whole(thread)), language, zone_name),
                "zone_name": zone_name,
                "box": gr.Textbox(placeholder=hint),
            }
        )

    def come_back(thread: int | None, count: int, zone_name: str, request: gr.Request):
        if not count:  # a link opened this tab: what the load event brings is on its way
            return gr.skip()
        return put(_page(chat, person_of(request), thread, _language(request), zone_name))

    async def show_stopped(thread: int | None, zone_name: str, request: gr.Request):
        if thread is None:  # stopped before the first word of a new thread: the next visit shows what was stored
            return gr.skip()
        person = person_of(request)
        await chat.settled(person, thread)
        return put(await asyncio.to_thread(_page, chat, person, thread, _language(request), zone_name))

    def choose(zone_name: str, request: gr.Request, event: gr.EventData):
        return put(
            _page(chat, person_of(request), _whole(event.thread), _language(request), zone_name)
            | {"box": _box(busy=False)}
        )

    def start_anew(zone_name: str, request: gr.Request):
        return put(_page(chat, person_of(request), None, _language(request), zone_name) | {"box": _box(busy=False)})

    def show_older(thread: int | None, count: int, zone_name: str, request: gr.Request):
        wanted = (_whole(count) or 0) + SHOWN_MESSAGES
        return put(_page(chat, person_of(request), thread, _language(request), zone_name, wanted))

    def rename(thread: int | None, zone_name: str, request: gr.Request, event: gr.EventData):
        person, language = person_of(request), _language(request)
        try:
            chat.rename(person, _whole(event.thread) or 0, str(event.title))
        except NoSuchThread:
            gr.Warning(text("chat.gone", language))
            return put(_page(chat, person, thread, language, zone_name))
        # The page shows the title already. Drawn anew it could undo the choice of another thread that ended the edit.
        return gr.skip()

    def remove(thread: int | None, zone_name: str, request: gr.Request, event: gr.EventData):
        person, language, gone = person_of(request), _language(request), _whole(event.thread)
        try:
            chat.remove(person, gone or 0)
        except NoSuchThread:
            gr.Warning(text("chat.gone", language))
        return put(_page(chat, person, None if gone == thread else thread, language, zone_name))

    def tick(thread: int | None, request: gr.Request, event: gr.EventData) -> None:
        """Keep with the thread what it searches; a thread that has not begun keeps it with its first question."""
        if _whole(thread):
            with suppress(
                ChatClosed, NoSuchThread, NothingToSearch
            ):  # the page says so itself, or at the next question
                chat.choose(person_of(request), _whole(thread), _names(event.names))

    def fill(event: gr.SelectData) -> str:
        return event.value["text"]

    # --- asking ------------------------------------------------------------------------------------------------------

    async def ask(question: str, thread: int | None, ticked: str, zone_name: str, request: gr.Request):
        views = chat.ask(person_of(request), thread, question or "", _names(ticked))
        async for updates in _answering(chat, views, thread, zone_name, request):
            yield put(updates)

    async def retry(thread: int | None, ticked: str, zone_name: str, request: gr.Request):
        views = chat.retry(person_of(request), thread or 0, _names(ticked))
        async for updates in _answering(chat, views, thread, zone_name, request):
            yield put(updates)

    async def edit(
        thread: int | None, count: int, ticked: str, zone_name: str, request: gr.Request, event: gr.EditData
    ):
        person = person_of(request)
        message_id = await asyncio.to_thread(_edited, chat, person, thread, _whole(count), event)
        views = chat.edit(person, thread or 0, message_id, as_typed(_words(event.value)), _names(ticked))
        async for updates in _answering(chat, views, thread, zone_name, request):
            yield put(updates)

    outputs = list(page.values())
    asked = box.submit(ask, [box, thread, ticked, zone_name], outputs, js=_TICKED.format(place=2), **_ASKING)
    again = talk.retry(retry, [thread, ticked, zone_name], outputs, js=_TICKED.format(place=1), **_ASKING)
    edited = talk.edit(edit, [thread, count, ticked, zone_name], outputs, js=_TICKED.format(place=2), **_ASKING)
    # Whoever stops or turns away ends the answer; what had come of it is stored.
    answers = [asked, again, edited]
    stopped = box.stop(lambda: _box(busy=False), None, box, cancels=answers, queue=False, **_QUIET)
    stopped.then(show_stopped, [thread, zone_name], outputs, **_QUIET)
    threads.choose(choose, zone_name, outputs, cancels=answers, **_QUIET)
    new.click(start_anew, zone_name, outputs, cancels=answers, **_QUIET)
    threads.remove(remove, [thread, zone_name], outputs, cancels=answers, **_QUIET)
    threads.rename(rename, [thread, zone_name], outputs, **_QUIET)
    where.tick(tick, thread, **_QUIET)
    older.click(show_older, [thread, count, zone_name], outputs, **_QUIET)
    talk.example_select(fill, None, box, **_QUIET)
    gr.context.Context.root_block.load(arrive, [zone_name, thread, keyboard], outputs, js=_ARRIVAL, **_QUIET)
    if isinstance(gr.context.Context.block, gr.Tab):
        gr.context.Context.block.select(come_back, [thread, count, zone_name], outputs, **_QUIET)


def _language(request: gr.Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _names(ticked: object) -> list[str] | None:
    """The ticked collections as the browser sends them; None, for what the thread searches anyway, when it sends none."""
    if isinstance(ticked, str):
        try:
            ticked = json.loads(ticked)
        except ValueError:
            return None
    if not isinstance(ticked, list):
        return None
    return [name for name in ticked if isinstance(name, str)][:MOST_TICKED]


def _whole(number: object) -> int | None:
    """A number from the browser as an id or a count, None for anything else."""
    return int(number) if isinstance(number, int | float) and not isinstance(number, bool) else None


def _words(content: object) -> str:
    """A message's text as the chatbot sends it back: a string, or a list of parts."""
    if isinstance(content, list):
        return "".join(_words(part) for part in content)
    if isinstance(content, dict):
        return str(content.get("text", ""))
    return str(content or "")


def _newest(chat: ChatActions, person: Person) -> int | None:
    try:
        found = chat.threads(person)
    except ChatClosed:
        return None
    return found[0].id if found else None


def _kept(chat: ChatActions, person: Person, thread: int | None) -> int | None:
    """The thread to arrive at: the one this browser last showed if it is this person's, else their newest."""
    if thread:
        try:
            chat.open(person, thread)
        except (ChatClosed, NoSuchThread):
            thread = None
    return _newest(chat, person) if thread is None else thread


def _edited(chat: ChatActions, person: Person, thread: int | None, count: int | None, event: gr.EditData) -> int:
    """The id of the question that was edited on the page; 0, which no message has, when it stands there no more.

    The page gives a place, so what stood there is compared: another device may have changed the thread meanwhile.
    """
    try:
        messages = chat.open(person, thread or 0).messages
    except (ChatClosed, NoSuchThread):
        return 0  # the edit itself meets the same cause and says so
    on_page = messages[-(count or SHOWN_MESSAGES) :]
    if not 0 <= event.index < len(on_page):
        return 0
    message = on_page[event.index]
    return message.id if as_typed(_words(event.previous_value)) == as_typed(message.content) else 0


# --- what is shown, as updates by the names in `build_chat_tab` -------------------------------------------------------


def _page(
    chat: ChatActions, person: Person, thread: int | None, language: Language, zone_name: str,
    count: int = SHOWN_MESSAGES,
) -> dict:  # fmt: skip
    """The whole tab from the database: closed, a thread, or the empty page."""
    try:
        found = chat.threads(person)
        conversation = chat.open(person, thread) if thread else None
        choice = chat.choice(person, thread)
    except ChatClosed as error:
        words = text("chat.closed", language, time=clock(error.until, zone(zone_name)))
        notice = f'<div class="chat-closed" role="status"><h2>{escape(words)}</h2>' + (
            f"<p>{escape(text('chat.closed.why', language))}</p>"
            f'<a href="/quiz#attempt-{error.attempt_id}">{escape(text("chat.closed.back", language))}</a></div>'
        )
        return {"closed": gr.HTML(notice, visible=True), "room": gr.Row(visible=False), "talk": gr.Chatbot([])}
    except NoSuchThread:
        gr.Warning(text("chat.gone", language))
        conversation, choice = None, chat.choice(person, None)
    messages = conversation.messages if conversation else ()
    talk = gr.Chatbot(
        shown(messages, language, count, can_choose=len(choice.visible) > 1),
        placeholder=text("chat.welcome", language),
        examples=[{"text": text(f"chat.example.{subject}", language)} for subject in SUBJECTS],
    )
    return {
        "closed": gr.HTML("", visible=False),
        "room": gr.Row(visible=True),
        "thread": conversation.thread_id if conversation else None,
        "count": count,
        "threads": _threads_html(found, conversation.thread_id if conversation else None, language),
        "older": gr.Button(visible=len(messages) > count),
        "talk": talk,
        "where": _where_html(choice, language),
    }


async def _answering(
    chat: ChatActions, views: AsyncGenerator[Conversation, None], thread: int | None, zone_name: str,
    request: gr.Request,
) -> AsyncIterator[dict]:  # fmt: skip
    """Updates while an answer is written; whatever ends it, the box can be used again."""
    person, language = person_of(request), _language(request)
    begun = False
    try:
        can_choose = len((await asyncio.to_thread(chat.choice, person, None)).visible) > 1
        async with aclosing(views):
            async for conversation in views:
                talk = shown(conversation.messages, language, can_choose=can_choose)
                if begun:
                    yield {"talk": talk}
                    continue
                begun, thread = True, conversation.thread_id
                found = await asyncio.to_thread(chat.threads, person)
                yield {
                    "talk": talk, "thread": thread, "count": SHOWN_MESSAGES, "box": _box(busy=True, value=""),
                    "threads": _threads_html(found, thread, language),
                    "older": gr.Button(visible=len(conversation.messages) > SHOWN_MESSAGES),
                }  # fmt: skip
        yield {"box": _box(busy=False)}
        return
    except BadQuestion:
        yield {"box": _box(busy=False)}
        return
    except NothingToSearch:  # the question stays in the box
        gr.Warning(text("chat.where.none", language))
    except ChatClosed:
        pass  # the page below says so
    except (NoSuchThread, NoSuchMessage):
        gr.Warning(text("chat.gone", language))
    except Exception:
        log.exception("a question could not be answered")
        gr.Warning(text("app.error", language))
    updates = await asyncio.to_thread(_page, chat, person, thread, language, zone_name)
    yield {**updates, "box": _box(busy=False)}


def _box(*, busy: bool, **changes: str) -> gr.Textbox:
    return gr.Textbox(submit_btn=not busy, stop_btn=busy, **changes)


def _where_html(choice: Choice, language: Language) -> str:
    """What can be searched, each to be ticked; "" where there is nothing to choose."""
    chosen = {info.name for info in choice.chosen}
    if len(choice.visible) == 1 and chosen:
        return ""
    ticks = "".join(
        f'<button type="button" role="checkbox" aria-checked="{str(info.name in chosen).lower()}"'
        f' data-collection="{escape(info.name)}">{_TICK}<span>{escape(title_of(info, language))}</span></button>'
        for info in choice.visible
    )
    said = "chat.where.none" if chosen else "chat.where.gone"
    # What differs every time makes Gradio put this in place of what the person has ticked since.
    return (
        f'<div role="group" aria-label="{escape(text("chat.collections", language))}" data-drawn="{time.time_ns()}">'
        f'<span class="label" aria-hidden="true">{escape(text("chat.collections", language))}</span>{ticks}</div>'
        f'<p class="none" role="status">{escape(text(said, language))}</p>'
    )


def _threads_html(threads: Sequence[Thread], current: int | None, language: Language) -> str:
    words = {name: escape(text(f"chat.thread.{name}", language)) for name in ("rename", "remove", "sure", "title")}
    lines = []
    for thread in threads:
        title = escape(thread.title)
        here = ' aria-current="true"' if thread.id == current else ""
        lines.append(
            f'<li data-thread="{thread.id}"{here}><button type="button" data-do="choose" title="{title}">{title}</button>'
            f'<button type="button" data-do="rename" aria-label="{words["rename"]}: {title}" title="{words["rename"]}">'
            f"{_PENCIL}</button>"
            f'<button type="button" data-do="remove" aria-label="{words["remove"]}: {title}" title="{words["remove"]}"'
            f' data-sure="{words["sure"]}">{_BIN}</button></li>'
        )
    gradio = escape(json.dumps(texts_under("chat.gradio", language), ensure_ascii=False))
    heading = (
        f'<div class="threads-head" data-gradio="{gradio}"><h2>{escape(text("chat.threads", language))}</h2>'
        f'<button type="button" data-do="close" aria-label="{escape(text("chat.threads.close", language))}">{_CROSS}'
        "</button></div>"
    )
    if not lines:
        return f"{heading}<p>{escape(text('chat.threads.none', language))}</p>"
    return f'{heading}<ul data-title="{words["title"]}" data-length="{TITLE_LENGTH}">{"".join(lines)}</ul>'


_ICON = (
    '<svg viewBox="0 0 24 24" width="16" height="16" aria-hidden="true" fill="none" stroke="currentColor"'
    ' stroke-width="2" stroke-linecap="round" stroke-linejoin="round">{}</svg>'
)
_TICK = _ICON.format('<path d="M5 12.5l4.5 4.5L19 7.5"/>')
_PENCIL = _ICON.format('<path d="M4 20h4L19 9l-4-4L4 16z"/>')
_CROSS = _ICON.format('<path d="M6 6l12 12M18 6L6 18"/>')
_BIN = _ICON.format('<path d="M4 7h16M9 7V4h6v3M6 7l1 13h10l1-13"/>')
