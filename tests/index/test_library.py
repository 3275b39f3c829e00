import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index import store
from index.errors import (
    CollectionNameRefused,
    EmbedderUnavailable,
    IndexMismatch,
    IndexTooNew,
    IndexTorn,
    LibraryNotWritable,
    UnknownCollection,
    UnknownSource,
)
from index.library import Library
from index.splitter import SplitterSettings
from tests.index.pdf_files import write_pdf

DEADLOCK = "死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"
PAGING = "页面置换算法在缺页时选一个页面换出，LRU 换出最近最久未使用的页面。"
TCP = "TCP 用三次握手建立连接，避免失效的连接请求突然到达服务器。"


@pytest.fixture
def library(tmp_path):
    return Library(tmp_path / "library")


@pytest.fixture
def books(tmp_path):
    folder = tmp_path / "books"
    (folder / "os").mkdir(parents=True)
    (folder / "os" / "死锁.md").write_text(f"# 死锁\n\n{DEADLOCK}\n", encoding="utf-8")
    (folder / "os" / "memory.txt").write_text(PAGING, encoding="utf-8")
    (folder / "net.txt").write_text(TCP, encoding="utf-8")
    (folder / "~$net.docx").write_bytes(b"lock file of an editor")
    (folder / "notes.xlsx").write_bytes(b"not a kind that is read")
    return folder


def sources(library, collection="books"):
    return [info.source for info in library.sources(collection)]


def first(library, question, **options):
    found = library.search(question, 1, **options)
    return found[0].passage.source if found else None


def test_a_folder_is_added_and_found(library, books):
    steps = []
    report = library.add([books], "books", lambda step, done, total: steps.append((step, done, total)))
    assert [source.source for source in report.added] == ["net.txt", "os/memory.txt", "os/死锁.md"]
    assert report.refused == ()
    assert sources(library) == ["net.txt", "os/memory.txt", "os/死锁.md"]
    assert first(library, "死锁的必要条件") == "os/死锁.md"
    found = library.search("LRU 是什么", 3)
    assert found[0].passage.collection == "books"
    assert 0 < found[0].score <= 1
    assert ("net.txt", 0, 3) in steps


def test_unchanged_files_are_not_read_again(library, books, monkeypatch):
    library.add([books], "books")
    before = store.stamp(library.folder / "books")
    monkeypatch.setattr("index.draft.read_source", lambda *_: pytest.fail("read again"))
    report = library.add([books], "books")
    assert sorted(report.unchanged) == ["net.txt", "os/memory.txt", "os/死锁.md"]
    assert report.added == ()
    assert store.stamp(library.folder / "books") == before


def test_a_changed_file_takes_the_place_of_what_it_was(library, books):
    library.add([books], "books")
    (books / "net.txt").write_text("UDP 不建立连接，首部只有八个字节。", encoding="utf-8")
    report = library.add([books], "books")
    assert [source.source for source in report.added] == ["net.txt"]
    assert library.search("三次握手", 3) == []
    assert first(library, "UDP 首部") == "net.txt"
    assert len(sources(library)) == 3


def test_refusals_are_listed_and_the_rest_is_added(library, books, tmp_path):
    (books / "scan.pdf").write_bytes(b"\x89PNG\r\n\x1a\n")
    write_pdf(books / "partly.pdf", [None, [PAGING]])
    report = library.add([books, tmp_path / "absent.txt", books / "notes.xlsx"], "books")
    refused = {Path(refusal.path).name: refusal.reason for refusal in report.refused}
    assert set(refused) == {"scan.pdf", "absent.txt", "notes.xlsx"}
    assert "PNG" in refused["scan.pdf"]
    assert "no such file" in refused["absent.txt"]
    (partly,) = (source for source in report.added if source.source == "partly.pdf")
    assert partly.unreadable == ((1, "pictures only, no text"),)
    assert "page 1: pictures only" in partly.warning
    assert "scan.pdf" not in sources(library)


def test_a_folder_with_nothing_to_read_is_refused(library, tmp_path):
    (tmp_path / "empty").mkdir()
    report = library.add([tmp_path / "empty"], "books")
    assert "no file in this folder" in report.refused[0].reason
    assert library.collections() == []


def test_the_same_name_from_two_folders_never_overwrites(library, books, tmp_path):
    other = tmp_path / "other"
    other.mkdir()
    (other / "net.txt").write_text(DEADLOCK, encoding="utf-8")
    report = library.add([books / "net.txt", other / "net.txt"], "books")
    assert "already takes 'net.txt'" in report.refused[0].reason
    report = library.add([other / "net.txt"], "books")
    assert "index remove net.txt" in report.refused[0].reason
    assert first(library, "三次握手") == "net.txt"


def test_other_splitter_settings_read_the_files_again(library, books):
    library.add([books], "books")
    finer = Library(library.folder, splitter=SplitterSettings(target=10, longest=20, stub=2))
    assert [source.source for source in finer.add([books / "net.txt"], "books").added] == ["net.txt"]
    assert len(finer.add([books], "books").added) == 2
    assert finer.add([books], "books").added == ()
    assert sum(info.passages for info in finer.sources("books")) > 3


