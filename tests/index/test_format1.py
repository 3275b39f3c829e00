"""Collections that releases before segments wrote."""

import json
from dataclasses import asdict

import numpy as np
import pytest

from index import format1, store
from index.errors import IndexTorn
from index.intake import take
from index.library import Library
from index.passages import Passage
from index.splitter import SplitterSettings

TEXTS = {
    "net.txt": ["TCP 用三次握手建立连接，避免失效的连接请求突然到达服务器。", "UDP 不建立连接。"],
    "os/死锁.md": ["死锁的四个必要条件是互斥、请求和保持、不可剥夺、循环等待。"],
}


def write_old(folder, origin, embedder="built-in", vectors=None):
    """A generation as release 0.1 wrote it, without the parts that are not read any more."""
    place = folder / "gen-3"
    place.mkdir(parents=True)
    passages = [
        Passage(folder.name, name, 0, "", ("第一章",), "", 50 * at, 50 * at + len(text), text)
        for name, texts in sorted(TEXTS.items())
        for at, text in enumerate(texts)
    ]
    lines = [json.dumps(asdict(passage), ensure_ascii=False) for passage in passages]
    (place / "passages.jsonl").write_text("\n".join(lines), encoding="utf-8")
    sources = []
    for name, texts in sorted(TEXTS.items()):
        path = origin / name.split("/")[-1]
        path.write_text("".join(texts), encoding="utf-8")
        (origin / "copy").mkdir(exist_ok=True)
        sources.append({
            "name": name, "sha256": take(name, path, origin / "copy").sha256, "origin": str(path), "pages": 1,
            "passages": len(texts), "splitter": SplitterSettings().stamp, "unreadable": [[7, "missing"]],
        })  # fmt: skip
    if vectors is not None:
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        (place / "vectors.faiss").write_bytes(faiss.serialize_index(index).tobytes())
    fields = {
        "collection": folder.name, "embedder": embedder, "dim": 4, "passages": 3, "sources": sources, "format": 1,
    }  # fmt: skip
    (place / "manifest.json").write_text(json.dumps(fields), encoding="utf-8")
    (folder / "current").write_text("3", encoding="utf-8")


@pytest.fixture
def old(tmp_path):
    folder = tmp_path / "library" / "books"
    (tmp_path / "origin").mkdir()
    write_old(folder, tmp_path / "origin")
    return folder


def test_an_old_collection_is_searched_at_once_and_rewritten(old, tmp_path):
    library = Library(old.parent)
    assert library.collections() == ["books"]
    assert library.search("死锁的必要条件", 1)[0].passage.source == "os/死锁.md"
    assert not (old / "gen-3").exists() and (old / "gen-4.json").exists()
    infos = library.sources("books")
    assert [(info.source, info.passages, info.unreadable[0][0]) for info in infos] == [
        ("net.txt", 2, 7),
        ("os/死锁.md", 1, 7),
    ]
    assert library.page_passages("books", "net.txt", 0)[1].section == ("第一章",)
    assert library.file_of("books", "net.txt").read_text(encoding="utf-8") == "".join(TEXTS["net.txt"])
    assert library.add([tmp_path / "origin" / "net.txt"], "books").unchanged == ("net.txt",)


@pytest.mark.parametrize("gesture", ["add", "remove", "rebuild", "sources", "check", "rebuild_changed"])
def test_whatever_is_done_first_brings_it_up_to_date(old, tmp_path, gesture):
    library = Library(old.parent)
    arguments = {
        "add": ([tmp_path / "origin" / "net.txt"], "books"), "remove": ("net.txt", "books"), "rebuild": ("books",),
    }  # fmt: skip
    getattr(library, gesture)(*arguments.get(gesture, ()))
    assert store.read_manifest(old)[1].format == store.FORMAT


def test_a_changed_or_lost_file_leaves_no_copy(old, tmp_path):
    (tmp_path / "origin" / "net.txt").write_text("changed", encoding="utf-8")
    (tmp_path / "origin" / "死锁.md").unlink()
    library = Library(old.parent)
    assert library.search("三次握手", 1)[0].passage.source == "net.txt"
    assert library.file_of("books", "net.txt") is None and library.file_of("books", "os/死锁.md") is None


def test_vectors_of_a_model_are_taken_over_without_it(tmp_path):
    matrix = np.eye(4, dtype=np.float32)[[2, 0, 1]]
    (tmp_path / "origin").mkdir()
    write_old(tmp_path / "library" / "books", tmp_path / "origin", "no-such-model", matrix)
    library = Library(tmp_path / "library")
    library.check()
    manifest = store.read_manifest(tmp_path / "library" / "books")[1]
    assert (manifest.embedder, manifest.dim) == ("no-such-model", 4)
    (segment,) = store.open_generation(tmp_path / "library" / "books", lambda name: None).segments
    assert [passage.source for passage in segment.passages] == ["net.txt", "net.txt", "os/死锁.md"]
    assert np.array_equal(segment.vectors.matrix, matrix.astype(np.float16))


@pytest.mark.parametrize("part", ["passages.jsonl", "manifest.json"])
def test_a_torn_one_is_told_and_left_alone(old, part):
    path = old / "gen-3" / part
    path.write_text(path.read_text(encoding="utf-8")[:200], encoding="utf-8")
    for _ in range(2):
        with pytest.raises(IndexTorn):
            Library(old.parent).search("死锁")
    assert path.exists() and format1.is_old(old)
