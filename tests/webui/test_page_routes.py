"""What stands behind a citation over HTTP: who gets it, what it shows, and what is refused."""

import io
import time
from urllib.parse import parse_qsl, urlsplit

import pytest
from PIL import Image

from db import accounts, attempts, chats, collections
from db.collections import CollectionInfo
from index.handbook import COLLECTION as HANDBOOK
from index.passages import Citation
from quizbank.blueprint import draw_practice
from tests.index.drawn_pdf import Run, write_drawn_pdf
from tests.sample_bank import sample_items
from tests.webui.live_app import run_live_app

SENTENCES = [
    "死锁是指多个进程因竞争资源而互相等待的僵局。",
    "破坏其中任何一个条件就能预防死锁的发生。",
    "银行家算法用来避免死锁。",
]
WHOLE = "".join(SENTENCES)
NOTE = """# 散列

前言一句，与正文无关。

## 冲突

**散列冲突**是指不同的关键字映射到同一地址。处理冲突的方法有开放定址法和链地址法两类。

## 装填因子

装填因子是表中记录数与表长之比，它越大冲突越多。
"""
NOVEL = "".join(
    f"第{n}回 标题{n}\n\n　　{'话说天下大势，分久必合，合久必分。' * 12}第{n}回到此为止。\n\n" for n in "一二三"
)


@pytest.fixture(scope="module")
def live(tmp_path_factory):
    folder = tmp_path_factory.mktemp("pages")
    books = folder / "书"
    (books / "王道 2026").mkdir(parents=True)
    pages = [
        [Run(words, 60, 700 - 40 * row, dark=row == 1) for row, words in enumerate(SENTENCES)],
        [Run("检测死锁的办法是化简资源分配图，看是否还有边。", 60, 700)],
    ]
    write_drawn_pdf(books / "王道 2026" / "操作系统.pdf", pages, labels="0 << /S /D /St 204 >>")
    (books / "散列.md").write_text(NOTE, encoding="utf-8")
    (books / "演义.txt").write_text(NOVEL, encoding="utf-8")
    for live in run_live_app(folder):
        report = live.library.add([books], "教材")
        assert [one.source for one in report.added] == ["散列.md", "演义.txt", "王道 2026/操作系统.pdf"] or len(
            report.added
        ) == 3
        live.library.ensure_handbook()
        with live.sessions.begin() as session:
            other = accounts.add_class(session, "网络 2602", 1.0).id
            accounts.add_user(session, "carol", None, "student", 1.0, other)
        yield live


PDF = "王道 2026/操作系统.pdf"


@pytest.fixture(scope="module")
def answer_of(live):
    """A function that stores an answer of that person and gives its id."""

    def store(name, content, *citations):
        person = live.person(name).id
        with live.sessions.begin() as session:
            thread = chats.start_thread(session, person, "问", 1.0)
            chats.add_question(session, person, thread, "问", 1.0)
            return chats.add_answer(
                session, person, thread, content, 2.0, citations=citations, answered_by="m", outcome="answered"
            )

    return store


def on_page(number=2, page=1, text=WHOLE, **values):
    return Citation(**{
        "number": number, "collection": "教材", "source": PDF, "page": page, "page_label": "204", "section": ("第3章", "死锁"),
        "node": "", "text": text, **values,
    })  # fmt: skip


def passage_of(live, source, words):
    found = next(one for one in live.library.page_passages("教材", source, 0) if words in one.text)
    return Citation.of(3, found)


@pytest.fixture(scope="module")
def message(live, answer_of):
    """Alice's answer that quotes the second sentence of the page."""
    return answer_of("alice", f"预防的办法是：{SENTENCES[1]}[2]", on_page())


