"""AVL trees: rotations while keys are inserted, and the tree that comes out."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.search_trees import avl_insert_sequence, bst_insert_sequence
from quizbank.simulators.structure_steps import bst_search_path
from quizbank.simulators.tree_notation import binary_tree_height, tree_node_levels, tree_picture
from quizbank.simulators.trees import binary_traversal

_KINDS = {
    "LL": "LL 型（一次右旋）",
    "RR": "RR 型（一次左旋）",
    "LR": "LR 型（先左旋后右旋）",
    "RL": "RL 型（先右旋后左旋）",
}
_WHERE = {"LL": "左孩子的左子树", "RR": "右孩子的右子树", "LR": "左孩子的右子树", "RL": "右孩子的左子树"}


def draw(rng: random.Random) -> Draft:
    keys = rng.sample(range(10, 100), rng.randint(7, 9))
    tree, steps = avl_insert_sequence(keys)
    asked = rng.choice(("root", "count", "kind", "unbalanced", "preorder", "parent"))
    plain = bst_insert_sequence(keys)
    if not 2 <= len(steps) <= 5 or binary_tree_height(plain) == binary_tree_height(tree):
        raise Redraw
    if not any(kind in ("LR", "RL") for _, _, kind in steps) and rng.random() < 0.7:
        raise Redraw
    begin = f"将关键字 {listed(keys)} 依次插入一棵初始为空的平衡二叉树（AVL 树），"
    rows = []
    for number, (key, top, kind) in enumerate(steps, 1):
        after = avl_insert_sequence(keys[: keys.index(key) + 1])[0]
        rows.append((number, key, top, f"{_KINDS[kind]}", "，".join(map(str, binary_traversal(after, "level")))))
    solution = (
        "每插入一个关键字，沿插入路径向上找第一个失去平衡的结点（最小不平衡子树的根）并旋转，共调整 "
        f"{len(steps)} 次：" + table(["次序", "插入", "失衡结点", "调整", "调整后的层次序列"], rows)
        + f"最后得到的树（每行一层）：\n\n```text\n{tree_picture(tree, 4)}\n```\n\n"
    )  # fmt: skip
    built = f"avl_insert_sequence({keys})"
    key, top, kind = steps[-1]
    if asked == "root":
        right = tree[0]
        values = [
            (plain[0], "没有作平衡调整，仍以第一个插入的关键字为根。"),
            (sorted(keys)[len(keys) // 2], "以为根总是中间大小的关键字。"),
            (sorted(keys)[(len(keys) - 1) // 2], "以为根总是中间大小的关键字。"),
            (tree[1][0], "这是根的左孩子，少作或错作了一次旋转。"),
            (tree[2][0], "这是根的右孩子，少作或错作了一次旋转。"),
            (avl_insert_sequence(keys[: keys.index(key)])[0][0], "这是最后一次调整之前的根。"),
            (keys[-1], "以为最后插入的关键字成为根。"),
            (keys[1], "第二个插入的关键字，只考虑了第一次旋转。"),
        ]
        ask, claim, end = "则插入全部关键字后，根结点的关键字为", f"{built}[0][0] == {ANSWER}", f"根为 {right}。"
    elif asked == "count":
        right = len(steps)
        double = sum(one in ("LR", "RL") for _, _, one in steps)
        values = [
            (right + double, "把 LR、RL 型的双旋转各数成两次调整。"),
            (right - 1, "漏掉了一次调整。"),
            (right + 1, "多作了一次调整，把平衡因子绝对值为 1 的结点也当成失衡。"),
            (double, "只数了双旋转。"),
            (right - double, "只数了单旋转。"),
            (right + 2, "在调整之后的树上继续向上旋转，重复调整。"),
            (len(keys) - right, "数成了不引起调整的插入次数。"),
        ]
        values = [(value, why) for value, why in values if value > 0]
        ask = "则在插入过程中进行平衡调整的次数为（LL、RR、LR、RL 型调整每进行一次都计为 1 次）"
        claim, end = f"len({built}[1]) == {ANSWER}", f"所以共调整 {right} 次。"
    elif asked == "kind":
        right = kind
        ask = f"则插入关键字 {key} 时所作的平衡调整属于"
        claim = f"({key}, {top}, {ANSWER}) in {built}[1]"
        end = f"插入 {key} 使 {top} 失衡，{key} 位于 {top} 的{_WHERE[kind]}上，因此是 {_KINDS[kind]}。"
        wrong = [
            Choice(one, text, f"该类型要求插入在失衡结点的{_WHERE[one]}上，与插入路径不符。")
            for one, text in _KINDS.items()
            if one != kind
        ]
        why = f"新结点插在失衡结点 {top} 的{_WHERE[kind]}上。"
        return Draft(begin + ask, Choice(kind, _KINDS[kind], why), wrong, solution + end, claim)
    elif asked == "unbalanced":
        right = top
        before = avl_insert_sequence(keys[: keys.index(key)])[0]
        path = bst_search_path(before, key)
        values = [(one, "它在插入路径上，但不是离新结点最近的失衡结点。") for one in path if one != top]
        values += [
            (before[0], "这是当时的根结点，失衡的不一定是根。"),
            (steps[-2][1], "这是前一次调整时的失衡结点。"),
            (key, "新插入的结点是叶结点，平衡因子为 0，不会失衡。"),
            (tree[0], "这是最后的根结点。"),
        ]
        ask = f"则插入关键字 {key} 时，最小不平衡子树的根结点的关键字为"
        claim = f"bool({built}[1]) and {built}[1][-1][:2] == ({key}, {ANSWER})"
        end = f"插入 {key} 后，由新结点向上第一个平衡因子绝对值为 2 的结点是 {top}。"
    elif asked == "parent":
        low = [one for one, level in tree_node_levels(tree).items() if level > 2]
        child = rng.choice(low)
        right = bst_search_path(tree, child)[-2]
        around = bst_search_path(tree, child)[:-2]
        values = [(one, "它是该关键字的更高层的祖先，不是双亲。") for one in around]
        where = bst_search_path(plain, child)
        if len(where) > 1:
            values.append((where[-2], "没有作平衡调整，这是普通二叉搜索树中的双亲。"))
        ordered = sorted(keys)
        at = ordered.index(child)
        values += [(ordered[i], "它与该关键字大小相邻，却不是双亲。") for i in (at - 1, at + 1) if 0 <= i < len(keys)]
        same = [one for one in keys if len(bst_search_path(tree, one)) == len(bst_search_path(tree, right))]
        values += [(one, "它与真正的双亲在同一层，少作或错作了一次旋转。") for one in same]
        ask = f"则插入全部关键字后，关键字 {child} 所在结点的双亲的关键字为"
        claim, end = f"bst_search_path({built}[0], {child})[-2] == {ANSWER}", f"{child} 的双亲是 {right}。"
    else:
        right = binary_traversal(tree, "pre")
        before = bst_insert_sequence([*binary_traversal(avl_insert_sequence(keys[: keys.index(key)])[0], "pre"), key])
        rest = keys[keys.index(key) + 1 :]
        late = bst_insert_sequence([*binary_traversal(before, "pre"), *rest])
        orders = [
            (binary_traversal(plain, "pre"), "没有作平衡调整，这是普通二叉搜索树的先序序列。"),
            (binary_traversal(tree, "level"), "求成了层次遍历序列。"),
            (binary_traversal(tree, "post"), "求成了后序遍历序列。"),
            (binary_traversal(late, "pre"), "漏掉了最后一次调整。"),
            (binary_traversal(avl_insert_sequence(sorted(keys))[0], "pre"), "当成按从小到大的次序插入。"),
            (binary_traversal(avl_insert_sequence(keys[::-1])[0], "pre"), "当成按相反的次序插入。"),
        ]
        wrong = [Choice(order, listed(order, ", "), why) for order, why in orders]
        ask = "则插入全部关键字后，该树的先序遍历序列为"
        claim = f"binary_traversal({built}[0], 'pre') == {ANSWER}"
        text = listed(right, ", ")
        return Draft(
            begin + ask,
            Choice(right, text, "逐个插入并调整后作先序遍历。"),
            wrong,
            f"{solution}先序遍历得 {text}。",
            claim,
        )
    wrong = [Choice(value, str(value), why) for value, why in values if value != right]
    return Draft(begin + ask, Choice(right, str(right), "逐个插入并按失衡类型调整得到。"), wrong, solution + end, claim)


FAMILY = Family(
    name="avl_insertion", title="AVL 树的插入", title_en="AVL insertion", node="ds.6.5.2", skill="trace", difficulty=4,
    seconds=180, draw=draw,
)  # fmt: skip
