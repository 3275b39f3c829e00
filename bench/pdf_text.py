"""Pages a second of the PDF reader's text layer, beside plain pypdf, in one thread and in one run.

    python bench/pdf_text.py [FOLDER...]

Without a folder a book of 60 pages is made. Each file is read three times by both in turn, and the best time of each counts, so
that both meet the same machine.
"""

import argparse
import json
import logging
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.errors import LibraryError
from index.readers.pdf import read_frame, read_layers
from index.text_quality import visible_length
from tests.index.pdf_files import Text, write_placed_pdf

_ROUNDS = 3
SENTENCE = "操作系统在内存中为每个进程建立页表，页表项记录页面所在的页框号，缺页时由操作系统调入。"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory() as made:
        paths = sorted(path for folder in arguments.folders for path in folder.rglob("*.pdf")) or [_book(Path(made))]
        read_ours(paths[0])  # the libraries are loaded once, and that is not what is measured
        read_with_pypdf(paths[0])
        files = [_compared(path) for path in paths]
    files = [file for file in files if file]
    if not files:
        sys.exit("none of these files can be read by both")
    pages = sum(file["pages"] for file in files)
    ours, theirs = (pages / sum(file["pages"] / file[name] for file in files) for name in ("ours", "pypdf"))
    total = {"pages": pages, "ours": round(ours, 1), "pypdf": round(theirs, 1), "ratio": round(ours / theirs, 2)}
    if arguments.json:
        print(json.dumps({"files": files, "all": total}, ensure_ascii=False))
        return
    for file in [*files, {"file": "all", **total}]:
        print(
            f"{file['file'][:40]:40} {file['pages']:5} pages   ours {file['ours']:7.1f} pages/s   "
            f"pypdf {file['pypdf']:7.1f} pages/s   {file['ratio']:6.2f} times"
        )


def read_ours(path: Path) -> tuple[int, int]:
    """(pages, visible characters), with labels, outline, scripts, columns and the look for lost text."""
    frame = read_frame(path)
    layers = read_layers(path, 1, frame.page_count + 1)
    return frame.page_count, sum(visible_length(layer.text) for layer in layers)


def read_with_pypdf(path: Path) -> tuple[int, int]:
    """(pages, visible characters)."""
    from pypdf import PdfReader

    texts = [page.extract_text() for page in PdfReader(path).pages]
    return len(texts), sum(map(visible_length, texts))


def _compared(path: Path) -> dict | None:
    try:
        rounds = [(_timed(read_ours, path), _timed(read_with_pypdf, path)) for _ in range(_ROUNDS)]
    except (LibraryError, Exception) as error:  # noqa: BLE001 - what one of them cannot read is no comparison
        print(f"{path.name}: {error}", file=sys.stderr)
        return None
    (pages, characters), _ = rounds[0][0]
    (_, by_pypdf), _ = rounds[0][1]
    ours, theirs = (min(seconds for _, seconds in times) for times in zip(*rounds, strict=True))
    return {
        "file": path.name,
        "pages": pages,
        "ours": round(pages / ours, 1),
        "pypdf": round(pages / theirs, 1),
        "ratio": round(theirs / ours, 2),
        "characters": characters,
        "characters by pypdf": by_pypdf,
    }


def _timed(read: Callable[[Path], tuple[int, int]], path: Path) -> tuple[tuple[int, int], float]:
    began = time.perf_counter()
    result = read(path)
    return result, time.perf_counter() - began


def _book(folder: Path) -> Path:
    path = folder / "made.pdf"
    pages = []
    for page in range(60):
        lines = [Text(f"第 {page + 1} 章 进程与线程", 50, 800, 16)]
        lines += [
            Text(f"{SENTENCE[(line + page) % 20 :]}{SENTENCE[: (line + page) % 20]}"[:36], 50, 770 - 18 * line)
            for line in range(38)
        ]
        lines += [Text("O(n", 50, 60), Text("2", 86, 65, 7)]
        pages.append(lines)
    write_placed_pdf(path, pages)
    return path


if __name__ == "__main__":
    main()
