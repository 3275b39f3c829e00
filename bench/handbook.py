"""Whether questions in a student's own words find their section of the handbook, beside plain BM25 over character pairs.

    python bench/handbook.py [--split tuned|held-out] [--misses] [--json]

`bench/handbook_queries.jsonl` holds the questions, each with its section (`also`: others whose notes answer it as well).
They were written from the outline and the handbook without looking at the search or its word lists. Every second one
was never looked at while the search was tuned: their figures are the ones to believe.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from index import handbook
from index.lexical import LexicalIndex, question_tokens
from index.library import Library

QUERIES = Path(__file__).with_name("handbook_queries.jsonl")
RANKS = (1, 3, 5)
PASSAGES = 30  # of the best, to read five sections off


@dataclass(frozen=True)
class Query:
    question: str
    sections: tuple[str, ...]


def queries(path: Path = QUERIES) -> list[Query]:
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [Query(line["question"], (line["section"], *line.get("also", ()))) for line in lines]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--split", choices=("tuned", "held-out"), help="only every second question")
    parser.add_argument("--misses", action="store_true", help="list what was not found among the first five")
    parser.add_argument("--embedder", help="sentence-transformers model; default the built-in one")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    asked = queries()
    splits = {"tuned": asked[::2], "held-out": asked[1::2]}
    plain = _plain_bm25()
    with tempfile.TemporaryDirectory() as place:
        library = Library(Path(place), chosen.embedder)
        library.ensure_handbook()

        def ours(question: str) -> list[str]:
            return [found.passage.node for found in library.search(question, PASSAGES)]

        figures = {}
        for split, some in splits.items():
            if chosen.split in (None, split):
                figures[split] = {
                    "questions": len(some),
                    **_recall("", ours, some, chosen.misses),
                    **_recall("plain_bm25_", plain, some, False),
                }
    if chosen.json:
        print(json.dumps(figures, ensure_ascii=False))
        return
    for split, parts in figures.items():
        print(split)
        for name, value in parts.items():
            print(f"  {name:<22} {value}")


def _recall(
    prefix: str, search: Callable[[str], Sequence[str]], asked: Sequence[Query], misses: bool
) -> dict[str, float]:
    """Share of questions whose section is among the first 1, 3, 5 different ones, and the median time of a search."""
    hits = dict.fromkeys(RANKS, 0)
    refused, seconds = 0, []
    for query in asked:
        began = time.perf_counter()
        nodes = list(dict.fromkeys(search(query.question)))
        seconds.append(time.perf_counter() - began)
        refused += not nodes
        for rank in RANKS:
            hits[rank] += any(section in nodes[:rank] for section in query.sections)
        if misses and not any(section in nodes[: RANKS[-1]] for section in query.sections):
            print(f"missed: {query.question}  wanted {query.sections[0]}, found {' '.join(nodes[:5]) or 'nothing'}")
    figures = {f"{prefix}R@{rank}": round(count / len(asked), 3) for rank, count in hits.items()}
    return {
        **figures,
        f"{prefix}refused": round(refused / len(asked), 3),
        f"{prefix}median_ms": round(1000 * float(np.median(seconds)), 2),
    }


def _plain_bm25() -> Callable[[str], list[str]]:
    """BM25 over whole sections, the question as it is typed."""
    sections = [one for one in map(handbook.section, _sections()) if one]
    index = LexicalIndex.build(f"{one.title}\n{one.markdown}" for one in sections)

    def search(question: str) -> list[str]:
        scores = index.scores(dict.fromkeys(question_tokens(question), 1.0))
        best = np.argsort(-scores, kind="stable")[:PASSAGES]
        return [sections[row].node for row in best if scores[row] > 0]

    return search


def _sections() -> list[str]:
    from quizbank import syllabus

    return [section.id for section in syllabus.sections()]


if __name__ == "__main__":
    main()
