import pytest

from engine.markup import is_inside, protected_spans, quoted, with_scripts


def protected(text: str) -> list[str]:
    return [text[start:end] for start, end in protected_spans(text)]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("x `a[1]` y", ["`a[1]`"]),
        ("x ``a`b`` y", ["``a`b``"]),
        ("a\n```c\nint x = a[1];\n```\nb", ["```c\nint x = a[1];\n```"]),
        ("open\n```c\nint x;", ["```c\nint x;"]),
        ("a $x[1]$ b", ["$x[1]$"]),
        ("it costs $5 or [1] $6", []),
        ("$$\nx[1]\n$$ and \\(y\\) and \\[z\n\\]", ["$$\nx[1]\n$$", "\\(y\\)", "\\[z\n\\]"]),
        ("nothing [1] here", []),
    ],
)
def test_code_and_latex_are_protected(text, expected):
    assert protected(text) == expected


def test_is_inside_counts_the_first_character_and_not_the_one_after_the_last():
    assert [is_inside(at, [(1, 3)]) for at in range(5)] == [False, True, True, False, False]


def test_a_plain_source_is_shown_as_it_stands_there():
    code = "int *p; a_b<c `x` $5"
    assert quoted(code, "book.PDF") == r"int \*p; a\_b\<c \`x\` \$5"
    assert quoted(code, "notes.md") == code
    assert quoted("# 不是标题", "a.txt") == r"\# 不是标题"


def test_raised_and_lowered_signs_are_written_so():
    assert quoted("2^{10} 和 x_{i*}", "a.pdf") == r"2<sup>10</sup> 和 x<sub>i\*</sub>"
    assert with_scripts("2^{n-1} &lt; x_{i}") == "2<sup>n-1</sup> &lt; x<sub>i</sub>"


def test_a_formula_out_of_word_is_kept():
    assert quoted(r"设 $x_{1}^{2}$ 与 y_{1}*", "讲义.docx") == r"设 $x_{1}^{2}$ 与 y<sub>1</sub>\*"
