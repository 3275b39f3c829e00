"""Anonymous, student and other student against every route of the program and of both Gradio mounts, over raw HTTP."""

import json
import socket

import pytest
from starlette.routing import Mount

from db import accounts, attempts, chats
from db.accounts import LOCK_AFTER
from tests.sample_bank import sample_items
from tests.webui.live_app import run_live_app
from webui.actions_accounts import Passwords
from webui.gate import COOKIE, LARGEST_BODY

SECRET = "爱丽丝的秘密问题"
OPEN_TO_ALL = {"/login", "/register", "/healthz", "/favicon.ico", "/manifest.json"}


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    yield from run_live_app(tmp_path_factory.mktemp("attacks"))


@pytest.fixture(scope="module")
def alices(live):
    """Alice's open attempt and her chat thread, as (attempt id, thread id)."""
    with live.client("alice") as client:
        started = client.post("/api/attempts", json={"kind": "practice", "nodes": ["os"], "count": 5, "minutes": None})
        assert started.status_code == 201, started.text
        attempt = started.json()["id"]
        saved = client.put(f"/api/attempts/{attempt}/answers/1", json={"choice": "A", "flagged": False, "seq": 1})
        assert saved.status_code == 200
    alice = live.person("alice").id
    with live.sessions.begin() as session:
        thread = chats.start_thread(session, alice, SECRET, 1.0)
        chats.add_question(session, alice, thread, SECRET, 1.0)
    return attempt, thread


def paths_of(routes, prefix=""):
    """(method, path) of every route below, with something in the place of each parameter."""
    for route in routes:
        if isinstance(route, Mount):
            yield from paths_of(getattr(route.app, "routes", []), prefix + route.path)
        elif hasattr(route, "path"):
            path = prefix + "/".join("1" if part.startswith("{") else part for part in route.path.split("/"))
            for method in sorted(getattr(route, "methods", None) or ["GET"]):
                if method not in ("HEAD", "OPTIONS"):
                    yield method, path.replace("{path_or_url:path}", "x").replace("{", "").replace("}", "")


def every_route(live):
    found = sorted(set(paths_of(live.app.routes)))
    assert len(found) > 60, "both mounts must be among them"
    return found


def is_public(path):
    return path in OPEN_TO_ALL or path.startswith(("/static/", "/app/static/", "/app/assets/", "/teach/static/", "/teach/assets/"))  # fmt: skip


def test_an_anonymous_visitor_gets_nothing(live, alices):
    with live.client() as client:
        for method, path in every_route(live):
            if is_public(path):
                continue
            answer = client.request(method, path)
            assert answer.status_code in (401, 404), (method, path, answer.status_code)
            assert answer.json() == {"error": "login_required"}, (method, path)
            page = client.request("GET", path, headers={"accept": "text/html"})
            assert page.status_code == 303, path
            assert page.headers["location"].startswith("/login?next=/"), path
        kept = client.get("/quiz?a=1&b=2", headers={"accept": "text/html"})
        assert kept.headers["location"] == "/login?next=/quiz%3Fa%3D1%26b%3D2"


def test_a_student_gets_nothing_of_the_instructors_mount(live):
    with live.client("alice") as client:
        tried = 0
        for method, path in every_route(live):
            if path.startswith("/teach") and not is_public(path):
                answer = client.request(method, path)
                assert (answer.status_code, answer.json()) == (403, {"error": "forbidden"}), (method, path)
                tried += 1
        assert tried > 30


def test_the_instructor_does_get_it(live):
    with live.client("prof") as client:
        assert client.get("/teach/").status_code == 200
        assert client.get("/teach/config").status_code == 200


RAW_PATHS = [
    "/%74each/", "/teach%2f", "/app/../teach/", "/app/%2e%2e/teach/config", "//teach/config", "/TEACH/config",
    "/static/../teach/config", "/static/%2e%2e/teach/config", "/./teach/config", "/teach;x/config", "/teach/./config",
    "/login/../teach/config", "/app/teach/config", "/\\teach/config", "/teach\\config", "/app/..%2fteach%2fconfig",
]  # fmt: skip


