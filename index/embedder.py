"""Texts -> unit vectors: the built-in model, fitted on the collection itself, or any sentence-transformers model."""

import json
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np

from index.errors import EmbedderUnavailable
from index.lexical import passage_tokens

BUILT_IN = "built-in"
Progress = Callable[[str, int, int], None]  # what is being done, how much of it is done, of how much


class Embedder(Protocol):
    """`embed` returns float32 (n, dim) with rows of length 1 (a text without a known word: a row of zeros)."""

    name: str

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray: ...


class LatentSemanticEmbedder:
    """TF-IDF over the lexical tokens, projected on the collection's leading singular directions (LSA).

    Deerwester et al. 1990; the singular vectors by randomised subspace iteration, Halko, Martinsson and Tropp 2011.
    """

    name = BUILT_IN

    def __init__(self, vocabulary: dict[str, int], idf: np.ndarray, directions: np.ndarray):
        """`directions`: float32 (len(vocabulary), dim)."""
        self.vocabulary, self.idf, self.directions = vocabulary, idf, directions

    @classmethod
    def fit(
        cls, texts: Sequence[str], dim: int = 256, most_features: int = 24_000
    ) -> tuple["LatentSemanticEmbedder", np.ndarray]:
        """The embedder for a collection, and the collection's own vectors. The same texts give the same result."""
        counts = [Counter(passage_tokens(text)) for text in texts]
        spread = Counter(token for count in counts for token in count)
        least = 2 if len(texts) > 50 else 1  # a token of one passage ties it to no other
        kept = sorted((token for token, n in spread.items() if n >= least), key=lambda token: (-spread[token], token))
        vocabulary = {token: row for row, token in enumerate(sorted(kept[:most_features]))}
        idf = np.array([np.log((1 + len(texts)) / (1 + spread[token])) + 1 for token in vocabulary], dtype=np.float32)
        embedder = cls(vocabulary, idf, np.zeros((len(vocabulary), 0), dtype=np.float32))
        matrix = embedder._tfidf(counts)
        embedder.directions = _leading_directions(matrix, min(dim, *matrix.shape))
        return embedder, embedder._projected(matrix)

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        return self._projected(self._tfidf([Counter(passage_tokens(text)) for text in texts]))

    def _projected(self, matrix) -> np.ndarray:
        return _unit_rows(np.asarray(matrix @ self.directions, dtype=np.float32))

    def _tfidf(self, counts: Sequence[Counter[str]]):
        """Sparse (n, vocabulary) rows of length 1, term frequency damped by a logarithm."""
        from scipy.sparse import csr_matrix

        rows, columns, values = [], [], []
        for row, count in enumerate(counts):
            known = [(self.vocabulary[token], n) for token, n in count.items() if token in self.vocabulary]
            if known:
                at, n = (np.array(part) for part in zip(*known, strict=True))
                weights = (1 + np.log(n)) * self.idf[at]
                rows.append(np.full(len(at), row))
                columns.append(at)
                values.append(weights / np.linalg.norm(weights))
        shape = (len(counts), len(self.vocabulary))
        if not rows:
            return csr_matrix(shape, dtype=np.float32)
        parts = (np.concatenate(values).astype(np.float32), (np.concatenate(rows), np.concatenate(columns)))
        return csr_matrix(parts, shape=shape)

    def save(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "vocabulary.json").write_text(json.dumps(list(self.vocabulary), ensure_ascii=False), encoding="utf-8")
        np.save(folder / "idf.npy", self.idf, allow_pickle=False)
        np.save(folder / "directions.npy", self.directions.astype(np.float16), allow_pickle=False)

    @classmethod
    def load(cls, folder: Path) -> "LatentSemanticEmbedder":
        tokens = json.loads((folder / "vocabulary.json").read_text(encoding="utf-8"))
        idf = np.load(folder / "idf.npy", allow_pickle=False)
        directions = np.load(folder / "directions.npy", allow_pickle=False).astype(np.float32)
        return cls({token: row for row, token in enumerate(tokens)}, idf, directions)


class SentenceTransformerEmbedder:
    """A sentence-transformers model by name or folder, loaded at its first use. One instance serves all threads."""

    def __init__(self, name: str):
        self.name = name
        self._model = None
        self._lock = threading.Lock()

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        """Raises EmbedderUnavailable."""
        with self._lock:
            model = self._model = self._model or _load_model(self.name)
            batches = []
            for start in range(0, len(texts), 64):
                batch = list(texts[start : start + 64])
                batches.append(model.encode(batch, convert_to_numpy=True, show_progress_bar=False))
                if progress:
                    progress("embedding", start + len(batch), len(texts))
        if not batches:
            return np.zeros((0, model.get_sentence_embedding_dimension()), dtype=np.float32)
        return _unit_rows(np.concatenate(batches).astype(np.float32))


def _load_model(name: str):
    try:
        from sentence_transformers import SentenceTransformer

        return SentenceTransformer(name)
    except (ImportError, OSError, ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise EmbedderUnavailable(
            f"embedder {name!r} cannot be loaded ({reason}); give the folder of a downloaded sentence-transformers "
            "model, or leave --embedder away to use the built-in one"
        ) from error


def _unit_rows(vectors: np.ndarray) -> np.ndarray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.divide(vectors, lengths, out=np.zeros_like(vectors), where=lengths > 0)


def _leading_directions(matrix, dim: int, iterations: int = 2, spare: int = 16) -> np.ndarray:
    """float32 (columns, dim): orthonormal columns close to the leading right singular vectors of a sparse matrix."""
    width = min(dim + spare, *matrix.shape)
    start = np.random.default_rng(408).standard_normal((matrix.shape[1], width)).astype(np.float32)
    basis = matrix @ start
    transposed = matrix.T.tocsr()
    for _ in range(iterations):
        basis, _ = np.linalg.qr(basis)
        basis = matrix @ (transposed @ basis)
    basis, _ = np.linalg.qr(basis)
    projected = transposed @ basis  # (columns, width): a small problem holds the leading directions from here on
    values, turns = np.linalg.eigh(projected.T @ projected)
    order = np.argsort(values)[::-1][:dim]
    return np.ascontiguousarray(
        projected @ turns[:, order] / np.sqrt(np.maximum(values[order], 1e-12)), dtype=np.float32
    )
