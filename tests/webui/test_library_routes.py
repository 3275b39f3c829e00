"""The library over HTTP, against a library in memory: who sees and does what, uploads, and every refusal."""

import json
import time

import pytest
from fastapi import FastAPI
from sqlalchemy import select
from starlette.testclient import TestClient

from db import accounts, attempts, bank, collections
from db.collections import CollectionInfo
from db.database import open_database, sqlite_url
from db.models import CollectionRow
from index.errors import IndexTorn
from quizbank.blueprint import draw_practice
from tests.sample_bank import sample_items
from tests.webui.made_library import MadeLibrary
from webui.actions_accounts import AccountActions
from webui.actions_library import LibraryActions
from webui.gate import COOKIE, LARGEST_BODY, Gate, GateRules
from webui.import_jobs import ImportJobs
from webui.library_routes import add_library_routes
from webui.rate_limit import RateLimit
from webui.services import Services

PEOPLE = {
    "alice": ("student", "计科 2601"), "bob": ("student", "软工 2601"), "carol": ("student", None),
    "prof": ("instructor", None), "dean": ("instructor", None),
}  # fmt: skip


class House:
    """A program with two classes, people of all kinds, and collections of every access."""

    def __init__(self, folder, *, login=True):
        self.library = MadeLibrary(
            folder / "index", handbook={"os/03.md": b"x"}, books={"王道.pdf": "一页\n?\nscanned\n?".encode()},
            ours={"讲义.txt": "讲".encode()}, private={"秘密.txt": "秘".encode()},
        )  # fmt: skip
        self.sessions = open_database(sqlite_url(folder / "a.db"))
        self.ids, self.tokens = {}, {}
        with self.sessions.begin() as session:
            bank.load_items(session, sample_items(), 1.0)
            self.classes = {name: accounts.add_class(session, name, 1.0).id for name in ("计科 2601", "软工 2601")}
            for name, (role, of) in PEOPLE.items():
                person = accounts.add_user(session, name, None, role, 1.0, self.classes.get(of))
                self.ids[name] = person.id
                self.tokens[name] = accounts.start_session(session, person.id, time.time())
            collections.save(session, CollectionInfo("ours", "班级讲义", "", "class", self.classes["计科 2601"]))
            collections.save(session, CollectionInfo("private", "备课", "你是助教。", "owner", None, self.ids["prof"]))
            local = accounts.local_person(session, 1.0)
        services = Services(self.sessions, self.library, lambda: None, time.time)
        self.imports = ImportJobs(folder / "imports", self.library)
        self.app = FastAPI()
        add_library_routes(self.app, LibraryActions(services, self.imports), alone=not login)
        find = AccountActions(services, None).person_of_token if login else lambda _token: local
        rules = GateRules(find, None, time.time, RateLimit(1000, 60), RateLimit(1000, 60))
        self.app.add_middleware(Gate, rules=rules)

    def client(self, name):
        client = TestClient(self.app, cookies={COOKIE: self.tokens[name]}, raise_server_exceptions=False)
        client.headers["accept-language"] = "zh-CN"
        return client

    def start_timed(self, name):
        with self.sessions.begin() as session:
            paper = draw_practice(sample_items(), ["os.3"], 2, 7)
            now = time.time()
            return attempts.start(session, self.ids[name], "practice", ["os.3"], paper, 7, now, now + 900).id

    def described(self, name):
        with self.sessions.begin() as session:
            return collections.describe(session, name)


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    house.imports.start()
    yield house
    house.library.held.set()
    house.imports.stop()


def names(client):
    return [one["name"] for one in client.get("/api/library").json()["collections"]]


def bring(client, collection, files, **more):
    """Begin an import of {name: words} and send what it expects."""
    body = {"files": [{"name": name, "size": len(words), **more} for name, words in files.items()]}
    begun = client.post(f"/api/library/collections/{collection}/imports", json=body)
    assert begun.status_code == 201, begun.text
    job = begun.json()
    for place, words in enumerate(files.values()):
        if job["files"][place]["state"] == "expected":
            sent = client.put(f"/api/library/imports/{job['id']}/files/{place}", content=words)
            assert sent.status_code == 200, sent.text
    return job["id"]


