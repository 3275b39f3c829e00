"""Concurrent programs explored exhaustively: races, semaphores, locks made of variables, condition variables."""

from collections.abc import Sequence

__all__ = ["lock_protocol_faults", "mesa_lowest_count", "race_final_values", "semaphore_outputs"]


def race_final_values(initial: int, processes: Sequence[Sequence[tuple[str, int]]]) -> set[int]:
    """Final values a shared x can have. A process is a list of statements ("+", 2), ("-", 1) or ("*", 3): x = x op n.

    Each statement is a load of x into a register followed later by a store; loads and stores are atomic.
    """
    apply = {"+": lambda x, n: x + n, "-": lambda x, n: x - n, "*": lambda x, n: x * n}
    start = (initial, tuple((0, None) for _ in processes))
    seen, todo, finals = {start}, [start], set()
    while todo:
        x, places = todo.pop()
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
            if following not in seen:
                seen.add(following)
                todo.append(following)
        if not moved:
            finals.add(x)
    return finals


def semaphore_outputs(processes: Sequence[str], initial: dict[str, int]) -> set[str]:
    """All complete outputs of processes such as "P(a) A V(b)", in which a bare word is printed.

    P, V and printing are atomic. An interleaving that gets stuck leaves its output with a trailing "!".
    """
    programs = [program.split() for program in processes]
    start = (tuple(sorted(initial.items())), (0,) * len(programs), "")
    seen, todo, outputs = {start}, [start], set()
    while todo:
        values, places, text = todo.pop()
        moved = False
        for i, at in enumerate(places):
            if at == len(programs[i]):
                continue
            word, now, shown = programs[i][at], dict(values), text
            if word.startswith("P("):
                if now[word[2:-1]] <= 0:
                    continue
                now[word[2:-1]] -= 1
            elif word.startswith("V("):
                now[word[2:-1]] += 1
            else:
                shown += word
            moved = True
            following = (tuple(sorted(now.items())), (*places[:i], at + 1, *places[i + 1 :]), shown)
            if following not in seen:
                seen.add(following)
                todo.append(following)
        if not moved:
            done = all(at == len(program) for at, program in zip(places, programs, strict=True))
            outputs.add(text if done else text + "!")
    return outputs


def lock_protocol_faults(programs: Sequence[Sequence[tuple]], variables: dict[str, int]) -> list[str]:
    """What is wrong with entry and exit code that processes repeat for ever: "mutual exclusion", "deadlock".

    Steps: ("set", name, value); ("while", [(name, value), ...]) spins while all of these hold, reading one variable at
    a time from the left and stopping at the first that differs; ("critical",). "deadlock" means a reachable state from
    which no process can ever be in its critical section again. A process may also stay outside for ever.
    """
    names = sorted(variables)
    start = (tuple(variables[name] for name in names), ((0, 0),) * len(programs))

    def steps(state: tuple) -> list[tuple]:
        values, places = state
        result = []
        for i, (at, part) in enumerate(places):
            step, now = programs[i][at], list(values)
            following = ((at + 1) % len(programs[i]), 0)
            if step[0] == "set":
                now[names.index(step[1])] = step[2]
            elif step[0] == "while":
                name, value = step[1][part]
                if values[names.index(name)] == value:
                    following = (at, (part + 1) % len(step[1]))
            result.append((tuple(now), (*places[:i], following, *places[i + 1 :])))
        return result

    reached, todo = {start: set()}, [start]
    while todo:
        state = todo.pop()
        for following in steps(state):
            if following not in reached:
                reached[following] = set()
                todo.append(following)
            reached[following].add(state)

    def inside(state: tuple) -> int:
        return sum(programs[i][at][0] == "critical" for i, (at, _) in enumerate(state[1]))

    faults = []
    if any(inside(state) > 1 for state in reached):
        faults.append("mutual exclusion")
    alive = {state for state in reached if inside(state)}
    todo = list(alive)
    while todo:
        for before in reached[todo.pop()] - alive:
            alive.add(before)
            todo.append(before)
    if len(alive) < len(reached):
        faults.append("deadlock")
    return faults


def mesa_lowest_count(test: str, consumers: int, items: int) -> int:
    """Lowest value `count` can reach when consumers guard the wait with "if" or "while" under Mesa semantics.

    Consumer: lock; test count == 0 and wait; count--; unlock. Producer, once per item: lock; count++; signal; unlock.
    A woken consumer competes for the lock with everyone else and re-tests only under "while".
    """
    lowest = 0
    # consumer: "new", "waiting", "woken", "done"; a turn runs from getting the lock to giving it back
    start = (("new",) * consumers, 0, items)
    seen, todo = {start}, [start]
    while todo:
        states, count, to_make = todo.pop()
        following = []
        if to_make:
            waiting = [i for i, state in enumerate(states) if state == "waiting"]
            if not waiting:
                following.append((states, count + 1, to_make - 1))
            for i in waiting:
                following.append(((*states[:i], "woken", *states[i + 1 :]), count + 1, to_make - 1))
        for i, state in enumerate(states):
            if state == "new" or (state == "woken" and test == "while"):
                if count == 0:
                    following.append(((*states[:i], "waiting", *states[i + 1 :]), count, to_make))
                else:
                    following.append(((*states[:i], "done", *states[i + 1 :]), count - 1, to_make))
            elif state == "woken":
                following.append(((*states[:i], "done", *states[i + 1 :]), count - 1, to_make))
        for one in following:
            lowest = min(lowest, one[1])
            if one not in seen:
                seen.add(one)
                todo.append(one)
    return lowest
