"""Multilevel feedback queues: when and in which order the processes end, and on which level one of them does."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.schedule_traces import cpu_slices, feedback_slices, slices_finish, slices_mean

_ENDS = {"tail": "队尾", "head": "队首"}


def draw(rng: random.Random) -> Draft:
    asked = rng.choice(("finish", "finish", "order", "mean"))
    requeue = rng.choice(list(_ENDS))
    quanta = rng.choice(([1, 2, 4], [2, 4, 8], [1, 2, 0], [2, 4, 0]))
    arrivals = [0, *sorted(rng.sample(range(1, 12), rng.choice((2, 3))))]
    jobs = [(f"P{i + 1}", arrival, rng.randint(2, 10)) for i, arrival in enumerate(arrivals)]
    slices = feedback_slices(jobs, quanta, requeue)
    finish = slices_finish(slices)
    cut = [s for s in slices if quanta[s[1] - 1] != s[3] - s[2] and finish[s[0]] != s[3]]
    if not cut or len(slices) > 13 or slices[-1][3] != sum(job[2] for job in jobs):
        raise Redraw  # nobody is pre-empted, too long, or the CPU stands idle
    if len(jobs) == 3 and (asked == "order" or slices_mean(slices, jobs, "turnaround").denominator != 1):
        raise Redraw
    mistakes = {
        "新进程到达时没有立即抢占低级队列中正在运行的进程，而是等其时间片用完或运行结束。": feedback_slices(
            jobs, quanta, requeue, preempt=False
        ),
        "把被抢占的进程当作用完了时间片，降了一级。": feedback_slices(jobs, quanta, requeue, demote=True),
        f"把被抢占的进程放到了原队列的{_ENDS['head' if requeue == 'tail' else 'tail']}。": feedback_slices(
            jobs, quanta, "head" if requeue == "tail" else "tail"
        ),
        f"各级队列的时间片都按 {quanta[0]} ms 计算。": feedback_slices(jobs, [quanta[0]] * 3, requeue),
        f"当作单个队列、时间片为 {quanta[0]} ms 的时间片轮转。": cpu_slices("RR", jobs, quanta[0]),
        f"当作单个队列、时间片为 {quanta[1]} ms 的时间片轮转。": cpu_slices("RR", jobs, quanta[1]),
        "按先来先服务计算，没有让进程轮转。": cpu_slices("FCFS", jobs),
        "按最短剩余时间优先计算，混淆了算法。": cpu_slices("SRTF", jobs),
    }
    run = f"feedback_slices({jobs}, {quanta}, {requeue!r})"
    trace = [
        (f"{start}～{end}", name, f"第 {level} 级", _event(slices, n, quanta, finish))
        for n, (name, level, start, end) in enumerate(slices)
    ]
    solution = "逐段模拟：" + table(["时间段/ms", "运行进程", "所在队列", "段末"], trace)
    if asked == "finish":
        who = rng.choice([name for name, *_ in cut])
        right = Choice(finish[who], f"{finish[who]} ms", "按规则逐段模拟得到。")
        wrong = [(slices_finish(one)[who], why) for why, one in mistakes.items()]
        arrival, burst = next(job[1:] for job in jobs if job[0] == who)
        wrong += [(arrival + burst, "没有计入在各级队列中等待的时间。")]
        wrong += [(finish[who] - arrival, "求的是周转时间，不是完成时刻。")]
        wrong = [Choice(value, f"{value} ms", why) for value, why in wrong]
        claim = f"slices_finish({run})[{who!r}] == {ANSWER}"
        question = f"进程 {who} 运行结束的时刻为"
        solution += f"{who} 在 {finish[who]} ms 时运行结束。"
    elif asked == "order":
        order = list(finish)
        right = Choice(order, listed(order), "按规则逐段模拟得到的完成次序。")
        starts = list(dict.fromkeys(one[0] for one in slices))
        wrong = [(list(slices_finish(one)), why) for why, one in mistakes.items()]
        wrong += [(starts, "给出的是首次运行的次序，不是完成的次序。")]
        by_burst = [job[0] for job in sorted(jobs, key=lambda job: job[2])]
        wrong += [(by_burst, "只按运行时间从短到长排列。")]
        wrong = [Choice(value, listed(value), why) for value, why in wrong]
        claim = f"list(slices_finish({run})) == {ANSWER}"
        question = "各进程运行结束的先后次序为"
        solution += f"完成次序为 {listed(order)}。"
    else:
        digits = 0 if len(jobs) == 3 else 2
        mean = float(slices_mean(slices, jobs, "turnaround"))
        right = Choice(mean, f"{mean:.{digits}f} ms", "按规则逐段模拟，再求周转时间的平均值。")
        wrong = [(slices_mean(one, jobs, "turnaround"), why) for why, one in mistakes.items()]
        wrong += [(slices_mean(slices, jobs, "waiting"), "求的是平均等待时间，没有把运行时间算在周转时间内。")]
        wrong += [(sum(finish.values()) / len(jobs), "直接对完成时刻求平均，没有减去到达时刻。")]
        wrong = [
            Choice(float(value), f"{float(value):.{digits}f} ms", why)
            for value, why in wrong
            if abs(float(value) - round(float(value), digits)) < 1e-9
        ]
        claim = f"isclose(slices_mean({run}, {jobs}, 'turnaround'), {ANSWER})"
        question = "平均周转时间为"
        parts = " + ".join(f"({finish[name]} - {arrival})" for name, arrival, _ in jobs)
        solution += f"平均周转时间为 $[{parts}] / {len(jobs)} = {mean:.{digits}f}$ ms。"
    last = "第 3 级采用先来先服务、不设时间片" if not quanta[2] else f"第 3 级为 {quanta[2]} ms"
    more = "" if not quanta[2] else "（在第 3 级用完时间片则回到第 3 级队尾）"
    stem = (
        f"某系统采用三级反馈队列调度：第 1、2 级队列的时间片分别为 {quanta[0]} ms 和 {quanta[1]} ms，{last}；"
        f"新进程进入第 1 级队尾，用完时间片仍未结束则降到下一级队尾{more}；仅当上级队列均为空时才调度下级队列；"
        f"新进程到达时立即抢占正在运行的下级队列进程，被抢占的进程回到原队列的{_ENDS[requeue]}，"
        "再次运行时获得完整的时间片。若时间片用完与新进程到达同时发生，则新进程先入队。"
        f"{len(jobs)} 个进程的到达时刻和运行时间如下表，忽略调度开销。"
        + table(["进程", "到达时刻/ms", "运行时间/ms"], jobs)
        + question
    )
    return Draft(stem, right, wrong, solution, claim)


def _event(slices: list, n: int, quanta: list[int], finish: dict[str, int]) -> str:
    name, level, start, end = slices[n]
    if finish[name] == end:
        return "完成"
    if quanta[level - 1] == end - start:
        return f"时间片用完，进入第 {min(level + 1, 3)} 级"
    return "被新进程抢占，留在本级"


FAMILY = Family(
    name="feedback_queues", title="多级反馈队列调度", title_en="Multilevel feedback queues", node="os.2.2.4",
    skill="trace", difficulty=4, seconds=210, draw=draw,
)  # fmt: skip
