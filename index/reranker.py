"""A cross-encoder reads question and passage together and says how well they fit; optional, by name or folder."""

import threading
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.errors import EmbedderUnavailable


class RerankerUnavailable(EmbedderUnavailable):
    """The cross-encoder named in the settings cannot be loaded."""


class Reranker(Protocol):
    """`scores` returns how well each text answers the question, float64 (texts,) within 0..1."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray: ...


class CrossEncoderReranker:
    """A sentence-transformers cross-encoder with one output, loaded at its first use. One instance serves all threads."""

    def __init__(self, name: str):
        self.name = name
        self._model = None
        self._lock = threading.Lock()

    def scores(self, question: str, texts: Sequence[str]) -> np.ndarray:
        """Raises RerankerUnavailable."""
        with self._lock:
            model = self._model = self._model or _load_model(self.name)
            if not texts:
                return np.zeros(0)
            raw = model.predict([(question, text) for text in texts], show_progress_bar=False)
        return np.asarray(raw, dtype=np.float64).reshape(len(texts))


def _load_model(name: str):
    try:
        from huggingface_hub.utils import logging as hub_logging
        from sentence_transformers import CrossEncoder
        from torch.nn import Sigmoid

        hub_logging.set_verbosity_error()  # it logs each of its many retries, twice
        model = CrossEncoder(name, activation_fn=Sigmoid())
        outputs = model.num_labels
    except (ImportError, OSError, ValueError, RuntimeError, KeyError, AttributeError) as error:
        reason = str(error).strip().splitlines()[0] if str(error).strip() else type(error).__name__
        raise _unavailable(name, reason) from error
    if outputs != 1:
        raise _unavailable(name, f"it gives {outputs} numbers for a pair, one is needed")
    return model


def _unavailable(name: str, reason: str) -> RerankerUnavailable:
    return RerankerUnavailable(
        f"reranker {name!r} cannot be loaded ({reason}); give the folder of a downloaded sentence-transformers "
        "cross-encoder, or leave the reranker setting away to rank without one"
    )
