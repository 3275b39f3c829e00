import numpy as np
import pytest

from index.question import ASKING_WEIGHT, MEASURE_WEIGHT, SYNONYM_WEIGHT, understand
from index.terms import Term, Terms
from index.tokens import passage_tokens


def said(question):
    return [concept.name for concept in understand(question).concepts]


@pytest.mark.parametrize(
    ("question", "concepts"),
    [
        ("tcp为什么要三次握手", ["tcp", "三次握手"]),
        ("LRU 和 CLOCK 有什么区别", ["lru", "clock"]),
        ("红烧肉怎么做", ["红烧肉"]),
        ("什么是栈？", ["栈"]),
        ("今天吃什么", []),
        ("What is a deadlock?", ["deadlock"]),
        ("中国的首都是哪里", ["中国", "首都"]),
        ("饱和与非门", ["饱和与非门"]),
        ("进程跟线程有啥区别", ["进程", "线程"]),
        ("哈希表冲突了咋办", ["哈希表", "冲突"]),
        ("时间片太大太小会怎样", ["时间片"]),
        ("AVL树四种旋转", ["avl树", "旋转"]),
        ("两个", []),
    ],
)
def test_what_only_asks_is_dropped(question, concepts):
    assert said(question) == concepts


def test_other_names_are_searched_with_less_weight():
    weights = understand("哈希怎么做").weights
    assert weights["哈希"] == 1.0
    assert weights["散列"] == weights["hash"] == SYNONYM_WEIGHT
    assert weights["怎么"] == ASKING_WEIGHT


def test_latin_names_are_whole_words():
    terms = Terms([Term("时钟", (), ("CLOCK",))])
    assert [term.form for term in terms.in_text("the clock")] == ["clock"]
    assert terms.in_text("clockwise") == []


def test_the_longest_name_wins():
    assert [term.form for term in Terms([Term("树", (), ()), Term("二叉树", (), ())]).in_text("二叉树")] == ["二叉树"]


def test_a_name_written_with_its_number_is_also_sought_apart():
    (concept,) = understand("RAID5").concepts
    assert concept.other_names == ("raid 5",)


def test_general_words_are_kept_as_what_is_asked_about_the_content():
    assert understand("死锁怎么避免").aspects == ("避免",)


def test_what_is_asked_of_a_term_weighs_less_than_the_term():
    asked = understand("KMP 算法的时间复杂度")
    weights = {concept.name: concept.weight for concept in asked.concepts}
    assert weights["kmp"] > weights["时间复杂度"] == weights["算法"] == MEASURE_WEIGHT
    assert asked.weights["kmp"] > asked.weights["时间"] and asked.topic.split() == ["kmp", "的"]
    alone = understand("什么是时间复杂度")
    assert alone.concepts[0].weight > MEASURE_WEIGHT and "时间复杂度" in alone.topic


@pytest.mark.parametrize(
    ("question", "text", "share"),
    [
        ("页面置换", "把页面换出，再置换回来", 1.0),  # 面置 is no word
        ("页面置换", "只说页面", 0.5),
        ("哈希", "散列函数", 1.0),
        ("RAID5", "raid 5 的校验", 1.0),
        ("红烧肉", "散列函数", 0.0),
    ],
)
def test_coverage_is_the_same_by_text_and_by_tokens(question, text, share):
    asked = understand(question)
    tokens = passage_tokens(text)
    held = np.array([[token in tokens] for token in asked.demands.tokens])
    assert asked.coverage(text, lambda token: 2.0) == pytest.approx(share)
    assert asked.coverages(held, np.full(len(held), 2.0)) == pytest.approx([share])


def test_a_question_without_content_is_covered_by_nothing():
    asked = understand("为什么")
    assert asked.coverages(np.zeros((0, 3), dtype=bool), np.zeros(0)).tolist() == [0.0, 0.0, 0.0]
    assert asked.coverage("为什么", lambda token: 1.0) == 0.0
