"""Markdown, code, LaTeX and plain text beside each other: what of a text is which, and how plain text is quoted in Markdown."""

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


MARKDOWN_SUFFIXES = (".md", ".markdown")
_SCRIPT = re.compile(r"([\^_])\{([^{}\n]{1,40})\}")
_SPECIAL = re.compile(r"[\\`*_~<$]|^[#>]", re.MULTILINE)


def quoted(text: str, source: str) -> str:
    """A piece of a source as Markdown that shows it as it stands there. `source` is the file's name.

    Only Markdown files are Markdown already. In all others `int *p` is no emphasis; the readers' marks of raised and
    lowered signs, `2^{10}`, are written as HTML, and LaTeX that came out of a Word file is kept.
    """
    source = source.lower()
    if source.endswith(MARKDOWN_SUFFIXES):
        return text
    spans = protected_spans(text) if source.endswith(".docx") else []
    pieces = []
    done = 0
    for start, end in [*spans, (len(text), len(text))]:
        plain = text[done:start]
        parts = _SCRIPT.split(plain)  # text, sign, script, text, sign, script ... text
        for at in range(0, len(parts), 3):
            pieces.append(_SPECIAL.sub(r"\\\g<0>", parts[at]))
            if at + 1 < len(parts):
                pieces.append(_script(parts[at + 1], _SPECIAL.sub(r"\\\g<0>", parts[at + 2])))
        pieces.append(text[start:end])
        done = end
    return "".join(pieces)


def with_scripts(html: str) -> str:
    """Escaped plain text with the readers' marks of raised and lowered signs as HTML."""
    return _SCRIPT.sub(lambda match: _script(match[1], match[2]), html)


def _script(sign: str, inner: str) -> str:
    tag = "sup" if sign == "^" else "sub"
    return f"<{tag}>{inner}</{tag}>"