@pytest.mark.parametrize("path", [*RAW_PATHS, "http://127.0.0.1/teach/config"])
def test_no_spelling_of_the_path_leads_a_student_in(live, path):
    request = (
        f"GET {path} HTTP/1.1\r\nhost: 127.0.0.1:{live.port}\r\ncookie: {COOKIE}={live.token('alice')}\r\n"
        "accept: application/json\r\nconnection: close\r\n\r\n"
    )
    with socket.create_connection(("127.0.0.1", live.port), timeout=30) as connection:
        connection.sendall(request.encode())
        answer = b""
        while part := connection.recv(65536):
            answer += part
    status = int(answer.split(b" ", 2)[1])
    assert status in (400, 403, 404), answer[:200]
    assert b"components" not in answer
    assert b"invite" not in answer


def test_a_students_pages_hold_nothing_of_the_instructors(live, alices):
    with live.client("bob") as client:
        config = client.get("/app/config").text
        info = client.get("/app/gradio_api/info?all_endpoints=true").text
        page = client.get("/app/").text
    with live.client("prof") as client:
        teaching = json.loads(client.get("/teach/config").text)
    for text in (config, info, page):
        assert SECRET not in text
        assert "alice" not in text
        assert all(item.solution not in text for item in sample_items())
    theirs = {dependency["api_name"] for dependency in json.loads(config)["dependencies"]}
    assert teaching["dependencies"]
    assert all(dependency["id"] is not None for dependency in teaching["dependencies"])
    assert "report" not in theirs
    assert "计科 2601" not in json.dumps(teaching, ensure_ascii=False), "nothing secret stands in an initial value"


def test_another_students_attempt_does_not_exist(live, alices):
    attempt, _ = alices
    with live.client("bob") as client:
        assert client.get(f"/api/attempts/{attempt}").status_code == 404
        body = {"choice": "D", "flagged": False, "seq": 99}
        assert client.put(f"/api/attempts/{attempt}/answers/1", json=body).status_code == 404
        assert client.post(f"/api/attempts/{attempt}/submit").status_code == 404
        assert str(attempt) not in json.dumps(client.get("/api/quiz/setup").json()["open"])
    alice = live.person("alice").id
    with live.sessions.begin() as session:
        assert attempts.answers(session, attempt)[1].choice == "A"
        assert attempts.load(session, alice, attempt).is_open


def test_the_instructor_does_not_answer_for_a_student_either(live, alices):
    attempt, _ = alices
    with live.client("prof") as client:
        body = {"choice": "D", "flagged": False, "seq": 99}
        assert client.put(f"/api/attempts/{attempt}/answers/1", json=body).status_code == 404


