"""The instructor page: a class's results, its students one by one, classes with their invite codes, and accounts.

Nothing of a class is part of the page as built: everything comes from handlers, and each asks who is there. After every
gesture, and whenever a tab is opened, the whole page is read anew: students register and hand in while it stands open.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import tzinfo
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import gradio as gr
from starlette.datastructures import URL

from db.accounts import AccountError, Person, SchoolClass, name_key
from quizbank import syllabus
from quizbank.progress import Accuracy
from webui.actions_accounts import AccountActions
from webui.actions_scoreboard import ClassBoard, ScoreboardActions, StudentLine, total
from webui.charts import hardest_chart, percent, subject_charts
from webui.gate import LOOPBACK_HOSTS
from webui.identity import instructor_of
from webui.local_time import BROWSER_ZONE, day, zone
from webui.scoreboard_tab import QUIET, board_html, trend_section
from webui.texts import Language, language_of, text

_SCRIPT = (Path(__file__).parent / "static" / "teach_lists.js").read_text(encoding="utf-8")
_ALL = 0  # the choice of all classes; ids start at 1
_NOBODY = 0  # no student is open
# One at a time, so that what was asked for last is drawn last.
_IN_TURN = QUIET | {"concurrency_id": "teach", "concurrency_limit": 1}
_PROBLEMS = {
    "BadName": "accounts.error.name",
    "BadPassword": "accounts.error.password",
    "NameTaken": "accounts.error.taken",
    "ClassExists": "teach.error.class_exists",
    "UnknownUser": "teach.error.unknown",
    "NotAllowed": "teach.error.not_allowed",
}

# The first tab is opened while the page is still without the zone.
_WITH_ZONE = f"(class_id, student_id) => [class_id, student_id, ({BROWSER_ZONE})()]"
# What had the focus leaves the page with an open student and on the way back; without this the focus falls to the body.
_FOCUS = """(id) => {
  let frames = 300;
  const look = () => {
    const found = document.querySelector(%s);
    if (found) found.focus();
    else if (frames--) requestAnimationFrame(look);
  };
  look();
}"""
_FOCUS_STUDENT = _FOCUS % "'#teach-student .student-name'"
_FOCUS_ROW = _FOCUS % '`#teach-students button[data-id="${id}"]`'


def build_teach_page(scoreboard: ScoreboardActions, accounts: AccountActions, t: gr.I18n) -> None:
    """Call inside open Blocks."""
    zone_name = gr.Textbox(visible=False)
    current, opened = gr.Number(_ALL, visible=False), gr.Number(_NOBODY, visible=False)  # a class's id, a student's
    # Custom values, so that a page outlives a restart of the server, which forgets the choices it sent.
    chosen = gr.Dropdown([], label=t("teach.class"), allow_custom_value=True, elem_id="teach-class")
    with gr.Tabs():
        with gr.Tab(t("teach.overview"), id="overview") as overview_tab:
            overview = _html("teach-overview", js_on_load=_SCRIPT)
        with gr.Tab(t("teach.students"), id="students") as students_tab:
            back = gr.Button(t("teach.back"), size="sm", visible=False, elem_id="teach-back")
            students = _html("teach-students", js_on_load=_SCRIPT)
            one = _html("teach-student")
        with gr.Tab(t("teach.admin"), id="admin") as admin_tab:
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
                student = gr.Dropdown(
                    [], label=t("teach.reset.student"), allow_custom_value=True, scale=2, elem_id="teach-reset-student"
                )
                password = _password(t("teach.reset.password"))
                reset = gr.Button(t("teach.reset.do"), scale=1)

    page = [chosen, current, opened, overview, students, one, back, classes, student]

    def draw(request: gr.Request, class_id: object, student_id: object, zone_name: str, *, moves: bool = True):
        """Updates for `page` with that class and, unless it is _NOBODY, that student's results.

        Without `moves` nothing is opened or shut: the person may have gone on since that was asked for.
        """
        person, language, where = instructor_of(request), _language(request), zone(zone_name)
        found = accounts.classes(person)
        names = _class_names(found, language)
        class_id = _named(class_id, names) or _ALL
        board = scoreboard.class_board(person, class_id or None, where)
        site = _site(request)
        shown = [one for one in found if class_id in (_ALL, one.id)]
        empty = "" if board.students else _no_students(shown, language, site)
        student_id = _id(student_id)
        try:
            result = (
                board_html(scoreboard.student(person, student_id), language, where, own=False) if student_id else ""
            )
        except AccountError as error:
            _warn(_problem(error, language), language)
            student_id, result = _NOBODY, ""
        choices = [(name, number) for number, name in names.items()]
        table, is_open = empty or _students(board.students, language, class_id, where), bool(student_id)
        return (
            gr.Dropdown(choices=choices, value=class_id) if moves else gr.Dropdown(choices=choices),
            class_id if moves else gr.skip(),
            student_id if moves else gr.skip(),
            empty or _overview(board, language, where),
            gr.HTML(table, visible=not is_open) if moves else gr.HTML(table),
            gr.HTML(result, visible=is_open) if moves else gr.HTML(result) if is_open else gr.skip(),
            gr.Button(visible=is_open) if moves else gr.skip(),
            _classes(found, language, site),
            gr.Dropdown(choices=[(label, number) for number, label in _student_names(accounts, person)[1].items()]),
        )

    def arrive(zone_name: str, request: gr.Request):
        instructor_of(request)
        headings = [f"<h2>{_words(key, _language(request))}</h2>" for key in ("teach.instructor", "teach.reset")]
        return zone_name, *headings, *draw(request, _ALL, _NOBODY, zone_name)

    def refresh(class_id: object, student_id: object, zone_name: str, request: gr.Request):
        return draw(request, class_id, student_id, zone_name, moves=False)

    def choose_class(value: object, class_id: object, student_id: object, zone_name: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        wanted = _named(value, _class_names(accounts.classes(person), language))
        if wanted is None or wanted == class_id:
            if wanted is None and value:
                _warn(text("teach.error.no_class", language, name=value), language)
            return draw(request, class_id, student_id, zone_name)
        return draw(request, wanted, _NOBODY, zone_name)

    def open_student(class_id: object, zone_name: str, request: gr.Request, event: gr.EventData):
        instructor_of(request)
        return draw(request, class_id, event.student, zone_name)

    def close_student(class_id: object, zone_name: str, request: gr.Request):
        return draw(request, class_id, _NOBODY, zone_name)

    def on_add_class(name: str, class_id: object, student_id: object, zone_name: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        words = _PROBLEMS | {"BadName": "teach.error.class_name"}
        added = _tried(lambda: accounts.add_class(person, name), language, words)
        if added:
            _done(text("teach.class.added", language, name=added.name), language)
        # A name that was refused is left alone: it may be being mended already.
        return "" if added else gr.skip(), *draw(request, class_id, student_id, zone_name)

    def on_renew(class_id: object, student_id: object, zone_name: str, request: gr.Request, event: gr.EventData):
        person, language = instructor_of(request), _language(request)
        if _tried(lambda: accounts.renew_invite(person, _id(getattr(event, "class"))), language):
            _done(text("teach.code.renewed", language), language)
        return draw(request, class_id, student_id, zone_name)

    def on_add_instructor(name: str, secret: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        added = _tried(lambda: accounts.add_instructor(person, name, secret), language)
        if added:
            _done(text("teach.instructor.added", language, name=added.name), language)
        return ("", "") if added else (name, secret)

    def on_reset(value: object, secret: str, request: gr.Request):
        person, language = instructor_of(request), _language(request)
        names, labels = _student_names(accounts, person)
        user_id = _named(value, names) or _named(value, labels)
        if user_id is None:
            words = (
                text("teach.error.no_student", language, name=value) if value else text("teach.error.choose", language)
            )
            _warn(words, language)
            return gr.skip(), secret
        if not _tried(lambda: accounts.reset_password(person, user_id, secret) or True, language):
            return gr.skip(), secret
        _done(text("teach.reset.done", language), language)
        return None, ""

    blocks = gr.context.Context.root_block
    position = [current, opened, zone_name]
    headings = [instructor_heading, reset_heading]
    blocks.load(arrive, zone_name, [zone_name, *headings, *page], js=BROWSER_ZONE, **_IN_TURN)
    for tab in (overview_tab, students_tab, admin_tab):
        tab.select(refresh, position, page, js=_WITH_ZONE, **_IN_TURN)
    chosen.input(choose_class, [chosen, *position], page, **_IN_TURN)
    students.open(open_student, [current, zone_name], page, **_IN_TURN).then(None, js=_FOCUS_STUDENT)
    back.click(None, opened, js=_FOCUS_ROW)
    back.click(close_student, [current, zone_name], page, **_IN_TURN)
    for gesture in (add_class.click, class_name.submit):
        gesture(on_add_class, [class_name, *position], [class_name, *page], **_IN_TURN)
    classes.renew(on_renew, position, page, **_IN_TURN)
    add_instructor.click(on_add_instructor, [new_name, new_password], [new_name, new_password], **QUIET)
    reset.click(on_reset, [student, password], [student, password], **QUIET)


def _html(elem_id: str, js_on_load: str | None = None) -> gr.HTML:
    return gr.HTML("", elem_id=elem_id, js_on_load=js_on_load, apply_default_css=False)


def _password(label: object) -> gr.Textbox:
    return gr.Textbox(
        label=label, type="password", max_length=128, scale=2,
        html_attributes=gr.InputHTMLAttributes(autocomplete="new-password"),
    )  # fmt: skip


def _language(request: gr.Request) -> Language:
    return language_of(request.headers.get("accept-language"))


def _site(request: gr.Request) -> URL:
    """The address under which the instructor's browser reached this program, without a path."""
    return request.request.url.replace(path="", query="", fragment="")


