"""Writers that die, disks that fill up, and several writers at once: what stood goes on answering."""

import errno
import io
import os
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from index.errors import LibraryNotWritable
from index.library import Library

ROOT = Path(__file__).parent.parent.parent
TCP = "TCP 用三次握手建立连接，避免失效的连接请求突然到达服务器。"
DEADLOCK = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"

# A writer that dies, without any clean-up, just before its n-th step that a disk would notice.
DYING = """
import io, os, pathlib, sys
sys.path.insert(0, {root!r})
from index.library import Library

def main():
    left = {step}

    def counted(function):
        def call(*arguments, **options):
            nonlocal left
            left -= 1
            if left < 0:
                os._exit(9)
            return function(*arguments, **options)
        return call

    library = Library(pathlib.Path({library!r}))
    os.fsync, os.replace = counted(os.fsync), counted(os.replace)
    os.mkdir, os.unlink, os.rmdir = counted(os.mkdir), counted(os.unlink), counted(os.rmdir)
    os.rename = counted(os.rename)
    if {gesture!r} == "add":
        library.add([pathlib.Path({path!r})], "books")
    elif {gesture!r} == "remove":
        library.remove("net.txt", "books")
    else:
        library.rebuild("books")
    os._exit(0)

if __name__ == "__main__":
    main()
"""


@pytest.fixture
def place(tmp_path):
    (tmp_path / "books").mkdir()
    (tmp_path / "books" / "net.txt").write_text(TCP, encoding="utf-8")
    (tmp_path / "books" / "os.txt").write_text(DEADLOCK, encoding="utf-8")
    Library(tmp_path / "library").add([tmp_path / "books"], "books")
    (tmp_path / "books" / "net.txt").write_text(f"{TCP}四次挥手释放连接。", encoding="utf-8")
    return tmp_path


