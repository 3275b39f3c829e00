from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.tokens import count_tokens, passage_tokens, question_tokens, token_key

# Characters that normal forms treat in every way: composing marks, compatibility forms of several characters, radicals,
# white space, marks of indices, Hangul parts, case folding that lengthens, invisible marks, characters beyond the first plane.
CHARACTERS = "死锁栈页面⻚⾯ ,，。.…㎏①Ⅱ１ａ　\n\t\x00\x01\u0301\u3099eéßﬁＡ９+#cC0.9\u200b\u00ad\x85\u2028가\u1100\u1161\ud800𠀀豈²½ﾊﾞ_^{}()P️"


def counted(texts):
    """Row by row: token's key -> how often."""
    counts = count_tokens(texts)
    rows = [Counter() for _ in texts]
    for key, start, stop in zip(counts.keys.tolist(), counts.borders[:-1], counts.borders[1:], strict=True):
        assert np.all(np.diff(counts.rows[start:stop]) > 0) and stop > start
        for row, number in zip(counts.rows[start:stop].tolist(), counts.counts[start:stop].tolist(), strict=True):
            rows[row][key] = number
    assert np.all(np.diff(counts.keys.astype(object)) > 0)
    return rows, counts.lengths.tolist()


def plainly(texts):
    tokens = [passage_tokens(text) for text in texts]
    return [Counter(map(token_key, one)) for one in tokens], [len(one) for one in tokens]


@given(st.lists(st.text(alphabet=CHARACTERS, max_size=40), max_size=6))
def test_counting_many_texts_is_the_same_as_one_by_one(texts):
    assert counted(texts) == plainly(texts)


@given(st.lists(st.text(max_size=60), max_size=4))
def test_any_text_at_all(texts):
    assert counted(texts) == plainly(texts)


def test_marks_of_indices_are_taken_text_by_text():
    texts = ["页面 P_{1", "} 与 n^{2} x^2 2^{10} f(x)_{é}", "\0P_{\0}", "e\u0301_{1}^{2}"]
    assert counted(texts) == plainly(texts)


def test_every_chinese_character_at_once():
    """More different characters than 16 bits count."""
    text = "".join(map(chr, [*range(0x3400, 0x4DC0), *range(0x4E00, 0xA000), *range(0x20000, 0x2A6E0)]))
    assert counted([text, text[::-1]]) == plainly([text, text[::-1]])


def test_a_token_is_counted_up_to_255():
    counts = count_tokens(["栈" * 300])
    assert counts.counts.tolist() == [255, 255]
    assert counts.lengths.tolist() == [599]


@pytest.mark.parametrize(
    ("text", "tokens"),
    [
        ("页面\n置换", ["页面", "面置", "置换", "页", "面", "置", "换"]),
        ("栈", ["栈"]),
        ("B+树 C++", ["b+", "树", "c++"]),
        ("IPv4 3.14", ["ipv4", "3.14"]),
    ],
)
def test_what_a_passage_is_indexed_under(text, tokens):
    assert passage_tokens(text) == tokens


def test_a_question_leaves_single_characters_to_pairs():
    assert question_tokens("页面置换是栈 吗") == ["页面", "面置", "置换", "换是", "是栈", "栈吗"]
    assert question_tokens("栈 lru") == ["栈", "lru"]


def test_keys_tell_tokens_apart():
    tokens = ["死", "锁", "死锁", "锁死", "𠀀死", "死𠀀", "a", "ab", "1", "1.0", "c++", "c+"]
    assert len(set(map(token_key, tokens))) == len(tokens)
    assert all(0 < token_key(token) < 2**64 for token in tokens)
