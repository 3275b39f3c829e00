"""What every reader returns."""

from collections.abc import Iterable
from dataclasses import dataclass

from index.passages import Page
from index.text_quality import Verdict


@dataclass(frozen=True)
class SourceText:
    """`pages` can be searched; `unreadable` are the numbers of those that cannot, with the verdict on each.

    `noisy` are the numbers of searchable pages with recognition errors, `recognised` of those whose text was recognised
    from their picture; `page_count` counts all pages of a paged file, else the sections.
    """

    pages: tuple[Page, ...]
    unreadable: tuple[tuple[int, Verdict], ...] = ()
    noisy: tuple[int, ...] = ()
    recognised: tuple[int, ...] = ()
    page_count: int = 0

    def describe_unreadable(self) -> str:
        """Each reason with its pages: `pages 1-3, 6: pictures only, no text`; "" when all could be read."""
        return describe_pages(self.unreadable)


def describe_pages(verdicts: Iterable[tuple[int, Verdict]]) -> str:
    """Each verdict's explanation with its pages, runs joined."""
    by_verdict: dict[Verdict, list[int]] = {}
    for number, verdict in verdicts:
        by_verdict.setdefault(verdict, []).append(number)
    return "; ".join(
        f"{'page' if len(numbers) == 1 else 'pages'} {page_runs(numbers)}: {verdict.explanation}"
        for verdict, numbers in by_verdict.items()
    )


def page_runs(numbers: list[int]) -> str:
    """Ascending page numbers with runs joined: [1, 2, 3, 6] -> "1-3, 6"."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][1] + 1:
            runs[-1][1] = number
        else:
            runs.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in runs)
