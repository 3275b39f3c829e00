"""TCP: how many bytes may still be sent under the receiver's and the congestion window."""

import random

from quizbank.generators.family import ANSWER, Choice, Draft, Family, Redraw
from quizbank.generators.wording import table
from quizbank.simulators.tcp_windows import tcp_send_trace


def draw(rng: random.Random) -> Draft:
    mss = rng.choice((500, 1000, 1000, 1460, 2000))
    cwnd = mss * rng.randint(2, 7)
    rwnd = cwnd + mss * rng.choice((-3, -2, -1, 1, 2, 3))
    first = 1 if rng.random() < 0.5 else rng.choice((101, 501, 1001, 2001))
    if rwnd <= mss:
        raise Redraw
    sent = tcp_send_trace(mss, cwnd, rwnd, [], first)[0] // mss
    steps = rng.choice((1, 2, 2, 3))
    if sent < steps + 1:
        raise Redraw
    marks = sorted(rng.sample(range(1, sent + 1), steps))
    acks, space, before = [], rwnd, 0
    for mark in marks:  # the right edge of the receiver's window never moves back
        space = max(mss, space - (mark - before) * mss + mss * rng.choice((0, 1, 1, 2, 3, 4)))
        acks.append((first + mark * mss, space))
        before = mark
    trace = tcp_send_trace(mss, cwnd, rwnd, acks, first)
    right = trace[-1]
    grown = cwnd + steps * mss
    number, window = acks[-1]
    outstanding = first + sum(trace[:-1]) - number
    if outstanding < 0 or (right == 0 and rng.random() < 0.8):
        raise Redraw
    limit = min(grown, window)
    rows = [(n, value, f"{space} B") for n, (value, space) in enumerate(acks, 1)]
    stem = (
        f"甲通过 TCP 连接向乙发送数据，MSS = {mss} B，甲总有数据要发，窗口允许时立即发送。甲处于慢开始阶段，"
        f"当前拥塞窗口为 {cwnd} B，门限足够大，每收到一个对新数据的确认，拥塞窗口增加一个 MSS；乙通告的接收窗口当前为 {rwnd} B。"
        f"甲从序号为 {first} 的字节开始发送，此后依次收到下列确认段，没有丢失和超时："
        + table(["次序", "确认号", "接收窗口"], rows)
        + f"甲在收到第 {steps} 个确认段后，可以立即发送的新数据为"
    )
    bigger = max(grown, window)
    found = [
        (limit, "用了整个发送窗口，没有减去已发送而未确认的数据。"),
        (bigger - outstanding, "发送窗口应取拥塞窗口与接收窗口中较小的一个，这里取了较大的。"),
        (window - outstanding, "只看接收窗口，没有考虑拥塞窗口。"),
        (grown - outstanding, "只看拥塞窗口，没有考虑接收窗口。"),
        (min(cwnd, window) - outstanding, "拥塞窗口没有随收到的确认增长。"),
        (min(grown, rwnd) - outstanding, "接收窗口仍用最初通告的值，没有用最新的。"),
        (min(cwnd << steps, window) - outstanding, "每收到一个确认就把拥塞窗口加倍；加倍是每个往返时间一次。"),
        (outstanding, "给出的是已发送而未确认的数据。"),
        (window, "只看最新的接收窗口，也没有减去已发送而未确认的数据。"),
        (right + mss, "多算了一个 MSS。"),
        (mss, "以为每收到一个确认只能发送一个段；确认了几段，窗口就滑动几段，拥塞窗口还会增大。"),
        (min(grown - mss, window) - outstanding, "最后收到的确认没有使拥塞窗口增大。"),
        (max(0, rwnd - sum(trace[:-1])), "没有随确认滑动窗口，用最初的接收窗口减去已发送的全部数据。"),
    ]
    wrong = [
        Choice(value, f"{value} B", why)
        for value, why in found
        if value > 0 or (value == 0 and "未确认的数据。" not in why)
    ]
    shown, base, nxt, room = [], first, first, cwnd
    for step, new in enumerate(trace):
        if step:
            base, space = acks[step - 1]
            room += mss
        else:
            space = rwnd
        flying = nxt - base
        shown.append(("开始" if not step else f"确认 {step}", room, space, min(room, space), flying, new))
        nxt += new
    solution = (
        "发送窗口取拥塞窗口与接收窗口中较小的一个，可以发送的新数据为发送窗口减去已发送而未确认的数据（不小于 0，单位 B）："
        + table(["时刻", "cwnd", "rwnd", "发送窗口", "未确认", "新发送"], shown)
        + f"收到第 {steps} 个确认段后可以发送 {right} B。"
    )
    claim = f"tcp_send_trace({mss}, {cwnd}, {rwnd}, {acks}, {first})[-1] == {ANSWER}"
    return Draft(stem, Choice(right, f"{right} B", "发送窗口减去已发送而未确认的数据。"), wrong, solution, claim)


FAMILY = Family(
    name="tcp_window", title="TCP 的发送窗口", title_en="TCP sending window", node="cn.5.3.4", also=("cn.5.3.5",), skill="trace",
    difficulty=4, seconds=150, draw=draw,
)  # fmt: skip
