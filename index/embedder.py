"""Texts -> unit vectors: the built-in model, fitted on the collection itself, or any sentence-transformers model."""

import threading
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

import numpy as np

from index.array_file import read_arrays, write_arrays
from index.errors import EmbedderUnavailable
from index.lexical import LexicalIndex
from index.tokens import passage_tokens, token_key

if TYPE_CHECKING:
    from scipy.sparse import csc_matrix

BUILT_IN = "built-in"
MOST_FITTED = 3_000  # passages; a larger collection is sampled
COMMON = 0.25  # a token in a larger share of the passages says little, and takes most of the time
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

    def __init__(self, keys: np.ndarray, rarities: np.ndarray, directions: np.ndarray):
        """`keys`: uint64, ascending, the tokens' numbers; `directions`: float16 (len(keys), dim)."""
        self._keys, self._rarities, self._directions = keys, rarities, directions
        self.dim = directions.shape[1]

    @classmethod
    def fit(
        cls,
        parts: Sequence[tuple[LexicalIndex, np.ndarray | None]],
        dim: int = 256,
        most_features: int = 24_000,
    ) -> "LatentSemanticEmbedder":
        """The embedder for a collection whose passages these indexes hold; of a part with a mask only the rows it marks.

        The same passages give the same result.
        """
        index = LexicalIndex.merged(_sampled(parts, MOST_FITTED))
        spread = np.diff(index.borders)
        least = 2 if index.count > 50 else 1  # a token of one passage ties it to no other
        usable = np.flatnonzero((spread >= least) & (spread <= max(COMMON * index.count, 20)))
        kept = np.sort(usable[np.argsort(-spread[usable], kind="stable")[:most_features]])
        rarities = (np.log((1 + index.count) / (1 + spread[kept])) + 1).astype(np.float32)
        embedder = cls(index.keys[kept], rarities, np.zeros((len(kept), 0), dtype=np.float16))
        directions = _leading_directions(embedder._weighted(index), min(dim, len(kept), index.count))
        return cls(embedder._keys, rarities, directions.astype(np.float16))

    def embed(self, texts: Sequence[str], progress: Progress | None = None) -> np.ndarray:
        if sum(map(len, texts)) > 2000:
            return self.vectors_of(LexicalIndex.build(texts))
        vectors = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            counted = Counter(map(token_key, passage_tokens(text)))
            places, known = self._places(np.fromiter(counted, dtype=np.uint64, count=len(counted)))
            times = np.fromiter(counted.values(), dtype=np.float32, count=len(counted))[known]
            vectors[row] = ((1 + np.log(times)) * self._rarities[places]) @ self._directions[places].astype(np.float32)
        return _unit_rows(vectors)

    def vectors_of(self, index: LexicalIndex) -> np.ndarray:
        """The vectors of all the passages of an index, float32 (count, dim), without their texts."""
        return _unit_rows(np.asarray(self._weighted(index) @ self._directions.astype(np.float32), dtype=np.float32))

    def _places(self, keys: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Where the known ones of some keys stand, and which are known."""
        places = np.minimum(self._keys.searchsorted(keys), max(len(self._keys) - 1, 0))
        known = self._keys[places] == keys if len(self._keys) else np.zeros(len(keys), dtype=bool)
        return places[known], known

    def _weighted(self, index: LexicalIndex) -> "csc_matrix":
        """Sparse (count, len(keys)): term frequency damped by a logarithm, times rarity."""
        from scipy.sparse import csc_matrix

        places, known = self._places(index.keys)
        sizes = np.diff(index.borders)
        taken = np.repeat(known, sizes)
        damped = (1 + np.log(np.arange(1, 257, dtype=np.float32)))[index.counts[taken] - 1]
        values = damped * np.repeat(self._rarities[places], sizes[known])
        filled = np.zeros(len(self._keys), dtype=np.int64)
        filled[places] = sizes[known]
        borders = np.concatenate([[0], np.cumsum(filled)])
        rows = index.rows[taken].astype(np.int32)
        return csc_matrix((values, rows, borders), shape=(index.count, len(self._keys)))

    def save(self, path: Path) -> None:
        """Raises OSError."""
        write_arrays(path, {"keys": self._keys, "rarities": self._rarities, "directions": self._directions})

    @classmethod
    def load(cls, path: Path) -> "LatentSemanticEmbedder":
        """The embedder, mapped into memory. Raises OSError, ValueError, TypeError and KeyError."""
        arrays = read_arrays(path)
        return cls(arrays["keys"], arrays["rarities"], arrays["directions"])


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
        from huggingface_hub.utils import logging as hub_logging
        from sentence_transformers import SentenceTransformer

        hub_logging.set_verbosity_error()  # it logs each of its many retries, twice
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


def _sampled(
    parts: Sequence[tuple[LexicalIndex, np.ndarray | None]], most: int
) -> list[tuple[LexicalIndex, np.ndarray | None]]:
    """The parts with masks that leave at most `most` rows, evenly chosen."""
    masks = [np.ones(index.count, dtype=bool) if alive is None else alive for index, alive in parts]
    total = sum(int(mask.sum()) for mask in masks)
    if total <= most:
        return list(parts)
    chosen = np.zeros(total, dtype=bool)
    chosen[np.random.default_rng(408).permutation(total)[:most]] = True
    sampled = []
    for (index, _), mask in zip(parts, masks, strict=True):
        rows = np.flatnonzero(mask)
        fewer = np.zeros(index.count, dtype=bool)
        fewer[rows[chosen[: len(rows)]]] = True
        chosen = chosen[len(rows) :]
        sampled.append((index, fewer))
    return sampled


def _leading_directions(matrix: "csc_matrix", dim: int, spare: int = 64) -> np.ndarray:
    """float32 (columns, dim): orthonormal, close to the leading right singular vectors of a sparse matrix, rows made unit.

    Found among the rows: there are fewer of them than columns, so their inner products are a small dense matrix, and to
    multiply by it once is one step of subspace iteration. More steps are slower and find passages no better.
    """
    from scipy.sparse import diags

    lengths = np.sqrt(np.bincount(matrix.indices, weights=matrix.data**2, minlength=matrix.shape[0]))
    rows = (diags(1 / np.maximum(lengths, 1e-12).astype(np.float32)) @ matrix).tocsr().astype(np.float32)
    columns = rows.T.tocsr()
    products = (rows @ columns).toarray()
    width = min(dim + spare, len(products))
    start = np.random.default_rng(408).standard_normal((len(products), width)).astype(np.float32)
    basis = np.linalg.qr(products @ start)[0]
    values, turns = np.linalg.eigh(basis.T @ products @ basis)
    order = np.argsort(values)[::-1][:dim]
    return np.asarray(
        (columns @ (basis @ turns[:, order])) / np.sqrt(np.maximum(values[order], 1e-12)), dtype=np.float32
    )
