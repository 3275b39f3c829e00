"""Disjoint sets in a parent array: after unions and finds."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.disjoint_sets import disjoint_set_array
from quizbank.simulators.structure_steps import disjoint_root_path


def _words(values: list[int]) -> str:
    return listed(values, ", ")


def _path(array: list[int], x: int) -> list[int]:
    return disjoint_root_path(array, x)


def draw(rng: random.Random) -> Draft:
    n = rng.randint(8, 10)
    by_size = rng.random() < 0.7
    unions = []
    for _ in range(rng.randint(5, n - 2)):
        x, y = rng.sample(range(n), 2)
        before = disjoint_set_array(n, unions, (), by_size)
        if _path(before, x)[-1] != _path(before, y)[-1]:
            unions.append((x, y))
    array = disjoint_set_array(n, unions, (), by_size)
    deep = max(range(n), key=lambda x: len(_path(array, x)))
    if len(unions) < 5 or len(_path(array, deep)) < 3:
        raise Redraw
    rule = (
        "把元素较少的树的根作为元素较多的树的根的孩子；元素个数相同时，把 y 所在树的根作为 x 所在树的根的孩子"
        if by_size
        else "总是把 y 所在树的根作为 x 所在树的根的孩子"
    )
    begin = (
        f"并查集用数组 S[0..{n - 1}] 表示，根的 S 值为所在集合元素个数的相反数，其余元素的 S 值为双亲的下标，初始时全为 -1。"
        f"操作 Union(x, y) 先找到 x、y 所在树的根（不压缩路径），{rule}。"
        f"依次执行 {listed(f'Union({x}, {y})' for x, y in unions)}"
    )
    rows, done = [], []
    for x, y in unions:
        now = disjoint_set_array(n, done, (), by_size)
        a, b = _path(now, x)[-1], _path(now, y)[-1]
        done.append((x, y))
        rows.append((f"Union({x}, {y})", f"{a}、{b}", _words(disjoint_set_array(n, done, (), by_size))))
    solution = f"下标依次为 0 到 {n - 1}，逐步执行：" + table(["操作", "两个根", f"S[0..{n - 1}]"], rows)
    asked = rng.choice(("array", "compressed", "compressed", "count", "size", "level"))
    args = f"{n}, {unions}"
    if asked in ("array", "compressed"):
        finds = (deep,) if asked == "compressed" else ()
        right = disjoint_set_array(n, unions, finds, by_size)
        other = disjoint_set_array(n, unions, finds, not by_size)
        naive = _without_roots(n, unions)
        flipped = disjoint_set_array(n, [(y, x) for x, y in unions], finds, by_size)
        missing = disjoint_set_array(n, unions[:-1], finds, by_size)
        ones = [-1 if value < 0 else value for value in right]
        path = _path(array, deep)
        half = list(array)
        half[deep] = array[array[deep]] if array[array[deep]] >= 0 else array[deep]
        wrong = [
            (other, "没有按元素个数决定由谁作根。" if by_size else "按元素个数决定了由谁作根，题中总以 x 一方为根。"),
            (flipped, "合并时两个根的主次弄反了。"),
            (missing, "漏做了最后一次合并。"),
            (ones, "合并后没有更新根中记录的元素个数。"),
            (naive, "直接把 y 挂在 x 之下，没有先找到两棵树的根。"),
        ]
        if finds:
            everything = disjoint_set_array(n, unions, tuple(range(n)), by_size)
            wrong.append((array, "查找时没有压缩路径。"))
            wrong.append((everything, "把所有元素都压缩了，只应压缩查找路径上的结点。"))
            wrong += [(half, "只让每个结点指向它的祖父，没有直接指向根。")] if half != array else []
        else:
            squeezed = disjoint_set_array(n, unions, tuple(range(n)), by_size)
            wrong.append((squeezed, "合并时压缩了路径，题中规定不压缩。"))
        ask = (
            f"，再执行一次带路径压缩的 Find({deep})，则数组 S 的各元素依次为" if finds else "，则数组 S 的各元素依次为"
        )
        if finds:
            solution += f"Find({deep}) 经过 {listed(path, ' → ')}，除根以外路径上的结点都改为直接指向根 {path[-1]}：{_words(right)}。"
        claim = f"disjoint_set_array({args}, {finds}, {by_size}) == {ANSWER}"
        why = "逐次合并" + ("，再把查找路径上的结点都指向根。" if finds else "得到。")
        choices = [Choice(values, _words(values), reason) for values, reason in wrong]
        return Draft(begin + ask, Choice(right, _words(right), why), choices, solution, claim)
    roots = [x for x in range(n) if array[x] < 0]
    if asked == "count":
        right = len(roots)
        values = [
            (n - right, "求成了成功合并的次数。"),
            (right + 1, "漏做了一次合并。"),
            (right - 1, "合并的次数多算了一次。"),
            (sum(array[x] < -1 for x in range(n)), "没有把只含一个元素的集合计算在内。"),
            (len(set(array)), "数成了数组中不同值的个数。"),
            (right + 2, "有两次合并没有生效。"),
        ]
        ask = "，则此时并查集中集合的个数为"
        claim = f"disjoint_set_count(disjoint_set_array({args}, (), {by_size})) == {ANSWER}"
        solution += f"S 值为负的是根：{listed(roots)}，共 {right} 个集合。"
    elif asked == "size":
        x = rng.choice([x for x in range(n) if array[x] >= 0])
        root = _path(array, x)[-1]
        right = -array[root]
        values = [
            (right - 1, "没有把根自己计算在内。"),
            (right + 1, "多算了一个元素。"),
            (sum(value == root for value in array), "只数了根的直接孩子。"),
            (len(_path(array, x)), "数成了从该元素到根的路径上的结点数。"),
            (n - right, "数成了不在这个集合中的元素。"),
            (max(-value for value in array), "取了最大的集合。"),
            (right + 2, "把别的集合中的元素也算在内。"),
        ]
        ask = f"，则元素 {x} 所在集合的元素个数为"
        claim = f"-disjoint_set_array({args}, (), {by_size})[{root}] == {ANSWER}"
        solution += f"{x} 所在树的根为 {root}，S[{root}] = {-right}，集合中有 {right} 个元素。"
    else:
        right = len(_path(array, deep))
        values = [
            (right - 1, "层数少数了一层，把根所在层当作第 0 层。"),
            (right + 1, "层数多数了一层。"),
            (len(_path(disjoint_set_array(n, unions, (), not by_size), deep)), "合并时由谁作根弄错了。"),
            (-array[_path(array, deep)[-1]], "求成了所在集合的元素个数。"),
            (len(unions), "以为每次合并都使树高加 1。"),
            (right + 2, "把两个根之间的连接也多算了层数。"),
            (2, "以为合并时压缩了路径，所有元素都直接指向根。"),
        ]
        ask = f"，则元素 {deep} 在所在树中的层数（根为第 1 层）为"
        claim = f"len(disjoint_root_path(disjoint_set_array({args}, (), {by_size}), {deep})) == {ANSWER}"
        solution += f"{deep} 到根的路径为 {listed(_path(array, deep), ' → ')}，在第 {right} 层。"
    wrong = [Choice(value, str(value), why) for value, why in values if value > 0]
    return Draft(begin + ask, Choice(right, str(right), "逐次合并后由数组得到。"), wrong, solution, claim)


def _without_roots(n: int, unions: list[tuple[int, int]]) -> list[int]:
    parent = [-1] * n
    for x, y in unions:
        parent[y] = x
    return parent


FAMILY = Family(
    name="union_find", title="并查集的合并与查找", title_en="Union and find", node="ds.4.4.2", skill="trace", difficulty=3,
    seconds=150, draw=draw,
)  # fmt: skip
