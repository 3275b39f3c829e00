import re
from pathlib import Path
from typing import get_args

import pytest
from fastapi.testclient import TestClient

import webui
from tests.webui.quiz_app import handbook_section, quiz_app, quiz_services
from webui.actions_quiz import KINDS, QuizActions
from webui.quiz_routes import StartBody


class Clock:
    now = 1_800_000_000.0

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def client(tmp_path, clock):
    """A browser of student 1. `as_person` changes who it is; 0 is nobody."""
    quiz = QuizActions(quiz_services(tmp_path / "quiz.db", clock), section=handbook_section)
    with TestClient(quiz_app(quiz)) as client:
        yield client


def as_person(client, number):
    client.cookies.set("person", str(number))


def start(client, **body):
    made = client.post("/api/attempts", json={"kind": "practice", "nodes": ["os"], "count": 5, **body})
    assert made.status_code == 201, made.text
    return made.json()["id"]


def put(client, attempt, n=1, **body):
    return client.put(f"/api/attempts/{attempt}/answers/{n}", json={"choice": "A", "flagged": False, "seq": 1, **body})


def test_a_whole_practice(client):
    setup = client.get("/api/quiz/setup")
    assert setup.headers["cache-control"] == "no-store"
    attempt = start(client)
    view = client.get(f"/api/attempts/{attempt}").json()
    assert [question["n"] for question in view["questions"]] == [1, 2, 3, 4, 5]
    saved = put(client, attempt, n=2, choice="C", flagged=True, seq=7)
    assert saved.json()["saved"] == {"choice": "C", "flagged": True, "seq": 7}
    assert client.get(f"/api/attempts/{attempt}").json()["answers"]["2"]["choice"] == "C"
    result = client.post(f"/api/attempts/{attempt}/submit").json()
    assert result["attempt"]["state"] == "submitted"
    assert result["result"]["reviews"][1]["choice"] == "C"
    assert client.post(f"/api/attempts/{attempt}/submit").json() == result
    assert [one["id"] for one in client.get("/api/quiz/setup").json()["recent"]] == [attempt]


def test_the_route_takes_every_kind_of_quiz():
    assert get_args(StartBody.model_fields["kind"].annotation) == KINDS


def test_a_drill_and_another_one_of_the_same_kind(client):
    attempt = start(client, kind="drill", families=["page_faults"], nodes=[], count=2)
    shown = client.get(f"/api/attempts/{attempt}").json()
    assert [question["points"] for question in shown["questions"]] == [2, 2]
    assert "page_faults" not in client.get(f"/api/attempts/{attempt}").text, "the seed would give the key away"
    put(client, attempt, n=1, choice="A")
    reviews = client.post(f"/api/attempts/{attempt}/submit").json()["result"]["reviews"]
    assert reviews[0]["item"].startswith("os-0302-page_faults-")
    assert [one["name"] for one in reviews[0]["again"]] == ["page_faults"]
    (again,) = reviews[0]["again"]
    fresh = start(client, kind="drill", families=[again["name"]], nodes=[], count=1)
    (question,) = client.get(f"/api/attempts/{fresh}").json()["questions"]
    assert question["stem"] not in {one["stem"] for one in shown["questions"]}
    assert client.get("/api/handbook/os.3.2", params={"item": reviews[0]["item"]}).status_code == 200


def test_an_open_attempt_tells_no_key(client):
    attempt = start(client, count=40)
    text = client.get(f"/api/attempts/{attempt}").text
    for secret in ('"key"', '"why"', '"solution"', '"earned"', "的理由", "第一步"):
        assert secret not in text
    put(client, attempt)
    assert set(put(client, attempt, seq=2).json()) == {"saved", "now"}


def test_an_answer_older_than_the_stored_one_gets_the_stored_one(client):
    attempt = start(client)
    put(client, attempt, choice="B", seq=9)
    late = put(client, attempt, choice="C", seq=3)
    assert late.status_code == 200
    assert late.json()["saved"] == {"choice": "B", "flagged": False, "seq": 9}


def test_choices_can_be_taken_back(client):
    attempt = start(client)
    put(client, attempt, choice="B", seq=1)
    assert put(client, attempt, choice=None, seq=2).json()["saved"]["choice"] is None


