import asyncio
import json
import time
from types import SimpleNamespace

import pytest

from index.errors import LibraryNotWritable
from tests.webui.made_library import MadeLibrary
from webui import import_jobs
from webui.import_jobs import REPORT_SECONDS, ImportJobs
from webui.imports import (
    LARGEST_FILE,
    MOST_FILES,
    ImportFile,
    NoSpace,
    NoSuchImport,
    NotWhole,
    Step,
    Steps,
    TooMany,
    kept_name,
    name_fits,
)

NOW = 1_764_000_000.0


@pytest.fixture
def library(tmp_path):
    return MadeLibrary(tmp_path / "index", books={"旧.txt": b"old"})


@pytest.fixture
def jobs(tmp_path, library):
    made = opened(tmp_path, library)
    yield made
    library.held.set()
    made.stop()


def opened(tmp_path, library, clock=lambda: NOW):
    jobs = ImportJobs(tmp_path / "imports", library, clock)
    jobs.start()
    return jobs


def begin(jobs, **files):
    """An import of files by name without suffix, with their words; "!" at the end of the words asks to replace."""
    return jobs.begin(
        "books",
        [ImportFile(f"{name}.txt", len(words.rstrip("!")), words.endswith("!")) for name, words in files.items()],
    )


def send(jobs, job, place, words, pieces=3):
    async def chunks():
        for start in range(0, len(words), pieces):
            yield words[start : start + pieces].encode()

    return asyncio.run(jobs.receive(job.id, place, chunks()))


def wait_until(true, seconds=15):
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def finished(jobs, job):
    wait_until(lambda: jobs.find(job.id).state == "finished")
    return jobs.find(job.id)


