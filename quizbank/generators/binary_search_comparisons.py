"""Binary search: compared elements, numbers of comparisons, average search lengths."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.binary_search import binary_search_average, binary_search_probes


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _probed(keys: list[int], wanted: int, up: bool = False) -> list[int]:
    rank = sum(key < wanted for key in keys)
    target = rank if wanted in keys else Fraction(2 * rank - 1, 2)
    return [keys[place] for place in binary_search_probes(len(keys), target, up)]


def _keeping_mid(keys: list[int], wanted: int) -> list[int]:
    """The mistake: the middle stays in the interval that is searched on."""
    low, high, found = 0, len(keys) - 1, []
    while low < high and len(found) < 8:
        mid = (low + high) // 2
        found.append(keys[mid])
        if keys[mid] == wanted:
            return found
        if wanted < keys[mid]:
            high = mid
        else:
            low = mid if mid > low else mid + 1
    return [*found, keys[low]] if not found or found[-1] != keys[low] else found


def _sequence(rng: random.Random) -> Draft:
    n = rng.randint(11, 16)
    keys = sorted(rng.sample(range(5, 100), n))
    up = rng.random() < 0.25
    success = rng.random() < 0.5
    wanted = rng.choice(keys) if success else rng.choice([k for k in range(keys[0] + 1, keys[-1]) if k not in keys])
    right = _probed(keys, wanted, up)
    if len(right) < 3:
        raise Redraw
    rank = sum(key < wanted for key in keys)
    target = str(rank) if success else f"Fraction({2 * rank - 1}, 2)"
    rounding = "上" if up else "下"
    stem = (
        f"有序顺序表为 {listed(keys)}，用折半查找法查找关键字 {wanted}，中间位置 "
        f"mid = {'⌈' if up else '⌊'}(low + high) / 2{'⌉' if up else '⌋'}（向{rounding}取整）。"
    )
    rows, low, high = [], 0, n - 1
    for key in right:
        mid = keys.index(key)
        result = "相等，查找成功" if key == wanted else ("小于，到左半区" if wanted < key else "大于，到右半区")
        rows.append((low, high, mid, key, f"{wanted} {result}" if key != wanted else result))
        low, high = (low, mid - 1) if wanted < key else (mid + 1, high)
    solution = (
        "元素的位置从 0 编号："
        + table(["low", "high", "mid", "比较的关键字", "结果"], rows)
        + ("" if success else f"此时 low = {low} > high = {high}，查找失败。")
    )
    probes = f"binary_search_probes({n}, {target}, {up})"
    if rng.random() < 0.3:
        wrong = [
            (len(right) - 1, "漏掉了最后一次比较。"),
            (len(right) + 1, "把区间为空的判断也算作一次关键字比较。"),
            (rank + 1, "按顺序查找计算。"),
            (len(_probed(keys, wanted, not up)), "中间位置取整的方向弄错了。"),
            (n.bit_length() + 1, "把判定树的高度多算了一层，并以为总要比较到最深一层。"),
            (n.bit_length(), "以为每次查找都要比较到判定树的最深一层。"),
            (len(right) - 2, "从第二次比较才开始计数，最后一次又没有算。"),
        ]
        claim = f"len({probes}) == {ANSWER}"
        stem += f"则{'查找成功' if success else '确定查找失败'}时，与表中关键字的比较次数为"
        return Draft(
            stem, Choice(len(right), str(len(right)), "逐次折半，数比较过的关键字。"),
            [Choice(v, str(v), why) for v, why in wrong if 0 < v <= n], f"{solution}共比较 {len(right)} 次。", claim,
        )  # fmt: skip
    if len(right) < 4:
        raise Redraw
    offset = [keys[min(n - 1, keys.index(key) + 1)] for key in right[:-1]]
    wrong = [
        (_probed(keys, wanted, not up), f"中间位置误作向{'下' if up else '上'}取整。"),
        (_keeping_mid(keys, wanted), "缩小区间时把已比较过的中间元素留在区间内。"),
        ([*offset, right[-1]], "中间位置多数了一个。"),
        (right[:-1] if not success else [*right[:-2], right[-1]], "漏掉了其中一次比较。"),
        ([keys[max(0, keys.index(right[0]) - 1)], *right[1:]], "第一个中间位置少数了一个。"),
        ([*right[:2], *_probed(keys[keys.index(right[1]) + 1 :], wanted)][: len(right)], "第二次比较后走错了半区。"),
        ([right[0], *_probed(keys[: keys.index(right[0])], wanted)], "第一次比较后总是到左半区。"),
        ([right[0], *_probed(keys[keys.index(right[0]) + 1 :], wanted)], "第一次比较后总是到右半区。"),
    ]
    values = [(tuple(probe), why) for probe, why in wrong if len(probe) >= 3 and len(set(probe)) == len(probe)]
    claim = f"sequence_at({keys}, {probes}) == list({ANSWER})"
    return Draft(
        f"{stem}则依次与之比较的关键字为", Choice(tuple(right), _words(right), "按区间逐次折半得到。"),
        [Choice(probe, _words(list(probe)), why) for probe, why in values], f"{solution}依次为 {_words(right)}。", claim,
    )  # fmt: skip


def _average(rng: random.Random) -> Draft:
    success = rng.random() < 0.5
    n = rng.randint(9, 40)
    right = binary_search_average(n, success)
    divisor = n if success else n + 1
    height = n.bit_length()
    per_level = [2**level for level in range(height - 1)]
    per_level.append(n - sum(per_level))
    amount = sum(level * count for level, count in enumerate(per_level, 1))
    other = binary_search_average(n, not success)

    def shown(value: Fraction) -> str:
        return f"{value * divisor}/{divisor}" if (value * divisor).denominator == 1 else ""

    wrong = [
        (Fraction(int(other * (n + 1 if success else n)), divisor), "把成功与失败的比较次数之和弄反了。"),
        (right + Fraction(height, divisor), "最深一层多算了一个结点。"),
        (right - Fraction(height, divisor), "最深一层少算了一个结点。"),
        (Fraction(sum(2**level * (level + 1) for level in range(height)), divisor), "把判定树当成了满二叉树。"),
        (right - 1, "把根所在层的比较次数当作 0。"),
        (right + 1, "每次查找都多算了一次比较。"),
        (Fraction(height * divisor, divisor), "以为每次都比较到判定树的最深一层。"),
    ]
    levels = table(["层", "结点数", "比较次数合计"], [(k, c, k * c) for k, c in enumerate(per_level, 1)])
    if success:
        ask = "在等概率情况下查找成功的平均查找长度为"
        solution = f"判定树有 {n} 个结点，高 {height} 层：{levels}ASL = {amount} / {n} = {amount}/{n}。"
    else:
        ask = f"若 {n + 1} 种查找失败的情况等概率，则查找失败时与关键字的平均比较次数为"
        bottom = 2 * per_level[-1]
        above = n + 1 - bottom
        solution = (
            f"判定树有 {n} 个结点，高 {height} 层：{levels}{n + 1} 个失败位置（空指针）中，"
            f"最下一层的 {per_level[-1]} 个结点下有 {bottom} 个，各比较 {height} 次；"
            f"其余 {above} 个在上一层结点之下，各比较 {height - 1} 次。"
            f"ASL = ({bottom} × {height} + {above} × {height - 1}) / {n + 1} = {right * divisor}/{n + 1}。"
        )
    stem = f"在长度为 {n} 的有序顺序表中进行折半查找（中间位置向下取整），{ask}"
    claim = f"binary_search_average({n}, {success}) == {ANSWER}"
    return Draft(
        stem, Choice(right, shown(right), "判定树各层结点的比较次数之和除以情况数。"),
        [Choice(value, shown(value), why) for value, why in wrong if shown(value) and value >= 1], solution, claim,
    )  # fmt: skip


def draw(rng: random.Random) -> Draft:
    return rng.choice((_sequence, _sequence, _sequence, _average))(rng)


FAMILY = Family(
    name="binary_search_comparisons", title="折半查找的比较过程", title_en="Binary search", node="ds.6.4", skill="trace",
    difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
