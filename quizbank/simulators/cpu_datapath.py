"""CPU data paths: signals on a single bus, the longest path between registers, PC changes, memory accesses."""

from collections.abc import Collection, Mapping, Sequence

__all__ = ["longest_signal_path", "memory_access_counts", "program_counter_updates", "run_bus_steps"]

_READS = {"imm": 0, "reg": 0, "regind": 0, "dir": 0, "ind": 1}  # reads of memory to find where the operand lies


def run_bus_steps(
    steps: Sequence[Collection[str]], registers: Mapping[str, int], memory: Mapping[int, int]
) -> tuple[dict[str, int], dict[int, int]]:
    """Registers and memory after the steps, one clock cycle each, of a CPU with one internal bus.

    Signals: ``Xout`` puts X on the bus (at most one in a step), ``Xin`` loads X from the bus at the end of the step,
    ``Add``/``Sub`` with ``Zin`` load Z with Y + bus or Y - bus, ``MemR`` loads MDR with M[MAR], ``MemW`` writes MDR to
    M[MAR]. Everything read in a step is the value from before the step.
    """
    state, cells = dict(registers), dict(memory)
    for step in steps:
        sources = [signal[:-3] for signal in step if signal.endswith("out")]
        if len(sources) > 1:
            raise ValueError(f"two registers drive the bus: {sources}")
        bus = state[sources[0]] if sources else None
        loads = {signal[:-2]: bus for signal in step if signal.endswith("in")}
        if "Z" in loads:
            loads["Z"] = state["Y"] + (bus or 0) if "Add" in step else state["Y"] - (bus or 0)
        if "MemR" in step:
            loads["MDR"] = cells[state["MAR"]]
        if None in loads.values():
            raise ValueError("a register is loaded from an empty bus")
        if "MemW" in step:
            cells[state["MAR"]] = state["MDR"]
        state |= loads
    return state, cells


def longest_signal_path(delays: Mapping[str, int], wires: Collection[tuple[str, str]]) -> int:
    """Largest sum of delays along a path of a circuit without cycles: the shortest clock period.

    A register appears twice: as a start with its clock-to-output delay, and as an end with its set-up time.
    """

    def longest_from(part: str) -> int:
        return delays[part] + max((longest_from(to) for start, to in wires if start == part), default=0)

    return max(map(longest_from, delays))


def program_counter_updates(code: Mapping[int, tuple[int, str, int]], start: int, instructions: int) -> int:
    """How often the PC is changed while so many instructions run.

    `code` maps an address to (bytes, kind, target); kind is ``plain``, ``skip`` (a branch not taken), ``jump``,
    ``call`` or ``return``. The PC grows by 1 with every byte fetched; a jump, call or return then loads it once more.
    """
    counter, changes, stack = start, 0, []
    for _ in range(instructions):
        size, kind, target = code[counter]
        counter, changes = counter + size, changes + size
        if kind in ("jump", "call", "return"):
            if kind == "call":
                stack.append(counter)
            counter = stack.pop() if kind == "return" else target
            changes += 1
    return changes


def memory_access_counts(program: Sequence[tuple[int, str, str]]) -> tuple[int, int]:
    """(reads, writes) of memory, one word each, for instructions given as (words, mode, use).

    Modes: ``imm``, ``reg``, ``regind`` (register indirect), ``dir``, ``ind`` (the pointer lies in memory). Use of the
    operand: ``r``, ``w``, ``rw``; ``-`` for none, ``push`` and ``pop`` for one access to the stack instead.
    """
    reads = writes = 0
    for words, mode, use in program:
        reads += words + _READS[mode]
        if mode in ("regind", "dir", "ind") and use in ("r", "w", "rw"):
            reads += "r" in use
            writes += "w" in use
        reads += use == "pop"
        writes += use == "push"
    return reads, writes