def test_a_citation_gives_its_page_with_the_sentence_marked_and_the_picture(live, message):
    with live.client("alice") as alice:
        answer = alice.get(f"/api/pages/citation/{message}/2")
        shown = answer.json()
        assert answer.status_code == 200, shown
        assert answer.headers["cache-control"] == "no-store"
        assert (shown["kind"], shown["page"], shown["pages"], shown["label"]) == ("page", 1, 2, "204")
        assert shown["title"] == PDF
        assert shown["where"] == "第 204 页（文件第 1 页） · 第3章 › 死锁"
        assert (shown["notice"], shown["text"]) == ("", "".join(SENTENCES))
        assert dict(parse_qsl(urlsplit(shown["picture"]).query)) == {"collection": "教材", "source": PDF, "page": "1"}
        drawn = alice.get(shown["picture"] + "&width=1000")
    assert drawn.headers["content-type"] in ("image/webp", "image/jpeg")
    picture = Image.open(io.BytesIO(drawn.content)).convert("L")
    assert picture.width == 1280, "the next of the widths that are drawn"
    assert picture.height / picture.width == pytest.approx(shown["height"], rel=0.01)
    (left, top, right, bottom) = (mark["box"] for mark in shown["marks"] if mark["sentence"]).__next__()
    cited = picture.crop(
        (round(left * picture.width), round(top * picture.height), round(right * picture.width), round(bottom * picture.height))
    )  # fmt: skip
    assert sum(cited.histogram()[:90]) >= 0.98 * sum(picture.histogram()[:90]) > 1000
    assert sum(not mark["sentence"] for mark in shown["marks"]) == 2


def test_pictures_may_be_kept_but_are_asked_for_each_time(live, message):
    address = "/api/pages/picture?" + "&".join(["collection=教材", f"source={PDF}", "page=1"])
    with live.client("alice") as alice:
        first = alice.get(address + "&width=640")
        assert first.headers["cache-control"] == "private, no-cache"
        again = alice.get(address + "&width=640", headers={"if-none-match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        tags = {alice.get(f"{address}&width={width}").headers["etag"] for width in (640, 1280, 2400)}
        tags.add(alice.get(address.replace("page=1", "page=2")).headers["etag"])
        assert len(tags) == 4
        assert alice.get(address + "&width=600").headers["etag"] == first.headers["etag"]


def test_nobody_elses_citation_exists(live, message):
    with live.client("bob") as bob:
        answer = bob.get(f"/api/pages/citation/{message}/2")
        assert (answer.status_code, answer.json()["error"]) == (404, "not_found")
    with live.client("prof") as prof:
        assert prof.get(f"/api/pages/citation/{message}/2").status_code == 404
    with live.client() as nobody:
        for path in (f"citation/{message}/2", f"source?collection=教材&source={PDF}&page=1", "texts",
                     f"picture?collection=教材&source={PDF}&page=1&width=640"):  # fmt: skip
            answer = nobody.get(f"/api/pages/{path}")
            assert (answer.status_code, answer.json()) == (401, {"error": "login_required"})


@pytest.mark.parametrize("path", ["{id}/1", "{id}/999", "99999/2"])
def test_a_citation_that_is_not_there(live, message, path):
    with live.client("alice") as alice:
        assert alice.get("/api/pages/citation/" + path.format(id=message)).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "citation/0/1", "citation/x/1", "citation/1/0", "citation/1/1000", "citation/99999999999999999999/1",
        "source?collection=教材", "source?source=a.pdf", "source?collection=教材&source=a.pdf&page=x",
        "source?collection=教材&source=a.pdf&page=-1", "source?collection=教材&source=a.pdf&page=100001",
        f"source?collection={'长' * 65}&source=a.pdf", f"source?collection=教材&source={'长' * 1001}",
        f"picture?collection=教材&source={PDF}&page=0", f"picture?collection=教材&source={PDF}&page=1&width=99",
        f"picture?collection=教材&source={PDF}&page=1&width=99999", f"picture?collection=教材&source={PDF}&page=1&width=1e3",
    ],
)  # fmt: skip
def test_bad_numbers_and_sizes_are_refused(live, path):
    with live.client("alice") as alice:
        answer = alice.get(f"/api/pages/{path}")
        assert (answer.status_code, answer.json()["error"]) == (422, "invalid"), answer.text


