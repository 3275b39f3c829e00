import json
from collections import Counter
from pathlib import Path

import pytest

from index import handbook
from index.library import Library

QUERIES = [
    json.loads(line)
    for line in (Path(__file__).parents[2] / "bench" / "english_queries.jsonl").read_text(encoding="utf-8").splitlines()
]


def test_the_set_covers_every_subject_and_half_of_it_is_held_out():
    assert len({query["question"] for query in QUERIES}) == len(QUERIES) >= 120
    assert all(query["question"].isascii() for query in QUERIES)
    assert {section for query in QUERIES for section in query["sections"]} <= set(handbook.nodes())
    for split in ("tuned", "held_out"):
        subjects = Counter(query["sections"][0][:2] for query in QUERIES if query["split"] == split)
        assert set(subjects) == {"ds", "co", "os", "cn"} and min(subjects.values()) >= 15


@pytest.mark.parametrize("split", ["tuned", "held_out"])
def test_english_terms_find_the_chinese_section(tmp_path, split):
    library = Library(tmp_path)
    library.ensure_handbook()
    some = [query for query in QUERIES if query["split"] == split]
    found = [
        {one.passage.node for one in library.search(query["question"], 5)} & set(query["sections"]) for query in some
    ]
    assert sum(map(bool, found)) >= 0.9 * len(some)
