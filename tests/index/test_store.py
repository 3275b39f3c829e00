"""Segments: what is merged when, and that it is all the same whatever way a collection came about."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index import draft, store
from index.draft import FEW_ROWS, MOST_ROWS, Draft, merging_plan, put_in_force
from index.passages import Passage
from index.store import Manifest, SegmentRecord, SourceRecord

ALPHABET = "死锁页面置换算法栈队列图树进程线段表址"


class Hashed:
    """A model of sorts: a text's vector is drawn by its characters. Counts what it embeds."""

    name = "hashed"

    def __init__(self):
        self.embedded = []

    def embed(self, texts, progress=None):
        self.embedded += texts
        rows = [np.random.default_rng(list(text.encode())).standard_normal(8) for text in texts]
        matrix = np.array(rows, dtype=np.float32).reshape(-1, 8)
        return matrix / np.linalg.norm(matrix, axis=1, keepdims=True)


def record(name):
    return SourceRecord(name, "0" * 64, "", 1, 0, "target=350")


def passages_of(name, count):
    generator = np.random.default_rng(list(name.encode()))
    texts = ["".join(ALPHABET[at] for at in generator.integers(0, len(ALPHABET), 30)) for _ in range(count)]
    return [Passage("books", name, 0, "", (name,), "", 40 * at, 40 * at + 30, text) for at, text in enumerate(texts)]


def add(folder, sources, named=None, **options):
    """Adds {name: passage count} to the collection, as the library does."""
    manifest = store.read_manifest(folder)[1] if store.stamp(folder) else None
    new = Draft(folder.parent / "place", folder.name, named)
    for name, count in sources.items():
        new.put(record(name), passages_of(name, count))
    new.close()
    records = {one.name: one for one in (manifest.sources if manifest else ())} | new.records
    put_in_force(folder, manifest, records, new.parts, named, **options)


def remove(folder, *names, named=None):
    manifest = store.read_manifest(folder)[1]
    put_in_force(folder, manifest, {one.name: one for one in manifest.sources if one.name not in names}, {}, named)


def opened(folder):
    return store.open_generation(folder, lambda name: Hashed())


def held(generation):
    """Every passage that counts, with its vector."""
    return {
        (passage.source, passage.start): (passage.text, segment.vectors.matrix[row].tobytes())
        for segment in generation.segments
        for row, passage in enumerate(segment.passages)
        if segment.alive is None or segment.alive[row]
    }


def best(generation, weights, count=10):
    """The best passages over all segments, with token weights that make up for each segment's own rarities."""
    from index.lexical import rarity

    total = sum(segment.lexical.count for segment in generation.segments)
    spread = {token: sum(segment.lexical.passages_with(token) for segment in generation.segments) for token in weights}
    found = []
    for segment in generation.segments:
        own = {
            token: weight * rarity(total, spread[token])
            / rarity(segment.lexical.count, segment.lexical.passages_with(token))
            for token, weight in weights.items()
        }  # fmt: skip
        for row, score in zip(*segment.lexical.top(own, count, segment.alive), strict=True):
            found.append((round(float(score), 4), segment.passages[row].text))
    return sorted(found, reverse=True)[:count]


@pytest.mark.parametrize("named", [None, Hashed()])
def test_files_one_by_one_are_found_as_if_built_at_once(tmp_path, monkeypatch, named):
    monkeypatch.setattr(draft, "FEW_ROWS", 0)
    sources = {f"{number}.md": 5 + 7 * number % 40 for number in range(25)}
    for name, count in sources.items():
        add(tmp_path / "books", {name: count}, named)
    add(tmp_path / "fresh", sources, named)
    grown, fresh = opened(tmp_path / "books"), opened(tmp_path / "fresh")
    assert 1 < len(grown.segments) < 8
    assert len(fresh.segments) == 1
    if named:
        assert held(grown) == held(fresh)
    assert {key: text for key, (text, _) in held(grown).items()} == {
        key: text for key, (text, _) in held(fresh).items()
    }
    weights = {"死锁": 1.0, "页面": 0.7, "栈": 0.3}
    assert best(grown, weights) == best(fresh, weights)


