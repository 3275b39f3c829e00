import math

import numpy as np
import pytest

from index import lexical
from index.lexical import LexicalIndex, rarity
from index.tokens import passage_tokens

TEXTS = ["死锁的必要条件", "LRU 页面置换 B+树", "栈与队列", "死锁 死锁"]
ALPHABET = "死锁页面置换算法栈队列图树进程线段表址"


def made_texts(count, seed=1, length=30):
    generator = np.random.default_rng(seed)
    common = generator.zipf(1.4, (count, length)) % len(ALPHABET)
    return ["".join(ALPHABET[at] for at in row) + f" w{row.sum() % 97}" for row in common]


def plain_bm25(texts, weights):
    """BM25 as Lucene counts it, written down once more."""
    tokens = [passage_tokens(text) for text in texts]
    average = sum(map(len, tokens)) / len(tokens)
    scores = []
    for one in tokens:
        score = 0.0
        for token, weight in weights.items():
            spread = sum(token in other for other in tokens)
            if token in one:
                idf = math.log(1 + (len(texts) - spread + 0.5) / (spread + 0.5))
                times = one.count(token)
                score += weight * idf * times / (times + 1.2 * (0.25 + 0.75 * len(one) / average))
        scores.append(score)
    return scores


def test_scores_are_bm25():
    texts = made_texts(60)
    weights = {"死锁": 1.0, "页面": 0.5, "栈": 0.2, "w5": 2.0, "没有": 1.0}
    index = LexicalIndex.build(texts)
    assert index.scores(weights) == pytest.approx(plain_bm25(texts, weights), rel=1e-5)
    rows = np.array([7, 3, 59])
    assert index.scores_of(weights, rows) == pytest.approx(index.scores(weights)[rows], rel=1e-5)


def test_spread():
    index = LexicalIndex.build(TEXTS)
    assert index.passages_with("死锁") == 2
    assert index.passages_with("没有") == 0
    assert index.scores({"b+": 1.0}).argmax() == 1
    assert index.scores({"栈": 1.0}).argmax() == 2
    assert rarity(4, 1) > rarity(4, 2) > rarity(4, 4) > 0


@pytest.mark.parametrize("count", [1, 7, 40])
@pytest.mark.parametrize("budget", [1, 200, 1_000_000])
def test_the_best_are_the_best_however_little_is_read(count, budget, monkeypatch):
    monkeypatch.setattr(lexical, "ALL_READ", budget)
    monkeypatch.setattr(lexical, "POSTINGS_READ", budget)
    index = LexicalIndex.build(made_texts(3000))
    weights = {"w5": 1.0, "w6": 1.0, "死锁": 1.0, "页面": 0.5, "死": 0.1}
    rows, scores = index.top(weights, count)
    everything = index.scores(weights)
    assert everything[rows] == pytest.approx(scores, rel=1e-5)
    assert np.all(np.diff(scores) <= 0) and len(set(rows.tolist())) == count
    best = np.sort(everything)[::-1][:count]
    if budget > 1:
        assert scores[: count // 2 + 1] == pytest.approx(best[: count // 2 + 1], rel=1e-5)
    if budget > 200:
        assert scores == pytest.approx(best, rel=1e-5)


def test_common_tokens_alone_are_read_too(monkeypatch):
    monkeypatch.setattr(lexical, "ALL_READ", 1)
    monkeypatch.setattr(lexical, "POSTINGS_READ", 1)
    index = LexicalIndex.build(["死锁"] * 50 + ["页面"] * 40)
    assert index.top({"死锁": 1.0}, 60)[0].tolist() == list(range(50))
    assert len(index.top({"死锁": 1.0, "页面": 1.0}, 60)[0]) == 60


def test_dead_rows_never_come_up():
    index = LexicalIndex.build(TEXTS)
    alive = np.array([True, True, True, False])
    rows, scores = index.top({"死锁": 1.0}, 3, alive)
    assert rows.tolist() == [0] and len(scores) == 1


def test_nothing_is_found_of_nothing():
    index = LexicalIndex.build(TEXTS)
    for weights, count in (({"没有": 1.0}, 3), ({}, 3), ({"死锁": 1.0}, 0)):
        assert [len(part) for part in index.top(weights, count)] == [0, 0]
    empty = LexicalIndex.build([])
    assert empty.count == 0 and len(empty.top({"死锁": 1.0}, 3)[0]) == 0


def test_what_passages_contain():
    held = LexicalIndex.build(TEXTS).contains(["死锁", "lru", "没有"], np.array([3, 1]))
    assert held.tolist() == [[True, False], [False, True], [False, False]]


def same(one, other):
    return all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("keys", "borders", "rows", "counts", "lengths")
    )


