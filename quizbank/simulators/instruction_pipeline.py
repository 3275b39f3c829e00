"""The five-stage pipeline IF-ID-EX-MEM-WB with in-order issue, and the time of longer runs.

An instruction is (kind, destination or "", [sources]); kind is "alu", "load" or "store".
"""

from collections.abc import Sequence
from fractions import Fraction

__all__ = ["five_stage_cycles", "pipelined_run_ps", "pipelined_speedup"]


def five_stage_cycles(
    program: Sequence[tuple[str, str, Sequence[str]]], forwarding: bool, write_before_read: bool = True
) -> int:
    """Cycles from the first IF to the last WB.

    Without forwarding an instruction stays in ID until its sources are written; `write_before_read` lets ID read in the
    cycle of the write (first half writes, second half reads). With forwarding every source, also a store's data, is
    needed when EX starts: an ALU result can be used one cycle later, a loaded word two cycles later. No other hazards.
    """
    decode = 1
    ready: dict[str, int] = {}  # register -> earliest ID cycle of a reader that need not wait
    for kind, target, sources in program:
        decode = max([decode + 1, *(ready.get(source, 0) for source in sources)])
        if target:
            if forwarding:
                ready[target] = decode + (2 if kind == "load" else 1)
            else:
                ready[target] = decode + (3 if write_before_read else 4)
    return decode + 3


def pipelined_run_ps(
    instructions: int, stages: Sequence[int], latch: int, flushes: int | Fraction = 0, flush_cycles: int = 0
) -> Fraction:
    """Time of a run in ps: clock = slowest stage + latch; k + n - 1 cycles and `flush_cycles` for every flush."""
    cycles = len(stages) + instructions - 1 + Fraction(flushes) * flush_cycles
    return (max(stages) + latch) * cycles


def pipelined_speedup(
    instructions: int, stages: Sequence[int], latch: int, flushes: int | Fraction = 0, flush_cycles: int = 0
) -> Fraction:
    """Time without a pipeline (sum of the stages per instruction, no latches) / time with it."""
    return instructions * sum(stages) / pipelined_run_ps(instructions, stages, latch, flushes, flush_cycles)
