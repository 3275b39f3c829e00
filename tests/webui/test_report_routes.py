import csv
import io

import httpx
import pytest
from fastapi import FastAPI
from starlette.responses import JSONResponse
from starlette.testclient import TestClient

from db import accounts
from db.database import open_database, sqlite_url
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
        add_marked_attempt(session, people["alice"].id, [("os.3.1", True), ("os.3.1", False), ("os.3.2", True)], 9.0)
    app = FastAPI()
    add_report_routes(app, ScoreboardActions(Services(sessions, None, lambda: None, lambda: 10.0)))
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
    response = client.get(f"/teach/report.csv?class_id={first}", headers={"x-who": "prof"})
    assert response.content.startswith(b"\xef\xbb\xbf")
    assert response.headers["content-type"] == "text/csv; charset=utf-8"
    assert response.headers["content-disposition"] == 'attachment; filename="408-report.csv"'
    assert response.headers["cache-control"] == "no-store"
    head, *lines = rows(response)
    assert head == ["学生", "科目", "章", "答对", "作答", "正确率（%）"]
    assert len(lines) == 2 * (4 + 24)
    assert ["alice", "操作系统", "全科", "2", "3", "66.7"] in lines
    assert ["alice", "操作系统", "内存管理", "2", "3", "66.7"] in lines
    assert ["alice", "数据结构", "图", "0", "0", ""] in lines
    assert {line[0] for line in lines} == {"alice", "'=1+1"}


def test_without_a_class_all_students_are_in_it(school):
    response = school[0].get("/teach/report.csv", headers={"x-who": "prof"})
    assert {line[0] for line in rows(response)[1:]} == {"alice", "'=1+1", "carol"}


def test_it_speaks_the_browsers_language(school):
    response = school[0].get("/teach/report.csv", headers={"x-who": "prof", "accept-language": "en-GB,en;q=0.9"})
    head, first, *_ = rows(response)
    assert head[:3] == ["Student", "Subject", "Chapter"]
    assert first[1:3] == ["Data Structures", "Whole subject"]


def test_a_class_that_is_no_number_is_refused(school):
    assert school[0].get("/teach/report.csv?class_id=x", headers={"x-who": "prof"}).status_code == 422


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", " =", "  @"])
def test_no_cell_is_a_formula(start):
    assert as_text(f"{start}1+1") == f"'{start}1+1"
    line = ReportLine(f"{start}1+1", Accuracy("os", 0, 0))
    read = next(iter(csv.reader(io.StringIO(csv_text([line], "zh").split("\r\n", 1)[1], newline=""))))
    assert read[0].startswith("'")


@pytest.mark.parametrize("name", ["李明", "a=b", "x-1", ""])
def test_plain_cells_stay_as_they_are(name):
    assert as_text(name) == name
