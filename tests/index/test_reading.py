import hashlib
import subprocess
import sys
import time
from pathlib import Path

import pytest

from index.errors import BrokenSource, EmptySource, EncryptedSource, SourceMissing, UnreadableSource, UnsupportedSource
from index.reading import ReadingSettings, ReadJob, SourceReader
from index.text_quality import Verdict
from index.workers import Workers
from tests.index.pdf_files import lock, write_pdf

LINE = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"
TASKS = "tests.index.worker_tasks"


@pytest.fixture(scope="module")
def workers():
    workers = Workers(2)
    yield workers
    workers.close()


def settings(recogniser="recognise_page", **changes):
    return ReadingSettings(recogniser=f"{TASKS}:{recogniser}", **changes)


def reader(folder, workers, *args, **changes):
    return SourceReader(folder / "cache", workers, settings(*args, **changes))


def job(path):
    return ReadJob(path.name, path, hashlib.sha256(path.read_bytes()).hexdigest() if path.exists() else "0" * 64)


def read(reader, *paths, progress=None):
    return [result for _, result in reader.read_many([job(path) for path in paths], progress)]


def calls(path):
    return sorted(map(int, path.with_suffix(".calls").read_text(encoding="utf-8").split()))


def test_files_come_in_the_order_given_with_text_or_reason(tmp_path, workers):
    write_pdf(tmp_path / "a.pdf", [[LINE], [LINE]])
    (tmp_path / "b.txt").write_text(LINE, encoding="utf-8")
    (tmp_path / "c.md").write_bytes(b"")
    write_pdf(tmp_path / "d.pdf", [[LINE]])
    lock(tmp_path / "d.pdf", "secret")
    (tmp_path / "e.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    paths = [tmp_path / name for name in ("a.pdf", "b.txt", "c.md", "d.pdf", "e.pdf", "f.pdf")]
    heard = []
    a, b, c, d, e, f = read(reader(tmp_path, workers), *paths, progress=lambda *note: heard.append(note))
    assert [page.number for page in a.pages] == [1, 2]
    assert a.pages[0].source == "a.pdf"
    assert b.pages[0].text == LINE
    assert [type(error) for error in (c, d, e, f)] == [EmptySource, EncryptedSource, BrokenSource, SourceMissing]
    assert [error.path for error in (c, d, e, f)] == paths[2:]
    assert heard == [(f"reading {path.name}", number, 6) for number, path in enumerate(paths)]


def test_paths_may_be_relative(tmp_path, workers, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_pdf(tmp_path / "scan.pdf", [[LINE], None])
    source_reader = SourceReader(Path("cache"), workers, settings())
    text, error = read(source_reader, Path("scan.pdf"), Path("none.pdf"))
    assert [page.number for page in text.pages] == [1, 2]
    assert source_reader.recognised(job(Path("scan.pdf")).digest, 2)
    assert error.path == Path("none.pdf")


def test_pages_without_text_are_recognised_and_named(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, [LINE], None, []])
    heard = []
    (text,) = read(reader(tmp_path, workers), path, progress=lambda *note: heard.append(note))
    assert [(page.number, page.text[:6]) for page in text.pages] == [
        (1, "识别出的第1"),
        (2, LINE[:6]),
        (3, "识别出的第3"),
    ]
    assert text.recognised == (1, 3)
    assert text.unreadable == ()
    assert calls(path) == [1, 3]
    assert heard[1:] == [("recognising scan.pdf", done, 2) for done in range(3)]


def test_a_recognised_page_is_not_recognised_again(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None])
    first = reader(tmp_path, workers)
    assert read(first, path) == read(reader(tmp_path, workers), path)
    assert calls(path) == [1, 2]
    page = first.recognised(job(path).digest, 2)
    assert page.number == 2
    assert page.lines[0].box == (0.1, 0.1, 0.9, 0.2)
    assert first.recognised(job(path).digest, 3) is None
    first.forget(job(path).digest)
    assert first.recognised(job(path).digest, 2) is None
    read(first, path)
    assert calls(path) == [1, 1, 2, 2]


def test_a_damaged_kept_page_is_recognised_again(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None])
    source_reader = reader(tmp_path, workers)
    read(source_reader, path)
    (tmp_path / "cache" / job(path).digest / "1.json").write_text('{"number": 1, "li', encoding="utf-8")
    (text,) = read(source_reader, path)
    assert text.recognised == (1,)
    assert calls(path) == [1, 1]


