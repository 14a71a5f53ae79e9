"""Where the data of others is looked for: it is not ours to ship."""

from __future__ import annotations

import os
from pathlib import Path

# OFFWATCH_DATA names another folder of the same form.
DATA = Path(os.environ.get("OFFWATCH_DATA", "../shared/data"))
FED = DATA / "cycles" / "fed_open.csv"
DATED = DATA / "cycles" / "dated_open.csv"
EPISODES = DATA / "episodes"
CURTOIS = DATA / "rosters" / "curtois"
