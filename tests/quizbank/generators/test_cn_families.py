"""Computer networks: worked cases whose key was computed by hand from the stem, and what is special to a family."""

import re

import pytest

from quizbank.generators.catalogue import families

# family, seed, words of the stem that carry the data, the answer worked out by hand (how, where it is not obvious)
BY_HAND = [
    # 48 750 / (2 000 - 50) = 25 packets of 3.2 ms; (25 + 1) x 3.2
    ("packet_delay", 1, ("2 段链路", "5 Mbps", "48750 B", "2000 B", "含 50 B 首部"), "83.2 ms"),
    # 19 000 / 760 = 25 packets of 0.32 ms; 26 x 0.32
    ("packet_delay", 2, ("2 段链路", "20 Mbps", "19000 B", "800 B", "含 40 B 首部"), "8.32 ms"),
    ("switching_times", 1, ("5000 bit", "5 段链路", "5 Mbps", "采用报文交换时"), "5 ms"),  # 5 x 1 ms
    # circuit 100 + 0.8 + 15, packets 0.8 + 2 x 0.1 + 15
    ("switching_times", 2, ("8000 bit", "3 段链路", "10 Mbps", "5 ms", "100 ms", "1000 bit", "少用"), "99.8 ms"),
    ("channel_rates", 1, ("25 kHz", "75 kbps", "信噪比 S/N"), "7"),  # 2**3 - 1
    ("channel_rates", 202, ("100 kHz", "信噪比 S/N 为 255", "32 种离散状态"), "800 kbps"),  # 8 bits a hertz, not 2 x 5
    ("channel_rates", 2, ("6 kHz", "48 kbps", "离散状态数"), "16"),  # 48 / 12 = 4 bits
    # x^9 + x^8 + x^6 + x^4 = 0100 + 0010 + 1110 + 1101 = 0101 modulo G
    ("crc_frame", 1, ("x^4+x^3+x^2+1", "110101", "发送的比特串"), "1101010101"),
    # x^8 + x^6 + x^4 + x^3 = 010 + 110 + 111 + 101 = 110 modulo G
    ("crc_frame", 2, ("x^3+x^2+1", "101011", "校验位"), "110"),
    # places 3, 5, 6, 7, 9 hold 0, 1, 0, 1, 1
    ("hamming_position", 1, ("01011", "1～9", "校验位按编号从小到大"), "1101"),
    # ones at 3, 4, 6, 7, 8, 9, 12, whose exclusive or is 11
    ("hamming_position", 2, ("001101111001", "出错的位是"), "第 11 位"),
    ("bit_stuffing", 1, ("00110111111110011111110110", "发送的比特串"), "0011011111011100111110110110"),
    ("bit_stuffing", 2, ("3C 7D 5D 5D 7D 5E 41", "要传送的数据"), "3C 7D 5D 7E 41"),
    ("window_utilization", 1, ("1000 kbps", "50 ms", "1250 B", "100%", "发送窗口至少"), "11"),  # 110 / 10
    ("window_utilization", 2, ("80 kbps", "60 ms", "2000 B", "停止-等待"), "62.5%"),  # 200 / 320
    ("window_trace", 1, ("SR", "ACK 2", "ACK 3", "ACK 5", "4 号帧的计时器超时"), "2"),  # frames 1 and 4
    ("window_trace", 2, ("GBN", "发送窗口为 4", "ACK 1", "发送窗口内的帧序号"), "2、3、4、5"),
    ("minimum_frame", 1, ("2000 m", "10 Mbps", "$t=4$", "到甲检测到"), "140 bit"),  # (4 + 10) µs
    ("minimum_frame", 2, ("50 Mbps", "增加 640 bit"), "1280 m"),  # 12.8 / 2 µs x 200 m/µs
    ("cdma_decode", 1, ("(+1, −1, −1, +1)", "(−2, 0, +2, 0, 0, +2, 0, −2, 0, −2, 0, +2)", "站甲发送的"), "001"),
    # products -4, 4, -4, 4
    ("cdma_decode", 2, ("(+1, −1, +1, −1)", "(+1, +1, −3, +1, +1, −3, +1, +1, −1, +3", "站甲发送的"), "0101"),
    ("ip_fragmentation", 1, ("1620 B", "500 B", "第 3 个分片的片偏移"), "120"),  # 2 x 480 / 8
    ("ip_fragmentation", 2, ("5980 B", "1100 B", "第 4 个分片的片偏移"), "405"),  # 3 x 1080 / 8
    ("subnetting", 1, ("141.212.80.0/21", "4 个子网", "第 4 个子网的地址"), "141.212.86.0/23"),
    ("subnetting", 2, ("10.42.114.177/25", "最大可用主机地址"), "10.42.114.254"),
    ("route_aggregation", 1, ("63.135.222.0/24", "63.135.216.0/24", "63.135.223.0/24"), "63.135.216.0/21"),
    ("route_aggregation", 2, ("176.131.81.128/26", "176.131.83.192/26"), "176.131.80.0/22"),
    ("longest_prefix", 1, ("23.237.168.102", "| 23.237.128.0/18 | R5 |"), "R5"),
    ("longest_prefix", 2, ("165.216.178.176", "| 165.216.128.0/18 | R4 |"), "R4"),
    ("rip_update", 1, ("(N1, 6)、(N2, 7)、(N3, 2)、(N4, 3)", "| N2 | 4 | D |"), "3、8、3、4"),
    # 6, 12 + 3, 0, 6 + 3, 2 + 3, 3
    ("rip_update", 2, ("到 A 为 6、到 E 为 8、到 F 为 3", "| F | 10 | 12 | 3 | 6 | 2 | 0 |"), "6、15、0、9、5、3"),
    ("link_state", 1, ("| 代价 | 1 | 11 | 3 | 2 | 9 | 4 | 10 |", "R3 到 R5"), "6"),  # R3-R2-R1-R5
    ("link_state", 2, ("| 代价 | 3 | 2 | 11 | 10 | 3 | 10 | 2 | 12 |", "下一跳"), "R2、R3、R3、R3、R3"),
    # B2EA, 1306A -> 306B, inverted
    ("checksum_words", 1, ("2C0AH、86E0H、7D80H", "取反"), "CF94H"),
    # 15707 -> 5708, E20F, inverted
    ("checksum_words", 2, ("D907H、7E00H、8B07H", "取反"), "1DF0H"),
    ("tcp_sequence", 1, ("3000", "甲发送 120 B", "第 4 个段的确认号"), "3241"),
    ("tcp_sequence", 2, ("500、400、300、600 B", "序号为 301", "第 2 段在传输中丢失"), "801"),
    # 1, 2, 4, 6, 7, 8 | 4, 5, 6, 7
    ("tcp_congestion", 1, ("初值为 6", "第 6 个轮次中收到 3 个重复的 ACK", "再次增长到 7"), "第 10 个"),
    # round 8 has 26, round 9 has 13, round 14 has 18
    ("tcp_congestion", 2, ("初值为 24", "第 8 个轮次中收到 3 个重复", "第 14 个轮次中又发生超时"), "9"),
    # 1, 2, 4, 8, 16, 17, 18, 19, 20 | 1, 2, 4, 8, 10, 11, 12, 13
    ("tcp_congestion", 3, ("初值为 16", "第 9 个轮次中发生超时", "第 17 个轮次的 cwnd"), "13"),
    # 4 380, then 4 380 more, then min(7 300, 8 760) - 4 380
    ("tcp_window", 1, ("4380 B", "| 1 | 3921 | 10220 B |", "| 2 | 5381 | 8760 B |"), "2920 B"),
    # 10 000, 8 000, 2 000, then 20 000 - 12 000
    ("tcp_window", 2, ("14000 B", "| 2 | 8001 | 14000 B |", "| 3 | 10001 | 20000 B |"), "8000 B"),
    ("http_round_trips", 1, ("11 个图像", "RTT = 100 ms", "至多 2 个并行"), "1400 ms"),  # 2 + 6 x 2
    ("http_round_trips", 2, ("4 个图像", "RTT = 20 ms", "流水线方式"), "60 ms"),
]


