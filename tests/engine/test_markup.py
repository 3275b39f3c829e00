import pytest

from engine.markup import is_inside, protected_spans


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
