"""The instructor page: a class's results, its students one by one, classes with their invite codes, and accounts.

Nothing of a class is part of the page as built: everything comes from handlers, and each asks who is there.
"""

from collections.abc import Callable, Sequence
from datetime import tzinfo
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from db.accounts import AccountError, Person, SchoolClass
from quizbank import syllabus
from quizbank.progress import Accuracy
from webui.actions_accounts import AccountActions
from webui.actions_scoreboard import ClassBoard, ScoreboardActions, StudentLine, total
from webui.charts import hardest_chart, percent, subject_charts
from webui.identity import instructor_of
from webui.local_time import BROWSER_ZONE, day, zone
from webui.scoreboard_tab import QUIET, board_html, trend_section
from webui.texts import Language, language_of, text

_SCRIPT = (Path(__file__).parent / "static" / "teach_lists.js").read_text(encoding="utf-8")
_ALL = 0  # the choice of all classes; ids start at 1
_PROBLEMS = {
    "BadName": "accounts.error.name",
    "BadPassword": "accounts.error.password",
    "NameTaken": "accounts.error.taken",
    "ClassExists": "teach.error.class_exists",
    "UnknownUser": "teach.error.unknown",
    "NotAllowed": "teach.error.not_allowed",
}


def build_teach_page(scoreboard: ScoreboardActions, accounts: AccountActions, t: gr.I18n) -> None:
    """Call inside open Blocks."""
    zone_name = gr.Textbox(visible=False)
    # Custom values, so that a page outlives a restart of the server, which forgets the choices it sent.
    chosen = gr.Dropdown([], label=t("teach.class"), allow_custom_value=True, elem_id="teach-class")
    with gr.Tabs():
        with gr.Tab(t("teach.overview"), id="overview"):
            overview = _html("teach-overview")
        with gr.Tab(t("teach.students"), id="students"):
            back = gr.Button(t("teach.back"), size="sm", visible=False, elem_id="teach-back")
            students = _html("teach-students", js_on_load=_SCRIPT)
            one = _html("teach-student")
        with gr.Tab(t("teach.admin"), id="admin"):
            classes = _html("teach-classes", js_on_load=_SCRIPT)
            with gr.Row(equal_height=False, elem_classes="teach-form"):
                class_name = gr.Textbox(label=t("teach.class.new"), max_length=32, scale=3)
                add_class = gr.Button(t("teach.class.add"), scale=1)
            instructor_heading = _html("teach-instructor-heading")
            with gr.Row(equal_height=False, elem_classes="teach-form"):
                new_name = gr.Textbox(label=t("teach.instructor.name"), max_length=32, scale=2)
                new_password = _password(t("teach.instructor.password"))
                add_instructor = gr.Button(t("teach.instructor.add"), scale=1)
            reset_heading = _html("teach-reset-heading")
            with gr.Row(equal_height=False, elem_classes="teach-form"):
                student = gr.Dropdown([], label=t("teach.reset.student"), allow_custom_value=True, scale=2)
                password = _password(t("teach.reset.password"))
                reset = gr.Button(t("teach.reset.do"), scale=1)

    results = [overview, students, one, back]
    lists = [chosen, classes, student]

    def arrive(zone_name: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        headings = [f"<h2>{_words(key, language)}</h2>" for key in ("teach.instructor", "teach.reset")]
        return (
            zone_name, *headings, *_lists(accounts, person, language, _ALL),
            *_results(scoreboard, person, language, None, zone(zone_name)),
        )  # fmt: skip

    def choose_class(class_id: object, zone_name: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        return _results(scoreboard, person, language, _id(class_id), zone(zone_name))

    def open_student(zone_name: str, request: gr.Request, event: gr.EventData):
        person, language = instructor_of(request), _language(request)
        try:
            board = scoreboard.student(person, _id(event.student) or 0)
        except AccountError as error:
            gr.Warning(_problem(error, language))
            return gr.skip(), gr.skip(), gr.skip()
        page = f"<h2>{escape(board.name)}</h2>" + board_html(board, language, zone(zone_name), own=False)
        return gr.HTML(visible=False), gr.HTML(page, visible=True), gr.Button(visible=True)

    def close_student(request: gr.Request):
        instructor_of(request)
        return gr.HTML(visible=True), gr.HTML("", visible=False), gr.Button(visible=False)

    def on_add_class(name: str, class_id: object, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        added = _tried(lambda: accounts.add_class(person, name), language)
        if added:
            gr.Info(text("teach.class.added", language, name=added.name))
        return "" if added else name, *_lists(accounts, person, language, _id(class_id) or _ALL)

    def on_renew(class_id: object, request: gr.Request, event: gr.EventData):
        person, language = instructor_of(request), _language(request)
        if _tried(lambda: accounts.renew_invite(person, _id(getattr(event, "class")) or 0), language):
            gr.Info(text("teach.code.renewed", language))
        return _lists(accounts, person, language, _id(class_id) or _ALL)

    def on_add_instructor(name: str, secret: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        added = _tried(lambda: accounts.add_instructor(person, name, secret), language)
        if added:
            gr.Info(text("teach.instructor.added", language, name=added.name))
        return ("", "") if added else (name, secret)

    def on_reset(user_id: object, secret: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        if _id(user_id) is None:
            gr.Warning(text("teach.error.choose", language))
            return secret
        done = _tried(lambda: accounts.reset_password(person, _id(user_id), secret) or True, language)
        if done:
            gr.Info(text("teach.reset.done", language))
        return "" if done else secret

    blocks = gr.context.Context.root_block
    headings = [instructor_heading, reset_heading]
    blocks.load(arrive, zone_name, [zone_name, *headings, *lists, *results], js=BROWSER_ZONE, **QUIET)
    chosen.input(choose_class, [chosen, zone_name], results, **QUIET)
    students.open(open_student, zone_name, [students, one, back], **QUIET)
    back.click(close_student, None, [students, one, back], **QUIET)
    add_class.click(on_add_class, [class_name, chosen], [class_name, *lists], **QUIET)
    classes.renew(on_renew, chosen, lists, **QUIET)
    add_instructor.click(on_add_instructor, [new_name, new_password], [new_name, new_password], **QUIET)
    reset.click(on_reset, [student, password], password, **QUIET)


def _html(elem_id: str, js_on_load: str | None = None) -> gr.HTML:
    return gr.HTML("", elem_id=elem_id, js_on_load=js_on_load, apply_default_css=False)


def _password(label: object) -> gr.Textbox:
    return gr.Textbox(
        label=label, type="password", max_length=128, scale=2,
        html_attributes=gr.InputHTMLAttributes(autocomplete="new-password"),
    )  # fmt: skip


def _language(request: gr.Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _words(key: str, language: Language, **values: object) -> str:
    return escape(text(key, language, **values))


def _id(value: object) -> int | None:
    """A class or user id from the browser; None for "all", and for anything that is no id."""
    return int(value) if isinstance(value, int | float) and not isinstance(value, bool) and value >= 1 else None


def _problem(error: AccountError, language: Language) -> str:
    return text(_PROBLEMS.get(type(error).__name__, "app.error"), language)


def _tried(gesture: Callable[[], Any], language: Language) -> Any:
    """What the gesture gives; None after saying why it was refused."""
    try:
        return gesture()
    except AccountError as error:
        gr.Warning(_problem(error, language))
        return None


def _results(
    scoreboard: ScoreboardActions, person: Person, language: Language, class_id: int | None, where: tzinfo | None
):  # fmt: skip
    """Updates for the overview, the table of students, the open student and the way back."""
    board = scoreboard.class_board(person, class_id)
    return (
        _overview(board, language, where),
        gr.HTML(_students(board.students, language, class_id, where), visible=True),
        gr.HTML("", visible=False),
        gr.Button(visible=False),
    )


def _lists(accounts: AccountActions, person: Person, language: Language, chosen: int):
    """Updates for the choice of a class, the list of classes and the choice of a student."""
    found = accounts.classes(person)
    names = {one.id: one.name for one in found}
    choices = [(text("teach.class.all", language), _ALL), *((one.name, one.id) for one in found)]
    people = [
        (f"{user.name}（{names[user.class_id]}）" if user.class_id in names else user.name, user.id)
        for user in accounts.users(person)
        if user.role == "student"
    ]
    return (
        gr.Dropdown(choices=choices, value=chosen),
        _classes(found, language),
        gr.Dropdown(choices=people, value=None),
    )


# --- HTML ------------------------------------------------------------------------------------------------------------


def _overview(board: ClassBoard, language: Language, where: tzinfo | None) -> str:
    if not board.students:
        return f'<div class="board"><section class="card"><p>{_words("teach.empty", language)}</p></section></div>'
    overall = total(board.progress)
    tiles = (
        ("board.tile.students", str(len(board.students))),
        ("board.tile.active", str(sum(student.attempts > 0 for student in board.students))),
        ("board.tile.answered", str(overall.answered)),
        ("board.tile.share", percent(overall.share) if not overall.too_few else "–"),
    )
    tile_list = "".join(f"<div><dt>{_words(key, language)}</dt><dd>{value}</dd></div>" for key, value in tiles)
    hardest = (
        hardest_chart(board.hardest, language) if board.hardest else f"<p>{_words('teach.hardest.none', language)}</p>"
    )
    return (
        f'<div class="board"><dl class="tiles">{tile_list}</dl>'
        f'<section class="card"><h2>{_words("board.subjects", language)}</h2>'
        f"{subject_charts(board.progress, language)}</section>"
        f'<section class="card"><h2>{_words("teach.hardest", language)}</h2>{hardest}</section>'
        f"{trend_section(board.trend, language, where, daily=True)}</div>"
    )


def _students(
    students: Sequence[StudentLine], language: Language, class_id: int | None, where: tzinfo | None
) -> str:  # fmt: skip
    if not students:
        return f'<div class="board"><section class="card"><p>{_words("teach.empty", language)}</p></section></div>'
    columns = [text(f"board.column.{name}", language) for name in ("student", "attempts", "last", "total")]
    columns += [subject.label(language) for subject in syllabus.subjects()]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    rows = "".join(_student(student, language, where) for student in students)
    query = f"?class_id={class_id}" if class_id else ""
    return (
        f'<div class="board"><section class="card"><div class="head"><h2>{_words("teach.students", language)}</h2>'
        f'<a class="export" href="/teach/report.csv{query}" download>{_words("teach.export", language)}</a></div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_words("teach.students", language)}">'
        f'<table class="students"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></section></div>'
    )


def _student(student: StudentLine, language: Language, where: tzinfo | None) -> str:
    last = day(student.last_at, where) if student.last_at else "–"
    shares = "".join(f"<td>{_share(accuracy, language)}</td>" for accuracy in (student.total, *student.subjects))
    return (
        f'<tr><th scope="row"><button type="button" data-event="open" data-name="student" data-id="{student.user_id}">'
        f"{escape(student.name)}</button></th><td>{student.attempts}</td><td>{last}</td>{shares}</tr>"
    )


def _share(accuracy: Accuracy, language: Language) -> str:
    if not accuracy.answered:
        return "–"
    n = f'<span class="n">{_words("board.n", language, n=accuracy.answered)}</span>'
    return f'<span class="{"few" if accuracy.too_few else "share"}">{percent(accuracy.share)}</span> {n}'


def _classes(classes: Sequence[SchoolClass], language: Language) -> str:
    heading = f"<h2>{_words('teach.classes', language)}</h2>"
    if not classes:
        return f"{heading}<p>{_words('teach.class.none', language)}</p>"
    columns = ("board.column.class", "board.column.code", "board.tile.students")
    head = "".join(f'<th scope="col">{_words(key, language)}</th>' for key in columns)
    renew, sure = _words("teach.code.renew", language), _words("teach.code.sure", language)
    rows = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td><code>{escape(one.invite_code)}</code></td>'
        f'<td>{one.students}</td><td><button type="button" data-event="renew" data-name="class" data-id="{one.id}"'
        f' data-sure="{sure}" aria-label="{renew}: {escape(one.name)}">{renew}</button></td></tr>'
        for one in classes
    )
    return (
        f'{heading}<div class="scroll" tabindex="0"><table class="classes">'
        f'<thead><tr>{head}<th scope="col"><span class="unseen">{renew}</span></th></tr></thead>'
        f"<tbody>{rows}</tbody></table></div>"
    )
