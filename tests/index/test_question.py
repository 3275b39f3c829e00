import pytest

from index.question import ASKING_WEIGHT, SYNONYM_WEIGHT, understand
from index.terms import Term, Terms


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
