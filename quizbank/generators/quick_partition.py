"""Quick sort: the first partition, and states that two passes can or cannot leave."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.sorting import partition_by_hole, partition_by_swaps, quick_sort_passes
from quizbank.simulators.structure_steps import possible_after_two_quick_passes, settled_values


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _moves(values: list[int]) -> list[tuple]:
    """(pointer, place, key moved, hole filled, list with the hole) of every move of the partition by holes."""
    array: list = list(values)
    low, high, pivot = 0, len(array) - 1, array[0]
    rows = []

    def shown(hole: int) -> str:
        return listed(("□" if i == hole else x for i, x in enumerate(array)), " ")

    while low < high:
        while low < high and array[high] >= pivot:
            high -= 1
        if low < high:
            array[low] = array[high]
            rows.append((f"high = {high}", f"{array[high]} < {pivot}，移到位置 {low}", shown(high)))
        while low < high and array[low] <= pivot:
            low += 1
        if low < high:
            array[high] = array[low]
            rows.append((f"low = {low}", f"{array[low]} > {pivot}，移到位置 {high}", shown(low)))
    array[low] = pivot
    rows.append((f"low = high = {low}", f"{pivot} 放入位置 {low}", listed(array, " ")))
    return rows


def _swapping(values: list[int]) -> list[int]:
    """Exchanging pairs from both ends, at the end the pivot with the meeting place."""
    array, pivot = list(values), values[0]
    i, j = 1, len(array) - 1
    while True:
        while i <= j and array[i] < pivot:
            i += 1
        while i <= j and array[j] > pivot:
            j -= 1
        if i >= j:
            break
        array[i], array[j] = array[j], array[i]
    array[0], array[j] = array[j], array[0]
    return array


def _one_partition(rng: random.Random) -> Draft:
    values = rng.sample(range(10, 100), rng.randint(8, 10))
    right, place = partition_by_hole(values)
    n = len(values)
    if not 2 <= place <= n - 3:
        raise Redraw
    pivot = values[0]
    passes = quick_sort_passes(values)
    second = rng.random() < 0.3
    stable = [x for x in values if x < pivot] + [pivot] + [x for x in values if x > pivot]
    last = partition_by_hole(values[::-1])[0][::-1]
    begin = (
        f"对序列 {listed(values)} 进行快速排序（从小到大）。每次划分以第一个元素为枢轴，先从右端向左找小于枢轴的元素移到左边空出的位置，"
        f"再从左端向右找大于枢轴的元素移到右边空出的位置，如此交替。"
    )
    if second:
        right = passes[1]
        begin += "把对各个子序列都划分一次算作一趟，"
    wrong = [
        (_swapping(values), "用了从两端找到一对元素后互相交换的划分方法。"),
        (partition_by_swaps(values)[0], "用了从左到右扫描、把较小元素交换到前部的划分方法。"),
        (stable, "让较小和较大的元素都保持原来的先后次序，这不是题中的划分过程。"),
        (last, "以最后一个元素为枢轴。"),
        ([*sorted(stable[:place]), pivot, *stable[place + 1 :]], "枢轴左边的元素又排好了序。"),
        ([*right[:place], pivot, *sorted(right[place + 1 :])], "枢轴右边的元素又排好了序。"),
        ([*right[: place - 1], right[place], right[place - 1], *right[place + 1 :]], "枢轴的位置差了一个。"),
    ]
    if second:  # what another method would give after one pass is no state of a second one
        wrong = [
            *wrong[4:],
            (passes[0], "这是第一趟的结果。"),
            ([*partition_by_hole(passes[0][:place])[0], *passes[0][place:]], "第二趟只划分了左边的子序列。"),
            ([*passes[0][: place + 1], *partition_by_hole(passes[0][place + 1 :])[0]], "第二趟只划分了右边的子序列。"),
        ]
    solution = (
        f"以 {pivot} 为枢轴，位置从 0 编号，□ 为空出的位置：" + table(["指针", "移动", "序列"], _moves(values))
        + f"第一趟结果为 {_words(passes[0])}。"
    )  # fmt: skip
    if second:
        solution += f"第二趟分别对 {pivot} 左、右两边的子序列以各自的第一个元素为枢轴划分，得 {_words(passes[1])}。"
    call = f"quick_sort_passes({values})[1]" if second else f"partition_by_hole({values})[0]"
    ask = "则第二趟结束后的序列为" if second else "则第一次划分结束后的序列为"
    return Draft(
        begin + ask, Choice(right, _words(right), "按所给的划分过程逐步移动得到。"),
        [Choice(state, _words(state), why) for state, why in wrong if state != values], solution, f"{call} == {ANSWER}",
    )  # fmt: skip


def _why(values: list[int]) -> str:
    settled = settled_values(values)
    told = f"处于最终位置的元素有 {listed(settled)}" if settled else "没有一个元素处于最终位置"
    return f"{told}，{'够' if possible_after_two_quick_passes(values) else '不够'}两层划分的枢轴。"


def _two_passes(rng: random.Random) -> Draft:
    keys = sorted(rng.sample(range(1, 60), rng.choice((7, 8, 8, 9))))
    possible, impossible = [], []
    for _ in range(18):
        start = rng.sample(keys, len(keys))
        passes = quick_sort_passes(start)
        if len(passes) > 2 and len(settled_values(passes[1])) <= 4:
            possible.append(passes[1])
        if not possible_after_two_quick_passes(passes[0]) and len(settled_values(passes[0])) >= 1:
            impossible.append(passes[0])
    if len(possible) < 3 or len(impossible) < 3:
        raise Redraw
    good = [Choice(state, _words(state), _why(state)) for state in possible]
    bad = [Choice(state, _words(state), _why(state)) for state in impossible]
    negative = rng.random() < 0.6
    right, wrong = (bad[0], good) if negative else (good[0], bad)
    begin = (
        f"某程序逐层进行快速排序，把 {len(keys)} 个整数从小到大排列：第 1 层对整个数组划分一次，"
        f"第 2 层对第 1 层分出的、多于一个元素的每个子数组各划分一次。已知这些整数为 {listed(keys)}，初始次序不详。"
    )
    ask = f"第 2 层刚做完时数组的内容{'**不可能**' if negative else '可能'}为"
    shown = [right, *wrong[:3]]
    rows = [(choice.text, listed(settled_values(choice.value)) or "无") for choice in shown]
    solution = (
        "一次划分使枢轴到达最终位置：左边都比它小，右边都比它大。第 1 层有 1 个枢轴；第 2 层对它左、右两个子数组各划分一次，"
        "各得 1 个枢轴（第 1 层的枢轴在端点时只剩一个子数组；子数组只有一个元素时不需划分）。"
        "所以两层之后，要么至少有 3 个处于最终位置的元素，要么有 2 个而其中一个在端点，"
        "并且第 1 层分出的每个多于一个元素的子数组中都要有枢轴。检查（列出几个）："
        + table(["序列", "处于最终位置的元素"], rows)
        + f"{right.text}：{right.why}因此它{'不可能' if negative else '可能'}是第 2 层做完时的内容。"
    )
    claim = f"{'not ' if negative else ''}possible_after_two_quick_passes({ANSWER})"
    return Draft(begin + ask, right, wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_one_partition, _two_passes))(rng)


FAMILY = Family(
    name="quick_partition", title="快速排序的划分", title_en="Quick sort partitions", node="ds.7.7", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
