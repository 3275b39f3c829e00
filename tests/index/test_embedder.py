import numpy as np
import pytest

from index.embedder import LatentSemanticEmbedder

TEXTS = [
    "死锁的必要条件是互斥和循环等待",
    "银行家算法避免死锁",
    "TCP 用三次握手建立连接",
    "UDP 不建立连接",
    "页面置换算法 LRU",
]


def test_rows_have_length_one_and_nearness_follows_the_words():
    embedder, vectors = LatentSemanticEmbedder.fit(TEXTS)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(1.0, abs=1e-5)
    near = embedder.embed(["死锁怎么避免"]) @ vectors.T
    assert int(near.argmax()) == 1


def test_the_same_texts_give_the_same_vectors():
    assert np.array_equal(LatentSemanticEmbedder.fit(TEXTS)[1], LatentSemanticEmbedder.fit(TEXTS)[1])


def test_a_stored_embedder_gives_the_same_vectors(tmp_path):
    embedder, vectors = LatentSemanticEmbedder.fit(TEXTS)
    embedder.save(tmp_path / "embedder")
    again = LatentSemanticEmbedder.load(tmp_path / "embedder").embed(TEXTS)
    assert again == pytest.approx(vectors, abs=2e-3)


def test_a_text_without_a_known_word_is_a_row_of_zeros():
    embedder, vectors = LatentSemanticEmbedder.fit(TEXTS)
    assert not embedder.embed(["xyz"]).any()
    assert embedder.embed([]).shape == (0, vectors.shape[1])


def test_one_passage_is_enough():
    embedder, vectors = LatentSemanticEmbedder.fit(["死锁"])
    assert vectors.shape[0] == 1
    assert (embedder.embed(["死锁"]) @ vectors.T)[0, 0] == pytest.approx(1.0, abs=1e-5)
