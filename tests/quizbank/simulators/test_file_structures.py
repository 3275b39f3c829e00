from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.file_blocks import path_lookup_reads
from quizbank.simulators.file_structures import (
    fat_after,
    fat_chain,
    grouped_free_after,
    layout_first_data_block,
    listing_block_reads,
    mode_bits_allow,
    open_file_positions,
    path_walk_reads,
)


def test_fork_shares_and_a_second_open_does_not():
    operations = [
        ("open", "P", "a"),
        ("fork", "P", "C"),
        ("read", "C", "a", 5),
        ("open", "P", "b"),
        ("read", "P", "b", 2),
    ]
    assert open_file_positions(operations) == {("P", "a"): 5, ("C", "a"): 5, ("P", "b"): 2}


def test_only_the_first_class_counts():
    assert not mode_bits_allow("r--rw-rw-", "ann", "dev", "ann", ["dev"], "w")
    assert mode_bits_allow("r--rw----", "ann", "dev", "bob", ["dev"], "rw")
    assert not mode_bits_allow("rwxrwx--x", "ann", "dev", "eve", [], "r")


def test_fat_delete_and_append():
    fat = {2: 4, 3: 0, 4: -1, 5: 6, 6: -1}
    after = fat_after(fat, [("delete", 2), ("append", 5, 2)])
    assert after == {2: 3, 3: -1, 4: 0, 5: 6, 6: 2}
    assert fat_chain(after, 5) == [5, 6, 2, 3]


def test_listing_reads_of_the_handbook():
    assert listing_block_reads(3200, 64, 1024) == 200
    assert listing_block_reads(3200, 16, 1024) == 50
    assert listing_block_reads(3200, 16, 1024, 64) == 250


def test_path_walks_of_the_handbook():
    assert path_walk_reads("/", "a/b/f", ["/"]) == 6
    assert path_walk_reads("/a/b", "f", ["/", "/a/b"]) == 2
    assert path_walk_reads("/a/b", "../c", ["/a/b"]) == 4


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=6))
def test_downward_walks_agree_with_the_other_simulator(parts):
    path = "/".join(parts)
    assert path_walk_reads("/", path, ["/"]) == path_lookup_reads("/" + path, ["/"], read_data=False)


def test_groups_come_in_when_the_bottom_is_taken():
    taken, stack = grouped_free_after([7, 3], {7: [9, 8]}, 2, [("alloc",), ("alloc",), ("alloc",)])
    assert (taken, stack) == ([3, 7, 8], [9])


@given(st.lists(st.integers(), unique=True, max_size=20), st.integers(1, 5))
def test_freed_blocks_come_back_last_in_first_out(blocks, capacity):
    operations = [("free", block) for block in blocks] + [("alloc",)] * len(blocks)
    taken, stack = grouped_free_after([-1.5], {}, capacity, operations)
    assert taken == blocks[::-1]
    assert stack == [-1.5]


def test_layout():
    # 1 GiB in 4 KiB blocks: bitmap 8 blocks; 8192 inodes: bitmap 1 block, table 8192*256/4096 = 512 blocks
    assert layout_first_data_block(2**30, 4096, 8192, 256, 2) == 523
