import unicodedata

import pytest

from index.normalise import bigrams, normalise, words


@pytest.mark.parametrize(
    ("printed", "same_as"),
    [
        ("⻚⾯置换", "页面置换"),  # one from each radical block
        ("⻓⻔⻢⻋⻅⻰", "长门马车见龙"),
        ("⼾", "户"),
        ("ＴＣＰ／ＩＰ　１２３", "tcp/ip 123"),
        ("页\n面 置\t换", "页面置换"),
        ("Cache 命中", "cache 命中"),
        ("死\u200b锁\u00ad", "死锁"),
    ],
)
def test_what_looks_the_same_compares_the_same(printed, same_as):
    assert normalise(printed) == same_as


def test_every_radical_of_the_table_becomes_an_ordinary_character():
    left = [
        chr(code)
        for code in range(0x2E80, 0x2EF4)
        if unicodedata.name(chr(code), "") and normalise(chr(code)) == chr(code)
    ]
    # These stand for no character of their own.
    assert left == ["⺀", "⺑", "⺴", "⺵"]


def test_words_keep_names_with_signs():
    assert words(normalise("B+树和C++，TCP/IP 与 802.11")) == ["b+", "树和", "c++", "tcp", "ip", "与", "802.11"]


def test_bigrams_of_one_character_are_itself():
    assert bigrams("栈") == ["栈"]
    assert bigrams("页面置换") == ["页面", "面置", "置换"]
