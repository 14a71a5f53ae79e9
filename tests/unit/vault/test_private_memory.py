"""What a process of a pad holds in memory, the system gives to nobody."""

from __future__ import annotations

import subprocess
import sys

import pytest

CHILD = """
import ctypes, resource, sys
from offwatch.vault.private_memory import keep_private
sys.platform = {platform!r}
keep_private()
print(resource.getrlimit(resource.RLIMIT_CORE), ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux")
@pytest.mark.parametrize(("platform", "others_may_read"), [("linux", 0), ("darwin", 1)])
def test_it_writes_no_core_dump_and_lets_nobody_read(platform: str, others_may_read: int) -> None:
    """The second is asked of Linux only; elsewhere there is no such call."""
    child = [sys.executable, "-c", CHILD.format(platform=platform)]
    said = subprocess.run(child, capture_output=True, text=True, check=True).stdout
    assert said.split() == ["(0,", "0)", str(others_may_read)]
