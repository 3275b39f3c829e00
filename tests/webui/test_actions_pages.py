import threading
import time
from types import SimpleNamespace

import pytest

from db import accounts
from db.database import open_database, sqlite_url
from index.library import Library
from tests.index.drawn_pdf import Run, write_drawn_pdf
from webui import actions_pages
from webui.actions_pages import DRAWN_AT_ONCE, PageActions, PagesBusy, PictureShelf
from webui.services import Services


def test_the_shelf_keeps_what_was_used_last():
    shelf = PictureShelf(most_bytes=10)
    for tag in "abc":
        shelf.put(tag, tag.encode() * 3)
    assert shelf.get("a") == b"aaa"
    shelf.put("d", b"ddd")  # no room for four: "b" was used least lately
    assert [shelf.get(tag) for tag in "abcd"] == [b"aaa", None, b"ccc", b"ddd"]
    shelf.put("d", b"d")
    shelf.put("e", b"eee")
    assert [shelf.get(tag) for tag in "acde"] == [b"aaa", b"ccc", b"d", b"eee"]
    shelf.put("f", b"f" * 11)
    assert shelf.get("f") is None


@pytest.fixture
def pages(tmp_path, monkeypatch):
    """The actions over a book of twelve pages, whose drawing is counted, and takes as long as `slow` says."""
    path = tmp_path / "书.pdf"
    write_drawn_pdf(path, [[Run(f"讲{char}的一页，各页互不相同。", 60, 700)] for char in "死锁进程内存文件设备调度"])
    sessions = open_database(sqlite_url(tmp_path / "a.db"))
    with sessions.begin() as session:
        person = accounts.add_user(session, "alice", None, "student", 1.0)
    library = Library(tmp_path / "index")
    assert library.add([path], "教材").added
    drawing = SimpleNamespace(now=0, most=0, count=0, slow=0.0, lock=threading.Lock())

    def call(function, *args, **limits):
        with drawing.lock:
            drawing.now, drawing.count = drawing.now + 1, drawing.count + 1
            drawing.most = max(drawing.most, drawing.now)
        time.sleep(drawing.slow)
        with drawing.lock:
            drawing.now -= 1
        return str(args).encode()

    monkeypatch.setattr(actions_pages, "shared", lambda: SimpleNamespace(call=call))
    yield SimpleNamespace(actions=PageActions(Services(sessions, library, lambda: None, time.time)), person=person, drawing=drawing)  # fmt: skip
    sessions.kw["bind"].dispose()


def picture(pages, page, width=640):
    return pages.actions.picture(pages.person, "教材", "书.pdf", page, width)


def test_a_picture_is_drawn_once(pages):
    first = picture(pages, 1).draw()
    assert picture(pages, 1).draw() is first
    assert picture(pages, 1, 600).tag == picture(pages, 1, 640).tag != picture(pages, 1, 641).tag
    assert pages.drawing.count == 1


def test_only_a_few_pages_are_drawn_at_once(pages):
    pages.drawing.slow = 0.03
    threads = [threading.Thread(target=picture(pages, n).draw) for n in range(1, 13)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (pages.drawing.most, pages.drawing.count) == (DRAWN_AT_ONCE, 12)


def test_whoever_waits_too_long_is_told(pages, monkeypatch):
    monkeypatch.setattr(actions_pages, "WAIT_SECONDS", 0.01)
    pages.drawing.slow = 0.5
    threads = [threading.Thread(target=picture(pages, n).draw) for n in range(1, DRAWN_AT_ONCE + 1)]
    for thread in threads:
        thread.start()
    while pages.drawing.now < DRAWN_AT_ONCE:
        time.sleep(0.001)
    with pytest.raises(PagesBusy):
        picture(pages, 9).draw()
    for thread in threads:
        thread.join()
    assert picture(pages, 9).draw()