def test_a_run_that_was_killed_goes_on_where_it_stopped(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None] * 12)
    program = (
        "import sys, time\nfrom pathlib import Path\nsys.path.insert(0, '.')\n"
        "from index.reading import *\nfrom index.workers import Workers\n"
        "def heard(what, done, total):\n"
        "    if what.startswith('recognising') and done == 4:\n        print('half', flush=True); time.sleep(100)\n"
        f"reader = SourceReader(Path({str(tmp_path / 'cache')!r}), Workers(1), ReadingSettings(recogniser='{TASKS}:recognise_page'))\n"
        f"list(reader.read_many([ReadJob('scan.pdf', Path({str(path)!r}), {job(path).digest!r})], heard))\n"
    )
    run = subprocess.Popen([sys.executable, "-c", program], cwd=Path(__file__).parents[2], stdout=subprocess.PIPE)
    try:
        assert run.stdout.readline().strip() == b"half"
    finally:
        run.kill()
        run.wait()
        run.stdout.close()
    time.sleep(0.5)  # its children end a moment after it
    before = calls(path)
    kept = {int(file.stem) for file in (tmp_path / "cache" / job(path).digest).glob("*.json")}
    assert 4 <= len(kept) < 12
    (text,) = read(reader(tmp_path, workers), path)
    assert text.recognised == tuple(range(1, 13))
    assert sorted(calls(path)) == sorted(before + [number for number in range(1, 13) if number not in kept])


def test_pages_that_crash_the_recognition_are_named_and_the_others_kept(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None, None, [LINE]])
    (text,) = read(reader(tmp_path, workers, "recognise_until_the_third"), path)
    assert [page.number for page in text.pages] == [1, 2, 4]
    assert text.unreadable == ((3, Verdict.MISSING),)


def test_a_file_on_which_recognition_sees_nothing_is_refused(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None])
    (error,) = read(reader(tmp_path, workers, "recognise_nothing"), path)
    assert isinstance(error, UnreadableSource)
    assert "pages 1-2: pictures only, no text; recognition found nothing" in error.reason


def test_the_reason_names_what_kept_the_recognition_from_running(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None])
    (error,) = read(reader(tmp_path, workers, "recognise_with_the_program_missing"), path)
    assert isinstance(error, UnreadableSource)
    assert "No module named 'eyes'" in error.reason


def test_without_recognition_pages_of_pictures_are_refused(tmp_path, workers):
    path = tmp_path / "scan.pdf"
    write_pdf(path, [None, None])
    (error,) = read(reader(tmp_path, workers, ocr=False), path)
    assert isinstance(error, UnreadableSource)
    assert "turn on recognition" in error.reason
    assert not path.with_suffix(".calls").exists()


def test_pages_that_crash_or_stall_the_library_cost_only_themselves(tmp_path, workers, monkeypatch):
    path = tmp_path / "bad.pdf"
    write_pdf(path, [[f"{LINE}{number}"] for number in "甲乙丙丁戊"])
    called = workers.call

    def call(function, *args, **given):
        return called(function.replace("index.readers.pdf:read_layers", f"{TASKS}:read_layers_badly"), *args, **given)

    monkeypatch.setattr(workers, "call", call)
    (text,) = read(reader(tmp_path, workers, ocr=False, seconds_a_task=8, seconds_a_page=4), path)
    assert [page.number for page in text.pages] == [1, 3, 5]
    assert text.unreadable == ((2, Verdict.LOST), (4, Verdict.LOST))
    (error,) = read(reader(tmp_path, workers, ocr=False, seconds_a_task=8, seconds_a_page=4, most_lost_pages=1), path)
    assert isinstance(error, BrokenSource)
    assert "2 pages up to page 4" in error.reason


def test_a_file_that_goes_away_while_it_is_read_is_refused(tmp_path, workers, monkeypatch):
    path = tmp_path / "a.pdf"
    write_pdf(path, [[LINE]] * 3)
    called = workers.call

    def call(function, *args, **given):
        if function.endswith("read_layers"):
            path.unlink(missing_ok=True)
        return called(function, *args, **given)

    known = job(path)
    monkeypatch.setattr(workers, "call", call)
    [(_, error)] = reader(tmp_path, workers).read_many([known])
    assert isinstance(error, SourceMissing)
    assert "went away" in error.reason


def test_an_exception_out_of_progress_ends_the_reading(tmp_path, workers):
    write_pdf(tmp_path / "scan.pdf", [None] * 4)

    class Cancelled(Exception):
        pass

    def cancel(what, done, total):
        if what.startswith("recognising"):
            raise Cancelled

    with pytest.raises(Cancelled):
        read(reader(tmp_path, workers), tmp_path / "scan.pdf", progress=cancel)


def test_a_huge_text_file_is_refused_by_its_size(tmp_path, workers):
    with (tmp_path / "log.txt").open("wb") as file:
        file.truncate(2_000_000_000)
    huge = ReadJob("log.txt", tmp_path / "log.txt", "0" * 64)
    [(_, error)] = reader(tmp_path, workers).read_many([huge])
    assert isinstance(error, UnsupportedSource)
    assert "2000 MB" in error.reason


def test_a_file_that_stalls_its_reader_is_refused(tmp_path, workers):
    (tmp_path / "a.md").write_text("x" * 5_000_000, encoding="utf-8")
    (error,) = read(reader(tmp_path, workers, seconds_to_open=0.0001), tmp_path / "a.md")
    assert isinstance(error, BrokenSource)
    assert "too long" in error.reason
