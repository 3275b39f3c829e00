"""Processes and threads at work: fork, linked PCB queues, pipes, threads of two models, what a change is seen by."""

from collections.abc import Mapping, Sequence

__all__ = ["fork_paths", "memory_after_runs", "pcb_links_after", "pipe_bytes_read", "thread_model_finish"]


class _NeedsFork(Exception):
    """The run came to a fork whose result is not chosen yet."""


class _Break(Exception):
    """The innermost loop ends."""


def fork_paths(program: Sequence[tuple], variables: Mapping[str, int]) -> list[dict[str, int]]:
    """Final variables of every process that runs `program` to its end (the first one included).

    Statements: ("fork", child block, parent block); ("add", name, number); ("repeat", times, block);
    ("if", name, value, block) when the variable equals the value; ("break",) out of the innermost repeat.
    """

    def run(block: Sequence[tuple], memory: dict[str, int], results: list[bool], used: list[int]) -> None:
        for step in block:
            if step[0] == "fork":
                if used[0] == len(results):
                    raise _NeedsFork
                child = results[used[0]]
                used[0] += 1
                run(step[1] if child else step[2], memory, results, used)
            elif step[0] == "add":
                memory[step[1]] += step[2]
            elif step[0] == "repeat":
                try:
                    for _ in range(step[1]):
                        run(step[2], memory, results, used)
                except _Break:
                    pass
            elif step[0] == "if":
                if memory[step[1]] == step[2]:
                    run(step[3], memory, results, used)
            elif step[0] == "break":
                raise _Break
            else:
                raise ValueError(f"unknown statement {step[0]!r}")

    finals: list[dict[str, int]] = []
    todo: list[list[bool]] = [[]]
    while todo:
        results = todo.pop()
        memory = dict(variables)
        try:
            run(program, memory, results, [0])
        except _NeedsFork:
            todo += [[*results, True], [*results, False]]
        else:
            finals.append(memory)
    return finals


def memory_after_runs(memory: Mapping[str, int], runs: Sequence[tuple[str, Mapping[str, int]]]) -> dict[str, int]:
    """The first process's variables after `runs`, one after the other, each adding its amounts to them.

    ("thread", amounts) runs in the same address space, ("process", amounts) in a forked child that then ends.
    """
    own = dict(memory)
    for kind, amounts in runs:
        place = own if kind == "thread" else dict(own)
        for name, amount in amounts.items():
            place[name] += amount
    return own


def pcb_links_after(
    running: int, queues: Mapping[str, Sequence[int]], events: Sequence[tuple]
) -> tuple[int, dict[int, int]]:
    """(running process, link field of every queued PCB, 0 at a queue's end) after the events on one CPU.

    Queues are first in first out, "ready" is one of them. Events: ("slice",) the running process's quantum ends;
    ("wait", queue) it blocks there; ("done", queue) the first in that queue becomes ready; ("create", number).
    """
    now = {name: list(members) for name, members in queues.items()}
    for event in events:
        if event[0] == "slice":
            now["ready"].append(running)
            running = now["ready"].pop(0)
        elif event[0] == "wait":
            now[event[1]].append(running)
            running = now["ready"].pop(0)
        elif event[0] == "done":
            now["ready"].append(now[event[1]].pop(0))
        elif event[0] == "create":
            now["ready"].append(event[1])
        else:
            raise ValueError(f"unknown event {event!r}")
    links = {}
    for members in now.values():
        for place, number in enumerate(members):
            links[number] = members[place + 1] if place + 1 < len(members) else 0
    return running, links


def pipe_bytes_read(capacity: int, events: Sequence[tuple[str, int]]) -> tuple[list[int], int]:
    """(bytes each read got, bytes left in the pipe) for events ("write", n) and ("read", n) in the order they start.

    A read takes what is there, at most n bytes, and blocks only on an empty pipe. A write puts in what fits, blocks
    with the rest and goes on as soon as there is room. A blocked process starts nothing else.
    """
    content, rest, wanted = 0, 0, 0
    got: list[int] = []

    def settle() -> None:
        nonlocal content, rest, wanted
        moved = True
        while moved:
            moved = False
            if rest and content < capacity:
                put = min(rest, capacity - content)
                content, rest, moved = content + put, rest - put, True
            if wanted and content:
                take = min(wanted, content)
                got.append(take)
                content, wanted, moved = content - take, 0, True

    for kind, number in events:
        if kind == "write":
            if rest:
                raise ValueError("the writer is blocked")
            rest = number
        else:
            if wanted:
                raise ValueError("the reader is blocked")
            wanted = number
        settle()
    return got, content


def thread_model_finish(threads: Sequence[Sequence[int]], model: str) -> int:
    """When all threads of the only process are done; a thread is CPU, I/O, CPU, ... times, each with its own device.

    One CPU, first come first served, a thread keeps it until it blocks or ends; all are ready at 0 in the order given.
    "one-to-one": the kernel schedules the threads. "many-to-one": a blocking call blocks the whole process, and the
    caller goes on when it returns. Two threads never become ready at the same time (ValueError).
    """
    if model == "many-to-one":
        return sum(map(sum, threads))
    if model != "one-to-one":
        raise ValueError(f"unknown model {model!r}")
    arrivals = [(0, place, 0) for place in range(len(threads))]  # ready since, thread, next burst
    clock = end = 0
    while arrivals:
        since, thread, burst = min(arrivals)
        if since and sum(item[0] == since for item in arrivals) > 1:
            raise ValueError("two threads become ready at the same time")
        arrivals.remove((since, thread, burst))
        clock = max(clock, since) + threads[thread][burst]
        end = max(end, clock)
        if burst + 1 < len(threads[thread]):
            back = clock + threads[thread][burst + 1]
            end = max(end, back)
            if burst + 2 < len(threads[thread]):
                arrivals.append((back, thread, burst + 2))
    return end
