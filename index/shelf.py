"""The collections that stand: their manifests, and their generations, opened once and again when they change."""

import re
import threading
from collections.abc import Sequence
from pathlib import Path

from index import format1, store
from index.embedder import BUILT_IN, Embedder, SentenceTransformerEmbedder
from index.errors import CollectionNameRefused, IndexFolderError, UnknownCollection
from index.locks import Locks
from index.normalise import CJK
from index.store import Generation, Manifest

_NAME = re.compile(rf"[A-Za-z0-9{CJK}][A-Za-z0-9{CJK}_-]{{0,63}}")
_RESERVED = re.compile(r"(?i)con|prn|aux|nul|com\d|lpt\d")  # no folder may be called so on Windows


class Shelf:
    """`embedder`: what the settings want; None: the built-in one. Any number of threads may use it."""

    def __init__(self, folder: Path, locks: Locks, embedder: Embedder | None):
        self.folder, self.embedder = folder, embedder
        self._locks = locks
        self._other_embedders: dict[str, Embedder] = {}
        self._open: dict[str, tuple[object, Generation]] = {}
        self._opening = threading.Lock()

    def close(self) -> None:
        with self._opening:
            self._open.clear()

    def names(self) -> list[str]:
        """The names of the collections that hold something, sorted."""
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if store.stamp(path))

    def known(self, collection: str) -> str:
        """The name of a collection that stands. Raises UnknownCollection."""
        if not _NAME.fullmatch(collection) or not store.stamp(self.folder / collection):
            raise self._unknown(collection)
        return collection

    def manifest(self, collection: str, *, renamed: bool = False) -> Manifest | None:
        """What is in force, brought to this format; None when nothing is."""
        folder = self.folder / collection
        if not store.stamp(folder):
            return None
        self.upgrade(collection)
        return store.read_manifest(folder, renamed=renamed)[1]

    def generations(self, collections: Sequence[str] | None) -> list[Generation]:
        """Those of the named collections, or of all. Raises UnknownCollection and IndexFolderError."""
        if collections is None:
            return [one for name in self.names() if (one := self.generation(name))]
        opened = []
        for name in collections:
            generation = self.generation(name)
            if generation is None:
                raise self._unknown(name)
            opened.append(generation)
        return opened

    def generation(self, collection: str) -> Generation | None:
        """The generation in force, opened again when another one has come into force since; None when there is none."""
        if collection not in self._open and not _NAME.fullmatch(collection):
            return None
        folder = self.folder / collection
        for attempt in range(3):
            stamp = store.stamp(folder)
            if stamp is None:
                self._open.pop(collection, None)
                return None
            opened = self._open.get(collection)
            if opened and opened[0] == stamp:
                return opened[1]
            with self._opening:
                opened = self._open.get(collection)
                if opened and opened[0] == stamp:
                    return opened[1]
                self.upgrade(collection)
                stamp = store.stamp(folder)
                try:
                    generation = store.open_generation(folder, self._embedder_named, opened[1] if opened else None)
                except IndexFolderError:
                    # Two generations may have come into force while this one was being read, which removes it.
                    if attempt == 2 or store.stamp(folder) == stamp:
                        raise
                    continue
                self._open[collection] = (stamp, generation)
                return generation
        return None

    def embedder_for(self, manifest: Manifest | None) -> Embedder | None:
        """What a change to a collection embeds with: its own embedder, whatever the settings say by now; None: built-in."""
        if manifest is None:
            return self.embedder
        return None if manifest.embedder == BUILT_IN else self._embedder_named(manifest.embedder)

    def upgrade(self, collection: str) -> None:
        """Writes a collection of an earlier format in this one, from its own passages."""
        folder = self.folder / collection
        if not format1.is_old(folder):
            return
        with self._locks.saving(), self._locks.arriving() as place, self._locks.writing(collection):
            if not format1.is_old(folder):  # another process was faster
                return
            format1.rewrite(folder, place)

    def _unknown(self, collection: str) -> UnknownCollection:
        names = ", ".join(self.names()) or "none yet"
        return UnknownCollection(f"no collection {collection!r}; there are: {names}")

    def _embedder_named(self, name: str) -> Embedder:
        if self.embedder and self.embedder.name == name:
            return self.embedder
        return self._other_embedders.setdefault(name, SentenceTransformerEmbedder(name))


def check_name(collection: str) -> None:
    """Raises CollectionNameRefused for a name that cannot be a folder's everywhere."""
    if not _NAME.fullmatch(collection) or _RESERVED.fullmatch(collection):
        raise CollectionNameRefused(
            f"{collection!r} cannot be a collection's name: use 1 to 64 letters, digits, Chinese characters, - and _"
        )
