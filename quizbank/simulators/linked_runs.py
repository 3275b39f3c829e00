"""Linked structures (链式存储): assignments run on real links, static lists, meeting pointers, rings."""

from collections.abc import Mapping, Sequence

__all__ = ["pointer_walk", "ring_removals", "static_list_after", "two_speed_meeting"]

Links = Mapping[str, Mapping[str, str | None]]


def pointer_walk(
    links: Links, variables: Mapping[str, str | None], statements: Sequence[str], start: str, field: str
) -> list[str]:
    """Run assignments such as ``q->next = p->next`` and ``p = p->next``, then walk along `field`.

    `links`: node -> field -> node (None: empty link). `start` is a variable after the run; the walk lists the nodes from
    the one it points to, until an empty link or a node that was already visited. Following an empty link in an
    assignment raises ValueError.
    """
    nodes = {name: dict(fields) for name, fields in links.items()}
    values = dict(variables)

    def read(path: list[str]) -> str | None:
        value = values[path[0]]
        for step in path[1:]:
            if value is None:
                raise ValueError(f"{'->'.join(path)} follows an empty link")
            value = nodes[value][step]
        return value

    for statement in statements:
        target, source = (side.strip() for side in statement.split("="))
        value = None if source == "NULL" else read(source.split("->"))
        *way, last = target.split("->")
        if way:
            owner = read(way)
            if owner is None:
                raise ValueError(f"{target} follows an empty link")
            nodes[owner][last] = value
        else:
            values[last] = value
    found: list[str] = []
    node = values[start]
    while node is not None and node not in found:
        found.append(node)
        node = nodes[node][field]
    return found


def static_list_after(
    links: Sequence[int], data: Mapping[int, str], head: int, free: int, operations: Sequence[tuple[str, ...]]
) -> tuple[list[int], list[str]]:
    """Static list (静态链表) in an array of cursors, end mark -1, with a free list that works as a stack.

    `head` and `free` are the head nodes of the list and of the free cells. `operations`: ("delete", x) frees the cell of
    x, which becomes the first free cell; ("after", x, y) puts y after x into the first free cell. Returns the cursors
    and the list's elements in order.
    """
    cursor = list(links)
    held = dict(data)
    for operation in operations:
        if operation[0] == "delete":
            before = head
            while held[cursor[before]] != operation[1]:
                before = cursor[before]
            cell = cursor[before]
            cursor[before] = cursor[cell]
            cursor[cell], cursor[free] = cursor[free], cell
            del held[cell]
        else:
            at = next(cell for cell, element in held.items() if element == operation[1])
            cell = cursor[free]
            if cell == -1:
                raise ValueError("no free cell")
            cursor[free] = cursor[cell]
            held[cell] = operation[2]
            cursor[cell], cursor[at] = cursor[at], cell
    order = []
    at = cursor[head]
    while at != -1:
        order.append(held[at])
        at = cursor[at]
    return cursor, order


def two_speed_meeting(nodes: int, entry: int, slow: int, fast: int) -> tuple[int, int]:
    """List of nodes 1..`nodes` whose last node points back to `entry`; two pointers start at node 1.

    In each round they move `slow` and `fast` links, and are compared only after both moves. Returns (node where they
    first stand together, number of rounds).
    """

    def move(node: int, links: int) -> int:
        for _ in range(links):
            node = entry if node == nodes else node + 1
        return node

    left, right = move(1, slow), move(1, fast)
    rounds = 1
    while left != right:  # they meet at the latest when both are in the ring and one has gained whole turns
        left, right = move(left, slow), move(right, fast)
        rounds += 1
    return left, rounds


def ring_removals(names: str, turns: Sequence[int]) -> str:
    """Queue as a ring with only a rear pointer: for each of `turns`, ``rear = rear->next`` that often, then the first
    element leaves. Returns the elements in the order in which they leave."""
    following = {name: names[(i + 1) % len(names)] for i, name in enumerate(names)}
    rear = names[-1]
    gone = ""
    for turn in turns:
        for _ in range(turn):
            rear = following[rear]
        first = following[rear]
        following[rear] = following[first]
        gone += first
    return gone
