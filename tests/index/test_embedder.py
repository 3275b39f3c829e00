import numpy as np
import pytest

from index import embedder as module
from index.embedder import LatentSemanticEmbedder
from index.lexical import LexicalIndex

TEXTS = [
    "死锁的必要条件是互斥和循环等待",
    "银行家算法避免死锁",
    "TCP 用三次握手建立连接",
    "UDP 不建立连接",
    "页面置换算法 LRU",
]


def fitted(texts=TEXTS):
    index = LexicalIndex.build(texts)
    embedder = LatentSemanticEmbedder.fit([(index, None)])
    return embedder, embedder.vectors_of(index)


def test_rows_have_length_one_and_nearness_follows_the_words():
    embedder, vectors = fitted()
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    near = embedder.embed(["死锁怎么避免"]) @ vectors.T
    assert int(near.argmax()) == 1


def test_the_same_texts_give_the_same_vectors():
    assert np.array_equal(fitted()[1], fitted()[1])


@pytest.mark.parametrize("times", [1, 100])
def test_texts_are_embedded_as_the_passages_are(times):
    embedder, vectors = fitted()
    assert embedder.embed(TEXTS * times) == pytest.approx(np.tile(vectors, (times, 1)), abs=1e-5)


def test_a_stored_embedder_gives_the_same_vectors(tmp_path):
    embedder, vectors = fitted()
    embedder.save(tmp_path / "embedder.bin")
    assert LatentSemanticEmbedder.load(tmp_path / "embedder.bin").embed(TEXTS) == pytest.approx(vectors, abs=1e-6)


def test_a_text_without_a_known_word_is_a_row_of_zeros():
    embedder, vectors = fitted()
    assert not embedder.embed(["xyz"]).any()
    assert embedder.embed([]).shape == (0, vectors.shape[1])


def test_one_passage_is_enough():
    embedder, vectors = fitted(["死锁"])
    assert vectors.shape[0] == 1
    assert (embedder.embed(["死锁"]) @ vectors.T)[0, 0] == pytest.approx(1.0, abs=1e-5)


def test_dead_rows_teach_nothing():
    both = LexicalIndex.build([*TEXTS, "红烧肉要小火慢炖"])
    alive = np.arange(6) < 5
    one = LatentSemanticEmbedder.fit([(both, alive)])
    assert not one.embed(["红烧肉"]).any()


def test_a_large_collection_is_sampled(monkeypatch):
    monkeypatch.setattr(module, "MOST_FITTED", 40)
    parts = [LexicalIndex.build([f"{text}{n}" for n in range(30) for text in TEXTS]) for _ in range(2)]
    seen = []
    merged = LexicalIndex.merged
    monkeypatch.setattr(LexicalIndex, "merged", classmethod(lambda cls, parts: seen.append(merged(parts)) or seen[-1]))
    embedder = LatentSemanticEmbedder.fit([(part, None) for part in parts])
    assert seen[0].count == 40
    near = embedder.embed(["银行家怎么避免死锁"]) @ embedder.vectors_of(parts[1]).T
    assert int(near.argmax()) % 5 == 1
