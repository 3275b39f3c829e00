"""next and nextval of the KMP algorithm under both index conventions, and comparisons while matching."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.string_matching import kmp_comparisons, kmp_next, kmp_nextval, naive_match_comparisons


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _pattern(rng: random.Random) -> str:
    part = "".join(rng.choice("ab") for _ in range(rng.randint(2, 3)))
    text = part + "".join(rng.choice("abc"[: rng.choice((2, 3))]) for _ in range(rng.randint(1, 2))) + part
    text += "".join(rng.choice("abc") for _ in range(rng.randint(1, 3)))
    return text[: rng.choice((7, 8, 9))]


def _convention(first: int) -> str:
    if first:
        return "位序从 1 开始，约定 next[1] = 0"
    return "位序从 0 开始，约定 next[0] = -1"


def _border_rows(pattern: str, first: int) -> list[tuple]:
    rows, plain, better = [], kmp_next(pattern), kmp_nextval(pattern)
    for j, character in enumerate(pattern):
        length = plain[j]
        border = "—" if j == 0 else (pattern[:length] if length else "无")
        rows.append((j + first, character, pattern[:j] or "空", border, plain[j] + first, better[j] + first))
    return rows


def _array(rng: random.Random) -> Draft:
    pattern, first = _pattern(rng), rng.choice((0, 1))
    better = rng.random() < 0.5
    function = kmp_nextval if better else kmp_next
    right, plain = function(pattern, first), kmp_next(pattern, first)
    other = kmp_next(pattern, first) if better else kmp_nextval(pattern, first)
    n = len(pattern)
    if max(kmp_next(pattern)) < 2 or right == other or len(pattern) < 7 or len(set(pattern)) == 1:
        raise Redraw
    name = "nextval" if better else "next"
    stem = (
        f"用 KMP 算法匹配，模式串为 {pattern}，{_convention(first)}，"
        + ("nextval[j] 是 next[j] 的改进值（失配字符相同时继续后退），" if better else "")
        + f"则该模式串的 {name} 数组为"
    )
    borders = [first - 1, *(_border(pattern[: j + 1]) + first for j in range(n - 1))]
    inclusive = [_border(pattern[: j + 1]) + first for j in range(n)]
    once = [first - 1]  # nextval that goes back only one step
    for j in range(1, n):
        k = plain[j] - first
        once.append(plain[k] if pattern[k] == pattern[j] else plain[j])
    shifted = [value + 1 - 2 * first for value in right]
    wrong = [
        (other, f"求成了 {'next' if better else 'nextval'} 数组。"),
        (shifted, f"用了位序从 {1 - first} 开始的约定。"),
        ([first - 1, *inclusive[1:]], "把当前字符也计入了前后缀，求的是包含本位的部分匹配值。"),
        ([*right[:-1], min(right[-1] + 1, n - 2 + first)], "最后一位的前后缀长度多算了 1。"),
        ([*right[:-1], max(first, right[-1] - 1)], "最后一位的前后缀长度少算了 1。"),
        (
            [first - 1, *(first if value == first - 1 else value for value in right[1:])],
            "首位以外的值都不小于起始位序。",
        ),
    ]
    if better:
        wrong.append((once, "只后退了一次，没有用已求出的 nextval 继续后退。"))
    else:
        wrong.append(([value if value <= first else value - 1 for value in borders], "相等前后缀的长度少算了 1。"))
    change = (
        "nextval：令 k = next[j]，若第 k 个字符与第 j 个字符相同，则 nextval[j] = nextval[k]，否则 nextval[j] = next[j]。"
        if better
        else ""
    )
    head = ["j", "字符", "j 之前的子串", "最长相等真前后缀", "next[j]", "nextval[j]"]
    rows = _border_rows(pattern, first)
    if not better:
        head, rows = head[:-1], [row[:-1] for row in rows]
    solution = (
        f"next[j] 由 j 之前的子串的最长相等真前缀、真后缀的长度得到"
        f"{'（位序从 1 开始时再加 1）' if first else ''}，首位按约定取 {first - 1}。{change}"
        + table(head, rows)
        + f"{name} 数组为 {_words(right)}。"
    )
    claim = f"{function.__name__}({pattern!r}, {first}) == {ANSWER}"
    return Draft(
        stem, Choice(right, _words(right), "由各位之前子串的最长相等真前后缀得到。"),
        [Choice(values, _words(values), why) for values, why in wrong if min(values) >= -1], solution, claim,
    )  # fmt: skip


def _border(text: str) -> int:
    return max(k for k in range(len(text)) if text[:k] == text[len(text) - k :])


def _comparisons(rng: random.Random) -> Draft:
    pattern = _pattern(rng)[: rng.choice((5, 6, 7))]
    cut = rng.randint(3, len(pattern) - 1)
    text = "".join(rng.choice("abc") for _ in range(rng.randint(0, 2))) + pattern[:cut]
    text += "".join(rng.choice("abc") for _ in range(rng.randint(1, 3))) + pattern + rng.choice(("", "a", "b", "c"))
    better = rng.random() < 0.3
    start, right = kmp_comparisons(text, pattern, better)
    naive = naive_match_comparisons(text, pattern)[1]
    if max(kmp_next(pattern)) < 1 or naive == right or start < 3 or len(text) > 18:
        raise Redraw
    jumps = kmp_nextval(pattern) if better else kmp_next(pattern)
    name = "nextval" if better else "next"
    rows, i, j = [], 0, 0
    while j < len(pattern):
        begin, first_j = i, j
        while j < len(pattern) and text[i] == pattern[j]:
            i, j = i + 1, j + 1
        done = j == len(pattern)
        shown = f"j = {first_j} 到 {j - 1} 相等" if j > first_j else ""
        if done:
            rows.append((f"i = {begin} 到 {i - 1}", f"{shown}，匹配成功", j - first_j, ""))
        else:
            miss = f"{shown}{'，' if shown else ''}i = {i}、j = {j} 失配"
            following = "i 加 1，j = 0" if jumps[j] == -1 else f"j = {jumps[j]}"
            where = f"i = {begin} 到 {i}" if i > begin else f"i = {i}"
            rows.append((where, miss, j - first_j + 1, following))
            j = jumps[j]
            if j == -1:
                i, j = i + 1, 0
    misses = len(rows) - 1
    stem = (
        f"主串为 {text}，模式串为 {pattern}，位序从 0 开始，用 KMP 算法（采用 {name} 数组，{name}[0] = -1）匹配，"
        f"到第一次匹配成功为止，字符之间的比较次数为"
    )
    wrong = [
        (naive, "这是朴素匹配算法的比较次数，失配后主串指针回溯了。"),
        (right - misses, "没有计入失配的那些比较。"),
        (kmp_comparisons(text, pattern, not better)[1], f"这是采用 {'next' if better else 'nextval'} 数组的比较次数。"),
        (start + len(pattern), "以为主串中每个字符只比较一次。"),
        (right + 1, "匹配成功后多比较了一次。"),
        (right - 1, "漏掉了一次失配的比较。"),
        (right - len(pattern), "没有计入最后一趟的比较。"),
        (right + misses, "每次失配后都把失配的字符多比较了一次。"),
    ]
    solution = (
        f"{name} 数组为 {_words(jumps)}。主串指针 i 不回退，失配时 j 退到 {name}[j]："
        + table(["主串位置", "过程", "比较次数", "失配后"], rows)
        + f"共比较 {' + '.join(str(row[2]) for row in rows)} = {right} 次，匹配位置为 {start}。"
    )
    claim = f"kmp_comparisons({text!r}, {pattern!r}, {better})[1] == {ANSWER}"
    return Draft(
        stem, Choice(right, str(right), "各趟的比较次数（含失配）相加得到。"),
        [Choice(value, str(value), why) for value, why in wrong if value >= start + len(pattern)],
        solution, claim,
    )  # fmt: skip


def draw(rng: random.Random) -> Draft:
    return rng.choice((_array, _array, _comparisons))(rng)


FAMILY = Family(
    name="kmp_next", title="KMP 的 next 与 nextval", title_en="KMP next and nextval", node="ds.6.8", skill="trace",
    difficulty=4, seconds=150, draw=draw,
)  # fmt: skip
