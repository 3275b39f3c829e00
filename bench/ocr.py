"""Character recognition of scanned pages: seconds a page with every core at work, and how much is read right.

    python bench/ocr.py                              four pages made here, like scans: characters read right
    python bench/ocr.py FILE.pdf [TRUTH] [--pages N] a file's first pages; TRUTH has lines "n<TAB>letter", the answer
                                                     letters of an exam's choice questions, found as "n. letter"

The pages are recognised in child processes as the library does it, after one page in each child that loads the models.
Exit status 1 when less than `--least` of the characters or letters is right, or a page takes longer than `--most`
seconds.
"""

import argparse
import re
import sys
import tempfile
import time
import unicodedata
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from bench.scanned_pages import A4, scan, set_in_lines, write_scans
from index.recognised import RecognisedPage
from index.workers import Workers

ROOT = Path(__file__).resolve().parent.parent
RECOGNISE = "index.readers.ocr:recognise_page"
MADE_PAGES = 4
_LETTER = re.compile(r"(?<!\d)(\d{1,3})\s*[.．、,，:：]?\s*([A-D])(?![A-Za-z])")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", type=Path, nargs="?")
    parser.add_argument("truth", type=Path, nargs="?")
    parser.add_argument("--pages", type=int, default=12, help="how many pages of the file at most")
    parser.add_argument("--workers", type=int, help="children at work; by default one a core")
    parser.add_argument("--show", action="store_true", help="print the text")
    parser.add_argument("--least", type=float, default=0.0)
    parser.add_argument("--most", type=float, default=float("inf"))
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        path, texts = (chosen.file.resolve(), []) if chosen.file else made_scans(Path(place) / "made.pdf")
        pages, seconds, cores = recognised(path, chosen.pages, chosen.workers)
    if chosen.show:
        print("\n\f\n".join(page.text for page in pages))
    print(f"{len(pages)} pages, {cores} at a time: {seconds:.2f} s a page, {60 / seconds:.0f} pages a minute")
    right = 1.0
    if texts:
        read = sum(edits(text, page.text) for text, page in zip(texts, pages, strict=True))
        right = 1 - read / sum(len(plain(text)) for text in texts)
        print(f"characters right: {right:.2%}")
    if chosen.truth:
        truth = dict(line.split() for line in chosen.truth.read_text(encoding="utf-8").splitlines() if line.strip())
        found = letters("\n".join(page.text for page in pages))
        wrong = [number for number, letter in truth.items() if found.get(number) != letter]
        right = 1 - len(wrong) / len(truth)
        print(f"letters right: {len(truth) - len(wrong)} of {len(truth)}{'; not ' if wrong else ''}{', '.join(wrong)}")
    sys.exit(0 if right >= chosen.least and seconds <= chosen.most else 1)


def recognised(path: Path, most: int, count: int | None) -> tuple[list[RecognisedPage], float, int]:
    """The pages in order, seconds a page, and how many were recognised at a time."""
    from pypdf import PdfReader

    workers = Workers(count)
    try:
        tasks = [(str(path), number + 1) for number in range(min(len(PdfReader(path).pages), most))]
        for loaded in workers.map(RECOGNISE, tasks[:1] * workers.count, timeout_seconds=120):
            _raised(loaded)
        begin = time.perf_counter()
        pages = [_raised(page) for page in workers.map(RECOGNISE, tasks, timeout_seconds=120)]
        return pages, (time.perf_counter() - begin) / len(pages), workers.count
    finally:
        workers.close()


def _raised(result):
    if isinstance(result, Exception):
        raise result
    return result


def made_scans(path: Path) -> tuple[Path, list[str]]:
    """Pages of the handbook's prose as a PDF of noisy pictures, each turned by up to one degree; and their texts."""
    prose = (line.strip() for file in sorted((ROOT / "index/handbook").glob("*/*.md")) for line in _lines(file))
    paragraphs = [line for line in prose if len(line) > 60 and not re.search(r"[`|$#*<>]", line)]
    pictures, texts = [], []
    for number in range(MADE_PAGES):
        lines, at = [], number * 7
        while not lines or lines[-1].y < A4[1] - 300:
            lines += set_in_lines(paragraphs[at % len(paragraphs)], top=lines[-1].y + 50 if lines else 150)
            at += 1
        lines = [line for line in lines if line.y < A4[1] - 120]
        pictures.append(scan(lines, turned=(-0.8, 0.3, 1.0, 0)[number % 4], noise=12, seed=number))
        texts.append("".join(line.text for line in lines))
    write_scans(path, pictures)
    return path, texts


def _lines(file: Path) -> list[str]:
    return file.read_text(encoding="utf-8").splitlines()


def letters(text: str) -> dict[str, str]:
    """Question number -> the first letter that stands behind it."""
    found: dict[str, str] = {}
    for number, letter in _LETTER.findall(text):
        found.setdefault(number, letter)
    return found


def plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def edits(truth: str, read: str) -> int:
    """The characters to insert, drop or replace that turn one text into the other; white space does not count."""
    truth, read = plain(truth), plain(read)
    codes, places = np.array([ord(char) for char in read]), np.arange(len(read) + 1)
    row = places.copy()
    for at, char in enumerate(truth, start=1):
        best = np.concatenate([[at], np.minimum(row[:-1] + (codes != ord(char)), row[1:] + 1)])
        row = np.minimum.accumulate(best - places) + places
    return int(row[-1])


if __name__ == "__main__":
    main()
