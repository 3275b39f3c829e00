"""What the value of a semaphore says: free units, waiters, and who is woken in a run of P and V."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.semaphore_steps import semaphore_run, semaphore_steps

_THINGS = ("打印机", "扫描仪", "磁带机", "缓冲区", "数据库连接")
_RULE = "（P 操作先将信号量减 1，结果小于 0 则阻塞；V 操作先将信号量加 1，结果不大于 0 则唤醒一个等待进程）"


def _counted(rng: random.Random) -> Draft:
    """So many P and V were done: the value, or how many wait."""
    initial, p = rng.randint(1, 9), rng.randint(12, 30)
    v = rng.randint(5, p - 2)
    value, thing = initial - p + v, rng.choice(_THINGS)
    waiting = rng.random() < 0.5
    if value == 0 or (waiting and value > -2):
        raise Redraw
    stem = (
        f"某类资源（{thing}）共有 {initial} 个，用信号量 S 管理，其初值为 {initial}。若到目前为止各进程对 S 共执行了 {p} 次 "
        f"P 操作（含执行后被阻塞的）和 {v} 次 V 操作{_RULE}，"
    )
    steps = f"每次 P 减 1，每次 V 加 1：$S = {initial} - {p} + {v} = {value}$。"
    run = f"semaphore_run({initial}, {_interleaved(initial, p, v)})"
    if waiting:
        right = Choice(-value, f"{-value} 个", "S 小于 0 时，其绝对值就是等待该资源的进程数。")
        wrong = [
            (-value + initial, "把已经占用资源的进程也算成了等待的进程。"),
            (-value - 1, "由 S 求等待进程数时少算了一个。"),
            (-value + 1, "由 S 求等待进程数时多算了一个。"),
            (p - v, "只用 P 次数减 V 次数，没有考虑信号量的初值。"),
            (v, "把 V 操作的次数当成了等待的进程数。"),
            (p - initial, "只减去了初值，没有考虑 V 操作唤醒的进程。"),
        ]
        wrong = [Choice(n, f"{n} 个", why) for n, why in wrong if n > 0]
        stem += "则此时等待该资源的进程个数为"
        solution = f"{steps}\n\nS 小于 0，其绝对值为等待进程的个数，即 {-value} 个。"
        return Draft(stem, right, wrong, solution, f"len({run}[1]) == {ANSWER}")
    right = Choice(value, str(value), "初值减去 P 的次数，再加上 V 的次数。")
    wrong = [
        (initial + p - v, "把 P 和 V 的作用弄反了：P 减 1，V 加 1。"),
        (v - p, "没有把信号量的初值算进去。"),
        (value + 1, "少算了一次 P 操作。"),
        (value - 1, "少算了一次 V 操作。"),
        (max(value, 0), "误以为信号量减到 0 以后不再减小。"),
        (abs(value), "把等待进程的个数当成了信号量的值。" if value < 0 else "符号弄错了。"),
        (initial - p, "没有计入 V 操作对信号量的增加。"),
    ]
    stem += "则此时 S 的值为"
    meaning = f"它小于 0，表示有 {-value} 个进程在等待。" if value < 0 else f"它大于 0，表示还有 {value} 个资源可用。"
    wrong = [Choice(n, str(n), why) for n, why in wrong]
    return Draft(stem, right, wrong, f"{steps}\n\n{meaning}", f"{run}[0] == {ANSWER}")


def _interleaved(initial: int, p: int, v: int) -> list[tuple[str, str]]:
    """Some run with that many P and V in which nobody acts while blocked: units go back as soon as they can."""
    operations, blocked, holders = [], [], []
    done = {"P": 0, "V": 0}
    while done["P"] < p or done["V"] < v:
        if holders and done["V"] < v:
            operations.append((holders.pop(0), "V"))
            done["V"] += 1
            if blocked:
                holders.append(blocked.pop(0))
            continue
        name = f"Q{done['P']}"
        operations.append((name, "P"))
        done["P"] += 1
        (holders if len(holders) < initial else blocked).append(name)
    return operations


def _range(rng: random.Random) -> Draft:
    """Smallest value: everyone but the holders waits."""
    processes, units = rng.randint(5, 20), rng.randint(1, 4)
    users = rng.choice(("临界区", *_THINGS))
    if users == "临界区":
        what = f"{processes} 个并发进程都要进入同一类临界区，系统允许其中最多 {units} 个进程同时进入"
    else:
        what = f"{processes} 个并发进程竞争 {units} 个同类资源（{users}），每个进程每次只申请并使用 1 个，用完即释放"
    smallest = units - processes
    stem = f"{what}，用信号量 S 实现这一控制，其初值为 {units}{_RULE}。则运行过程中 S 可能达到的最小值为"
    right = Choice(smallest, str(smallest), f"{units} 个进程得到许可，其余 {processes - units} 个全在等待时 S 最小。")
    wrong = [
        (-processes, "把正在使用资源的进程也算作等待的进程。"),
        (1 - processes, "按信号量初值为 1 的互斥信号量计算。" if units > 1 else "按互斥计算。"),
        (smallest + 1, "等待的进程数少算了一个。"),
        (smallest - 1, "等待的进程数多算了一个。"),
        (0, "误以为信号量减到 0 以后不再减小。"),
        (-units, "把许可数的相反数当成了最小值。"),
    ]
    if units == 1:
        wrong.pop(1)
    wrong = [Choice(n, str(n), why) for n, why in wrong]
    solution = (
        f"{units} 个进程执行 P 操作后 S 由 {units} 减到 0，它们均未释放；"
        f"其余 ${processes} - {units} = {processes - units}$ 个进程再各执行一次 P 操作并阻塞，"
        f"S 减到 $0 - {processes - units} = {smallest}$。被阻塞的进程不能再执行 P 操作，所以不会更小。"
    )
    every = [(f"Q{n}", "P") for n in range(processes)]
    return Draft(stem, right, wrong, solution, f"semaphore_run({units}, {every})[0] == {ANSWER}")


def _traced(rng: random.Random) -> Draft:
    """A list of operations: the value at the end, or the process that a V wakes."""
    initial = rng.randint(1, 3)
    names = [f"P{n}" for n in range(1, 8)]
    fresh, operations = list(names), []
    holders: list[str] = []
    for _ in range(rng.randint(8, 10)):
        blocked = semaphore_run(initial, operations)[1]
        holders = [n for n in names if (n, "P") in operations and (n, "V") not in operations and n not in blocked]
        if holders and (not fresh or (len(operations) > initial and rng.random() < 0.45)):
            operations.append((rng.choice(holders), "V"))
        elif fresh:
            operations.append((fresh.pop(0), "P"))
    steps = semaphore_steps(initial, operations)
    value, blocked, woken = semaphore_run(initial, operations)
    if len(woken) < 2 or not blocked:
        raise Redraw
    shown = listed((f"{process} 执行 {kind}(S)" for process, kind in operations), "；")
    stem = (
        f"信号量 S 的初值为 {initial}，等待 S 的进程按先来先服务的次序被唤醒{_RULE}。各进程依次完成下列操作：{shown}。"
    )
    rows = [
        (f"{process}：{kind}(S)", v, listed(waiting) or "空", who or "")
        for (process, kind), (v, waiting, who) in zip(operations, steps, strict=True)
    ]
    solution = "逐个操作模拟：" + table(["操作", "S", "等待队列（队首在左）", "被唤醒"], rows)
    run = f"semaphore_run({initial}, {operations})"
    ps, vs = sum(kind == "P" for _, kind in operations), sum(kind == "V" for _, kind in operations)
    if rng.random() < 0.5:
        right = Choice(woken[-1], woken[-1], "V 操作唤醒的是等待队列的队首进程。")
        waited = [process for _, waiting, _ in steps for process in waiting]
        before = next(waiting for _, waiting, _ in steps[_last_wake(steps) - 1 :])
        wrong = [(before[-1], "唤醒了最后进入等待队列的进程，没有按先来先服务。")]
        wrong += [(woken[-2], "这是前一次 V 操作唤醒的进程。")]
        wrong += [(blocked[0], "这个进程仍在等待，下一次 V 操作才会唤醒它。")]
        wrong += [(operations[_last_wake(steps)][0], "这是执行 V 操作的进程，不是被唤醒的进程。")]
        wrong += [(blocked[-1], "这个进程是最后阻塞的，排在等待队列的队尾。")]
        if woken[-1] not in waited:
            raise Redraw
        wrong = [Choice(n, n, why) for n, why in wrong]
        solution += f"最后一次唤醒的进程是 {woken[-1]}。"
        return Draft(stem + "其中最后一个被唤醒的进程是", right, wrong, solution, f"{run}[2][-1] == {ANSWER}")
    right = Choice(value, str(value), "P 减 1、V 加 1，逐个操作得到。")
    wrong = [
        (vs - ps, "没有把初值算进去。"),
        (initial + ps - vs, "把 P 和 V 的作用弄反了。"),
        (0, "误以为信号量减到 0 以后不再减小。"),
        (value - 1, "少算了一次 V 操作。"),
        (value + 1, "少算了一次 P 操作。"),
        (len(blocked), "把等待进程的个数当成了 S 的值，符号弄错了。"),
        (value + len(woken), "V 操作唤醒进程时又把 S 加了一次。"),
        (value - len(woken), "误以为被唤醒的进程要再执行一次 P 操作。"),
    ]
    wrong = [Choice(n, str(n), why) for n, why in wrong]
    solution += f"最后 $S = {initial} - {ps} + {vs} = {value}$。"
    return Draft(stem + "这些操作完成后 S 的值为", right, wrong, solution, f"{run}[0] == {ANSWER}")


def _last_wake(steps: list[tuple]) -> int:
    return max(n for n, (_, _, woken) in enumerate(steps) if woken is not None)


def draw(rng: random.Random) -> Draft:
    return rng.choice((_counted, _range, _traced, _traced))(rng)


FAMILY = Family(
    name="semaphore_value", title="信号量的值与等待进程", title_en="Semaphore values", node="os.2.3.4",
    skill="compute", difficulty=2, seconds=90, draw=draw,
)  # fmt: skip
