"""Binary search trees after insertions and a deletion: height, average search length, orders, comparisons."""

import random
from fractions import Fraction

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.search_trees import avl_insert_sequence, bst_insert_sequence
from quizbank.simulators.structure_steps import bst_delete_key, bst_search_path
from quizbank.simulators.tree_notation import (
    binary_tree_height,
    tree_failure_sum,
    tree_level_sum,
    tree_node_levels,
    tree_picture,
)
from quizbank.simulators.trees import binary_traversal

_WAYS = {"predecessor": "中序前驱", "successor": "中序后继"}


def _shown(tree: tuple) -> str:
    return f"\n\n```text\n{tree_picture(tree, 4)}\n```\n\n"


def _number(value: Fraction) -> str:
    return f"{float(value):g}"


def _height(keys: list[int], tree: tuple, begin: str) -> Draft:
    right = binary_tree_height(tree)
    levels = list(tree_node_levels(tree).values())
    wrong = [
        (right - 1, "层数少数了一层，把根所在层当作第 0 层。"),
        (right + 1, "层数多数了一层，把空指针也当成一层。"),
        (binary_tree_height(avl_insert_sequence(keys)[0]), "插入时作了平衡调整，那是平衡二叉树的高度。"),
        (len(keys).bit_length(), "当成完全二叉树求高度。"),
        (sum(child is None for child in _links(tree)) // 2, "求成了空指针域个数的一半。"),
        (levels.count(max(levels)) + right, "把最下一层的结点也各算一层。"),
        (right + 2, "把以后插入的结点都接在最深的叶结点之下。"),
    ]
    rows = [(key, " → ".join(map(str, path[:-1])) or "空树，作为根", len(path)) for key, path in _paths(keys, tree)]
    solution = (
        "逐个插入，新结点总是作为叶结点接在查找失败的位置："
        + table(["关键字", "插入时比较的结点", "所在层"], rows)
        + f"得到的树（每行一层）：{_shown(tree)}最大的层数是 {right}，即树高。"
    )
    claim = f"binary_tree_height(bst_insert_sequence({keys})) == {ANSWER}"
    return Draft(
        f"{begin}该树的高度（根所在层为第 1 层）为", Choice(right, str(right), "逐个插入后数层数得到。"),
        [Choice(value, str(value), why) for value, why in wrong if value > 1], solution, claim,
    )  # fmt: skip


def _links(tree: tuple | None) -> list:
    return [] if tree is None else [tree[1], tree[2], *_links(tree[1]), *_links(tree[2])]


def _paths(keys: list[int], tree: tuple) -> list[tuple[int, list[int]]]:
    return [(key, bst_search_path(tree, key)) for key in keys]


def _average(keys: list[int], tree: tuple, begin: str, success: bool) -> Draft:
    n, height = len(keys), binary_tree_height(tree)
    total, failing = tree_level_sum(tree), tree_failure_sum(tree)
    avl = avl_insert_sequence(keys)[0]
    if success:
        right, divisor = Fraction(total, n), n
        wrong = [
            (Fraction(total - n, n), "把根所在层当作第 0 层，每个结点少算一次比较。"),
            (Fraction(failing, n), "用失败时的比较次数之和除以结点数。"),
            (Fraction(tree_level_sum(avl), n), "插入时作了平衡调整，那是平衡二叉树的平均查找长度。"),
            (Fraction(total + n, n), "每次查找多算了一次与空指针的比较。"),
            (Fraction(n + 1, 2), "这是顺序查找的平均查找长度。"),
            (Fraction(total - height, n), "最深的结点漏算了。"),
        ]
        levels = list(tree_node_levels(tree).values())
        rows = [(level, levels.count(level), level * levels.count(level)) for level in range(1, height + 1)]
        trace = table(["层", "结点数", "比较次数合计"], rows)
        last = f"查找第 $k$ 层的结点要比较 $k$ 次，合计 {total} 次，ASL = {total} / {n} = {_number(right)}。"
        claim = f"Fraction(tree_level_sum(bst_insert_sequence({keys})), {n}) == {ANSWER}"
        ask = "在等概率情况下，查找成功的平均查找长度为"
    else:
        right, divisor = Fraction(failing, n + 1), n + 1
        wrong = [
            (Fraction(failing + n + 1, n + 1), "把与空指针的判断也计为一次比较。"),
            (Fraction(total, n + 1), "用成功时的比较次数之和除以失败区间数。"),
            (Fraction(tree_failure_sum(avl), n + 1), "插入时作了平衡调整，那是平衡二叉树的结果。"),
            (Fraction(failing - n - 1, n + 1), "每个失败位置少算了一次比较。"),
            (Fraction(failing - height, n + 1), "最深处有两个空指针，漏算了一个。"),
            (Fraction(height), "以为每次失败都要比较到最深一层。"),
        ]
        rows = []
        for above in range(1, height + 1):
            count = _empty_at(tree, above)
            if count:
                rows.append((above, count, above * count))
        trace = table(["比较次数", "空指针（失败位置）数", "合计"], rows)
        last = (
            f"{n} 个结点有 {n + 1} 个空指针，到达每个空指针经过的结点数就是比较次数，合计 {failing} 次，"
            f"ASL = {failing} / {n + 1} = {_number(right)}。"
        )
        claim = f"Fraction(tree_failure_sum(bst_insert_sequence({keys})), {n + 1}) == {ANSWER}"
        ask = f"若 {n + 1} 种查找失败的情况等概率，则查找失败的平均查找长度（只计与关键字的比较）为"
    if (right * 20).denominator != 1 and (right * 8).denominator != 1:
        raise Redraw
    wrong = [(value, why) for value, why in wrong if value > 1 and (value * divisor).denominator == 1]
    return Draft(
        f"{begin}{ask}", Choice(right, _number(right), "各次查找的比较次数之和除以情况数。"),
        [Choice(value, _number(value), why) for value, why in wrong],
        f"逐个插入得到的树（每行一层）：{_shown(tree)}{trace}{last}", claim,
    )  # fmt: skip


def _empty_at(tree: tuple | None, above: int) -> int:
    if tree is None:
        return int(above == 0)
    return sum(_empty_at(child, above - 1) for child in tree[1:]) if above else 0


def _deletion(rng: random.Random, keys: list[int], tree: tuple, begin: str) -> Draft:
    inner = [key for key in keys if _two_children(tree, key)]
    if not inner:
        raise Redraw
    key, by = rng.choice(inner), rng.choice(tuple(_WAYS))
    other = "predecessor" if by == "successor" else "successor"
    order = rng.choice(("pre", "post"))
    name = "先序" if order == "pre" else "后序"
    after = bst_delete_key(tree, key, by)

    def words(one: tuple) -> str:
        return listed(binary_traversal(one, order), ", ")

    right = words(after)
    rest = [k for k in keys if k != key]
    ordered = sorted(keys)
    stand_in = ordered[ordered.index(key) + (1 if by == "successor" else -1)]
    wrong = [
        (words(bst_delete_key(tree, key, other)), f"用{_WAYS[other]}代替了被删关键字。"),
        (words(bst_insert_sequence(rest)), "把其余关键字重新依次插入得到的树，删除不会这样重建。"),
        (listed(binary_traversal(after, "post" if order == "pre" else "pre"), ", "), "遍历的次序弄错了。"),
        (words(avl_insert_sequence(rest)[0]), "删除后又作了平衡调整，二叉搜索树不作调整。"),
        (listed([k for k in binary_traversal(tree, order) if k != key], ", "), "只从原遍历序列中划掉被删的关键字。"),
        (words(_child_up(tree, key, 1)), "直接用左孩子顶替被删结点，再把右子树接在最右端。"),
        (words(_child_up(tree, key, 2)), "直接用右孩子顶替被删结点，再把左子树接在最左端。"),
        (listed(binary_traversal(after, "level"), ", "), "求成了层次遍历序列。"),
    ]
    stem = (
        f"{begin[:-1]}。删除关键字 {key} 时，用它的{_WAYS[by]}代替它，再删去该{_WAYS[by]}原来所在的结点，"
        f"则删除后该树的{name}遍历序列为"
    )
    solution = (
        f"插入后的树（每行一层）：{_shown(tree)}{key} 有左、右两个孩子，它的{_WAYS[by]}是 {stand_in}，"
        f"用 {stand_in} 代替 {key}，再删去原来的 {stand_in}（它至多一个孩子，由孩子顶上）：{_shown(after)}"
        f"{name}遍历得 {right}。"
    )
    claim = f"binary_traversal(bst_delete_key(bst_insert_sequence({keys}), {key}, {by!r}), {order!r}) == {ANSWER}"
    return Draft(
        stem, Choice(binary_traversal(after, order), right, f"用{_WAYS[by]}代替后再遍历得到。"),
        [Choice([int(k) for k in text.split(", ")], text, why) for text, why in wrong], solution, claim,
    )  # fmt: skip


def _two_children(tree: tuple | None, key: int) -> bool:
    while tree[0] != key:
        tree = tree[1] if key < tree[0] else tree[2]
    return tree[1] is not None and tree[2] is not None


def _child_up(tree: tuple, key: int, side: int) -> tuple:
    """One child takes the place, the other subtree is hung at the far end of it."""
    if tree[0] != key:
        return (
            (tree[0], _child_up(tree[1], key, side), tree[2])
            if key < tree[0]
            else (tree[0], tree[1], _child_up(tree[2], key, side))
        )
    return _hung(tree[side], tree[3 - side], 3 - side)


def _hung(tree: tuple | None, other: tuple, side: int) -> tuple:
    if tree is None:
        return other
    deeper = _hung(tree[side], other, side)
    return (tree[0], deeper, tree[2]) if side == 1 else (tree[0], tree[1], deeper)


def draw(rng: random.Random) -> Draft:
    asked = rng.choice(("height", "success", "failure", "delete", "delete"))
    n = {"height": rng.randint(8, 11), "success": rng.choice((8, 10)), "failure": rng.choice((7, 9))}.get(asked, 9)
    keys = rng.sample(range(10, 100), n)
    tree = bst_insert_sequence(keys)
    if not 4 <= binary_tree_height(tree) <= 6 or None in tree[1:]:
        raise Redraw
    begin = f"将关键字 {listed(keys)} 依次插入一棵初始为空的二叉搜索树，"
    if asked == "height":
        return _height(keys, tree, begin)
    if asked == "delete":
        return _deletion(rng, keys, tree, begin)
    return _average(keys, tree, begin, asked == "success")


FAMILY = Family(
    name="bst_shape", title="二叉搜索树的插入与删除", title_en="Binary search tree", node="ds.6.5.1", skill="trace",
    difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
