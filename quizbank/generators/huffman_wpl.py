"""Huffman trees: weighted path length, code lengths, lengths of coded texts."""

import heapq
import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.huffman import huffman_code_lengths, huffman_empty_symbols, huffman_wpl


def _merges(weights: list[int], branches: int) -> list[tuple[list[int], int, list[int]]]:
    """(taken, their sum, what is left afterwards in order) of every merge."""
    heap = sorted([*weights, *[0] * huffman_empty_symbols(len(weights), branches)])
    steps = []
    while len(heap) > 1:
        taken, heap = heap[:branches], heap[branches:]
        heap = sorted([*heap, sum(taken)])
        steps.append((taken, sum(taken), list(heap)))
    return steps


def _unique(weights: list[int]) -> bool:
    """No merge could have taken another one of equal weight."""
    heap = list(weights)
    heapq.heapify(heap)
    while len(heap) > 1:
        if len(set(heap)) < len(heap):
            return False
        heapq.heappush(heap, heapq.heappop(heap) + heapq.heappop(heap))
    return True


def _in_given_order(weights: list[int], branches: int) -> int:
    """Merging always the first ones of the list and putting the sum at the end."""
    row, total = list(weights), 0
    while len(row) > 1:
        taken, row = row[:branches], row[branches:]
        total += sum(taken)
        row.append(sum(taken))
    return total


def _draft(
    stem: str, right: int, unit: str, wrong: list[tuple[int, str]], solution: str, claim: str, why: str
) -> Draft:
    choices = [Choice(value, f"{value}{unit}", reason) for value, reason in wrong if value > 0]
    return Draft(stem, Choice(right, f"{right}{unit}", why), choices, solution, claim)


def _trace(weights: list[int], branches: int) -> str:
    steps = _merges(weights, branches)
    rows = [(n, " + ".join(map(str, taken)), made, listed(left)) for n, (taken, made, left) in enumerate(steps, 1)]
    return table(["次序", f"合并最小的 {branches} 个", "新结点的权", "合并后的权值集合"], rows)


def _path_length(rng: random.Random) -> Draft:
    branches = rng.choice((2, 2, 2, 3, 4))
    count = rng.randint(6, 8) if branches == 2 else rng.randint(6, 10)
    weights = [rng.randint(2, 30) for _ in range(count)]
    empty = huffman_empty_symbols(count, branches)
    right = huffman_wpl(weights, branches)
    if (branches > 2 and not empty) or weights == sorted(weights):
        raise Redraw
    sums = [made for _, made, _ in _merges(weights, branches)]
    added = "（必要时补权值为 0 的虚叶结点）" if branches > 2 else ""
    name = "哈夫曼树" if branches == 2 else f"{'三四'[branches - 3]}叉哈夫曼树{added}"
    stem = f"以 {listed(weights)} 为叶结点的权值构造{name}，则该树的带权路径长度 WPL 为"
    one_less = _merges(weights, branches)[-1][1]
    wrong = [
        (right - one_less, "求各分支结点权值之和时漏掉了根结点。"),
        (right + sum(weights), "把路径上的结点数当作路径长度，每个叶结点多算了 1。"),
        (_in_given_order(weights, branches), "没有每次取权值最小的结点，按给出的次序合并。"),
        (right - sums[0], "漏加了第一次合并得到的结点的权值。"),
        (_in_given_order(sorted(weights), branches), "新结点没有参加排序，总是放到最后再合并。"),
        (sum(weights) * max(huffman_code_lengths(weights, branches)), "把每个叶结点的路径长度都当成树的最大深度。"),
    ]
    if branches > 2:
        wrong.append((huffman_wpl(weights), "按二叉哈夫曼树构造。"))
        wrong.append((_without_empty(weights, branches), "没有补虚叶结点，最后一次合并时才凑不足结点。"))
    padding = (
        f"每个分支结点都要有 {branches} 个孩子，({count} - 1) mod {branches - 1} = {(count - 1) % (branches - 1)}，"
        f"所以补 {empty} 个权值为 0 的虚叶结点。"
        if branches > 2
        else ""
    )
    solution = (
        f"{padding}每次合并权值最小的 {branches} 个结点：{_trace(weights, branches)}"
        f"WPL 等于各分支结点的权值之和：{' + '.join(map(str, sums))} = {right}。"
    )
    claim = f"huffman_wpl({weights}, {branches}) == {ANSWER}"
    return _draft(stem, right, "", wrong, solution, claim, "等于所有分支结点（含根）的权值之和。")


def _without_empty(weights: list[int], branches: int) -> int:
    row, total = sorted(weights), 0
    while len(row) > 1:
        taken, row = row[:branches], row[branches:]
        total += sum(taken)
        row = sorted([*row, sum(taken)])
    return total