def _words(key: str, language: Language, **values: object) -> str:
    return escape(text(key, language, **values))


def _id(value: object) -> int:
    """A class or user id from the browser; 0 for anything that is no id."""
    known = isinstance(value, int | float) and not isinstance(value, bool) and 1 <= value < 2**53
    return int(value) if known else 0


def _named(value: object, names: Mapping[int, str]) -> int | None:
    """The id that a dropdown's value means: one of the list's, or that of the name typed in. None for neither."""
    if isinstance(value, int | float):
        return int(value) if value in names else None
    if not isinstance(value, str):
        return None
    exact = [number for number, name in names.items() if name == value]
    alike = exact or [number for number, name in names.items() if name_key(name) == name_key(value)]
    return alike[0] if len(alike) == 1 else None


def _class_names(classes: Sequence[SchoolClass], language: Language) -> dict[int, str]:
    return {_ALL: text("teach.class.all", language)} | {one.id: one.name for one in classes}


def _student_names(accounts: AccountActions, person: Person) -> tuple[dict[int, str], dict[int, str]]:
    """By id every student's name, and the name with the class behind it, which is what the list shows."""
    classes = {one.id: f"（{one.name}）" for one in accounts.classes(person)}
    students = [user for user in accounts.users(person) if user.role == "student"]
    return (
        {user.id: user.name for user in students},
        {user.id: user.name + classes.get(user.class_id, "") for user in students},
    )


