"""Dispatching beyond one queue: quantum limits, private queues of several CPUs, round robin with devices."""

from collections import deque
from collections.abc import Sequence
from fractions import Fraction

__all__ = ["private_queue_finish", "round_robin_capacity", "round_robin_with_devices"]


def round_robin_capacity(switch: int, efficiency: Fraction | str, interval: int) -> tuple[int, int]:
    """(quantum, most processes) so that quantum/(quantum+switch) >= efficiency with the smallest whole quantum and
    every process gets the CPU again at most `interval` after it got it (all use full quanta, a switch after each)."""
    quantum = 1
    while Fraction(quantum, quantum + switch) < Fraction(efficiency):
        quantum += 1
    processes = 0
    while (processes + 1) * (quantum + switch) <= interval:
        processes += 1
    return quantum, processes


def private_queue_finish(
    queues: Sequence[Sequence[tuple[str, int]]], pull: str = "tail", penalty: int = 0
) -> dict[str, int]:
    """Finish times of (name, time) jobs, all there at 0; each CPU serves its own queue in order without pre-emption.

    A CPU whose queue is empty pulls one waiting job from the longest other queue ("tail" or "head" end; "" never
    pulls); a pulled job runs `penalty` longer. When several CPUs become free at once the lower number goes first.
    """
    waiting = [deque(queue) for queue in queues]
    free = [0] * len(queues)
    finish: dict[str, int] = {}
    asleep: set[int] = set()
    while len(asleep) < len(queues):
        cpu = min((i for i in range(len(queues)) if i not in asleep), key=lambda i: (free[i], i))
        extra = 0
        if waiting[cpu]:
            name, time = waiting[cpu].popleft()
        else:
            other = max(range(len(queues)), key=lambda i: (len(waiting[i]), -i))
            if not pull or not waiting[other]:
                asleep.add(cpu)
                continue
            name, time = waiting[other].pop() if pull == "tail" else waiting[other].popleft()
            extra = penalty
        free[cpu] += time + extra
        finish[name] = free[cpu]
    return finish


def round_robin_with_devices(
    processes: Sequence[tuple[str, Sequence[int]]], quantum: int
) -> dict[str, tuple[int, int]]:
    """{name: (finish, time spent in the ready queue)} of (name, CPU, I/O, CPU, ... times) processes ready at 0.

    Each process has its own device. A process whose I/O ends at the moment a quantum ends queues first; two processes
    whose I/O ends together queue in the order given.
    """
    queue = deque((name, 0, times[0]) for name, times in processes)
    bursts = dict(processes)
    since = dict.fromkeys(bursts, 0)
    waited = dict.fromkeys(bursts, 0)
    blocked: list[tuple[int, int, str, int]] = []
    place = {name: i for i, (name, _) in enumerate(processes)}
    finish: dict[str, int] = {}
    clock = 0

    def wake() -> None:
        for item in sorted(blocked):
            if item[0] <= clock:
                blocked.remove(item)
                queue.append((item[2], item[3], bursts[item[2]][item[3]]))
                since[item[2]] = item[0]

    while len(finish) < len(processes):
        wake()
        if not queue:
            clock = min(blocked)[0]
            continue
        name, burst, left = queue.popleft()
        waited[name] += clock - since[name]
        run = min(quantum, left)
        clock += run
        wake()
        if left > run:
            queue.append((name, burst, left - run))
            since[name] = clock
        elif burst + 2 < len(bursts[name]):
            blocked.append((clock + bursts[name][burst + 1], place[name], name, burst + 2))
        else:
            finish[name] = clock
    return {name: (finish[name], waited[name]) for name, _ in processes}
