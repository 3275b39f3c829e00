"""Prefix codes written out (前缀编码): canonical codes, encoding and decoding, and what a Huffman tree may look like."""

from collections.abc import Mapping, Sequence
from itertools import combinations

__all__ = ["canonical_codes", "huffman_possible_lengths", "prefix_decode", "prefix_encode"]


def canonical_codes(lengths: Mapping[str, int]) -> dict[str, str]:
    """Codes of the given lengths: symbols by length, equal lengths by name; the first is all zeros, each next one is
    the number after the one before, with zeros appended where it is longer."""
    codes: dict[str, str] = {}
    number = width = 0
    for symbol, length in sorted(lengths.items(), key=lambda entry: (entry[1], entry[0])):
        if codes:
            number = number + 1 << length - width
        width = length
        if number >> width:
            raise ValueError("no prefix code has these lengths")
        codes[symbol] = f"{number:0{width}b}"
    return codes


def prefix_encode(codes: Mapping[str, str], text: str) -> str:
    """The bits of the text."""
    return "".join(codes[symbol] for symbol in text)


def prefix_decode(codes: Mapping[str, str], bits: str) -> str:
    """The text; ValueError when the bits end in the middle of a code."""
    symbols = {code: symbol for symbol, code in codes.items()}
    text = word = ""
    for bit in bits:
        word += bit
        if word in symbols:
            text, word = text + symbols[word], ""
    if word:
        raise ValueError(f"left over: {word}")
    return text


def huffman_possible_lengths(weights: Sequence[int], index: int) -> set[int]:
    """Every code length that symbol `index` can have in a binary Huffman tree, whatever is chosen among equal weights."""
    found: set[int] = set()
    seen: set[tuple] = set()
    waiting = [(tuple(sorted((weight, i == index) for i, weight in enumerate(weights))), 0)]
    while waiting:
        trees, length = waiting.pop()
        if (trees, length) in seen:
            continue
        seen.add((trees, length))
        if len(trees) == 1:
            found.add(length)
            continue
        least, second = trees[0][0], trees[1][0]
        for i, j in combinations(range(len(trees)), 2):
            if (trees[i][0], trees[j][0]) == (least, second):
                inside = trees[i][1] or trees[j][1]
                rest = [tree for k, tree in enumerate(trees) if k not in (i, j)]
                waiting.append((tuple(sorted([*rest, (least + second, inside)])), length + inside))
    return found