def _problem(error: AccountError, language: Language, words: Mapping[str, str] = _PROBLEMS) -> str:
    return text(words.get(type(error).__name__, "app.error"), language)


def _warn(words: str, language: Language) -> None:
    gr.Warning(escape(words), title=text("teach.toast.warning", language))  # Gradio takes them for HTML


def _done(words: str, language: Language) -> None:
    gr.Info(escape(words), title=text("teach.toast.done", language))


def _tried(gesture: Callable[[], Any], language: Language, words: Mapping[str, str] = _PROBLEMS) -> Any:
    """What the gesture gives; None after saying why it was refused."""
    try:
        return gesture()
    except AccountError as error:
        _warn(_problem(error, language, words), language)
        return None


# --- HTML ------------------------------------------------------------------------------------------------------------


def _overview(board: ClassBoard, language: Language, where: tzinfo | None) -> str:
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
        f"{trend_section(board.trend, language, where, 'board.trend.none.daily', daily=True)}</div>"
    )


def _students(
    students: Sequence[StudentLine], language: Language, class_id: int, where: tzinfo | None
) -> str:  # fmt: skip
    columns = [text(f"board.column.{name}", language) for name in ("student", "attempts", "last", "total")]
    columns += [subject.label(language) for subject in syllabus.subjects()]
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in columns)
    rows = "".join(_student(student, language, where) for student in students)
    query = urlencode(({"class_id": class_id} if class_id else {}) | ({"zone": str(where)} if where else {}))
    return (
        f'<div class="board"><section class="card"><div class="head"><h2>{_words("teach.students", language)}</h2>'
        f'<a class="export" href="/teach/report.csv?{escape(query)}" download>{_words("teach.export", language)}</a></div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{_words("teach.students", language)}">'
        f'<table class="students"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f'<p class="legend">{_words("board.students.legend", language)}</p></section></div>'
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
    if accuracy.too_few:
        return f'<span class="few">{_words("board.few", language)}</span> {n}'
    return f'<span class="share">{percent(accuracy.share)}</span> {n}'


def _no_students(classes: Sequence[SchoolClass], language: Language, site: URL) -> str:
    """What to do next instead of results: make a class, or invite to those there are."""
    if not classes:
        return f'<div class="board"><section class="card"><p>{_words("teach.empty", language)}</p></section></div>'
    cards = "".join(
        f'<section class="card invitation"><h2>{escape(one.name)}</h2>'
        f"<p>{_words('teach.empty.class', language)}</p><dl>"
        f"<dt>{_words('board.column.code', language)}</dt><dd><code>{escape(one.invite_code)}</code></dd>"
        f'<dt>{_words("teach.invite.address", language)}</dt><dd><span class="address">{_address(one, site)}</span>'
        f" {_copy_button(one, language, site)}</dd></dl>{_local_note(language, site)}</section>"
        for one in classes
    )
    return f'<div class="board">{cards}</div>'


def _local_note(language: Language, site: URL) -> str:
    """A warning where the links would lead students to their own computers."""
    local = (site.hostname or "") in (*LOOPBACK_HOSTS, "::1")
    return f'<p class="note">{_words("teach.invite.local", language)}</p>' if local else ""


def _address(one: SchoolClass, site: URL) -> str:
    """Where one registers for that class, escaped."""
    return escape(f"{site}/register?{urlencode({'invite': one.invite_code})}")


def _copy_button(one: SchoolClass, language: Language, site: URL) -> str:
    return (
        f'<button type="button" data-copy="{_address(one, site)}"'
        f' data-copied="{_words("teach.invite.copied", language)}">'
        f"{_button_words('teach.invite.copy', language, one)}</button>"
    )


def _button_words(key: str, language: Language, one: SchoolClass) -> str:
    """The visible words, which the script may change for a while, then the class for people who cannot see the row."""
    return (
        f'<span class="words" aria-live="polite">{_words(key, language)}</span>'
        f'<span class="unseen"> {escape(one.name)}</span>'
    )


def _classes(classes: Sequence[SchoolClass], language: Language, site: URL) -> str:
    heading = f"<h2>{_words('teach.classes', language)}</h2>"
    if not classes:
        return f"{heading}<p>{_words('teach.class.none', language)}</p>"
    columns = ("board.column.class", "board.column.code", "board.tile.students")
    head = "".join(f'<th scope="col">{_words(key, language)}</th>' for key in columns)
    for key in ("teach.invite.copy", "teach.code.renew"):
        head += f'<th scope="col"><span class="unseen">{_words(key, language)}</span></th>'
    sure = _words("teach.code.sure", language)
    rows = "".join(
        f'<tr><th scope="row">{escape(one.name)}</th><td><code>{escape(one.invite_code)}</code></td>'
        f'<td>{one.students}<span class="narrow"> {_words("teach.class.students", language)}</span></td><td>{_copy_button(one, language, site)}</td><td>'
        f'<button type="button" data-event="renew" data-name="class" data-id="{one.id}" data-sure="{sure}">'
        f"{_button_words('teach.code.renew', language, one)}</button></td></tr>"
        for one in classes
    )
    return (
        f'{heading}<div class="scroll" tabindex="0" role="region" aria-label="{_words("teach.classes", language)}">'
        f'<table class="classes"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>'
        f"{_local_note(language, site)}"
    )
