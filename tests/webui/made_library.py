"""A library in memory, whose imports a test can hold, break or watch. Files with certain words in them are refused."""

import threading

from index.errors import UnknownCollection
from index.library import AddedSource, AddReport, Refusal, SourceInfo

REFUSED = {b"locked": "EncryptedSource", b"broken": "BrokenSource"}


class MadeLibrary:
    """`held` stops an import at its step until it is set; `failure` is raised by the next `add`."""

    def __init__(self, folder, **collections):
        self.folder = folder
        self.kept = {name: dict(files) for name, files in collections.items()}
        self.held = threading.Event()
        self.held.set()
        self.inside = threading.Event()
        self.failure = None
        self.steps = [("reading {}", 0, 1), ("recognising {}", 0, 2), ("recognising {}", 1, 2), ("writing", 0, 1)]
        self.calls = []

    def collections(self):
        return sorted(self.kept)

    def sources(self, collection=None):
        if collection is not None and collection not in self.kept:
            raise UnknownCollection(collection)
        names = self.collections() if collection is None else [collection]
        return [source(name, file, words) for name in names for file, words in sorted(self.kept[name].items())]

    def add(self, paths, collection, progress=None, *, replace=False):
        self.calls.append((collection, sorted(path.name for path in paths)))
        found = {path.name: path.read_bytes() for path in paths}
        for what, done, total in self.steps:
            self.inside.set()
            if progress:
                progress(what.format(paths[0].name), done, total)
            self.held.wait(20)
        if self.failure:
            failure, self.failure = self.failure, None
            raise failure
        standing = self.kept.get(collection, {})
        refused = {name: REFUSED[words] for name, words in found.items() if words in REFUSED}
        unchanged = [name for name, words in found.items() if standing.get(name) == words]
        added = [name for name in found if name not in refused and name not in unchanged]
        if added:
            self.kept.setdefault(collection, {}).update({name: found[name] for name in added})
        return AddReport(
            collection,
            tuple(added_source(source(collection, name, found[name])) for name in added),
            tuple(unchanged),
            tuple(Refusal(name, f"{name} is bad", kind) for name, kind in refused.items()),
        )

    def remove(self, name, collection):
        del self.kept[collection][name]
        if not self.kept[collection]:
            del self.kept[collection]

    def search(self, question, k=5, collections=None):
        return []

    def ensure_handbook(self, progress=None):
        return False

    def warm(self):
        return None

    def rebuild_changed(self, progress=None):
        return []


def source(collection, name, words):
    """As the library tells of a source: a page for each line, of which "scanned" ones were recognised and "?" ones lost."""
    lines = words.decode().splitlines()
    return SourceInfo(
        collection, name, "pdf" if name.endswith(".pdf") else "text", len(words), len(lines), len(lines),
        unreadable=tuple((n, "pictures only, no text") for n, line in enumerate(lines, 1) if line == "?"),
        noisy=(), recognised=tuple(n for n, line in enumerate(lines, 1) if line == "scanned"),
        added_at=1_700_000_000.0,
    )  # fmt: skip


def added_source(info):
    return AddedSource(info.source, info.pages, info.passages, info.unreadable, "", info.recognised)
