"""How many units of one resource type exclude deadlock, or how many processes and how large needs they allow."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed

_THINGS = ("打印机", "磁带机", "扫描仪", "缓冲区", "绘图仪")


def _fewest(rng: random.Random) -> Draft:
    n, k, thing = rng.randint(3, 9), rng.randint(2, 6), rng.choice(_THINGS)
    right = n * (k - 1) + 1
    stem = (
        f"系统中有 {n} 个进程竞争同类资源（{thing}），每个进程最多需要 {k} 个，每次申请 1 个，用完后全部归还。"
        f"为保证系统**不会**发生死锁，该类资源至少应有"
    )
    wrong = [
        (n * (k - 1), f"恰好每个进程占有 {k - 1} 个时全部等待，还要多 1 个才能打破僵局。"),
        (n * k, "让所有进程同时得到全部资源，要求过高。"),
        (n * k - 1, "只考虑了一个进程还差 1 个的情形，多算了。"),
        ((n - 1) * k + 1, "把进程数减 1，而不是把每个进程的需求减 1。"),
        ((n - 1) * (k - 1) + 1, f"少算了一个进程占有的 {k - 1} 个资源。"),
        (n + k - 1, "把进程数与最大需求相加，没有考虑最坏的占有情形。"),
        (n * (k - 1) + 2, "打破僵局只需再有 1 个，多算了 1 个。"),
    ]
    solution = (
        f"最坏的情形是每个进程都占有 ${k} - 1 = {k - 1}$ 个、都还差 1 个，共占有 ${n} \\times {k - 1} = {n * (k - 1)}$ 个。"
        f"此时只要还有 1 个资源，就能使一个进程得到满足，运行完后归还全部资源，其余进程也就能依次完成。"
        f"所以至少需要 ${n} \\times ({k} - 1) + 1 = {right}$ 个。"
    )
    return _draft(stem, right, wrong, solution, [k] * n)


def _fewest_mixed(rng: random.Random) -> Draft:
    maxima = [rng.randint(2, 8) for _ in range(rng.choice((3, 4, 5)))]
    if len(set(maxima)) < 2:
        raise Redraw
    thing, n, total = rng.choice(_THINGS), len(maxima), sum(maxima)
    right = total - n + 1
    stem = (
        f"{n} 个进程共享同类资源（{thing}），它们对该类资源的最大需求数分别为 {listed(maxima)}，每个进程每次申请 1 个，"
        f"用完后全部归还。为确保系统**不会**发生死锁，该类资源至少应有"
    )
    wrong = [
        (total - n, "恰好每个进程都只差 1 个时全部等待，还要多 1 个才能打破僵局。"),
        (total, "让所有进程同时得到全部资源，要求过高。"),
        (n * (max(maxima) - 1) + 1, "把每个进程的最大需求都当成了其中最大的一个。"),
        (n * (min(maxima) - 1) + 1, "把每个进程的最大需求都当成了其中最小的一个。"),
        (total - 1, "只让一个进程差 1 个，多算了。"),
        (max(maxima), "只保证需求最大的进程能单独运行，没有考虑各进程占有又等待的情形。"),
        (total - n + 2, "打破僵局只需再有 1 个，多算了 1 个。"),
    ]
    parts = " + ".join(f"({k} - 1)" for k in maxima)
    solution = (
        f"最坏的情形是每个进程都只差 1 个，共占有 ${parts} = {total - n}$ 个。再有 1 个资源，就必有一个进程得到满足，"
        f"运行完后归还资源，其余进程也能依次完成，所以至少需要 ${total - n} + 1 = {right}$ 个。"
    )
    return _draft(stem, right, wrong, solution, maxima)


def _draft(stem: str, right: int, wrong: list, solution: str, maxima: list[int]) -> Draft:
    lowest = max(maxima)
    choices = [Choice(n, f"{n} 个", why) for n, why in wrong if n >= lowest]
    claim = f"not units_can_deadlock({ANSWER}, {maxima}) and units_can_deadlock({ANSWER} - 1, {maxima})"
    return Draft(stem, Choice(right, f"{right} 个", "最坏情形下占有的资源数再加 1。"), choices, solution, claim)


def _largest_need(rng: random.Random) -> Draft:
    n, units, thing = rng.randint(2, 8), rng.randint(8, 30), rng.choice(_THINGS)
    right = (units - 1) // n + 1
    if not 2 <= right < units - 1:
        raise Redraw
    stem = (
        f"某系统有 {units} 个同类资源（{thing}），由 {n} 个进程共享，每个进程的最大需求数相同，每次申请 1 个，用完后全部归还。"
        "若要保证系统**不会**发生死锁，则每个进程的最大需求数最多可为"
    )
    wrong = [
        (units // n, "直接用资源数除以进程数，没有考虑每个进程只差 1 个的最坏情形。"),
        (units // n + 1, "用资源数除以进程数再加 1，没有给打破僵局留下 1 个资源。"),
        ((units - 1) // n, "解出的是每个进程可占有的资源数，最大需求还要加 1。"),
        (right + 1, "取整时多算了 1。"),
        (right - 1, "取整时少算了 1。"),
        (units - n + 1, "误用了资源数减去进程数的算法。"),
        (right + 2, "不等式两边的加 1、减 1 弄反了。"),
    ]
    wrong = [Choice(k, f"{k} 个", why) for k, why in wrong if 1 <= k <= units]
    solution = (
        f"设最大需求为 $k$。最坏的情形是每个进程都占有 $k - 1$ 个，不发生死锁要求 ${n}(k - 1) + 1 \\le {units}$，"
        f"即 $k \\le {units - 1}/{n} + 1$，取整得 $k = {right}$。\n\n"
        f"验证：$k = {right}$ 时最坏占有 ${n * (right - 1)}$ 个，还余 {units - n * (right - 1)} 个；"
        f"$k = {right + 1}$ 时最坏情形可占有 ${n * right}$ 个，${n * right} \\ge {units}$，会发生死锁。"
    )
    claim = f"not units_can_deadlock({units}, [{ANSWER}] * {n}) and units_can_deadlock({units}, [{ANSWER} + 1] * {n})"
    return Draft(stem, Choice(right, f"{right} 个", "由不等式解出并向下取整。"), wrong, solution, claim)


def _most_processes(rng: random.Random) -> Draft:
    k, units, thing = rng.randint(2, 6), rng.randint(7, 30), rng.choice(_THINGS)
    right = (units - 1) // (k - 1)
    if not 3 <= right <= 20 or k >= units:
        raise Redraw
    stem = (
        f"某系统有 {units} 个同类资源（{thing}），若干进程竞争使用，每个进程最多需要 {k} 个，每次申请 1 个，用完后全部归还。"
        "若要保证系统**不会**发生死锁，则竞争该类资源的进程最多可以有"
    )
    wrong = [
        (units // k, "用资源数除以最大需求，要求所有进程能同时满足，限制过严。"),
        (units // (k - 1), "没有给打破僵局留下 1 个资源。"),
        ((units - 1) // k, "没有把每个进程的占有数减 1。"),
        (right + 1, "取整时多算了 1。"),
        (right - 1, "取整时少算了 1。"),
        (units - k + 1, "误用了资源数减去最大需求的算法。"),
        (units // k + 1, "用资源数除以最大需求再加 1，没有考虑每个进程只差 1 个的最坏情形。"),
    ]
    wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if 1 <= n <= units]
    solution = (
        f"设有 $n$ 个进程。最坏的情形是每个进程都占有 ${k - 1}$ 个、都还差 1 个，不发生死锁要求 "
        f"${'' if k == 2 else k - 1}n + 1 \\le {units}$，取整得 $n = {right}$。\n\n"
        f"验证：$n = {right}$ 时最坏占有 {right * (k - 1)} 个，还余 {units - right * (k - 1)} 个；"
        f"$n = {right + 1}$ 时各占 {k - 1} 个共需 {(right + 1) * (k - 1)} 个，${(right + 1) * (k - 1)} \\ge {units}$，"
        "资源可能全被占有而无人能够完成。"
    )
    claim = f"not units_can_deadlock({units}, [{k}] * {ANSWER}) and units_can_deadlock({units}, [{k}] * ({ANSWER} + 1))"
    return Draft(stem, Choice(right, f"{right} 个", "由不等式解出并向下取整。"), wrong, solution, claim)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_fewest, _fewest_mixed, _fewest_mixed, _largest_need, _most_processes))(rng)


FAMILY = Family(
    name="resource_minimum", title="不会死锁的资源数", title_en="Units that exclude deadlock", node="os.2.4.1",
    also=("os.2.4.2",), skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
