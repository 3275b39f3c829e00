import pytest

from quizbank.simulators.file_index import (
    bitmap_bytes,
    chained_reads,
    fat_bytes,
    index_blocks_used,
    index_level_of,
    inode_places_read,
)


def test_levels():
    assert [index_level_of(n, 4, 3) for n in (0, 2, 3, 6, 7, 22, 23, 86)] == [0, 0, 1, 1, 2, 2, 3, 3]
    with pytest.raises(ValueError, match="beyond"):
        index_level_of(87, 4, 3)


def test_index_blocks():
    assert [index_blocks_used(n, 4, 3) for n in (3, 4, 7, 8, 11, 12, 23)] == [0, 1, 1, 3, 3, 4, 6]
    assert index_blocks_used(3 + 8, 4, 3, single=2, double=0) == 2
    with pytest.raises(ValueError, match="beyond"):
        index_blocks_used(24, 4, 3)


def test_sizes_and_chains():
    assert fat_bytes(2**30, 4096, 32) == 2**20
    assert fat_bytes(10 * 1024, 1024, 12) == 15
    assert bitmap_bytes(2**30, 4096) == 2**15
    assert bitmap_bytes(9 * 1024, 1024) == 2
    assert [chained_reads(n, 512, 2) for n in (0, 509, 510, 1020)] == [1, 1, 2, 3]


def test_reads_that_share_index_blocks():
    assert inode_places_read([0, 1], 4, 3) == 2
    assert inode_places_read([3, 6], 4, 3) == 3
    assert inode_places_read([7, 10], 4, 3) == 4
    assert inode_places_read([7, 11], 4, 3) == 5
    assert inode_places_read([22], 4, 3) == 3