def files_below(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


def test_files_arrive_are_added_together_and_leave_only_the_report(jobs, library, tmp_path):
    job = begin(jobs, 甲="aaaa", 乙="bb")
    assert send(jobs, job, 0, "aaaa").state == "arriving"
    assert library.calls == []
    send(jobs, job, 1, "bb")
    done = finished(jobs, job)
    assert (done.outcome, done.refused, done.unchanged) == ("done", [], [])
    assert [one["source"] for one in done.added] == ["甲.txt", "乙.txt"]
    assert library.calls == [("books", ["乙.txt", "甲.txt"])]
    assert library.kept["books"] == {"旧.txt": b"old", "甲.txt": b"aaaa", "乙.txt": b"bb"}
    assert files_below(tmp_path / "imports") == ["job.json"]


def test_a_name_that_is_there_is_replaced_only_when_asked_and_the_same_content_is_unchanged(jobs, library):
    job = begin(jobs, 旧="new")
    send(jobs, job, 0, "new")
    assert [one["code"] for one in finished(jobs, job).refused] == ["exists"]
    assert library.kept["books"] == {"旧.txt": b"old"}
    for words, report in (("old", ([], ["旧.txt"])), ("new", (["旧.txt"], []))):
        job = begin(jobs, 旧=f"{words}!")
        send(jobs, job, 0, words)
        done = finished(jobs, job)
        assert ([one["source"] for one in done.added], done.unchanged) == report
    assert library.kept["books"] == {"旧.txt": b"new"}


def test_what_the_library_refuses_is_named_with_its_cause(jobs, tmp_path):
    job = begin(jobs, 好="ok", 锁="locked", 坏="broken")
    for place, words in enumerate(("ok", "locked", "broken")):
        send(jobs, job, place, words)
    done = finished(jobs, job)
    assert [(one["name"], one["code"]) for one in done.refused] == [
        ("锁.txt", "EncryptedSource"), ("坏.txt", "BrokenSource"),
    ]  # fmt: skip
    assert [one["source"] for one in done.added] == ["好.txt"]
    assert files_below(tmp_path / "imports") == ["job.json"]


@pytest.mark.parametrize(
    "name",
    ["../x.txt", "a/b.txt", "a\\b.txt", "/etc/passwd", "C:x.txt", ".hidden.txt", "x\n.txt", "x\0.txt", "a\u202etxt.exe.txt",
     "con.txt", "COM1.txt", "x?.txt", "x.txt.", "", "   ", "长" * 70 + ".txt", "\ud800.txt"],
)  # fmt: skip
def test_names_that_are_refused(jobs, name):
    assert not name_fits(kept_name(name))
    job = jobs.begin("books", [ImportFile(name, 1, False)])
    assert (job.state, job.outcome, job.files[0].code) == ("finished", "done", "bad_name")


@pytest.mark.parametrize(
    "name", ["王道 数据结构（2026 版）.pdf", "第1章-进程 & 线程.md", "Übung №3.txt", "長" * 60 + ".txt"]
)
def test_names_that_are_kept(name):
    assert name_fits(name)


def test_a_name_in_parts_is_the_same_name(jobs):
    assert jobs.begin("books", [ImportFile("e\u0301.txt", 1, False)]).files[0].name == "\u00e9.txt"


def test_what_is_refused_before_it_is_sent(jobs):
    job = jobs.begin(
        "books",
        [
            ImportFile("a.txt", 1, False), ImportFile("A.TXT", 1, False), ImportFile("b.ppt", 1, False),
            ImportFile("c.txt", LARGEST_FILE + 1, False),
        ],
    )  # fmt: skip
    assert [file.code for file in job.files] == ["", "name_twice", "UnsupportedSource", "too_large"]
    assert job.state == "arriving"
    with pytest.raises(NoSuchImport):
        send(jobs, job, 1, "x")


def test_too_many_at_once(jobs, library):
    library.held.clear()
    with pytest.raises(TooMany):
        jobs.begin("books", [])
    with pytest.raises(TooMany):
        jobs.begin("books", [ImportFile(f"{n}.txt", 1, False) for n in range(MOST_FILES + 1)])
    for n in range(import_jobs.MOST_IMPORTS):
        begin(jobs, **{f"f{n}": "x"})
    with pytest.raises(TooMany):
        begin(jobs, one="x")


def test_a_full_disk_is_told_before_and_while_it_fills(jobs, monkeypatch, tmp_path):
    monkeypatch.setattr(import_jobs.shutil, "disk_usage", lambda _: SimpleNamespace(free=import_jobs.SPARE_BYTES + 19))
    with pytest.raises(NoSpace):
        begin(jobs, 甲="x" * 10)
    job = begin(jobs, 甲="x" * 9)
    with pytest.raises(NoSpace):  # room for twice these 9, and no more
        begin(jobs, 乙="x")

    async def chunks():
        yield b"x"
        raise OSError(28, "No space left on device")

    with pytest.raises(NoSpace):
        asyncio.run(jobs.receive(job.id, 0, chunks()))
    assert [file.code for file in jobs.find(job.id).files] == ["no_space"]
    assert files_below(tmp_path / "imports") == ["job.json"]


@pytest.mark.parametrize("sent", ["abc", "abcde", ""])
def test_more_or_fewer_bytes_than_announced_are_refused(jobs, sent):
    job = begin(jobs, 甲="abcd")
    with pytest.raises(NotWhole):
        send(jobs, job, 0, sent)
    assert [one["code"] for one in finished(jobs, job).refused] == ["not_whole"]


def test_an_upload_that_breaks_off_can_be_sent_again(jobs, tmp_path):
    job = begin(jobs, 甲="abcd")

    class Gone(Exception):
        pass

    async def gone():
        yield b"ab"
        raise Gone

    with pytest.raises(Gone):
        asyncio.run(jobs.receive(job.id, 0, gone()))
    assert files_below(tmp_path / "imports") == ["job.json"]
    assert jobs.find(job.id).files[0].received == 0
    send(jobs, job, 0, "abcd")
    assert len(finished(jobs, job).added) == 1


def test_a_file_that_cannot_be_sent_is_done_without(jobs):
    job = begin(jobs, 甲="a", 乙="b")
    send(jobs, job, 0, "a")
    jobs.drop(job.id, 1)
    done = finished(jobs, job)
    assert ([one["source"] for one in done.added], [one["code"] for one in done.refused]) == (["甲.txt"], ["not_sent"])


def test_files_that_never_come_are_not_waited_for(jobs, monkeypatch):
    job = begin(jobs, 甲="a", 乙="b")
    send(jobs, job, 0, "a")
    monkeypatch.setattr(import_jobs, "SILENT_SECONDS", -1.0)
    jobs.imports()
    assert [one["source"] for one in finished(jobs, job).added] == ["甲.txt"]


def test_steps_are_told_with_the_time_that_is_left():
    steps = Steps()
    assert steps.next("reading 甲 乙.pdf", 0, 3, 0.0).remaining_seconds is None
    first = steps.next("recognising 甲 乙.pdf", 4, 10, 10.0)
    assert (first.what, first.name, first.remaining_seconds) == ("recognising", "甲 乙.pdf", None)
    assert steps.next("recognising 甲 乙.pdf", 5, 10, 11.0).remaining_seconds is None  # too soon to tell
    assert steps.next("recognising 甲 乙.pdf", 6, 10, 20.0).remaining_seconds == 20.0
    assert steps.next("reading 丙.pdf", 1, 3, 30.0).remaining_seconds is None
    assert steps.next("computing vectors", 1, 2, 40.0) == Step("indexing", "", 1, 2, None)


def test_a_running_import_is_cancelled_and_nothing_is_changed(jobs, library, tmp_path):
    library.held.clear()
    job = begin(jobs, 甲="a")
    send(jobs, job, 0, "a")
    assert library.inside.wait(10)
    jobs.cancel(job.id)
    library.held.set()
    assert finished(jobs, job).outcome == "cancelled"
    assert library.kept["books"] == {"旧.txt": b"old"}
    assert files_below(tmp_path / "imports") == ["job.json"]
    jobs.cancel(job.id)  # read and done with
    assert jobs.imports() == []
    assert files_below(tmp_path / "imports") == []


def test_an_import_is_cancelled_before_its_turn(jobs, library):
    library.held.clear()
    first, second = begin(jobs, 甲="a"), begin(jobs, 乙="b")
    send(jobs, first, 0, "a")
    send(jobs, second, 0, "b")
    assert library.inside.wait(10)
    assert jobs.find(second.id).state == "waiting"
    jobs.cancel(second.id)
    library.held.set()
    assert finished(jobs, first).outcome == "done"
    assert [names for _, names in library.calls] == [["甲.txt"]]


def test_a_failed_import_keeps_its_files_and_is_tried_again(jobs, library, tmp_path):
    library.failure = LibraryNotWritable("disk full")
    job = begin(jobs, 甲="a")
    send(jobs, job, 0, "a")
    failed = finished(jobs, job)
    assert (failed.outcome, failed.code) == ("failed", "LibraryNotWritable")
    assert files_below(tmp_path / "imports") == ["job.json", "甲.txt"]
    jobs.try_again(job.id)
    wait_until(lambda: jobs.find(job.id).outcome == "done")
    with pytest.raises(NoSuchImport):
        jobs.try_again(job.id)


def test_an_unknown_error_ends_one_import_and_not_the_thread(jobs, library, caplog):
    library.failure = ZeroDivisionError()
    first = begin(jobs, 甲="a")
    send(jobs, first, 0, "a")
    assert (finished(jobs, first).outcome, finished(jobs, first).code) == ("failed", "internal")
    assert "ZeroDivisionError" in caplog.text
    second = begin(jobs, 乙="b")
    send(jobs, second, 0, "b")
    assert finished(jobs, second).outcome == "done"


# --- a restart -----------------------------------------------------------------------------------------------------------


def test_a_restart_goes_on_with_what_was_running_and_waiting(tmp_path, library):
    jobs = opened(tmp_path, library)
    library.held.clear()
    first, second, third = begin(jobs, 甲="a"), begin(jobs, 乙="b"), begin(jobs, 丙="c", 丁="d")
    send(jobs, first, 0, "a")
    assert library.inside.wait(10)
    send(jobs, second, 0, "b")
    send(jobs, third, 0, "c")
    library.held.set()
    jobs._stopping = True  # as the process sees it when it ends: the step raises
    jobs.stop()
    assert library.kept["books"] == {"旧.txt": b"old"}
    again = opened(tmp_path, library)
    try:
        assert finished(again, first).outcome == finished(again, second).outcome == "done"
        assert again.find(third.id).state == "arriving"  # its page may go on sending
        send(again, third, 1, "d")
        assert len(finished(again, third).added) == 2
        assert set(library.kept["books"]) == {"旧.txt", "甲.txt", "乙.txt", "丙.txt", "丁.txt"}
    finally:
        again.stop()


def test_what_a_crash_left_half_written_is_thrown_away(tmp_path, library):
    folder = tmp_path / "imports"
    for name in ("0123456789abcdef", "not an import", "fedcba9876543210"):
        (folder / name).mkdir(parents=True)
    (folder / "0123456789abcdef" / "job.json").write_text('{"id": "0123', encoding="utf-8")
    (folder / "fedcba9876543210" / "0.part").write_bytes(b"half")
    jobs = opened(tmp_path, library)
    jobs.stop()
    assert jobs.imports() == []
    assert list(folder.iterdir()) == []


def test_an_import_that_ends_the_program_is_not_tried_for_ever(tmp_path, library):
    jobs = ImportJobs(tmp_path / "imports", library, lambda: NOW)
    job = begin(jobs, 甲="a")
    send(jobs, job, 0, "a")
    path = tmp_path / "imports" / job.id / "job.json"
    state = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**state, "state": "running", "tries": 3}), encoding="utf-8")
    again = opened(tmp_path, library)
    try:
        assert (finished(again, job).outcome, finished(again, job).code) == ("failed", "crashes")
        assert library.calls == []
    finally:
        again.stop()


def test_a_report_stays_for_a_day_and_over_a_restart(tmp_path, library):
    times = [NOW]
    jobs = opened(tmp_path, library, lambda: times[0])
    job = begin(jobs, 甲="a")
    send(jobs, job, 0, "a")
    finished(jobs, job)
    jobs.stop()
    times[0] += REPORT_SECONDS - 1
    again = opened(tmp_path, library, lambda: times[0])
    assert [one.added[0]["source"] for one in again.imports()] == ["甲.txt"]
    again.stop()
    times[0] += 2
    assert again.imports() == []
    assert files_below(tmp_path / "imports") == []
