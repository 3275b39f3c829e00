import numpy as np
import pytest

from index.candidates import Search, gather
from index.question import understand
from tests.index.segments import generation, passages

SEARCH = Search(by_words=10, by_meaning=3, window=2, single=0.3, half=2.0)
NOISE = [f"第{n}日众将操练阵法。" for n in range(8)]


def gathered(generations, question, search=SEARCH, likely=()):
    candidates, rarities = gather(generations, understand(question), search, likely)
    found = {
        candidates.segments[segment].passages[row].text: at
        for at, (segment, row) in enumerate(zip(candidates.segment, candidates.row, strict=True))
    }
    return candidates, found, rarities


def test_what_stands_near_counts_and_what_stands_far_does_not():
    near = passages(*NOISE[:2], "刘备相识张飞。", "桃园在此。", *NOISE[2:4], source="near.txt")
    far = passages("刘备认得张飞。", *NOISE[:5], "桃园在彼。", source="far.txt")
    candidates, found, _ = gathered([generation([*near, *far])], "刘备张飞桃园")
    assert candidates.lexical[found["桃园在此。"]] == pytest.approx(candidates.lexical[found["桃园在彼。"]])
    assert candidates.place[found["桃园在此。"]] > 1.5 * candidates.place[found["桃园在彼。"]]


def test_a_place_ends_with_its_section_and_its_source():
    def place_of_the_garden(**elsewhere):
        part = [*passages("桃园在此。"), *passages("刘备相识张飞。", **elsewhere), *passages(*NOISE, source="z.txt")]
        candidates, found, _ = gathered([generation(part)], "刘备张飞桃园")
        return candidates.place[found["桃园在此。"]]

    assert place_of_the_garden() > place_of_the_garden(source="b.txt") > 0
    assert place_of_the_garden(section=("第二回",)) == pytest.approx(place_of_the_garden(source="b.txt"))


def test_segments_are_scored_as_one():
    """The same passages in one segment and in two give the same candidates with the same scores."""
    story = passages("刘备相识张飞。", "桃园在此。", source="a.txt")
    rest = passages(*NOISE, "桃园结义。", source="b.txt")
    one, at_one, rarities = gathered([generation([*story, *rest])], "桃园结义刘备")
    two, at_two, same = gathered([generation(story, rest)], "桃园结义刘备")
    assert rarities == same and {"桃园在此。", "桃园结义。"} <= set(at_one) & set(at_two)
    for text in ("桃园在此。", "桃园结义。"):
        here, there = at_one[text], at_two[text]
        assert one.dense[here] == pytest.approx(two.dense[there], abs=1e-2)
        assert one.held[:, here].tolist() == two.held[:, there].tolist()
    ratio = [one.lexical[at_one[text]] / two.lexical[at_two[text]] for text in ("桃园在此。", "桃园结义。")]
    assert ratio == pytest.approx([1.0, 1.0], rel=0.2)  # lengths are compared within a segment here


def test_removed_passages_are_no_candidates():
    part = passages("桃园在此。", "桃园在彼。", *NOISE)
    _, found, _ = gathered([generation(part, alive=[False, *[True] * 9])], "桃园")
    assert "桃园在彼。" in found and "桃园在此。" not in found


def test_passages_on_likely_nodes_come_whatever_they_say():
    part = [*passages("桃园在此。", *NOISE), *passages("死锁。", source="os.md", node="os.2.4")]
    none = Search(by_words=1, by_meaning=0, window=2, single=0.3, half=2.0)
    assert "死锁。" not in gathered([generation(part)], "桃园", none)[1]
    assert "死锁。" in gathered([generation(part)], "桃园", none, {"os.2.4"})[1]


def test_which_tokens_stand_in_a_candidate():
    asked = understand("桃园结义")
    candidates, found, _ = gathered([generation(passages("桃园在此。", *NOISE))], "桃园结义")
    held = dict(zip(asked.demands.tokens, candidates.held[:, found["桃园在此。"]], strict=True))
    assert held == {"桃园": True, "园结": False, "结义": False}


def test_nothing_to_search():
    candidates, _, _ = gathered([], "桃园")
    assert len(candidates) == 0 and candidates.held.shape == (1, 0)
    assert np.concatenate([candidates.lexical, candidates.dense]).size == 0
