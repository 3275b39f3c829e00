"""Places of elements of matrices: packed symmetric, triangular and tridiagonal ones, and plain two-dimensional arrays."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.array_layouts import array_offset
from quizbank.simulators.packed_matrix import packed_index

_KEPT = {"lower": "下三角部分（含主对角线）", "upper": "上三角部分（含主对角线）"}
_ORDERS = {"row": "按行优先", "column": "按列优先"}


def _choices(values: list[tuple[int, str]], least: int) -> list[Choice]:
    return [Choice(value, str(value), why) for value, why in values if value >= least]


def _triangle(rng: random.Random) -> Draft:
    n = rng.choice((8, 10, 12, 15, 20, 30))
    kept, order = rng.choice(tuple(_KEPT)), rng.choice(tuple(_ORDERS))
    base, first = rng.choice((0, 0, 1)), rng.choice((1, 1, 0))
    i, j = rng.sample(range(first + 1, first + n - 1), 2)
    symmetric = rng.random() < 0.6
    mirrored = (i < j) == (kept == "lower")
    if mirrored and not symmetric:
        i, j = j, i
        mirrored = False
    row, column = (j, i) if mirrored else (i, j)  # the stored element
    right = packed_index(n, i, j, kept, order, base, first)
    other_order = "column" if order == "row" else "row"
    last = first + n - 1
    whole = (i - first) * n + (j - first) + base if order == "row" else (j - first) * n + (i - first) + base
    subscript = f"{first} \\le i, j \\le {last}"
    kind = (
        f"{n} 阶对称矩阵 $A$ "
        if symmetric
        else f"{n} 阶{'下' if kept == 'lower' else '上'}三角矩阵 $A$（另一侧全为 0，不存储）"
    )
    stem = (
        f"将 {kind}的{_KEPT[kept]}{_ORDERS[order]}依次存入一维数组 B，B 的下标从 {base} 开始，"
        f"矩阵元素 $a_{{ij}}$ 的下标满足 ${subscript}$。则元素 $a_{{{i},{j}}}$ 在 B 中的下标是"
    )
    lines = list(range(first, row)) if order == "row" else list(range(first, column))
    shorter = (order == "row") == (kept == "lower")  # lines grow from 1, else they shrink from n
    counts = [line - first + 1 if shorter else n - (line - first) for line in lines]
    before = sum(counts)
    if order == "row":
        inside = column - first if kept == "lower" else column - row
    else:
        inside = row - column if kept == "lower" else row - first
    line = "行" if order == "row" else "列"
    wrong = [
        (right + 1, "多算了一个元素，没有注意 B 的下标从几开始。"),
        (right - 1, "少算了一个元素，没有注意 B 的下标从几开始。"),
        (packed_index(n, i, j, kept, other_order, base, first), f"误当成{_ORDERS[other_order]}存放。"),
        (whole, "没有压缩，把矩阵的全部元素都数了进去。"),
        (right - len(lines), f"前面每{line}都少数了一个元素。"),
        (base + sum(counts[1:]) + inside if counts else -1, f"前面的{line}少数了一{line}。"),
        (base + before + len(lines) + inside, f"前面每{line}都多数了一个元素。"),
        (packed_index(n, i, j, "upper" if kept == "lower" else "lower", order, base, first), "存的是另一个三角部分。"),
    ]
    shown = " + ".join(map(str, counts)) if len(counts) <= 6 else f"{counts[0]} + {counts[1]} + … + {counts[-1]}"
    mirror = (
        f"$a_{{{i},{j}}}$ 不在存储的部分中，由对称性 $a_{{{i},{j}}} = a_{{{row},{column}}}$，求后者的位置。\n\n"
        if mirrored
        else ""
    )
    solution = (
        f"{mirror}{_ORDERS[order]}存放{_KEPT[kept]}，数出排在 $a_{{{row},{column}}}$ 之前的元素：\n\n"
        f"1. 前面有 {len(lines)} 个整{line}（第 {first} 至第 {lines[-1]} {line}），元素个数之和为 {shown} = {before}；\n"
        f"2. 本{line}中排在它前面的元素有 {inside} 个。\n\n"
        f"共 {before} + {inside} = {before + inside} 个元素在它之前，B 的下标从 {base} 开始，"
        f"故下标为 {base} + {before + inside} = {right}。"
    )
    claim = f"packed_index({n}, {i}, {j}, {kept!r}, {order!r}, {base}, {first}) == {ANSWER}"
    return Draft(
        stem, Choice(right, str(right), "数清排在它之前的元素个数得到。"), _choices(wrong, base), solution, claim
    )


def _tridiagonal(rng: random.Random) -> Draft:
    n = rng.choice((10, 12, 20, 30, 50, 100))
    base, first = rng.choice((0, 1)), rng.choice((1, 1, 0))
    i = rng.randint(first + 2, first + n - 3)
    j = i + rng.choice((-1, 0, 1))
    right = packed_index(n, i, j, "tridiagonal", "row", base, first)
    before, inside = 3 * (i - first) - 1, j - i + 1
    rule = "$|i-j|>1$ 时 $a_{ij}=0$"
    stem = (
        f"{n} 阶三对角矩阵 $A$（{rule}）的下标范围为 ${first} \\le i, j \\le {first + n - 1}$，"
        f"将三条对角线上的元素按行优先依次存入一维数组 B，B 的下标从 {base} 开始。"
    )
    if rng.random() < 0.4:
        stem += f"则 B[{right}] 中存放的是 $A$ 的哪一个元素？"
        claim = f"packed_index({n}, {ANSWER}[0], {ANSWER}[1], 'tridiagonal', 'row', {base}, {first}) == {right}"
        other_row, other_column = (i - 1, i) if j < i else (i + 1, i if j > i else i + 1)
        near = [
            ((i, other_column), "行内位置差了一个，列下标算错。"),
            ((other_row, j), "行号差了一行，列下标却没有跟着改变。"),
            ((other_row, other_column), "没有注意第一行只有 2 个元素或下标的起点，行、列下标都差了 1。"),
        ]
        wrong = [Choice(place, f"$a_{{{place[0]},{place[1]}}}$", why) for place, why in near]
        answer = Choice((i, j), f"$a_{{{i},{j}}}$", "由前面的元素个数反求行、列下标得到。")
        solution = (
            f"B[{right}] 之前有 {right - base} 个元素。第一行 2 个，以后每行 3 个，"
            f"第 {i} 行之前共 2 + 3 × {i - first - 1} = {before} 个元素，{before} ≤ {right - base} < {before + 3}，"
            f"所以该元素在第 {i} 行。\n\n"
            f"本行依次是 $a_{{{i},{i - 1}}}$、$a_{{{i},{i}}}$、$a_{{{i},{i + 1}}}$，"
            f"它前面有 {right - base} - {before} = {inside} 个，所以是 $a_{{{i},{j}}}$。"
        )
        return Draft(stem, answer, wrong, solution, claim)
    stem += f"则元素 $a_{{{i},{j}}}$ 在 B 中的下标是"
    wrong = [
        (right + 1, "前面的元素多数了一个，误以为第一行也有 3 个元素，或下标起点看错。"),
        (right - 1, "少数了一个元素，下标起点看错。"),
        (right + 3, f"把第 {i} 行也当作已存完的整行。"),
        (right - 3, "前面的行少数了一行。"),
        (right + 2, "行内位置和起点各多算了 1。"),
        ((i - first) * n + j - first + base, "没有压缩，按整个矩阵计算。"),
        (2 * (i - first) + (j - first) + 1 + base, "起点和行内偏移重复计入。"),
    ]
    solution = (
        f"第 {first} 行只有 2 个元素，其后每行 3 个：第 {i} 行之前有 {i - first} 行，"
        f"共 2 + 3 × {i - first - 1} = {before} 个元素。\n\n"
        f"第 {i} 行依次为 $a_{{{i},{i - 1}}}$、$a_{{{i},{i}}}$、$a_{{{i},{i + 1}}}$，"
        f"$a_{{{i},{j}}}$ 前面有 {inside} 个。\n\n"
        f"共 {before + inside} 个元素在它之前，下标为 {base} + {before + inside} = {right}。"
    )
    claim = f"packed_index({n}, {i}, {j}, 'tridiagonal', 'row', {base}, {first}) == {ANSWER}"
    return Draft(stem, Choice(right, str(right), "数清它之前的元素个数得到。"), _choices(wrong, base), solution, claim)


def _array(rng: random.Random) -> Draft:
    rows, columns = rng.sample((6, 8, 10, 12, 15, 20), 2)
    width, start = rng.choice((2, 4, 8)), rng.choice((100, 200, 1000, 1024, 2000))
    i, j = rng.randint(1, rows - 1), rng.randint(1, columns - 1)
    order = rng.choice(tuple(_ORDERS))
    if i == j:
        raise Redraw
    offset = array_offset([rows, columns], [i, j], order)
    right = start + width * offset
    whole, length, rest = (i, columns, j) if order == "row" else (j, rows, i)
    line = "行" if order == "row" else "列"
    other = array_offset([rows, columns], [i, j], "column" if order == "row" else "row")
    stem = (
        f"二维数组 A[0..{rows - 1}][0..{columns - 1}] {_ORDERS[order]}存储，每个元素占 {width} 个存储单元，"
        f"A[0][0] 的起始地址为 {start}，存储器按单元编址。则 A[{i}][{j}] 的起始地址是"
    )
    wrong = [
        (start + width * other, f"误按{'列' if order == 'row' else '行'}优先计算。"),
        (start + width * (offset + 1), "把它自己也数在前面的元素里。"),
        (start + width * (offset - 1), "前面的元素少数了一个，下标当成从 1 开始。"),
        (start + offset, f"忘了每个元素占 {width} 个单元。"),
        (start + width * (whole * (length - 1) + rest), f"把最大下标当成每{line}的元素个数。"),
        (start + width * ((whole - 1) * length + rest - 1), "下标当成从 1 开始，行号、列号都减了 1。"),
        (start + width * ((whole - 1) * length + rest), f"前面的整{line}少数了一{line}。"),
    ]
    solution = (
        f"下标从 0 开始，每{line}有 {length} 个元素。A[{i}][{j}] 之前有 {whole} 个整{line}，"
        f"共 {whole} × {length} = {whole * length} 个元素，本{line}中前面还有 {rest} 个，合计 {offset} 个。\n\n"
        f"起始地址 = {start} + {offset} × {width} = {start} + {offset * width} = {right}。"
    )
    claim = f"{start} + {width} * array_offset([{rows}, {columns}], [{i}, {j}], {order!r}) == {ANSWER}"
    return Draft(
        stem, Choice(right, str(right), "起始地址加上前面元素所占的单元数。"), _choices(wrong, start), solution, claim
    )


def draw(rng: random.Random) -> Draft:
    return rng.choice((_triangle, _triangle, _tridiagonal, _array))(rng)


FAMILY = Family(
    name="matrix_address", title="特殊矩阵与数组的地址", title_en="Matrix addresses", node="ds.3.5", also=("ds.3.4",),
    skill="compute", difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
