"""Mean turnaround or waiting time, and order of finishing, under the classical CPU scheduling policies."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.schedule_traces import cpu_slices, slices_finish, slices_mean

_NAMES = {
    "FCFS": "先来先服务（FCFS）",
    "SJF": "非抢占式短作业优先（SJF）",
    "SRTF": "最短剩余时间优先（SRTF，即抢占式短作业优先）",
    "RR": "时间片轮转（RR）",
    "PRIO": "非抢占式优先级",
    "PPRIO": "抢占式优先级",
}
_ASKED = {"turnaround": "平均周转时间", "waiting": "平均等待时间", "order": "完成次序"}


def _jobs(rng: random.Random) -> list[tuple[str, int, int, int]]:
    count = rng.choice((4, 4, 5))
    arrivals = [0, *sorted(rng.sample(range(1, 9), count - 1))]
    bursts = rng.sample(range(1, 11), count)
    priorities = rng.sample(range(1, 10), count)
    if bursts[0] < 3:
        raise Redraw
    return [(f"P{i + 1}", a, b, p) for i, (a, b, p) in enumerate(zip(arrivals, bursts, priorities, strict=True))]


def _conventions(policy: str, quantum: int, larger: bool) -> str:
    if policy == "RR":
        return f"，时间片为 {quantum} ms（时间片用完时若恰有新进程到达，则新进程先进入就绪队列）"
    if policy == "SRTF":
        return "（仅当新进程的运行时间小于当前进程的剩余时间时才抢占；剩余时间相等的就绪进程，先到达者先运行）"
    if policy in ("PRIO", "PPRIO"):
        return f"（优先数越{'大' if larger else '小'}，优先级越高）"
    return ""


def draw(rng: random.Random) -> Draft:
    policy = rng.choice(("FCFS", "SJF", "SRTF", "SRTF", "RR", "RR", "PRIO", "PPRIO"))
    asked = rng.choice(list(_ASKED))
    jobs, quantum, larger = _jobs(rng), rng.choice((2, 3, 4)), rng.random() < 0.5
    by_priority = policy in ("PRIO", "PPRIO")
    slices = cpu_slices(policy, jobs, quantum, larger)
    if (
        (policy in ("SRTF", "PPRIO", "RR") and len(slices) < len(jobs) + 2)
        or len(slices) > 14
        or (policy == "FCFS" and asked == "order")
    ):
        raise Redraw
    if slices[-1][2] != sum(job[2] for job in jobs):
        raise Redraw  # the CPU would stand idle
    finish = slices_finish(slices)
    others = {f"误用了{_NAMES[p]}算法。": cpu_slices(p, jobs, quantum, larger) for p in _NAMES if p != policy}
    for other in ("PRIO", "PPRIO"):
        if not by_priority:
            del others[f"误用了{_NAMES[other]}算法。"]
    if policy == "RR":
        others["时间片用完与新进程到达同时发生时，把被换下的进程排在了新进程前面。"] = cpu_slices(
            "RR", jobs, quantum, larger, newcomer_first=False
        )
        others[f"时间片按 {quantum - 1} ms 计算。"] = cpu_slices("RR", jobs, quantum - 1, larger)
    if by_priority:
        others["把优先数的大小关系弄反了。"] = cpu_slices(policy, jobs, quantum, not larger)
    together = [(name, 0, burst, priority) for name, _, burst, priority in jobs]
    no_arrival = "误以为所有进程都在 0 时刻到达，没有考虑到达时刻的先后。"
    if asked == "order":
        right = list(finish)
        choice = Choice(right, listed(right), "按算法逐段调度得到的完成次序。")
        wrong = [(list(slices_finish(one)), why) for why, one in others.items()]
        starts = list(dict.fromkeys(one[0] for one in slices))
        wrong += [(starts, "给出的是首次获得 CPU 的次序，不是完成的次序。")]
        wrong += [(list(slices_finish(cpu_slices(policy, together, quantum, larger))), no_arrival)]
        wrong = [Choice(value, listed(value), why) for value, why in wrong]
        claim = f"list(slices_finish(cpu_slices({policy!r}, {jobs}, {quantum}, {larger}))) == {ANSWER}"
        last = f"各时间段中最后一次出现的先后就是完成次序：{listed(right)}。"
    else:
        digits = 2 if len(jobs) == 4 else 1
        mean = float(slices_mean(slices, jobs, asked))
        choice = Choice(mean, f"{mean:.{digits}f} ms", f"按算法逐段调度，再对 {len(jobs)} 个进程求平均。")
        means = [(slices_mean(one, jobs, asked), why) for why, one in others.items()]
        means += [(slices_mean(cpu_slices(policy, together, quantum, larger), together, asked), no_arrival)]
        other = "waiting" if asked == "turnaround" else "turnaround"
        means += [(slices_mean(slices, jobs, other), f"求的是{_ASKED[other]}，混淆了周转时间与等待时间。")]
        if asked == "turnaround":
            means += [(sum(finish.values()) / len(jobs), "直接对完成时刻求平均，没有减去到达时刻。")]
        else:
            why = "只算了首次运行之前的等待，漏掉了被换下后在就绪队列中的等待。"
            means += [(slices_mean(slices, jobs, "response"), why)]
        wrong = [Choice(float(value), f"{float(value):.{digits}f} ms", why) for value, why in means]
        run = f"cpu_slices({policy!r}, {jobs}, {quantum}, {larger})"
        claim = f"isclose(slices_mean({run}, {jobs}, {asked!r}), {ANSWER})"
        rows = [(n, a, b, finish[n], finish[n] - a, finish[n] - a - b) for n, a, b, _ in jobs]
        column = 4 if asked == "turnaround" else 5
        sum_text = " + ".join(str(row[column]) for row in rows)
        last = (
            "各进程的时间："
            + table(["进程", "到达", "运行时间", "完成", "周转 = 完成 − 到达", "等待 = 周转 − 运行"], rows)
            + f"{_ASKED[asked]}为 $({sum_text}) / {len(jobs)} = {mean:.{digits}f}$ ms。"
        )
    head = ["进程", "到达时刻/ms", "运行时间/ms"] + (["优先数"] if by_priority else [])
    stem = (
        f"单处理机系统中有 {len(jobs)} 个进程，各进程的到达时刻和所需的运行时间"
        f"{'以及优先数' if by_priority else ''}如下表所示，进程均不进行 I/O。"
        + table(head, [job[: len(head)] for job in jobs])
        + f"若采用{_NAMES[policy]}调度算法{_conventions(policy, quantum, larger)}，忽略进程切换的开销，"
        + ("则各进程完成的先后次序为" if asked == "order" else f"则{_ASKED[asked]}为")
    )
    rows = [(f"{start}～{end}", name, "完成" if end == finish[name] else "") for name, start, end in slices]
    solution = "逐段画出 CPU 的占用情况：" + table(["时间段/ms", "运行进程", ""], rows) + last
    return Draft(stem, choice, wrong, solution, claim)


FAMILY = Family(
    name="cpu_scheduling", title="CPU 调度的时间与次序", title_en="CPU scheduling", node="os.2.2.4", skill="trace",
    difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
