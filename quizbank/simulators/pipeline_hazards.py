"""Hazards in pipelines: branches, a single memory port, two-way issue, prediction counters, register dependences.

Instructions are (kind, destination or "", [sources]); kind is ``alu``, ``load``, ``store`` or ``branch`` (not taken),
``taken`` (a branch that is taken).
"""

from collections.abc import Sequence
from itertools import combinations

__all__ = ["branch_mispredictions", "hazard_pipeline_cycles", "in_order_issue_cycles", "register_dependences"]

Program = Sequence[tuple[str, str, Sequence[str]]]


def hazard_pipeline_cycles(program: Program, branch_stage: str = "EX", one_memory_port: bool = False) -> int:
    """Cycles from the first IF to the last WB of IF-ID-EX-MEM-WB with forwarding, branches predicted not taken.

    `program` lists the instructions in the order in which they really run. An ALU result can be used one cycle later, a
    loaded word two cycles later, both at the start of EX. After a taken branch the right instruction is fetched in the
    cycle after `branch_stage`. With `one_memory_port` an IF waits while an older load or store is in MEM.
    """
    fetch, busy, ready = 1, set(), {}
    execute = 0
    for kind, target, sources in program:
        while one_memory_port and fetch in busy:
            fetch += 1
        decode = max(fetch + 1, execute)
        execute = max([decode + 1, *(ready.get(source, 0) for source in sources)])
        if kind in ("load", "store"):
            busy.add(execute + 1)
        if target:
            ready[target] = execute + (2 if kind == "load" else 1)
        fetch = execute + {"ID": 0, "EX": 1, "MEM": 2}[branch_stage] if kind == "taken" else decode
    return execute + 2


def in_order_issue_cycles(program: Program, width: int) -> list[int]:
    """The cycle in which each instruction is issued, in order, at most `width` per cycle and one load or store of them.

    A result can be used by instructions issued one cycle later, a loaded word two cycles later.
    """
    issued: list[int] = []
    ready: dict[str, int] = {}
    cycle, used, memory = 1, 0, 0
    for kind, target, sources in program:
        access = kind in ("load", "store")
        earliest = max([cycle, *(ready.get(source, 0) for source in sources)])
        if earliest == cycle and (used == width or (access and memory)):
            earliest += 1
        if earliest > cycle:
            cycle, used, memory = earliest, 0, 0
        used, memory = used + 1, memory + access
        issued.append(cycle)
        if target:
            ready[target] = cycle + (2 if kind == "load" else 1)
    return issued


def branch_mispredictions(outcomes: str, bits: int, state: int = 0) -> int:
    """Wrong predictions for a string of T (taken) and N by a saturating counter of so many bits.

    The upper half of the states predicts taken; a taken branch counts up, one not taken down.
    """
    top, wrong = (1 << bits) - 1, 0
    for outcome in outcomes:
        taken = outcome == "T"
        wrong += taken != (state > top // 2)
        state = min(top, state + 1) if taken else max(0, state - 1)
    return wrong


def register_dependences(program: Program) -> set[tuple[int, int, str]]:
    """(earlier, later, kind) with numbers from 1; kind is RAW (from the last writer only), WAR or WAW."""
    found = set()
    for (i, (_, first, reads)), (j, (_, second, uses)) in combinations(enumerate(program, 1), 2):
        between = {target for _, target, _ in program[i : j - 1]}
        if first and first in uses and first not in between:
            found.add((i, j, "RAW"))
        if second and second in reads:
            found.add((i, j, "WAR"))
        if second and second == first:
            found.add((i, j, "WAW"))
    return found
