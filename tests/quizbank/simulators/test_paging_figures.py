from fractions import Fraction

from quizbank.simulators.paging_figures import (
    index_bits_by_level,
    paged_physical,
    paging_mean_with_faults,
    segmented_physical,
    whole_page_table,
)


def test_sizes():
    assert whole_page_table(32, 4096, 4) == 4 * 2**20
    assert index_bits_by_level(32, 4096, 4) == [10, 10]
    assert index_bits_by_level(48, 4096, 8) == [9, 9, 9, 9]
    assert index_bits_by_level(39, 8192, 8) == [6, 10, 10]
    assert index_bits_by_level(16, 1024, 2) == [6]


def test_translation():
    assert paged_physical(2500, 1024, {2: 7}) == 7 * 1024 + 452
    assert paged_physical(1000, 1024, {2: 7}) is None
    table = [(500, 100), (2000, 300)]
    assert segmented_physical(1, 299, table) == 2299
    assert segmented_physical(1, 300, table) is None
    assert segmented_physical(2, 0, table) is None


def test_mean_times():
    assert paging_mean_with_faults(10, 100, Fraction(9, 10)) == 120
    assert paging_mean_with_faults(10, 100, Fraction(9, 10), levels=2) == 130
    assert paging_mean_with_faults(0, 100, Fraction(0), 0, Fraction(1, 1000), 10**6) == 1100
