import pytest

from index import handbook
from index.asked import SectionFinder, handbook_finder, remembered_questions
from index.library import Library

NOTES = {
    "os.3.2": "页面置换\nLRU 换出最近最久未使用的页面，抖动是频繁缺页。",
    "cn.5.3": "TCP\n用三次握手建立连接，用滑动窗口控制流量。",
    "ds.4.2": "二叉树\n先序、中序、后序遍历，线索化。",
}
ASKED = {
    "os.3.2": ["那个把最久没用的扔掉的算法叫啥", "内存不够电脑卡得要死硬盘一直响"],
    "cn.5.3": ["为什么打招呼要来回三次", "对方收不过来会怎样"],
}


@pytest.fixture(scope="module")
def finder():
    return SectionFinder(NOTES, ASKED)


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("把最久没用的扔掉是哪个算法", "os.3.2"),
        ("电脑卡得要死硬盘灯狂闪", "os.3.2"),
        ("打招呼为啥要三次", "cn.5.3"),
        ("后序遍历", "ds.4.2"),  # no remembered question: the notes say it
    ],
)
def test_everyday_words_find_the_section(finder, question, section):
    likely = finder.likely(question)
    assert next(iter(likely.scores)) == section
    assert likely.scores[section] == 1.0
    assert all(0 < score <= 1 for score in likely.scores.values())


def test_what_no_section_knows_has_no_evidence(finder):
    assert finder.likely("红烧肉怎么做").scores == {}
    assert finder.likely("").evidence == finder.likely("？").evidence == 0.0
    assert finder.likely("打招呼为啥要三次").evidence > finder.likely("三次元的电影").evidence


def test_the_number_of_sections_is_bounded(finder):
    assert len(finder.likely("最久没用 三次 遍历", 2).scores) == 2


def test_a_broken_row_is_named(tmp_path):
    (tmp_path / "asked.tsv").write_text("os.3.2\t问题\nos.3.2 问题\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"asked\.tsv line 2"):
        remembered_questions(tmp_path / "asked.tsv")


def test_the_table_that_ships_knows_every_section():
    asked = remembered_questions()
    assert set(asked) == {node for node in handbook.nodes() if node.count(".") == 2}
    assert min(map(len, asked.values())) >= 14
    every = [question for questions in asked.values() for question in questions]
    assert len(every) == len(set(every))
    assert all(4 <= len(question) <= 60 for question in every)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    library = Library(tmp_path_factory.mktemp("library"))
    library.ensure_handbook()
    return library


@pytest.mark.parametrize(
    ("question", "section"),
    [
        ("那个把最久没用的页扔掉的算法叫啥", "os.3.2"),
        ("几个进程抱着自己的不放又等别人的，谁都动不了", "os.2.4"),
    ],
)
def test_the_library_finds_the_handbooks_passages_by_everyday_words(library, question, section):
    assert library.search(question, 3)[0].passage.node == section
    assert handbook_finder().likely(question).evidence > handbook_finder().likely("今天食堂几点关门").evidence


@pytest.mark.parametrize("question", ["红烧肉怎么做才好吃", "唐朝是谁建立的", "食堂几点关门", "帮我写一首情诗"])
def test_everyday_questions_about_something_else_find_nothing(library, question):
    assert library.search(question) == []
