"""Hash tables: average search lengths, places and comparisons under linear, quadratic probing and chaining."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.hash_tables import (
    chained_average,
    hash_average_failure,
    hash_average_success,
    hash_search_probes,
    hash_table,
)

_PROBING = {
    "linear": "用线性探测再散列法处理冲突",
    "quadratic": "用平方探测法（增量依次为 $1^2, -1^2, 2^2, -2^2, \\dots$）处理冲突",
}


def _number(value: Fraction) -> str:
    return str(value.numerator) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def _cells(cells: list) -> str:
    head = ["地址", *range(len(cells))]
    return table(head, [["关键字", *("" if cell is None else cell for cell in cells)]])


def _draft(
    stem: str, right: Fraction, wrong: list, solution: str, claim: str, why: str, least: Fraction | int = 1
) -> Draft:
    """`least`: what no average of this kind can be below."""
    choices = [Choice(value, _number(value), reason) for value, reason in wrong if value >= least]
    return Draft(stem, Choice(right, _number(right), why), choices, solution, claim)


def _open(rng: random.Random) -> Draft:
    size = rng.choice((11, 11, 13, 10, 12, 16))
    p = {10: 7, 12: 11, 16: 13}.get(size, rng.choice((size, size - 4 if size == 11 else 11)))
    probing = rng.choice(("linear", "linear", "quadratic")) if size == 11 and p == 11 else "linear"
    n = rng.randint(6, min(9, size - 3))
    keys = rng.sample(range(5, 100), n)
    cells = hash_table(keys, p, size, probing)
    probes = {key: hash_search_probes(keys, p, size, key, (), probing) for key in keys}
    counts = [len(probe) for probe in probes.values()]
    if max(counts) < 3 or max(counts) > 7 or counts.count(1) == n - 1:
        raise Redraw
    begin = (
        f"散列表的地址为 0 到 {size - 1}，散列函数为 $H(key) = key \\bmod {p}$，{_PROBING[probing]}。"
        f"将关键字 {listed(keys)} 依次存入初始为空的散列表，"
    )
    rows = [(key, key % p, listed(probe, " → "), len(probe)) for key, probe in probes.items()]
    trace = (
        "依次存入，探测到空单元为止："
        + table(["关键字", "散列地址", "探测的地址", "比较次数"], rows)
        + f"散列表为：{_cells(cells)}"
    )
    asked = rng.choice(("success", "failure", "place") if probing == "linear" else ("success", "place"))
    total = sum(counts)
    if asked == "success":
        right = Fraction(total, n)
        wrong = [
            (Fraction(total, size), f"用表长 {size} 作分母，成功时应除以关键字个数 {n}。"),
            (Fraction(total, p), f"用散列函数的取值个数 {p} 作分母，成功时应除以关键字个数 {n}。"),
            (Fraction(total - n, n), "只数了冲突次数，漏掉了每次查找成功的那次比较。"),
            (chained_average(keys, p, True), "按链地址法计算，没有考虑非同义词之间的聚集。"),
            (Fraction(total + n, n), "查找成功时多算了一次与空单元的比较。"),
            (Fraction(total - 1, n), "有一个关键字的探测次数少数了 1。"),
            (Fraction(total + 1, n), "有一个关键字的探测次数多数了 1。"),
        ]
        if probing == "quadratic":
            wrong.append((hash_average_success(keys, p, size), "按线性探测计算。"))
        else:
            wrong.append((hash_average_failure(keys, p, size), "求成了查找失败的平均查找长度。"))
        solution = f"{trace}查找成功的 ASL = ({' + '.join(map(str, counts))}) / {n} = {_number(right)}。"
        claim = f"hash_average_success({keys}, {p}, {size}, {probing!r}) == {ANSWER}"
        stem = "则在等概率情况下查找成功的平均查找长度为"
        return _draft(begin + stem, right, wrong, solution, claim, "各关键字的比较次数之和除以关键字个数。")
    if asked == "failure":
        right = hash_average_failure(keys, p, size)
        fails = []
        for start in range(size):
            place, count = start, 1
            while cells[place] is not None:
                place, count = (place + 1) % size, count + 1
            fails.append(count)
        amount = sum(fails[:p])
        wrong = [
            (Fraction(amount - p, p), "没有计入与空单元的那一次比较。"),
            (Fraction(amount, n), f"用关键字个数 {n} 作分母，应除以散列函数的取值个数 {p}。"),
            (Fraction(amount, p + 1), "分母多算了 1。"),
            (Fraction(total, n), "求成了查找成功的平均查找长度。"),
            (Fraction(amount - 1, p), "有一个地址的比较次数少数了 1。"),
            (chained_average(keys, p, False), "按链地址法计算失败的平均查找长度。"),
            (Fraction(amount + p, p), "每次多算了一次比较。"),
        ]
        if p != size:
            wrong.insert(0, (Fraction(sum(fails), size), f"对全部 {size} 个地址求平均，散列函数只能取到前 {p} 个。"))
            wrong.insert(1, (Fraction(amount, size), f"用表长 {size} 作分母，应除以散列函数的取值个数 {p}。"))
        rows = [["比较次数", *fails[:p]]]
        solution = (
            f"{trace}失败时从散列地址 0 到 {p - 1} 分别探测到第一个空单元（含该空单元）："
            + table(["散列地址", *range(p)], rows)
            + f"ASL = ({' + '.join(map(str, fails[:p]))}) / {p} = {_number(right)}。"
        )
        claim = f"hash_average_failure({keys}, {p}, {size}) == {ANSWER}"
        stem = "若各散列地址等概率，且与空单元的比较计为一次，则查找失败的平均查找长度为"
        return _draft(begin + stem, right, wrong, solution, claim, f"对散列函数的 {p} 个取值求平均。")
    late = [key for key in keys if len(probes[key]) > 1]
    key = late[-1]
    right = probes[key][-1]
    at = keys.index(key)
    quadratic = "quadratic" if probing == "linear" else "linear"
    wrong = [
        (key % p, "没有处理冲突，直接用散列地址。"),
        ((right + 1) % size, "多探测了一个单元。"),
        ((right - 1) % size, "少探测了一个单元，那里已被占用。"),
        (probes[key][-2], "这个单元在它存入之前已经被占用。"),
        (key % size, f"用表长 {size} 作模求散列地址。"),
        ((key % p + len(probes[key])) % size, "增量多加了一次。"),
        (next(i for i in range(size) if hash_table(keys[:at], p, size, probing)[i] is None), "放到了第一个空单元。"),
    ]
    if p != size or probing == "quadratic":
        wrong.append((hash_table(keys, p, size).index(key), "按线性探测计算。"))
    elif size == 11:
        wrong.append((hash_table(keys, p, size, quadratic).index(key), "按平方探测计算。"))
    stem = f"则关键字 {key} 存放在散列表中的地址为"
    claim = f"hash_table({keys}, {p}, {size}, {probing!r})[{ANSWER}] == {key}"
    choices = [Choice(value, str(value), reason) for value, reason in wrong]
    return Draft(
        begin + stem, Choice(right, str(right), "依次探测到第一个空单元。"), choices,
        f"{trace}{key} 的散列地址为 {key} mod {p} = {key % p}，依次探测 {listed(probes[key], ' → ')}，"
        f"存入地址 {right}。", claim,
    )  # fmt: skip


def _chained(rng: random.Random) -> Draft:
    p = rng.choice((7, 7, 8, 9, 10, 11, 13))
    n = rng.randint(7, 11)
    keys = rng.sample(range(5, 120), n)
    lengths = [sum(key % p == value for key in keys) for value in range(p)]
    if not 2 <= max(lengths) <= 4 or lengths.count(0) < 1:
        raise Redraw
    success = rng.random() < 0.5
    right = chained_average(keys, p, success)
    worked = sum(length * (length + 1) // 2 for length in lengths)
    rows = [(a, listed((k for k in keys if k % p == a), " → ") or "空", lengths[a]) for a in range(p)]
    begin = (
        f"散列函数为 $H(key) = key \\bmod {p}$，用链地址法处理冲突，新结点插在链尾。"
        f"将关键字 {listed(keys)} 依次存入初始为空的散列表，"
    )
    solution = "各链为：" + table(["地址", "链", "链长"], rows)
    if success:
        stem = "则在等概率情况下查找成功的平均查找长度为"
        parts = [length * (length + 1) // 2 for length in lengths if length]
        solution += (
            f"长为 $k$ 的链上各结点的比较次数之和为 $1 + 2 + \\dots + k$，"
            f"ASL = ({' + '.join(map(str, parts))}) / {n} = {_number(right)}。"
        )
        wrong = [
            (Fraction(worked, p), f"用地址个数 {p} 作分母，成功时应除以关键字个数 {n}。"),
            (Fraction(n, p), "用装填因子代替了平均查找长度。"),
            (Fraction(worked + n, n), "多算了与空指针的比较。"),
            (Fraction(worked + 1, n), "有一个关键字的比较次数多数了 1。"),
            (Fraction(worked - 1, n), "有一个关键字的比较次数少数了 1。"),
            (Fraction(sum(length * length for length in lengths), n), "链上每个结点都按链长计算比较次数。"),
            (Fraction(worked - n, n), "链上第一个结点当作不需要比较。"),
            (hash_average_success(keys, p, p) if n <= p else Fraction(worked, n + 1), "按线性探测或错用了分母计算。"),
            (Fraction(n + p, p), "求成了含空指针判断的失败平均查找长度。"),
        ]
    else:
        stem = "若各散列地址等概率，且与空指针的比较不计，则查找失败的平均查找长度为"
        solution += f"失败时要与整条链比较，ASL = ({' + '.join(map(str, lengths))}) / {p} = {_number(right)}。"
        wrong = [
            (Fraction(n + p, p), "把与空指针的比较也计算在内，题目规定不计。"),
            (Fraction(n, p - lengths.count(0)), "没有把空链计入失败的情况。"),
            (Fraction(worked, n), "求成了查找成功的平均查找长度。"),
            (Fraction(worked, p), "用成功时的比较次数之和除以地址个数。"),
            (Fraction(n, n + 1), "用关键字个数加 1 作分母。"),
            (Fraction(max(lengths)), "以为每次失败都要比较最长的链。"),
            (Fraction(n, p + 1), f"地址个数多算了一个，散列函数只有 {p} 个取值。"),
        ]
    claim = f"chained_average({keys}, {p}, {success}) == {ANSWER}"
    return _draft(
        begin + stem, right, wrong, solution, claim, "按各链的长度求平均得到。",
        1 if success else Fraction(1, p),
    )  # fmt: skip


def draw(rng: random.Random) -> Draft:
    return rng.choice((_open, _open, _chained))(rng)


FAMILY = Family(
    name="hash_asl", title="散列表的平均查找长度", title_en="Hash table searches", node="ds.6.7", skill="compute",
    difficulty=3, seconds=180, draw=draw,
)  # fmt: skip
