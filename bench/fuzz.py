"""Damaged files through the readers: every one must be read or refused, in time, with no error nobody thought of.

    python bench/fuzz.py [FOLDER...] [--files 500] [--seed 408] [--seconds 60] [--keep FOLDER]

Small samples of every kind are made here; those of the folders come to them. Each file is one sample with one to four
mutations: flipped bits, a cut, bytes of another sample, doubled objects, exchanged streams, absurd numbers. DOCX files are
damaged inside their parts as well. Exit status 1 when a reader raised what is no LibraryError, or took more than `--seconds`.
`--keep` saves the files for which that happened.
"""

import argparse
import hashlib
import io
import random
import re
import sys
import tempfile
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from index.errors import LibraryError, SourceMissing
from index.readers import SUFFIXES, SourceText
from index.reading import ReadingSettings, ReadJob, SourceReader
from index.workers import WorkerDied, WorkerFailed, Workers, WorkerTimeout
from tests.index.docx_files import item, paragraph, shifted, write_docx
from tests.index.pdf_files import Picture, Text, lock, outlined, write_pdf, write_placed_pdf

SETTINGS = ReadingSettings(
    ocr=False, seconds_to_open=20, seconds_a_task=20, seconds_a_page=5, most_lost_pages=3, memory_mb=1024
)
LINE = "操作系统为每个进程建立页表，页表项记录页面所在的页框号，缺页时由操作系统调入 O(n) 次。"
LARGEST_SAMPLE_BYTES = 4_000_000


@dataclass(frozen=True)
class Sample:
    suffix: str
    data: bytes


@dataclass
class Outcome:
    """`counts`: how many files were read, or refused for which reason; `failures`: (file, what happened), of which none may be."""

    counts: Counter = field(default_factory=Counter)
    failures: list[tuple[str, str]] = field(default_factory=list)
    slowest_seconds: float = 0.0


class CountingWorkers(Workers):
    """Counts the children that crashed or were stopped, and keeps the errors nobody thought of."""

    def __init__(self, count: int | None = None):
        super().__init__(count)
        self.counts: Counter = Counter()
        self.failures: list[tuple[str, str]] = []
        self._counting = threading.Lock()

    def call(self, function: str, *args: Any, **settings: Any) -> Any:
        try:
            return super().call(function, *args, **settings)
        except (WorkerDied, WorkerTimeout) as error:
            with self._counting:
                self.counts[type(error).__name__] += 1
            raise
        except WorkerFailed as error:
            with self._counting:
                self.failures.append((Path(args[0]).name, str(error)))
            raise


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--files", type=int, default=500)
    parser.add_argument("--seed", type=int, default=408)
    parser.add_argument("--seconds", type=float, default=60)
    parser.add_argument("--keep", type=Path)
    arguments = parser.parse_args()
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        samples = made_samples(Path(folder)) + samples_below(arguments.folders)
        workers = CountingWorkers()
        try:
            outcome = fuzz(
                samples, arguments.files, arguments.seed, Path(folder), workers, arguments.seconds, arguments.keep
            )
        finally:
            workers.close()
    print(
        f"{arguments.files} files from {len(samples)} samples, seed {arguments.seed}: {time.monotonic() - began:.0f} s"
    )
    for what, count in sorted(outcome.counts.items()):
        print(f"  {what:20} {count:5}")
    print(f"  {'crashed children':20} {workers.counts['WorkerDied']:5}")
    print(f"  {'stopped children':20} {workers.counts['WorkerTimeout']:5}")
    print(f"  slowest file: {outcome.slowest_seconds:.1f} s")
    for name, what in outcome.failures:
        print(f"FAILED {name}: {what}", file=sys.stderr)
    if outcome.failures:
        sys.exit(1)


