"""Infix expressions to postfix form with an operator stack."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.stacks_and_queues import infix_to_postfix

_RANK = {"+": 1, "-": 1, "*": 2, "/": 2}


def _expression(rng: random.Random, operands: list[str], nested: bool) -> str:
    """Operands left to right, joined by operators, some parts in brackets."""
    if len(operands) == 1:
        return operands[0]
    if len(operands) <= 3 and nested:
        return "(" + rng.choice("+-").join([operands[0], _expression(rng, operands[1:], False)]) + ")"
    cut = rng.randint(1, len(operands) - 1)
    left, right = operands[:cut], operands[cut:]
    parts = [_expression(rng, part, rng.random() < 0.6) for part in (left, right)]
    return rng.choice("+-*/").join(parts)


def _run(expression: str, push_ties: bool = False, no_brackets: bool = False, flat: bool = False) -> tuple[str, list]:
    """Postfix form and rows; the flags are the mistakes."""
    stack, out, rows = [], "", []
    for token in expression:
        if token in "()" and no_brackets:
            continue
        action = "输出"
        if token == "(":
            stack.append(token)
            action = "进栈"
        elif token == ")":
            while stack[-1] != "(":
                out += stack.pop()
            stack.pop()
            action = "依次弹出到左括号"
        elif token in _RANK:
            popped = ""
            while (
                stack
                and stack[-1] != "("
                and (flat or _RANK[stack[-1]] > _RANK[token] or (_RANK[stack[-1]] == _RANK[token] and not push_ties))
            ):
                popped += stack.pop()
            out += popped
            stack.append(token)
            action = (f"弹出 {' '.join(popped)}，" if popped else "") + f"{token} 进栈"
        else:
            out += token
        rows.append((token, action, " ".join(stack) or "空", out))
    out += "".join(reversed(stack))
    rows.append(("结束", "依次弹出剩余运算符", "空", out))
    return out, rows


def _prefix(expression: str) -> str:
    """Prefix form, from the reversed expression."""
    turned = expression[::-1].translate(str.maketrans("()", ")("))
    return _run(turned, push_ties=True)[0][::-1]


def _shown(stack: list[str]) -> str:
    return " ".join(stack)


def draw(rng: random.Random) -> Draft:
    operands = list(rng.choice(("abcdef", "abcdefg", "abcdefg")))
    expression = _expression(rng, operands, False)
    depth = sum(token == "(" for token in expression)
    if not 1 <= depth <= 3 or len(set(expression) & set(_RANK)) < 3 or not set(expression) & {"*", "/"}:
        raise Redraw
    postfix, deepest = infix_to_postfix(expression)
    _, rows = _run(expression)
    rule = (
        "把中缀表达式转换为后缀表达式时，设运算符栈初始为空，左括号进栈，遇到运算符时先弹出栈顶优先级不低于它的运算符"
        "（遇左括号为止）再进栈，遇到右括号时弹出到左括号为止（括号不输出）。"
    )
    trace = table(["读入", "动作", "栈（栈底在左）", "输出"], rows)
    asked = rng.choice(("postfix", "postfix", "stack", "deepest"))
    shown = f"中缀表达式 {expression.replace('*', '×').replace('/', '÷')}"

    def sign(text: str) -> str:
        return text.replace("*", "×").replace("/", "÷")

    if asked == "postfix":
        operators = "".join(token for token in expression if token in _RANK)
        wrong = [
            (_run(expression, push_ties=True)[0], "优先级相同时没有先弹出栈顶运算符，当成从右到左结合。"),
            (_run(expression, no_brackets=True)[0], "忽略了括号。"),
            (_run(expression, flat=True)[0], "没有区分运算符的优先级，一律从左到右计算。"),
            (_prefix(expression), "求成了前缀表达式。"),
            ("".join(operands) + operators[::-1], "把运算符全部留在栈中，最后一起弹出。"),
            (_run(expression, push_ties=True, no_brackets=True)[0], "忽略了括号，而且优先级相同时没有先弹出。"),
            (_run(expression, flat=True, no_brackets=True)[0], "既忽略括号，又不区分优先级。"),
        ]
        claim = f"infix_to_postfix({expression!r})[0] == {ANSWER}"
        stem = f"{shown}（同级运算从左到右结合）对应的后缀表达式为"
        return Draft(
            stem, Choice(postfix, sign(postfix), "按优先级和括号逐个处理得到。"),
            [Choice(value, sign(value), why) for value, why in wrong],
            sign(f"{rule}过程为：{trace}后缀表达式为 {postfix}。"), claim,
        )  # fmt: skip
    if asked == "deepest":
        wrong = [
            (deepest - 1, "没有把栈中的左括号计算在内，或少数了一个运算符。"),
            (deepest + 1, "把右括号也当作进栈，或弹出前先让新运算符进栈。"),
            (sum(token in _RANK for token in expression), "以为所有运算符同时在栈中。"),
            (depth, "只数了括号的个数。"),
            (deepest + 2, "括号和优先级相同的运算符都没有弹出。"),
            (deepest - 2, "栈中的左括号都没有计算，又少数了一个运算符。"),
        ]
        claim = f"infix_to_postfix({expression!r})[1] == {ANSWER}"
        stem = f"{sign(rule)}对{shown} 进行转换，则转换过程中栈内同时存放的符号（含左括号）最多有多少个？"
        return Draft(
            stem, Choice(deepest, str(deepest), "逐个读入，数栈中符号最多的时刻。"),
            [Choice(value, str(value), why) for value, why in wrong if value > 0],
            sign(f"逐个读入：{trace}栈中最多有 {deepest} 个符号。"), claim,
        )  # fmt: skip
    able = [i for i, token in enumerate(expression) if token.isalpha() and len(rows[i][2].split()) >= 3]
    if not able:
        raise Redraw
    at = rng.choice(able)
    right = rows[at][2].split()

    def stack_of(**mistakes: bool) -> list[str]:
        made = _run(expression, **mistakes)[1]
        row = next(row for row in made if row[0] == expression[at])
        return row[2].split() if row[2] != "空" else []

    wrong_stacks = [
        (stack_of(push_ties=True), "优先级相同时没有先弹出栈顶运算符。"),
        ([token for token in right if token != "("], "没有把左括号放入栈中。"),
        (stack_of(flat=True), "没有区分运算符的优先级。"),
        (right[::-1], "栈底和栈顶的次序弄反了。"),
        ([token for token in expression[:at] if token in _RANK or token == "("], "读入的运算符和左括号都没有弹出。"),
        (right[:-1], "刚读入的运算符没有进栈。"),
        (stack_of(no_brackets=True), "忽略了括号，处理时越过左括号比较优先级。"),
        ([*right, *[t for t in expression[at + 1 : at + 2] if t in _RANK]], "把下一个运算符也放入了栈中。"),
    ]
    claim = f"operator_stack_at({expression!r}, {expression[at]!r}) == {ANSWER}"
    stem = f"{sign(rule)}对{shown} 进行转换，当处理完操作数 {expression[at]} 时，栈中的内容（从栈底到栈顶）为"
    return Draft(
        stem, Choice(right, sign(_shown(right)), "逐个读入，处理到该操作数时栈中的内容。"),
        [Choice(stack, sign(_shown(stack)), why) for stack, why in wrong_stacks if stack],
        sign(f"逐个读入：{trace}处理完 {expression[at]} 时，栈中从栈底到栈顶为 {_shown(right)}。"), claim,
    )  # fmt: skip


FAMILY = Family(
    name="infix_to_postfix", title="中缀转后缀表达式", title_en="Infix to postfix", node="ds.3.6", skill="trace",
    difficulty=3, seconds=120, draw=draw,
)  # fmt: skip