def values(tree):
    if isinstance(tree, dict):
        for key, value in tree.items():
            yield key
            yield from values(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from values(value)
    else:
        yield tree


def test_an_open_attempt_tells_no_key(live, alices):
    attempt, _ = alices
    with live.client("alice") as client:
        answer = client.get(f"/api/attempts/{attempt}")
    assert answer.headers["cache-control"] == "no-store"
    told = {str(value) for value in values(answer.json())}
    assert not told & {"key", "why", "solution", "verify", "right"}
    shown = answer.text
    for item in sample_items():
        assert item.solution[:6] not in shown
        assert all(option.why not in shown for option in item.options)


def call_gradio(client, mount, fn_index, data):
    """Send an event to a mount's queue and return every byte that comes back."""
    body = {"data": data, "fn_index": fn_index, "session_hash": f"attack{fn_index}"}
    joined = client.post(f"{mount}/gradio_api/queue/join", json=body)
    if joined.status_code != 200:
        return joined.text
    with client.stream("GET", f"{mount}/gradio_api/queue/data", params={"session_hash": f"attack{fn_index}"}) as stream:
        return "".join(stream.iter_text())


def test_no_event_of_the_students_mount_opens_anothers_thread(live, alices):
    """Every event is sent every small integer it could take for a thread, a message or a person."""
    _, thread = alices
    with live.client("bob") as client:
        dependencies = client.get("/app/config").json()["dependencies"]
        assert len(dependencies) >= 5
        for dependency in dependencies:
            if not dependency["backend_fn"]:
                continue
            for number in (thread, str(thread)):
                told = call_gradio(client, "/app", dependency["id"], [number] * len(dependency["inputs"]))
                assert SECRET not in told, dependency["api_name"]
    alice = live.person("alice").id
    with live.sessions.begin() as session:
        kept = chats.messages(session, alice, thread)
    assert [message.content for message in kept] == [SECRET]


def test_other_sites_can_do_nothing(live, alices):
    with live.client("alice") as client:
        for headers in ({"origin": "http://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"},
                        {"sec-fetch-site": "same-site", "origin": "http://sub.evil.example"}):  # fmt: skip
            for path in ("/api/attempts", "/logout", "/app/gradio_api/queue/join", "/password"):
                assert client.post(path, headers=headers).status_code == 403, (headers, path)
        for path in ("/app/", "/app/config", "/api/quiz/setup"):
            for method in ("GET", "OPTIONS"):
                answer = client.request(method, path, headers={"origin": "http://evil.example"})
                assert not [name for name in answer.headers if name.startswith("access-control")], (method, path)


LIBRARY_WRITES = [
    ("POST", "/api/library/collections", {"title": "x"}),
    ("PUT", "/api/library/collections/prof-s", {"title": "x"}),
    ("DELETE", "/api/library/collections/prof-s", None),
    ("DELETE", "/api/library/collections/prof-s/sources?source=x", None),
    ("POST", "/api/library/collections/prof-s/imports", {"files": [{"name": "x.txt", "size": 1}]}),
    ("GET", "/api/library/imports", None),
    ("PUT", "/api/library/imports/{job}/files/0", {}),
    ("DELETE", "/api/library/imports/{job}/files/0", None),
    ("POST", "/api/library/imports/{job}/retry", None),
    ("DELETE", "/api/library/imports/{job}", None),
]


@pytest.fixture(scope="module")
def drafts(live):
    """A collection that only the instructor may see, and an import of theirs that waits for its file, by its id."""
    with live.client("prof") as client:
        made = client.post("/api/library/collections", json={"title": "prof's", "access": "owner", "persona": SECRET})
        assert made.json() == {"name": "prof-s"}, made.text
        body = {"files": [{"name": "秘密.txt", "size": 30}]}
        return client.post("/api/library/collections/prof-s/imports", json=body).json()["id"]


def test_every_route_of_the_library_is_among_these(live):
    known = {(method, path.split("?")[0]) for method, path, _ in LIBRARY_WRITES}
    known |= {("GET", "/api/library"), ("GET", "/api/library/texts")}
    shape = {(method, path.replace("prof-s", "1").replace("{job}", "1").replace("/0", "/1")) for method, path in known}
    assert {(method, path) for method, path in every_route(live) if path.startswith("/api/library")} == shape


def test_a_student_changes_nothing_in_the_library(live, drafts):
    with live.client("alice") as client:
        for method, path, body in LIBRARY_WRITES:
            answer = client.request(method, path.format(job=drafts), json=body)
            assert (answer.status_code, answer.json()["error"]) == (403, "forbidden"), (method, path)
        told = client.get("/api/library").text
        assert "prof-s" not in told
        assert SECRET not in told
        assert (
            client.put(f"/api/library/imports/{drafts}/files/0", content=b"x" * (LARGEST_BODY + 1)).status_code == 413
        )
    with live.client("prof") as client:
        (job,) = client.get("/api/library/imports").json()["imports"]
        assert (job["state"], job["files"][0]["received"]) == ("arriving", 0)


def test_another_site_changes_nothing_in_the_library(live, drafts):
    with live.client("prof") as client:
        for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
            for method, path, body in LIBRARY_WRITES:
                if method != "GET":
                    answer = client.request(method, path.format(job=drafts), json=body, headers=headers)
                    assert answer.status_code == 403, (method, path)
                    assert answer.text == "cross-site request refused"
        assert [job["id"] for job in client.get("/api/library/imports").json()["imports"]] == [drafts]


def test_the_pages_name_no_collection_that_is_not_for_everyone(live, drafts):
    for name in ("alice", "prof"):
        with live.client(name) as client:
            for path in ("/app/config", "/app/", "/app/gradio_api/info?all_endpoints=true"):
                assert "prof-s" not in client.get(path).text, (name, path)


def test_no_event_of_the_students_mount_searches_anothers_collection(live, drafts):
    """Every event is sent the collection's name wherever it takes something."""
    with live.client("bob") as client:
        for dependency in client.get("/app/config").json()["dependencies"]:
            if dependency["backend_fn"]:
                for value in ("prof-s", '["prof-s"]', ["prof-s"]):
                    told = call_gradio(client, "/app", dependency["id"], [value] * len(dependency["inputs"]))
                    assert SECRET not in told
                    assert 'data-collection=\\"prof-s' not in told


def test_large_bodies_are_refused(live):
    with live.client("alice") as client:
        assert client.post("/api/attempts", content=b"x" * (LARGEST_BODY + 1)).status_code == 413

        def pieces():
            for _ in range(LARGEST_BODY // 65536 + 2):
                yield b"x" * 65536

        answer = client.post("/api/attempts", content=pieces(), headers={"content-type": "application/json"})
        assert answer.status_code == 413


def test_what_is_not_used_is_not_offered(live):
    with live.client("alice") as client:
        for path in ("/app/gradio_api/file=http://127.0.0.1/", "/app/gradio_api/file=https://example.org/x",
                     "/app/gradio_api/proxy=http://127.0.0.1/", "/app/gradio_api/deep_link", "/app/monitoring",
                     "/app/gradio_api/mcp/schema", "/app/gradio_api/runs"):  # fmt: skip
            assert client.get(path).status_code in (403, 404), path
        for path in ("/app/gradio_api/upload", "/app/gradio_api/component_server"):
            assert client.post(path, json={}).status_code in (403, 404), path
        for name in ("/etc/passwd", "webui/app.py", "../a.db", "data/assistant408.db"):
            assert client.get(f"/app/gradio_api/file={name}").status_code in (403, 404), name


def test_the_cookie_is_kept_from_scripts_and_other_sites(live):
    bob, hashed = live.person("bob").id, Passwords().hash("bob has a password")
    with live.sessions.begin() as session:
        accounts.set_password(session, bob, hashed)
    with live.client() as client:
        answer = client.post("/login", data={"name": "BOB", "password": "bob has a password", "next": "//evil.example"})
        assert answer.status_code == 303
        assert answer.headers["location"] == "/"
        cookie = answer.headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert client.get("/api/quiz/setup").status_code == 200
        assert client.post("/logout").status_code == 303
        assert client.get("/api/quiz/setup").status_code == 401


def test_guessing_is_locked_out_over_http(live):
    with live.client() as client:
        for _ in range(LOCK_AFTER):
            assert client.post("/login", data={"name": "prof", "password": "guess"}).status_code == 401
        locked = client.post("/login", data={"name": "prof", "password": "guess"})
        assert locked.status_code == 429
        assert "分钟" in locked.text


def test_pages_carry_their_walls(live):
    with live.client("alice") as client:
        for path in ("/app/", "/quiz", "/password"):
            headers = client.get(path).headers
            assert headers["x-content-type-options"] == "nosniff"
            assert headers["x-frame-options"] == "SAMEORIGIN"
            assert "object-src 'none'" in headers["content-security-policy"] or "default-src 'none'" in headers["content-security-policy"]  # fmt: skip
            assert "img-src 'self' data:" in headers["content-security-policy"]
        strict = client.get("/quiz").headers["content-security-policy"]
        assert "unsafe-eval" not in strict


def test_names_are_escaped_where_they_are_shown(live):
    with live.client() as client:
        answer = client.post("/login", data={"name": "<script>alert(1)</script>", "password": "x"})
        assert "<script>alert" not in answer.text


def test_on_this_machine_alone_other_host_names_are_refused(tmp_path):
    """Without a login a page on another site could otherwise reach the program through a name that points here."""
    for live in run_live_app(tmp_path, login=False):
        with live.client() as client:
            assert client.get("/app/").status_code == 200
            assert client.get("/teach/").status_code == 200
            assert client.get("/app/", headers={"host": "evil.example"}).status_code == 421
            assert (
                client.get("/api/quiz/setup", headers={"host": f"127.0.0.1.evil.example:{live.port}"}).status_code
                == 421
            )
            assert client.post("/api/attempts", headers={"origin": "http://evil.example"}).status_code == 403
            assert client.get("/login").status_code == 404
