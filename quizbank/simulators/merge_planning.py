"""Planning an external merge sort (外部排序的规划): runs, ways, passes and block transfers of a balanced merge.

All sizes are in blocks. Sorting uses the whole memory at once, so a run is as long as the memory; while merging, each
run takes `per_run` input buffers of one block and the output takes `output` of them. Every pass reads and writes all.
"""

__all__ = ["least_memory_for_one_merge", "merge_sort_plan"]


def merge_sort_plan(blocks: int, memory: int, per_run: int, output: int) -> tuple[int, int, int, int]:
    """(initial runs, ways, merge passes, blocks read and written, making the runs included)."""
    runs, ways = -(-blocks // memory), (memory - output) // per_run
    if ways < 2:
        raise ValueError("the memory is too small to merge")
    left, passes = runs, 0
    while left > 1:
        left, passes = -(-left // ways), passes + 1
    return runs, ways, passes, 2 * blocks * (1 + passes)


def least_memory_for_one_merge(blocks: int, per_run: int, output: int) -> int:
    """Smallest memory with which one merge pass is enough, by trying one after another."""
    memory = 2 * per_run + output
    while merge_sort_plan(blocks, memory, per_run, output)[2] > 1:
        memory += 1
    return memory