@pytest.mark.parametrize(
    "source",
    ["../../../a.db", "../../a.db", "/etc/passwd", "C:\\a.db", "王道 2026/../../../../a.db", "王道 2026\\操作系统.pdf", "\x00",
     "manifest.json", "files", ".", "..", "%2e%2e/%2e%2e/a.db"],
)  # fmt: skip
def test_no_name_leads_out_of_the_collection(live, source):
    with live.client("alice") as alice:
        for place in ("source", "picture"):
            for collection in ("教材", "../教材", "..", "/", "handbook/../教材"):
                answer = alice.get(
                    f"/api/pages/{place}", params={"collection": collection, "source": source, "page": 1}
                )
                assert (answer.status_code, answer.json()["error"]) == (404, "no_source"), (place, collection)


def test_pages_that_a_source_has_not_are_refused(live):
    with live.client("alice") as alice:
        for place in ("source", "picture"):
            answer = alice.get(f"/api/pages/{place}", params={"collection": "教材", "source": PDF, "page": 3})
            assert (answer.status_code, answer.json()["error"]) == (404, "no_page"), place
        text = alice.get("/api/pages/picture", params={"collection": "教材", "source": "散列.md", "page": 1})
        assert text.status_code == 404


def test_the_next_page_comes_without_marks(live):
    with live.client("alice") as alice:
        shown = alice.get("/api/pages/source", params={"collection": "教材", "source": PDF, "page": 2}).json()
    assert (shown["page"], shown["label"], shown["marks"], shown["text"], shown["notice"]) == (2, "205", [], "", "")


def test_a_collection_of_another_class_is_shut_also_for_old_citations(live, answer_of):
    with live.sessions.begin() as session:
        mine = accounts.find_user(session, "alice").class_id
        collections.save(session, CollectionInfo("教材", "教材", access="class", class_id=mine))
    carols = answer_of("carol", f"{SENTENCES[1]}[2]", on_page())
    alices = answer_of("alice", f"{SENTENCES[1]}[2]", on_page())
    try:
        with live.client("carol") as carol:
            answer = carol.get(f"/api/pages/citation/{carols}/2")
            assert (answer.status_code, answer.json()["error"]) == (403, "forbidden")
            assert SENTENCES[1] not in answer.text
            for place in ("source", "picture"):
                answer = carol.get(f"/api/pages/{place}", params={"collection": "教材", "source": PDF, "page": 1})
                assert (answer.status_code, answer.json()["error"]) == (404, "no_source")
        for name in ("alice", "prof"):
            with live.client(name) as client:
                seen = client.get("/api/pages/source", params={"collection": "教材", "source": PDF, "page": 1})
                assert seen.status_code == 200
        with live.client("alice") as client:
            assert client.get(f"/api/pages/citation/{alices}/2").status_code == 200
    finally:
        with live.sessions.begin() as session:
            collections.forget(session, "教材")


def test_during_a_timed_attempt_everything_is_shut(live, message):
    person = live.person("alice")
    with live.client("alice") as alice:
        picture = {"collection": "教材", "source": PDF, "page": 1, "width": 640}
        kept = alice.get("/api/pages/picture", params=picture).headers["etag"]
        with live.sessions.begin() as session:
            paper = draw_practice(sample_items(), ["os.3"], 2, 7)
            attempt = attempts.start(session, person.id, "practice", ["os.3"], paper, 7, time.time(), time.time() + 900)
        try:
            for path, values in ((f"citation/{message}/2", {}), ("source", picture), ("picture", picture)):
                answer = alice.get(f"/api/pages/{path}", params=values, headers={"if-none-match": kept})
                assert (answer.status_code, answer.json()["error"]) == (409, "closed"), path
                assert answer.json()["attempt"] == attempt.id
                assert answer.json()["until"] > time.time()
        finally:
            with live.sessions.begin() as session:
                attempts.close(session, attempt.id, "submitted", time.time())
        assert alice.get(f"/api/pages/citation/{message}/2").status_code == 200