def test_a_moved_file_may_be_added_from_its_new_place(library, books, tmp_path):
    library.add([books / "net.txt"], "books")
    (tmp_path / "moved").mkdir()
    moved = Path(shutil.move(books / "net.txt", tmp_path / "moved" / "net.txt"))
    moved.write_text(PAGING, encoding="utf-8")
    assert [source.source for source in library.add([moved], "books").added] == ["net.txt"]


def test_a_crash_in_the_middle_leaves_what_stood(library, books, monkeypatch):
    library.add([books / "net.txt"], "books")

    def break_down(*_):
        raise MemoryError

    for name in ("index.draft.read_source", "index.draft.LexicalIndex.build", "index.store.LexicalIndex.save"):
        with monkeypatch.context() as patch:
            patch.setattr(name, break_down)
            with pytest.raises(MemoryError):
                library.add([books], "books")
        assert sources(Library(library.folder)) == ["net.txt"]
        assert first(Library(library.folder), "三次握手") == "net.txt"
    library.add([books], "books")
    assert len(sources(library)) == 3


def test_removing_the_last_source_removes_the_collection(library, books):
    library.add([books], "books")
    library.remove("os/死锁.md", "books")
    assert library.search("死锁的必要条件", 3) == []
    for name in ("net.txt", "os/memory.txt"):
        library.remove(name, "books")
    assert library.collections() == []
    assert library.search("三次握手") == []


def test_unknown_names_are_refused(library, books):
    library.add([books], "books")
    with pytest.raises(UnknownSource, match=r"it holds: net\.txt"):
        library.remove("nothing.txt", "books")
    with pytest.raises(UnknownCollection, match="there are: books"):
        library.search("死锁", collections=["other"])
    with pytest.raises(UnknownCollection):
        library.remove("net.txt", "../books")


@pytest.mark.parametrize("name", ["", "..", "a/b", "a b", "-a", "con", "COM1", "a" * 65, "handbook"])
def test_names_that_cannot_be_a_folder_are_refused(library, books, name):
    with pytest.raises(CollectionNameRefused):
        library.add([books], name)


def test_chinese_names_and_several_collections(library, books):
    library.add([books / "net.txt"], "计算机网络")
    library.add([books / "os"], "os-1_a")
    assert library.collections() == ["os-1_a", "计算机网络"]
    assert first(library, "三次握手") == "net.txt"
    assert first(library, "死锁的必要条件") == "死锁.md"
    assert first(library, "死锁的必要条件", collections=["计算机网络"]) is None


def test_a_running_library_sees_what_another_process_wrote(library, books):
    library.add([books / "net.txt"], "books")
    assert first(library, "死锁的必要条件") is None
    other = Library(library.folder)
    other.add([books], "books")
    assert first(library, "死锁的必要条件") == "os/死锁.md"
    for name in sources(other):
        other.remove(name, "books")
    other.add([books / "os" / "memory.txt"], "books")  # the first generation again, under the same number
    assert first(library, "死锁的必要条件") is None
    assert first(library, "页面置换") == "memory.txt"


def test_threads_search_while_the_collection_is_written(library, books):
    library.add([books], "books")
    stop, wrong = threading.Event(), []

    def ask():
        while not stop.is_set():
            if first(library, "三次握手") != "net.txt":
                wrong.append("net.txt was not found")

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for round_ in range(6):
        (books / "os" / "memory.txt").write_text(f"{PAGING}{round_}", encoding="utf-8")
        Library(library.folder).add([books], "books")
    stop.set()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_old_generations_are_removed(library, books):
    for round_ in range(4):
        (books / "net.txt").write_text(f"{TCP}{round_}", encoding="utf-8")
        library.add([books], "books")
    assert sorted(path.name for path in (library.folder / "books").glob("gen-*")) == ["gen-3", "gen-4"]


# What is on the disk does not fit


def manifest_of(library, collection="books"):
    folder = library.folder / collection
    return folder / f"gen-{store.current_number(folder)}" / "manifest.json"


def test_an_index_of_another_embedder_is_refused_with_the_command(library, books):
    library.add([books], "books")
    other = Library(library.folder, "some-model")
    for attempt in (lambda: other.search("死锁"), lambda: other.add([books], "books")):
        with pytest.raises(IndexMismatch, match=r"index rebuild --collection books --embedder some-model"):
            attempt()


def test_an_index_under_another_name_is_refused(library, books):
    library.add([books], "books")
    (library.folder / "books").rename(library.folder / "renamed")
    with pytest.raises(IndexMismatch, match="written as collection 'books'"):
        library.search("死锁")
    library.rebuild("renamed")
    assert library.search("死锁的必要条件", 1)[0].passage.collection == "renamed"


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.jsonl", "manifest.json", "lexical", "embedder"])
def test_an_index_with_a_part_missing_is_torn(library, books, name):
    library.add([books], "books")
    part = manifest_of(library).parent / name
    shutil.rmtree(part) if part.is_dir() else part.unlink()
    with pytest.raises(IndexTorn, match=r"delete that folder and run: python launch\.py index add"):
        Library(library.folder).search("死锁")


