import json
import shutil
import threading
from dataclasses import replace
from pathlib import Path

import pytest

from index import draft, store
from index.embedder import SentenceTransformerEmbedder
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
from index.intake import take
from index.lexical import LexicalIndex
from index.library import Library
from index.passage_file import PassageFile
from index.passages import Citation
from index.reading import ReadingSettings, SourceReader
from index.splitter import SplitterSettings
from index.vectors import Vectors
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


@pytest.fixture
def handbook(tmp_path):
    folder = tmp_path / "handbook"
    (folder / "os").mkdir(parents=True)
    (folder / "os" / "02.md").write_text(f"# 进程 {{#os.2}}\n\n## 死锁 {{#os.2.4}}\n\n{DEADLOCK}\n", encoding="utf-8")
    return folder


def sources(library, collection="books"):
    return [info.source for info in library.sources(collection)]


def files_in(folder):
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


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
    assert ("reading net.txt", 0, 3) in steps
    assert steps[-1] == ("building the index", 3, 3)


def test_unchanged_files_are_not_read_again(library, books, monkeypatch):
    library.add([books], "books")
    before = store.stamp(library.folder / "books")
    monkeypatch.setattr("index.adding.take", lambda *_: pytest.fail("read again"))
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

    def break_down(*_, **__):
        raise MemoryError

    standing = files_in(library.folder / "books")

    for name in (
        "index.adding.take",
        "index.adding.split_pages",
        "index.draft.LexicalIndex.build",
        "index.draft.LexicalIndex.merged",
        "index.draft.LexicalIndex.save",
        "index.draft.Vectors.save",
        "index.store.put_in_force",
    ):
        with monkeypatch.context() as patch:
            patch.setattr(name, break_down)
            with pytest.raises(MemoryError):
                library.add([books], "books")
        assert sources(Library(library.folder)) == ["net.txt"]
        assert first(Library(library.folder), "三次握手") == "net.txt"
        assert files_in(library.folder / "books") == standing
        assert list((library.folder / ".arriving").iterdir()) == []
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


def test_only_what_is_in_force_stays_on_the_disk(library, books):
    for round_ in range(4):
        (books / "net.txt").write_text(f"{TCP}{round_}", encoding="utf-8")
        library.add([books], "books")
    folder = library.folder / "books"
    assert [path.name for path in folder.glob("gen-*")] == ["gen-4.json"]
    assert len(list(folder.glob("segment-*"))) == 1
    assert len(list((folder / "files").iterdir())) == 3
    library.remove("net.txt", "books")
    assert len(list((folder / "files").iterdir())) == 2


# What is on the disk does not fit


def manifest_of(library, collection="books"):
    folder = library.folder / collection
    return folder / f"gen-{store.current_number(folder)}.json"


def test_an_index_under_another_name_is_refused(library, books):
    library.add([books], "books")
    (library.folder / "books").rename(library.folder / "renamed")
    with pytest.raises(IndexMismatch, match="written as collection 'books'"):
        library.search("死锁")
    library.rebuild("renamed")
    assert library.search("死锁的必要条件", 1)[0].passage.collection == "renamed"


