"""Semaphores that count their waiters, precedence between statements, readers and writers in time."""

from collections import deque
from collections.abc import Mapping, Sequence
from itertools import pairwise

__all__ = ["precedence_semaphores", "readers_writers_finish", "semaphore_values_when_stuck"]


def semaphore_values_when_stuck(
    programs: Sequence[str], initial: Mapping[str, int], order: Sequence[int]
) -> tuple[dict[str, int], list[int]]:
    """(semaphore values, blocked processes) after each process in `order` has run until it blocks or ends.

    Programs such as "P(a) V(b)" run once. P takes 1 first and blocks below 0; V adds 1 and wakes the longest waiter
    when the result is at most 0. Woken processes run on, in the order of waking, after the one in `order`.
    """
    values = dict(initial)
    waiting: dict[str, deque[int]] = {name: deque() for name in values}
    place = [0] * len(programs)
    steps = [program.split() for program in programs]
    for first in order:
        todo = deque([first])
        while todo:
            process = todo.popleft()
            while place[process] < len(steps[process]):
                word = steps[process][place[process]]
                name = word[2:-1]
                place[process] += 1
                if word.startswith("P("):
                    values[name] -= 1
                    if values[name] < 0:
                        waiting[name].append(process)
                        break
                elif word.startswith("V("):
                    values[name] += 1
                    if values[name] <= 0:
                        todo.append(waiting[name].popleft())
    return values, sorted(process for queue in waiting.values() for process in queue)


def precedence_semaphores(edges: Sequence[tuple[str, str]], processes: Sequence[Sequence[str]]) -> tuple[int, int, int]:
    """(semaphores needed, edges between processes, edges that no other path implies) of an acyclic precedence graph.

    Every semaphore serves one pair (one V, one P), nothing is ordered beyond the graph, and each process runs its
    statements in the order given. A semaphore is needed for each edge between processes that no other path implies.
    """
    program = {pair for process in processes for pair in pairwise(process)}
    every = set(edges) | program

    def implied(edge: tuple[str, str]) -> bool:
        seen, todo = set(), [b for a, b in every if a == edge[0] and (a, b) != edge]
        while todo:
            here = todo.pop()
            if here not in seen:
                seen.add(here)
                todo += [b for a, b in every if a == here]
        return edge[1] in seen

    home = {statement: i for i, process in enumerate(processes) for statement in process}
    across = [edge for edge in edges if home[edge[0]] != home[edge[1]]]
    return sum(not implied(edge) for edge in across), len(across), sum(not implied(edge) for edge in edges)


def readers_writers_finish(arrivals: Sequence[tuple[str, int]], read: int, write: int, fair: bool) -> dict[str, int]:
    """Finish times of readers ("R1", 0) and writers ("W1", 1), in the order of arrival, all times different.

    Not `fair`: a reader enters whenever nobody writes, a writer only when nobody is inside (readers first). `fair`:
    everybody queues on one semaphore before entering, so nobody overtakes a waiting writer.
    """
    finish: dict[str, int] = {}
    waiting: list[str] = []
    coming = deque(arrivals)
    clock = 0
    while coming or waiting:
        inside = [name for name, end in finish.items() if end > clock]
        writing = any(name[0] == "W" for name in inside)
        entered = False
        for name in list(waiting):
            if name[0] == "R" and not writing:
                finish[name] = clock + read
            elif name[0] == "W" and not inside:
                # a free room goes to waiting readers first only when they may overtake
                if not fair and any(other[0] == "R" for other in waiting):
                    continue
                finish[name] = clock + write
            elif fair:
                break
            else:
                continue
            waiting.remove(name)
            entered = True
            break
        if entered:
            continue
        times = [end for end in finish.values() if end > clock] + [time for _, time in coming]
        clock = min(times)
        # leaving comes before arriving; the room is looked at again either way
        while coming and coming[0][1] <= clock:
            waiting.append(coming.popleft()[0])
    return finish
