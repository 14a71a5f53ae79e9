"""From nothing to a database with our tables in it, and Django set up on it."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from offwatch.desk.process import environ, postgres
from offwatch.desk.process.postgres import Running
from offwatch.errors import Unavailable

Say = Callable[[str], None]
_MIGRATION_LOCK = 0x0FF_DE5C


def quiet(_text: str) -> None:
    """Say nothing."""


@contextmanager
def database(home: Path, say: Say = quiet, *, durable: bool = True) -> Iterator[Running | None]:
    """``DATABASE_URL`` as given, or the embedded server for as long as this is open."""
    os.environ["OFFWATCH_DESK_HOME"] = str(home)
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    first = not (home / "pg" / "PG_VERSION").exists()
    say("making the database (once)" if first else "starting the database")
    with postgres.running(home, durable=durable) as server:
        _create_database(server.url)
        os.environ["DATABASE_URL"] = server.url
        try:
            yield server
        finally:
            _let_go()
            del os.environ["DATABASE_URL"]


@contextmanager
def throw_away(home: Path) -> Iterator[None]:
    """A fresh database of its own, whatever ``DATABASE_URL`` says, gone afterwards."""
    given = os.environ.pop("DATABASE_URL", None)
    try:
        with database(home, durable=False):
            yield
    finally:
        if given is not None:
            os.environ["DATABASE_URL"] = given


def list_columns() -> dict[str, list[str]]:
    """Every table of the database with its columns."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public' ORDER BY table_name, ordinal_position"
        )
        tables: dict[str, list[str]] = {}
        for table, column in cursor.fetchall():
            tables.setdefault(table, []).append(column)
    return tables


def set_up(say: Say = quiet) -> None:
    """Load Django and bring the tables up to date; two processes at once take turns."""
    import django

    environ.keep_secret(environ.desk_home() / "secret.key", environ.new_secret())
    os.environ["DJANGO_SETTINGS_MODULE"] = "offwatch.desk.settings"
    django.setup()
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor
    from django.db.utils import OperationalError

    from offwatch.desk.keys import ensure_key
    from offwatch.desk.team_scope import ensure_role

    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATION_LOCK])
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                say("making the tables")
                _migrate()
            ensure_role()
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATION_LOCK])
    except OperationalError:
        raise Unavailable(
            "postgres.unavailable",
            "The PostgreSQL server of DATABASE_URL does not answer; check the address.",
        ) from None
    ensure_key()


def _migrate() -> None:
    """Bring the tables up to date, looking for garbage afterwards.

    Between two migrations Django makes every model anew: thousands of classes, nearly all in use.
    To look for garbage among them takes a quarter of the time.
    """
    from django.core.management import call_command

    gc.disable()
    try:
        call_command("migrate", interactive=False, verbosity=0)
    finally:
        gc.enable()


def _create_database(url: str) -> None:
    parts = {key: str(value) for key, value in conninfo_to_dict(url).items()}
    name = parts.pop("dbname")
    with psycopg.connect(make_conninfo(**parts, dbname="postgres"), autocommit=True) as link:
        known = link.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if known is None:
            with suppress(psycopg.errors.DuplicateDatabase):  # another process was first
                link.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))


def _let_go() -> None:
    """Close Django's own connections, if it was set up, before the server goes."""
    from django.conf import settings

    if settings.configured:
        from django.db import connections

        connections.close_all()
