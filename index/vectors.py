"""Which passages lie nearest to a question's vector: all compared while they are few, inverted lists when they are many."""

import mmap
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import faiss

FEW = 20_000  # up to here every vector is compared
TRAINED_ON = 20_000  # rows that the centres of the lists are learned from
LISTS_READ = 0.18  # the share of the lists that a search reads
_EXACT, _LISTS = "vectors.faiss", "lists.faiss"


class Vectors:
    """Unit vectors at half precision, row i for passage i, mapped into memory once they are on disk.

    Beside them a large collection has inverted lists with 8-bit codes (FAISS IVF); what those bring is scored again
    exactly.
    """

    def __init__(
        self, exact: "faiss.IndexScalarQuantizer", lists: "faiss.IndexIVFScalarQuantizer | None", held: object
    ):
        """`held`: what owns the memory that the two indexes look into."""
        import faiss

        self._exact, self._lists, self._held = exact, lists, held
        self.count, self.dim = exact.ntotal, exact.d
        size = self.count * exact.code_size
        codes = faiss.rev_swig_ptr(exact.codes.data(), size) if size else np.zeros(0, np.uint8)
        self.matrix = codes.view(np.float16).reshape(self.count, self.dim)  # (count, dim), not to be written to

    @classmethod
    def build(cls, matrix: np.ndarray) -> "Vectors":
        """`matrix`: (count, dim) with rows of length 1 (or 0), float32 or float16."""
        import faiss

        count, dim = matrix.shape
        exact = faiss.IndexScalarQuantizer(dim, faiss.ScalarQuantizer.QT_fp16, faiss.METRIC_INNER_PRODUCT)
        codes = np.ascontiguousarray(matrix, dtype=np.float16)
        if count:
            exact.add_sa_codes(codes.view(np.uint8))
        return cls(exact, _inverted_lists(codes) if count > FEW else None, None)

    @classmethod
    def merged(cls, parts: Sequence[tuple["Vectors", np.ndarray | None]]) -> "Vectors":
        """The rows of several one after the other; of a part with a mask (bool) only the rows it marks."""
        return cls.build(
            np.concatenate([part.matrix if alive is None else part.matrix[alive] for part, alive in parts])
        )

    def search(
        self, query: np.ndarray, count: int, alive: np.ndarray | None = None, share: float = 1.0
    ) -> tuple[np.ndarray, np.ndarray]:
        """(scores float32, rows int64) of at most `count` rows, best first; the scores are inner products.

        `query`: float32 (dim,). `alive` (bool per row): only these rows. `share` of the lists that are usually read: the
        more passages there are beside these, the nearer the best of all lie, and the fewer lists hold them.
        """
        import faiss

        count = min(count, self.count)
        if count < 1:
            return np.zeros(0, np.float32), np.zeros(0, np.int64)
        faiss.omp_set_num_threads(1)  # one query gains nothing from threads and waits for them on a busy machine
        asked = np.ascontiguousarray(query, dtype=np.float32).reshape(1, -1)
        chosen = None
        if alive is not None:
            bits = np.packbits(alive, bitorder="little")
            chosen = faiss.IDSelectorBitmap(self.count, faiss.swig_ptr(bits))
        if self._lists is None:
            settings = faiss.SearchParameters(sel=chosen) if chosen else None
            near, rows = self._exact.search(asked, count, params=settings)
            return near[0][rows[0] >= 0], rows[0][rows[0] >= 0]
        read = max(8, round(self._lists.nlist * LISTS_READ * share))
        settings = (
            faiss.SearchParametersIVF(nprobe=read, sel=chosen) if chosen else faiss.SearchParametersIVF(nprobe=read)
        )
        _, rows = self._lists.search(asked, count + count // 2 + 8, params=settings)
        found = rows[0][rows[0] >= 0]
        scores = self.of(query, found)
        order = np.argsort(-scores, kind="stable")[:count]
        return scores[order], found[order]

    def of(self, query: np.ndarray, rows: np.ndarray) -> np.ndarray:
        """The inner product of the query, float32 (dim,), with each of some rows, float32."""
        return self.matrix[rows].astype(np.float32) @ np.asarray(query, dtype=np.float32).reshape(-1)

    def save(self, folder: Path) -> None:
        """Writes into a folder that exists. Raises OSError."""
        import faiss

        for name, index in ((_EXACT, self._exact), (_LISTS, self._lists)):
            if index is not None:
                with (folder / name).open("wb") as file:
                    file.write(faiss.serialize_index(index).data)
                    file.flush()
                    os.fsync(file.fileno())

    @classmethod
    def load(cls, folder: Path) -> "Vectors":
        """The vectors, mapped into memory. Raises OSError, and ValueError when a file is damaged."""
        exact, held = _mapped(folder / _EXACT)
        lists, held_too = _mapped(folder / _LISTS) if (folder / _LISTS).exists() else (None, None)
        return cls(exact, lists, (held, held_too))


def _mapped(path: Path) -> tuple["faiss.Index", object]:
    """An index that looks into its file, and what keeps the file mapped. Python opens it: FAISS cannot open a path with
    Chinese in it on every system."""
    import faiss

    with path.open("rb") as file:
        memory = np.frombuffer(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ), dtype=np.uint8)
    reader = faiss.ZeroCopyIOReader(faiss.swig_ptr(memory), len(memory))
    try:
        return faiss.read_index(reader, faiss.IO_FLAG_MMAP_IFC), (memory, reader)
    except RuntimeError as error:
        raise ValueError(f"{path.name} cannot be read ({str(error).splitlines()[0]})") from error


def _inverted_lists(codes: np.ndarray) -> "faiss.IndexIVFScalarQuantizer":
    import faiss

    count, dim = codes.shape
    lists = faiss.IndexIVFScalarQuantizer(
        faiss.IndexFlatIP(dim),
        dim,
        int(2 * count**0.5),
        faiss.ScalarQuantizer.QT_8bit_uniform,  # one range for all dimensions: read in two thirds of the time
        faiss.METRIC_INNER_PRODUCT,
    )
    lists.cp.niter = 8
    lists.cp.min_points_per_centroid = 1
    sample = np.sort(np.random.default_rng(408).permutation(count)[:TRAINED_ON])
    lists.train(codes[sample].astype(np.float32))
    for start in range(0, count, TRAINED_ON):
        lists.add(codes[start : start + TRAINED_ON].astype(np.float32))
    return lists