def fuzz(
    samples: Sequence[Sample],
    files: int,
    seed: int,
    folder: Path,
    workers: CountingWorkers,
    most_seconds: float,
    keep: Path | None = None,
) -> Outcome:
    """Reads `files` damaged samples, as many at a time as there are workers."""
    outcome = Outcome()
    reader = SourceReader(folder / "cache", workers, SETTINGS)
    counting = threading.Lock()

    def one(number: int) -> None:
        draw = random.Random(f"{seed}/{number}")
        sample = damaged(draw.choice(samples), samples, draw)
        path = folder / f"{number}{sample.suffix}"
        path.write_bytes(sample.data)
        began = time.monotonic()
        what, failure = _read(reader, path)
        seconds = time.monotonic() - began
        if seconds > most_seconds:
            failure = f"took {seconds:.0f} seconds"
        with counting:
            outcome.counts[what] += 1
            outcome.slowest_seconds = max(outcome.slowest_seconds, seconds)
            if failure:
                outcome.failures.append((path.name, failure))
        if keep and (failure or any(name == path.name for name, _ in workers.failures)):
            keep.mkdir(parents=True, exist_ok=True)
            path.replace(keep / path.name)
        path.unlink(missing_ok=True)

    with ThreadPoolExecutor(workers.count) as pool:
        list(pool.map(one, range(files)))
    outcome.failures += workers.failures
    return outcome


def _read(reader: SourceReader, path: Path) -> tuple[str, str]:
    """(what became of the file, what must not have happened or "")."""
    try:
        [(_, result)] = reader.read_many([ReadJob(path.name, path, hashlib.sha256(path.read_bytes()).hexdigest())])
    except Exception as error:  # noqa: BLE001 - to find these is what this program is for
        return "raised", f"{type(error).__name__}: {error}"
    if isinstance(result, SourceText):
        return ("read", "") if result.pages else ("read", "read with no page, and not refused")
    if not isinstance(result, LibraryError):
        return "raised", f"{type(result).__name__}: {result}"
    return f"refused: {type(result).__name__}", "the file is there" if isinstance(result, SourceMissing) else ""


# Samples


def made_samples(folder: Path) -> list[Sample]:
    """Small files of every kind that is read."""
    folder.mkdir(parents=True, exist_ok=True)
    write_pdf(folder / "lines.pdf", [[LINE] * 8, [LINE] * 3, None], outline=[(1, "第一章"), (2, "第二章")])
    write_pdf(folder / "locked.pdf", [[LINE] * 5])
    lock(folder / "locked.pdf", "")
    write_placed_pdf(
        folder / "placed.pdf",
        [
            [
                Text("O(n", 50, 700),
                Text("2", 86, 705, 7),
                *(Text(LINE[:20], 50 + 260 * (n % 2), 680 - 9 * n) for n in range(30)),
            ]
        ],
        labels="0 << /S /r >>",
    )
    write_placed_pdf(
        folder / "drawn.pdf", [[outlined(1, 10)], [Picture(0, 0, 595, 842), Text(LINE, 40, 30, mode=3)]], rotate=90
    )
    numbering = (
        '<w:numbering><w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/>'
        '</w:lvl></w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>'
    )
    styles = '<w:styles><w:style w:styleId="1"><w:name w:val="heading 1"/></w:style></w:styles>'
    omml = "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>"
    table = f"<w:tbl>{''.join(f'<w:tr><w:tc>{paragraph(LINE)}</w:tc><w:tc>{paragraph(str(n))}</w:tc></w:tr>' for n in range(3))}</w:tbl>"
    body = (
        paragraph("第一章", style="1")
        + paragraph(LINE, shifted("2", "superscript"), omml)
        + item("一", 1)
        + item("二", 1)
        + table
    )
    write_docx(folder / "a.docx", body, numbering=numbering, styles=styles)
    markdown = f"---\ntitle: x\n---\n# 章 {{#os.1}}\n\n{LINE}\n\n| 页 | 位 |\n|---|---|\n| 1 | 0 |\n\n```c\nint a;\n```\n\n![图](data:image/png;base64,{'iVBORw0KGgo' * 9})\n<table><tr><td>x<sup>2</sup></td></tr></table>\n[a](b) `c` <!-- d -->\n"
    (folder / "a.md").write_text(markdown, encoding="utf-8")
    for encoding in ("utf-8", "gb18030", "utf-16", "utf-16-le"):
        (folder / f"{encoding}.txt").write_text(f"第一章 绪论\n{LINE}\r\n" * 5, encoding=encoding)
    return samples_below([folder])


