from hypothesis import given
from hypothesis import strategies as st

from quizbank.simulators.string_matching import kmp_comparisons, kmp_next, kmp_nextval, naive_match_comparisons

words = st.text("ab", max_size=30)
patterns = st.text("abc", min_size=1, max_size=6)


def test_textbook_arrays() -> None:
    assert kmp_next("abaabcac", first=1) == [0, 1, 1, 2, 2, 3, 1, 2]
    assert kmp_nextval("abaabcac", first=1) == [0, 1, 0, 2, 1, 3, 0, 2]
    assert kmp_nextval("aaaab", first=1) == [0, 0, 0, 0, 4]


def test_comparisons_of_a_small_match() -> None:
    assert kmp_comparisons("aaab", "aab") == (1, 5)
    assert naive_match_comparisons("aaab", "aab") == (1, 6)


@given(words, patterns)
def test_all_methods_find_the_first_match(text: str, pattern: str) -> None:
    plain, improved = kmp_comparisons(text, pattern), kmp_comparisons(text, pattern, True)
    assert plain[0] == improved[0] == naive_match_comparisons(text, pattern)[0] == text.find(pattern)
    assert improved[1] <= plain[1] <= 2 * len(text)
