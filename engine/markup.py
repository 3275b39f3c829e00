"""Which parts of a Markdown text are code or LaTeX, so that nothing else is looked for inside them."""

import re

_PROTECTED = re.compile(
    r"""
    ^[ \t]*(?P<fence>`{3,}|~{3,})[^\n]*\n.*?(?:^[ \t]*(?P=fence)[`~]*[ \t]*$|\Z)  # a fence, also one left open
    | (?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)                                  # inline code
    | \$\$.+?\$\$ | \\\[.+?\\\] | \\\(.+?\\\)                                     # display LaTeX, and \( \)
    | \$(?![\s$])(?:\\.|[^$\n\\])+?(?<!\s)\$(?!\d)                                # inline LaTeX; not "$5 and $6"
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)


def protected_spans(text: str) -> list[tuple[int, int]]:
    """The character ranges [start, end) of fenced code, inline code and LaTeX in `text`, in order."""
    return [match.span() for match in _PROTECTED.finditer(text)]


def is_inside(position: int, spans: list[tuple[int, int]]) -> bool:
    """Whether the character at `position` belongs to one of `spans`."""
    return any(start <= position < end for start, end in spans)