@pytest.mark.parametrize("name", ["vectors.faiss", "passages.bin", "lexical.bin", "embedder-1.bin", "gen-1.json"])
@pytest.mark.parametrize("damage", ["missing", "cut off", "empty"])
def test_an_index_with_a_damaged_part_is_torn(library, books, name, damage):
    library.add([books], "books")
    library.close()
    (part,) = (library.folder / "books").rglob(name)
    whole = part.read_bytes()
    part.unlink()
    if damage != "missing":
        part.write_bytes(whole[: len(whole) // 2] if damage == "cut off" else b"")
    with pytest.raises(IndexTorn, match=r"delete that folder and run: python launch\.py index add"):
        Library(library.folder).search("死锁")


def test_counts_that_disagree_are_torn(library, books):
    library.add([books], "books")
    text = manifest_of(library).read_text(encoding="utf-8")
    fields = json.loads(text)
    fields["segments"][0]["passages"] += 1
    manifest_of(library).write_text(json.dumps(fields), encoding="utf-8")
    with pytest.raises(IndexTorn, match="should have 4 passages"):
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
    assert {path.suffix for path in files} == {"", ".json", ".bin", ".faiss", ".md", ".txt"}
    assert not any(path.read_bytes().startswith(b"\x80") for path in files)


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


def counted_embedding(monkeypatch):
    embedded = []
    embed = SentenceTransformerEmbedder.embed
    monkeypatch.setattr(
        SentenceTransformerEmbedder,
        "embed",
        lambda self, texts, *rest: embedded.extend(texts) or embed(self, texts, *rest),
    )
    return embedded


def test_a_model_in_a_folder_is_used_and_only_new_passages_are_embedded(tmp_path, books, model_folder, monkeypatch):
    library = Library(tmp_path / "library", str(model_folder))
    library.add([books / "net.txt"], "books")
    embedded = counted_embedding(monkeypatch)
    library.add([books], "books")
    assert sorted(embedded) == sorted([PAGING, f"死锁\n{DEADLOCK}"])
    found = library.search("tcp 三次握手", 1)
    assert found[0].passage.source == "net.txt"
    assert found[0].dense == pytest.approx(1.0, abs=1e-3)


def test_rebuild_changes_the_embedder_without_the_files(tmp_path, books, model_folder):
    Library(tmp_path / "library").add([books], "books")
    shutil.rmtree(books)
    library = Library(tmp_path / "library", str(model_folder))
    library.rebuild("books")
    assert first(library, "三次握手") == "net.txt"
    assert store.read_manifest(library.folder / "books")[1].embedder == str(model_folder)


def test_another_embedder_is_swapped_in_beside_what_answers(tmp_path, books, handbook, model_folder, monkeypatch):
    old = Library(tmp_path / "library", handbook_folder=handbook)
    old.add([books], "books")
    old.ensure_handbook()
    library = Library(tmp_path / "library", str(model_folder), handbook_folder=handbook)
    assert first(library, "三次握手") == "net.txt"  # by the embedder that built it
    assert not library.ensure_handbook()
    (books / "net.txt").write_text(f"{TCP}又一句。", encoding="utf-8")
    library.add([books], "books")
    assert store.read_manifest(library.folder / "books")[1].embedder == "built-in"
    embedded = counted_embedding(monkeypatch)
    answered = []

    def progress(*_):
        answered.append(first(old, "三次握手"))

    assert library.rebuild_changed(progress) == ["books", "handbook"]
    assert len([text for text in embedded if text != "三次握手"]) == 4 and set(answered) == {"net.txt"}
    assert store.read_manifest(library.folder / "books")[1].embedder == str(model_folder)
    assert not list((library.folder / "books").glob("embedder-*"))
    assert first(library, "tcp 三次握手", collections=["books"]) == first(old, "三次握手") == "net.txt"
    assert library.rebuild_changed() == []
    assert old.rebuild_changed() == ["books", "handbook"]
    assert first(library, "三次握手") == "net.txt"


def test_a_model_that_is_not_there_is_named(tmp_path, books, monkeypatch):
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    library = Library(tmp_path / "library", str(tmp_path / "no-model"))
    with pytest.raises(EmbedderUnavailable, match="no-model"):
        library.add([books], "books")
    assert library.collections() == []


# The handbook


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


# A source and its pages


def test_what_a_collection_says_of_its_sources(tmp_path, books):
    write_pdf(books / "partly.pdf", [None, [PAGING]])
    library = Library(
        tmp_path / "library",
        reader=SourceReader(tmp_path / "library" / ".recognised", settings=ReadingSettings(ocr=False)),
        clock=lambda: 12.5,
    )
    library.add([books], "books")
    infos = {info.source: info for info in library.sources("books")}
    assert {name: info.kind for name, info in infos.items()} == {
        "net.txt": "text", "os/memory.txt": "text", "os/死锁.md": "markdown", "partly.pdf": "pdf",
    }  # fmt: skip
    partly = infos["partly.pdf"]
    assert (partly.pages, partly.passages, partly.recognised, partly.added_at) == (2, 1, (), 12.5)
    assert [number for number, _ in partly.unreadable] == [1]
    assert partly.size_bytes == (books / "partly.pdf").stat().st_size


def test_the_copy_of_a_file_outlives_the_file(library, books, handbook):
    library.add([books], "books")
    (books / "net.txt").write_text("changed", encoding="utf-8")
    kept = library.file_of("books", "net.txt")
    assert kept.read_text(encoding="utf-8") == TCP and kept.suffix == ".txt"
    assert library.file_of("books", "none.txt") is None
    assert library.file_of("none", "net.txt") is None
    library.remove("net.txt", "books")
    assert library.file_of("books", "net.txt") is None and not kept.exists()
    with_handbook = Library(library.folder, handbook_folder=handbook)
    with_handbook.ensure_handbook()
    assert with_handbook.file_of("handbook", "os/02.md") == handbook / "os" / "02.md"


def test_the_section_around_a_citation(library, books):
    (books / "long.md").write_text(f"# 死锁\n\n{DEADLOCK * 30}\n\n{PAGING}\n\n# 别的\n\n{TCP}\n", encoding="utf-8")
    library.add([books], "books")
    passages = library.page_passages("books", "long.md", 0)
    assert len(passages) > 3
    cited = Citation.of(1, passages[1])
    found = library.around(cited)
    assert found.text == f"{DEADLOCK * 30}\n\n{PAGING}"
    assert found.text[found.start : found.end] == passages[1].text
    (books / "long.md").write_text("# 死锁\n\n改写过了。\n", encoding="utf-8")
    library.add([books], "books")
    assert library.around(cited) is None
    assert library.page_passages("books", "none.md", 0) == library.page_passages("none", "long.md", 0) == []


def test_passages_of_a_page(tmp_path, library):
    write_pdf(tmp_path / "two.pdf", [[PAGING], [TCP]])
    library.add([tmp_path / "two.pdf"], "books")
    assert [one.text for one in library.page_passages("books", "two.pdf", 2)] == [TCP]
    assert library.page_passages("books", "two.pdf", 3) == []
    assert library.recognised_page("books", "two.pdf", 2) is None


def test_recognised_pages_go_with_the_last_source_that_has_them(tmp_path, books):
    class Recogniser(SourceReader):
        """Says that page 1 of every file was recognised."""

        def read_many(self, jobs, progress=None):
            for job, text in super().read_many(jobs, progress):
                (self.cache / job.digest).mkdir(parents=True, exist_ok=True)
                yield job, replace(text, recognised=(1,))

    library = Library(tmp_path / "library", reader=Recogniser(tmp_path / "recognised"))
    library.add([books / "net.txt"], "one")
    library.add([books / "net.txt"], "two")
    (cache,) = (tmp_path / "recognised").iterdir()
    library.remove("net.txt", "one")
    assert cache.exists()
    library.remove("net.txt", "two")
    assert not cache.exists()


# Cost in proportion to the change


def test_a_small_file_beside_a_large_collection_costs_little(library, books, tmp_path, monkeypatch):
    big = tmp_path / "big"
    big.mkdir()
    for number in range(40):
        (big / f"{number:02}.txt").write_text(
            "".join(f"第{number}册第{line}条：页面置换与死锁处理。" * 12 + "\n" for line in range(60)), encoding="utf-8"
        )
    library.add([big], "books")
    held = sum(info.passages for info in library.sources("books"))
    assert held > 1000
    tokenised, written, read = [], [], []
    build, merged, add_rows = LexicalIndex.build.__func__, PassageFile.merged.__func__, Vectors.build.__func__
    monkeypatch.setattr(
        LexicalIndex, "build", classmethod(lambda cls, texts: tokenised.extend(texts) or build(cls, texts))
    )
    monkeypatch.setattr(
        PassageFile, "merged", classmethod(lambda cls, *rest: written.append(merged(cls, *rest)) or written[-1])
    )
    monkeypatch.setattr(
        Vectors, "build", classmethod(lambda cls, matrix: written.append(matrix) or add_rows(cls, matrix))
    )
    monkeypatch.setattr("index.adding.take", lambda *rest: read.append(rest[0]) or take(*rest))
    library.add([books / "net.txt"], "books")
    assert tokenised == [TCP] and read == ["net.txt"]
    assert sum(map(len, written)) <= 3
    written.clear()
    library.add([books / "os"], "books")
    assert len(tokenised) == 3 and sum(map(len, written)) <= 10
    library.remove("net.txt", "books")
    assert len(tokenised) == 3
    assert first(library, "LRU 最近最久未使用") == "memory.txt"


def test_an_add_that_is_broken_off_leaves_all_as_it_was(library, books):
    library.add([books / "net.txt"], "books")
    standing = files_in(library.folder / "books")
    steps = []
    library.add([books / "net.txt"], "other")
    library.add([books], "other", lambda *step: steps.append(step))

    class Stopped(Exception):
        pass

    for last in range(len(steps)):
        heard = []

        def progress(*step, heard=heard, last=last):
            heard.append(step)
            if len(heard) > last:
                raise Stopped

        with pytest.raises(Stopped):
            library.add([books], "books", progress)
        assert sources(library) == ["net.txt"] and files_in(library.folder / "books") == standing
        assert list((library.folder / ".arriving").iterdir()) == []
    assert len(steps) > 5


def test_removed_and_replaced_passages_never_come_back(library, books, monkeypatch):
    monkeypatch.setattr(draft, "FEW_ROWS", 0)
    for number in range(30):
        (books / f"{number}.txt").write_text(
            f"{number}号笔记：红黑树的旋转与着色，第{number}种情形。", encoding="utf-8"
        )
    library.add([books], "books")
    for number in range(0, 30, 2):
        library.remove(f"{number}.txt", "books")
        library.add([books / "net.txt"], "books")
    left = {one.passage.source for one in library.search("红黑树的旋转", 40)}
    assert left and left <= {f"{number}.txt" for number in range(1, 30, 2)}
    assert [one.text for one in library.page_passages("books", "4.txt", 0)] == []
    fresh = Library(library.folder.parent / "fresh")
    fresh.add([path for path in books.iterdir() if path.name in sources(library) or path.is_dir()], "books")
    fresh_sources = {info.source for info in fresh.sources("books")}
    assert {name.split("/")[-1] for name in sources(library)} == {name.split("/")[-1] for name in fresh_sources}