def wait_for(client, job):
    deadline = time.monotonic() + 15
    while True:
        found = {one["id"]: one for one in client.get("/api/library/imports").json()["imports"]}
        if found[job]["state"] == "finished":
            return found[job]
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("alice", ["handbook", "books", "ours"]), ("bob", ["handbook", "books"]), ("carol", ["handbook", "books"]),
        ("prof", ["handbook", "books", "private", "ours"]), ("dean", ["handbook", "books", "ours"]),
    ],
)  # fmt: skip
def test_each_sees_what_is_theirs(house, name, seen):
    assert names(house.client(name)) == seen


def test_what_is_told_of_a_source(house):
    told = house.client("alice").get("/api/library").json()
    handbook, books, _ = told["collections"]
    assert (handbook["title"], handbook["sources"][0]["title"]) == ("内置讲义", "操作系统 › 内存管理")
    (source,) = books["sources"]
    assert source["unreadable"] == [{"reason": "missing", "pages": "2, 4", "count": 2}]
    assert (source["kind"], source["pages"], source["passages"], source["recognised"]) == ("pdf", 4, 4, 1)
    assert source["added_at"] == 1_700_000_000.0


def test_a_student_is_told_nothing_of_access_persona_or_owners(house):
    answer = house.client("alice").get("/api/library")
    assert answer.headers["cache-control"] == "no-store"
    assert set(answer.json()) == {"teaches", "alone", "collections"}
    assert all(set(one) == {"name", "title", "handbook", "broken", "sources"} for one in answer.json()["collections"])


def test_a_broken_collection_does_not_hide_the_others(house):
    sources = house.library.sources

    def torn(name=None):
        if name == "ours":
            raise IndexTorn("torn")
        return sources(name)

    house.library.sources = torn
    told = house.client("alice").get("/api/library").json()["collections"]
    assert [(one["name"], one["broken"]) for one in told] == [("handbook", False), ("books", False), ("ours", True)]


# --- collections ---------------------------------------------------------------------------------------------------------


def test_a_collection_is_made_filled_seen_and_removed(house):
    prof, alice, bob = house.client("prof"), house.client("alice"), house.client("bob")
    body = {
        "title": " 三国 演义 ",
        "persona": "你是说书人。",
        "access": "class",
        "class_id": house.classes["计科 2601"],
    }
    made = prof.post("/api/library/collections", json=body)
    assert (made.status_code, made.json()) == (201, {"name": "三国-演义"})
    assert house.described("三国-演义") == CollectionInfo(
        "三国-演义", "三国 演义", "你是说书人。", "class", house.classes["计科 2601"], house.ids["prof"]
    )
    assert "三国-演义" in names(prof)
    assert "三国-演义" not in names(alice)  # nothing in it yet
    done = wait_for(prof, bring(prof, "三国-演义", {"第一回.txt": b"one", "locked.txt": b"locked"}))
    assert (done["title"], [one["source"] for one in done["added"]]) == ("三国 演义", ["第一回.txt"])
    assert [(one["name"], one["code"]) for one in done["refused"]] == [("locked.txt", "EncryptedSource")]
    assert "三国-演义" in names(alice)
    assert "三国-演义" not in names(bob)
    gone = prof.delete("/api/library/collections/三国-演义/sources", params={"source": "第一回.txt"})
    assert gone.status_code == 200
    assert "三国-演义" in names(prof)  # its access stays for what comes next
    assert house.described("三国-演义").access == "class"
    assert prof.delete("/api/library/collections/三国-演义").status_code == 200
    assert "三国-演义" not in names(prof)
    assert wait_until_no_imports(prof)
    with house.sessions.begin() as session:
        assert set(session.scalars(select(CollectionRow.name))) == {"ours", "private", "books"} - {"books"}


