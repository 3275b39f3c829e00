"""The values that travel from a file to a citation: Page, Passage, FoundPassage, Citation."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """One page of a paged file, or one section of an unpaged one.

    `number` is the page in the file, from 1 (0 for files without pages); `label` is what is printed on it ("xii", "204"),
    "" when unknown; `section` is the path of headings above the text, outermost first; `node` is the outline node the
    file itself declares (the handbook does), or "".
    """

    source: str
    number: int
    text: str
    label: str = ""
    section: tuple[str, ...] = ()
    node: str = ""


@dataclass(frozen=True)
class Passage:
    """A piece of a source that can be found and quoted.

    `source` is the file's name inside its collection; `page` and `page_label` as in Page; `page` is 0 for unpaged files.
    `start` and `end` are character offsets of `text` in the page's text.
    """

    collection: str
    source: str
    page: int
    page_label: str
    section: tuple[str, ...]
    node: str
    start: int
    end: int
    text: str


@dataclass(frozen=True)
class FoundPassage:
    """A passage with the scores that brought it: higher is better, `score` is the fused one in 0..1."""

    passage: Passage
    score: float
    dense: float
    lexical: float


@dataclass(frozen=True)
class Citation:
    """What stands behind a bracketed number in an answer."""

    number: int
    collection: str
    source: str
    page: int
    page_label: str
    section: tuple[str, ...]
    node: str
    text: str

    @classmethod
    def of(cls, number: int, passage: Passage) -> "Citation":
        return cls(
            number, passage.collection, passage.source, passage.page, passage.page_label, passage.section,
            passage.node, passage.text,
        )  # fmt: skip
