"""Optimal prefix trees (哈夫曼树), also with k branches and empty symbols."""

import heapq

__all__ = ["huffman_code_lengths", "huffman_empty_symbols", "huffman_wpl"]


def huffman_empty_symbols(symbols: int, branches: int = 2) -> int:
    """Symbols of weight 0 to add so that every inner node has exactly `branches` children."""
    return -(symbols - 1) % (branches - 1)


def huffman_wpl(weights: list[int], branches: int = 2) -> int:
    """Weighted path length (WPL): the sum of the weights of all inner nodes."""
    heap = [*weights, *[0] * huffman_empty_symbols(len(weights), branches)]
    heapq.heapify(heap)
    total = 0
    while len(heap) > 1:
        merged = sum(heapq.heappop(heap) for _ in range(branches))
        total += merged
        heapq.heappush(heap, merged)
    return total


def huffman_code_lengths(weights: list[int], branches: int = 2) -> list[int]:
    """Code length of each symbol of one optimal tree; equal weights may give other lengths, never another WPL."""
    count = len(weights)
    heap = [(weight, [index]) for index, weight in enumerate(weights)]
    heap += [(0, []) for _ in range(huffman_empty_symbols(count, branches))]
    heapq.heapify(heap)
    lengths = [0] * count
    while len(heap) > 1:
        taken = [heapq.heappop(heap) for _ in range(branches)]
        merged = [index for _, members in taken for index in members]
        for index in merged:
            lengths[index] += 1
        heapq.heappush(heap, (sum(weight for weight, _ in taken), merged))
    return lengths
