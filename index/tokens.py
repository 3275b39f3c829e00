"""Texts -> the tokens they are searched by: as a list, and counted for many texts at once on arrays of code points."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b

import numpy as np

from index.normalise import CJK, bigrams, is_cjk, normalise, without_script_marks, words

_HASHED = 1 << 63
_CHARACTER_BITS = 18  # the highest Chinese character is U+2FA1F
_ALL = 0x110000
_END = "\0"  # between two texts; no normal form and no word takes it in
# The words of index.normalise that are not Chinese, in a text where anything beyond ASCII has become "\1".
_WORD = re.compile(r"[a-z][a-z0-9]*(?:\+\+|[+#](?![a-z0-9]))?|[0-9]+(?:\.[0-9]+)*|\0")


def passage_tokens(text: str) -> list[str]:
    """The tokens a passage is indexed under. Single characters are there for one-character terms: 栈, 堆, 图."""
    tokens: list[str] = []
    for word in words(normalise(text)):
        if is_cjk(word) and len(word) > 1:
            tokens += bigrams(word)
            tokens += word
        else:
            tokens.append(word)
    return tokens


def question_tokens(text: str) -> list[str]:
    """The tokens a question is searched by: character pairs, and one-character runs as they are."""
    return [token for word in words(normalise(text)) for token in (bigrams(word) if is_cjk(word) else [word])]


@lru_cache(maxsize=1 << 16)
def token_key(token: str) -> int:
    """The number that stands for a token, below 2**64: a character, then pairs of characters, then words by a hash."""
    if not is_cjk(token):
        return _HASHED | int.from_bytes(blake2b(token.encode(), digest_size=8).digest(), "big")
    return ord(token) if len(token) == 1 else ord(token[0]) << _CHARACTER_BITS | ord(token[1])


@dataclass(frozen=True)
class TokenCounts:
    """How often each token stands in each text.

    `keys` uint64, ascending; the entries `borders[i]:borders[i + 1]` belong to token i: `rows` int32, the texts,
    ascending, and `counts` uint8 (255 for more). `lengths` int32: how many tokens each text has.
    """

    keys: np.ndarray
    borders: np.ndarray
    rows: np.ndarray
    counts: np.ndarray
    lengths: np.ndarray


def count_tokens(texts: Sequence[str]) -> TokenCounts:
    """`passage_tokens` of every text, counted."""
    codes = _normalised(texts)
    characters, rows, follows = _chinese(codes)
    alphabet, places = _ranked(characters)
    wide = np.uint64 if len(alphabet) > 1 << 16 else np.uint32
    pairs = places[:-1][follows].astype(wide) * wide(len(alphabet)) + places[1:][follows]
    word_keys, words_, word_rows = _latin(codes)
    # Each kind's numbers grow with the tokens' keys, and so do the kinds.
    kinds = [_counted(places, rows), _counted(pairs, rows[:-1][follows]), _counted(words_, word_rows)]
    first, second = np.divmod(kinds[1][0], wide(max(len(alphabet), 1)))
    keys = (
        alphabet[kinds[0][0]],
        alphabet[first] << np.uint64(_CHARACTER_BITS) | alphabet[second],
        word_keys[kinds[2][0]],
    )
    sizes = np.concatenate([kind[1] for kind in kinds])
    lengths = sum(np.bincount(of, minlength=len(texts)) for of in (rows, rows[:-1][follows], word_rows))
    return TokenCounts(
        np.concatenate(keys),
        np.concatenate([[0], np.cumsum(sizes)]),
        np.concatenate([kind[2] for kind in kinds]),
        np.concatenate([kind[3] for kind in kinds]),
        lengths.astype(np.int32),
    )


def _counted(tokens: np.ndarray, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """The different tokens, ascending, in how many texts each stands, those texts, and how often it stands in each.

    `tokens`, unsigned, and `rows`, which ascend, in the order of the texts.
    """
    order = _stable_order(tokens)
    tokens, rows = tokens[order], rows[order]
    new_token = _changes(tokens)
    starts = np.flatnonzero(new_token | _changes(rows))
    counts = np.minimum(np.diff(starts, append=len(tokens)), 255).astype(np.uint8)
    firsts = np.flatnonzero(new_token[starts])
    return tokens[starts[firsts]], np.diff(firsts, append=len(starts)), rows[starts], counts


def _chinese(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The Chinese characters, the text each one is in, and for each but the last whether it makes a pair with the next.

    White space between two Chinese characters parts nothing.
    """
    solid = codes[~_TABLE.space[codes]]
    chinese = _TABLE.chinese[solid]
    places = np.flatnonzero(chinese)
    ends = np.cumsum(solid == 0, dtype=np.int32)
    return solid[places], ends[places], np.diff(places) == 1