def test_counts_that_disagree_are_torn(library, books):
    library.add([books], "books")
    passages = manifest_of(library).with_name("passages.jsonl")
    passages.write_text("\n".join(passages.read_text(encoding="utf-8").split("\n")[1:]), encoding="utf-8")
    with pytest.raises(IndexTorn, match="promises 3 passages"):
        Library(library.folder).search("死锁")


def test_a_newer_format_is_refused(library, books):
    library.add([books], "books")
    path = manifest_of(library)
    fields = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**fields, "format": store.FORMAT + 1}), encoding="utf-8")
    with pytest.raises(IndexTooNew, match="newer version"):
        Library(library.folder).search("死锁")


def test_no_file_of_an_index_is_a_pickle(library, books):
    library.add([books], "books")
    files = [path for path in (library.folder / "books").rglob("*") if path.is_file()]
    assert {path.suffix for path in files} == {"", ".json", ".jsonl", ".npy", ".faiss"}


def test_a_folder_that_cannot_be_made_is_named(tmp_path, books):
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(LibraryNotWritable, match="--data-dir"):
        Library(tmp_path / "file" / "library").add([books], "books")


# A named model


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    """A tiny sentence-transformers model: a bag of the texts' characters."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import BoW

    folder = tmp_path_factory.mktemp("model")
    SentenceTransformer(modules=[BoW(vocab=["tcp", "lru", "udp", "page"])], device="cpu").save(str(folder))
    return folder


def test_a_model_in_a_folder_is_used_and_only_new_passages_are_embedded(tmp_path, books, model_folder, monkeypatch):
    library = Library(tmp_path / "library", str(model_folder))
    library.add([books / "net.txt"], "books")
    embedded = []
    embed = type(library._embedder).embed
    monkeypatch.setattr(
        type(library._embedder), "embed", lambda self, texts, *rest: embedded.extend(texts) or embed(self, texts, *rest)
    )
    library.add([books], "books")
    assert sorted(embedded) == sorted([PAGING, f"死锁\n{DEADLOCK}"])
    found = library.search("tcp 三次握手", 1)
    assert found[0].passage.source == "net.txt"
    assert found[0].dense == pytest.approx(1.0, abs=1e-5)


def test_rebuild_changes_the_embedder_without_the_files(tmp_path, books, model_folder):
    Library(tmp_path / "library").add([books], "books")
    shutil.rmtree(books)
    library = Library(tmp_path / "library", str(model_folder))
    library.rebuild("books")
    assert first(library, "三次握手") == "net.txt"
    with pytest.raises(IndexMismatch):
        Library(tmp_path / "library").search("三次握手")


def test_a_model_that_is_not_there_is_named(tmp_path, books, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    library = Library(tmp_path / "library", str(tmp_path / "no-model"))
    with pytest.raises(EmbedderUnavailable, match="no-model"):
        library.add([books], "books")
    assert library.collections() == []


# The handbook


@pytest.fixture
def handbook(tmp_path):
    folder = tmp_path / "handbook"
    (folder / "os").mkdir(parents=True)
    (folder / "os" / "02.md").write_text(f"# 进程 {{#os.2}}\n\n## 死锁 {{#os.2.4}}\n\n{DEADLOCK}\n", encoding="utf-8")
    return folder


def test_the_handbook_is_built_once_and_again_when_it_changes(tmp_path, handbook):
    library = Library(tmp_path / "library", handbook_folder=handbook)
    assert library.ensure_handbook()
    assert not library.ensure_handbook()
    (found,) = library.search("死锁的必要条件", 1)
    assert (found.passage.collection, found.passage.node) == ("handbook", "os.2.4")
    (handbook / "os" / "03.md").write_text(f"# 内存 {{#os.3}}\n\n{PAGING}\n", encoding="utf-8")
    (handbook / "os" / "02.md").unlink()
    assert library.ensure_handbook()
    assert sources(library, "handbook") == ["os/03.md"]


def test_a_torn_handbook_is_built_again(tmp_path, handbook):
    library = Library(tmp_path / "library", handbook_folder=handbook)
    library.ensure_handbook()
    manifest_of(library, "handbook").write_text("{", encoding="utf-8")
    assert library.ensure_handbook()
    assert first(library, "死锁的必要条件") == "os/02.md"


def test_several_starts_at_once_build_the_handbook_once(tmp_path, handbook):
    built = []
    threads = [
        threading.Thread(
            target=lambda: built.append(Library(tmp_path / "library", handbook_folder=handbook).ensure_handbook())
        )
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(built) == [False, False, False, True]


def test_the_record_of_a_source_survives_the_disk():
    record = store.SourceRecord("a.pdf", "0" * 64, "/a.pdf", 3, 2, "target=350", ((1, "missing"),))
    manifest = store.Manifest("books", "built-in", 8, 2, (record,))
    assert store.Manifest.from_json(manifest.as_json()) == manifest
    assert replace(manifest, passages=3) != manifest
