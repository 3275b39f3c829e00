"""Counting the steps of internal sorting (内部排序) into ascending order; variants of the methods; loser trees (败者树).

A comparison is one of two keys; tests of indices do not count. A shift (后移) is one element moved one place (one gap in
Shell sort) back within the ordered part; taking the element out and putting it in does not count.
"""

__all__ = [
    "binary_insertion_counts",
    "bubble_last_exchange_comparisons",
    "bubble_sort_counts",
    "greater_before",
    "heap_delete_at",
    "heap_rank_places",
    "insertion_sort_counts",
    "list_insertion_comparisons",
    "loser_tree",
    "merge_last_lengths",
    "merge_sort_comparisons",
    "quick_select_pivots",
    "radix_queue",
    "radix_with_stacks",
    "selection_sort_exchanges",
    "shell_sort_shifts",
    "two_ended_selection",
]


def greater_before(values: list) -> list[int]:
    """For each element the number of greater ones before it; the sum is the number of inversions (逆序对)."""
    return [sum(x > value for x in values[:i]) for i, value in enumerate(values)]


def insertion_sort_counts(values: list, sentinel: bool = False) -> tuple[int, int]:
    """Direct insertion, compared from back to front: (comparisons, shifts).

    With a sentinel (哨兵) the comparison that stops at place 0 counts; without one there is none at the front.
    """
    array, comparisons, shifts = list(values), 0, 0
    for i in range(1, len(array)):
        key, j = array[i], i
        while j:
            comparisons += 1
            if array[j - 1] <= key:
                break
            array[j] = array[j - 1]
            shifts += 1
            j -= 1
        else:
            comparisons += sentinel
        array[j] = key
    return comparisons, shifts


def list_insertion_comparisons(values: list) -> int:
    """Direct insertion in a linked list: from the head until a greater key is met or the ordered part ends."""
    ordered: list = []
    comparisons = 0
    for value in values:
        place = 0
        while place < len(ordered):
            comparisons += 1
            if ordered[place] > value:
                break
            place += 1
        ordered.insert(place, value)
    return comparisons


def binary_insertion_counts(values: list) -> tuple[int, int]:
    """Binary insertion with mid = (low + high) // 2, equal keys to the right: (comparisons, shifts)."""
    array, comparisons, shifts = list(values), 0, 0
    for i in range(1, len(array)):
        key, low, high = array[i], 0, i - 1
        while low <= high:
            mid = (low + high) // 2
            comparisons += 1
            if array[mid] > key:
                high = mid - 1
            else:
                low = mid + 1
        array[low : i + 1] = [key, *array[low:i]]
        shifts += i - low
    return comparisons, shifts


def bubble_sort_counts(values: list, upward: bool = False) -> tuple[int, int, int]:
    """(passes, comparisons, exchanges) until a pass without exchange or n - 1 passes, that last pass counted.

    Front to back (large ones sink) or, with `upward`, back to front (small ones rise).
    """
    array = [-x for x in reversed(values)] if upward else list(values)
    passes = comparisons = exchanges = 0
    for end in range(len(array) - 1, 0, -1):
        passes += 1
        before = exchanges
        for j in range(end):
            comparisons += 1
            if array[j] > array[j + 1]:
                array[j], array[j + 1] = array[j + 1], array[j]
                exchanges += 1
        if exchanges == before:
            break
    return passes, comparisons, exchanges


def bubble_last_exchange_comparisons(values: list) -> int:
    """Front to back; each pass goes only as far as the last exchange of the pass before it."""
    array, comparisons, end = list(values), 0, len(values) - 1
    while end > 0:
        last = 0
        for j in range(end):
            comparisons += 1
            if array[j] > array[j + 1]:
                array[j], array[j + 1] = array[j + 1], array[j]
                last = j
        end = last
    return comparisons


def selection_sort_exchanges(values: list) -> int:
    """Exchanges of simple selection; the first least element is taken, none when it is in its place already."""
    array, exchanges = list(values), 0
    for i in range(len(array) - 1):
        least = min(range(i, len(array)), key=array.__getitem__)
        if least != i:
            array[i], array[least] = array[least], array[i]
            exchanges += 1
    return exchanges


def two_ended_selection(values: list, repaired: bool = False) -> list:
    """Each pass finds the places of least and greatest, exchanges the least to the front, then the greatest to the end.

    Unless `repaired`, the place of the greatest is not corrected when the first exchange has moved it.
    """
    array, i, j = list(values), 0, len(values) - 1
    while i < j:
        least = min(range(i, j + 1), key=array.__getitem__)
        greatest = max(range(i, j + 1), key=array.__getitem__)
        array[i], array[least] = array[least], array[i]
        if repaired and greatest == i:
            greatest = least
        array[j], array[greatest] = array[greatest], array[j]
        i, j = i + 1, j - 1
    return array


