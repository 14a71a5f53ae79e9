"""What holds for every test: properties are held to what is true, not to how fast a machine is."""

from __future__ import annotations

import gc

import pytest
from hypothesis import HealthCheck, is_hypothesis_test, settings

from tests.examples import EXAMPLES, TIMES

settings.register_profile(
    "offwatch",
    max_examples=EXAMPLES,
    derandomize=TIMES <= 1,  # ``make test`` tries the same each time; ``make prove`` looks for more
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("offwatch")


def pytest_collection_finish() -> None:
    """What has been loaded by now stays: to look for garbage in it again and again takes time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """``make prove`` tries each property again, on many more examples."""
    for item in items:
        if is_hypothesis_test(getattr(item, "obj", None)):
            item.add_marker("property")
