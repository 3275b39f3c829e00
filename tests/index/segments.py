"""Opened collections made of passages in memory, for tests of the search without files."""

from collections.abc import Sequence
from types import SimpleNamespace

import numpy as np

from index.embedder import LatentSemanticEmbedder
from index.lexical import LexicalIndex, searchable_text
from index.passage_file import PassageFile
from index.passages import Passage
from index.store import Generation, Segment
from index.vectors import Vectors


def passages(*texts: str, source: str = "a.txt", collection: str = "notes", section=(), node="") -> list[Passage]:
    """The texts of one source, one after the other without a gap."""
    found = []
    at = 0
    for text in texts:
        found.append(Passage(collection, source, 0, "", tuple(section), node, at, at + len(text), text))
        at += len(text)
    return found


def segment(some: Sequence[Passage], embedder: LatentSemanticEmbedder | None = None, alive=None) -> Segment:
    lexical = LexicalIndex.build(searchable_text(one.section, one.text) for one in some)
    embedder = embedder or LatentSemanticEmbedder.fit([(lexical, None)])
    vectors = Vectors.build(embedder.vectors_of(lexical))
    mask = None if alive is None else np.array(alive, dtype=bool)
    return Segment(1, PassageFile.build(some[0].collection, some), vectors, lexical, mask)


def generation(*parts: Sequence[Passage], alive=None) -> Generation:
    """One collection whose segments hold these passages; `alive` for the first of them."""
    together = [one for part in parts for one in part]
    embedder = LatentSemanticEmbedder.fit(
        [(LexicalIndex.build(searchable_text(one.section, one.text) for one in together), None)]
    )
    segments = [segment(part, embedder, alive if at == 0 else None) for at, part in enumerate(parts)]
    return Generation(1, SimpleNamespace(collection=together[0].collection), segments, embedder)
