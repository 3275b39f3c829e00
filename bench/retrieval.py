"""How well and how fast the library finds passages, beside plain BM25 over character pairs.

    python bench/retrieval.py --data DIR

DIR holds `cmrc2018_dev.json` (any file of CMRC's or SQuAD's shape does, see --questions) and a novel `sanguo.txt` with
chapter headings (--novel). Neither is shipped. Everything goes through Library.add and Library.search, in a temporary
folder.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.lexical import LexicalIndex, question_tokens
from index.library import Library
from index.readers import read_source
from index.retrieval import RetrievalSettings

Asked = Sequence[tuple[str, str]]  # question, name of the source that answers it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path())
    parser.add_argument("--questions", type=Path, help="JSON of CMRC's shape; default DATA/cmrc2018_dev.json")
    parser.add_argument("--novel", type=Path, help="text with chapter headings; default DATA/sanguo.txt")
    parser.add_argument("--embedder", help="sentence-transformers model; default the built-in one")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        figures = {
            "questions": bench_questions(
                chosen.questions or chosen.data / "cmrc2018_dev.json", Path(place) / "questions", chosen.embedder
            ),
            "novel": bench_novel(chosen.novel or chosen.data / "sanguo.txt", Path(place) / "novel", chosen.embedder),
        }
    if chosen.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, parts in figures.items():
        print(name)
        for key, value in parts.items():
            print(f"  {key:<46} {value}")


def bench_questions(path: Path, place: Path, embedder: str | None) -> dict[str, float]:
    """Each paragraph one source; a question is answered when the first passage comes from its paragraph.

    Strangers are the questions on the second half of the paragraphs, asked of the first half: nothing should be found.
    """
    paragraphs, asked = _cmrc(path)
    library, build_seconds = _library(place / "all", paragraphs, embedder)
    half = dict(list(paragraphs.items())[: len(paragraphs) // 2])
    half_library, _ = _library(place / "half", half, embedder)
    strangers = [question for question, name in asked if name not in half]
    answered = sum(bool(half_library.search(question, 1)) for question in strangers)
    return {
        "sources": len(paragraphs),
        "questions": len(asked),
        "build_seconds": build_seconds,
        **_asked(library, asked),
        "plain_bm25_R@1": _plain_bm25(paragraphs, asked),
        "strangers": len(strangers),
        "strangers_refused": round(1 - answered / len(strangers), 4),
    }


def bench_novel(path: Path, place: Path, embedder: str | None) -> dict[str, float]:
    """The novel as one file, asked for each chapter by its title; then the chapters' bodies without any title.

    A title is verse and says little in the body's own words, so the second task measures ranking alone: no refusal.
    """
    place.mkdir(parents=True)
    library = Library(place / "whole", embedder)
    began = time.perf_counter()
    report = library.add([path], "novel")
    build_seconds = round(time.perf_counter() - began, 2)
    chapters: dict[str, str] = {}
    asked = []
    found = 0
    for number, page in enumerate(read_source(path).pages):
        if page.section:
            title = re.sub(r"^第\S+\s*", "", page.section[-1])
            chapters[f"{number:03}.txt"] = page.text
            asked.append((title, f"{number:03}.txt"))
            found += any(one.passage.section == page.section for one in library.search(title, 5))
    by_chapter, _ = _library(
        place / "chapters", chapters, embedder, RetrievalSettings(least_coverage=0.0, least_beside=0.0)
    )
    bodies = {f"bodies_{key}": value for key, value in _asked(by_chapter, asked).items()}
    return {
        "passages": sum(source.passages for source in report.added),
        "build_seconds": build_seconds,
        "chapters": len(chapters),
        "R@5": round(found / len(asked), 4),
        **bodies,
        "bodies_plain_bm25_R@1": _plain_bm25(chapters, asked),
    }


def _library(
    place: Path, texts: dict[str, str], embedder: str | None, settings: RetrievalSettings | None = None
) -> tuple[Library, float]:
    sources = place / "sources"
    sources.mkdir(parents=True)
    for name, text in texts.items():
        (sources / name).write_text(text, encoding="utf-8")
    library = Library(place / "library", embedder, retrieval=settings)
    began = time.perf_counter()
    report = library.add([sources], "bench")
    if report.refused:
        raise SystemExit(f"refused: {report.refused[0]}")
    seconds = round(time.perf_counter() - began, 2)
    library.warm()
    return library, seconds


def _asked(library: Library, asked: Asked) -> dict[str, float]:
    first = five = nothing = 0
    times = []
    for question, name in asked:
        began = time.perf_counter()
        found = [one.passage.source for one in library.search(question, 5)]
        times.append(1000 * (time.perf_counter() - began))
        first += found[:1] == [name]
        five += name in found
        nothing += not found
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "R@1": round(first / len(asked), 4),
        "R@5": round(five / len(asked), 4),
        "nothing_found": round(nothing / len(asked), 4),
        "query_ms_p50": round(float(p50), 1),
        "query_ms_p95": round(float(p95), 1),
    }


def _plain_bm25(texts: dict[str, str], asked: Asked) -> float:
    """The floor: whole texts, all the question's pairs, no weights."""
    names = list(texts)
    lexical = LexicalIndex.build(texts.values())
    hits = sum(
        names[int(np.argmax(lexical.scores(dict.fromkeys(question_tokens(question), 1.0))))] == name
        for question, name in asked
    )
    return round(hits / len(asked), 4)


def _cmrc(path: Path) -> tuple[dict[str, str], list[tuple[str, str]]]:
    paragraphs: dict[str, str] = {}
    asked = []
    for article in json.loads(path.read_text(encoding="utf-8"))["data"]:
        for paragraph in article["paragraphs"]:
            name = f"{len(paragraphs):05}.txt"
            paragraphs[name] = paragraph["context"]
            asked += [(item["question"], name) for item in paragraph["qas"]]
    return paragraphs, asked


if __name__ == "__main__":
    main()