def shell_sort_shifts(values: list, gaps: list[int]) -> list[int]:
    """Shifts (each over one gap) in the pass with each gap."""
    array, counts = list(values), []
    for gap in gaps:
        count = 0
        for start in range(gap):
            count += insertion_sort_counts(array[start::gap])[1]
            array[start::gap] = sorted(array[start::gap])
        counts.append(count)
    return counts


def quick_select_pivots(values: list, rank: int) -> list:
    """Pivots used to find the element of that rank (1 is the least): partitions by holes around the first element, then
    only the part that holds the rank; ends when the pivot is the element wanted."""
    part, pivots = list(values), []
    while True:
        pivots.append(part[0])
        low, high, pivot = 0, len(part) - 1, part[0]
        while low < high:
            while low < high and part[high] >= pivot:
                high -= 1
            part[low] = part[high]
            while low < high and part[low] <= pivot:
                low += 1
            part[high] = part[low]
        part[low] = pivot
        if rank == low + 1:
            return pivots
        if rank <= low:
            part = part[:low]
        else:
            part, rank = part[low + 1 :], rank - low - 1


def heap_delete_at(heap: list, place: int) -> list:
    """Max heap numbered from 1: the last element goes to `place`, then up or down as needed."""
    rest = [None, *heap[:-1]]
    if place == len(heap):
        return rest[1:]
    rest[place], n = heap[-1], len(rest) - 1
    while place > 1 and rest[place // 2] < rest[place]:
        rest[place // 2], rest[place] = rest[place], rest[place // 2]
        place //= 2
    while 2 * place <= n:
        child = max(range(2 * place, min(2 * place + 1, n) + 1), key=rest.__getitem__)
        if rest[child] <= rest[place]:
            break
        rest[place], rest[child] = rest[child], rest[place]
        place = child
    return rest[1:]


def heap_rank_places(n: int, rank: int) -> list[int]:
    """Places (from 1) of a max heap of n different keys that can hold the rank-th smallest key.

    A place can when it has fewer than `rank` descendants and at most n - rank ancestors.
    """

    def below(place: int) -> int:
        return 0 if place > n else 1 + below(2 * place) + below(2 * place + 1)

    return [p for p in range(1, n + 1) if below(p) <= rank and p.bit_length() - 1 <= n - rank]


def merge_sort_comparisons(values: list) -> list[int]:
    """Bottom-up two-way merging: comparisons of each pass; the rest of a run is copied without comparing."""
    array, counts, width = list(values), [], 1
    while width < len(array):
        count, merged = 0, []
        for start in range(0, len(array), 2 * width):
            left, right = array[start : start + width], array[start + width : start + 2 * width]
            while left and right:
                count += 1
                merged.append(left.pop(0) if left[0] <= right[0] else right.pop(0))
            merged += left + right
        array = merged
        counts.append(count)
        width *= 2
    return counts


def merge_last_lengths(n: int, top_down: bool) -> tuple[int, int]:
    """Lengths of the two runs of the last merge; top-down splits at mid = (low + high) // 2 of places from 0."""
    if top_down:
        return (n - 1) // 2 + 1, n - (n - 1) // 2 - 1
    width = 1
    while 2 * width < n:
        width *= 2
    return width, n - width


def radix_queue(values: list[int], digit: int, place: int, base: int = 10) -> list[int]:
    """The elements, first to last, that distributing by the digit at `place` (0 is the lowest) puts into one queue."""
    return [value for value in values if value // base**place % base == digit]


def radix_with_stacks(values: list[int], digits: int, base: int = 10) -> list[list[int]]:
    """Lowest digit first, but each digit has a stack: collected by popping the stacks in order. State after each pass."""
    array, states = list(values), []
    for place in range(digits):
        array = [value for digit in range(base) for value in reversed(radix_queue(array, digit, place, base))]
        states.append(array)
    return states


def loser_tree(keys: list) -> tuple[int, list[int]]:
    """(run of the champion, runs of the losers in inner nodes 1, 2, ...) of a tree whose leaves are k, k + 1, ...

    Node i has the children 2i and 2i + 1, run s is leaf k + s; the smaller key wins, of equal keys the smaller run.
    """
    k = len(keys)
    winners = [0] * k + list(range(k))
    losers = [0] * k
    for node in range(k - 1, 0, -1):
        pair = sorted((winners[2 * node], winners[2 * node + 1]), key=lambda run: (keys[run], run))
        winners[node], losers[node] = pair
    return winners[1], losers[1:]
