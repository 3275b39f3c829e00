"""Memory hierarchy: cases by hand, and cache traffic against the hit counter."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cache_mapping import cache_hit_count
from quizbank.simulators.memory_hierarchy import (
    block_burst_ns,
    cache_memory_traffic,
    decoded_chip,
    flash_can_program,
    flash_page_programs,
    hierarchy_mean_time,
    loop_accesses,
    nested_addresses,
    raid5_block_update,
    row_buffer_time,
    segmented_paging_path,
    tlb_set_hit,
    write_verify_ms,
)


def test_times() -> None:
    assert hierarchy_mean_time([(2, Fraction(95, 100))], 80) == 6
    assert hierarchy_mean_time([(1, Fraction(9, 10)), (10, Fraction(1, 2))], 100) == 7
    assert block_burst_ns(30, 64, 1000, 8) == 38
    assert write_verify_ms(8, 6000, 100) == Fraction(231, 10)
    assert row_buffer_time([0x00, 0x04, 0x40, 0x00, 0x10], 4, 2, {0: 0}, 10, 30) == (2, 110)


def test_small_mappings() -> None:
    assert decoded_chip(0xB3A5, 13, [15, 14, 13]) == (5, 0x13A5)
    assert decoded_chip(0xF3A5, 13, [15, 13]) == (3, 0x13A5)
    assert raid5_block_update(5, 0b1010, 0b0110, 0b0101) == (0b1001, 4)
    assert raid5_block_update(3, 1, 1, 0)[1] == 3
    assert flash_can_program([0xF0], 0x30) and not flash_can_program([0xF0], 0x31)
    assert not flash_can_program([0xF0, 0xF8], 0x00)
    assert nested_addresses([(2, 100), (3, 4)], 8) == [8, 12, 16, 108, 112, 116]


def test_tlb_and_segments() -> None:
    entries = [[(1, 2, 7)], [(0, 2, 8)]]
    assert tlb_set_hit(0x4FF, 8, entries) == 7
    assert tlb_set_hit(0x5FF, 8, entries) is None
    memory = {0x208: 3}
    assert segmented_paging_path(0x52A, 8, 2, 12, 0x100, [(0, 1), (0x204, 2)], memory) == [0x108, 0x208, 0x32A]
    assert segmented_paging_path(0x72A, 8, 2, 12, 0x100, [(0, 1), (0x204, 2)], memory) is None
    assert segmented_paging_path(0x82A, 8, 2, 12, 0x100, [(0, 1), (0x204, 2)], memory) is None


def test_flash_pages() -> None:
    blocks = [[0, 1], [2, None], [None, None]]
    assert flash_page_programs(blocks, 1, 2, [0]) == (1, 0)
    assert flash_page_programs(blocks, 1, 2, [0, 1]) == (3, 1)
    with pytest.raises(ValueError, match="reclaim"):
        flash_page_programs([[0, 1], [2, 3], [None, None]], 1, 2, [0])


def test_traffic_by_hand() -> None:
    assert loop_accesses(2, 2, [("r", 0, 4), ("w", 100, 8)])[:5] == [
        ("r", 0), ("w", 100), ("r", 4), ("w", 108), ("r", 0),
    ]  # fmt: skip
    sweep = [("w", a) for a in range(0, 64, 4)]
    assert cache_memory_traffic(sweep, 16, 4, 1, write_back=True) == 128
    assert cache_memory_traffic(sweep, 16, 4, 1, write_back=False) == 64
    assert cache_memory_traffic([("w", 0), ("r", 64), ("r", 0)], 16, 4, 1, write_back=True) == 64


@given(st.lists(st.integers(0, 255), max_size=60), st.sampled_from([1, 2, 4]), st.sampled_from([1, 2]), st.booleans())
def test_reads_move_one_line_per_miss(addresses: list[int], sets: int, ways: int, write_back: bool) -> None:
    misses = len(addresses) - cache_hit_count(addresses, 8, sets, ways)
    assert cache_memory_traffic([("r", a) for a in addresses], 8, sets, ways, write_back) == 8 * misses


@given(st.lists(st.integers(0, 3), min_size=1, max_size=30))
def test_flash_rewrites_cost_at_least_one_page_each(writes: list[int]) -> None:
    blocks = [[0, 1, 2, 3], [None] * 4, [None] * 4]
    programs, erases = flash_page_programs(blocks, 1, 2, writes)
    assert programs >= len(writes)
    assert erases <= len(writes)