def test_after_a_merge_the_dead_have_left_no_trace(tmp_path, monkeypatch):
    monkeypatch.setattr(draft, "FEW_ROWS", 0)
    add(tmp_path / "books", {"a.md": 30, "b.md": 60, "c.md": 5})
    remove(tmp_path / "books", "c.md")
    generation = opened(tmp_path / "books")
    (segment,) = generation.segments
    assert segment.alive.sum() == 90 and len(segment.passages) == 95
    remove(tmp_path / "books", "a.md")
    (segment,) = opened(tmp_path / "books").segments
    assert segment.alive is None and len(segment.passages) == 60
    add(tmp_path / "fresh", {"b.md": 60})
    weights = {"死锁": 1.0, "页面": 0.7}
    assert best(opened(tmp_path / "books"), weights) == best(opened(tmp_path / "fresh"), weights)


def test_what_did_not_change_is_not_opened_again(tmp_path, monkeypatch):
    monkeypatch.setattr(draft, "FEW_ROWS", 0)
    add(tmp_path / "books", {"a.md": 60})
    before = opened(tmp_path / "books")
    add(tmp_path / "books", {"b.md": 2})
    after = store.open_generation(tmp_path / "books", lambda name: None, before)
    assert after.segments[0].passages is before.segments[0].passages
    assert len(after.segments) == 2
    store.remove_collection(tmp_path / "books")
    add(tmp_path / "books", {"z.md": 60})  # the same numbers once more
    other = store.open_generation(tmp_path / "books", lambda name: None, after)
    assert other.segments[0].passages[0].source == "z.md"


def test_the_built_in_embedder_is_kept_until_the_collection_has_grown_by_half(tmp_path):
    embeddings = []
    for name, count in (("a.md", 100), ("b.md", 20), ("c.md", 20), ("d.md", 20)):
        add(tmp_path / "books", {name: count})
        manifest = store.read_manifest(tmp_path / "books")[1]
        embeddings.append((manifest.embedding, manifest.fitted_on))
        assert len(list((tmp_path / "books").glob("embedder-*.bin"))) == 1
    assert embeddings == [(1, 100), (1, 100), (1, 100), (2, 160)]


def test_a_model_embeds_each_passage_once(tmp_path, monkeypatch):
    monkeypatch.setattr(draft, "FEW_ROWS", 0)
    named = Hashed()
    for number in range(12):
        add(tmp_path / "books", {f"{number}.md": 10}, named)
    assert len(named.embedded) == 120 == len(set(named.embedded))
    remove(tmp_path / "books", "1.md", "2.md", "3.md", "4.md", named=named)
    assert len(named.embedded) == 120


def test_a_source_larger_than_a_segment(tmp_path, monkeypatch):
    monkeypatch.setattr(draft, "MOST_ROWS", 50)
    monkeypatch.setattr(draft, "FEW_ROWS", 5)
    named = Hashed()
    add(tmp_path / "books", {"a.md": 20, "big.md": 130, "b.md": 20}, named)
    generation = opened(tmp_path / "books")
    assert [len(segment.passages) for segment in generation.segments] == [50, 50, 50, 20]
    assert len(named.embedded) == 170
    add(tmp_path / "fresh", {"a.md": 20, "big.md": 130, "b.md": 20}, Hashed())
    assert held(generation) == held(opened(tmp_path / "fresh"))
    add(tmp_path / "books", {"big.md": 10}, named)
    assert len(held(opened(tmp_path / "books"))) == 50
    add(tmp_path / "only", {"big.md": 130}, named)
    assert len(held(opened(tmp_path / "only"))) == 130


