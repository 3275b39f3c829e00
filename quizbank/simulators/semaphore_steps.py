"""One semaphore step by step, and witnesses for the final values of a race."""

from collections.abc import Sequence

__all__ = ["race_schedules", "semaphore_run", "semaphore_steps"]


def semaphore_run(initial: int, operations: Sequence[tuple[str, str]]) -> tuple[int, list[str], list[str]]:
    """(value, processes still blocked in their order, processes woken in order) after (process, "P" or "V") in turn.

    P takes 1 and blocks below 0; V adds 1 and wakes the longest waiter when the result is at most 0. An operation of a
    blocked process is a ValueError.
    """
    steps = semaphore_steps(initial, operations)
    value, blocked, _ = steps[-1] if steps else (initial, [], None)
    return value, blocked, [woken for _, _, woken in steps if woken is not None]


def semaphore_steps(initial: int, operations: Sequence[tuple[str, str]]) -> list[tuple[int, list[str], str | None]]:
    """(value, blocked processes, process that it woke) after each operation, as `semaphore_run` counts."""
    value, blocked = initial, []
    steps: list[tuple[int, list[str], str | None]] = []
    for process, operation in operations:
        if process in blocked:
            raise ValueError(f"{process} is blocked")
        woken = None
        if operation == "P":
            value -= 1
            if value < 0:
                blocked.append(process)
        elif operation == "V":
            value += 1
            if value <= 0:
                woken = blocked.pop(0)
        else:
            raise ValueError(f"unknown operation {operation!r}")
        steps.append((value, list(blocked), woken))
    return steps


def race_schedules(initial: int, processes: Sequence[Sequence[tuple[str, int]]]) -> dict[int, list[int]]:
    """For each final value of `race_final_values` one schedule that leads to it: the process of each load or store."""
    apply = {"+": lambda x, n: x + n, "-": lambda x, n: x - n, "*": lambda x, n: x * n}
    start = (initial, tuple((0, None) for _ in processes))
    path: dict[tuple, list[int]] = {start: []}
    todo, finals = [start], {}
    for state in todo:  # grows while it is walked: shortest schedules with the earlier processes first
        x, places = state
        moved = False
        for i, (at, register) in enumerate(places):
            if at == len(processes[i]):
                continue
            moved = True
            if register is None:
                following = (x, (*places[:i], (at, x), *places[i + 1 :]))
            else:
                op, number = processes[i][at]
                following = (apply[op](register, number), (*places[:i], (at + 1, None), *places[i + 1 :]))
            if following not in path:
                path[following] = [*path[state], i]
                todo.append(following)
        if not moved:
            finals.setdefault(x, path[state])
    return finals