def test_words_that_are_not_on_the_page_any_more(live, answer_of):
    changed = answer_of(
        "alice", "红烧肉要先焯水再炒糖色最后收汁[2]。", on_page(text="红烧肉要先焯水再炒糖色最后收汁。")
    )
    beyond = answer_of("alice", "甲[2]。", on_page(page=9))
    gone = answer_of("alice", f"{SENTENCES[2]}[2]", on_page(source="没了.pdf"))
    lost = answer_of("alice", f"{SENTENCES[2]}[2]", on_page(collection="没有这个库"))
    with live.client("alice") as alice:
        shown = alice.get(f"/api/pages/citation/{changed}/2").json()
        assert (shown["kind"], shown["notice"], shown["marks"]) == ("page", "changed", [])
        shown = alice.get(f"/api/pages/citation/{beyond}/2").json()
        assert (shown["kind"], shown["notice"]) == ("text", "changed")
        for message_id in (gone, lost):
            shown = alice.get(f"/api/pages/citation/{message_id}/2").json()
            assert (shown["kind"], shown["notice"], shown["pages"]) == ("text", "gone", 0)
            assert f'<mark class="cited">{SENTENCES[2]}</mark>' in shown["html"]


def test_markdown_is_shown_as_its_section_with_the_sentence_marked(live, answer_of):
    cited = passage_of(live, "散列.md", "散列冲突")
    message = answer_of("alice", "冲突就是不同的关键字映射到同一地址[3]。", cited)
    with live.client("alice") as alice:
        shown = alice.get(f"/api/pages/citation/{message}/3").json()
        assert (shown["kind"], shown["notice"]) == ("text", "")
        assert shown["where"].endswith("冲突")
        assert (
            '<strong><mark class="cited">散列冲突</mark></strong><mark class="cited">是指不同的关键字映射到同一地址。</mark>'
            in shown["html"]
        )
        assert shown["pages"] >= 2
        other = shown["page"] + 1 if shown["page"] < shown["pages"] else shown["page"] - 1
        beside = alice.get(
            "/api/pages/source", params={"collection": "教材", "source": "散列.md", "page": other}
        ).json()
    assert beside["page"] == other
    assert "<mark" not in beside["html"]


def test_a_plain_text_is_shown_as_its_chapter(live, answer_of):
    cited = passage_of(live, "演义.txt", "第二回到此为止")
    message = answer_of("alice", "第二回到此为止[3]。", cited)
    with live.client("alice") as alice:
        shown = alice.get(f"/api/pages/citation/{message}/3").json()
    assert shown["kind"] == "text"
    assert '<div class="plain">' in shown["html"]
    assert "合久必分" in shown["html"] and "<mark" in shown["html"]


def test_the_handbook_opens_too(live, answer_of):
    cited = Citation.of(1, live.library.search("死锁的四个必要条件", 1, [HANDBOOK])[0].passage)
    message = answer_of("bob", "死锁的必要条件有四个[1]。", cited)
    with live.client("bob") as bob:
        shown = bob.get(f"/api/pages/citation/{message}/1").json()
    assert (shown["kind"], shown["title"], shown["notice"]) == ("text", "讲义", "")
    assert "<mark" in shown["html"]


def test_a_damaged_file_leaves_the_passage_to_read(live, tmp_path, answer_of):
    path = tmp_path / "坏.pdf"
    write_drawn_pdf(path, [[Run("这一页后来损坏了，只剩下引用的原文可以读。", 60, 700)]])
    live.library.add([path], "坏书")
    kept = live.library.file_of("坏书", "坏.pdf")
    kept.write_bytes(b"%PDF-1.7 nothing")
    message = answer_of(
        "bob",
        "只剩下引用的原文可以读[2]。",
        on_page(collection="坏书", source="坏.pdf", text="只剩下引用的原文可以读。"),
    )
    with live.client("bob") as bob:
        shown = bob.get(f"/api/pages/citation/{message}/2").json()
        assert (shown["kind"], shown["notice"]) == ("text", "undrawable")
        assert "只剩下引用的原文可以读" in shown["html"]
        answer = bob.get("/api/pages/picture", params={"collection": "坏书", "source": "坏.pdf", "page": 1})
        assert (answer.status_code, answer.json()["error"]) == (422, "undrawable")
        assert answer.json()["message"].startswith("这一页画不出来")


def test_the_words_come_in_the_browsers_language(live):
    with live.client("bob", **{"accept-language": "en-US"}) as bob:
        told = bob.get("/api/pages/texts").json()
    assert (told["language"], told["texts"]["next"]) == ("en", "Next page")
