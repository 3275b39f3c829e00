"""The state after a pass of an internal sort, and which sort left a given state."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.sorting import (
    bubble_sort_passes,
    insertion_sort_passes,
    max_selection_sort_passes,
    merge_sort_passes,
    radix_sort_passes,
    selection_sort_passes,
    shell_sort_passes,
)
from quizbank.simulators.sorting_counts import radix_with_stacks
from quizbank.simulators.structure_steps import sorting_state_after

_RULES = {
    "insertion": "直接插入排序：每趟把下一个元素插入前面的有序部分",
    "bubble": "起泡排序：每趟从前往后比较相邻元素，逆序则交换",
    "selection": "简单选择排序：每趟从未排序部分选出最小元素，与该部分的第一个元素交换",
    "shell": "希尔排序：每趟对相距增量的元素组成的各子表作直接插入排序",
    "merge": "二路归并排序：自底向上，首趟将相邻的两个元素两两归并",
    "radix": "基数排序：从最低位（个位）开始，每趟按一位分配、收集",
}
_NAMES = {"insertion": "直接插入", "bubble": "起泡", "selection": "简单选择", "merge": "二路归并", "shell": "希尔"}


def _upward(values: list[int]) -> list[list[int]]:
    """Bubble passes from back to front, the smallest to the front."""
    return [[-x for x in reversed(state)] for state in bubble_sort_passes([-x for x in reversed(values)])]


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _after_pass(rng: random.Random) -> Draft:
    method = rng.choice(tuple(_RULES))
    n = rng.randint(8, 10)
    if method == "radix":
        values = rng.sample(range(100, 1000), rng.choice((7, 8)))
        low = [value % 10 for value in values]
        states, step = radix_sort_passes(values, 3), rng.choice((1, 2, 2))
        if len(set(low)) == len(low):
            raise Redraw
    else:
        values = rng.sample(range(10, 100), n)
    gaps = rng.choice(([5, 2, 1], [4, 2, 1], [3, 1], [5, 3, 1]))
    if method == "insertion":
        states, step = insertion_sort_passes(values), rng.choice((3, 4, 5))
    elif method == "bubble":
        states, step = bubble_sort_passes(values), rng.choice((1, 2, 2, 3))
    elif method == "selection":
        states, step = selection_sort_passes(values), rng.choice((2, 3, 4))
    elif method == "shell":
        states, step = shell_sort_passes(values, gaps), rng.choice((1, 1, 2)) if len(gaps) > 2 else 1
    elif method == "merge":
        states, step = merge_sort_passes(values), rng.choice((1, 2, 2))
    if len(states) <= step or states[step - 1] in (values, sorted(values)):
        raise Redraw
    right = states[step - 1]
    gap_words = f"，各趟增量依次为 {listed(gaps)}" if method == "shell" else ""
    stem = f"对序列 {listed(values)} 按从小到大排序，采用{_RULES[method]}{gap_words}。则第 {step} 趟结束后的序列为"
    wrong = [(states[step], f"这是第 {step + 1} 趟结束后的序列，多作了一趟。")]
    if step > 1:
        wrong.append((states[step - 2], f"这是第 {step - 1} 趟结束后的序列，少作了一趟。"))
    others = {
        "insertion": insertion_sort_passes(values), "bubble": bubble_sort_passes(values),
        "selection": selection_sort_passes(values), "merge": merge_sort_passes(values),
    }  # fmt: skip
    if method == "radix":
        high_first = sorted(values, key=lambda value: value // 100)
        wrong += [
            (high_first if step == 1 else sorted(high_first, key=lambda v: v // 10 % 10), "从最高位开始分配。"),
            (radix_with_stacks(values, 3)[step - 1], "收集时同一队列中后进的先出，破坏了稳定性。"),
            (sorted(values, key=lambda v: v // 10 ** (step - 1) % 10 if step > 1 else v % 100),
             "没有利用上一趟的结果，直接对原序列分配。" if step > 1 else "按末两位排序，一趟只应看一位。"),
            (sorted(values, key=lambda v: v % 10 ** (step + 1)), "一趟中多比较了一位。"),
            (sorted(values, key=lambda v: -(v // 10 ** (step - 1) % 10)), "按从大到小的次序收集。"),
        ]  # fmt: skip
    else:
        wrong += [
            (made[step - 1], f"这是{_NAMES[name]}排序的结果。")
            for name, made in others.items()
            if name != method and len(made) >= step
        ]
    if method == "bubble":
        wrong.append((_upward(values)[step - 1], "从后往前比较，每趟把最小的元素移到前面。"))
    if method == "selection":
        wrong.append((max_selection_sort_passes(values)[step - 1], "每趟选最大的元素放到末尾。"))
    if method == "shell":
        wrong += [
            (shell_sort_passes(values, [gaps[0] + 1, *gaps])[0], f"第一趟的增量误作 {gaps[0] + 1}。"),
            (shell_sort_passes(values, [gaps[0] - 1])[0], f"第一趟的增量误作 {gaps[0] - 1}。"),
            (shell_sort_passes(values, [2])[0], "把增量当作 2 进行分组。"),
            (_blocks(values, gaps[step - 1]), "把连续的若干个元素分为一组，应按相距增量分组。"),
        ]
    if method == "merge":
        wrong += [
            (_blocks(values, 3 * step), "归并段的长度算错，按 3 个元素一段。"),
            ([*values[: n // 2], *sorted(values[n // 2 :])], "只对后半部分排序。"),
            ([*sorted(values[: n // 2]), *sorted(values[n // 2 :])], "直接把前后两半分别排好。"),
        ]
    if method == "insertion":
        wrong.append(([*sorted(values[:step]), *values[step:]], "有序部分少算了一个元素。"))
        wrong.append(([*values[: n - step - 1], *sorted(values[n - step - 1 :])], "从后端开始插入。"))
    rows = [("初始", _words(values))]
    for number, state in enumerate(states[:step], 1):
        name = f"第 {number} 趟" + (f"（增量 {gaps[number - 1]}）" if method == "shell" else "")
        rows.append((name, _words(state)))
    extra = ""
    if method == "shell":
        gap = gaps[0]
        groups = listed((f"({_words(values[s::gap])})" for s in range(gap)), "、")
        extra = f"增量为 {gap} 时各子表为 {groups}，分别排好后放回原位。"
    if method == "radix":
        queues = [(d, _words([v for v in values if v % 10 == d]) or "空") for d in range(10)]
        extra = "第 1 趟按个位分配，各队列为：" + table(["个位", "队列（先进先出）"], queues)
    solution = f"{_RULES[method]}。{extra}{table(['趟', '序列'], rows)}"
    call = {
        "insertion": f"insertion_sort_passes({values})", "bubble": f"bubble_sort_passes({values})",
        "selection": f"selection_sort_passes({values})", "merge": f"merge_sort_passes({values})",
        "shell": f"shell_sort_passes({values}, {gaps})", "radix": f"radix_sort_passes({values}, 3)",
    }[method]  # fmt: skip
    return Draft(
        stem, Choice(right, _words(right), "按该方法逐趟进行得到。"),
        [Choice(state, _words(state), why) for state, why in wrong if state != values], f"{solution}",
        f"{call}[{step - 1}] == {ANSWER}",
    )  # fmt: skip


def _blocks(values: list[int], size: int) -> list[int]:
    return [x for i in range(0, len(values), size) for x in sorted(values[i : i + size])]


_METHODS = {
    "insertion_sort_passes": ("直接插入排序", "前面若干个元素有序、其余不动"),
    "bubble_sort_passes": ("起泡排序（从前往后）", "末尾依次是最大的几个元素"),
    "selection_sort_passes": ("简单选择排序（选最小）", "开头依次是最小的几个元素，其余由交换得到"),
    "merge_sort_passes": ("二路归并排序", "每 $2^k$ 个元素为一个有序段"),
    "heap_sort_passes": ("堆排序（大根堆）", "末尾是最大的几个元素，前面仍是大根堆"),
    "quick_sort_passes": ("快速排序（首元素为枢轴）", "各趟的枢轴都已到达最终位置"),
}


def _which(rng: random.Random) -> Draft:
    values = rng.sample(range(10, 100), rng.randint(7, 9))
    method = rng.choice(tuple(_METHODS))
    step = rng.choice((2, 3)) if method != "merge_sort_passes" else 2
    states = {name: sorting_state_after(name, values, step) for name in _METHODS}
    state = states[method]
    others = [name for name in _METHODS if name != method]
    if state in (values, sorted(values)) or any(states[name] == state for name in others):
        raise Redraw
    first = f"第 {step} 趟"
    stem = f"对序列 {listed(values)} 按从小到大排序，{first}结束后的序列为 {listed(state)}，则所采用的排序方法是"
    rows = []
    for name in _METHODS:
        rows.append((_METHODS[name][0], _words(states[name]), "相符" if name == method else "不符"))
    wrong = [
        Choice(name, _METHODS[name][0], f"{step} 趟后应当{_METHODS[name][1]}，所给序列与它 {step} 趟的结果不符。")
        for name in others
    ]
    solution = (
        f"各方法第 {step} 趟结束后的序列（堆排序不计建堆，一趟指交换堆顶与堆尾并调整）："
        + table(["方法", f"第 {step} 趟后", "与所给序列"], rows)
        + f"只有{_METHODS[method][0]}相符：{_METHODS[method][1]}。"
    )
    claim = f"sorting_state_after({ANSWER}, {values}, {step}) == {state}"
    return Draft(
        stem, Choice(method, _METHODS[method][0], f"{step} 趟后{_METHODS[method][1]}，与所给序列相符。"), wrong, solution,
        claim,
    )  # fmt: skip


def draw(rng: random.Random) -> Draft:
    return rng.choice((_after_pass, _after_pass, _which))(rng)


FAMILY = Family(
    name="sort_passes", title="内部排序各趟的状态", title_en="Passes of internal sorting", node="ds.7.12",
    also=("ds.7.2", "ds.7.4", "ds.7.5", "ds.7.6", "ds.7.9", "ds.7.10"), skill="trace", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
