"""The instructor's export: one CSV file, made for spreadsheets."""

import csv
import io
import re
from collections.abc import Iterable
from datetime import tzinfo
from urllib.parse import quote

from fastapi import FastAPI, Query, Request
from starlette.responses import Response

from db.accounts import UnknownClass
from quizbank import syllabus
from webui.actions_scoreboard import Report, ReportLine, ScoreboardActions
from webui.identity import instructor_of
from webui.local_time import day, zone
from webui.pages import page, request_language
from webui.texts import Language, text

_COLUMNS = ("class", "student", "attempts", "last", "subject", "number", "chapter", "right", "answered", "share")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_NOT_IN_FILE_NAMES = re.compile(r'[\\/:*?"<>|\s]+')


def add_report_routes(app: FastAPI, scoreboard: ScoreboardActions) -> None:
    """Add `GET /teach/report.csv?class_id=&zone=`; must come before the mount of /teach, which takes all below it.

    `zone` names the time zone of its dates. An unknown class is answered with 404, a class that is no number with 422.
    """

    # The class is read here and not by FastAPI, whose refusal is JSON: a person clicks this link.
    @app.get("/teach/report.csv", include_in_schema=False)
    def report(request: Request, class_id: str = "", zone_name: str = Query("", alias="zone")) -> Response:
        person, language, where = instructor_of(request), request_language(request), zone(zone_name)

        def refused(status: int, key: str) -> Response:
            return page(request, "message.html", "app.teach", status, message=text(key, language))

        if class_id and not (class_id.isascii() and class_id.isdigit() and len(class_id) < 10):
            return refused(422, "board.csv.bad_class")
        try:
            made = scoreboard.report(person, int(class_id) if class_id else None)
        except UnknownClass:
            return refused(404, "board.csv.no_class")
        return Response(
            csv_text(made.lines, language, where),
            media_type="text/csv; charset=utf-8",
            headers={
                "content-disposition": _disposition(made, language, where),
                "cache-control": "no-store",
                "x-content-type-options": "nosniff",
            },
        )


def csv_text(lines: Iterable[ReportLine], language: Language, where: tzinfo | None) -> str:
    """A header and a row per line; starts with a byte order mark, without which Excel misreads Chinese.

    A subject's total has no chapter number, and the word for it as the chapter. `share` is in percent, empty where
    nothing was marked.
    """
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([text(f"board.csv.{column}", language) for column in _COLUMNS])
    for line in lines:
        student, accuracy, node = line.student, line.accuracy, line.accuracy.node
        subject = syllabus.node(syllabus.subject_of(node)).label(language)
        number = node.rpartition(".")[2] if "." in node else ""
        chapter = syllabus.node(node).label(language) if number else text("board.csv.total", language)
        last = day(student.last_at, where) if student.last_at else ""
        share = "" if accuracy.share is None else f"{100 * accuracy.share:.1f}"
        rows.writerow([
            as_text(student.class_name or ""), as_text(student.name), student.attempts, last,
            as_text(subject), number, as_text(chapter), accuracy.right, accuracy.answered, share,
        ])  # fmt: skip
    return "\ufeff" + out.getvalue()


def as_text(cell: str) -> str:
    """The cell so that no spreadsheet takes it for a formula: a student may call themselves ``=HYPERLINK(...)``."""
    return f"'{cell}" if cell.lstrip(" ").startswith(_FORMULA_STARTS) else cell


def _disposition(report: Report, language: Language, where: tzinfo | None) -> str:
    """The file's name with class and date in UTF-8 as RFC 5987 has it, and one in ASCII for what cannot read that."""
    date = day(report.made_at, where)
    group = _NOT_IN_FILE_NAMES.sub("-", report.class_name or text("teach.class.all", language))
    name = f"{text('board.csv.file', language)}-{group}-{date}.csv"
    return f"attachment; filename=\"408-results-{date}.csv\"; filename*=UTF-8''{quote(name, safe='')}"
