"""Which passages share the question's words: BM25 over Chinese character pairs, single characters and Latin words."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from index.normalise import bigrams, is_cjk, normalise, words

if TYPE_CHECKING:
    from bm25s import BM25


def passage_tokens(text: str) -> list[str]:
    """The tokens a passage is indexed under. Single characters are there for one-character terms: 栈, 堆, 图."""
    tokens: list[str] = []
    for word in words(normalise(text)):
        if is_cjk(word) and len(word) > 1:
            tokens += bigrams(word)
            tokens += word
        else:
            tokens.append(word)
    return tokens


def question_tokens(text: str) -> list[str]:
    """The tokens a question is searched by: character pairs, and one-character runs as they are."""
    return [token for word in words(normalise(text)) for token in (bigrams(word) if is_cjk(word) else [word])]


@dataclass(frozen=True)
class LexicalIndex:
    """BM25 weights of every token in every passage, and how common each token is."""

    bm25: "BM25"
    count: int

    @classmethod
    def build(cls, texts: Iterable[str]) -> "LexicalIndex":
        from bm25s.tokenization import Tokenized

        vocabulary: dict[str, int] = {}
        ids = [[vocabulary.setdefault(token, len(vocabulary)) for token in passage_tokens(text)] for text in texts]
        bm25 = _bm25()(method="lucene", k1=1.2, b=0.75)
        bm25.index(Tokenized(ids=ids, vocab=vocabulary), create_empty_token=False, show_progress=False)
        return cls(bm25, len(ids))

    def passages_with(self, token: str) -> int:
        """In how many passages a token stands."""
        row = self.bm25.vocab_dict.get(token)
        if row is None:
            return 0
        borders = self.bm25.scores["indptr"]
        return int(borders[row + 1] - borders[row])

    def scores(self, weights: Mapping[str, float]) -> np.ndarray:
        """The BM25 score of every passage, float32 (count,), each token's part times its weight."""
        data, rows, borders = (self.bm25.scores[key] for key in ("data", "indices", "indptr"))
        out = np.zeros(self.count, dtype=np.float32)
        for token, weight in weights.items():
            row = self.bm25.vocab_dict.get(token)
            if row is not None:
                span = slice(borders[row], borders[row + 1])
                out[rows[span]] += weight * data[span]
        return out

    def save(self, folder: Path) -> None:
        self.bm25.save(folder, allow_pickle=False, show_progress=False)

    @classmethod
    def load(cls, folder: Path) -> "LexicalIndex":
        bm25 = _bm25().load(folder, allow_pickle=False, show_progress=False)
        return cls(bm25, int(bm25.scores["num_docs"]))


def _bm25() -> "type[BM25]":
    """The class, imported when needed, without the debug lines that its package logs."""
    from bm25s import BM25

    logging.getLogger("bm25s").setLevel(logging.WARNING)
    return BM25


def searchable_text(section: Sequence[str], text: str) -> str:
    """What a passage is searched by: the headings above it, then its text."""
    return "\n".join([*section, text])
