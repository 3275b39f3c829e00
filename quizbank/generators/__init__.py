"""Families of questions that a seed writes: one module a family, its `FAMILY` listed by `catalogue`."""
