"""Reading and processing blocks through no buffer, a single one or a double one: total times and what is gained."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.io_buffering import buffered_total_time

_KINDS = {0: "不设缓冲区", 1: "单缓冲", 2: "双缓冲"}


def _schedule(
    blocks: int, read: int, move: int, compute: int, buffers: int
) -> list[tuple[int, int, int, int, int, int]]:
    """(start, end) of reading, moving and processing of each block, with the rules of `buffered_total_time`."""
    rows: list[tuple[int, int, int, int, int, int]] = []
    for i in range(blocks):
        device = rows[-1][1] if rows else 0
        done = rows[-1][5] if rows else 0
        free = rows[i - buffers][3] if i >= buffers else 0
        begin = max(device, free)
        moved = max(begin + read, done)
        rows.append((begin, begin + read, moved, moved + move, moved + move, moved + move + compute))
    return rows


def _trace(blocks: int, read: int, move: int, compute: int, buffers: int) -> str:
    rows = [
        (n, f"{a}～{b}", f"{c}～{d}", f"{e}～{f}")
        for n, (a, b, c, d, e, f) in enumerate(_schedule(blocks, read, move, compute, buffers), 1)
    ]
    if len(rows) > 5:
        rows = [*rows[:4], ("…", "…", "…", "…"), rows[-1]]
    return table(["块", "读入缓冲区", "送用户区", "处理"], rows)


def draw(rng: random.Random) -> Draft:
    blocks = rng.randint(4, 15)
    read, compute = rng.choice(range(20, 160, 5)), rng.choice(range(20, 160, 5))
    move = rng.choice((1, 2, 3, 4, 5, 8, 10))
    unit = rng.choice(("μs", "μs", "ms"))
    if read == compute:
        raise Redraw
    asked = rng.choice(("single", "double", "double", "saved", "each"))
    times = {kind: buffered_total_time(blocks, read, move, compute, kind) for kind in _KINDS}
    serial = blocks * (read + move + compute)
    amount = "许多" if asked == "each" else f" {blocks} 个"
    single_step, double_step = max(read, compute) + move, max(read, compute + move)
    stem = (
        f"某进程依次处理一个文件的{amount}磁盘块：每块先从磁盘读入系统缓冲区，用时 {read} {unit}；再从缓冲区送到用户区，用时 "
        f"{move} {unit}；最后在用户区处理，用时 {compute} {unit}。每个缓冲区和用户区都恰好容纳一块，读磁盘、传送和处理在不冲突时可以"
        "并行，用户区中的一块处理完后才能送入下一块。"
    )

    def told(kind: int) -> str:
        if kind == 1:
            more = "读下一块须等缓冲区中的数据送走，读入与处理可以并行，传送时二者都要等待"
            return f"单缓冲：{more}，每块的周期为 $\\max({read}, {compute}) + {move} = {single_step}$ {unit}。"
        more = "一个缓冲区送数据时另一个可以读入"
        return f"双缓冲：{more}，每块的周期为 $\\max({read}, {compute} + {move}) = {double_step}$ {unit}。"

    def tail(kind: int) -> str:
        if kind == 1 and read > compute:
            sum_text = f"{blocks} \\times ({read} + {move}) + {compute}"
        elif kind == 2 and read > compute + move:
            sum_text = f"{blocks} \\times {read} + {move} + {compute}"
        else:
            sum_text = f"{read} + {blocks} \\times ({move} + {compute})"
        return f"总时间为 ${sum_text} = {times[kind]}$ {unit}。"

    if asked in ("single", "double"):
        kind, other = (1, 2) if asked == "single" else (2, 1)
        total = times[kind]
        step = single_step if kind == 1 else double_step
        right = Choice(total, f"{total} {unit}", "按缓冲区与用户区的占用逐块推算得到。")
        shorter, rest = (read, move + compute) if compute + move > read else (compute + move, read)
        pairs = [
            (times[other], f"按{_KINDS[other]}计算，混淆了两种缓冲方式。"),
            (serial, "以为三步完全串行，没有考虑读入与处理的并行。"),
            (blocks * step, "只用块数乘以周期，没有计入首块读入和末块处理不能重叠的时间。"),
            (blocks * max(read, compute), "只取读入与处理中较长的一个，漏掉了传送和首尾的时间。"),
            (blocks * step + read + move + compute, "首尾不能重叠的时间算多了，周期多算了一个。"),
            (total - compute, "漏掉了最后一块的处理时间。"),
            (total - read, "漏掉了第一块的读入时间。"),
            (blocks * shorter + rest, "把瓶颈看错了，取了较短的一个环节作周期。"),
        ]  # fmt: skip
        wrong = [Choice(n, f"{n} {unit}", why) for n, why in pairs if n > 0]
        solution = f"{told(kind)}\n\n逐块的起止时间（{unit}）：{_trace(blocks, read, move, compute, kind)}{tail(kind)}"
        question = f"若采用{_KINDS[kind]}，则从开始读第一块到处理完最后一块所需的时间为"
        claim = f"buffered_total_time({blocks}, {read}, {move}, {compute}, {kind}) == {ANSWER}"
        return Draft(stem + question, right, wrong, solution, claim)
    if asked == "saved":
        saved = times[1] - times[2]
        if saved <= 0:
            raise Redraw
        right = Choice(saved, f"{saved} {unit}", "两种方式的总时间之差。")
        pairs = [
            (serial - times[1], "算的是单缓冲比完全串行节省的时间。"),
            (serial - times[2], "算的是双缓冲比完全串行节省的时间。"),
            (blocks * (single_step - double_step), "用块数乘以周期之差，而首块的读入和末块的处理在两种方式下相同。"),
            ((blocks - 1) * move, "以为双缓冲恰好省去除一块外的全部传送时间。"),
            (blocks * move, "以为双缓冲省去了全部传送时间。"),
            (blocks * min(read, compute), "以为双缓冲省去了较短环节的全部时间。"),
            ((blocks - 2) * (single_step - double_step), "周期数少算了一个。"),
            ((blocks + 1) * (single_step - double_step), "周期数多算了两个。"),
        ]
        wrong = [Choice(n, f"{n} {unit}", why) for n, why in pairs if n > 0]
        solution = (
            f"{told(1)}{tail(1)}\n\n{told(2)}{tail(2)}\n\n双缓冲的逐块起止时间（{unit}）：{_trace(blocks, read, move, compute, 2)}"
            f"单缓冲的逐块起止时间（{unit}）：{_trace(blocks, read, move, compute, 1)}"
            f"节省 ${times[1]} - {times[2]} = {saved}$ {unit}。"
        )
        question = "若把单缓冲改为双缓冲，则处理完全部块所需的时间减少"
        claim = (
            f"buffered_total_time({blocks}, {read}, {move}, {compute}, 1) - "
            f"buffered_total_time({blocks}, {read}, {move}, {compute}, 2) == {ANSWER}"
        )
        return Draft(stem + question, right, wrong, solution, claim)
    kind = rng.choice((1, 2))
    step, other = (single_step, double_step) if kind == 1 else (double_step, single_step)
    right = Choice(step, f"{step} {unit}", "稳定后每块的周期。")
    pairs = [
        (other, f"按{_KINDS[3 - kind]}计算，混淆了两种缓冲方式。"),
        (read + move + compute, "以为三步完全串行。"),
        (max(read, compute), "漏掉了传送时间。"),
        (max(read + move, compute), "把传送时间算到了读入一边，而传送时用户区不能处理数据。"),
        (min(read, compute) + move, "取了较短的环节作周期。"),
        (read + compute, "漏掉了传送时间，并以为读入与处理不能并行。"),
        (max(read, compute) + 2 * move, "传送时间多算了一次。"),
    ]
    wrong = [Choice(n, f"{n} {unit}", why) for n, why in pairs if n > 0]
    solution = f"{told(kind)}\n\n验证（{unit}）：{_trace(blocks, read, move, compute, kind)}稳定后每隔 {step} {unit} 处理完一块。"
    many = rng.choice((100, 200, 300, 500, 1000))
    stem = stem.replace(f"的 {blocks} 个磁盘块", f"的 {many} 个磁盘块")
    run = f"buffered_total_time({{}}, {read}, {move}, {compute}, {kind})"
    claim = f"{run.format(many)} - {run.format(many - 1)} == {ANSWER}"
    question = f"若采用{_KINDS[kind]}，则稳定后相邻两块处理完毕的时间间隔为"
    return Draft(stem + question, right, wrong, solution, claim)


FAMILY = Family(
    name="buffering_time", title="单缓冲与双缓冲的时间", title_en="Single and double buffering", node="os.5.2.1",
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