def _coded_text(rng: random.Random) -> Draft:
    count = rng.randint(5, 7)
    weights = [rng.randint(1, 40) for _ in range(count)]
    letters = "abcdefg"[:count]
    lengths, right = huffman_code_lengths(weights), huffman_wpl(weights)
    total, fixed = sum(weights), (count - 1).bit_length()
    if not _unique(weights) or max(lengths) <= fixed:
        raise Redraw
    asked = rng.choice(("text", "saved", "one"))
    told = listed(f"{letter} 出现 {weight} 次" for letter, weight in zip(letters, weights, strict=True))
    begin = f"某电文只含 {count} 种字符，其中 {told}。用哈夫曼编码对该电文编码，"
    rows = [(x, weight, length, weight * length) for x, weight, length in zip(letters, weights, lengths, strict=True)]
    solution = (
        f"以出现次数为权值构造哈夫曼树，每次合并最小的两个：{_trace(weights, 2)}"
        f"由此得各字符的编码长度（叶结点的路径长度）：{table(['字符', '次数', '编码长度', '位数'], rows)}"
        f"编码后共 {' + '.join(str(row[3]) for row in rows)} = {right} 位。"
    )
    wrong = [
        (total * fixed, f"这是用 {fixed} 位等长编码时的总位数。"),
        (right + total, "把叶结点所在的层数当成编码长度，每个字符多算 1 位。"),
        (right - total, "把路径长度少算了 1，每个字符少算 1 位。"),
        (_in_given_order(weights, 2), "没有每次取权值最小的两个结点合并。"),
        (_in_given_order(sorted(weights), 2), "新结点没有参加排序，总是最后才合并。"),
    ]
    if asked == "text":
        claim = f"huffman_wpl({weights}) == {ANSWER}"
        stem = f"{begin}则编码后电文的总长度为"
        return _draft(stem, right, " 位", wrong, solution, claim, "各字符的次数乘以编码长度后相加。")
    if asked == "saved":
        saved = total * fixed - right
        first = _merges(weights, 2)[0][1]
        if saved <= first:
            raise Redraw
        solution += f"等长编码每个字符至少 {fixed} 位，共 {total} × {fixed} = {total * fixed} 位，节省 {saved} 位。"
        mistakes = [
            (total * (fixed + 1) - right, f"{count} 种字符等长编码只要 {fixed} 位，误作 {fixed + 1} 位。"),
            (abs(total * fixed - _in_given_order(weights, 2)), "哈夫曼树没有每次取最小的两个结点。"),
            (abs(total * (fixed - 1) - right), f"等长编码误作 {fixed - 1} 位，不足以区分 {count} 种字符。"),
            (right, "这是哈夫曼编码的总位数，没有与等长编码相减。"),
            (abs(total * fixed - _in_given_order(sorted(weights), 2)), "合并得到的新结点没有参加排序。"),
            (saved + max(weights), "次数最多的字符少算了 1 位。"),
            (saved - first, "求哈夫曼编码的总位数时，把第一次合并的权值重复加了一次。"),
        ]
        claim = f"{total} * {fixed} - huffman_wpl({weights}) == {ANSWER}"
        stem = f"{begin}与用最短的等长编码相比，可以节省的位数为"
        return _draft(stem, saved, " 位", mistakes, solution, claim, "等长编码的总位数减去哈夫曼编码的总位数。")
    index = rng.choice([i for i, length in enumerate(lengths) if length >= 2])
    letter, length = letters[index], lengths[index]
    near = [
        (length + 1, "把叶结点所在的层数当成编码长度。"),
        (length - 1, "路径上的分支少数了一个。"),
        (fixed, f"这是 {fixed} 位等长编码的长度。"),
        (max(lengths), "这是最长的编码长度。"),
        (min(lengths), "这是最短的编码长度。"),
        (length + 2, "合并的次序弄错，叶结点位置过深。"),
        (sorted(weights).index(weights[index]) + 1, "以为编码长度就是次数从小到大的名次。"),
        (count - sorted(weights).index(weights[index]), "以为编码长度就是次数从大到小的名次。"),
    ]
    solution += f"其中字符 {letter} 的编码长度为 {length} 位。"
    claim = f"huffman_code_lengths({weights})[{index}] == {ANSWER}"
    stem = f"{begin}则字符 {letter} 的编码长度为"
    return _draft(stem, length, " 位", near, solution, claim, "等于从根到该叶结点经过的分支数。")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_path_length, _coded_text))(rng)


FAMILY = Family(
    name="huffman_wpl", title="哈夫曼树与哈夫曼编码", title_en="Huffman trees", node="ds.4.4.1", skill="compute",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
