"""External sorting: passes, best merge trees, initial runs, loser trees."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.external_sorting import merge_pass_count, replacement_selection_runs
from quizbank.simulators.huffman import huffman_empty_symbols, huffman_wpl
from quizbank.simulators.sorting_counts import loser_tree


def _draft(stem: str, right: int, unit: str, wrong: list, solution: str, claim: str, why: str) -> Draft:
    choices = [Choice(value, f"{value}{unit}", reason) for value, reason in wrong if value > 0]
    return Draft(stem, Choice(right, f"{right}{unit}", why), choices, solution, claim)


def _passes(rng: random.Random) -> Draft:
    ways, memory = rng.choice((2, 3, 4, 5, 8)), rng.choice((100, 200, 250, 400, 500))
    runs = rng.randint(12, 150)
    records = runs * memory
    passes = merge_pass_count(runs, ways)
    if passes < 2 or (runs in (ways**k for k in range(1, 9)) and rng.random() < 0.8):
        raise Redraw
    rows, left = [], runs
    for n in range(1, passes + 1):
        left = -(-left // ways)
        rows.append((n, left))
    begin = (
        f"外存上有 {records} 个记录，内存工作区可容纳 {memory} 个记录，先用内部排序产生等长的初始归并段，"
        f"再用 {ways} 路归并排成一个有序文件。"
    )
    trace = (
        f"初始归并段有 {records} / {memory} = {runs} 个，每归并一趟，段数变为原来的 1/{ways}（向上取整）："
        + table(["趟", "剩下的归并段数"], rows)
        + f"共 {passes} 趟，即 $\\lceil\\log_{{{ways}}}{runs}\\rceil$。"
    )
    if rng.random() < 0.5:
        wrong = [
            (passes - 1, "取对数时向下取整，少算了一趟。"),
            (passes + 1, "把产生初始归并段也算作一趟归并。"),
            (merge_pass_count(runs, 2) if ways > 2 else merge_pass_count(runs, 3), "归并的路数弄错了。"),
            (-(-runs // ways), "以为趟数等于段数除以路数。"),
            (merge_pass_count(records, ways), "对记录个数取对数，应对初始归并段数取对数。"),
            (merge_pass_count(memory, ways), "对工作区的容量取对数。"),
            (passes + 2, "各趟剩余段数都多留了一段。"),
        ]
        claim = f"merge_pass_count({records} // {memory}, {ways}) == {ANSWER}"
        return _draft(f"{begin}需要归并的趟数为", passes, " 趟", wrong, trace, claim, "段数逐趟除以路数并向上取整。")
    right = records * (passes + 1)
    wrong = [
        (records * passes, "没有计入产生初始归并段时的那一遍读。"),
        (2 * records * (passes + 1), "求成了读和写的总次数。"),
        (records * (passes + 2), "多算了一趟。"),
        (2 * records * passes, "只计归并，并把读、写合在一起。"),
        (runs * (passes + 1), "以归并段为单位计数，题中要求以记录为单位。"),
        (records * (merge_pass_count(runs, ways + 1) + 1), f"按 {ways + 1} 路归并计算。"),
        (records * (merge_pass_count(runs, ways - 1) + 1) if ways > 2 else records, "归并的路数弄错了。"),
    ]
    claim = f"{records} * (merge_pass_count({records} // {memory}, {ways}) + 1) == {ANSWER}"
    solution = f"{trace}产生初始归并段读一遍，每趟归并读一遍：{records} × ({passes} + 1) = {right} 个记录。"
    stem = f"{begin}从产生初始归并段开始，整个外部排序过程中从外存读入的记录总数为"
    return _draft(stem, right, " 个", wrong, solution, claim, "每个记录在产生初始段和每趟归并时各读一次。")


def _tree_steps(lengths: list[int], ways: int) -> list[tuple[list[int], int, list[int]]]:
    heap, steps = sorted([*lengths, *[0] * huffman_empty_symbols(len(lengths), ways)]), []
    while len(heap) > 1:
        taken, heap = heap[:ways], sorted([*heap[ways:], sum(heap[:ways])])
        steps.append((taken, sum(taken), heap))
    return steps


def _best_tree(rng: random.Random) -> Draft:
    ways = rng.choice((3, 3, 4, 5))
    lengths = [rng.randint(3, 60) for _ in range(rng.randint(ways + 3, 12))]
    empty = huffman_empty_symbols(len(lengths), ways)
    if (not empty and rng.random() < 0.7) or len(lengths) <= ways + 1:
        raise Redraw
    wpl = huffman_wpl(lengths, ways)
    steps = _tree_steps(lengths, ways)
    both = rng.random() < 0.6
    right = 2 * wpl if both else wpl
    factor = 2 if both else 1
    row, unsorted_total = sorted(lengths), 0
    while len(row) > 1:
        taken, row = row[:ways], row[ways:]
        unsorted_total += sum(taken)
        row = sorted([*row, sum(taken)])
    given, plain = list(lengths), 0
    while len(given) > 1:
        taken, given = given[:ways], given[ways:]
        plain += sum(taken)
        given.append(sum(taken))
    rows = [(n, " + ".join(map(str, t)), made, listed(left)) for n, (t, made, left) in enumerate(steps, 1)]
    stem = (
        f"由置换-选择排序得到 {len(lengths)} 个初始归并段，长度（记录数）分别为 {listed(lengths)}。"
        f"采用 {ways} 路归并，按最佳归并树归并时，{'读、写记录的总次数' if both else '读入记录的总次数'}为"
        f"（每读或写一个记录计 1 次，不计产生初始归并段的读写）"
    )
    wrong = [
        (wpl if both else 2 * wpl, "只计了读，没有计写。" if both else "把读和写都计算在内。"),
        (factor * unsorted_total, "没有补虚段，最后一次归并时路数不足。"),
        (factor * plain, "没有按段的长短选择，依给出的次序归并。"),
        (factor * huffman_wpl(lengths, 2), "按二路归并构造归并树。"),
        (factor * (wpl - steps[0][1]), "漏掉了第一次归并。"),
        (factor * (wpl - steps[-1][1]), "漏掉了最后一次归并。"),
        (factor * sum(lengths) * merge_pass_count(len(lengths), ways), "按各段逐趟归并计算，没有用最佳归并树。"),
    ]
    solution = (
        f"({len(lengths)} - 1) mod ({ways} - 1) = {(len(lengths) - 1) % (ways - 1)}，"
        + (f"补 {empty} 个长度为 0 的虚段。" if empty else "不必补虚段。")
        + f"每次归并最短的 {ways} 段："
        + table(["次序", "归并的段", "新段长度", "归并后的各段"], rows)
        + f"读入的记录数为 {' + '.join(str(made) for _, made, _ in steps)} = {wpl}"
        + (f"，写出同样多，共 2 × {wpl} = {right} 次。" if both else "。")
    )
    claim = f"{factor} * huffman_wpl({lengths}, {ways}) == {ANSWER}"
    return _draft(stem, right, " 次", wrong, solution, claim, "最佳归并树各分支结点的长度之和就是读入的记录数。")


def _runs(rng: random.Random) -> Draft:
    places = rng.choice((3, 3, 4))
    values = rng.sample(range(10, 100), rng.randint(12, 15))
    runs = replacement_selection_runs(values, places)
    if not 2 <= len(runs) <= 4 or len(runs[0]) in (places, len(values) - places) or len(runs[0]) > len(values) - 3:
        raise Redraw
    begin = (
        f"输入文件的关键字依次为 {listed(values)}，工作区可容纳 {places} 个记录，"
        f"用置换-选择排序产生初始归并段（从小到大），"
    )
    solution = (
        f"工作区先装入 {listed(values[:places])}，每次输出不小于刚输出关键字的最小者并补入下一个记录，没有这样的关键字时开始新的一段："
        + table(["归并段", "输出的关键字", "长度"], [(n, listed(run), len(run)) for n, run in enumerate(runs, 1)])
        + f"共 {len(runs)} 段。"
    )
    right = len(runs[0])
    natural = next((i for i in range(1, len(values)) if values[i] < values[i - 1]), len(values))
    wrong = [
        (places, "以为每段长度等于工作区的容量。"),
        (2 * places, "把平均长度当作实际长度，置换-选择排序的段长平均约为工作区的两倍。"),
        (right - 1, "最后一个可输出的记录没有计入第一段。"),
        (right + 1, "把比刚输出的关键字小的记录也输出到第一段。"),
        (len(runs[1]), "求成了第二段的长度。"),
        (natural, "直接数输入中开头的有序部分。"),
        (len(replacement_selection_runs(values, places + 1)[0]), f"工作区按 {places + 1} 个记录计算。"),
        (len(replacement_selection_runs(values, places - 1)[0]), f"工作区按 {places - 1} 个记录计算。"),
    ]
    claim = f"len(replacement_selection_runs({values}, {places})[0]) == {ANSWER}"
    stem = f"{begin}则第一个初始归并段的长度（记录数）为"
    return _draft(stem, right, "", wrong, solution, claim, "逐个输出、补入得到。")


def _losers(rng: random.Random) -> Draft:
    k = rng.choice((5, 6, 7, 8))
    keys = rng.sample(range(5, 90), k)
    champion, losers = loser_tree(keys)
    node = rng.randrange(1, k)
    right = keys[losers[node - 1]]
    lowest: dict[int, int] = {}
    begin = (
        f"{k} 路归并使用败者树，各归并段 b0 至 b{k - 1} 的第一个关键字依次为 {listed(keys)}，小者为胜。"
        f"内部结点编号为 1 至 {k - 1}，叶结点 b$i$ 的编号为 {k} + $i$，编号为 $j$ 的结点的双亲是 $\\lfloor j/2 \\rfloor$，"
        f"内部结点保存败者，ls[0] 保存冠军。建成后，结点 ls[{node}] 中的败者对应的关键字为"
    )
    winners = {k + i: keys[i] for i in range(k)}
    rows = []
    for at in range(k - 1, 0, -1):
        a, b = winners[2 * at], winners[2 * at + 1]
        winners[at], lowest[at] = min(a, b), max(a, b)
        rows.append((f"ls[{at}]", f"{a} 与 {b}", min(a, b), max(a, b)))
    solution = (
        "从下到上逐个内部结点比赛，败者留下，胜者上升："
        + table(["结点", "比赛的关键字", "胜者（上升）", "败者（保存）"], rows)
        + f"冠军为 {keys[champion]}，存入 ls[0]；ls[{node}] 中的败者是 {right}。"
    )
    wrong = [
        (winners[node], "这是该结点比赛的胜者，胜者上升到双亲，不保存在该结点。"),
        (keys[champion], "这是冠军，保存在 ls[0] 中。"),
        (max(keys), "以为败者总是最大的关键字。"),
        (sorted(keys)[1], "以为败者总是第二小的关键字。"),
    ]
    wrong += [(lowest[at], f"这是结点 ls[{at}] 中的败者。") for at in range(1, k) if at != node]
    claim = f"{keys}[loser_tree({keys})[1][{node - 1}]] == {ANSWER}"
    return _draft(begin, right, "", wrong, solution, claim, "该结点比赛的两个关键字中较大的一个。")


def draw(rng: random.Random) -> Draft:
    return rng.choice((_passes, _best_tree, _best_tree, _runs, _losers))(rng)


FAMILY = Family(
    name="merge_passes", title="外部排序与归并", title_en="External merging", node="ds.7.11", also=("ds.4.4.1",),
    skill="compute", difficulty=4, seconds=150, draw=draw,
)  # fmt: skip
