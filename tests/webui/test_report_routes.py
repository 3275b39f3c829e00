import csv
import io
import re
from urllib.parse import unquote

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from db import accounts
from db.database import open_database, sqlite_url
from db.reports import StudentCounts
from quizbank.progress import Accuracy
from tests.marked_attempts import add_marked_attempt
from webui.actions_scoreboard import ReportLine, ScoreboardActions
from webui.identity import NotInstructor, NotLoggedIn
from webui.report_routes import add_report_routes, as_text, csv_text
from webui.services import Services


@pytest.fixture
def school(tmp_path):
    """A client that says by header who is there, and the classes' ids."""
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    people = {}
    with sessions.begin() as session:
        first, second = accounts.add_class(session, "一班", 1.0), accounts.add_class(session, "二班", 1.0)
        for name, group in (("alice", first), ("=1+1", first), ("carol", second)):
            people[name] = accounts.add_user(session, name, None, "student", 1.0, group.id)
        people["prof"] = accounts.add_user(session, "prof", None, "instructor", 1.0)
        add_marked_attempt(
            session, people["alice"].id, [("os.3.1", True), ("os.3.1", False), ("os.3.2", True)], 1_764_000_000.0
        )
    app = FastAPI()
    add_report_routes(app, ScoreboardActions(Services(sessions, None, lambda: None, lambda: 1_764_000_000.0)))
    app.add_exception_handler(NotInstructor, lambda *_: JSONResponse({}, 403))
    app.add_exception_handler(NotLoggedIn, lambda *_: JSONResponse({}, 401))

    async def identified(scope, receive, send):
        who = dict(scope.get("headers", [])).get(b"x-who", b"").decode()
        scope.setdefault("state", {})["person"] = people.get(who)
        await app(scope, receive, send)

    yield TestClient(identified), first.id
    sessions.kw["bind"].dispose()


def rows(response: httpx.Response) -> list[list[str]]:
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))


@pytest.mark.parametrize(("who", "status"), [("", 401), ("alice", 403), ("prof", 200)])
def test_only_instructors_get_the_report(school, who, status):
    response = school[0].get("/teach/report.csv", headers={"x-who": who})
    assert response.status_code == status
    assert (b"alice" in response.content) == (status == 200)


def test_the_report_of_a_class(school):
    client, first = school
    response = client.get(f"/teach/report.csv?class_id={first}&zone=Asia/Shanghai", headers={"x-who": "prof"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["cache-control"] == "no-store"
    head, *lines = rows(response)
    assert head[:7] == ["班级", "学生", "测验次数", "最近活动", "科目", "章号", "章"]
    assert head[7:] == ["答对", "计分题数（未答按错计）", "正确率（%）"]
    assert len(lines) == 2 * 4 + 1
    assert ["一班", "alice", "1", "2025-11-25", "操作系统", "", "全科", "2", "3", "66.7"] in lines
    assert ["一班", "alice", "1", "2025-11-25", "操作系统", "3", "内存管理", "2", "3", "66.7"] in lines
    assert ["一班", "'=1+1", "0", "", "数据结构", "", "全科", "0", "0", ""] in lines
    assert {line[1] for line in lines} == {"alice", "'=1+1"}


@pytest.mark.parametrize(("zone", "date"), [("Asia/Shanghai", "2025-11-25"), ("UTC", "2025-11-24")])
def test_the_file_is_named_after_class_and_day(school, zone, date):
    client, first = school
    headers = client.get(f"/teach/report.csv?class_id={first}&zone={zone}", headers={"x-who": "prof"}).headers
    plain, encoded = re.fullmatch(
        r"attachment; filename=\"(.*)\"; filename\*=UTF-8''(.*)", headers["content-disposition"]
    ).groups()
    assert plain == f"408-results-{date}.csv"
    assert unquote(encoded) == f"408成绩-一班-{date}.csv"


def test_without_a_class_all_students_are_in_it(school):
    response = school[0].get("/teach/report.csv", headers={"x-who": "prof"})
    assert {line[1] for line in rows(response)[1:]} == {"alice", "'=1+1", "carol"}


def test_it_speaks_the_browsers_language(school):
    response = school[0].get("/teach/report.csv", headers={"x-who": "prof", "accept-language": "en-GB,en;q=0.9"})
    head, first, *_ = rows(response)
    assert head[:3] == ["Class", "Student", "Quizzes"]
    assert first[4:7] == ["Data Structures", "", "Whole subject"]


@pytest.mark.parametrize(
    ("class_id", "status", "words"),
    [("x", 422, "必须是数字"), ("-1", 422, "必须是数字"), ("9" * 40, 422, "必须是数字"), ("99", 404, "没有这个班级")],
)
def test_a_class_that_is_none_is_refused_in_words(school, class_id, status, words):
    response = school[0].get(f"/teach/report.csv?class_id={class_id}", headers={"x-who": "prof"})
    assert response.status_code == status
    assert words in response.text
    assert "detail" not in response.text


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "  @"])
def test_no_cell_is_a_formula(start):
    assert as_text(f"{start}1+1") == f"'{start}1+1"
    line = ReportLine(StudentCounts(1, f"{start}1+1", f"{start}2", 0, None, ()), Accuracy("os", 0, 0))
    read = next(iter(csv.reader(io.StringIO(csv_text([line], "zh", None).split("\r\n", 1)[1], newline=""))))
    assert read[0].startswith("'")
    assert read[1].startswith("'")


@pytest.mark.parametrize("name", ["李明", "a=b", "x-1", ""])
def test_plain_cells_stay_as_they_are(name):
    assert as_text(name) == name
