"""The hand of the improved CLOCK algorithm frame by frame, and what common mistakes choose instead."""

from collections.abc import Sequence

__all__ = ["enhanced_clock_scan", "enhanced_clock_state"]

Frame = tuple[int, int, int]  # page, A, M


def enhanced_clock_scan(
    frames: Sequence[Frame], hand: int
) -> tuple[list[tuple[int, int, int, int, int]], int, list[Frame]]:
    """(looks, victim's frame index, frames after the search) for one fault, by the rules of `enhanced_clock_victims`.

    A look is (scan number from 1, frame index, page, A, M) with the bits as they are found. Odd scans look for (0, 0)
    and change nothing, even scans look for (0, 1) and clear A of the frames they pass. Every scan begins at `hand`.
    """
    circle = [list(frame) for frame in frames]
    looks: list[tuple[int, int, int, int, int]] = []
    for scan in range(1, 5):
        for step in range(len(circle)):
            at = (hand + step) % len(circle)
            page, used, modified = circle[at]
            looks.append((scan, at, page, used, modified))
            if not used and modified == (scan + 1) % 2:
                return looks, at, [tuple(frame) for frame in circle]
            if scan % 2 == 0:
                circle[at][1] = 0
    raise AssertionError("the fourth scan always finds a page")


def enhanced_clock_state(
    frames: Sequence[Frame], hand: int, references: Sequence[tuple[int, str]]
) -> tuple[list[Frame], int]:
    """(frames, hand) after the references (page, "r" or "w"), as `enhanced_clock_victims` treats them."""
    circle = list(frames)
    for page, kind in references:
        found = [i for i, frame in enumerate(circle) if frame[0] == page]
        if found:
            circle[found[0]] = (page, 1, max(circle[found[0]][2], int(kind == "w")))
        else:
            _, at, circle = enhanced_clock_scan(circle, hand)
            circle[at] = (page, 1, int(kind == "w"))
            hand = (at + 1) % len(circle)
    return circle, hand
