"""Index blocks of a file, reads that follow a chain of blocks, sizes of FAT and bitmap."""

from collections.abc import Sequence

__all__ = ["bitmap_bytes", "chained_reads", "fat_bytes", "index_blocks_used", "index_level_of", "inode_places_read"]


def index_level_of(block_number: int, fan: int, direct: int, single: int = 1, double: int = 1, triple: int = 1) -> int:
    """How many index blocks, 0 to 3, are on the way to logical block `block_number` (from 0)."""
    rest = block_number
    for level, pointers in enumerate((direct, single, double, triple)):
        if rest < pointers * fan**level:
            return level
        rest -= pointers * fan**level
    raise ValueError(f"block {block_number} is beyond the pointers")


def inode_places_read(block_numbers: Sequence[int], fan: int, direct: int) -> int:
    """Disk blocks read for these logical blocks one after the other, what was read stays; the inode is in memory.

    One single and one double indirect pointer follow the direct ones; an index block has `fan` addresses.
    """
    read: set[tuple[str, int]] = set()
    for number in block_numbers:
        read.add(("data", number))
        level = index_level_of(number, fan, direct, triple=0)
        if level == 1:
            read.add(("single", 0))
        elif level == 2:
            read |= {("double", 0), ("second", (number - direct - fan) // fan)}
    return len(read)


def index_blocks_used(blocks: int, fan: int, direct: int, single: int = 1, double: int = 1) -> int:
    """Index blocks of a file of `blocks` data blocks; an index block exists when something in it is used."""
    used, rest = 0, max(blocks - direct, 0)
    for _ in range(single):
        if rest > 0:
            used += 1
            rest -= fan
    for _ in range(double):
        if rest > 0:
            used += 1 + -(-min(rest, fan * fan) // fan)
            rest -= fan * fan
    if rest > 0:
        raise ValueError(f"{blocks} blocks are beyond the double indirect pointers")
    return used


def chained_reads(offset: int, block: int, pointer: int = 0) -> int:
    """Blocks read to get the byte at `offset` of a linked file whose first block's number is known.

    Each block gives its last `pointer` bytes to the number of the next one; the chain is followed on disk.
    """
    return offset // (block - pointer) + 1


def fat_bytes(disk: int, block: int, entry_bits: int) -> int:
    """Bytes of a FAT with one entry for every block of the disk, rounded up."""
    return -(-(disk // block) * entry_bits // 8)


def bitmap_bytes(disk: int, block: int) -> int:
    """Bytes of a bitmap with one bit for every block of the disk, rounded up."""
    return -(-(disk // block) // 8)
