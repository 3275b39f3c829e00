import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.file_blocks import (
    bitmap_position,
    inode_largest_file,
    inode_range_reads,
    insert_block_transfers,
    link_trace,
    path_lookup_reads,
)


def test_inode():
    assert inode_largest_file(1024, 4, 10, 1, 1, 1) == (10 + 256 + 256**2 + 256**3) * 1024
    assert inode_range_reads(0, 1, 1024, 4, 10) == 1
    assert inode_range_reads(10 * 1024, 1, 1024, 4, 10) == 2
    assert inode_range_reads(266 * 1024, 1, 1024, 4, 10) == 3
    assert inode_range_reads(1023, 2, 1024, 4, 10) == 2
    with pytest.raises(ValueError, match="beyond"):
        inode_range_reads(1 << 40, 1, 1024, 4, 10)


def test_insertion():
    assert insert_block_transfers("contiguous", 100, 0) == 201
    assert insert_block_transfers("contiguous", 100, 100) == 1
    assert insert_block_transfers("linked", 100, 0) == 1
    assert insert_block_transfers("linked", 100, 50) == 52
    assert insert_block_transfers("indexed", 100, 50) == 1


def test_paths_and_mounts():
    assert path_lookup_reads("/a/b", ["/"]) == 5  # / data, a inode, a data, b inode, b data
    assert path_lookup_reads("/a/b", ["/", "/a"], read_data=False) == 3
    assert path_lookup_reads("/mnt/x/y.txt", ["/"], ["/mnt"]) == 6


def test_links():
    after = link_trace([("create", "f", "1"), ("link", "f", "g"), ("symlink", "f", "s"), ("remove", "f")])
    assert after == {"g": ("1", 1), "s": None}
    assert link_trace([("symlink", "s", "s")]) == {"s": None}


@given(st.integers(0, 10**7), st.sampled_from([512, 1024, 4096]), st.sampled_from([8, 16, 32]), st.integers(0, 99))
def test_bitmap_positions_are_unique_and_reversible(number, block, word, first):
    disk_block, in_block, bit = bitmap_position(number, block, word, first)
    assert 0 <= bit < word
    assert ((disk_block - first) * block * 8) + in_block * word + bit == number


@given(st.integers(0, 5000), st.integers(1, 3000))
def test_range_reads_agree_with_walking_byte_by_byte(offset, length):
    block, pointer, direct = 16, 4, 2  # 4 pointers in a block: direct 2, single 4, double 16 blocks
    limit = (direct + 4 + 16) * block
    offset %= limit
    length = min(length, limit - offset)
    seen = set()
    for byte in range(offset, offset + length):
        index = byte // block
        seen.add(index)
        if 2 <= index < 6:
            seen.add("single")
        elif index >= 6:
            seen.update({"double", ("second", (index - 6) // 4)})
    assert inode_range_reads(offset, length, block, pointer, direct) == len(seen)
