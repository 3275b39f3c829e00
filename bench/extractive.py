"""How well the answers given without a language model answer: the section found, its key phrases quoted, the length.

    python bench/extractive.py [--data-dir DIR] [--show]

Without --data-dir the handbook alone is asked, in a temporary folder; with it, the library of that data folder with
the handbook beside it. `answers_expected.jsonl` holds a question a line: the handbook's `sections` that answer it,
regular expressions an answer `must` and must `never` contain; one without sections has to be refused. Exit status 1 when
fewer than `--least` of the answers are right.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from engine.extractive import extract
from index.library import Library

PASSAGES = 6
SANE_LENGTH = range(60, 701)  # characters, without the citation numbers


@dataclass(frozen=True)
class Result:
    """`rank`: the first passage of a section that answers, from 0; None when there is none."""

    expected: dict
    text: str
    rank: int | None
    missing: tuple[str, ...]
    seconds: float

    @property
    def sane(self) -> bool:
        return len(self.text) in SANE_LENGTH

    @property
    def right(self) -> bool:
        return not self.missing and bool(self.text) == bool(self.expected["sections"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--expected", type=Path, default=Path(__file__).with_name("answers_expected.jsonl"))
    parser.add_argument("--data-dir", type=Path)
    parser.add_argument("--show", action="store_true", help="print every answer that is not right")
    parser.add_argument("--show-all", action="store_true", help="print every answer")
    parser.add_argument("--least", type=float, default=0.0)
    chosen = parser.parse_args()
    expected = [json.loads(line) for line in chosen.expected.read_text(encoding="utf-8").splitlines()]
    with tempfile.TemporaryDirectory() as place:
        library = Library(chosen.data_dir / "index" if chosen.data_dir else Path(place))
        library.ensure_handbook()
        library.warm()
        results = [ask(library, one) for one in expected]
    for result in results:
        if chosen.show_all or (chosen.show and not result.right):
            print(f"\n=== {result.expected['question']}  rank={result.rank} missing={list(result.missing)}")
            print(result.text or "(refused)")
    figures = summary(results)
    for key, value in figures.items():
        print(f"{key:<28} {value}")
    raise SystemExit(figures["right"] < chosen.least)


def ask(library: Library, expected: dict) -> Result:
    found = [one.passage for one in library.search(expected["question"], PASSAGES)]
    began = time.perf_counter()
    text, _ = extract(expected["question"], found)
    seconds = time.perf_counter() - began
    text = re.sub(r"\[\d\]", "", text)
    rank = next((at for at, passage in enumerate(found) if passage.node in expected["sections"]), None)
    missing = [phrase for phrase in expected["must"] if not re.search(phrase, text)]
    missing += [f"not {phrase}" for phrase in expected["never"] if re.search(phrase, text)]
    return Result(expected, text, rank, tuple(missing), seconds)


def summary(results: Iterable[Result]) -> dict[str, float]:
    """Shares, but for the milliseconds and the counts."""
    asked = [result for result in results if result.expected["sections"]]
    strange = [result for result in results if not result.expected["sections"]]
    within = {k: share(result.rank is not None and result.rank < k for result in asked) for k in (1, 3, 5)}
    return {
        "questions": len(asked),
        **{f"section found @{k}": value for k, value in within.items()},
        "right": share(result.right for result in asked),
        "of sane length": share(result.sane for result in asked),
        "characters, median": float(np.median([len(result.text) for result in asked])),
        "wrongly refused": sum(not result.text for result in asked),
        "off-topic": len(strange),
        "off-topic refused": share(not result.text for result in strange),
        "extraction ms, p95": round(1000 * float(np.percentile([result.seconds for result in results], 95)), 1),
    }


def share(marks: Iterable[bool]) -> float:
    marks = list(marks)
    return round(sum(marks) / max(len(marks), 1), 3)


if __name__ == "__main__":
    main()
