"""The instructor's export: one CSV file, made for spreadsheets."""

import csv
import io
from collections.abc import Iterable
from typing import Annotated

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from quizbank import syllabus
from webui.actions_scoreboard import ReportLine, ScoreboardActions
from webui.identity import instructor_of
from webui.texts import Language, language_of, text

_COLUMNS = ("student", "subject", "chapter", "right", "answered", "share")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def add_report_routes(app: FastAPI, scoreboard: ScoreboardActions) -> None:
    """Add `GET /teach/report.csv?class_id=`; must come before the mount of /teach, which takes everything below it."""

    @app.get("/teach/report.csv", include_in_schema=False)
    def report(request: Request, class_id: Annotated[int | None, Query()] = None) -> Response:
        person = instructor_of(request)
        language = language_of(request.headers.get("accept-language"))
        return Response(
            csv_text(scoreboard.report(person, class_id), language),
            media_type="text/csv; charset=utf-8",
            headers={
                "content-disposition": 'attachment; filename="408-report.csv"',
                "cache-control": "no-store",
                "x-content-type-options": "nosniff",
            },
        )


def csv_text(lines: Iterable[ReportLine], language: Language) -> str:
    """A header and a row per line; starts with a byte order mark, without which Excel misreads Chinese.

    A subject's total has the chapter column filled with the word for it. `share` is in percent, empty without answers.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([text(f"board.csv.{column}", language) for column in _COLUMNS])
    for line in lines:
        node, accuracy = line.accuracy.node, line.accuracy
        subject = syllabus.node(syllabus.subject_of(node)).label(language)
        chapter = syllabus.node(node).label(language) if "." in node else text("board.csv.total", language)
        share = "" if accuracy.share is None else f"{100 * accuracy.share:.1f}"
        cells = [as_text(line.student), as_text(subject), as_text(chapter)]
        rows.writerow([*cells, accuracy.right, accuracy.answered, share])
    return "\ufeff" + out.getvalue()


def as_text(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: a student may call themselves ``=HYPERLINK(...)``."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell
