"""Memory of processes: partitions with release, page table design, segments, faults of one instruction, resident sets."""

from collections.abc import Sequence
from fractions import Fraction

__all__ = [
    "buffered_fifo_io",
    "instruction_page_faults",
    "mapped_file_io",
    "paged_access_mean",
    "partition_regions",
    "segment_access_result",
    "smallest_page_for_levels",
    "working_set_pages",
]


def partition_regions(
    policy: str, regions: Sequence[tuple[str, int]], events: Sequence[tuple], merge: bool = True
) -> list[tuple[str, int]] | None:
    """Regions (owner, size) in address order after the events; owner "" is a hole. None when a request cannot be met.

    Events: ("alloc", owner, size) takes the low end of the hole chosen by "first", "best" or "worst" (ties: lowest
    address); ("free", owner) makes a hole and, if `merge`, joins it with the holes beside it.
    """
    memory = list(regions)
    for kind, owner, *rest in events:
        if kind == "free":
            memory = [("" if name == owner else name, size) for name, size in memory]
        else:
            size = rest[0]
            fitting = [i for i, (name, free) in enumerate(memory) if not name and free >= size]
            if not fitting:
                return None
            if policy == "first":
                at = fitting[0]
            elif policy == "best":
                at = min(fitting, key=lambda i: memory[i][1])
            elif policy == "worst":
                at = max(fitting, key=lambda i: (memory[i][1], -i))
            else:
                raise ValueError(f"unknown policy {policy!r}")
            left = memory[at][1] - size
            memory[at : at + 1] = [(owner, size)] + ([("", left)] if left else [])
        if merge:
            joined: list[tuple[str, int]] = []
            for name, size in memory:
                if joined and not name and not joined[-1][0]:
                    joined[-1] = ("", joined[-1][1] + size)
                else:
                    joined.append((name, size))
            memory = joined
    return memory


def smallest_page_for_levels(address_bits: int, entry: int, levels: int) -> int:
    """Smallest page in bytes (a power of 2) with which `levels` levels of tables, each table at most a page, suffice."""
    page = 1
    while page < entry or page * (page // entry) ** levels < 1 << address_bits:
        page *= 2
    return page


def paged_access_mean(hit: Fraction, tlb: int, memory: int, levels: int) -> Fraction:
    """Mean time of one data access: TLB first, only after a miss the `levels` page tables in memory; then the data."""
    return hit * (tlb + memory) + (1 - hit) * (tlb + levels * memory + memory)


def segment_access_result(
    table: Sequence[tuple[int, int, str]], address: int, offset_bits: int, want: str
) -> int | str:
    """Physical address, or "segment" (number beyond the table), "length" (offset >= length), "right" (not permitted).

    Table entries are (base, length, rights), rights a string of "r", "w", "x".
    """
    number, offset = address >> offset_bits, address & ((1 << offset_bits) - 1)
    if number >= len(table):
        return "segment"
    base, length, rights = table[number]
    if offset >= length:
        return "length"
    return base + offset if want in rights else "right"


def instruction_page_faults(page: int, ranges: Sequence[tuple[int, int]], resident: Sequence[int]) -> tuple[int, int]:
    """(page faults, times the instruction is begun) of one instruction that touches the (first byte, length) ranges.

    Every fault loads one page, no page leaves, and the instruction begins anew after each fault.
    """
    touched = [p for first, length in ranges for p in range(first // page, (first + length - 1) // page + 1)]
    present, begun, faults = set(resident), 0, 0
    while True:
        begun += 1
        missing = next((p for p in touched if p not in present), None)
        if missing is None:
            return faults, begun
        faults += 1
        present.add(missing)


def working_set_pages(references: Sequence[int], window: int) -> set[int]:
    """Pages among the last `window` references."""
    return set(references[-window:])


def buffered_fifo_io(resident: Sequence[int], buffers: int, references: Sequence[int]) -> tuple[int, int]:
    """(page faults, disk reads) of FIFO with a queue of reclaimed frames; `resident` in order of loading fills all frames.

    A fault moves the oldest resident page to the tail of the queue, its content kept. A page found in the queue comes
    back without a disk read; otherwise the frame at the head is taken and the page is read from disk. The `buffers`
    frames of the queue are empty at first.
    """
    pages, queue = list(resident), [None] * buffers
    faults = reads = 0
    for page in references:
        if page in pages:
            continue
        faults += 1
        queue.append(pages.pop(0))
        if page in queue:
            queue.remove(page)
        else:
            queue.pop(0)
            reads += 1
        pages.append(page)
    return faults, reads


def mapped_file_io(operations: Sequence[tuple[str, int]], page: int) -> tuple[int, int]:
    """(pages read from disk, pages written back at unmapping) for ("r" or "w", byte offset) on a shared file mapping.

    Pages come in at their first access only, none is replaced, and only modified pages are written.
    """
    changed: dict[int, bool] = {}
    for kind, offset in operations:
        number = offset // page
        changed[number] = changed.get(number, False) or kind == "w"
    return len(changed), sum(changed.values())