@pytest.mark.parametrize(("name", "seed", "words", "answer"), BY_HAND)
def test_worked_by_hand(name, seed, words, answer):
    item = families()[name].item(seed)
    for word in words:
        assert word in item.stem
    assert item.option(item.key).text == answer


def test_every_family_of_this_subject_is_worked_by_hand():
    names = {name for name, family in families().items() if family.subject == "cn"}
    assert names == {name for name, *_ in BY_HAND}


@pytest.mark.parametrize("name", ["subnetting", "route_aggregation", "ip_fragmentation", "tcp_window", "tcp_sequence"])
def test_no_option_is_out_of_range(name):
    for seed in range(200):
        for option in families()[name].item(seed).options:
            numbers = [int(number) for number in re.findall(r"-?\d+", option.text)]
            assert min(numbers) >= 0
            if name in ("subnetting", "route_aggregation"):
                assert max(numbers) <= 255
                assert len(numbers) in (4, 5)


def test_windows_are_as_long_as_the_stem_says():
    for seed in range(200):
        item = families()["window_trace"].item(seed)
        if "发送窗口内的帧序号" in item.stem:
            window = int(re.search(r"窗口都?为 (\d+)", item.stem)[1])
            assert all(len(option.text.split("、")) == window for option in item.options)


def test_the_receivers_window_never_moves_back():
    for seed in range(200):
        stem = families()["tcp_window"].item(seed).stem
        first = int(re.search(r"从序号为 (\d+)", stem)[1])
        edge = first + int(re.search(r"接收窗口当前为 (\d+)", stem)[1])
        for number, space in re.findall(r"\| \d \| (\d+) \| (\d+) B \|", stem):
            assert int(number) + int(space) >= edge
            edge = int(number) + int(space)


def test_fragments_fill_whole_units():
    for seed in range(200):
        solution = families()["ip_fragmentation"].item(seed).solution
        last = solution.rsplit("| 分片 |", 1)[1]
        pieces = [tuple(map(int, row)) for row in re.findall(r"\| (\d+) \| (\d+) \| (\d+) \| (\d+) \| ([01]) \|", last)]
        assert [flag for *_, flag in pieces] == [1] * (len(pieces) - 1) + [0]
        place = 0
        for _, total, data, offset, _ in pieces:
            assert (total, offset * 8) == (data + 20, place)
            place += data


def test_who_knows_only_one_limit_finds_his_answer():
    for seed in range(300):
        item = families()["channel_rates"].item(seed)
        if "信噪比" in item.stem and "离散状态" in item.stem:
            assert any(option.why.startswith("只用了") for option in item.options)
