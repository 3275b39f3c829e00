"""PDF -> pages, with pypdf: text layer, printed page labels, and the outline as the path of headings."""

import logging
import re
from collections import Counter
from pathlib import Path

from index.errors import BrokenSource, EncryptedSource, LibraryError
from index.passages import Page
from index.readers.source_text import SourceText
from index.text_quality import Verdict, judge

_MUCH_DRAWING_BYTES = 2_000  # a page without text whose drawing commands are longer than this shows something


def read_pdf(path: Path, name: str) -> SourceText:
    """Raises EncryptedSource and BrokenSource."""
    logging.getLogger("pypdf").setLevel(
        logging.ERROR
    )  # it warns of every slip in a file; the verdicts say what matters
    try:
        return _read(path, name)
    except LibraryError:
        raise
    except Exception as error:  # the parser raises many kinds on a damaged file
        raise BrokenSource(
            path,
            f"damaged ({type(error).__name__}: {error}); open it in a PDF viewer, print it to a new PDF and add that",
        ) from error


def _read(path: Path, name: str) -> SourceText:
    from pypdf import PdfReader

    with path.open("rb") as file:
        reader = PdfReader(file, strict=False)
        if reader.is_encrypted:
            _unlock(path, reader)
        texts = [page.extract_text() for page in reader.pages]
        drawn = [
            _is_drawn_on(page) if len(text.strip()) < 200 else True
            for page, text in zip(reader.pages, texts, strict=True)
        ]
        labels = list(reader.page_labels)
        sections = _sections(reader)
    texts = without_running_lines(texts)
    verdicts = [judge(text, on) for text, on in zip(texts, drawn, strict=True)]
    pages = tuple(
        Page(name, number, text, label, sections.get(number - 1, ()))
        for number, (text, label, verdict) in enumerate(zip(texts, labels, verdicts, strict=True), start=1)
        if verdict.usable and text.strip()
    )
    numbered = list(enumerate(verdicts, start=1))
    return SourceText(
        pages,
        unreadable=tuple((number, verdict) for number, verdict in numbered if not verdict.usable),
        noisy=tuple(number for number, verdict in numbered if verdict is Verdict.NOISY),
        page_count=len(texts),
    )


def _unlock(path: Path, reader) -> None:
    """Opens a file that only forbids printing or copying; one with a password to read it is refused."""
    from pypdf import PasswordType
    from pypdf.errors import DependencyError

    try:
        if reader.decrypt("") != PasswordType.NOT_DECRYPTED:
            return
    except DependencyError as error:
        raise EncryptedSource(
            path, "encrypted with AES, which needs one more package: run `pip install cryptography` and add it again"
        ) from error
    raise EncryptedSource(path, "locked with a password; open it in a PDF viewer, save a copy without it and add that")


def _is_drawn_on(page) -> bool:
    """Whether a page shows a picture or more than a few lines of drawing."""
    resources = page.get("/Resources")
    forms = [resources.get_object()] if resources is not None else []
    for depth in range(3):  # pictures may lie inside forms inside forms
        inner = []
        for form in forms:
            objects = form.get("/XObject")
            for item in objects.get_object().values() if objects is not None else ():
                item = item.get_object()
                if item.get("/Subtype") == "/Image":
                    return True
                if depth < 2 and item.get("/Subtype") == "/Form" and "/Resources" in item:
                    inner.append(item["/Resources"].get_object())
        forms = inner
    contents = page.get_contents()
    return contents is not None and len(contents.get_data()) > _MUCH_DRAWING_BYTES


def without_running_lines(texts: list[str]) -> list[str]:
    """The pages' texts without the lines that stand at the head or foot of most pages: titles, page numbers, adverts."""
    if len(texts) < 4:
        return texts
    edges = [_edge_lines(text) for text in texts]
    spread = Counter(line for lines in edges for line in {masked for _, masked in lines})
    filled = sum(bool(lines) for lines in edges)
    running = {line for line, n in spread.items() if n >= max(3, 0.5 * filled)}
    out = []
    for text, lines in zip(texts, edges, strict=True):
        dropped = {at for at, masked in lines if masked in running}
        out.append("\n".join(line for at, line in enumerate(text.split("\n")) if at not in dropped))
    return out


def _edge_lines(text: str) -> list[tuple[int, str]]:
    """(line number, line with digits masked) of the first two and last three lines that hold anything."""
    filled = [(at, line) for at, line in enumerate(text.split("\n")) if line.strip()]
    picked = dict(filled[:2] + filled[-3:])
    return [(at, re.sub(r"\d+|\s+", "#", line.strip())) for at, line in picked.items()]


def _sections(reader) -> dict[int, tuple[str, ...]]:
    """Page index -> path of outline titles. A page on which a section begins belongs to the first one beginning there."""
    entries: list[tuple[int, int, str]] = []

    def walk(items, level: int) -> None:
        for item in items:
            if isinstance(item, list):
                walk(item, level + 1)
            elif (page := reader.get_destination_page_number(item)) is not None and page >= 0 and item.title:
                entries.append((page, level, " ".join(str(item.title).split())))

    walk(reader.outline, 0)
    entries.sort(key=lambda entry: entry[0])
    begins: dict[int, tuple[str, ...]] = {}
    after: dict[int, tuple[str, ...]] = {}
    path: list[tuple[int, str]] = []
    for page, level, title in entries:
        path = [above for above in path if above[0] < level] + [(level, title)]
        titles = tuple(heading for _, heading in path)
        known = begins.get(page)
        if known is None or titles[: len(known)] == known:  # 第1章 and its first section 1.1 begin together
            begins[page] = titles
        after[page] = titles
    out: dict[int, tuple[str, ...]] = {}
    current: tuple[str, ...] = ()
    for page in range(len(reader.pages) if entries else 0):
        out[page] = begins.get(page, current)
        current = after.get(page, current)
    return {page: titles for page, titles in out.items() if titles}
