import inspect
import json
from types import SimpleNamespace

import gradio as gr
import pytest
from starlette.datastructures import URL

from db import accounts
from db.accounts import NameTaken, Person, SchoolClass
from db.database import open_database, sqlite_url
from quizbank.progress import Accuracy
from tests.marked_attempts import add_marked_attempt
from webui import teach_tab
from webui.actions_accounts import AccountActions, BadPassword, Passwords
from webui.actions_scoreboard import ScoreboardActions, StudentLine
from webui.identity import NotInstructor, NotLoggedIn
from webui.local_time import zone
from webui.services import Services
from webui.texts import translations

SITE = URL("http://192.168.1.5:7860")
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
    assert 'href="/teach/report.csv?zone=UTC"' in teach_tab._students([line], "zh", 0, zone("UTC"))
    assert "题数太少</span> <span" in html
    assert "50%" not in html
    assert "未答按错计" in html


def test_classes_show_their_codes():
    html = teach_tab._classes([SchoolClass(4, "<i>一班</i>", "ABCD2345", 12)], "zh", SITE)
    assert "<code>ABCD2345</code>" in html
    assert 'data-id="4"' in html
    assert 'data-copy="http://192.168.1.5:7860/register?invite=ABCD2345"' in html
    assert "<i>" not in html
    assert "--host" not in html


def test_a_class_without_students_shows_how_to_register():
    html = teach_tab._no_students([SchoolClass(4, "一班", "ABCD2345", 0)], "zh", SITE)
    assert "<code>ABCD2345</code>" in html
    assert ">http://192.168.1.5:7860/register?invite=ABCD2345<" in html
    assert "建一个班" not in html
    assert "建一个班" in teach_tab._no_students([], "zh", SITE)


@pytest.mark.parametrize("site", ["http://127.0.0.1:7860", "http://localhost", "http://[::1]:7860"])
def test_an_address_of_this_computer_comes_with_a_warning(site):
    assert "--host 0.0.0.0" in teach_tab._no_students([SchoolClass(4, "一班", "ABCD2345", 0)], "zh", URL(site))


@pytest.mark.parametrize(
    ("sent", "read"), [(3, 3), (3.0, 3), (0, 0), (-1, 0), (None, 0), ("3", 0), (True, 0), (float("nan"), 0)]
)
def test_ids_from_the_browser(sent, read):
    assert teach_tab._id(sent) == read


@pytest.mark.parametrize(
    ("value", "meant"),
    [(2, 2), (2.0, 2), (0, 0), (9, None), ("一班", 1), ("class a", 2), ("CLASS  A", 2), ("全部学生", 0), ("二班", None),
     ("", None), (None, None), ([1], None), (float("inf"), None)],
)  # fmt: skip
def test_what_a_dropdown_means(value, meant):
    assert teach_tab._named(value, {0: "全部学生", 1: "一班", 2: "Class A"}) == meant


def test_names_that_only_look_alike_must_be_typed_exactly():
    names = {1: "a1", 2: "A1"}
    assert teach_tab._named("A1", names) == 2
    assert teach_tab._named("Ａ1", names) is None


def test_a_refusal_is_said_and_gives_none(monkeypatch):
    said = []
    monkeypatch.setattr(teach_tab.gr, "Warning", lambda words, title: said.append((title, words)))

    def refused():
        raise NameTaken("x")

    assert teach_tab._tried(refused, "zh") is None
    assert said == [("请注意", "这个姓名已被注册。")]
    assert "8" in teach_tab._problem(BadPassword(), "en")
