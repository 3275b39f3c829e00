"""Files as the kernel sees them: open files, permission bits, FAT chains, directories, free block groups, layout."""

from collections.abc import Mapping, Sequence

__all__ = [
    "fat_after",
    "fat_chain",
    "grouped_free_after",
    "layout_first_data_block",
    "listing_block_reads",
    "mode_bits_allow",
    "open_file_positions",
    "path_walk_reads",
]


def open_file_positions(operations: Sequence[tuple]) -> dict[tuple[str, str], int]:
    """Read positions by (process, descriptor). Each open makes an entry at position 0; fork shares the parent's entries.

    Operations: ("open", process, name), ("read", process, name, bytes), ("fork", parent, child),
    ("close", process, name). The file is long enough.
    """
    names: dict[tuple[str, str], int] = {}
    positions: list[int] = []
    for kind, process, what, *rest in operations:
        if kind == "open":
            names[process, what] = len(positions)
            positions.append(0)
        elif kind == "read":
            positions[names[process, what]] += rest[0]
        elif kind == "fork":
            names |= {(what, name): entry for (owner, name), entry in names.items() if owner == process}
        elif kind == "close":
            del names[process, what]
        else:
            raise ValueError(f"unknown operation {kind!r}")
    return {key: positions[entry] for key, entry in names.items()}


def mode_bits_allow(mode: str, owner: str, group: str, user: str, groups: Sequence[str], want: str) -> bool:
    """Whether `mode` ("rwxr-x---") gives `user` all of `want`; only the first class that fits counts."""
    start = 0 if user == owner else 3 if group in groups else 6
    return all(letter in mode[start : start + 3] for letter in want)


def fat_chain(fat: Mapping[int, int], first: int) -> list[int]:
    """Blocks of the file that begins at `first`; an entry of -1 ends a chain."""
    chain = [first]
    while fat[chain[-1]] != -1:
        chain.append(fat[chain[-1]])
    return chain


def fat_after(fat: Mapping[int, int], operations: Sequence[tuple]) -> dict[int, int]:
    """The table after ("delete", first) and ("append", first, blocks); 0 marks a free block, the lowest is taken first."""
    table = dict(fat)
    for kind, first, *rest in operations:
        if kind == "delete":
            table |= dict.fromkeys(fat_chain(table, first), 0)
            continue
        for _ in range(rest[0]):
            last = fat_chain(table, first)[-1]
            new = min(block for block, entry in table.items() if entry == 0)
            table[last], table[new] = new, -1
    return table


def listing_block_reads(files: int, entry: int, block: int, inode: int = 0) -> int:
    """Blocks read to list a directory: its entries and, if `inode` > 0, the inodes of that size, packed, each block once."""
    entries = -(-files // (block // entry))
    return entries + (-(-files // (block // inode)) if inode else 0)


def path_walk_reads(start: str, path: str, in_memory: Sequence[str]) -> int:
    """Blocks read to get the inode of `path`, from directory `start`; directories fill one block, an inode is one block.

    ".." is looked up in the directory's content like any name. `in_memory` lists directories whose inode needs no read;
    what was read stays in memory.
    """
    here = [part for part in start.split("/") if part]
    inodes, contents, reads = {tuple(p for p in name.split("/") if p) for name in in_memory}, set(), 0
    if tuple(here) not in inodes:
        reads += 1
        inodes.add(tuple(here))
    for part in (part for part in path.split("/") if part):
        if tuple(here) not in contents:
            reads += 1
            contents.add(tuple(here))
        here = here[:-1] if part == ".." else [*here, part]
        if tuple(here) not in inodes:
            reads += 1
            inodes.add(tuple(here))
    return reads


def grouped_free_after(
    stack: Sequence[int], groups: Mapping[int, Sequence[int]], capacity: int, operations: Sequence[tuple]
) -> tuple[list[int], list[int]]:
    """(blocks allocated, stack in the superblock, bottom first) for ("alloc",) and ("free", block).

    `groups` gives the stack stored in a block that is the bottom of a group. Taking the bottom block first copies that
    stack into the superblock. Freeing onto a full stack stores the stack in the freed block, which becomes the bottom.
    """
    now, stored, taken = list(stack), {block: list(group) for block, group in groups.items()}, []
    for kind, *rest in operations:
        if kind == "alloc":
            block = now.pop()
            if not now:
                now = stored.pop(block)
            taken.append(block)
        else:
            if len(now) == capacity:
                stored[rest[0]] = now
                now = []
            now.append(rest[0])
    return taken, now


def layout_first_data_block(disk: int, block: int, inodes: int, inode: int, reserved: int) -> int:
    """Number (from 0) of the first data block behind `reserved` blocks, block bitmap, inode bitmap and inode table."""

    def filled(size: int) -> int:
        return -(-size // block)

    return reserved + filled(-(-(disk // block) // 8)) + filled(-(-inodes // 8)) + filled(inodes * inode)
