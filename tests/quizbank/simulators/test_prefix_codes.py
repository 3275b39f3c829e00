import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.huffman import huffman_code_lengths
from quizbank.simulators.prefix_codes import canonical_codes, huffman_possible_lengths, prefix_decode, prefix_encode
from quizbank.simulators.tree_shapes import is_prefix_code


def test_small_code() -> None:
    codes = canonical_codes({"a": 3, "b": 1, "c": 3, "d": 2})
    assert codes == {"b": "0", "d": "10", "a": "110", "c": "111"}
    assert prefix_encode(codes, "bad") == "011010"
    assert prefix_decode(codes, "011010") == "bad"


def test_impossible_lengths_and_left_over_bits() -> None:
    with pytest.raises(ValueError, match="no prefix code"):
        canonical_codes({"a": 1, "b": 1, "c": 1})
    with pytest.raises(ValueError, match="left over: 1"):
        prefix_decode({"a": "0", "b": "10"}, "01")


def test_possible_lengths() -> None:
    assert [huffman_possible_lengths([1, 1, 2, 4], i) for i in range(4)] == [{3}, {3}, {2}, {1}]
    assert huffman_possible_lengths([1, 1, 2, 2], 2) == {1, 2}
    assert huffman_possible_lengths([7], 0) == {0}


@given(st.lists(st.integers(1, 12), min_size=2, max_size=6), st.text("abcdef", max_size=12))
def test_huffman_lengths_give_a_code_that_decodes(weights: list[int], text: str) -> None:
    names = "abcdef"[: len(weights)]
    lengths = huffman_code_lengths(weights)
    codes = canonical_codes(dict(zip(names, lengths, strict=True)))
    assert is_prefix_code(list(codes.values()))
    assert [len(codes[name]) for name in names] == lengths
    known = "".join(symbol for symbol in text if symbol in names)
    assert prefix_decode(codes, prefix_encode(codes, known)) == known
    assert all(length in huffman_possible_lengths(weights, i) for i, length in enumerate(lengths))