def test_texts_in_portions_make_the_same_index(monkeypatch):
    texts = made_texts(200)
    whole = LexicalIndex.build(texts)
    monkeypatch.setattr(lexical, "CHARACTERS_AT_ONCE", 500)
    assert same(LexicalIndex.build(texts), whole)


def test_merged_parts_are_a_fresh_build():
    texts = made_texts(90)
    first, second, third = (LexicalIndex.build(part) for part in (texts[:40], texts[40:41], texts[41:]))
    assert same(LexicalIndex.merged([(first, None), (second, None), (third, None)]), LexicalIndex.build(texts))
    alive = np.arange(40) % 3 > 0
    left = [text for text, kept in zip(texts, alive, strict=False) if kept] + texts[41:]
    assert same(LexicalIndex.merged([(first, alive), (third, None)]), LexicalIndex.build(left))


def test_more_rows_than_16_bits_count():
    texts = ["栈"] * 40_000
    index = LexicalIndex.merged([(LexicalIndex.build(texts), None), (LexicalIndex.build([*texts, "队列"]), None)])
    assert index.count == 80_001
    assert index.top({"队列": 1.0}, 1)[0].tolist() == [80_000]
    assert index.passages_with("栈") == 80_000


def test_an_index_on_disk_is_the_same(tmp_path):
    index = LexicalIndex.build(TEXTS)
    (tmp_path / "词").mkdir()
    index.save(tmp_path / "词" / "lexical.bin")
    again = LexicalIndex.load(tmp_path / "词" / "lexical.bin")
    assert same(again, index) and again.count == 4
    assert np.array_equal(again.scores({"死锁": 1.0, "lru": 1.0}), index.scores({"死锁": 1.0, "lru": 1.0}))


def test_a_part_scores_as_in_the_whole():
    texts = made_texts(80) + made_texts(80, seed=2, length=10)
    whole = LexicalIndex.build(texts)
    part = LexicalIndex.build(texts[:80]).within(float(whole.lengths.mean()))
    factor = rarity(whole.count, whole.passages_with("死锁")) / rarity(part.count, part.passages_with("死锁"))
    assert part.scores({"死锁": factor}) == pytest.approx(whole.scores({"死锁": 1.0})[:80], rel=1e-5)


def test_evidence_is_what_stands_in_a_passage_and_how_often_around_it():
    texts = ["桃园", "结义", "", "桃园结义", "关羽", "张飞桃园"]
    index = LexicalIndex.build(texts)
    rows = np.array([0, 3, 5])
    starts, stops = np.array([0, 1, 4]), np.array([2, 6, 6])
    tokens = ["桃园", "结义", "赵云", "张"]
    parts, around = index.evidence(tokens, rows, starts, stops)
    assert (parts > 0).tolist() == [[True, True, True], [False, True, False], [False] * 3, [False, False, True]]
    assert around.tolist() == [[1, 2, 1], [1, 2, 0], [0, 0, 0], [0, 1, 1]]
    known = np.array([rarity(index.count, index.passages_with(token)) for token in tokens])
    assert known @ parts == pytest.approx(index.scores_of(dict.fromkeys(tokens, 1.0), rows))


@pytest.mark.parametrize("texts", [[], ["桃园"]])
def test_evidence_of_nothing_is_empty(texts):
    none = np.zeros(0, dtype=np.int64)
    assert [part.shape for part in LexicalIndex.build(texts).evidence(["桃园"], none, none, none)] == [(1, 0), (1, 0)]
    assert LexicalIndex.build(texts).evidence([], none, none, none)[0].shape == (0, 0)


def test_a_stretch_may_end_with_the_last_row_that_the_smallest_numbers_hold():
    index = LexicalIndex.build(["桃"] * 65_536)
    _, around = index.evidence(["桃"], np.array([0, 65_535]), np.array([0, 65_530]), np.array([3, 65_536]))
    assert around.tolist() == [[3, 6]]
