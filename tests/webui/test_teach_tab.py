import inspect
import json
from types import SimpleNamespace

import gradio as gr
import pytest

from db import accounts
from db.accounts import NameTaken, Person, SchoolClass
from db.database import open_database, sqlite_url
from quizbank.progress import Accuracy
from tests.marked_attempts import add_marked_attempt
from webui import teach_tab
from webui.actions_accounts import AccountActions, BadPassword, Passwords
from webui.actions_scoreboard import ScoreboardActions, StudentLine
from webui.identity import NotInstructor, NotLoggedIn
from webui.services import Services
from webui.texts import translations

STUDENT = Person(1, "alice", "student", 1)


@pytest.fixture
def services(tmp_path):
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        first = accounts.add_class(session, "秘密一班", 1.0)
        alice = accounts.add_user(session, "alice", None, "student", 1.0, first.id)
        accounts.add_user(session, "prof", None, "instructor", 1.0)
        add_marked_attempt(session, alice.id, [("os.3.1", True)] * 6, 9.0)
    yield Services(sessions, None, lambda: None, lambda: 10.0)
    sessions.kw["bind"].dispose()


@pytest.fixture
def page(services):
    with gr.Blocks() as blocks:
        teach_tab.build_teach_page(
            ScoreboardActions(services), AccountActions(services, Passwords()), gr.I18n(**translations())
        )
    return blocks


def handlers(blocks):
    return [one.fn for one in blocks.fns.values() if one.fn is not None]


def call(handler, request):
    """The handler with nothing filled in but who is there."""
    parameters = inspect.signature(handler).parameters.values()
    given = [request if one.annotation is gr.Request else None for one in parameters]
    assert request in given, f"{handler.__name__} does not ask who is there"
    return handler(*given)


@pytest.mark.parametrize(("person", "refusal"), [(STUDENT, NotInstructor), (None, NotLoggedIn)])
def test_every_handler_refuses_whoever_is_no_instructor(page, person, refusal):
    request = SimpleNamespace(headers={}, scope={"state": {"person": person}})
    assert len(handlers(page)) >= 8
    for handler in handlers(page):
        with pytest.raises(refusal):
            call(handler, request)


def test_the_page_as_built_holds_nothing_of_a_class(page):
    config = json.dumps(page.get_config_file(), ensure_ascii=False, default=str)
    for secret in ("alice", "秘密一班", "prof"):
        assert secret not in config


def test_no_handler_is_offered_to_other_programs(page):
    assert {one.api_visibility for one in page.fns.values()} == {"private"}


def test_names_are_escaped_and_lead_to_the_student():
    line = StudentLine(7, "<b>吴</b>", 1, 1_764_000_000.0, Accuracy("", 1, 2), (Accuracy("ds", 5, 8),) * 4)
    html = teach_tab._students([line], "zh", 3, None)
    assert "<b>" not in html
    assert 'data-id="7"' in html
    assert 'href="/teach/report.csv?class_id=3"' in html
    assert 'href="/teach/report.csv"' in teach_tab._students([line], "zh", None, None)


def test_classes_show_their_codes():
    html = teach_tab._classes([SchoolClass(4, "<i>一班</i>", "ABCD2345", 12)], "zh")
    assert "<code>ABCD2345</code>" in html
    assert 'data-id="4"' in html
    assert "<i>" not in html


@pytest.mark.parametrize(
    ("sent", "read"), [(3, 3), (3.0, 3), (0, None), (-1, None), (None, None), ("3", None), (True, None)]
)
def test_ids_from_the_browser(sent, read):
    assert teach_tab._id(sent) == read


def test_a_refusal_is_said_and_gives_none(monkeypatch):
    said = []
    monkeypatch.setattr(teach_tab.gr, "Warning", said.append)

    def refused():
        raise NameTaken("x")

    assert teach_tab._tried(refused, "zh") is None
    assert said == ["这个姓名已被注册。"]
    assert "8" in teach_tab._problem(BadPassword(), "en")
