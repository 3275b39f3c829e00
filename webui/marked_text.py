"""A section of a text as safe HTML, with a passage and its cited sentences marked. Pure."""

import re
from collections.abc import Sequence
from html import escape, unescape

from engine.markup import with_scripts
from index.page_marks import Span, spans_in
from webui.rendering import markdown_html

MOST_SHOWN = 30_000  # characters; of a longer section the part around the passage

# Rendered HTML in parts: formulas whole (no mark may stand inside one), tags, and the text between them.
_PART = re.compile(r"<math\b.*?</math>|<[^>]*>|[^<]+", re.DOTALL)
_TAG = re.compile(r"<[^>]*>")
_NOTHING, _AROUND, _CITED = 0, 1, 2
_CLASS = {_AROUND: "around", _CITED: "cited"}


def marked_html(text: str, passage: Span | None, sentences: Sequence[Span], *, markdown: bool) -> str:
    """`passage` and `sentences` are spans of `text`; None marks nothing. What is marked stands in <mark> elements, which
    never cross the edge of another element: of class "cited" for the sentences, "around" for the rest of the passage."""
    if not markdown:
        words = with_scripts(_wrapped(text, _kinds(len(text), passage and [passage], sentences)))
        return f'<div class="plain">{words}</div>'
    html = markdown_html(text)
    if passage is None:
        return html
    parts = _PART.findall(html)
    words = [unescape(_TAG.sub("", part)) for part in parts]  # of a formula its letters
    shown = "".join(words)
    quoted = text[slice(*passage)]
    start = passage[0]
    around, *cited = (
        spans_in(shown, text, [span])
        for span in (passage, *((max(a, start), min(b, start + len(quoted))) for a, b in sentences))
    )
    kinds = _kinds(len(shown), around, [span for spans in cited for span in spans])
    out, at = [], 0
    for part, said in zip(parts, words, strict=True):
        here = kinds[at : at + len(said)]
        at += len(said)
        if not part.startswith("<"):
            out.append(_wrapped(said, here))
        elif any(here):
            out.append(f'<mark class="{_CLASS[max(here)]}">{part}</mark>')
        else:
            out.append(part)
    return "".join(out)


def cropped(text: str, passage: Span) -> tuple[str, int]:
    """The text, when it is too long only what stands around the passage; and how many characters are gone before it."""
    if len(text) <= MOST_SHOWN:
        return text, 0
    middle = sum(passage) // 2
    start = max(0, min(middle - MOST_SHOWN // 2, len(text) - MOST_SHOWN))
    end = min(start + MOST_SHOWN, len(text))
    if start:  # from the beginning of a paragraph, or at least of a line
        cut = text.find("\n\n", start, passage[0])
        start = cut + 2 if cut >= 0 else max(text.rfind("\n", 0, passage[0]) + 1, start)
    if end < len(text):
        cut = text.rfind("\n", passage[1], end)
        end = cut if cut >= 0 else end
    return text[start:end], start


def _kinds(length: int, passages: Sequence[Span] | None, sentences: Sequence[Span]) -> bytearray:
    """What each character is part of."""
    kinds = bytearray(length)
    for spans, kind in ((passages or (), _AROUND), (sentences, _CITED)):
        for start, end in spans:
            kinds[start:end] = bytes([kind]) * (min(end, length) - start)
    return kinds


def _wrapped(words: str, kinds: bytearray) -> str:
    """The words escaped, each run of one kind in its <mark>; white space alone is not marked."""
    out, start = [], 0
    for at in range(1, len(words) + 1):
        if at == len(words) or kinds[at] != kinds[start]:
            run = escape(words[start:at])
            marked = kinds[start] != _NOTHING and not run.isspace()
            out.append(f'<mark class="{_CLASS[kinds[start]]}">{run}</mark>' if marked else run)
            start = at
    return "".join(out)
