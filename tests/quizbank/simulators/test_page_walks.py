from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.page_walks import two_level_walk, walk_table_pages


def test_walk_by_hand():
    # 4 KB pages, 10-bit indices: 0x00803004 is directory 2, table 3, offset 4
    frames = {0x5000 + 8: 0x77, 0x77000 + 12: 0x1A}
    assert two_level_walk(0x00803004, 12, 10, 0x5000, frames) == (0x5008, 0x7700C, 0x1A004)


def test_tables_by_hand():
    assert walk_table_pages(0, 1, 12, 10) == 1
    assert walk_table_pages(0x3FF000, 0x2000, 12, 10) == 2


@given(st.integers(0, 2**20), st.integers(1, 2**20), st.integers(4, 8), st.integers(2, 6))
def test_tables_against_all_pages(start: int, size: int, page_bits: int, table_bits: int):
    pages = range(start >> page_bits, (start + size - 1 >> page_bits) + 1)
    assert walk_table_pages(start, size, page_bits, table_bits) == len({page >> table_bits for page in pages})