def test_what_a_dead_writer_left_is_removed_by_the_next(tmp_path):
    add(tmp_path / "books", {"a.md": 9})
    for left in ("segment-77", "segment-1/vectors-9"):
        (tmp_path / "books" / left).mkdir()
    (tmp_path / "books" / "gen-2.json").write_text("{", encoding="utf-8")
    (tmp_path / "books" / "files").mkdir()
    (tmp_path / "books" / "files" / "abc.md").write_text("left", encoding="utf-8")
    add(tmp_path / "books", {"b.md": 9})
    names = sorted(path.relative_to(tmp_path / "books").as_posix() for path in (tmp_path / "books").rglob("*"))
    assert names == [
        "current", "embedder-2.bin", "files", "gen-2.json", "segment-78", "segment-78/lexical.bin",
        "segment-78/passages.bin", "segment-78/vectors-2", "segment-78/vectors-2/vectors.faiss",
    ]  # fmt: skip


def test_a_manifest_survives_the_disk():
    one = SourceRecord(
        "a.pdf", "0" * 64, "/a.pdf", 3, 2, "target=350", ((1, "missing"),), (2,), (3,), "0.pdf", 9, 1.5, ((4, 2),)
    )
    manifest = Manifest("books", "abc", "built-in", 1, 8, 2, (SegmentRecord(4, 3, 90),), (one,))
    again = Manifest.from_fields(json.loads(manifest.as_json()))
    assert again == manifest and again.passages == 2 and again.alive() == {4: 2} and again.average_length == 30
    assert replace(manifest, dim=3) != manifest


# The plan


def test_new_parts_take_along_what_is_not_much_larger():
    assert merging_plan({1: 50_000, -1: 16}, {1: 50_000, -1: 16}, [-1]) == [[-1]]
    assert merging_plan({1: 50_000, 2: 400, -1: 16}, {1: 50_000, 2: 400, -1: 16}, [-1]) == [[2, -1]]
    assert merging_plan({1: 50_000, 2: 2000, -1: 600}, {1: 50_000, 2: 2000, -1: 600}, [-1]) == [[-1]]
    assert merging_plan({1: 50_000, 2: 1700, -1: 600}, {1: 50_000, 2: 1700, -1: 600}, [-1]) == [[2, -1]]
    assert merging_plan({1: MOST_ROWS, 2: MOST_ROWS - 10, -1: 16}, {1: MOST_ROWS, 2: MOST_ROWS, -1: 16}, [-1]) == [[-1]]


def test_nothing_is_written_for_a_few_dead_rows():
    assert merging_plan({1: 95, 2: 5000}, {1: 100, 2: 5000}, []) == []
    assert merging_plan({1: 70, 2: 5000}, {1: 100, 2: 5000}, []) == [[1]]
    assert merging_plan({1: 0, 2: 5000}, {1: 100, 2: 5000}, []) == []
    assert merging_plan({1: 70, 2: 5000}, {1: 100, 2: 5000}, [], afresh=True) == [[1, 2]]


@settings(deadline=None)
@given(st.lists(st.integers(1, 3000), max_size=120))
def test_few_segments_stay_and_each_passage_is_copied_a_few_times(arriving):
    standing: dict[int, int] = {}
    copied = 0
    for number, rows in enumerate(arriving, start=1):
        alive = standing | {-1: rows}
        (group,) = merging_plan(alive, alive, [-1])
        copied += sum(alive[one] for one in group)
        standing = {one: count for one, count in standing.items() if one not in group}
        standing[number] = sum(alive[one] for one in group)
        assert standing[number] <= MOST_ROWS
    total = sum(arriving)
    assert sum(standing.values()) == total
    assert len(standing) <= 2 + total / (MOST_ROWS // 4) + np.log2(max(total / FEW_ROWS, 1))
    assert copied <= total * (4 + np.log2(max(total / FEW_ROWS, 1))) + FEW_ROWS * len(arriving)
