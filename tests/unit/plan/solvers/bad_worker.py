"""A solver's process that misbehaves as it is told: ``KIND`` in its environment.

It writes what it is asked into the file named by ``HEARD``, one type a line.
"""

from __future__ import annotations

import json
import os
import sys
import time

KIND, ENGINE = os.environ["KIND"], sys.argv[1]
NOBODY = [{"nobody": {"0": "early"}, "a": {"900": "early", "1": "unheard of"}}, {"Z": 3}]


def say(**message: object) -> None:
    print(json.dumps(message), flush=True)


def hang() -> None:
    time.sleep(600)


def answer(request: dict[str, object]) -> None:
    number, whole = request["id"], {"kind": "global"}
    if KIND == "nonsense":
        print("Traceback (most recent call last):", flush=True)
        hang()
    elif KIND == "unknown type":
        say(type="applause", id=number)
        hang()
    elif KIND == "dies":
        sys.exit(1)
    elif KIND == "closes its mouth":
        os.close(1)
        hang()
    elif KIND == "wrong roster":
        say(type="found", id=number, scope=whole, assignment=NOBODY)
        say(type="finished", id=number, complete=True)
    elif KIND == "late news":
        say(type="found", id=-1, scope=whole, assignment=request["incumbent"])
        say(type="finished", id=number, complete=True)
    elif KIND == "claims" and ENGINE == "highs":
        news = {"id": number, "scope": whole, "assignment": request["incumbent"]}
        say(type="found", **news)
        say(type="solved", bound=[0] * 6, proven=True, done=False, **news)


if KIND == "never ready":
    hang()
say(type="ready")
for line in sys.stdin:
    told = json.loads(line)
    with open(f"{os.environ['HEARD']}-{ENGINE}", "a", encoding="utf-8") as heard:  # noqa: PTH123
        heard.write(told["type"] + "\n")
    if told["type"] == "solve":
        answer(told)
