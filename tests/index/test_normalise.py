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
        ("死\u200b锁\u00ad\u200e\ufe0f", "死锁"),
        ("⻓⻋⻄⻛⻆⺠⻘⻩", "长车西风角民青黄"),
        ("⼾⾭⿈", "户青黄"),
        ("㇐⾏", "一行"),
        ("金\uf90a行\ufa08", "金金行行"),  # compatibility ideographs
        ("ﬁle №１ ｱ", "file no1 ア"),
        ("时刻 T_{1} 与 O(n^{2})", "时刻 t1 与 o(n2)"),
        ("O(n²)、O(n^2)", "o(n2)、o(n2)"),
        ("2^{10}", "2^{10}"),
    ],
)
def test_what_looks_the_same_compares_the_same(printed, same_as):
    assert normalise(printed) == same_as


# The pairs of Unicode's EquivalentUnifiedIdeograph.txt for a few of each kind; the rest is held by the tests below.
EQUIVALENT = "⺁厂⺅亻⺋㔾⺐尢⺗心⺙攵⺞歺⺠民⺩王⺫目⺴冗⻀艹⻃覀⻉贝⻌辶⻍辶⻐钅⻓长⻔门⻗雨⻙韦⻚页⻜飞⻟飠⻢马⻤鬼⻥鱼⻦鸟⻧卤⻨麦⻬齐⻮齿⻰龙⻳龟㇒丿㇠乙"


@pytest.mark.parametrize("at", range(0, len(EQUIVALENT), 2))
def test_a_radical_becomes_its_character(at):
    assert normalise(EQUIVALENT[at]) == EQUIVALENT[at + 1]


def test_every_radical_becomes_an_ordinary_character():
    radicals = [chr(code) for code in (*range(0x2E80, 0x2EF4), *range(0x2F00, 0x2FD6))]
    left = [char for char in radicals if unicodedata.name(char, "") and not "\u3400" <= normalise(char) <= "\u9fff"]
    assert left == ["⺀"]  # a mark of repetition, which stands for no character of its own


def test_a_form_that_is_normal_stays():
    printed = "".join(map(chr, (*range(0x2E80, 0x2FD6), *range(0x31C0, 0x31E4), *range(0xF900, 0xFB00))))
    assert normalise(normalise(printed)) == normalise(printed)


def test_words_keep_names_with_signs():
    assert words(normalise("B+树和C++，TCP/IP 与 802.11")) == ["b+", "树和", "c++", "tcp", "ip", "与", "802.11"]


def test_bigrams_of_one_character_are_itself():
    assert bigrams("栈") == ["栈"]
    assert bigrams("页面置换") == ["页面", "面置", "置换"]