def test_anothers_attempt_is_not_found(client):
    attempt = start(client)
    as_person(client, 2)
    answers = [
        client.get(f"/api/attempts/{attempt}"),
        put(client, attempt),
        client.post(f"/api/attempts/{attempt}/submit"),
        client.get("/api/attempts/999999"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert len({answer.text for answer in answers}) == 1, "the answer must not tell whether the attempt exists"
    as_person(client, 1)
    assert client.get(f"/api/attempts/{attempt}").json()["answers"] == {}


def test_nobody_is_refused(client):
    attempt = start(client)
    as_person(client, 0)
    for answer in (
        client.get("/api/quiz/setup"),
        client.get(f"/api/attempts/{attempt}"),
        client.post("/api/attempts", json={"kind": "mock_choice"}),
        put(client, attempt),
        client.post(f"/api/attempts/{attempt}/submit"),
        client.get("/api/handbook/os.3.1"),
    ):
        assert answer.status_code == 401
        assert answer.json()["error"] == "login_required"


def test_late_answers_are_refused(client, clock):
    attempt = start(client, minutes=1)
    clock.now += 60
    late = put(client, attempt)
    assert (late.status_code, late.json()["error"]) == (409, "closed")
    assert client.get(f"/api/attempts/{attempt}").json()["attempt"]["state"] == "expired"


def test_a_timed_attempt_closes_the_books(client, clock):
    attempt = start(client, minutes=1)
    for answer in (
        client.get("/api/handbook/os.3.1"),
        client.post("/api/attempts", json={"kind": "mock_choice"}),
        client.post("/api/attempts", json={"kind": "practice", "nodes": ["os"], "count": 1}),
    ):
        assert answer.status_code == 409
        assert (answer.json()["error"], answer.json()["attempt"]) == ("timed_attempt_open", attempt)
    client.post(f"/api/attempts/{attempt}/submit")
    assert "<math" in client.get("/api/handbook/os.3.1").json()["parts"][0]


def test_a_timed_attempt_closes_old_papers_too(client):
    old = start(client)
    client.post(f"/api/attempts/{old}/submit")
    running = start(client, minutes=1)
    for answer in (client.get(f"/api/attempts/{old}"), client.post(f"/api/attempts/{old}/submit")):
        assert answer.status_code == 409
        assert (answer.json()["error"], answer.json()["attempt"]) == ("timed_attempt_open", running)
        assert "交卷之后" in answer.json()["message"]
        assert "solution" not in answer.text
    client.post(f"/api/attempts/{running}/submit")
    assert client.get(f"/api/attempts/{old}").json()["result"]


def test_the_notes_open_where_they_bear_on_a_question(client):
    passage = client.get("/api/handbook/os.3.1", params={"item": "os-0301-03", "version": 1}).json()
    assert passage["first"] == 1
    assert "页面置换的叙述" in passage["parts"][1]
    assert client.get("/api/handbook/os.3.1", params={"item": "os-0301-99"}).status_code == 404
    assert client.get("/api/handbook/os.3.1", params={"item": "os-0301-01", "version": 0}).status_code == 422


def test_a_section_that_is_not_there(client):
    assert client.get("/api/handbook/cn.6.5").status_code == 404
    assert client.get("/api/handbook/..%2f..%2fsecrets").status_code == 404


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"kind": "exam"},
        {"kind": "practice", "nodes": [], "count": 5},
        {"kind": "practice", "nodes": ["os"], "count": 0},
        {"kind": "practice", "nodes": ["os"], "count": 101},
        {"kind": "practice", "nodes": ["os"], "count": 5, "minutes": 0},
        {"kind": "practice", "nodes": ["os"], "count": 5, "minutes": 301},
        {"kind": "practice", "nodes": ["os.99"], "count": 5},
        {"kind": "practice", "nodes": ["'; drop table"], "count": 5},
        {"kind": "practice", "nodes": ["os"] * 61, "count": 5},
        {"kind": "practice", "nodes": ["os.3.1"], "count": 50},
        {"kind": "practice", "nodes": ["os"], "count": 5, "user_id": 2},
        {"kind": "practice", "families": ["page_faults"], "count": 5},
        {"kind": "drill", "families": [], "count": 5},
        {"kind": "drill", "nodes": ["os"], "count": 5},
        {"kind": "drill", "families": ["nosuch"], "count": 5},
        {"kind": "drill", "families": ["../page_faults"], "count": 5},
        {"kind": "drill", "families": ["page_faults"], "count": 21},
    ],
)
def test_bad_starts_are_refused_with_words(client, body):
    answer = client.post("/api/attempts", json=body)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert client.get("/api/quiz/setup").json()["open"] == []


@pytest.mark.parametrize(
    "body",
    [{"choice": "E"}, {"choice": "AB"}, {"seq": 0}, {"seq": 2**53 + 1}, {"seq": "x"}, {"flagged": 7}, {"more": 1}],
)
def test_bad_answers_are_refused(client, body):
    attempt = start(client)
    assert put(client, attempt, **body).status_code == 422
    assert client.get(f"/api/attempts/{attempt}").json()["answers"] == {}


@pytest.mark.parametrize("path", ["0", "-1", "abc", str(2**70)])
def test_bad_numbers_in_the_path_are_refused(client, path):
    assert client.get(f"/api/attempts/{path}").status_code == 422
    assert put(client, start(client), n=path).status_code == 422


def test_a_place_outside_the_paper_is_not_found(client):
    assert put(client, start(client), n=6).status_code == 404


def test_broken_json_is_refused(client):
    attempt = start(client)
    answer = client.put(
        f"/api/attempts/{attempt}/answers/1", content=b"{", headers={"content-type": "application/json"}
    )
    assert (answer.status_code, answer.json()["error"]) == (422, "invalid")


def test_the_page_allows_no_inline_script_or_style(client):
    answer = client.get("/quiz")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    scripts = re.findall(r"<script([^>]*)>", answer.text)
    assert all("src=" in script or "application/json" in script for script in scripts)
    assert "style=" not in answer.text


def test_words_in_the_browsers_language(client):
    assert "开始一次测验" in client.get("/quiz").text
    english = client.get("/quiz", headers={"accept-language": "en-GB,en;q=0.9"}).text
    assert "Start a quiz" in english
    assert '<html lang="en">' in english
    texts = client.get("/api/quiz/texts", headers={"accept-language": "en"}).json()
    assert (texts["language"], texts["texts"]["run.next"]) == ("en", "Next")
    refused = client.post("/api/attempts", json={}, headers={"accept-language": "en"})
    assert refused.json()["message"] == "The request is not valid."


def test_every_word_the_script_asks_for_is_there(client):
    """The scripts name their words as t("area.name"); one that is missing would break a page."""
    texts = client.get("/api/quiz/texts").json()["texts"]
    asked = set()
    for path in (Path(webui.__file__).parent / "static").glob("quiz*.js"):
        script = path.read_text(encoding="utf-8")
        asked |= set(re.findall(r'\bt\(\s*"([a-z_.]+)"', script))
    assert len(asked) > 50
    assert asked <= set(texts)
