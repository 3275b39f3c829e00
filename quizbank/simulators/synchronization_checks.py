"""Semaphore solutions explored exhaustively: every interleaving of a few processes, forbidden states and deadlock.

A program is a string of words separated by blanks, each one an atomic step: `P(s)`, `V(s)` on a semaphore; `x+1`, `x-1`,
`x=0` on a shared variable; `[x==3]word` does `word` when the condition holds at that moment and otherwise nothing.
A condition compares a sum of variables with a number: `x>=2`, `a-b>=2`, and several are joined by `&`.
"""

import operator
import re
from collections.abc import Callable, Mapping, Sequence

__all__ = ["most_in_state", "synchronization_faults"]

_STATES = 400_000
_COMPARE: dict[str, Callable[[int, int], bool]] = {
    "==": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt,
}  # fmt: skip
_CONDITION = re.compile(r"(\w+(?:[+-]\w+)*)(==|!=|>=|<=|>|<)(-?\d+)")
_WORD = re.compile(r"(?:\[([^\]]+)\])?(?:([PV])\((\w+)\)|([a-zA-Z_]\w*)([-+=])(\d+))")

Crew = tuple[str, int, int | None]  # program, how many processes run it, rounds of each (None: for ever)
State = tuple[tuple[int, ...], tuple[tuple[tuple[int, int], ...], ...]]


def _holds(condition: str, values: Mapping[str, int]) -> bool:
    for piece in condition.split("&"):
        match = _CONDITION.fullmatch(piece)
        if match is None:
            raise ValueError(f"not a condition: {piece!r}")
        terms = re.findall(r"([+-]?)(\w+)", match[1])
        total = sum((-1 if sign == "-" else 1) * values[name] for sign, name in terms)
        if not _COMPARE[match[2]](total, int(match[3])):
            return False
    return True


class _Model:
    def __init__(self, crews: Sequence[Crew], initial: Mapping[str, int]):
        self.names = list(initial)
        self.programs: list[list[re.Match[str]]] = []
        for program, _, _ in crews:
            words = [(word, _WORD.fullmatch(word)) for word in program.split()]
            for word, match in words:
                if match is None:
                    raise ValueError(f"not a step: {word!r}")
            self.programs.append([match for _, match in words if match])
        self.rounds = [rounds for _, _, rounds in crews]
        # (rounds done, place) of the processes of each crew, sorted: processes with one program are interchangeable
        self.start: State = (tuple(initial.values()), tuple(((0, 0),) * number for _, number, _ in crews))

    def ended(self, crew: int, process: tuple[int, int]) -> bool:
        return self.rounds[crew] is not None and process[0] == self.rounds[crew]

    def _step(self, values: tuple[int, ...], match: re.Match[str]) -> tuple[int, ...] | None:
        now = dict(zip(self.names, values, strict=True))
        condition, semaphore_step, semaphore, variable, sign, number = match.groups()
        if condition and not _holds(condition, now):
            return values
        if semaphore_step == "P":
            if now[semaphore] == 0:
                return None
            now[semaphore] -= 1
        elif semaphore_step == "V":
            now[semaphore] += 1
        elif sign == "=":
            now[variable] = int(number)
        else:
            now[variable] += int(number) if sign == "+" else -int(number)
        return tuple(now.values())

    def moves(self, state: State) -> list[State]:
        values, crews = state
        found = []
        for crew, processes in enumerate(crews):
            for which in sorted(set(processes)):
                if self.ended(crew, which):
                    continue
                done, place = which
                after = self._step(values, self.programs[crew][place])
                if after is None:
                    continue
                moved = (done, place + 1)
                if moved[1] == len(self.programs[crew]):
                    moved = (done if self.rounds[crew] is None else done + 1, 0)
                others = list(processes)
                others[others.index(which)] = moved
                found.append((after, (*crews[:crew], tuple(sorted(others)), *crews[crew + 1 :])))
        return found


def _explore(crews: Sequence[Crew], initial: Mapping[str, int]) -> tuple[_Model, dict[State, bool]]:
    """Every reachable state, and whether anything can move in it."""
    model = _Model(crews, initial)
    can_move: dict[State, bool] = {}
    todo = [model.start]
    while todo:
        state = todo.pop()
        if state in can_move:
            continue
        if len(can_move) >= _STATES:
            raise ValueError("too many states")
        following = model.moves(state)
        can_move[state] = bool(following)
        todo += [after for after in following if after not in can_move]
    return model, can_move


def synchronization_faults(
    crews: Sequence[Crew], initial: Mapping[str, int], forbidden: Sequence[str] = ()
) -> list[str]:
    """The forbidden conditions that some interleaving reaches, and "deadlock" when one gets stuck.

    `crews` are (program, number of processes, rounds of each); `initial` names every semaphore and shared variable.
    Stuck: nothing can move and a process with a limited number of rounds is not at its end. Processes that run for
    ever may wait when the others are done.
    """
    model, states = _explore(crews, initial)
    faults = [
        condition
        for condition in forbidden
        if any(_holds(condition, dict(zip(model.names, values, strict=True))) for values, _ in states)
    ]
    stuck = any(
        not moving
        and any(
            model.rounds[crew] is not None and not model.ended(crew, process)
            for crew, processes in enumerate(state[1])
            for process in processes
        )
        for state, moving in states.items()
    )
    return [*faults, "deadlock"] if stuck else faults


def most_in_state(crews: Sequence[Crew], initial: Mapping[str, int], variable: str, where: str = "") -> int:
    """The largest value that a semaphore or variable takes in any interleaving, among the states where `where` holds."""
    model, states = _explore(crews, initial)
    every = (dict(zip(model.names, values, strict=True)) for values, _ in states)
    return max(values[variable] for values in every if not where or _holds(where, values))
