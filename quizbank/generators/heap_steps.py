"""Heaps: building, inserting, taking the top, and passes of heap sort."""

import random
from dataclasses import dataclass

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.sorting import heap_build_max, heap_sort_passes
from quizbank.simulators.structure_steps import heap_insert_max, heap_remove_max

_LAYERS = "（按层次存放在数组中，根的位置为 1）"


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _sunk(array: list[int], top: int, size: int, careless: bool = False) -> list[int]:
    """Sift down; `careless` never compares the children and always takes the left one."""
    array = list(array)
    while 2 * top + 1 < size:
        child = 2 * top + 1
        if not careless and child + 1 < size and array[child + 1] > array[child]:
            child += 1
        if array[child] <= array[top]:
            break
        array[top], array[child] = array[child], array[top]
        top = child
    return array


def _build_rows(values: list[int]) -> list[tuple]:
    rows, array = [], list(values)
    for top in range(len(values) // 2 - 1, -1, -1):
        after = _sunk(array, top, len(array))
        note = "不动" if after == array else "下移"
        rows.append((f"位置 {top + 1}（关键字 {abs(array[top])}）", note, after))
        array = after
    return rows


def _by_insertions(values: list[int]) -> list[int]:
    heap: list[int] = []
    for value in values:
        heap = heap_insert_max(heap, value)[0]
    return heap


def _equals(call: str) -> str:
    return f"{call} == {ANSWER}"


@dataclass(frozen=True)
class _Setting:
    """The drawn keys and their heap; a min heap is worked on as a max heap of the negative keys."""

    values: list[int]
    sign: int

    @property
    def largest(self) -> bool:
        return self.sign > 0

    @property
    def name(self) -> str:
        return "大根堆" if self.largest else "小根堆"

    @property
    def signed(self) -> list[int]:
        return self.plain(self.values)

    def plain(self, array: list[int]) -> list[int]:
        """From the keys worked on to those shown, and back."""
        return [self.sign * value for value in array]


def _building(rng: random.Random, setting: _Setting, asked: str) -> Draft:
    values, signed, plain = setting.values, setting.signed, setting.plain
    largest, name = setting.largest, setting.name
    heap, build_count = heap_build_max(signed)
    rows = [(where, note, _words(plain(after))) for where, note, after in _build_rows(signed)]
    trace = "从最后一个分支结点到根依次向下调整：" + table(["调整的结点", "结果", "调整后的序列"], rows)
    careless = list(signed)
    for top in range(len(signed) // 2 - 1, -1, -1):
        careless = _sunk(careless, top, len(signed), True)
    forward = list(signed)
    for top in range(len(signed) // 2):
        forward = _sunk(forward, top, len(signed))
    if heap == signed:
        raise Redraw
    begin = f"对关键字序列 {listed(values)} 用筛选法（从最后一个分支结点到根依次向下调整）建成{name}"
    mistakes = [
        (_by_insertions(signed), "用了逐个插入、向上调整的建堆方法。"),
        (careless, "向下调整时没有比较左、右孩子，总与左孩子交换。"),
        (forward, "从根开始依次向下调整，次序反了。"),
        (_sunk(signed, 0, len(signed)), "只从根向下调整了一次。"),
        (sorted(signed, reverse=True), "把整个序列排好了序，堆只要求双亲与孩子之间有序。"),
        ([-v for v in heap_build_max([-v for v in signed])[0]], f"建成了{'小' if largest else '大'}根堆。"),
    ]
    if asked == "build":
        right = plain(heap)
        claim = _equals(f"heap_build_max({values})[0]" if largest else f"min_heap_built({values})")
        wrong = [(plain(array), why) for array, why in mistakes]
        return _listing(f"{begin}，则建成的堆为{_LAYERS}", right, wrong, f"{trace}建成的堆为 {_words(right)}。", claim)
    if asked == "build_count":
        if not largest:
            raise Redraw
        n, changed = len(values), sum(note == "下移" for _, note, _ in rows)
        inserted = 0
        grown: list[int] = []
        for value in signed:
            grown, count = heap_insert_max(grown, value)
            inserted += count
        right = build_count
        wrong = [
            (inserted, "用了逐个插入建堆的比较次数。"),
            (right - changed, "下移后没有继续与下一层的孩子比较。"),
            (right - len(rows), "每个分支结点少算了一次左、右孩子之间的比较。"),
            (n - 1, "以为每个结点只与双亲比较一次。"),
            (2 * (n // 2), "以为每个分支结点都恰好比较两次。"),
            (right + 1, "只有左孩子的结点也算了两次比较。"),
            (right - 1, "漏掉了最后一次不需交换的比较。"),
        ]
        stem = f"{begin}，比较左、右孩子以及较大的孩子与被调整结点各计一次，则建堆过程中关键字的比较次数为"
        array, parts = list(signed), []
        for top in range(n // 2 - 1, -1, -1):
            after = _sunk(array, top, n)
            parts.append(_comparisons(array, top))
            array = after
        more = table(["调整的结点", "比较次数"], [(row[0], part) for row, part in zip(rows, parts, strict=True)])
        end = f"{more}共比较 {' + '.join(map(str, parts))} = {right} 次。"
        return _counting(stem, right, wrong, trace + end, f"heap_build_max({values})[1] == {ANSWER}")
    if not largest:
        raise Redraw
    step = rng.choice((1, 2, 2, 3))
    states = heap_sort_passes(values)
    right = states[step]
    swapped = [states[step - 1][len(values) - step], *states[step - 1][1 : len(values) - step]]
    untouched = [*swapped, states[step - 1][0], *states[step - 1][len(values) - step + 1 :]]
    lazy = list(states[step - 1])
    lazy[0], lazy[len(values) - step] = lazy[len(values) - step], lazy[0]
    wrong = [
        (states[step - 1], f"这是第 {step} 趟之前的序列。"),
        (states[step + 1], f"这是第 {step + 1} 趟之后的序列。"),
        (untouched, "交换后没有向下调整。"),
        (_sunk(lazy, 0, len(values) - step, True), "调整时没有比较左、右孩子，总与左孩子交换。"),
        (_sunk(lazy, 0, len(values)), "调整时把已输出到末尾的元素也包括在堆里。"),
        (
            [*sorted(right[: len(values) - step], reverse=True), *right[len(values) - step :]],
            "堆中元素又排好了序。",
        ),
    ]
    begin = (
        f"对关键字序列 {listed(values)} 进行堆排序（从小到大），先用筛选法建成大根堆，"
        f"再每趟将堆顶与堆的最后一个元素交换并把其余元素调整成堆。则第 {step} 趟结束后的序列为"
    )
    rows = [("初始堆", _words(states[0])), *((f"第 {k} 趟", _words(states[k])) for k in range(1, step + 1))]
    return _listing(
        begin, right, wrong, trace + table(["趟", "序列"], rows) + f"末尾 {step} 个元素已经有序。",
        f"heap_sort_passes({values})[{step}] == {ANSWER}",
    )  # fmt: skip


def _inserting(rng: random.Random, setting: _Setting, asked: str) -> Draft:
    values, signed, plain = setting.values, setting.signed, setting.plain
    largest, name, sign = setting.largest, setting.name, setting.sign
    heap = heap_build_max(signed)[0]
    start = plain(heap)
    new = rng.choice([v for v in range(10, 100) if v not in values])
    after, count = heap_insert_max(heap, sign * new)
    if count < 2:
        raise Redraw
    begin = f"{name} {_words(start)}{_LAYERS}，插入关键字 {new}（先放到末尾再向上调整）"
    rows, array, place = [], [*heap, sign * new], len(heap)
    rows.append(("放到末尾", "", _words(plain(array))))
    while place:
        above = (place - 1) // 2
        moved = array[above] < array[place]
        rows.append((
            f"{abs(array[place])} 与双亲 {abs(array[above])} 比较", "交换" if moved else "不交换",
            _words(plain([*array[:above], array[place], *array[above + 1 : place], array[above], *array[place + 1 :]]
                         if moved else array)),
        ))  # fmt: skip
        if not moved:
            break
        array[above], array[place] = array[place], array[above]
        place = above
    solution = "新关键字与双亲逐层比较：" + table(["步骤", "结果", "堆"], rows)
    if asked == "insert":
        once = [*heap, sign * new]
        up = (len(once) - 2) // 2
        once[up], once[-1] = once[-1], once[up]
        top_down = _sunk([sign * new, *heap], 0, len(heap) + 1)
        wrong = [
            (plain([*heap, sign * new]), "只放到末尾，没有向上调整。"),
            (plain(once), "只与双亲交换了一次，没有继续向上调整。"),
            (plain(top_down), "放到堆顶，其余元素后移，再向下调整。"),
            (plain(heap_build_max([*signed, sign * new])[0]), "用原序列重新建堆。"),
            (plain(heap_build_max([sign * new, *heap])[0]), "新关键字放在最前面重新建堆。"),
            (plain(sorted([*heap, sign * new], reverse=True)), "把全部元素排好了序。"),
        ]
        text = f"heap_insert_max({start}, {new})[0]" if largest else f"min_heap_inserted({start}, {new})"
        right = plain(after)
        return _listing(f"{begin}，则插入后的堆为", right, wrong, f"{solution}得到 {_words(right)}。", _equals(text))
    levels = (len(heap) + 1).bit_length()
    wrong = [
        (count - 1, "漏掉了最后一次比较。"),
        (count + 1, "多算了一次比较。"),
        (levels, "以为要比较的次数等于堆的层数。"),
        (2 * count, "每层都多比较了一次兄弟，向上调整只与双亲比较。"),
        (levels + 1, "把放到末尾也算作比较。"),
        (len(heap), "以为新关键字要与堆中每个元素比较。"),
        (count + 2, "调整结束后又与根的两个孩子作了比较。"),
    ]
    signed_call = f"heap_insert_max({heap}, {sign * new})[1]"
    return _counting(
        f"{begin}，则调整过程中关键字的比较次数为", count, wrong, f"{solution}共比较 {count} 次。",
        f"{signed_call} == {ANSWER}",
    )  # fmt: skip


def _removing(setting: _Setting, asked: str) -> Draft:
    plain, largest, name = setting.plain, setting.largest, setting.name
    heap = heap_build_max(setting.signed)[0]
    start = plain(heap)
    after, count = heap_remove_max(heap)
    n = len(heap)
    begin = f"{name} {_words(start)}{_LAYERS}，删除堆顶元素（用最后一个元素代替堆顶，再向下调整）"
    rows, array, top = [], [heap[-1], *heap[1:-1]], 0
    rows.append(("最后一个元素移到堆顶", "", _words(plain(array))))
    while 2 * top + 1 < n - 1:
        children = array[2 * top + 1 : min(2 * top + 3, n - 1)]
        best = max(children)
        moved = best > array[top]
        kind = "大" if largest else "小"
        compared = (
            f"孩子 {listed(abs(c) for c in children)} 中较{kind}的 {abs(best)} "
            if len(children) == 2
            else (f"唯一的孩子 {abs(best)} ")
        )
        child = array.index(best)
        key = abs(array[top])
        if moved:
            array[top], array[child] = best, array[top]
        rows.append(
            (f"{key} 与{compared}比较（{len(children)} 次）", "交换" if moved else "不交换", _words(plain(array)))
        )
        if not moved:
            break
        top = child
    solution = "向下逐层调整：" + table(["步骤", "结果", "堆"], rows)
    if asked == "remove":
        holes = _hole_down(heap)
        wrong = [
            (plain([heap[-1], *heap[1:-1]]), "只把最后一个元素移到堆顶，没有调整。"),
            (plain(_sunk([heap[-1], *heap[1:-1]], 0, n - 1, True)), "没有比较左、右孩子，总与左孩子交换。"),
            (plain(heap[1:]), "直接删去第一个元素，其余元素依次前移。"),
            (plain(heap_build_max(heap[1:])[0]), "其余元素前移后重新建堆。"),
            (plain(holes), "让较优的孩子逐层上移填补空位，没有使用最后一个元素。"),
            (plain(sorted(heap[1:], reverse=True)), "把剩余元素排好了序。"),
            (plain(_one_step([heap[-1], *heap[1:-1]])), "只向下交换了一次，没有继续调整。"),
        ]
        text = f"heap_remove_max({start})[0]" if largest else f"min_heap_removed({start})"
        right = plain(after)
        return _listing(f"{begin}，则删除后的堆为", right, wrong, f"{solution}得到 {_words(right)}。", _equals(text))
    wrong = [
        (count - 1, "漏掉了一次左、右孩子之间的比较。"),
        (count + 1, "多算了一次比较，可能把唯一的孩子也当成两个。"),
        ((count + 1) // 2, "每层只计了一次比较，漏掉了左、右孩子之间的比较。"),
        (count - 2, "漏掉了最下一层的比较。"),
        (count + 2, "多比较了一层。"),
        (2 * n.bit_length(), "以为每一层都要比较两次。"),
        (n - 1, "以为要与每个结点都比较。"),
    ]
    stem = (
        f"某优先队列用{name}实现，数组中从位置 1 起依次存放 {_words(start)}。出队时取走堆顶，把最后一个元素移到堆顶，"
        f"再从堆顶向下调整；有两个孩子时先比较两个孩子，再用较{'大' if largest else '小'}的一个与被调整的元素比较。"
        f"则执行一次出队，关键字之间的比较次数为"
    )
    return _counting(stem, count, wrong, f"{solution}共比较 {count} 次。", f"heap_remove_max({heap})[1] == {ANSWER}")


def draw(rng: random.Random) -> Draft:
    sign = 1 if rng.random() < 0.55 else -1
    setting = _Setting(rng.sample(range(10, 100), rng.randint(7, 10)), sign)
    asked = rng.choice(("build", "build_count", "insert", "insert_count", "remove", "remove_count", "sort"))
    if asked in ("insert", "insert_count"):
        return _inserting(rng, setting, asked)
    if asked in ("remove", "remove_count"):
        return _removing(setting, asked)
    return _building(rng, setting, asked)


def _comparisons(array: list[int], top: int) -> int:
    """Comparisons while the element at `top` sinks."""
    size, count = len(array), 0
    array = list(array)
    while 2 * top + 1 < size:
        child = 2 * top + 1
        count += 1
        if child + 1 < size:
            count += 1
            child += array[child + 1] > array[child]
        if array[child] <= array[top]:
            break
        array[top], array[child] = array[child], array[top]
        top = child
    return count


def _one_step(array: list[int]) -> list[int]:
    child = 2 if len(array) > 2 and array[2] > array[1] else 1
    array[0], array[child] = array[child], array[0]
    return array


def _hole_down(heap: list[int]) -> list[int]:
    """The better child moves up into the hole, at last the rest closes up."""
    array, hole = list(heap), 0
    while 2 * hole + 1 < len(array):
        child = 2 * hole + 1
        if child + 1 < len(array) and array[child + 1] > array[child]:
            child += 1
        array[hole] = array[child]
        hole = child
    return array[:hole] + array[hole + 1 :]


def _listing(stem: str, right: list[int], wrong: list, solution: str, claim: str) -> Draft:
    choices = [Choice(array, _words(array), why) for array, why in wrong]
    return Draft(stem, Choice(right, _words(right), "按调整规则逐步得到。"), choices, solution, claim)


def _counting(stem: str, right: int, wrong: list, solution: str, claim: str) -> Draft:
    choices = [Choice(value, str(value), why) for value, why in wrong if value > 0]
    return Draft(stem, Choice(right, str(right), "逐步调整并数比较次数得到。"), choices, solution, claim)


FAMILY = Family(
    name="heap_steps", title="堆的建立与调整", title_en="Heap steps", node="ds.7.8", also=("ds.4.4.3",), skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
