"""How well and how fast the library finds passages, beside plain BM25 over character pairs.

    python bench/retrieval.py [--data DIR] [--only english,questions,novel]

DIR holds `cmrc2018_dev.json` (any file of CMRC's or SQuAD's shape does, see --questions) and a novel `sanguo.txt` with
chapter headings (--novel). Neither is shipped; without them only the English questions are asked, of the handbook:
`bench/english_queries.jsonl`, written from the outline before the search was looked at, every second one held out.
Everything goes through Library.add and Library.search, in a temporary folder.
"""

import argparse
import json
import re
import sys
import tempfile
import time
from bisect import bisect
from collections.abc import Callable, Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index.lexical import LexicalIndex, question_tokens
from index.library import Library
from index.passages import Passage
from index.readers import read_source
from index.retrieval import RetrievalSettings

ENGLISH = Path(__file__).with_name("english_queries.jsonl")
RANGES = (0.0, 0.3, 0.6, 0.8, 0.9, 1.01)
Asked = Sequence[tuple[str, str]]  # question, name of the source that answers it


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path())
    parser.add_argument("--questions", type=Path, help="JSON of CMRC's shape; default DATA/cmrc2018_dev.json")
    parser.add_argument("--novel", type=Path, help="text with chapter headings; default DATA/sanguo.txt")
    parser.add_argument(
        "--only", help="of english, questions and novel, parted by commas; default what there is data for"
    )
    parser.add_argument("--embedder", help="sentence-transformers model; default the built-in one")
    parser.add_argument("--misses", action="store_true", help="list the English questions whose section was not found")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    questions = chosen.questions or chosen.data / "cmrc2018_dev.json"
    novel = chosen.novel or chosen.data / "sanguo.txt"
    there = ["english", *(name for name, path in (("questions", questions), ("novel", novel)) if path.is_file())]
    figures = {}
    with tempfile.TemporaryDirectory() as place:
        for name in chosen.only.split(",") if chosen.only else there:
            if name == "english":
                figures[name] = bench_english(Path(place) / name, chosen.embedder, chosen.misses)
            elif name == "questions":
                figures[name] = bench_questions(questions, Path(place) / name, chosen.embedder)
            elif name == "novel":
                figures[name] = bench_novel(novel, Path(place) / name, chosen.embedder)
            else:
                raise SystemExit(f"--only {name}: choose of english, questions and novel")
    if chosen.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for name, parts in figures.items():
        print(name)
        for key, value in parts.items():
            print(f"  {key:<46} {value}")


def bench_english(place: Path, embedder: str | None, misses: bool = False) -> dict[str, float]:
    """English questions and term lists, asked of the Chinese handbook: is an accepted section among the first?"""
    library = Library(place, embedder)
    library.ensure_handbook()
    library.warm()
    lines = [json.loads(line) for line in ENGLISH.read_text(encoding="utf-8").splitlines()]
    figures: dict[str, float] = {}
    for split in ("tuned", "held_out"):
        some = [line for line in lines if line["split"] == split]
        ranks = []
        for line in some:
            nodes = list(dict.fromkeys(one.passage.node for one in library.search(line["question"], 30)))
            ranks.append(next((at for at, node in enumerate(nodes) if node in line["sections"]), None))
            if misses and (ranks[-1] is None or ranks[-1] >= 5):
                print(
                    f"missed: {line['question']}  wanted {line['sections'][0]}, found {' '.join(nodes[:5]) or 'nothing'}"
                )
        figures[f"{split}_questions"] = len(some)
        for k in (1, 3, 5):
            hits = sum(rank is not None and rank < k for rank in ranks)
            figures[f"{split}_R@{k}"] = round(hits / len(some), 4)
    return figures


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
    handbook = Library(place / "handbook", embedder)
    handbook.ensure_handbook()
    some = [question for question, _ in asked[::10]]
    return {
        "sources": len(paragraphs),
        "questions": len(asked),
        "build_seconds": build_seconds,
        **_asked(library, asked),
        "plain_bm25_R@1": _plain_bm25(paragraphs, asked),
        "strangers": len(strangers),
        "strangers_refused": round(1 - answered / len(strangers), 4),
        "refused_by_the_handbook": round(1 - sum(bool(handbook.search(one, 1)) for one in some) / len(some), 4),
        **_calibration(half_library, asked),
    }


def _calibration(library: Library, asked: Asked) -> dict[str, str]:
    """The library's confidence in its answers beside the share of first passages that were right, in five ranges."""
    seen = []
    for question, name in asked:
        explained = library.explain(question, 1)
        if explained.gate.answered:
            seen.append((explained.gate.confidence, explained.candidates[0].source == name))
    figures = {}
    for low, high in pairwise(RANGES):
        within = [(confidence, right) for confidence, right in seen if low <= confidence < high]
        if within:
            said, right = np.mean(within, axis=0)
            figures[f"confidence_{low:.2f}"] = f"says {said:.2f}, {right:.2f} right of {len(within)}"
    return figures


def bench_novel(path: Path, place: Path, embedder: str | None) -> dict[str, float]:
    """The novel as one file, asked for each chapter by its title; then its text without any title, each chapter a source
    of its own (`bodies`), and all of them one source, where a passage belongs to the chapter its middle is in (`one`).

    A title is verse and says little in the body's own words, so these two measure ranking alone: no refusal.
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
    asking = RetrievalSettings(least_coverage=0.0, least_alone=0.0, least_beside=0.0, least_bearing=0.0)
    by_chapter, _ = _library(place / "chapters", chapters, embedder, asking)
    bodies = {f"bodies_{key}": value for key, value in _asked(by_chapter, asked).items()}
    together, borders = "", []
    for text in chapters.values():
        borders.append(len(together))
        together += f"{text.strip()}\n\n"
    in_one, _ = _library(place / "one", {"novel.txt": together}, embedder, asking)

    def chapter(passage: Passage) -> str:
        return asked[bisect(borders, (passage.start + passage.end) // 2) - 1][1]

    one = {f"one_{key}": value for key, value in _asked(in_one, asked, chapter).items()}
    return {
        "passages": sum(source.passages for source in report.added),
        "build_seconds": build_seconds,
        "chapters": len(chapters),
        "R@5": round(found / len(asked), 4),
        **bodies,
        **one,
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


def _asked(
    library: Library, asked: Asked, name_of: Callable[[Passage], str] = lambda passage: passage.source
) -> dict[str, float]:
    first = five = nothing = 0
    times = []
    for question, name in asked:
        began = time.perf_counter()
        found = [one.passage for one in library.search(question, 5)]
        times.append(1000 * (time.perf_counter() - began))
        found = list(map(name_of, found))
        first += found[:1] == [name]
        five += name in found
        nothing += not found
    p50, p95 = np.percentile(times, [50, 95])
    return {
        "R@1": round(first / len(asked), 4),
        "R@5": round(five / len(asked), 4),
        "nothing_found": round(nothing / len(asked), 4),
        "query_ms_p50": round(float(p50), 2),
        "query_ms_p95": round(float(p95), 2),
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
