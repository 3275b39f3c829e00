"""Go-back-N and selective repeat: what is sent again, what may still be sent, where the window stands."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import listed, table
from quizbank.simulators.sliding_window import sliding_window_trace

_NAMES = {"GBN": "后退 N 帧（GBN）", "SR": "选择重传（SR）"}


def _frames(numbers: list[int]) -> str:
    return f"{listed(numbers)} 号帧"


def draw(rng: random.Random) -> Draft:
    protocol = rng.choice(("GBN", "SR"))
    bits = rng.choice((3, 3, 4))
    size = 2**bits
    most = size - 1 if protocol == "GBN" else size // 2
    window = rng.randint(max(4, most - 3), most)
    first = rng.randint(3, window)
    events: list[tuple[str, int]] = [("send", first)]
    base, sent = 0, first  # absolute numbers
    known: set[int] = set()
    if protocol == "GBN":
        base = rng.randint(1, first - 1)
        events.append(("ack", base - 1))
        sent = base + window if rng.random() < 0.6 else min(base + window, sent + rng.randint(1, 3))
        events.append(("send", sent - first))
        ack = rng.randint(base, sent - 2)
        events.append(("ack", ack % size))
        base = ack + 1
        lost = base
    else:
        events.append(("ack", 0))
        base = 1
        sent = rng.randint(first, 1 + window)
        if sent > first:
            events.append(("send", sent - first))
        later = sorted(rng.sample(range(1, sent), rng.randint(2, min(4, sent - 2)))) if sent > 4 else []
        if not later:
            raise Redraw
        lost = rng.choice([n for n in range(1, sent) if n not in later])
        events += [("ack", n % size) for n in later]
        known = set(later)
        while base in known:
            base += 1
        if lost < base or base == sent:
            raise Redraw
    case = rng.choice(("again", "window", "may"))
    if case == "again":
        if protocol == "SR":
            events += [("timeout", n % size) for n in range(base, sent) if n not in known]
        else:
            events.append(("timeout", lost % size))
    trace = sliding_window_trace(protocol, window, bits, events)
    _, now, free = trace[-1]
    again = [frame for (kind, _), step in zip(events, trace, strict=True) if kind == "timeout" for frame in step[0]]
    if (case == "again" and len(again) < 2) or (case == "window" and window > 8):
        raise Redraw
    words = {"send": "甲发送 {}", "ack": "甲收到 ACK {}", "timeout": "{} 号帧的计时器超时"}
    rows = []
    for number, ((kind, value), step) in enumerate(zip(events, trace, strict=True), 1):
        what = _frames(step[0]) if kind == "send" else value
        rows.append((number, words[kind].format(what)))
    meaning = (
        "ACK $n$ 表示 $n$ 号帧及其之前的帧都已正确收到" if protocol == "GBN" else "ACK $n$ 只表示 $n$ 号帧已正确收到"
    )
    windows = f"发送窗口为 {window}" if protocol == "GBN" else f"发送窗口与接收窗口都为 {window}"
    stem = (
        f"甲用{_NAMES[protocol]}协议向乙发送数据，帧序号占 {bits} 位，{windows}，从 0 号帧开始发送。"
        f"{meaning}。依次发生下列事件："
        + table(["次序", "事件"], rows)
        + {
            "again": "此时甲应重传的帧数为" if protocol == "GBN" else "因这些超时，甲重传的帧数共为",
            "window": "此时甲的发送窗口内的帧序号（从小端到大端）依次为",
            "may": "在收到新的确认之前，甲还可以发送的新帧数为",
        }[case]
    )
    outstanding = [n for n in range(base, sent) if n not in known]
    if case == "again":
        right = len(again)
        found = [
            (1, "以为只重传最小的未确认帧；其余没有收到确认的帧也超时了。"),
            (sent - base, "按后退 N 帧处理，把已收到确认的帧也重传了。"),
            (right - 1, "漏掉了一个没有收到确认的帧。"),
            (right + 1, "漏看了一个确认，多重传了一帧。"),
            (window, "以为要重传整个发送窗口。"),
            (sent, "把从 0 号帧起发送过的帧全部重传。"),
            (len(known) + 1, "数的是收到确认的帧。"),
        ]
        if protocol == "GBN":
            found = [
                (1, "按选择重传处理，只重传超时的那一帧。"),
                (right - 1, "只重传了超时帧之后的帧，漏掉了超时的帧自己。"),
                (right + 1, "把刚得到确认的那一帧也重传了。"),
                (window, "以为要重传整个发送窗口，包括还没有发送过的帧。"),
                (sent - int(events[1][1]) - 1, "没有考虑最后一个累积确认，从上一个确认之后的帧开始重传。"),
                (sent, "把从 0 号帧起发送过的帧全部重传。"),
            ]
        choices = [Choice(value, str(value), why) for value, why in found if value > 0]
        name = "gbn_sent_frames" if protocol == "GBN" else "sr_sent_frames"
        claim = f"len({name}({window}, {bits}, {events})) - {sent} == {ANSWER}"
        answer = Choice(right, str(right), "按协议的重传规则逐步得到。")
        last = f"超时后重传 {_frames(again)}，共 {right} 帧。"
    elif case == "may":
        right = len(free)
        used = sent - base
        found = [
            (used, "数的是已经发送、仍占着窗口的帧。"),
            (window, "以为整个窗口都可以发送新帧，没有减去已发送的帧。"),
            (right + 1, "窗口多滑动了一个位置。"),
            (right - 1, "窗口少滑动了一个位置。"),
            (window - len(outstanding), "用窗口减去没有确认的帧数；窗口只在最小的未确认帧得到确认后才滑动。"),
            (len(outstanding), "数的是已发送而没有收到确认的帧。"),
            (max(0, window - sent), "没有滑动窗口，只用初始窗口减去已发送的帧数。"),
            (max(0, size - 1 - sent + base), "把序号空间的大小当成了发送窗口。"),
            (right + 2, "把收到的每个确认都当作窗口滑动了一个位置以上。"),
        ]
        if protocol == "GBN":
            found = [pair for pair in found if "最小的未确认" not in pair[1]]
        found = found[:-1]
        choices = [Choice(value, str(value), why) for value, why in found if value >= 0]
        claim = f"len(sliding_window_trace({protocol!r}, {window}, {bits}, {events})[-1][2]) == {ANSWER}"
        answer = Choice(right, str(right), "窗口的大小减去窗口内已发送的帧数。")
        last = f"窗口内已发送 {used} 帧，还可以发送 {window} − {used} = {right} 帧" + (
            f"（{_frames(free)}）。" if free else "。"
        )
    else:

        def span(start: int, width: int = window, modulus: int = size) -> list[int]:
            return [n % modulus for n in range(start, start + width)]

        if base + window <= size and rng.random() < 0.5:
            raise Redraw
        found = [
            (span(base - 1), "窗口的小端应是最小的未确认帧，这里停在了最后一个已确认的帧上。"),
            (span(base + 1), "窗口多滑动了一个位置。"),
            (span(sent), "从下一个要发送的新帧算起，漏掉了已发送而未确认的帧。"),
            (span(0), "没有滑动窗口。"),
        ]
        if known:
            found += [
                (span(max(known) + 1), "按最大的确认号滑动；选择重传的确认不是累积的。"),
                (span(1 + len(known)), "每收到一个确认就滑动一个位置；窗口只在最小的未确认帧得到确认后才滑动。"),
            ]
        if base + window > size:
            found.append((span(base, window, size + 1), "序号的回绕错了：最大序号之后应回到 0。"))
            found.append(
                (
                    [n if n < size else n - size + 1 for n in range(base, base + window)],
                    "序号回绕后从 1 开始，漏掉了 0。",
                )
            )
        choices = [
            Choice(value, listed(value), why) for value, why in found if max(value) < size and len(set(value)) == window
        ]
        claim = f"sliding_window_trace({protocol!r}, {window}, {bits}, {events})[-1][1] == {ANSWER}"
        answer = Choice(now, listed(now), "窗口的小端是最小的未确认帧。")
        last = f"最小的未确认帧是 {base % size} 号，窗口大小为 {window}，窗口内的序号为 {listed(now)}。"
    steps = [
        (number, row[1], listed(step[1]), listed(step[2]) or "无")
        for number, (row, step) in enumerate(zip(rows, trace, strict=True), 1)
    ]
    solution = "逐个事件跟踪发送窗口：" + table(["次序", "事件", "发送窗口", "窗口内未发送的"], steps) + last
    return Draft(stem, answer, choices, solution, claim)


FAMILY = Family(
    name="window_trace", title="GBN 与 SR 的发送窗口", title_en="GBN and SR window traces", node="cn.3.4.1",
    also=("cn.3.4.3", "cn.3.4.4"), skill="trace", difficulty=3, seconds=150, draw=draw,
)  # fmt: skip
