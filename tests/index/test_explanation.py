import json
from dataclasses import asdict

import pytest

from index.retrieval import explain, find
from tests.index.segments import generation, passages

DEADLOCK = "死锁是多个进程互相等待对方占有的资源而都不能推进的状态，预防死锁要破坏四个必要条件之一。"


@pytest.fixture(scope="module")
def notes():
    return generation(
        [
            *passages(DEADLOCK, section=("死锁",)),
            *passages("页面置换算法 LRU 换出最近最久未使用的页面。", source="b.txt"),
            *passages("TCP 用三次握手建立连接，使双方确认初始序号。", source="c.txt"),
            *passages("散列函数把关键字映射为地址。", source="d.txt"),
        ]
    )


@pytest.fixture(scope="module")
def copy():
    return generation([*passages(DEADLOCK, collection="copies"), *passages("堆是完全二叉树。", collection="copies")])


def test_the_question_is_shown_taken_apart(notes):
    asked = explain([notes], "什么是哈希", 3).question
    assert asked.asks_definition and asked.content.split()[0] == "哈希"
    names = {concept.name: concept.other_names for concept in asked.concepts}
    assert "散列" in names["哈希"]
    weights = {token.token: token.weight for token in asked.tokens}
    assert weights["哈希"] > weights["散列"] > 0
    assert all(token.rarity >= 0 for token in asked.tokens)


def test_every_part_of_every_score_is_there_and_the_first_is_what_find_finds(notes):
    told = explain([notes], "死锁怎么预防", 2)
    (found, *_) = find([notes], "死锁怎么预防", 2)
    best = told.candidates[0]
    assert (best.source, best.score, best.scores.dense) == ("a.txt", found.score, found.dense)
    assert best.scores.heading > 0 and best.scores.coverage == 1.0 == best.scores.lexical
    assert [one.rank for one in told.candidates] == list(range(1, len(told.candidates) + 1))
    assert [one.score for one in told.candidates] == sorted((one.score for one in told.candidates), reverse=True)
    assert told.passages == 4 and told.collections == ("notes",)


def test_the_gate_says_why(notes):
    passed = explain([notes], "死锁怎么预防", 2).gate
    assert passed.answered and passed.bearing >= passed.needed_bearing and passed.coverage >= passed.needed_coverage
    refused = explain([notes], "红烧肉怎么做才好吃", 2)
    assert not refused.gate.answered and refused.results == ()
    assert refused.gate.coverage < refused.gate.needed_coverage
    assert refused.gate.confidence < passed.confidence


def test_what_was_folded_and_joined_is_told(notes, copy):
    told = explain([notes, copy], "死锁怎么预防", 3)
    (fold,) = told.folded
    by_rank = {one.rank: one.collection for one in told.candidates}
    assert {by_rank[fold.rank], by_rank[fold.into]} == {"notes", "copies"} and fold.likeness == 1.0
    assert len(told.results) == len(find([notes, copy], "死锁怎么预防", 3))


def test_it_is_json_and_lines(notes, copy):
    told = explain([notes, copy], "死锁怎么预防", 3)
    assert json.loads(json.dumps(asdict(told)))["gate"]["answered"] is True
    lines = list(told.lines())
    assert any("死锁" in line and line.startswith("concept") for line in lines)
    assert any(line.startswith("gate") and "answered" in line for line in lines)
    assert any("folded into" in line for line in lines)
    assert any("nothing here bears on it" in line for line in explain([notes], "红烧肉怎么做", 3).lines())


@pytest.mark.parametrize("question", ["", "？", "为什么"])
def test_a_question_without_content_is_explained_too(notes, question):
    told = explain([notes], question, 3)
    assert not told.gate.answered and told.results == () and list(told.lines())


def test_nothing_to_search_is_explained_too():
    told = explain([], "死锁", 3)
    assert told.candidates == () and not told.gate.answered
