"""External sorting (外部排序): replacement selection and merge passes."""

__all__ = ["merge_pass_count", "replacement_selection_runs"]


def replacement_selection_runs(values: list, places: int) -> list[list]:
    """Initial runs in ascending order made with a work area of `places` records.

    The least record that is not less than the last one written is written and replaced by the next input record; when
    there is none, a new run begins.
    """
    waiting = list(values)
    area = [waiting.pop(0) for _ in range(min(places, len(waiting)))]
    runs: list[list] = []
    while area:
        run: list = []
        while fitting := [x for x in area if not run or x >= run[-1]]:
            least = min(fitting)
            run.append(least)
            area.remove(least)
            if waiting:
                area.append(waiting.pop(0))
        runs.append(run)
    return runs


def merge_pass_count(runs: int, ways: int) -> int:
    """Passes over all records until one run is left."""
    passes = 0
    while runs > 1:
        runs = -(-runs // ways)
        passes += 1
    return passes
