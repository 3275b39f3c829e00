import numpy as np
import pytest

from index.passage_file import PassageFile
from index.passages import Passage


def passage(source="a.md", page=0, text="死锁", start=0, label="", section=(), node=""):
    return Passage("books", source, page, label, tuple(section), node, start, start + len(text), text)


PASSAGES = [
    passage(section=["第二章", '含"引号"与\x1f'], node="os.2.4"),
    passage(text="lone \ud800 surrogate", start=9, section=["第二章", '含"引号"与\x1f'], node="os.2.4"),
    passage("b.pdf", 3, "页面置换", label="xii"),
    passage("b.pdf", 4, "栈", label="xiii"),
    passage("c/d.txt", 0, "队列", node="ds.1"),
]


@pytest.fixture
def kept(tmp_path):
    PassageFile.build("books", PASSAGES).save(tmp_path / "段.bin")
    return PassageFile.load(tmp_path / "段.bin", "books")


def test_passages_come_back_as_they_were(kept):
    assert list(kept) == PASSAGES
    assert kept[-1] == PASSAGES[-1]
    assert kept[1:3] == PASSAGES[1:3]
    assert kept[np.int64(2)] == PASSAGES[2]
    with pytest.raises(IndexError):
        kept[5]


def test_places_and_rows(kept):
    assert kept.place(2) == ("b.pdf", 3, "xii", (), "")
    assert kept.rows_on({"os.2.4", "ds.1", "co.1"}).tolist() == [0, 1, 4]
    assert kept.rows_on({""}).tolist() == []
    assert kept.rows_of("b.pdf").tolist() == [2, 3]
    assert kept.rows_of("b.pdf", 4).tolist() == [3]
    assert kept.rows_of("none").tolist() == []
    assert kept.from_sources({"a.md", "b.pdf", "c/d.txt"}) is None
    assert kept.from_sources({"b.pdf"}).tolist() == [False, False, True, True, False]


def test_another_folders_name_is_the_collections(tmp_path, kept):
    assert PassageFile.load(tmp_path / "段.bin", "renamed")[0].collection == "renamed"


def test_merged_parts_hold_the_same(kept):
    alive = np.array([False, True, False, True, True])
    other = PassageFile.build("books", [passage("e.md", text="图")])
    merged = PassageFile.merged("books", [(kept, alive), (other, None), (kept, None)])
    assert list(merged) == [*(PASSAGES[row] for row in (1, 3, 4)), other[0], *PASSAGES]
    assert merged.rows_of("b.pdf").tolist() == [1, 6, 7]


def test_damage_is_told(tmp_path, kept):
    whole = (tmp_path / "段.bin").read_bytes()
    for damaged in (whole[:-70], whole[:30], b"", b"x" * 200):
        (tmp_path / "段.bin").write_bytes(damaged)
        with pytest.raises(ValueError):
            PassageFile.load(tmp_path / "段.bin", "books")


def test_a_stretch_is_the_run_of_one_source_and_section():
    some = [passage(section=["一"]), passage(section=["一"], page=2), passage(section=["二"]), passage("b.md")]
    starts, stops = PassageFile.build("books", some).stretches(np.array([0, 1, 2, 3]))
    assert (starts.tolist(), stops.tolist()) == ([0, 0, 2, 3], [2, 2, 3, 4])


def test_whether_any_passage_declares_a_node():
    assert PassageFile.build("books", PASSAGES).declares_nodes
    assert not PassageFile.build("books", PASSAGES[2:4]).declares_nodes
