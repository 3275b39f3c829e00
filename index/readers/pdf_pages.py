"""The pages of a PDF from what was read of each: which need recognition, which text is the better one, what repeats."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from index.passages import Page
from index.readers.source_text import SourceText
from index.recognised import RecognisedPage
from index.text_quality import Verdict, judge, noise, reads_as_language, visible_length

_LITTLE_TEXT = 250  # visible characters; a page with fewer and something drawn on it may be a scan under a header
_LITTLE_NOISE = 0.001
_NOISE_OF_HIDDEN = 0.003
_LONGEST_RUNNING_LINE = 120
_WORD = re.compile(r"\w")
_NEAR = 4  # pages before and after, on which a running line of one chapter is looked for


@dataclass(frozen=True)
class PdfFrame:
    """What holds the pages together: each page's printed label, and the path of outline titles by page number from 1."""

    labels: tuple[str, ...]
    sections: Mapping[int, tuple[str, ...]] = field(default_factory=dict)

    @property
    def page_count(self) -> int:
        return len(self.labels)


@dataclass(frozen=True)
class PageLayer:
    """A page's own text. `drawn`: something besides this text is to be seen on it; `lost`: reading it failed.

    `unmapped` is the share of its characters for which the font names no letter; `gaps` counts the spaces seen between
    Chinese characters that are not in `text`; `hidden`: the text lies unseen over or under a picture of the page.
    """

    number: int
    text: str
    drawn: bool = False
    lost: bool = False
    unmapped: float = 0.0
    gaps: int = 0
    hidden: bool = False


def pages_to_recognise(layers: Sequence[PageLayer]) -> list[int]:
    """The numbers of the pages whose own text is unusable, noisy, or little beside what is drawn.

    Where much of a file is noisy, so is every page of it with any sign of that.
    """
    texts = without_running_lines([layer.text for layer in layers])
    verdicts = [_verdict(layer, text) for layer, text in zip(layers, texts, strict=True)]
    is_noisy = verdicts.count(Verdict.NOISY) > 0.25 * len(layers)
    return [
        layer.number
        for layer, text, verdict in zip(layers, texts, verdicts, strict=True)
        if not verdict.usable
        or verdict is Verdict.NOISY
        or (is_noisy and noise(text, layer.gaps) > _LITTLE_NOISE)
        or _may_be_header(layer, text)
    ]


def assembled(
    name: str, frame: PdfFrame, layers: Sequence[PageLayer], recognised: Mapping[int, RecognisedPage] | None = None
) -> SourceText:
    """The source called `name`: of every page the better of its own text and the recognised one, running lines dropped."""
    own = without_running_lines([layer.text for layer in layers])
    read_by_eye = {
        layer.number: recognised[layer.number].text
        for layer, text in zip(layers, own, strict=True)
        if recognised and layer.number in recognised and _is_better(recognised[layer.number].text, layer, text)
    }
    texts = without_running_lines([read_by_eye.get(layer.number, layer.text) for layer in layers])
    verdicts = [
        (layer.number, _verdict_on_recognised(text) if layer.number in read_by_eye else _verdict(layer, text))
        for layer, text in zip(layers, texts, strict=True)
    ]
    pages = tuple(
        Page(name, number, text, frame.labels[number - 1], frame.sections.get(number, ()))
        for (number, verdict), text in zip(verdicts, texts, strict=True)
        if verdict.usable and text.strip()
    )
    return SourceText(
        pages,
        unreadable=tuple((number, verdict) for number, verdict in verdicts if not verdict.usable),
        noisy=tuple(number for number, verdict in verdicts if verdict is Verdict.NOISY),
        recognised=tuple(page.number for page in pages if page.number in read_by_eye),
        page_count=len(layers),
    )


def _verdict(layer: PageLayer, text: str) -> Verdict:
    if layer.lost:
        return Verdict.LOST
    verdict = judge(text, layer.drawn, layer.unmapped, layer.gaps)
    if layer.hidden and verdict is Verdict.GOOD:  # somebody's recognition, so it deserves less trust
        if not reads_as_language(text):
            return Verdict.GARBLED
        if noise(text, layer.gaps) > _NOISE_OF_HIDDEN:
            return Verdict.NOISY
    return verdict


def _verdict_on_recognised(text: str) -> Verdict:
    if not text.strip():
        return Verdict.MISSING
    verdict = judge(text)
    return verdict if verdict.usable else Verdict.ILLEGIBLE


def _may_be_header(layer: PageLayer, text: str) -> bool:
    return layer.drawn and visible_length(text) < _LITTLE_TEXT


def _is_better(recognised: str, layer: PageLayer, text: str) -> bool:
    """Whether a page's recognised text should stand in place of its own, from which running lines are dropped."""
    seen, own = visible_length(recognised), visible_length(text)
    verdict = _verdict(layer, text)
    if not verdict.usable:
        return True
    if verdict is Verdict.NOISY or own >= _LITTLE_TEXT:
        return seen > 0.7 * own and judge(recognised).usable and noise(recognised) < noise(text, layer.gaps)
    return _may_be_header(layer, text) and seen > 1.5 * own + 20 and judge(recognised).usable


def without_running_lines(texts: Sequence[str]) -> list[str]:
    """The pages' texts without the lines at head or foot that most pages share, or most near ones: titles, page numbers."""
    if len(texts) < 4:
        return list(texts)
    edges = [_edge_lines(text) for text in texts]
    masks = [{masked for _, masked in lines} for lines in edges]
    spread = Counter(masked for lines in masks for masked in lines)
    filled = sum(bool(lines) for lines in masks)
    everywhere = {masked for masked, n in spread.items() if n >= max(3, 0.5 * filled)}
    repeated = {masked for masked, n in spread.items() if n >= 3 and len(masked) >= 4}
    out = []
    for at, (text, lines) in enumerate(zip(texts, edges, strict=True)):
        dropped = {
            place
            for place, masked in lines
            if masked in everywhere or (masked in repeated and _is_repeated_near(masks, at, masked))
        }
        out.append("\n".join(line for place, line in enumerate(text.split("\n")) if place not in dropped))
    return out


def _is_repeated_near(masks: Sequence[set[str]], at: int, masked: str) -> bool:
    """A chapter's title at the head of its left or its right pages."""
    for step in (1, 2):
        near = [n for n in range(at - _NEAR, at + _NEAR + 1, step) if 0 <= n < len(masks) and n != at]
        if sum(masked in masks[n] for n in near) >= max(2, 0.75 * len(near)):
            return True
    return False


def _edge_lines(text: str) -> list[tuple[int, str]]:
    """(line number, line with digits masked) of the first two and last three lines that hold anything, but for long ones and bare signs."""
    filled = [(at, line) for at, line in enumerate(text.split("\n")) if line.strip()]
    picked = dict(filled[:2] + filled[-3:])
    short = [
        (at, line.strip()) for at, line in picked.items() if len(line) <= _LONGEST_RUNNING_LINE and _WORD.search(line)
    ]
    return [(at, re.sub(r"\d+|\s+", "#", line)) for at, line in short]
