"""CPU scheduling on one processor: finish times, waiting, feedback queues, overlap of computing and devices."""

from collections import deque
from collections.abc import Sequence
from fractions import Fraction

__all__ = [
    "cpu_finish_times",
    "cpu_mean_turnaround",
    "cpu_mean_waiting",
    "feedback_finish_times",
    "multiprogram_cpu_use",
    "thread_cpu_share",
]

Job = Sequence  # (name, arrival, burst) or (name, arrival, burst, priority)


def cpu_finish_times(
    policy: str, jobs: Sequence[Job], quantum: int = 0, switch: int = 0, larger_first: bool = True
) -> dict[str, int]:
    """Finish time of every job under FCFS, SJF, SRTF, HRRN, PRIO (non-preemptive), PPRIO (preemptive) or RR.

    Ties go to the earlier arrival, then to the earlier job in the list; a running job is pre-empted only by a strictly
    better one. RR: a job that arrives at the very moment a quantum ends queues before the job whose quantum ended;
    a job alone in the system goes on without a switch. `switch` is the time of each change from one job to another
    (the first dispatch is free); it is supported for RR only.
    """
    if policy == "RR":
        return _round_robin(jobs, quantum, switch)
    if switch:
        raise ValueError("switch time is modelled for RR only")
    preemptive = policy in ("SRTF", "PPRIO")
    left = {job[0]: job[2] for job in jobs}
    finish: dict[str, int] = {}
    time, running = 0, None
    order = {job[0]: (job[1], place) for place, job in enumerate(jobs)}
    while len(finish) < len(jobs):
        ready = [job for job in jobs if job[1] <= time and job[0] not in finish]
        if not ready:
            time = min(job[1] for job in jobs if job[0] not in finish)
            continue
        if running is None or preemptive:
            now = time  # bound for the key below

            def merit(job: Job, now: int = now, running: str | None = running) -> tuple:
                keeps = 0 if job[0] == running else 1
                if policy == "FCFS":
                    first = 0
                elif policy in ("SJF", "SRTF"):
                    first = left[job[0]]
                elif policy == "HRRN":
                    first = -Fraction(now - job[1] + job[2], job[2])
                elif policy in ("PRIO", "PPRIO"):
                    first = -job[3] if larger_first else job[3]
                else:
                    raise ValueError(f"unknown policy {policy!r}")
                return (first, keeps, *order[job[0]])

            running = min(ready, key=merit)[0]
        time += 1
        left[running] -= 1
        if left[running] == 0:
            finish[running] = time
            running = None
    return finish


def _round_robin(jobs: Sequence[Job], quantum: int, switch: int) -> dict[str, int]:
    if quantum <= 0:
        raise ValueError("RR needs a quantum")
    waiting = deque(sorted(jobs, key=lambda job: job[1]))
    left = {job[0]: job[2] for job in jobs}
    queue: deque[str] = deque()
    finish: dict[str, int] = {}
    time, last = 0, None

    def admit() -> None:
        while waiting and waiting[0][1] <= time:
            queue.append(waiting.popleft()[0])

    while len(finish) < len(jobs):
        admit()
        if not queue:
            time = waiting[0][1]
            continue
        job = queue.popleft()
        if last is not None and last != job:
            time += switch
        last = job
        run = min(quantum, left[job])
        time += run
        left[job] -= run
        admit()
        if left[job]:
            queue.append(job)
        else:
            finish[job] = time
    return finish


def cpu_mean_turnaround(policy: str, jobs: Sequence[Job], quantum: int = 0, switch: int = 0) -> Fraction:
    """Mean of finish time minus arrival (平均周转时间)."""
    finish = cpu_finish_times(policy, jobs, quantum, switch)
    return Fraction(sum(finish[job[0]] - job[1] for job in jobs), len(jobs))


