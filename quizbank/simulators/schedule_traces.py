"""Who has the CPU when: the slices behind the finish times of `cpu_scheduling`, also under common mistakes."""

from collections import deque
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["cpu_slices", "feedback_slices", "slices_finish", "slices_mean"]

Job = Sequence  # (name, arrival, burst) or (name, arrival, burst, priority)
Slice = tuple[str, int, int]  # name, from, to


def cpu_slices(
    policy: str, jobs: Sequence[Job], quantum: int = 0, larger_first: bool = True, newcomer_first: bool = True
) -> list[Slice]:
    """(name, from, to) under FCFS, SJF, SRTF, PRIO (non-preemptive), PPRIO (preemptive) or RR; switching takes no time.

    Ties go to the running job, then to the earlier arrival, then to the earlier in the list. RR: a job that arrives
    when a quantum ends queues before the job whose quantum ended, unless `newcomer_first` is off. Neighbouring slices
    of one job are joined, under RR as well.
    """
    if policy not in ("FCFS", "SJF", "SRTF", "PRIO", "PPRIO", "RR"):
        raise ValueError(f"unknown policy {policy!r}")
    waiting = deque(sorted(jobs, key=lambda job: job[1]))
    left = {job[0]: job[2] for job in jobs}
    queue: list[Job] = []
    slices: list[Slice] = []
    clock = 0

    def admit() -> None:
        while waiting and waiting[0][1] <= clock:
            queue.append(waiting.popleft())

    def merit(job: Job) -> int:
        if policy in ("FCFS", "RR"):
            return 0
        if policy in ("SJF", "SRTF"):
            return left[job[0]]
        return -job[3] if larger_first else job[3]

    while queue or waiting:
        admit()
        if not queue:
            clock = waiting[0][1]
            continue
        job = queue[0] if policy == "RR" else min(queue, key=lambda j: (merit(j), j[1], jobs.index(j)))
        queue.remove(job)
        began, stop = clock, clock + (min(quantum, left[job[0]]) if policy == "RR" else left[job[0]])
        while clock < stop:
            clock += 1
            left[job[0]] -= 1
            if newcomer_first or clock < stop:
                admit()
            if policy in ("SRTF", "PPRIO") and left[job[0]] and any(merit(other) < merit(job) for other in queue):
                break
        if slices and slices[-1][0] == job[0] and slices[-1][2] == began:
            slices[-1] = (job[0], slices[-1][1], clock)
        else:
            slices.append((job[0], began, clock))
        if left[job[0]]:
            queue.append(job)
    return slices


def feedback_slices(
    jobs: Sequence[Job], quanta: Sequence[int], requeue: str = "tail", preempt: bool = True, demote: bool = False
) -> list[tuple[str, int, int, int]]:
    """(name, level from 1, from, to) under multilevel feedback queues, with the conventions of `feedback_finish_times`.

    Mistakes on request: without `preempt` a job of a lower level runs to the end of its quantum although a new one has
    come; with `demote` a pre-empted job drops one level as if its quantum had ended.
    """
    levels: list[deque[str]] = [deque() for _ in quanta]
    waiting = deque(sorted(jobs, key=lambda job: job[1]))
    left = {job[0]: job[2] for job in jobs}
    slices: list[tuple[str, int, int, int]] = []
    clock = 0
    while any(left.values()):
        while waiting and waiting[0][1] <= clock:
            levels[0].append(waiting.popleft()[0])
        level = next((i for i, queue in enumerate(levels) if queue), None)
        if level is None:
            clock = waiting[0][1]
            continue
        name = levels[level].popleft()
        end = clock + (min(quanta[level], left[name]) if quanta[level] else left[name])
        if preempt and level and waiting and waiting[0][1] < end:
            end = waiting[0][1]
        slices.append((name, level + 1, clock, end))
        left[name] -= end - clock
        full = quanta[level] and end - clock == quanta[level]
        clock = end
        while waiting and waiting[0][1] <= clock:
            levels[0].append(waiting.popleft()[0])
        if not left[name]:
            continue
        lower = min(level + 1, len(levels) - 1)
        if full or demote:
            levels[lower].append(name)
        elif requeue == "tail":
            levels[level].append(name)
        else:
            levels[level].appendleft(name)
    return slices


def slices_finish(slices: Sequence[tuple]) -> dict[str, int]:
    """Finish time by name, in the order of finishing, of slices whose last part is the end."""
    finish: dict[str, int] = {}
    for one in slices:
        finish.pop(one[0], None)
        finish[one[0]] = one[-1]
    return finish


def slices_mean(slices: Sequence[tuple], jobs: Sequence[Job], what: str) -> Fraction:
    """Mean "turnaround" (finish - arrival), "waiting" (that - burst) or "response" (first start - arrival)."""
    finish = slices_finish(slices)
    first = {one[0]: one[-2] for one in reversed(slices)}
    total = 0
    for name, arrival, burst, *_ in jobs:
        if what == "response":
            total += first[name] - arrival
        else:
            total += finish[name] - arrival - (burst if what == "waiting" else 0)
    return Fraction(total, len(jobs))
