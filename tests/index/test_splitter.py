from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from index.passages import Page
from index.splitter import SplitterSettings, split_pages

SENTENCE = "进程是资源分配的基本单位，线程是调度的基本单位。"


def split(text, **settings):
    return split_pages([Page("os.md", 3, text, "12", ("第2章",), "os.2")], "books", SplitterSettings(**settings))


def test_passages_carry_their_page():
    (passage,) = split(SENTENCE)
    assert (passage.collection, passage.source, passage.page, passage.page_label) == ("books", "os.md", 3, "12")
    assert (passage.section, passage.node) == (("第2章",), "os.2")


def test_long_prose_is_cut_at_sentence_ends():
    passages = split(SENTENCE * 60)
    assert len(passages) > 3
    assert all(passage.text.endswith("。") for passage in passages)
    assert all(300 <= len(passage.text) <= 500 for passage in passages)
    assert "".join(passage.text for passage in passages) == SENTENCE * 60


def test_no_stub_is_left_at_the_end():
    assert min(len(passage.text) for passage in split(SENTENCE * 15 + "完。")) > 100


def test_a_sentence_without_end_is_cut_at_a_comma():
    passages = split("没有句号的长句子，" * 100)
    assert all(passage.text.endswith("，") and len(passage.text) <= 500 for passage in passages)


def test_fenced_code_stays_whole_with_blank_lines_and_inner_marks():
    code = "```c\nint a;\n\n" + "a = a + 1;\n\n" * 60 + "// ~~~\n```"
    texts = [passage.text for passage in split(SENTENCE * 10 + "\n\n" + code + "\n\n" + SENTENCE * 10)]
    assert sum(code in text for text in texts) == 1


def test_a_table_stays_whole():
    table = "| 算法 | 缺页 |\n|---|---|\n" + "| LRU | 9 |\n" * 60
    texts = [passage.text for passage in split(SENTENCE * 14 + "\n" + table + SENTENCE)]
    assert sum(table.strip() in text for text in texts) == 1


def test_a_table_beyond_all_measure_is_cut_between_rows():
    passages = split("| 一 | 二 |\n" * 1000)
    assert len(passages) > 1
    assert all(line.count("|") == 3 for passage in passages for line in passage.text.splitlines())


def test_a_caption_stays_with_its_code():
    (passage,) = split('=== "C"\n\n```c\n' + "int a;\n" * 90 + "```")
    assert passage.text.startswith("===")


def test_text_without_a_word_gives_no_passage():
    assert split("——！？\n\n…… ***") == []


@given(st.text(alphabet="页面。，\n| `#a1 \t", max_size=1500), st.integers(5, 60))
def test_offsets_are_true_and_ascend(text, target):
    passages = split(text, target=target, longest=2 * target, longest_whole=4 * target, stub=target // 4)
    assert all(text[passage.start : passage.end] == passage.text for passage in passages)
    assert all(a.end <= b.start for a, b in pairwise(passages))
    kept = sum(passage.text.count("页") for passage in passages)
    assert kept == text.count("页")
