"""Internal sorting (内部排序) into ascending order: states after each pass, partitions, heaps."""

__all__ = [
    "bubble_sort_passes",
    "heap_build_max",
    "heap_sort_passes",
    "insertion_sort_passes",
    "max_selection_sort_passes",
    "merge_sort_passes",
    "partition_by_hole",
    "partition_by_swaps",
    "quick_sort_passes",
    "radix_sort_passes",
    "selection_sort_passes",
    "shell_sort_passes",
]


def insertion_sort_passes(values: list) -> list[list]:
    """Direct insertion: pass i makes the first i + 1 elements ordered."""
    array, states = list(values), []
    for i in range(1, len(array)):
        key, j = array[i], i
        while j and array[j - 1] > key:
            array[j] = array[j - 1]
            j -= 1
        array[j] = key
        states.append(list(array))
    return states


def shell_sort_passes(values: list, gaps: list[int]) -> list[list]:
    """State after the pass with each gap."""
    array, states = list(values), []
    for gap in gaps:
        for start in range(gap):
            array[start::gap] = sorted(array[start::gap])
        states.append(list(array))
    return states


def bubble_sort_passes(values: list) -> list[list]:
    """Neighbours are exchanged from front to back, the largest goes to the end; ends after a pass without exchange."""
    array, states = list(values), []
    for end in range(len(array) - 1, 0, -1):
        exchanged = False
        for j in range(end):
            if array[j] > array[j + 1]:
                array[j], array[j + 1] = array[j + 1], array[j]
                exchanged = True
        states.append(list(array))
        if not exchanged:
            break
    return states


def selection_sort_passes(values: list) -> list[list]:
    """Pass i exchanges the least of the rest with the i-th element."""
    array, states = list(values), []
    for i in range(len(array) - 1):
        least = min(range(i, len(array)), key=array.__getitem__)
        array[i], array[least] = array[least], array[i]
        states.append(list(array))
    return states


def max_selection_sort_passes(values: list) -> list[list]:
    """Each pass exchanges the largest of the unsorted front part with its last element."""
    array, states = list(values), []
    for end in range(len(array) - 1, 0, -1):
        most = max(range(end + 1), key=array.__getitem__)
        array[end], array[most] = array[most], array[end]
        states.append(list(array))
    return states


def partition_by_hole(values: list) -> tuple[list, int]:
    """One partition around the first element: from the right a smaller one into the hole, from the left a larger one.

    Returns the list and the final place of the pivot.
    """
    array = list(values)
    low, high, pivot = 0, len(array) - 1, array[0]
    while low < high:
        while low < high and array[high] >= pivot:
            high -= 1
        array[low] = array[high]
        while low < high and array[low] <= pivot:
            low += 1
        array[high] = array[low]
    array[low] = pivot
    return array, low


def partition_by_swaps(values: list) -> tuple[list, int]:
    """One partition around the first element: a scan from the left exchanges each smaller one behind the small ones,
    at the end the pivot goes between (Lomuto). Returns the list and the place of the pivot."""
    array = list(values)
    border = 0
    for j in range(1, len(array)):
        if array[j] < array[0]:
            border += 1
            array[border], array[j] = array[j], array[border]
    array[0], array[border] = array[border], array[0]
    return array, border


def quick_sort_passes(values: list) -> list[list]:
    """Each pass partitions (by holes, around the first element) every part of two or more elements still unsorted."""
    array, states = list(values), []
    parts = [(0, len(array))]
    while any(end - start > 1 for start, end in parts):
        following = []
        for start, end in parts:
            if end - start > 1:
                array[start:end], place = partition_by_hole(array[start:end])
                following += [(start, start + place), (start + place + 1, end)]
        parts = following
        states.append(list(array))
    return states


def _sift(array: list, top: int, size: int) -> int:
    """Sift down; returns the comparisons of keys (child with child, larger child with the sinking element)."""
    count = 0
    while 2 * top + 1 < size:
        child = 2 * top + 1
        if child + 1 < size:
            count += 1
            if array[child + 1] > array[child]:
                child += 1
        count += 1
        if array[child] <= array[top]:
            break
        array[top], array[child] = array[child], array[top]
        top = child
    return count


def heap_build_max(values: list) -> tuple[list, int]:
    """Max heap built from the last inner node up to the root, and the number of key comparisons."""
    array = list(values)
    count = sum(_sift(array, top, len(array)) for top in range(len(array) // 2 - 1, -1, -1))
    return array, count


def heap_sort_passes(values: list) -> list[list]:
    """First the initial max heap, then the state after each pass: exchange top and last element, sift the top down."""
    array, _ = heap_build_max(values)
    states = [list(array)]
    for size in range(len(array) - 1, 0, -1):
        array[0], array[size] = array[size], array[0]
        _sift(array, 0, size)
        states.append(list(array))
    return states


def merge_sort_passes(values: list) -> list[list]:
    """Bottom-up two-way merging: runs of 1, 2, 4, ... are merged in pairs."""
    array, states, width = list(values), [], 1
    while width < len(array):
        array = [x for i in range(0, len(array), 2 * width) for x in sorted(array[i : i + 2 * width])]
        states.append(array)
        width *= 2
    return states


def radix_sort_passes(values: list[int], digits: int, base: int = 10) -> list[list[int]]:
    """Least significant digit first; state after distributing and collecting by each digit."""
    array, states = list(values), []
    for place in range(digits):
        array = sorted(array, key=lambda value: value // base**place % base)
        states.append(array)
    return states
