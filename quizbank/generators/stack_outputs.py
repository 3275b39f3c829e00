"""Which orders can leave a stack, which cannot, and how many there are."""

import random
from itertools import combinations
from math import factorial

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.stacks_and_queues import stack_can_output, stack_orders_beginning, stack_output_orders


def _words(order: list | tuple) -> str:
    return listed(order, ", ")


def _entering(rng: random.Random) -> list[str]:
    """Five or six neighbours of the alphabet, or digits."""
    names = rng.choice(("abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "123456789"))
    count = rng.choice((5, 5, 6))
    start = rng.randrange(len(names) - count + 1)
    return list(names[start : start + count])


def _operations(values: list, order: list) -> list[tuple[str, str, str]]:
    """Rows (operations, stack after them bottom first, output so far) of a possible order."""
    rows, stack, pushed, out = [], [], 0, []
    for wanted in order:
        moves = []
        while not stack or stack[-1] != wanted:
            stack.append(values[pushed])
            moves.append(f"{values[pushed]} 进栈")
            pushed += 1
        stack.pop()
        out.append(wanted)
        moves.append(f"{wanted} 出栈")
        rows.append(("，".join(moves), " ".join(stack) or "空", " ".join(out)))
    return rows


def _obstacle(values: list, order: list, capacity: int | None) -> str:
    """Why the order cannot leave the stack."""
    rank = {value: index for index, value in enumerate(values)}
    for x, y, z in combinations(order, 3):
        if rank[y] < rank[z] < rank[x]:
            return f"{x} 出栈时 {y}、{z} 都还在栈中且 {z} 在 {y} 之上，{y} 不可能先于 {z} 出栈。"
    deepest = max(len([v for v in values[: rank[x] + 1] if v not in order[:k]]) for k, x in enumerate(order))
    return f"得到这个次序时栈中要同时存放 {deepest} 个元素，超过了栈的容量 {capacity}。"


def _one_order(rng: random.Random, impossible: bool) -> Draft:
    values = _entering(rng)
    capacity = rng.choice((None, 3, len(values) - 2)) if not impossible else rng.choice((None, None, 3))
    orders = [rng.sample(values, len(values)) for _ in range(60)]
    good = [order for order in orders if stack_can_output(values, order, capacity)]
    good += [list(order) for order in rng.sample(stack_output_orders(values, capacity), 6)]
    good = [order for order in good if order not in (values, values[::-1])]
    bad = [order for order in orders if not stack_can_output(values, order, capacity)]
    near = []  # exchanged neighbours of possible orders: the plausible mistakes
    for order in good:
        for i in range(1, len(values) - 1):
            other = [*order[:i], order[i + 1], order[i], *order[i + 2 :]]
            if not stack_can_output(values, other, capacity):
                near.append(other)
    bad = near or bad
    full = []  # what only the capacity forbids
    if capacity:
        orders = [list(order) for order in stack_output_orders(values)]
        full = [order for order in orders if not stack_can_output(values, order, capacity)]
        kept = 3 if impossible else rng.choice((1, 2))
        plain = [order for order in bad if stack_can_output(values, order) is False]
        if len(plain) < 2:
            raise Redraw
        bad = rng.sample(full, kept) + ([] if impossible else rng.sample(plain, 3 - kept))
    if len(good) < 3 or len(bad) < 3:
        raise Redraw
    limited = f"容量为 {capacity} 的" if capacity else ""
    extra = "" if capacity else "（栈的容量足够大）"
    begin = f"元素 {listed(values)} 依次进入一个初始为空的{limited}栈{extra}，进栈和出栈可以穿插进行。"
    fine = [Choice(order, _words(order), "按这个次序可以用一串进栈、出栈操作得到。") for order in good]
    broken = [Choice(order, _words(order), _obstacle(values, order, capacity)) for order in bad]
    if impossible:
        right, wrong = rng.choice(broken), fine
        claim = f"not stack_can_output({values}, {ANSWER}, {capacity})"
        solution = (
            f"若后进栈的 x 先出栈，则在它之前进栈、此时仍在栈中的元素只能按进栈的逆序出栈。"
            f"检查次序 {_words(right.value)}：{right.why}所以它不可能得到。"
            f"其余各个次序都能逐步操作出来，例如 {_words(wrong[0].value)}："
            + table(["操作", "操作后的栈（栈底在左）", "已输出"], _operations(values, wrong[0].value))
        )
        return Draft(f"{begin}下列出栈序列中，**不可能**得到的是", right, wrong, solution, claim)
    right = rng.choice(fine)
    claim = f"stack_can_output({values}, {ANSWER}, {capacity})"
    solution = (
        f"次序 {_words(right.value)} 可以这样得到："
        + table(["操作", "操作后的栈（栈底在左）", "已输出"], _operations(values, right.value))
        + "判断的办法：某元素出栈时，比它先进栈而仍在栈中的元素以后只能按进栈的逆序出栈"
        + (f"；还要检查栈中元素不超过 {capacity} 个。" if capacity else "。")
    )
    return Draft(f"{begin}下列序列中，可能的出栈序列是", right, broken, solution, claim)


def _count(rng: random.Random) -> Draft:
    values = _entering(rng)
    n = len(values)
    capacity = rng.choice((None, 3, 3, 4))
    place = rng.randrange(1, n - 1)
    first = values[place]
    if capacity and place >= capacity:
        raise Redraw
    right = stack_orders_beginning(values, first, capacity)
    orders = [order for order in stack_output_orders(values, capacity) if order[0] == first]
    limited = f"容量为 {capacity} 的" if capacity else "容量足够大的"
    stem = (
        f"元素 {listed(values)} 依次进入一个初始为空的{limited}栈，进栈和出栈可以穿插进行，直到全部元素出栈。"
        f"以元素 {first} 第一个出栈的不同出栈序列共有多少种？"
    )
    free = stack_orders_beginning(values, first)
    wrong = [
        (len(stack_output_orders(values, capacity)), "这是全部出栈序列的种数，没有限定第一个出栈的元素。"),
        (sum(order[-1] == first for order in stack_output_orders(values, capacity)), "数成了以它最后出栈的序列。"),
        (factorial(n - 1) // factorial(place), "只让先进栈的元素按逆序出栈，其余元素当成可以任意排列。"),
        (
            len(stack_output_orders(values[place + 1 :])),
            "只数了后进栈元素之间的次序，没有考虑栈中剩下的元素可以穿插出栈。",
        ),
        (
            len(stack_output_orders(values[:-1], capacity)),
            "把去掉该元素后的出栈序列全数了，忘了先进栈的元素还压在栈里。",
        ),
        (stack_orders_beginning(values, values[place - 1], capacity), f"数成了以 {values[place - 1]} 开头的序列。"),
        (stack_orders_beginning(values, values[place + 1], capacity), f"数成了以 {values[place + 1]} 开头的序列。"),
    ]
    if right < 3 or right > 30 or (capacity and free == right):
        raise Redraw
    if capacity:
        wrong = [pair for pair in wrong if pair[0] not in (free, right) and pair[0] > 0]
        wrong = [(free, f"没有考虑栈的容量只有 {capacity}。"), *rng.sample(wrong, min(2, len(wrong)))]
    rows = [(number, _words(order)) for number, order in enumerate(orders, 1)]
    solution = (
        f"{first} 第一个出栈，说明此前 {listed(values[: place + 1])} 全部进栈，{first} 出栈后栈中自底向上为 "
        f"{listed(values[:place])}，尚未进栈的为 {listed(values[place + 1 :])}。"
        f"以后栈中的元素只能按逆序出栈，未进栈的元素可在任意时刻进栈{'（栈中不超过容量）' if capacity else ''}，逐一列出："
        + table(["序号", "出栈序列"], rows)
        + f"共 {right} 种。"
    )
    claim = f"stack_orders_beginning({values}, {first!r}, {capacity}) == {ANSWER}"
    return Draft(
        stem, Choice(right, str(right), "在限定第一个出栈元素后逐一列出所有次序得到。"),
        [Choice(count, str(count), why) for count, why in wrong if count > 0], solution, claim,
    )  # fmt: skip


def draw(rng: random.Random) -> Draft:
    asked = rng.choice(("possible", "possible", "impossible", "impossible", "count"))
    return _count(rng) if asked == "count" else _one_order(rng, asked == "impossible")


FAMILY = Family(
    name="stack_outputs", title="出栈序列", title_en="Stack output orders", node="ds.3.1", also=("ds.3.6",), skill="trace",
    difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
