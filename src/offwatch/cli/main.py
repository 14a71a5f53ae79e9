"""The entry point: finds the command, runs it, turns a refusal into its exit status."""

from __future__ import annotations

import importlib
import io
import json
import os
import sys
from collections.abc import Sequence

import click

from offwatch import __version__
from offwatch.cli.terminal.plain import plain
from offwatch.errors import OffwatchError

# Matrices here are small: more threads only wait for one another, and take time from all else.
# It counts only where it stands before numpy is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

# command -> (module in this package, one line of help). The module defines `command`.
COMMANDS: dict[str, tuple[str, str]] = {
    "backtest": (
        "forecasting.backtest",
        "Score the forecast on past cycles, day by day.",
    ),
    "demo": ("demo", "The night before the mission, end to end."),
    "desk": ("desk", "The team's server: init, serve, work."),
    "fit-prior": ("forecasting.fit_prior", "Fit a population prior on open data."),
    "forecast": (
        "forecasting.forecast",
        "Forecast the next episode from a diary file.",
    ),
    "meter": ("meter", "What others could infer from your days and passes."),
    "pad": ("pad", "Your private half: init, serve, pair."),
    "replan": (
        "planning.replan",
        "Re-plan a roster with the fewest people disturbed.",
    ),
    "roster": ("planning.roster", "Draw up a roster from what it demands."),
    "simulate": ("simulate", "Write synthetic histories with known truth."),
}


class LazyGroup(click.Group):
    """A group that imports a command's module only when that command is run."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"offwatch.cli.{COMMANDS[cmd_name][0]}")
        command: click.Command = module.command
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="offwatch")
def root() -> None:
    """Plan duties around recurring health episodes without anyone being told why."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run a command; exit 0 done, 2 bad input, 3 nothing better to offer, 1 anything else."""
    args = list(sys.argv[1:] if argv is None else argv) or ["--help"]
    as_json = "--json" in args
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a terminal without our letters gets "?"
            stream.reconfigure(errors="replace")
    try:
        status = root.main(args, prog_name="offwatch", standalone_mode=False)
    except OffwatchError as error:
        _report(error.code, error.message, as_json)
        sys.exit(error.exit_status)
    except click.UsageError as error:
        _report("usage", _usage(error), as_json)
        sys.exit(2)
    except (click.Abort, KeyboardInterrupt):
        _report("interrupted", "Stopped; nothing was left half-done.", as_json)
        sys.exit(1)
    except BrokenPipeError:  # the reader went away: nothing more to say
        _drop_stdout()
        sys.exit(1)
    except OSError as error:  # a full disk, most often
        _report("system", f"The machine could not do it: {error.strerror}.", as_json)
        _drop_stdout()
        sys.exit(1)
    sys.exit(status if isinstance(status, int) else 0)


def _drop_stdout() -> None:
    """What is still to be flushed has nowhere to go; without this Python complains at its exit."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def _usage(error: click.UsageError) -> str:
    hint = f" See `{error.ctx.command_path} --help`." if error.ctx else ""
    return error.format_message() + hint


def _report(code: str, message: str, as_json: bool) -> None:
    text = (
        json.dumps({"code": code, "message": message}) if as_json else plain(f"{message} [{code}]")
    )
    click.echo(text, err=True)
