"""Indices and lengths of circular queues under the usual conventions."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.stacks_and_queues import circular_queue_after

_NEXT = "front 指向队头元素，rear 指向队尾元素的下一个位置"
_LAST = "front 指向队头元素，rear 指向队尾元素"


def _replayed(size: int, rear: int, length: int, operations: list[tuple[str, int]]) -> tuple[int, int, int]:
    try:
        return circular_queue_after(size, rear, length, operations)
    except ValueError:
        raise Redraw from None


def _choices(values: list[tuple[int, str]], size: int) -> list[Choice]:
    return [Choice(value, str(value), why) for value, why in values if 0 <= value <= size]


def _after_operations(rng: random.Random) -> Draft:
    size = rng.choice((8, 10, 12, 15, 16, 20, 30, 40, 50))
    is_last = rng.random() < 0.5
    front = rng.randrange(size)
    length = rng.randint(2, size - 3)
    rear = (front + length - is_last) % size
    enter, leave = rng.randint(2, size // 2 + 1), rng.randint(2, size // 2 + 1)
    operations = [("out", leave), ("in", enter)] if rng.random() < 0.5 else [("in", enter), ("out", leave)]
    final_front, last, final_length = _replayed(size, (front + length - 1) % size, length, operations)
    new_rear = last if is_last else (last + 1) % size
    if final_length >= size - 1 or (rear + enter < size and front + leave < size and rear >= front):
        raise Redraw
    asked = rng.choice(("front", "rear", "length"))
    told = "、".join(f"{'入队' if kind == 'in' else '出队'} {count} 个元素" for kind, count in operations)
    name = {"front": " front 的值为", "rear": " rear 的值为", "length": "队列中的元素个数为"}[asked]
    stem = (
        f"循环队列存放在一维数组 A[0..{size - 1}] 中，{_LAST if is_last else _NEXT}。"
        f"当前 front = {front}，rear = {rear}（队列非空），此后依次{told}（均成功），则操作后{name}"
    )
    place = {"front": 0, "rear": 1, "length": 2}[asked]
    right = (final_front, new_rear, final_length)[place]
    many = size - 1
    if asked == "length":
        wrong = [
            ((new_rear - final_front + (not is_last)) % size, "用错了 rear 的约定，元素个数差了一个。"),
            ((new_rear - final_front - 1) % size, "元素个数多减了 1。"),
            ((final_front - new_rear + (1 if is_last else 0)) % size, "把队头和队尾的位置颠倒过来相减。"),
            ((new_rear - final_front + is_last) % many, f"对数组的最大下标 {many} 取模，而不是对单元数 {size} 取模。"),
            (abs(new_rear - final_front) + is_last, "直接取两个指针差的绝对值，没有考虑绕回。"),
            (length, "这是操作之前的元素个数。"),
            ((length + leave - enter) % size, "把入队和出队的个数弄反了。"),
        ]
        formula = "rear - front + 1" if is_last else "rear - front"
        last_step = (
            f"操作后元素个数为 ({formula} + {size}) mod {size} = {right}；"
            f"也等于原有 {length} 个加入队 {enter} 个减出队 {leave} 个。"
        )
    else:
        start, moved, other = (front, leave, enter) if asked == "front" else (rear, enter, leave)
        pointer = "front" if asked == "front" else "rear"
        wrong = [
            ((start + moved + 1) % size, f"{pointer} 多移动了一个位置。"),
            ((start + moved - 1) % size, f"{pointer} 少移动了一个位置。"),
            ((start + moved) % many, f"对数组的最大下标 {many} 取模，而数组共有 {size} 个单元。"),
            ((start + other) % size, "把入队和出队移动的指针弄反了。"),
            ((start + enter - leave) % size, "以为入队、出队移动的是同一个指针。"),
            ((start - moved) % size, "指针朝相反的方向移动。"),
            (final_front if asked == "rear" else new_rear, "求成了另一个指针的值。"),
        ]
        last_step = (
            f"{'出队' if pointer == 'front' else '入队'} {moved} 次，{pointer} 后移 {moved} 个位置："
            f"({start} + {moved}) mod {size} = {right}。"
        )
    rows = [("最初", front, rear, length)]
    now_front, now_rear, now = front, rear, length
    for kind, count in operations:
        if kind == "in":
            now_rear, now = (now_rear + count) % size, now + count
        else:
            now_front, now = (now_front + count) % size, now - count
        rows.append((f"{'入队' if kind == 'in' else '出队'} {count} 个", now_front, now_rear, now))
    solution = (
        f"数组共有 {size} 个单元，指针加 1 后对 {size} 取模。入队只移动 rear，出队只移动 front："
        + table(["操作", "front", "rear", "元素个数"], rows)
        + last_step
    )
    if asked == "rear":
        shift = "" if is_last else f" + 1) % {size}"
        value = f"circular_queue_after({size}, {(front + length - 1) % size}, {length}, {operations})[1]"
        claim = f"{value} == {ANSWER}" if is_last else f"({value}{shift} == {ANSWER}"
    else:
        claim = (
            f"circular_queue_after({size}, {(front + length - 1) % size}, {length}, {operations})[{place}] == {ANSWER}"
        )
    return Draft(
        stem, Choice(right, str(right), "按约定逐步移动指针并取模得到。"), _choices(wrong, size), solution, claim
    )


def _front_from_length(rng: random.Random) -> Draft:
    size = rng.choice((8, 10, 12, 15, 16, 20, 30, 40, 50))
    is_last = rng.random() < 0.5
    rear, length = rng.randrange(size), rng.randint(2, size - 2)
    last = rear if is_last else (rear - 1) % size
    right = _replayed(size, last, length, [])[0]
    if last - length + 1 >= 0:
        raise Redraw
    where = "rear 指向队尾元素" if is_last else "rear 指向队尾元素的下一个位置"
    stem = (
        f"循环队列用数组 A[0..{size - 1}] 存放，只设变量 rear 和 length：{where}，length 为元素个数。"
        f"当前 rear = {rear}，length = {length}，则队头元素所在单元的下标为"
    )
    wrong = [
        ((right + 1) % size, "位置算大了 1，用错了 rear 的约定。"),
        ((right - 1) % size, "位置算小了 1，用错了 rear 的约定。"),
        (length - rear - is_last, "用 length 减 rear，把求差的方向弄反且没有取模。"),
        ((rear + length) % size, "从 rear 向后数了 length 个位置，方向反了。"),
        ((last - length + 1) % (size - 1), f"对最大下标 {size - 1} 取模，而不是对单元数 {size} 取模。"),
        (size - length, "以为队尾在数组末尾，没有用到 rear。"),
        ((rear - length + 2) % size, "向前数时多算了一个起点。"),
    ]
    formula = "rear - length + 1" if is_last else "rear - length"
    extra = " + 1" if is_last else ""
    places = [str((right + i) % size) for i in range(length)]
    shown = "、".join(places if length <= 12 else [*places[:4], "…", *places[-3:]])
    solution = (
        f"{where}，从队尾元素（下标 {last}）向前数 {length} 个单元就是队头：\n\n"
        f"下标 = ({formula} + {size}) mod {size} = ({rear} - {length}{extra} + {size}) mod {size} = {right}。\n\n"
        f"验证：元素依次占用下标 {shown}，正好 {length} 个，最后一个是下标 {last}。"
    )
    claim = f"circular_queue_after({size}, {last}, {length}, [])[0] == {ANSWER}"
    return Draft(
        stem,
        Choice(right, str(right), "从队尾元素向前数得到，并对单元数取模。"),
        _choices(wrong, size - 1),
        solution,
        claim,
    )


def _room(rng: random.Random) -> Draft:
    size = rng.choice((8, 10, 12, 15, 16, 20, 30, 40, 50, 60))
    front, rear = rng.randrange(size), rng.randrange(size)
    length = (rear - front) % size
    wasted = rng.random() < 0.6
    if rear >= front or not 2 <= length <= size - 3:
        raise Redraw
    right = size - length - wasted
    how = (
        "采用牺牲一个单元的办法区分队空和队满"
        if wasted
        else "另设标志 tag 记录最近一次操作是入队还是出队，以此区分队空和队满，所有单元都可存放元素"
    )
    stem = (
        f"循环队列存放在数组 A[0..{size - 1}] 中，{_NEXT}，{how}。当前 front = {front}，rear = {rear}，"
        f"若不再出队，则最多还能入队的元素个数为"
    )
    wrong = [
        (size - length - (not wasted), "没有看清区分队空与队满的办法，多算或少算了一个单元。"),
        (length, "求成了队列中已有的元素个数。"),
        (length - wasted, "用已有元素个数当作剩余空间。"),
        (size - 1 - length - wasted, "数组单元数误取为最大下标。"),
        (size - rear, "只数到数组末尾，没有绕回数组前部。"),
        (size - front, "从 front 数到了数组末尾。"),
        (size - length - wasted - 2, "已有元素多数了两端的单元。"),
    ]
    solution = (
        f"已有元素 ({rear} - {front} + {size}) mod {size} = {length} 个。"
        + (f"牺牲一个单元，最多存放 {size - 1} 个" if wasted else f"设有 tag，最多存放 {size} 个")
        + f"，所以还能入队 {size - wasted} - {length} = {right} 个。\n\n"
        f"验证：再入队 {right} 个后 rear = ({rear} + {right}) mod {size} = {(rear + right) % size}，"
        + (
            f"此时 (rear + 1) mod {size} = {front} = front，队满。"
            if wasted
            else "与 front 相等，且最近一次是入队，队满。"
        )
    )
    held = f"circular_queue_after({size}, {(rear - 1) % size}, {length}, [])[2]"
    claim = f"{held} + {ANSWER} == {size - wasted}"
    return Draft(
        stem, Choice(right, str(right), "最大容量减去已有元素个数得到。"), _choices(wrong, size), solution, claim
    )


def draw(rng: random.Random) -> Draft:
    return rng.choice((_after_operations, _after_operations, _front_from_length, _room))(rng)


FAMILY = Family(
    name="circular_queue", title="循环队列的下标与长度", title_en="Circular queue", node="ds.3.2", skill="compute",
    difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