def samples_below(folders: Sequence[Path]) -> list[Sample]:
    """The files of readable kinds in these folders, but for large ones."""
    paths = sorted(path for folder in folders for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    return [
        Sample(path.suffix.lower(), path.read_bytes())
        for path in paths
        if path.is_file() and 0 < path.stat().st_size <= LARGEST_SAMPLE_BYTES
    ]


# Mutations


def damaged(sample: Sample, samples: Sequence[Sample], draw: random.Random) -> Sample:
    """A sample with one to four mutations; rarely with the suffix of another kind."""
    if sample.suffix == ".docx" and draw.random() < 0.7:
        data = _damaged_inside(sample.data, samples, draw)
    else:
        data = _mutated(sample.data, samples, draw)
    suffix = draw.choice(SUFFIXES) if draw.random() < 0.05 else sample.suffix
    return Sample(suffix, data)


def _mutated(data: bytes, samples: Sequence[Sample], draw: random.Random) -> bytes:
    for _ in range(draw.randint(1, 4)):
        data = draw.choice(_MUTATIONS)(data, samples, draw)
    return data[: 2 * LARGEST_SAMPLE_BYTES]


def _damaged_inside(data: bytes, samples: Sequence[Sample], draw: random.Random) -> bytes:
    """The archive is sound, and its parts are not."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            part = old.read(name)
            new.writestr(name, _mutated(part, samples, draw) if draw.random() < 0.6 else part)
    return out.getvalue()


def _flip_bits(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    flipped = bytearray(data)
    for _ in range(draw.choice((1, 3, 10, 100)) if flipped else 0):
        flipped[draw.randrange(len(flipped))] ^= 1 << draw.randrange(8)
    return bytes(flipped)


def _cut(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    return data[: draw.randint(0, len(data))]


def _take_out(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    start = draw.randint(0, len(data))
    return data[:start] + data[start + draw.choice((1, 20, 500, 5_000)) :]


def _splice(data: bytes, samples: Sequence[Sample], draw: random.Random) -> bytes:
    other = draw.choice(samples).data
    start, at = draw.randint(0, len(other)), draw.randint(0, len(data))
    return data[:at] + other[start : start + draw.choice((10, 200, 3_000))] + data[at:]


def _repeat(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    start = draw.randint(0, len(data))
    piece = data[start : start + draw.choice((1, 8, 100, 1_000))]
    return data[:start] + piece * draw.choice((2, 5, 200)) + data[start:]


def _double_object(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    objects = list(re.finditer(rb"\d+ 0 obj.*?endobj\s", data, re.DOTALL)) or list(re.finditer(rb"<w:[^<>]*>", data))
    if not objects:
        return data
    first, second = draw.choice(objects), draw.choice(objects)
    return data[: first.start()] + second[0] + data[first.start() :]


def _exchange_streams(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    streams = list(re.finditer(rb"stream\r?\n(.*?)endstream", data, re.DOTALL))
    if len(streams) < 2:
        return data
    first, second = sorted(draw.sample(streams, 2), key=lambda match: match.start())
    return data[: first.start(1)] + second[1] + data[first.end(1) : second.start(1)] + first[1] + data[second.end(1) :]


def _change_number(data: bytes, _: Sequence[Sample], draw: random.Random) -> bytes:
    numbers = list(re.finditer(rb"\d+", data))
    if not numbers:
        return data
    number = draw.choice(numbers)
    new = draw.choice((b"0", b"-1", b"1", b"4294967295", b"99999999999999999999", b"1000000", b"0.0000001"))
    return data[: number.start()] + new + data[number.end() :]


_MUTATIONS: tuple[Callable[[bytes, Sequence[Sample], random.Random], bytes], ...] = (
    _flip_bits, _cut, _take_out, _splice, _repeat, _double_object, _exchange_streams, _change_number, _change_number,
)  # fmt: skip


if __name__ == "__main__":
    main()
