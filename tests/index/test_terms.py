from collections import Counter

import pytest

from index.normalise import normalise
from index.terms import Term, Terms, asked_term, syllabus_terms
from quizbank import syllabus

TLB = Term("快表", ("相联存储器",), ("translation lookaside buffer", "TLB"), "os.3.1", "页表的高速缓存。")
TERMS = Terms([TLB, Term("死锁", (), ("deadlock",), "os.2.4", "互相等待而都不能推进。"), Term("栈", (), ("stack",))])


@pytest.mark.parametrize(
    "question",
    ["快表是什么", "什么是快表？", "TLB 是啥", "啥叫tlb", "快表", "相联存储器是什么意思呢？", "What is a TLB?", "请问什么是快表"],
)  # fmt: skip
def test_a_question_for_a_meaning_finds_the_term(question):
    assert asked_term(question, TERMS) is TLB


@pytest.mark.parametrize(
    "question",
    [
        "快表和页表有什么区别",
        "快表有什么用",
        "为什么会死锁",
        "死锁的四个必要条件是什么",
        "是什么",
        "",
        "  ？",
        "栈溢出是什么",
    ],
)
def test_a_question_for_anything_else_finds_none(question):
    assert asked_term(question, TERMS) is None


def test_terms_are_found_by_any_name_in_any_spelling():
    assert TERMS.named("Ｔｌｂ") is TLB
    assert TERMS.named("tl") is None
    (found,) = TERMS.in_text(normalise("TLB 命中"))
    assert (found.form, set(found.others)) == ("tlb", {"快表", "相联存储器", "translation lookaside buffer"})


def test_terms_in_a_text_are_whole_words_and_the_longest():
    terms = Terms(
        [Term("树", (), ("tree",)), Term("二叉树", (), ()), Term("B+ 树", (), ("B+ tree",)), Term("C", (), ())]
    )
    found = [term.form for term in terms.in_text(normalise("二叉树和树、B+ tree、treetop、c 与 c3"))]
    assert found == ["二叉树", "树", "b+ tree", "c"]
    assert terms.in_text("") == []


def test_the_table_that_ships_is_whole():
    terms = syllabus_terms()
    assert len(terms) >= 600
    sections = {section.id for section in syllabus.sections()}
    assert {term.section for term in terms.all} <= sections
    assert all(15 <= len(term.meaning) <= 130 for term in terms.all)
    names = Counter(normalise(name) for term in terms.all for name in set(map(normalise, term.names)))
    assert [name for name, count in names.items() if count > 1] == []
    frame = terms.named("页帧")
    assert frame is not None
    assert frame is terms.named("页框")


def test_a_broken_row_is_named(tmp_path, monkeypatch):
    table = tmp_path / "terms.tsv"
    table.write_text("# head\n栈\t堆栈\tstack\n", encoding="utf-8")
    monkeypatch.setattr("index.terms._TABLE", table)
    with pytest.raises(ValueError, match=r"terms\.tsv line 2: five columns"):
        syllabus_terms.__wrapped__()
