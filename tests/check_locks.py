"""The lock files are fresh: they fulfil pyproject.toml, carry hashes and name no registry."""

from __future__ import annotations

import re
import sys
import tomllib
from pathlib import Path

from packaging.markers import default_environment
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PIN = re.compile(r"^(?P<name>[A-Za-z0-9_.-]+)==(?P<version>[^\s;\\]+)", re.MULTILINE)


def find_faults() -> list[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    runtime = [*project["dependencies"], *extras["pad"], *extras["desk"], *extras["build"]]
    wanted_in = {
        "runtime.txt": runtime,
        "dev.txt": [*runtime, *extras["dev"]],
        "bench.txt": [*project["dependencies"], *extras["bench"]],
    }
    locks = {name: (ROOT / "requirements" / name).read_text() for name in wanted_in}
    faults = []
    for name, text in locks.items():
        if "://" in text:
            faults.append(f"{name} names an address")
        blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)
        faults += [f"{name}: no hash for {b.split()[0]}" for b in blocks[1:] if "--hash=" not in b]
    for name, wanted in wanted_in.items():
        faults += [f"{name}: {line} is not pinned" for line in wanted if not met(line, locks[name])]
    missing = pins(locks["runtime.txt"]).items() - pins(locks["dev.txt"]).items()
    faults += [f"dev.txt lacks or contradicts {name}" for name, _ in missing]
    known, peers = pins(locks["dev.txt"]), pins(locks["bench.txt"])
    faults += [
        f"bench.txt contradicts dev.txt on {name}"
        for name in known.keys() & peers.keys()
        if known[name] != peers[name]
    ]
    faults += [
        f"dev.txt holds {line}, which only the benchmarks need"
        for line in extras["bench"]
        if met(line, locks["dev.txt"])
    ]
    return faults


def pins(text: str) -> dict[str, tuple[str, ...]]:
    """Each package with its pinned versions (several where they depend on the platform)."""
    found: dict[str, tuple[str, ...]] = {}
    for match in PIN.finditer(text):
        name = canonicalize_name(match["name"])
        found[name] = (*found.get(name, ()), match["version"])
    return found


def met(line: str, text: str) -> bool:
    wanted = Requirement(line)
    if wanted.marker and not wanted.marker.evaluate(dict(default_environment())):
        return True
    versions = pins(text).get(canonicalize_name(wanted.name), ())
    return bool(versions) and all(version in wanted.specifier for version in versions)


if __name__ == "__main__":
    problems = find_faults()
    print("\n".join(problems) or "lock files: fresh", file=sys.stderr if problems else sys.stdout)
    sys.exit(1 if problems else 0)