def dies(place, gesture, step):
    """Whether a writer dies at that step, rather than coming to its end before."""
    script = DYING.format(
        root=str(ROOT), step=step, library=str(place / "library"), gesture=gesture, path=str(place / "books")
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode in (0, 9), done.stderr
    return done.returncode == 9


def check_whole(place):
    """What is found is either all as it was before or all as it was meant to be."""
    library = Library(place / "library")
    assert [one.passage.source for one in library.search("死锁的必要条件", 1)] == ["os.txt"]
    names = [info.source for info in library.sources("books")]
    found = library.search("三次握手", 1)
    assert [one.passage.source for one in found] == [name for name in names if name == "net.txt"]
    for one in found:
        kept = library.file_of("books", "net.txt").read_text(encoding="utf-8")
        assert one.passage.text in kept and len(kept) - len(one.passage.text) < 3
    library.close()


@pytest.mark.parametrize(
    ("gesture", "steps"),
    [("add", (2, 5, 8, 11, 13, 14, 15, 17, 20)), ("remove", (2, 4, 6)), ("rebuild", (3, 6, 9, 11))],
)
def test_a_writer_that_dies_at_any_step_leaves_the_collection_whole(place, gesture, steps):
    assert dies(place, gesture, 0)
    for step in steps:
        if not dies(place, gesture, step) or len(Library(place / "library").sources("books")) < 2:
            break
        check_whole(place)
    check_whole(place)
    (place / "books" / "net.txt").write_text(f"{TCP}四次挥手释放连接。再见。", encoding="utf-8")
    library = Library(place / "library")
    library.add([place / "books"], "books")
    assert library.search("四次挥手", 1)[0].passage.source == "net.txt"
    check_whole(place)
    folder = place / "library" / "books"
    assert len(list(folder.glob("gen-*"))) == len(list(folder.glob("segment-*"))) == 1
    assert len(list((folder / "files").iterdir())) == 2
    assert list((place / "library" / ".arriving").iterdir()) == []


class FullDisk:
    """Lets so many writes through, then there is no space left on the disk."""

    def __init__(self, monkeypatch, writes):
        self.left = writes
        for kind in (io.BufferedWriter, io.TextIOWrapper):
            self.patch(monkeypatch, kind)

    def patch(self, monkeypatch, kind):
        opened = Path.open

        def open_counted(path, mode="r", *arguments, **options):
            file = opened(path, mode, *arguments, **options)
            return _Counted(file, self) if "w" in mode else file

        monkeypatch.setattr(Path, "open", open_counted)


class _Counted:
    def __init__(self, file, disk):
        self._file, self._disk = file, disk

    def write(self, data):
        self._disk.left -= 1
        if self._disk.left < 0:
            self._file.write(data[: len(data) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return self._file.write(data)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._file.close()

    def __getattr__(self, name):
        return getattr(self._file, name)


def test_a_full_disk_is_told_and_changes_nothing(place):
    library = Library(place / "library")
    standing = sorted(path.name for path in (place / "library" / "books").rglob("*"))
    refused = 0
    for writes in range(100):
        with pytest.MonkeyPatch.context() as patch:
            FullDisk(patch, writes)
            try:
                library.add([place / "books"], "books")
                break
            except LibraryNotWritable as error:
                assert "No space left" in str(error) and "--data-dir" in str(error)
                refused += 1
        assert sorted(path.name for path in (place / "library" / "books").rglob("*")) == standing
        check_whole(place)
    assert refused > 10
    assert library.search("四次挥手", 1)[0].passage.source == "net.txt"


def test_a_collection_that_cannot_begin_leaves_nothing(tmp_path):
    (tmp_path / "net.txt").write_text(TCP, encoding="utf-8")
    library = Library(tmp_path / "library")
    with pytest.MonkeyPatch.context() as patch:
        FullDisk(patch, 3)
        with pytest.raises(LibraryNotWritable):
            library.add([tmp_path / "net.txt"], "books")
    assert library.collections() == [] and library.search("三次握手") == []
    library.add([tmp_path / "net.txt"], "books")
    assert library.search("三次握手", 1)[0].passage.source == "net.txt"


WRITER = """
import pathlib, sys
sys.path.insert(0, {root!r})
from index.library import Library

if __name__ == "__main__":
    report = Library(pathlib.Path({library!r})).add([pathlib.Path({path!r})], "books")
    assert len(report.added) == 5 and not report.refused, report
"""


def test_two_processes_add_at_once(tmp_path):
    writers = []
    for writer in range(2):
        folder = tmp_path / f"books{writer}"
        folder.mkdir()
        for number in range(5):
            text = f"{TCP}第{writer}份第{number}号笔记。"
            (folder / f"{writer}-{number}.txt").write_text(text, encoding="utf-8")
        script = WRITER.format(root=str(ROOT), library=str(tmp_path / "library"), path=str(folder))
        writers.append(subprocess.Popen([sys.executable, "-c", script], cwd=ROOT, stderr=subprocess.PIPE, text=True))
    for writer in writers:
        _, complaint = writer.communicate(timeout=120)
        assert writer.returncode == 0, complaint
    library = Library(tmp_path / "library")
    assert len(library.sources("books")) == 10
    assert len(library.page_passages("books", "1-4.txt", 0)) == 1


def test_the_same_file_added_by_two_threads_stands_once(tmp_path):
    (tmp_path / "net.txt").write_text(TCP, encoding="utf-8")
    reports = []

    def add():
        reports.append(Library(tmp_path / "library").add([tmp_path / "net.txt"], "books"))

    threads = [threading.Thread(target=add) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(len(report.added) for report in reports) == [0, 0, 1]
    assert sorted(len(report.unchanged) for report in reports) == [0, 1, 1]
    library = Library(tmp_path / "library")
    assert len(library.page_passages("books", "net.txt", 0)) == 1
    assert library.file_of("books", "net.txt").read_text(encoding="utf-8") == TCP


def test_a_file_that_changes_while_it_is_read_is_what_it_was_when_it_was_copied(place, monkeypatch):
    from index.reading import SourceReader

    read_many = SourceReader.read_many

    def meddled(self, jobs, progress=None):
        (place / "books" / "net.txt").unlink()
        return read_many(self, jobs, progress)

    monkeypatch.setattr(SourceReader, "read_many", meddled)
    library = Library(place / "library")
    report = library.add([place / "books" / "net.txt"], "books")
    assert [one.source for one in report.added] == ["net.txt"]
    assert library.file_of("books", "net.txt").read_text(encoding="utf-8") == f"{TCP}四次挥手释放连接。"
    check_whole(place)
