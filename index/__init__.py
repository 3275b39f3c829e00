"""The library: files become pages, pages become passages, and a question finds the passages that bear on it."""
