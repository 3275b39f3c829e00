import random

import pytest

from bench.fuzz import CountingWorkers, Sample, damaged, fuzz, made_samples


def test_damaged_files_are_read_or_refused(tmp_path):
    workers = CountingWorkers(2)
    try:
        outcome = fuzz(made_samples(tmp_path / "samples"), 60, 408, tmp_path, workers, most_seconds=120)
    finally:
        workers.close()
    assert outcome.failures == []
    assert outcome.counts["read"] >= 10
    assert sum(count for what, count in outcome.counts.items() if what.startswith("refused")) >= 5
    assert sum(outcome.counts.values()) == 60


@pytest.mark.parametrize("function", ["raise_here", "raise_in_the_child"])
def test_an_error_nobody_thought_of_is_a_failure(tmp_path, monkeypatch, function):
    workers = CountingWorkers(1)
    called = workers.call

    def raise_here(*_, **__):
        raise ZeroDivisionError

    def raise_in_the_child(_, *args, **settings):
        return called("index.readers:check_kind", *args, **settings)  # which takes one argument less

    monkeypatch.setattr(workers, "call", locals()[function])
    try:
        outcome = fuzz([Sample(".txt", b"text")], 2, 408, tmp_path, workers, most_seconds=120)
    finally:
        workers.close()
    assert len(outcome.failures) == 2


def test_the_same_seed_makes_the_same_file(tmp_path):
    samples = made_samples(tmp_path)
    assert damaged(samples[0], samples, random.Random("408/1")) == damaged(samples[0], samples, random.Random("408/1"))
    assert len({damaged(samples[0], samples, random.Random(f"408/{n}")).data for n in range(20)}) > 10
