import numpy as np

from index.lexical import LexicalIndex

TEXTS = ["死锁的必要条件", "LRU 页面置换 B+树", "栈与队列", "死锁 死锁"]


def test_scores_and_spread():
    index = LexicalIndex.build(TEXTS)
    scores = index.scores({"死锁": 1.0})
    assert scores[3] > scores[0] > 0 == scores[1] == scores[2]
    assert index.passages_with("死锁") == 2
    assert index.passages_with("没有") == 0
    assert index.scores({"b+": 1.0}).argmax() == 1
    assert index.scores({"栈": 1.0}).argmax() == 2


def test_weights_scale_a_tokens_part():
    index = LexicalIndex.build(TEXTS)
    assert np.allclose(index.scores({"lru": 0.5}), 0.5 * index.scores({"lru": 1.0}))


def test_an_index_on_disk_is_the_same(tmp_path):
    index = LexicalIndex.build(TEXTS)
    index.save(tmp_path / "词")
    again = LexicalIndex.load(tmp_path / "词")
    assert again.count == 4
    assert np.array_equal(again.scores({"死锁": 1.0, "lru": 1.0}), index.scores({"死锁": 1.0, "lru": 1.0}))
