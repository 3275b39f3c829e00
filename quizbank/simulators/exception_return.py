"""Exceptions and interrupts: the return addresses that are saved, and the entry found through a vector table."""

from collections.abc import Collection, Mapping

__all__ = ["saved_return_addresses", "vector_table_entry"]


def saved_return_addresses(
    program: Mapping[int, str], start: int, faults: Collection[int], requests: Collection[int]
) -> list[tuple[str, int]]:
    """(cause, saved address) in the order of the responses, for 4-byte instructions run one after the other.

    `program` maps addresses to ``plain`` or ``syscall``; the instructions at `faults` fault the first time they run and
    run again afterwards; during the first run of those at `requests` an external request comes. Service programs run
    with interrupts off; requests are looked at when an instruction ends, also the return from a service program.
    """
    counter, pending, saved = start, False, []
    to_fault, to_come = set(faults), set(requests)
    while counter in program:
        if counter in to_come:
            to_come.remove(counter)
            pending = True
        if counter in to_fault:
            to_fault.remove(counter)
            saved.append(("fault", counter))
        else:
            if program[counter] == "syscall":
                saved.append(("trap", counter + 4))
            counter += 4
        if pending:
            saved.append(("interrupt", counter))
            pending = False
    return saved


def vector_table_entry(
    memory: Mapping[int, int], base: int, number: int, size: int = 4, order: str = "little"
) -> tuple[int, int]:
    """(vector address, vector): where the entry of interrupt `number` lies in the table at `base`, and what it holds."""
    where = base + number * size
    cells = [memory[where + i] for i in range(size)]
    return where, int.from_bytes(bytes(cells), "little" if order == "little" else "big")
