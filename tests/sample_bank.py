"""A made-up bank for tests: enough items for a mock paper, with the kinds of content that pages must cope with."""

from functools import cache

from quizbank import syllabus
from quizbank.questions import LETTERS, ChoiceItem, Figure, Option

PER_SECTION = 3
_STEMS = (
    "设 $n$ 个结点的完全二叉树高度为 $h$，则 $h$ 等于多少？（例 {number}）",
    "执行下面的程序段后，`s` 的值是多少？（例 {number}）\n\n```c\nint s = 0;\nfor (int i = 0; i < 10; i++)\n"
    "    for (int j = i; j < 10; j++)\n        s += i * j > 20 ? 1 : 0; /* 这一行特意写得很长，好让窄屏上的代码框自己滚动 */\n```",
    "根据下表，平均访问时间**不可能**是哪一项？（例 {number}）\n\n| 层次 | 命中率 | 访问时间 | 容量 | 相联度 | 块大小 | 替换算法 |\n"
    "|:--|--:|--:|--:|:-:|--:|:--|\n| Cache | 95% | 1 ns | 32 KB | 4 | 64 B | LRU |\n"
    "| 主存 | 100% | 100 ns | 8 GB | — | 4 KB | CLOCK |\n\n选出一项。",
    "下列关于页面置换的叙述中，正确的是哪一项？（例 {number}）",
)
_TEXTS = (
    ("$\\lceil \\log_2(n+1) \\rceil$", "$\\lfloor \\log_2 n \\rfloor$", "$\\frac{n}{2}$", "$n-1$"),
    ("18", "24", "30", "36"),
    ("1 ns", "5.95 ns", "6 ns", "101 ns"),
    ("LRU 是堆栈类算法", "FIFO 不会出现 Belady 异常", "OPT 可以实现", "CLOCK 总是优于 LRU"),
)


def sample_item(
    section: str, number: int, *, version: int = 1, key: str | None = None, stem: str | None = None,
    pinned: tuple[str, ...] = (), figure: Figure | None = None,
) -> ChoiceItem:  # fmt: skip
    """One item of a section ("os.3.2"). `number` decides stem and options; the key walks through the letters."""
    subject, chapter, place = section.split(".")
    kind = number % len(_STEMS)
    return ChoiceItem(
        id=f"{subject}-{int(chapter):02d}{int(place):02d}-{number:02d}",
        version=version,
        node=section,
        skill="compute",
        difficulty=2 + number % 4,
        seconds=90,
        stem=stem or _STEMS[kind].format(number=f"{section}-{number}"),
        options=tuple(
            Option(text=words, why=f"选项 {letter} 的理由：见 {section} 的定义。")
            for letter, words in zip(LETTERS, _TEXTS[kind], strict=True)
        ),
        key=key or LETTERS[number % 4],
        solution=f"第一步：写出 {section} 的定义。\n\n第二步：代入 $x_1 \\times 2^{{10}}$，得结果。",
        handbook=section,
        pinned=pinned,
        figure=figure,
    )


@cache
def sample_items() -> tuple[ChoiceItem, ...]:
    """Three items for every section of the outline: at least 12 a subject, whatever the paper."""
    return tuple(
        sample_item(section.id, number)
        for section in syllabus.sections()
        for number in range(1, PER_SECTION + 1)
    )  # fmt: skip
