from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.entry_lookups import disk_place, two_level_bytes, two_level_lookup
from quizbank.simulators.paging_figures import paged_physical


def test_a_walk_by_hand():
    # page 16, entry 4: 4 entries a table; address 0b10_01_0110: top entry 2, second entry 1, offset 6
    frames = {0x108: 5, 0x54: 9}
    assert two_level_lookup(0b10010110, 16, 4, 0x100, frames) == (0x108, 0x54, 0x96)
    assert two_level_lookup(0b10100110, 16, 4, 0x100, frames) == (0x108, 0x58, None)
    assert two_level_lookup(0b11000000, 16, 4, 0x100, frames) == (0x10C, None, None)


@given(st.integers(0, 255), st.integers(0, 31), st.integers(0, 31))
def test_a_walk_agrees_with_one_level(address, table, frame):
    number = address // 16
    frames = {0x1000 + number // 4 * 4: table, table * 16 + number % 4 * 4: frame}
    assert two_level_lookup(address, 16, 4, 0x1000, frames)[2] == paged_physical(address, 16, {number: frame})


def test_tables_by_hand():
    assert two_level_bytes([(0, 1)], 16, 4) == 32
    assert two_level_bytes([(0, 65), (192, 64)], 16, 4) == 64
    assert two_level_bytes([(0, 256)], 16, 4) == 5 * 16


@given(st.integers(0, 9999), st.integers(1, 8), st.integers(1, 60))
def test_places_go_back_to_their_blocks(block, heads, sectors):
    cylinder, head, sector = disk_place(block, heads, sectors)
    assert (cylinder * heads + head) * sectors + sector == block
    assert head < heads and sector < sectors
