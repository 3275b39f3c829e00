"""Small exact models of what the exam computes. Each module lists its public functions in ``__all__``.

They recompute the keys of the bank, so every docstring states its conventions (does the first load count as a fault?).
"""
