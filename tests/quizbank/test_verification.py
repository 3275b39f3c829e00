import pytest

from quizbank.verification import VerifyError, verify


@pytest.mark.parametrize(
    "expression",
    ["1 + 1 == 2", "sum([1, 2, 3]) * 2 == 12 and not False", "1 < 2 <= 2 != 3", "{'a': 1}['a'] == 1", "'abc'[1:] == 'bc'",
     "Fraction(1, 3) + Fraction(2, 3) == 1", "(1 if 2 > 1 else 0) == 1", "-5 // 2 == -3", "2**10 == 1024", "3 in {1, 3}",
     "ceil(2.1) == 3", "max(1, 2, 3) == 3", "sorted((2, 1)) == [1, 2]"],
)  # fmt: skip
def test_true_expressions(expression):
    assert verify(expression) is True


def test_a_false_expression():
    assert verify("1 + 1 == 3") is False


@pytest.mark.parametrize(
    "expression",
    ["__import__('os').system('true') == 0", "(1).__class__ == int", "open('x') == 1", "[x for x in range(3)] == []",
     "(lambda: 1)() == 1", "nosuchthing(1) == 2", "eval('1') == 1", "'a'.upper() == 'A'", "2**100000 > 1", "1 << 999999 > 0",
     "'A' * 10**9 == ''", "1 is 1", "1 +", "f'{1}' == '1'", "1 + 1", "len == 3 if (x := 1) else 0", "max(*[1, 2]) == 2",
     "1 / 0 == 1", "[1][5] == 1", "max(**{'a': 1}) == 1"],
)  # fmt: skip
def test_what_is_refused(expression):
    with pytest.raises(VerifyError):
        verify(expression)
