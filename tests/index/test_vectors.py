import numpy as np
import pytest

from index import vectors as module
from index.vectors import Vectors


def unit(count, dim=24, seed=0):
    """Vectors around a few centres, as texts have them."""
    generator = np.random.default_rng(seed)
    centres = generator.standard_normal((20, dim))
    matrix = centres[generator.integers(0, 20, count)] + generator.standard_normal((count, dim))
    return (matrix / np.linalg.norm(matrix, axis=1, keepdims=True)).astype(np.float32)


@pytest.fixture
def many(monkeypatch):
    """Inverted lists from 100 rows on."""
    monkeypatch.setattr(module, "FEW", 100)


def test_the_nearest_come_first_and_dead_rows_never():
    matrix = unit(50)
    vectors = Vectors.build(matrix)
    scores, rows = vectors.search(matrix[7], 5)
    assert rows.tolist() == np.argsort(-(matrix @ matrix[7]))[:5].tolist()
    assert scores == pytest.approx(np.sort(matrix @ matrix[7])[::-1][:5], abs=2e-3)
    alive = np.ones(50, dtype=bool)
    alive[7] = False
    assert 7 not in vectors.search(matrix[7], 50, alive)[1]
    assert len(vectors.search(matrix[7], 50, alive)[1]) == 49


def test_rows_are_scored_as_they_are_found():
    matrix = unit(50)
    vectors = Vectors.build(matrix)
    assert vectors.of(matrix[3], np.array([9, 3])) == pytest.approx(matrix[[9, 3]] @ matrix[3], abs=2e-3)


def test_an_empty_and_a_zero_row():
    assert len(Vectors.build(np.zeros((0, 4), np.float32)).search(np.ones(4, np.float32), 3)[1]) == 0
    assert Vectors.build(np.zeros((1, 4), np.float32)).search(np.ones(4, np.float32), 3)[0].tolist() == [0.0]


def test_lists_find_nearly_what_comparing_all_finds(many):
    matrix = unit(3060)[:3000]
    vectors = Vectors.build(matrix)
    queries = unit(3060)[3000:]
    found = sum(
        len(set(vectors.search(query, 10)[1].tolist()) & set(np.argsort(-(matrix @ query))[:10].tolist()))
        for query in queries
    )
    assert found >= 0.9 * 10 * len(queries)
    alive = np.zeros(3000, dtype=bool)
    alive[:300] = True
    assert all((vectors.search(query, 10, alive)[1] < 300).all() for query in queries)


def test_fewer_lists_may_be_read(many):
    matrix = unit(3000)
    vectors = Vectors.build(matrix)
    assert len(vectors.search(matrix[0], 3000, share=0.1)[1]) < len(vectors.search(matrix[0], 3000)[1])
    rows = [vectors.search(matrix[row], 1, share=0.1)[1].tolist() for row in range(50)]
    assert rows == [[row] for row in range(50)]


@pytest.mark.parametrize("count", [30, 300])
def test_vectors_on_disk_are_the_same(tmp_path, many, count):
    matrix = unit(count)
    vectors = Vectors.build(matrix)
    folder = tmp_path / "向量"
    folder.mkdir()
    vectors.save(folder)
    again = Vectors.load(folder)
    assert (again.count, again.dim) == (count, 24)
    assert np.array_equal(again.matrix, vectors.matrix)
    assert again.search(matrix[0], 5)[1].tolist() == vectors.search(matrix[0], 5)[1].tolist()


def test_merged_vectors_keep_their_values(many):
    first, second = unit(80), unit(90, seed=1)
    alive = np.arange(80) % 2 == 0
    merged = Vectors.merged([(Vectors.build(first), alive), (Vectors.build(second), None)])
    assert np.array_equal(merged.matrix, np.concatenate([first[alive], second]).astype(np.float16))


def test_a_damaged_file_is_told(tmp_path):
    Vectors.build(unit(5)).save(tmp_path)
    whole = (tmp_path / "vectors.faiss").read_bytes()
    for damaged in (whole[:-10], b"", b"no index at all"):
        (tmp_path / "vectors.faiss").write_bytes(damaged)
        with pytest.raises(ValueError):
            Vectors.load(tmp_path)
