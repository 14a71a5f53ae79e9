"""The people of the story as visitors: their accounts on the desk, and their pads."""

from __future__ import annotations

import itertools
import json
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from offwatch.cli.night.stage import DemoSites
from offwatch.cli.night.visitor import Visitor

NEVER_S = 86_400


@dataclass(frozen=True)
class DemoLogin:
    person: str
    login: str
    password: str
    pairing_code: str


class Crew:
    """One team on the desk, with the story's day where it is wanted."""

    def __init__(
        self,
        stage: DemoSites,
        desk: str,
        story_day: date,
        *,
        draft: bool = False,
        norm: Mapping[str, object] | None = None,
    ) -> None:
        """Take the example's team in; ``norm`` is in place of what its file says of the mask."""
        self.stage = stage
        self.desk = desk
        self.story_day = story_day
        self.diary = stage.example("diary.csv", story_day)
        options = ["--draft"] if draft else []
        team = stage.example("team.json", story_day)
        if norm is not None:
            told = json.loads(team.read_text())
            team.write_text(json.dumps(told | {"norm": told["norm"] | dict(norm)}))
        made = stage.call(
            *("desk", "add-team", "--home", str(stage.desk_home)),
            *("--roster", str(stage.example("roster.json", story_day))),
            *("--team", str(team), *options),
        )
        self.accounts = {a["person"]: DemoLogin(**a) for a in made["accounts"]}

    def visit(self, person: str) -> Visitor:
        """Log in to the desk as one of the crew."""
        account = self.accounts[person]
        visitor = self.stage.visit(self.desk)
        visitor.open("/login")
        visitor.press("Log in", {"login": account.login, "password": account.password})
        if visitor.path == "/password":  # the first one has to be changed
            chosen = f"{account.password}-{person}"
            again = {"oldpassword": account.password, "password1": chosen, "password2": chosen}
            visitor.press("Change it", again)
            self.accounts[person] = replace(account, password=chosen)
        visitor.taps = 0
        return visitor

    def pad_home(self, person: str) -> Path:
        return self.stage.home / "pads" / f"{self.story_day}-{person}"

    def start_pad(self, person: str, *, diary: bool = False) -> None:
        """Make a person's pad, pair it with the desk and let it speak a few times."""
        self._make_pads([person], person if diary else "", lambda: None)

    def start_pads(self, with_diary: str, on_each: Callable[[int], None]) -> None:
        """A pad for everyone; only one of them has anything in it."""
        people = list(self.accounts)
        counted = itertools.count(1)  # one at a time, whichever of the two threads asks
        with ThreadPoolExecutor(2) as pool:
            halves = [
                pool.submit(
                    self._make_pads, people[half::2], with_diary, lambda: on_each(next(counted))
                )
                for half in range(2)
            ]
            for each in halves:
                each.result()

    def _make_pads(self, people: list[str], with_diary: str, on_each: Callable[[], None]) -> None:
        pads = [
            word
            for person in people
            for word in (
                str(self.pad_home(person)),
                self.accounts[person].pairing_code,
                str(1 + list(self.accounts).index(person)),
                str(self.diary) if person == with_diary else "-",
            )
        ]
        self.stage.run(
            *("offwatch.cli.night.new_pad", str(self.stage.passphrase_file), self.desk, *pads),
            on_line=on_each,
        )

    def tick(self, person: str, count: int) -> None:
        self.stage.call(
            *("pad", "tick", "--home", str(self.pad_home(person)), "--count", str(count)),
            *("--passphrase-file", str(self.stage.passphrase_file)),
        )

    def restore_pad(self, person: str) -> Visitor:
        """Back a person's pad up, and open what is restored of it elsewhere; it sends nothing."""
        home = self.pad_home(person)
        copies, new = home.with_name(f"{home.name}-backups"), home.with_name(f"{home.name}-new")
        copies.mkdir()
        secret = ("--passphrase-file", str(self.stage.passphrase_file))
        self.stage.call("pad", "backup", str(copies), "--home", str(home), *secret)
        self.stage.call("pad", "restore", str(copies), "--into", str(new), *secret)
        return self._open(new, 0, tick_s=NEVER_S)

    def open_pad(self, person: str, port: int = 0) -> Visitor:
        """Serve a person's pad and unlock it as they would."""
        return self._open(self.pad_home(person), port)

    def _open(self, home: Path, port: int, tick_s: int = 2) -> Visitor:
        options = ("--home", str(home), "--passphrase-file", str(self.stage.passphrase_file))
        address = self.stage.serve("pad", port, *options, tick_s=tick_s)
        launch = urlsplit(address)
        visitor = self.stage.visit(f"{launch.scheme}://{launch.netloc}")
        visitor.open(launch.path)
        visitor.press("Unlock", {"passphrase": self.stage.passphrase})
        return visitor
