import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.cache_mapping import (
    cache_address_fields,
    cache_hit_count,
    cache_hit_trace,
    cache_storage_bits,
    loop_addresses,
)

ADDRESSES = st.lists(st.integers(0, 255), max_size=40)


def test_direct_mapped_storage():
    fields = cache_storage_bits(address_bits=32, data_bytes=4096, line_bytes=16, ways=1, control_bits=1)
    assert fields == {"tag": 20, "index": 8, "offset": 4, "total": 256 * (128 + 20 + 1)}


def test_walking_through_an_array_misses_once_a_block():
    assert cache_hit_count(loop_addresses(64, [(0, 4)]), line_bytes=16, sets=4, ways=1) == 48


def test_two_blocks_of_one_set_thrash_unless_there_are_two_ways():
    ping_pong = loop_addresses(8, [(0, 0), (64, 0)])
    assert cache_hit_count(ping_pong, line_bytes=16, sets=4, ways=1) == 0
    assert cache_hit_count(ping_pong, line_bytes=16, sets=2, ways=2) == 14


def test_policies_differ():
    blocks = [0, 1, 0, 2, 0]
    assert cache_hit_count(blocks, 1, 1, 2, "LRU") == 2
    assert cache_hit_count(blocks, 1, 1, 2, "FIFO") == 1
    with pytest.raises(ValueError, match="policy"):
        cache_hit_count(blocks, 1, 1, 2, "MRU")


@given(ADDRESSES)
def test_direct_mapping_is_one_dictionary(addresses):
    lines, hits = {}, 0
    for address in addresses:
        block = address // 8
        hits += lines.get(block % 4) == block
        lines[block % 4] = block
    for policy in ("LRU", "FIFO"):
        assert cache_hit_count(addresses, 8, 4, 1, policy) == hits


@given(ADDRESSES, st.integers(1, 6))
def test_more_lru_ways_never_hurt_a_fully_associative_cache(addresses, ways):
    assert cache_hit_count(addresses, 8, 1, ways) <= cache_hit_count(addresses, 8, 1, ways + 1)


def test_fields_of_an_address():
    assert cache_address_fields(0x1234, 16, 64) == (0x4, 0x23, 0x4)


@given(st.lists(st.integers(0, 9), max_size=30), st.sampled_from([1, 2, 4]), st.sampled_from([1, 2, 3]))
def test_the_trace_has_the_hits_that_are_counted(blocks, sets, ways):
    for policy in ("LRU", "FIFO"):
        trace = cache_hit_trace(blocks, sets, ways, policy)
        assert sum(hit for _, hit in trace) == cache_hit_count(blocks, 1, sets, ways, policy)
        assert all(block in held and len(held) <= ways for block, (held, _) in zip(blocks, trace, strict=True))
