"""Solves programs in one solver, in a process of its own: JSON lines in and out."""

from __future__ import annotations

import json
import math
import sys
import time
from typing import Any

from offwatch.plan.mip.fewest_told import Decider
from offwatch.plan.mip.program import Program
from offwatch.plan.solvers.worker import opener


def answer(question: dict[str, Any], engine: str) -> dict[str, Any]:
    program = Program()
    for most in question["most"]:
        program.new(most)
    for terms, low, high in question["rows"]:
        program.add(terms, low, high)
    backend = opener(engine, 2)(program, 1)
    found: list[list[int]] = []
    bounds: list[float] = []

    def ask(terms: Any, until: float) -> dict[str, Any]:
        solved = backend.minimize(
            terms,
            until=until,
            start=question["start"],
            on_found=found.append,
            on_bound=bounds.append,
        )
        return {"optimal": solved.optimal, "values": solved.values, "bound": solved.bound}

    soon = time.monotonic() + 60
    first = ask(question["terms"], soon)
    program.add(question["terms"], high=question["hold"])
    answers = {"first": first, "second": ask(question["then"], soon)}
    if isinstance(backend, Decider):
        caps = [(question["then"], cap) for cap in question["caps"]]
        answers["decided"] = [backend.decide([cap], until=soon).possible for cap in caps]
        answers["too late"] = backend.decide(caps[:1], until=time.monotonic()).possible
    answers["late"] = ask(question["then"], time.monotonic())
    backend.stop()
    answers["stopped"] = ask(question["then"], soon)
    backend.resume()
    answers["resumed"] = ask(question["then"], soon)
    sums = [sum(c * values[v] for c, v in question["terms"]) for values in found]
    answers["found"] = sums
    answers["bounds"] = [bound for bound in bounds if math.isfinite(bound)]
    return answers


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line), sys.argv[1])), flush=True)
