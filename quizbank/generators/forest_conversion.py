"""Forests and the binary trees they correspond to: counts, heights, orders."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.search_trees import bst_insert_sequence
from quizbank.simulators.tree_notation import forest_brackets, relabelled_tree, tree_node_levels, tree_picture
from quizbank.simulators.tree_shapes import binary_tree_to_forest, forest_tree_heights
from quizbank.simulators.trees import binary_empty_links, binary_traversal

_ASKED = {  # quantity -> what is asked for
    "trees": "森林中树的棵数",
    "leaves": "森林中叶结点的个数",
    "height": "森林中最高的树的高度",
    "binary_height": "二叉树的高度",
    "binary_leaves": "二叉树中叶结点的个数",
    "no_right": "二叉树中没有右孩子的结点个数",
    "degree": "森林中度最大的结点的度",
}
_CLAIMS = {
    "trees": "len(binary_tree_to_forest({}))",
    "leaves": "binary_empty_links({})[0]",
    "height": "max(forest_tree_heights(binary_tree_to_forest({})))",
    "binary_height": "binary_tree_height({})",
    "no_right": "binary_empty_links({})[1]",
}
_REASONS = {
    "trees": "根结点沿右指针链上的结点各是一棵树的根，数这条链上的结点",
    "leaves": "森林的叶结点没有孩子，在二叉树中就是没有左孩子的结点，数左指针为空的结点",
    "height": "还原成森林后取各棵树高度的最大值，根所在层为第 1 层",
    "binary_height": "按左孩子右兄弟画出二叉树后数层数，根所在层为第 1 层",
    "no_right": "没有右孩子的结点是没有下一个兄弟的结点，即每个分支结点的最后一个孩子以及最后一棵树的根",
}


def _nodes(forest: list) -> list[tuple[str, list[str]]]:
    found = []
    for value, children in forest:
        found.append((value, [child for child, _ in children]))
        found += _nodes(children)
    return found


def draw(rng: random.Random) -> Draft:
    n = rng.choice((9, 10, 11, 12))
    letters = rng.sample("ABCDEFGHIJKLMNP"[: n + 1], n)
    binary = relabelled_tree(bst_insert_sequence(rng.sample(range(n), n)), letters)
    pre, inorder = "".join(binary_traversal(binary, "pre")), "".join(binary_traversal(binary, "in"))
    forest = binary_tree_to_forest(binary)
    nodes = _nodes(forest)
    levels = tree_node_levels(binary)
    heights = forest_tree_heights(forest)
    no_left, no_right = binary_empty_links(binary)
    amounts = {
        "trees": len(forest),
        "leaves": no_left,
        "height": max(heights),
        "binary_height": max(levels.values()),
        "binary_leaves": sum(not node[1] and node[0] == last for node, last in _last_children(nodes, forest)),
        "no_right": no_right,
        "degree": max(len(children) for _, children in nodes),
    }
    if len(forest) < 2 or max(heights) < 3 or max(heights) > 5 or amounts["binary_height"] > 7:
        raise Redraw
    given = rng.choice(("brackets", "orders", "binary"))
    if given == "brackets":
        asked = rng.choice(("binary_height", "no_right", "post"))
        begin = f"用广义表表示的森林为 {forest_brackets(forest)}，其中 X(Y, Z) 的写法表示 X 的孩子从左到右为 Y、Z。"
        begin += "将该森林转换为对应的二叉树（左孩子右兄弟），"
    elif given == "orders":
        asked = rng.choice(("trees", "leaves", "height", "binary_height", "post"))
        begin = f"某森林的先序遍历序列为 {pre}，中序遍历序列（依次后根遍历各棵树）为 {inorder}，"
        if asked in ("binary_height", "post"):
            begin += "将该森林转换为对应的二叉树（左孩子右兄弟），"
    else:
        asked = rng.choice(("trees", "leaves", "height"))
        begin = f"由某森林转换得到的二叉树（左孩子右兄弟）的先序序列为 {pre}，中序序列为 {inorder}，"
    built = f"binary_from_preorder_inorder({pre!r}, {inorder!r})"
    rows = [(value, "、".join(children) or "无") for value, children in nodes]
    shared = (
        ("" if given == "brackets" else "森林的先序、中序序列分别等于对应二叉树的先序、中序序列。")
        + f"对应的二叉树（每行一层，从左到右的位置就是中序次序）：\n\n```text\n{tree_picture(binary)}\n```\n\n"
        f"森林共有 {len(forest)} 棵树，各结点的孩子为" + table(["结点", "孩子"], rows)
    )
    if asked == "post":
        right = "".join(binary_traversal(binary, "post"))
        mirrored = _mirror(binary)
        orders = [
            (inorder, "这是森林的后根遍历序列，它等于二叉树的中序序列，不是后序序列。"),
            (pre, "这是二叉树的先序序列。"),
            (pre[::-1], "以为把先序序列倒过来就是后序序列。"),
            ("".join(binary_traversal(mirrored, "post")), "左、右指针的含义弄反了，把兄弟放在左边。"),
            ("".join(binary_traversal(binary, "level")), "这是二叉树的层次遍历序列。"),
            ("".join(_levels_of_forest(forest)), "这是对森林逐层遍历的序列。"),
        ]
        claim = f"binary_traversal({built}, 'post') == list({ANSWER})"
        orders = [(order, why) for order, why in orders if not (given == "orders" and order in (pre, inorder))]
        return Draft(
            f"{begin}该二叉树的后序遍历序列为", Choice(right, right, "先按左孩子右兄弟得到二叉树，再作后序遍历。"),
            [Choice(order, order, why) for order, why in orders], f"{shared}后序遍历这棵二叉树，得 {right}。", claim,
        )  # fmt: skip
    right = amounts[asked]
    wrong = [
        Choice(amount, str(amount), f"求成了{_ASKED[other]}。") for other, amount in amounts.items() if other != asked
    ]
    wrong += [
        Choice(n - right, str(n - right), "用结点总数减去了要求的个数，求成了其余结点的个数。"),
        Choice(right + 1, str(right + 1), "数多了一个。"),
    ]
    if right > 2:
        wrong.append(Choice(right - 1, str(right - 1), "数少了一个，漏掉了最后一棵树或最后一层。"))
    claim = f"{_CLAIMS[asked].format(built)} == {ANSWER}"
    solution = f"{shared}{_REASONS[asked]}，得 {right}。"
    height = "（根所在层为第 1 层）" if "高度" in _ASKED[asked] else ""
    return Draft(
        f"{begin}则该{_ASKED[asked]}{height}为", Choice(right, str(right), f"{_REASONS[asked]}。"), wrong, solution,
        claim,
    )  # fmt: skip


def _last_children(nodes: list, forest: list) -> list[tuple]:
    """Every node with the last of its brothers; a node is a leaf of the binary tree if it has no child and is the last."""
    last = {forest[-1][0]: forest[-1][0]}
    for _, children in nodes:
        last.update(dict.fromkeys(children, children[-1] if children else ""))
    last.update({value: forest[-1][0] for value, _ in forest})
    return [(node, last[node[0]]) for node in nodes]


def _mirror(tree: tuple | None) -> tuple | None:
    return tree and (tree[0], _mirror(tree[2]), _mirror(tree[1]))


def _levels_of_forest(forest: list) -> list[str]:
    row, found = list(forest), []
    while row:
        found += [value for value, _ in row]
        row = [child for _, children in row for child in children]
    return found


FAMILY = Family(
    name="forest_conversion", title="森林与二叉树的转换", title_en="Forest and binary tree", node="ds.4.3.2",
    also=("ds.4.3.3",), skill="trace", difficulty=4, seconds=150, draw=draw,
)  # fmt: skip
