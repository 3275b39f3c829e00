"""Everything that can go wrong in the library, one class per cause.

LibraryError
├── SourceRefused                 a file that cannot become passages; `path` and `reason`
│   ├── SourceMissing             no such file or folder, or it may not be read
│   ├── UnsupportedSource         not a PDF, DOCX, Markdown or text file, whatever its name says
│   ├── EncryptedSource           locked with a password
│   ├── BrokenSource              damaged: the parser cannot follow it
│   ├── EmptySource               nothing in it
│   ├── UnreadableSource          pages without usable text (pictures, lost Chinese, broken font map)
│   └── SourceNameTaken           another file of the same name stands in the collection
├── CollectionNameRefused         a name that cannot be a folder's name everywhere
├── UnknownCollection             no collection of that name
├── UnknownSource                 no such source in the collection
├── IndexFolderError              the index on disk cannot be used
│   ├── IndexMismatch             written as another collection
│   ├── IndexTorn                 files absent, or their counts disagree
│   └── IndexTooNew               written by a newer (or older, dropped) format
├── EmbedderUnavailable           the named sentence-transformers model cannot be loaded
├── LibraryBusy                   another process is writing the same collection
└── LibraryNotWritable            the library's folder cannot be written
"""

from pathlib import Path


class LibraryError(Exception):
    """The message is fit to be shown: it names the thing and the next step."""


class SourceRefused(LibraryError):
    def __init__(self, path: Path, reason: str):
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class SourceMissing(SourceRefused):
    pass


class UnsupportedSource(SourceRefused):
    pass


class EncryptedSource(SourceRefused):
    pass


class BrokenSource(SourceRefused):
    pass


class EmptySource(SourceRefused):
    pass


class UnreadableSource(SourceRefused):
    pass


class SourceNameTaken(SourceRefused):
    pass


class CollectionNameRefused(LibraryError):
    pass


class UnknownCollection(LibraryError):
    pass


class UnknownSource(LibraryError):
    pass


class IndexFolderError(LibraryError):
    pass


class IndexMismatch(IndexFolderError):
    pass


class IndexTorn(IndexFolderError):
    pass


class IndexTooNew(IndexFolderError):
    pass


class EmbedderUnavailable(LibraryError):
    pass


class LibraryBusy(LibraryError):
    pass


class LibraryNotWritable(LibraryError):
    pass
