import shutil

import numpy as np
import pytest

from index.errors import EmbedderUnavailable
from index.library import Library
from index.reranker import CrossEncoderReranker, RerankerUnavailable
from index.retrieval import RetrievalSettings, explain, find
from tests.index.segments import generation, passages

TEXTS = (
    "死锁的预防要破坏四个必要条件之一。",
    "死锁的避免用银行家算法。",
    "死锁的检测用资源分配图。",
    "快速排序的平均情况。",
)


@pytest.fixture(scope="module")
def model_folder(tmp_path_factory):
    """A tiny cross-encoder that reads characters, saved as sentence-transformers does."""
    import torch
    from sentence_transformers import CrossEncoder
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    folder = tmp_path_factory.mktemp("models")
    characters = sorted(set("".join(TEXTS) + "怎么"))
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *characters]
    torch.manual_seed(408)
    config = BertConfig(
        vocab_size=len(words), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, num_labels=1, initializer_range=1.0,
    )  # fmt: skip
    BertForSequenceClassification(config).save_pretrained(folder / "raw")
    BertTokenizer({word: at for at, word in enumerate(words)}).save_pretrained(folder / "raw")
    CrossEncoder(str(folder / "raw"), device="cpu").save_pretrained(str(folder / "whole"))
    return folder / "whole"


@pytest.fixture(scope="module")
def notes():
    return generation([one for n, text in enumerate(TEXTS) for one in passages(text, source=f"{n}.txt")])


class Opinionated:
    """Thinks most of the texts that hold a word."""

    name = "opinionated"

    def __init__(self, word):
        self.word, self.asked = word, []

    def scores(self, question, texts):
        self.asked.append((question, list(texts)))
        return np.array([float(self.word in text) for text in texts])


def test_a_model_in_a_folder_scores_pairs(model_folder):
    reranker = CrossEncoderReranker(str(model_folder))
    scores = reranker.scores("死锁怎么预防", TEXTS)
    assert scores.shape == (4,) and ((scores > 0) & (scores < 1)).all()
    assert np.ptp(scores) > 1e-3  # it reads the texts
    assert reranker.scores("死锁怎么预防", TEXTS[::-1]) == pytest.approx(scores[::-1], abs=1e-5)
    assert reranker.scores("死锁", []).shape == (0,)


def test_its_opinion_reorders_and_shows_in_the_explanation(notes):
    question = "死锁的预防"
    assert find([notes], question, 3)[0].passage.source == "0.txt"
    settings = RetrievalSettings(rerank=0.9)
    reranker = Opinionated("银行家")
    assert find([notes], question, 3, settings, reranker)[0].passage.source == "1.txt"
    ((asked, _),) = reranker.asked
    assert asked == question
    best = explain([notes], question, 3, settings, reranker).candidates[0]
    assert (best.source, best.scores.reranked) == ("1.txt", 1.0)
    assert find([notes], question, 3, RetrievalSettings(rerank=0.0), reranker)[0].passage.source == "0.txt"


def test_only_the_first_are_read(notes):
    reranker = Opinionated("银行家")
    find([notes], "死锁的预防", 3, RetrievalSettings(reranked=2), reranker)
    assert len(reranker.asked[0][1]) == 2


def test_what_is_refused_stays_refused_and_is_not_read(notes):
    reranker = Opinionated("")
    assert find([notes], "红烧肉怎么做", 3, None, reranker) == [] == reranker.asked


def test_the_library_takes_a_model_by_its_folder(tmp_path, model_folder):
    for number, text in enumerate(TEXTS):
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    with_model, without = (
        Library(tmp_path / "library", reranker=name, retrieval=RetrievalSettings(rerank=1.0))
        for name in (str(model_folder), None)
    )
    with_model.add([tmp_path / f"{number}.txt" for number in range(4)], "os")
    opinions = {one.source: one.scores.reranked for one in with_model.explain("死锁", 3).candidates}
    best = max(opinions, key=lambda source: opinions[source] or 0.0)
    assert with_model.search("死锁", 3)[0].passage.source == best
    assert {one.passage.source for one in without.search("死锁", 3)} <= set(opinions)


@pytest.mark.parametrize("broken", ["missing", "empty", "config only", "two outputs"])
def test_a_model_that_cannot_be_loaded_is_named_with_the_next_step(tmp_path, model_folder, broken):
    folder = tmp_path / "model"
    if broken == "empty":
        folder.mkdir()
    elif broken == "config only":
        folder.mkdir()
        (folder / "config.json").write_text("{}", encoding="utf-8")
    elif broken == "two outputs":
        shutil.copytree(model_folder, folder)
        _with_two_outputs(folder)
    with pytest.raises(RerankerUnavailable, match="leave the reranker setting away") as told:
        CrossEncoderReranker(str(folder)).scores("死锁", TEXTS)
    assert str(folder) in str(told.value) and isinstance(told.value, EmbedderUnavailable)


def _with_two_outputs(folder):
    from transformers import BertConfig, BertForSequenceClassification

    BertForSequenceClassification(BertConfig.from_pretrained(folder, num_labels=2)).save_pretrained(folder)
