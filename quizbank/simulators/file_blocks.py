"""Blocks of files: index levels of an inode, insertion by allocation method, bitmap, path look-up, links."""

from collections.abc import Sequence

__all__ = [
    "bitmap_position",
    "inode_largest_file",
    "inode_range_reads",
    "insert_block_transfers",
    "link_trace",
    "path_lookup_reads",
]


def inode_largest_file(block: int, pointer: int, direct: int, single: int, double: int, triple: int) -> int:
    """Largest file in bytes that an inode with these numbers of pointers of each kind can address."""
    fan = block // pointer
    return (direct + single * fan + double * fan**2 + triple * fan**3) * block


def inode_range_reads(
    offset: int, length: int, block: int, pointer: int, direct: int, single: int = 1, double: int = 1
) -> int:
    """Disk blocks read for `length` bytes at `offset`, data and index blocks; the inode is in memory.

    Each needed block is read once: index blocks that were read stay in memory.
    """
    fan = block // pointer
    read = set()
    for index in range(offset // block, (offset + length - 1) // block + 1):
        read.add(("data", index))
        rest = index - direct
        if rest < 0:
            continue
        if rest < single * fan:
            read.add(("single", rest // fan))
            continue
        rest -= single * fan
        if rest >= double * fan**2:
            raise ValueError(f"block {index} is beyond the double indirect pointers")
        read.add(("double", rest // fan**2))
        read.add(("double second", rest // fan))
    return len(read)


def insert_block_transfers(method: str, blocks: int, after: int) -> int:
    """Disk block reads and writes to insert one block behind the `after`-th of `blocks` blocks (counted from 1).

    The new block's content, the directory entry and an index block are in memory and are not counted as transfers.
    "contiguous": free space only behind the file, moved blocks are read and written. "linked": each block holds the
    number of the next one, the chain is followed from the first block, which the entry names; the new block and its
    predecessor are written. "indexed": only the new block is written.
    """
    disk = list(range(1, blocks + 1))
    reads = writes = 0
    if method == "contiguous":
        moved = disk[after:]
        reads, writes = len(moved), len(moved) + 1
    elif method == "linked":
        at = 0
        while at < after:  # reading block `at` + 1 tells where the next one lies
            reads += 1
            at += 1
        writes = 2 if after else 1
    elif method == "indexed":
        writes = 1
    else:
        raise ValueError(f"unknown method {method!r}")
    return reads + writes


def bitmap_position(number: int, block: int, word_bits: int, first_block: int = 0) -> tuple[int, int, int]:
    """(disk block, word in the block, bit in the word) of block `number`'s bit; everything counts from 0.

    The bitmap lies in consecutive blocks of `block` bytes from `first_block` on.
    """
    per_block = block * 8
    within = number % per_block
    return first_block + number // per_block, within // word_bits, within % word_bits


def path_lookup_reads(
    path: str, in_memory: Sequence[str], mounted: Sequence[str] = (), data_blocks: int = 1, read_data: bool = True
) -> int:
    """Disk blocks read to reach the file at an absolute path and then, if `read_data`, its first data block.

    Each directory's entries fill `data_blocks` blocks, all of them read; each inode is one block. `in_memory` lists the
    paths whose inode needs no read. A path in `mounted` is a mount point: the root inode of what is mounted there takes
    the place of its own, and is in memory as well, so no inode is read for it.
    """
    parts = [part for part in path.split("/") if part]
    reads, here = 0, "/"
    for part in parts:
        if here not in in_memory and here not in mounted:
            reads += 1  # inode of the directory
        reads += data_blocks
        here = here.rstrip("/") + "/" + part
    if here not in in_memory and here not in mounted:
        reads += 1
    return reads + (1 if read_data else 0)


def link_trace(operations: Sequence[tuple[str, ...]]) -> dict[str, tuple[str, int] | None]:
    """What every path gives after the operations: (content, link count of its inode), or None when it cannot be opened.

    Operations: ("create", path, content), ("link", old, new), ("symlink", target, new), ("remove", path). A hard link
    names the inode; a symbolic link has an inode of its own with the target's path, followed when it is opened. Removing
    a path takes only that name away; an inode without names is freed.
    """
    names: dict[str, int] = {}
    inodes: dict[int, tuple[str, str]] = {}
    for number, (kind, *words) in enumerate(operations):
        if kind == "create":
            names[words[0]] = number
            inodes[number] = ("file", words[1])
        elif kind == "symlink":
            names[words[1]] = number
            inodes[number] = ("link", words[0])
        elif kind == "link":
            names[words[1]] = names[words[0]]
        elif kind == "remove":
            del names[words[0]]
        else:
            raise ValueError(f"unknown operation {kind!r}")

    def opened(path: str) -> tuple[str, int] | None:
        for _ in range(8):
            if path not in names:
                return None
            what, text = inodes[names[path]]
            if what == "file":
                return text, sum(inode == names[path] for inode in names.values())
            path = text
        return None

    return {path: opened(path) for path in names}
