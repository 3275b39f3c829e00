"""The scoreboard tab: how a student stands in each subject and chapter, over time, and the attempts to open again."""

from datetime import tzinfo
from html import escape

import gradio as gr

from db.attempts import AttemptSummary
from webui.actions_scoreboard import Scoreboard, ScoreboardActions, TrendPoint, total
from webui.charts import DatedShare, percent, subject_charts, trend_chart
from webui.identity import person_of
from webui.local_time import BROWSER_ZONE, day, day_and_clock, zone
from webui.texts import Language, language_of, text

QUIET = {"api_visibility": "private", "show_progress": "hidden"}


def build_scoreboard_tab(scoreboard: ScoreboardActions, t: gr.I18n) -> None:
    """Call inside open Blocks, directly inside the tab: it is read anew whenever the tab is opened."""
    zone_name = gr.Textbox(visible=False)
    board = gr.HTML("", elem_id="board", apply_default_css=False, js_on_load=None)

    def show(zone_name: str, request: gr.Request) -> str:
        language = language_of(request.headers.get("accept-language"))
        return board_html(scoreboard.board(person_of(request)), language, zone(zone_name))

    gr.context.Context.root_block.load(show, zone_name, board, js=BROWSER_ZONE, **QUIET)
    if isinstance(gr.context.Context.block, gr.Tab):
        gr.context.Context.block.select(show, zone_name, board, js=BROWSER_ZONE, **QUIET)


def board_html(board: Scoreboard, language: Language, where: tzinfo | None, *, own: bool = True) -> str:
    """One person's results as HTML. `own`: for that person, with links to their attempts; else for an instructor,
    under the person's name."""
    name = "" if own else f'<h2 class="student-name" tabindex="-1">{escape(board.name)}</h2>'
    closed = [one for one in board.recent if not one.attempt.is_open]
    if not closed and not (own and board.recent):
        return (
            _empty(language) if own else _board(name, _section("", f"<p>{_words('board.student.none', language)}</p>"))
        )
    parts = [
        name,
        _tiles(board, language, where),
        _section(_words("board.subjects", language), subject_charts(board.progress, language)),
        trend_section(board.trend, language, where, "board.trend.none" if own else "board.trend.none.student"),
        _section(_words("board.recent", language), _attempts(board.recent if own else closed, language, where, own)),
    ]
    return _board(*parts)


def trend_section(
    points: tuple[TrendPoint, ...], language: Language, where: tzinfo | None, waiting: str, *, daily: bool = False
) -> str:  # fmt: skip
    """The chart with its heading, or the words `waiting` on what it waits for. `daily`: a point is a day, not an attempt."""
    dated = [DatedShare(day(point.at, where), point.right, point.answered) for point in points]
    chart = trend_chart(dated, language, daily=daily)
    return _section(_words("board.trend", language), chart or f"<p>{_words(waiting, language)}</p>")


def _words(key: str, language: Language, **values: object) -> str:
    return escape(text(key, language, **values))


def _board(*parts: str) -> str:
    return f'<div class="board">{"".join(parts)}</div>'


def _section(heading: str, content: str) -> str:
    title = f"<h2>{heading}</h2>" if heading else ""
    return f'<section class="card">{title}{content}</section>'


def _empty(language: Language) -> str:
    return (
        f'<div class="board"><section class="card invite"><h2>{_words("board.empty", language)}</h2>'
        f"<p>{_words('board.empty.why', language)}</p>"
        f'<a class="start" href="/quiz">{_words("board.empty.start", language)}</a></section></div>'
    )


def _tiles(board: Scoreboard, language: Language, where: tzinfo | None) -> str:
    overall = total(board.progress)
    share = percent(overall.share) if not overall.too_few else "–"
    last = day(board.trend[-1].at, where) if board.trend else "–"
    tiles = (("board.tile.share", share), ("board.tile.answered", str(overall.answered)), ("board.tile.last", last))
    return (
        '<dl class="tiles">'
        + "".join(f"<div><dt>{_words(key, language)}</dt><dd>{escape(value)}</dd></div>" for key, value in tiles)
        + "</dl>"
    )


def _attempts(recent: list[AttemptSummary] | tuple, language: Language, where: tzinfo | None, own: bool) -> str:
    columns = ("board.column.date", "board.column.kind", "board.column.score")
    head = "".join(f'<th scope="col">{_words(key, language)}</th>' for key in columns)
    link = f'<th scope="col"><span class="unseen">{_words("board.column.open", language)}</span></th>' if own else ""
    rows = "".join(_attempt(one, language, where, own) for one in recent)
    return f'<table class="attempts"><thead><tr>{head}{link}</tr></thead><tbody>{rows}</tbody></table>'


def _attempt(one: AttemptSummary, language: Language, where: tzinfo | None, own: bool) -> str:
    attempt = one.attempt
    if attempt.is_open:
        score = _words("board.open", language, answered=one.answered, questions=one.questions)
        action = _words("board.continue", language)
    else:
        score = f"<strong>{one.earned}</strong>/{one.possible} · {percent(one.right / max(one.questions, 1))}"
        action = _words("board.review", language)
    when = day_and_clock(attempt.started_at, where)
    link = f'<td><a href="/quiz#attempt-{attempt.id}" aria-label="{action}: {when}">{action}</a></td>' if own else ""
    kind = f"quiz.kind.{attempt.kind}"
    return f"<tr><td>{when}</td><td>{_words(kind, language)}</td><td>{score}</td>{link}</tr>"
