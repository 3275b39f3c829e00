"""A file mapped into memory (内存映射文件): page faults, victims and disk traffic of a sequence of accesses."""

from collections.abc import Sequence

__all__ = ["mapped_file_traffic"]


def mapped_file_traffic(
    accesses: Sequence[tuple[int, str]], frames: int, direct: int, page_bytes: int = 4096
) -> dict[str, object]:
    """What accesses ("offset in the file", "r" or "w") cost, with LRU over `frames` frames that are empty at first.

    A page is as large as a disk block; the file has at most one index block, for the blocks from `direct` on, which is
    read at its first use and stays in memory; the inode is in memory. A dirty page is written when it is replaced or,
    at the end, when the file is unmapped; nothing is added to the file, so index block and inode are not written.
    ``{"faults", "victims": [(page, dirty)], "reads": data and index blocks, "writes", "left": [(page, dirty)]}``.
    """
    resident: dict[int, bool] = {}  # the least recently used page first
    faults = reads = 0
    victims: list[tuple[int, bool]] = []
    indexed = False
    for offset, kind in accesses:
        page = offset // page_bytes
        if page in resident:
            dirty = resident.pop(page)
        else:
            dirty = False
            faults += 1
            reads += 1
            if page >= direct and not indexed:
                indexed = True
                reads += 1
            if len(resident) == frames:
                oldest = next(iter(resident))
                victims.append((oldest, resident.pop(oldest)))
        resident[page] = dirty or kind == "w"
    left = sorted(resident.items())
    writes = sum(dirty for _, dirty in victims) + sum(dirty for _, dirty in left)
    return {"faults": faults, "victims": victims, "reads": reads, "writes": writes, "left": left}