def cpu_mean_waiting(policy: str, jobs: Sequence[Job], quantum: int = 0, switch: int = 0) -> Fraction:
    """Mean of turnaround minus burst (平均等待时间)."""
    finish = cpu_finish_times(policy, jobs, quantum, switch)
    return Fraction(sum(finish[job[0]] - job[1] - job[2] for job in jobs), len(jobs))


def feedback_finish_times(jobs: Sequence[Job], quanta: Sequence[int], requeue: str = "tail") -> dict[str, int]:
    """Finish times under multilevel feedback queues (多级反馈队列).

    `quanta` holds the quantum of each level, 0 for FCFS without a quantum on the last one. A new job enters level 1 and
    pre-empts a job of a lower level at once. A pre-empted job stays on its level, at the `requeue` end ("tail" or
    "head"), and gets a full quantum when it runs again. A job whose quantum ends drops one level (the last one keeps
    it, at the tail). A job that arrives when a quantum ends is queued first.
    """
    levels: list[deque[str]] = [deque() for _ in quanta]
    waiting = deque(sorted(jobs, key=lambda job: job[1]))
    left = {job[0]: job[2] for job in jobs}
    finish: dict[str, int] = {}
    time = 0
    while len(finish) < len(jobs):
        while waiting and waiting[0][1] <= time:
            levels[0].append(waiting.popleft()[0])
        level = next((i for i, queue in enumerate(levels) if queue), None)
        if level is None:
            time = waiting[0][1]
            continue
        job = levels[level].popleft()
        used = 0
        while True:
            time += 1
            used += 1
            left[job] -= 1
            arrived = False
            while waiting and waiting[0][1] <= time:
                levels[0].append(waiting.popleft()[0])
                arrived = True
            if left[job] == 0:
                finish[job] = time
                break
            if quanta[level] and used == quanta[level]:
                levels[min(level + 1, len(levels) - 1)].append(job)
                break
            if arrived and level > 0:
                if requeue == "tail":
                    levels[level].append(job)
                else:
                    levels[level].appendleft(job)
                break
    return finish


def multiprogram_cpu_use(programs: Sequence[Sequence[tuple[str, int]]], preemptive: bool = True) -> tuple[int, int]:
    """(CPU busy time, end time) of programs that all arrive at 0, the first with the highest priority.

    A program is a list of steps such as [("CPU", 20), ("D1", 40), ("CPU", 10)]; every device serves one program at a
    time, first come first served. `preemptive`: a program that needs the CPU takes it from one of lower priority.
    """
    place = [0] * len(programs)
    left = [program[0][1] for program in programs]
    since = [0] * len(programs)  # since when it wants its present resource
    holder: dict[str, int] = {}
    busy = time = 0
    while any(place[i] < len(programs[i]) for i in range(len(programs))):
        wanting: dict[str, list[int]] = {}
        for i, program in enumerate(programs):
            if place[i] < len(program):
                wanting.setdefault(program[place[i]][0], []).append(i)
        for resource, users in wanting.items():
            if resource == "CPU":
                if preemptive or holder.get("CPU") not in users:
                    holder["CPU"] = min(users)
            elif holder.get(resource) not in users:
                holder[resource] = min(users, key=lambda i: (since[i], i))
        time += 1
        busy += "CPU" in wanting
        for resource in wanting:
            i = holder[resource]
            left[i] -= 1
            if left[i] == 0:
                del holder[resource]
                place[i] += 1
                since[i] = time
                if place[i] < len(programs[i]):
                    left[i] = programs[i][place[i]][1]
    return busy, time


def thread_cpu_share(processes: Sequence[tuple[int, str]], which: int) -> Fraction:
    """Share of the CPU one thread of process `which` gets; processes are (threads, "user" or "kernel").

    The kernel gives every entity that it schedules the same share: a process whose threads are a library's ("user",
    many-to-one) is one entity, otherwise each thread is one. The library shares equally too; no thread ever blocks.
    """
    entities = sum(1 if kind == "user" else count for count, kind in processes)
    count, kind = processes[which]
    return Fraction(1, entities * (count if kind == "user" else 1))
