"""Page replacement with a fixed number of frames. Frames start empty unless given; every first load is a fault."""

from collections.abc import Sequence

__all__ = ["enhanced_clock_victims", "matrix_walk_faults", "page_fault_steps", "page_faults", "page_victims"]


def page_faults(policy: str, references: Sequence[int], frames: int) -> int:
    """Number of page faults under OPT, FIFO, LRU or CLOCK, the first loads included."""
    return sum(fault for _, fault, _ in page_fault_steps(policy, references, frames))


def page_victims(policy: str, references: Sequence[int], frames: int) -> list[int]:
    """Pages in the order in which they are replaced (loads into an empty frame replace nothing)."""
    return [victim for _, _, victim in page_fault_steps(policy, references, frames) if victim is not None]


def page_fault_steps(
    policy: str, references: Sequence[int], frames: int
) -> list[tuple[tuple[int | None, ...], bool, int | None]]:
    """After each reference: the pages in the frames (None: empty), whether it was a fault, and the page it replaced.

    OPT evicts the page used farthest ahead (never again: farthest; ties: the one loaded first).

    CLOCK: a load and a hit set the use bit; the hand starts at frame 0, clears use bits while it searches, replaces the
    first page with use bit 0 and then points to the frame behind it. Empty frames are filled in order, the hand follows.
    """
    if policy not in ("OPT", "FIFO", "LRU", "CLOCK"):
        raise ValueError(f"unknown policy {policy!r}")
    pages: list[int | None] = [None] * frames
    used = [0] * frames
    loaded: dict[int, int] = {}
    touched: dict[int, int] = {}
    hand = 0
    steps: list[tuple[tuple[int | None, ...], bool, int | None]] = []
    for now, page in enumerate(references):
        fault, replaced = page not in pages, None
        if not fault:
            used[pages.index(page)] = 1
        else:
            if None in pages:
                at = pages.index(None)
            elif policy == "CLOCK":
                while used[hand]:
                    used[hand] = 0
                    hand = (hand + 1) % frames
                at = hand
            else:
                if policy == "FIFO":
                    victim = min(pages, key=loaded.__getitem__)
                elif policy == "LRU":
                    victim = min(pages, key=touched.__getitem__)
                else:
                    rest = references[now + 1 :]
                    victim = max(pages, key=lambda p: (rest.index(p) if p in rest else len(references), -loaded[p]))
                at = pages.index(victim)
            replaced = pages[at]
            pages[at] = page
            used[at] = 1
            loaded[page] = now
            hand = (at + 1) % frames
        touched[page] = now
        steps.append((tuple(pages), fault, replaced))
    return steps


def enhanced_clock_victims(
    frames: Sequence[tuple[int, int, int]], hand: int, references: Sequence[tuple[int, str]]
) -> list[int]:
    """Pages replaced by the improved CLOCK algorithm (改进型 CLOCK), in order.

    `frames` are (page, A, M) round the circle, `hand` the index it points to, references are (page, "r" or "w").
    Scan 1 looks for (0,0) and changes nothing; scan 2 looks for (0,1) and clears A of every page it passes; then both
    are repeated. A load or a hit sets A = 1, a write sets M = 1, a load by a read sets M = 0. After a replacement the
    hand points to the next frame; a hit does not move it.
    """
    circle = [list(frame) for frame in frames]
    victims = []
    for page, kind in references:
        for frame in circle:
            if frame[0] == page:
                frame[1] = 1
                frame[2] |= kind == "w"
                break
        else:
            while True:
                at = _scan(circle, hand, 0, clear=False)
                if at is None:
                    at = _scan(circle, hand, 1, clear=True)
                if at is not None:
                    break
            victims.append(circle[at][0])
            circle[at] = [page, 1, int(kind == "w")]
            hand = (at + 1) % len(circle)
    return victims


def _scan(circle: list[list[int]], hand: int, modified: int, clear: bool) -> int | None:
    for step in range(len(circle)):
        at = (hand + step) % len(circle)
        if circle[at][1] == 0 and circle[at][2] == modified:
            return at
        if clear:
            circle[at][1] = 0
    return None


def matrix_walk_faults(
    rows: int, columns: int, element: int, page: int, frames: int, by_column: bool, policy: str = "LRU"
) -> int:
    """Faults of one pass over a row-major matrix that starts on a page boundary; code and scalars never fault."""
    if by_column:
        order = ((i, j) for j in range(columns) for i in range(rows))
    else:
        order = ((i, j) for i in range(rows) for j in range(columns))
    return page_faults(policy, [(i * columns + j) * element // page for i, j in order], frames)
