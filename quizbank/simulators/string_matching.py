"""String matching (串的模式匹配): naive and KMP, with the next and nextval arrays of the Chinese textbooks.

Positions count from 0 and next[0] = -1; with `first` = 1 positions count from 1 and next[1] = 0, so that every entry
is larger by one.
"""

__all__ = ["kmp_comparisons", "kmp_next", "kmp_nextval", "naive_match_comparisons"]


def kmp_next(pattern: str, first: int = 0) -> list[int]:
    """next[j]: length of the longest proper prefix of pattern[:j] that is also its suffix, next[0] = -1."""
    values = [-1]
    for j in range(1, len(pattern)):
        head = pattern[:j]
        values.append(max(k for k in range(j) if head[:k] == head[j - k :]))
    return [value + first for value in values]


def kmp_nextval(pattern: str, first: int = 0) -> list[int]:
    """next improved: where the character at next[j] equals the one at j, take over the value found there."""
    plain = kmp_next(pattern)
    values = [-1]
    for j in range(1, len(pattern)):
        k = plain[j]
        values.append(values[k] if pattern[k] == pattern[j] else k)
    return [value + first for value in values]


def kmp_comparisons(text: str, pattern: str, improved: bool = False) -> tuple[int, int]:
    """(start of the first match or -1, number of character comparisons) with next, or with nextval."""
    jumps = kmp_nextval(pattern) if improved else kmp_next(pattern)
    i = j = count = 0
    while i < len(text) and j < len(pattern):
        if j == -1:
            i, j = i + 1, 0
            continue
        count += 1
        if text[i] == pattern[j]:
            i, j = i + 1, j + 1
        else:
            j = jumps[j]
    return (i - j if j == len(pattern) else -1), count


def naive_match_comparisons(text: str, pattern: str) -> tuple[int, int]:
    """(start of the first match or -1, number of character comparisons) of the brute-force method."""
    count = 0
    for start in range(len(text) - len(pattern) + 1):
        for offset, character in enumerate(pattern):
            count += 1
            if text[start + offset] != character:
                break
        else:
            return start, count
    return -1, count
