"""Control unit: width of a micro-instruction, and the fewest clock cycles of micro-operations on a single bus."""

from collections.abc import Mapping, Sequence
from itertools import combinations

__all__ = ["microinstruction_bits", "single_bus_cycles"]


def microinstruction_bits(groups: Sequence[int], test_bits: int, control_words: int) -> int:
    """字段直接编码 with a next-address field: one field per group of mutually exclusive commands.

    Every field keeps one code for "no command"; `test_bits` is the branch-test field, `control_words` the size of the
    control memory that the next-address field must reach.
    """
    fields = sum(size.bit_length() for size in groups)  # codes 0..size
    return fields + test_bits + (control_words - 1).bit_length()


def single_bus_cycles(operations: Mapping[str, tuple[bool, Sequence[str]]]) -> int:
    """Fewest cycles for micro-operations given as name -> (uses the bus?, operations of earlier cycles it needs).

    One cycle holds at most one operation that uses the bus, and any number of others. Searches every schedule.
    """
    states, cycles = {frozenset()}, 0
    while frozenset(operations) not in states:
        following = set()
        for done in states:
            ready = [o for o, (_, needs) in operations.items() if o not in done and done.issuperset(needs)]
            free = [o for o in ready if not operations[o][0]]
            bus = [o for o in ready if operations[o][0]]
            for size in range(len(free) + 1):
                for chosen in combinations(free, size):
                    following |= {done.union(chosen, [one] if one else []) for one in (*bus, None)}
        if following <= states:
            raise ValueError("the operations can never all run")
        states, cycles = following, cycles + 1
    return cycles