def wait_until_no_imports(client):
    return client.get("/api/library/imports").json()["imports"] == []


@pytest.mark.parametrize(
    ("title", "name"),
    [("王道 2026（数据结构）", "王道-2026-数据结构"), ("Notes & Drafts", "Notes-Drafts"), ("!!!", "collection"),
     ("CON", "collection-CON"), ("ＡＢＣ", "ABC"), ("Books", None), ("handbook", None)],
)  # fmt: skip
def test_the_name_comes_from_the_title(house, title, name):
    made = house.client("prof").post("/api/library/collections", json={"title": title}).json()
    assert (made.get("name"), made.get("error")) == (name, None if name else "title_taken")


def test_a_name_that_is_taken_by_what_one_cannot_see_is_avoided(house):
    made = house.client("dean").post("/api/library/collections", json={"title": "Private"})
    assert made.json() == {"name": "Private-2"}
    assert house.described("private").owner_id == house.ids["prof"]


def test_refused_descriptions(house):
    prof, dean = house.client("prof"), house.client("dean")
    for body, error in [
        ({"title": "  "}, "title"), ({"title": "长" * 41}, "title"), ({"title": "a\u202eb"}, "title"),
        ({"title": "班级讲义"}, "title_taken"), ({"title": "x", "access": "class"}, "access"),
        ({"title": "x", "access": "class", "class_id": 99}, "access"), ({"title": "x", "access": "all"}, "invalid"),
        ({"title": "x", "owner_id": 1}, "invalid"), ({}, "invalid"), ({"title": "x", "persona": "p" * 4001}, "invalid"),
    ]:  # fmt: skip
        answer = prof.post("/api/library/collections", json=body)
        assert (answer.status_code // 100, answer.json()["error"]) == (4, error), body
        assert answer.json()["message"]
    made = prof.post("/api/library/collections", json={"title": "我的"}).json()["name"]
    answer = dean.put(f"/api/library/collections/{made}", json={"title": "我的", "access": "owner"})
    assert (answer.status_code, answer.json()["error"]) == (422, "access")
    assert dean.put(f"/api/library/collections/{made}", json={"title": "大家的"}).status_code == 200
    assert prof.put(f"/api/library/collections/{made}", json={"title": "我的", "access": "owner"}).status_code == 200
    assert made not in names(dean)
    assert prof.put("/api/library/collections/handbook", json={"title": "x"}).json()["error"] == "handbook"
    assert prof.delete("/api/library/collections/handbook").json()["error"] == "handbook"


def test_a_collection_of_the_command_line_can_be_taken_for_oneself(house):
    prof = house.client("prof")
    assert prof.put("/api/library/collections/books", json={"title": "教材", "access": "owner"}).status_code == 200
    assert house.described("books") == CollectionInfo("books", "教材", "", "owner", None, house.ids["prof"])
    assert "books" not in names(house.client("alice"))


def every_write(house, collection="ours", job="0123456789abcdef"):
    files = {"files": [{"name": "x.txt", "size": 1}]}
    base = f"/api/library/collections/{collection}"
    return [
        ("POST", "/api/library/collections", {"json": {"title": "x"}}),
        ("PUT", base, {"json": {"title": "x"}}),
        ("DELETE", base, {}),
        ("DELETE", f"{base}/sources?source=x", {}),
        ("POST", f"{base}/imports", {"json": files}),
        ("GET", "/api/library/imports", {}),
        ("PUT", f"/api/library/imports/{job}/files/0", {"content": b"x"}),
        ("DELETE", f"/api/library/imports/{job}/files/0", {}),
        ("POST", f"/api/library/imports/{job}/retry", {}),
        ("DELETE", f"/api/library/imports/{job}", {}),
    ]


def test_a_student_changes_nothing(house):
    prof = house.client("prof")
    body = {"files": [{"name": "x.txt", "size": 1}]}
    job = prof.post("/api/library/collections/ours/imports", json=body).json()["id"]
    for name in ("alice", "bob"):
        for method, path, more in every_write(house, job=job):
            answer = house.client(name).request(method, path, **more)
            assert (answer.status_code, answer.json()["error"]) == (403, "forbidden"), (method, path)
    assert house.described("ours").title == "班级讲义"
    assert prof.put(f"/api/library/imports/{job}/files/0", content=b"x").status_code == 200


def test_what_an_instructor_may_not_see_does_not_exist_for_them(house):
    prof, dean = house.client("prof"), house.client("dean")
    body = {"files": [{"name": "x.txt", "size": 1}]}
    job = prof.post("/api/library/collections/private/imports", json=body).json()["id"]
    assert dean.get("/api/library/imports").json() == {"imports": []}
    for collection in ("private", "PRIVATE", "no-such"):
        for method, path, more in every_write(house, collection, job):
            if (path.endswith("/imports") and method == "GET") or path == "/api/library/collections":
                continue
            answer = dean.request(method, path, **more)
            assert (answer.status_code, answer.json()["error"]) == (404, "not_found"), (method, path)
    assert house.library.kept["private"] == {"秘密.txt": "秘".encode()}


def test_everything_is_shut_during_ones_own_timed_attempt(house):
    alices, profs = house.start_timed("alice"), house.start_timed("prof")
    answer = house.client("alice").get("/api/library")
    assert (answer.status_code, answer.json()["error"], answer.json()["attempt"]) == (409, "timed_attempt_open", alices)
    prof = house.client("prof")
    job = "0123456789abcdef"
    for method, path, more in [("GET", "/api/library", {}), *every_write(house, job=job)]:
        if job not in path:
            answer = prof.request(method, path, **more)
            assert (answer.status_code, answer.json()["error"], answer.json()["attempt"]) == (
                409, "timed_attempt_open", profs,
            ), path  # fmt: skip
    assert house.client("bob").get("/api/library").status_code == 200


# --- bringing files ------------------------------------------------------------------------------------------------------


def test_a_name_that_is_there_is_asked_about_replaced_or_unchanged(house):
    prof = house.client("prof")
    files = {"讲义.txt": b"new", "新的.txt": b"x"}
    body = {"files": [{"name": name, "size": len(words)} for name, words in files.items()]}
    asked = prof.post("/api/library/collections/ours/imports", json=body)
    assert (asked.status_code, asked.json()["error"], asked.json()["names"]) == (409, "exists", ["讲义.txt"])
    done = wait_for(prof, bring(prof, "ours", files, replace=True))
    assert [one["source"] for one in done["added"]] == ["讲义.txt", "新的.txt"]
    assert wait_for(prof, bring(prof, "ours", {"讲义.txt": b"new"}, replace=True))["unchanged"] == ["讲义.txt"]


def test_a_collection_that_is_importing_is_not_removed(house):
    prof = house.client("prof")
    house.library.held.clear()
    job = bring(prof, "ours", {"新的.txt": b"x"})
    for path in ("ours", "ours/sources?source=讲义.txt"):
        answer = prof.delete(f"/api/library/collections/{path}")
        assert (answer.status_code, answer.json()["error"]) == (409, "importing")
    house.library.inside.wait(10)
    (running,) = prof.get("/api/library/imports").json()["imports"]
    assert (running["state"], running["step"]["what"], running["step"]["name"]) == ("running", "reading", "新的.txt")
    assert prof.delete(f"/api/library/imports/{job}").status_code == 200
    house.library.held.set()
    assert wait_for(prof, job)["outcome"] == "cancelled"
    assert prof.delete("/api/library/collections/ours").status_code == 200


def test_its_access_stands_before_its_files_come_into_force(house):
    prof = house.client("prof")
    made = prof.post("/api/library/collections", json={"title": "草稿", "access": "owner"}).json()["name"]
    told = []
    add = house.library.add

    def watched(paths, name, progress, **more):
        told.append(house.described(name))
        return add(paths, name, progress, **more)

    house.library.add = watched
    wait_for(prof, bring(prof, made, {"a.txt": b"x"}))
    assert [(info.access, info.owner_id) for info in told] == [("owner", house.ids["prof"])]


def test_a_file_may_be_larger_than_other_bodies_for_an_instructor_only(house):
    prof = house.client("prof")
    words = b"x" * (LARGEST_BODY * 3)
    job = bring(prof, "ours", {"大.txt": words})
    assert wait_for(prof, job)["added"][0]["source"] == "大.txt"
    body = {"files": [{"name": "又大.txt", "size": len(words)}]}
    job = prof.post("/api/library/collections/ours/imports", json=body).json()["id"]
    path = f"/api/library/imports/{job}/files/0"
    assert house.client("alice").put(path, content=words).status_code == 413
    for other in (f"{path}/", f"{path}/x", f"/api/library/imports/{job}", path.replace("files", "file"), path.upper()):
        assert prof.put(other, content=words).status_code == 413, other
    assert prof.post(path, content=words).status_code == 413


def test_the_wrong_number_of_bytes_is_refused(house):
    prof = house.client("prof")
    body = {"files": [{"name": "a.txt", "size": 3}, {"name": "b.txt", "size": 3}]}
    job = prof.post("/api/library/collections/ours/imports", json=body).json()["id"]
    answer = prof.put(f"/api/library/imports/{job}/files/0", content=b"four")
    assert (answer.status_code, answer.json()["error"]) == (422, "not_whole")
    for place in (0, 2, 199):
        assert prof.put(f"/api/library/imports/{job}/files/{place}", content=b"abc").status_code == 404
    assert prof.put(f"/api/library/imports/{job}/files/200", content=b"abc").status_code == 422
    assert prof.delete(f"/api/library/imports/{job}/files/1").status_code == 200
    assert [one["code"] for one in wait_for(prof, job)["refused"]] == ["not_whole", "not_sent"]


@pytest.mark.parametrize("name", ["../../a.db", "/etc/passwd.txt", "a\\b.txt", "x\u0000.txt", "..", "\u202efdp.txt"])
def test_no_name_leads_out_of_the_folder(house, tmp_path, name):
    prof = house.client("prof")
    before = sorted(path for path in tmp_path.rglob("*") if path.is_file() and "imports" not in path.parts)
    body = json.dumps({"files": [{"name": name, "size": 1}]})
    begun = prof.post(
        "/api/library/collections/ours/imports", content=body, headers={"content-type": "application/json"}
    )
    job = begun.json()
    assert job["refused"][0]["code"] == "bad_name"
    assert prof.put(f"/api/library/imports/{job['id']}/files/0", content=b"x").status_code == 404
    after = sorted(path for path in tmp_path.rglob("*") if path.is_file() and "imports" not in path.parts)
    assert before == after


def test_unknown_imports(house):
    prof = house.client("prof")
    assert prof.delete("/api/library/imports/0123456789abcdef").status_code == 404
    for bad in ("x", "0123456789ABCDEF", "..%2f..%2fa", "0123456789abcdef0"):
        assert prof.delete(f"/api/library/imports/{bad}").status_code in (404, 422), bad


def test_the_one_local_person_teaches_and_is_asked_nothing_about_access(tmp_path):
    house = House(tmp_path, login=False)
    house.imports.start()
    client = TestClient(house.app)
    told = client.get("/api/library").json()
    assert (told["teaches"], told["alone"]) == (True, True)
    assert [one["name"] for one in told["collections"]] == ["handbook", "books", "ours"]
    made = client.post("/api/library/collections", json={"title": "教材"}).json()["name"]
    assert wait_for(client, bring(client, made, {"a.txt": b"x"}))["added"]
    house.imports.stop()


def test_words_in_the_browsers_language(house):
    alice = house.client("alice")
    assert alice.get("/api/library/texts").json()["texts"]["title"] == "资料库"
    english = alice.get("/api/library/texts", headers={"accept-language": "en"}).json()
    assert (english["language"], english["texts"]["title"]) == ("en", "Library")
