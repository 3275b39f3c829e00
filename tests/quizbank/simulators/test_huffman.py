from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizbank.simulators.huffman import huffman_code_lengths, huffman_empty_symbols, huffman_wpl


def test_textbook_case() -> None:
    assert huffman_wpl([7, 5, 2, 4]) == 35
    assert sorted(huffman_code_lengths([7, 5, 2, 4])) == [1, 2, 3, 3]


@pytest.mark.parametrize(("symbols", "branches", "empty"), [(8, 3, 1), (9, 3, 0), (7, 4, 0), (8, 4, 2), (5, 2, 0)])
def test_empty_symbols(symbols: int, branches: int, empty: int) -> None:
    assert huffman_empty_symbols(symbols, branches) == empty


@given(st.lists(st.integers(1, 30), min_size=2, max_size=12), st.integers(2, 4))
def test_both_ways_to_the_wpl(weights: list[int], branches: int) -> None:
    lengths = huffman_code_lengths(weights, branches)
    assert huffman_wpl(weights, branches) == sum(w * n for w, n in zip(weights, lengths, strict=True))


@settings(max_examples=25)
@given(st.lists(st.integers(1, 20), min_size=2, max_size=5), st.integers(2, 3))
def test_no_prefix_code_is_shorter(weights: list[int], branches: int) -> None:
    top = len(weights)
    best = min(
        sum(w * n for w, n in zip(weights, lengths, strict=True))
        for lengths in product(range(1, top + 1), repeat=len(weights))
        if sum(branches ** (top - n) for n in lengths) <= branches**top  # Kraft
    )
    assert huffman_wpl(weights, branches) == best
