"""Sequential and linked lists (顺序表、单链表): small algorithms run on real nodes."""

__all__ = ["linked_every_second_to_front", "rotate_left_by_reversals"]


class _Node:
    def __init__(self, value: object = None, following: "_Node | None" = None) -> None:
        self.value = value
        self.next = following


def linked_every_second_to_front(values: list) -> list:
    """Singly linked list with a head node: from the first node p on, take out the node after p, put it right after
    the head node, then move p on, until p or the node after p does not exist."""
    head = _Node()
    for value in reversed(values):
        head.next = _Node(value, head.next)
    p = head.next
    while p and p.next:
        q = p.next
        p.next = q.next
        q.next = head.next
        head.next = q
        p = p.next
    result = []
    node = head.next
    while node:
        result.append(node.value)
        node = node.next
    return result


def rotate_left_by_reversals(values: list, places: int) -> tuple[list, int]:
    """Rotate left by reversing the first `places` elements, then the rest, then everything.

    Returns the list and the number of exchanges of two elements; a middle element is not exchanged with itself.
    """
    array = list(values)
    exchanges = 0
    for low, high in ((0, places - 1), (places, len(array) - 1), (0, len(array) - 1)):
        while low < high:
            array[low], array[high] = array[high], array[low]
            exchanges += 1
            low, high = low + 1, high - 1
    return array, exchanges