def _ranked(characters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The different characters, uint64 ascending, and for each character its place among them, uint32."""
    present = np.zeros(1 << _CHARACTER_BITS, dtype=bool)
    present[characters] = True
    alphabet = np.flatnonzero(present)
    ranks = np.zeros(1 << _CHARACTER_BITS, dtype=np.uint32)
    ranks[alphabet] = np.arange(len(alphabet))
    return alphabet.astype(np.uint64), ranks[characters]


def _latin(codes: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The different words' keys, ascending; then for each word in the texts its place among them and its text's number."""
    ascii_ = codes < 128
    kept = ascii_.copy()
    kept[1:] |= ascii_[:-1]  # one mark is enough for a run of other characters
    plain = np.where(ascii_, codes, 1)[kept].astype(np.uint8).tobytes().decode("ascii")
    found = _WORD.findall(plain)
    different = {word: token_key(word) for word in dict.fromkeys(found) if word != _END}
    in_order = sorted(different, key=different.__getitem__)
    place = {word: number for number, word in enumerate(in_order)} | {_END: -1}
    ids = np.fromiter(map(place.__getitem__, found), dtype=np.int64, count=len(found))
    ends = ids < 0
    rows = np.cumsum(ends, dtype=np.int32)
    keys = np.fromiter(map(different.__getitem__, in_order), dtype=np.uint64, count=len(in_order))
    return keys, ids[~ends].astype(np.uint32), rows[~ends]


def _changes(values: np.ndarray) -> np.ndarray:
    """bool: where a value differs from the one before; True at the first."""
    changed = np.ones(len(values), dtype=bool)
    np.not_equal(values[1:], values[:-1], out=changed[1:])
    return changed


def _stable_order(values: np.ndarray) -> np.ndarray:
    """The order that sorts unsigned values and keeps equal ones as they stand: a radix sort, 16 bits at a time."""
    order = np.argsort(values.astype(np.uint16), kind="stable")
    for shift in range(16, int(values.max(initial=0)).bit_length(), 16):
        digits = (values >> values.dtype.type(shift)).astype(np.uint16)
        order = order[np.argsort(digits[order], kind="stable")]
    return order


# --- the normal form of many texts -----------------------------------------------------------------------------------


class _Table:
    """What `normalise` makes of single characters, learned as they come up.

    A character is plain when its normal form does not depend on its neighbours (white space between Chinese aside).
    """

    def __init__(self) -> None:
        self.seen = np.zeros(_ALL, dtype=bool)
        self.plain = np.zeros(_ALL, dtype=bool)
        self.first = np.zeros(_ALL, dtype=np.uint32)  # of the normal form
        self.length = np.zeros(_ALL, dtype=np.uint8)
        self.longer: dict[int, str] = {}  # normal forms of more than one character
        self.space = np.zeros(_ALL, dtype=bool)
        self.chinese = np.zeros(_ALL, dtype=bool)
        for low, high in zip(CJK[0::3], CJK[2::3], strict=True):
            self.chinese[ord(low) : ord(high) + 1] = True

    def learn(self, codes: np.ndarray) -> None:
        for code in np.unique(codes[~self.seen[codes]]).tolist():
            form = normalise(chr(code))
            self.first[code] = ord(form[0]) if form else 0
            self.length[code] = len(form)
            if len(form) > 1:
                self.longer[code] = form
            self.plain[code] = _stands_alone(chr(code)) and all(map(_stands_alone, form))
            for char in form:
                self.space[ord(char)] = char.isspace()
            self.seen[code] = True


def _stands_alone(char: str) -> bool:
    """Whether a character never joins the one before it: no mark, no part of a Hangul syllable."""
    return unicodedata.category(char)[0] != "M" and not "\u1100" <= char <= "\u11ff"


_TABLE = _Table()


def _normalised(texts: Sequence[str]) -> np.ndarray:
    """uint32 code points of the texts' normal forms, with a 0 between two texts.

    White space between Chinese characters is still there.
    """
    joined = _END.join(map(without_script_marks, texts))
    if joined.count(_END) >= len(texts) > 0:
        texts = [text.replace(_END, "\1") for text in texts]
        joined = _END.join(map(without_script_marks, texts))
    codes = _codes(joined)
    _TABLE.learn(codes)
    plain = _TABLE.plain[codes]
    if plain.all():
        return _mapped(codes)
    ends = np.flatnonzero(codes == 0)
    pieces = np.split(codes, ends)
    marked = set(np.searchsorted(ends, np.flatnonzero(~plain), side="right").tolist())
    return np.concatenate(
        [
            _codes(_END * (number > 0) + normalise(texts[number])) if number in marked else _mapped(piece)
            for number, piece in enumerate(pieces)
        ]
    )


def _mapped(codes: np.ndarray) -> np.ndarray:
    """The normal forms of plain characters, one after the other."""
    lengths = _TABLE.length[codes]
    if (lengths == 1).all():
        return _TABLE.first[codes]
    out = np.repeat(_TABLE.first[codes], lengths)
    starts = np.cumsum(lengths, dtype=np.int64) - lengths
    for place in np.flatnonzero(lengths > 1).tolist():
        form = _TABLE.longer[int(codes[place])]
        out[starts[place] : starts[place] + len(form)] = [ord(char) for char in form]
    return out


def _codes(text: str) -> np.ndarray:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
