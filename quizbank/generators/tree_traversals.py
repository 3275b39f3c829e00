"""From two traversal orders of a binary tree to a third one."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.simulators.search_trees import bst_insert_sequence
from quizbank.simulators.tree_notation import relabelled_tree, tree_node_levels, tree_picture
from quizbank.simulators.trees import binary_traversal

_NAMES = {"pre": "先序", "in": "中序", "post": "后序", "level": "层次"}
_BUILDERS = {
    "pre": "binary_from_preorder_inorder({given!r}, {inorder!r})",
    "post": "binary_from_inorder_postorder({inorder!r}, {given!r})",
    "level": "binary_from_inorder_levels({inorder!r}, {given!r})",
}


def _order(tree: object, order: str) -> str:
    return "".join(binary_traversal(tree, order))


def _mirror(tree: tuple | None) -> tuple | None:
    return tree and (tree[0], _mirror(tree[2]), _mirror(tree[1]))


def _swapped_below(tree: tuple | None) -> tuple | None:
    """The children of the root's children exchanged."""
    top, left, right = tree
    exchanged = [side and (side[0], side[2], side[1]) for side in (left, right)]
    return top, exchanged[0], exchanged[1]


def _single_flipped(tree: tuple | None) -> tuple | None:
    """Every only child hung on the other side."""
    if tree is None:
        return None
    top, left, right = tree
    if (left is None) != (right is None):
        left, right = right, left
    return top, _single_flipped(left), _single_flipped(right)


def _cuts(given: str, inorder: str, kind: str, rows: list[str]) -> None:
    """Which root cuts which part of the inorder, as list lines."""
    if len(inorder) < 2:
        return
    root = given[-1] if kind == "post" else given[0]
    left, right = inorder.split(root)
    rows.append(f"- 在 {inorder} 中根为 {root}：左子树 {left or '空'}，右子树 {right or '空'}")
    for part in (left, right):
        _cuts("".join(value for value in given if value in part), part, kind, rows)


def draw(rng: random.Random) -> Draft:
    n = rng.choice((7, 8, 8, 9))
    letters = rng.sample("ABCDEFGHIJKLM"[: n + 2], n)
    tree = relabelled_tree(bst_insert_sequence(rng.sample(range(n), n)), letters)
    if not 4 <= max(tree_node_levels(tree).values()) <= 5 or None in tree[1:]:
        raise Redraw
    given, asked = rng.choice(
        (("pre", "post"), ("pre", "level"), ("post", "pre"), ("post", "level"), ("level", "pre"), ("level", "post"))
    )
    inorder, known, right = _order(tree, "in"), _order(tree, given), _order(tree, asked)
    stem = f"一棵二叉树的{_NAMES[given]}遍历序列为 {known}，中序遍历序列为 {inorder}，则它的{_NAMES[asked]}遍历序列为"
    wrong = [
        (_order(_mirror(tree), asked), "把每个结点的左、右子树都弄反了。"),
        (_order(_swapped_below(tree), asked), "根的左、右孩子各自的左、右子树弄反了。"),
        (_order(_single_flipped(tree), asked), "只有一个孩子的结点，把左孩子当成右孩子，或把右孩子当成左孩子。"),
        (known[::-1], f"以为把{_NAMES[given]}序列倒过来就是{_NAMES[asked]}序列。"),
        (_order((tree[0], tree[2], tree[1]), asked), "根的左、右子树弄反了。"),
        (_order((tree[0], tree[1], _mirror(tree[2])), asked), "右子树的左右方向弄反了。"),
        (_order((tree[0], _mirror(tree[1]), tree[2]), asked), "左子树的左右方向弄反了。"),
    ]
    wrong += [
        (_order(tree, other), f"求成了{_NAMES[other]}遍历序列。")
        for other in ("pre", "post", "level")
        if other not in (given, asked)
    ]
    rows: list[str] = []
    _cuts(known, inorder, given, rows)
    where = {"pre": "第一个", "post": "最后一个", "level": "第一个"}[given]
    solution = (
        f"每一段{_NAMES[given]}序列的{where}结点是根，根在中序序列中分出左、右子树，逐层进行：\n\n"
        + "\n".join(rows)
        + f"\n\n得到的二叉树（每行一层，从左到右的位置就是中序次序）：\n\n```text\n{tree_picture(tree)}\n```\n\n"
        f"对它作{_NAMES[asked]}遍历，得 {right}。"
    )
    built = _BUILDERS[given].format(given=known, inorder=inorder)
    claim = f"binary_traversal({built}, {asked!r}) == list({ANSWER})"
    return Draft(
        stem, Choice(right, right, "由两个序列还原二叉树后再遍历得到。"),
        [Choice(order, order, why) for order, why in wrong], solution, claim,
    )  # fmt: skip


FAMILY = Family(
    name="tree_traversals", title="由遍历序列还原二叉树", title_en="Tree from its traversals", node="ds.4.2.3",
    skill="trace", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
