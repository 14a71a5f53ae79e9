"""Django's own SQLite backend, over SQLCipher's driver and the open vault's key.

Which file, and with which key, is not a setting: it is the vault that ``session`` holds open.
"""

from __future__ import annotations

import datetime
import decimal
from typing import Any

from django.db.backends.sqlite3 import base as sqlite
from django.db.backends.sqlite3._functions import (  # type: ignore[import-untyped]
    register as register_functions,
)
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from sqlcipher3 import dbapi2 as sqlcipher

from offwatch.vault import session
from offwatch.vault.writable import written_to


def _prepare_driver() -> None:
    """The conversions that Django registers with Python's own driver, for this one."""
    sqlcipher.register_converter("bool", b"1".__eq__)
    sqlcipher.register_converter("date", lambda raw: parse_date(raw.decode()))
    sqlcipher.register_converter("time", lambda raw: parse_time(raw.decode()))
    sqlcipher.register_converter("datetime", lambda raw: parse_datetime(raw.decode()))
    sqlcipher.register_converter("timestamp", lambda raw: parse_datetime(raw.decode()))
    sqlcipher.register_adapter(decimal.Decimal, str)
    sqlcipher.register_adapter(datetime.date, lambda day: day.isoformat())
    sqlcipher.register_adapter(datetime.datetime, lambda at: at.isoformat(" "))


_prepare_driver()


class _Cursor(sqlcipher.Cursor):  # type: ignore[misc]  # the driver is untyped
    """Django writes ``%s``; the driver reads ``?``."""

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        return super().execute(_qmarks(query), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        return super().executemany(_qmarks(query), param_list)


def _qmarks(query: str) -> str:
    return sqlite.FORMAT_QMARK_REGEX.sub("?", query).replace("%%", "%")


class _Connection(sqlcipher.Connection):  # type: ignore[misc]  # the driver is untyped
    """The driver's own connections cannot be referred to weakly."""


def _wrote(raw: _Connection) -> bool:
    """Whether something was written; one that a lock has closed already had nothing under way."""
    try:
        return bool(raw.total_changes)
    except sqlcipher.ProgrammingError:
        return False


class DatabaseWrapper(sqlite.DatabaseWrapper):
    """One connection to the open vault."""

    display_name = "SQLCipher"
    Database = sqlcipher

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        vault = session.opened()
        with written_to():
            vault.database.touch(mode=0o600)  # SQLite's own files beside it take over its mode
        return {**params, "database": str(vault.database), "uri": False}

    def get_new_connection(self, conn_params: Any) -> Any:
        raw = sqlcipher.connect(factory=_Connection, **conn_params)
        try:
            raw.execute("PRAGMA cipher_log_level = NONE")
            # Never bound to a name: no frame that a traceback shows holds the key.
            raw.execute(f'PRAGMA key = "{session.opened().key.sqlcipher()}"')
            raw.execute("PRAGMA journal_mode = WAL")
            raw.execute("PRAGMA synchronous = FULL")
            raw.execute("PRAGMA foreign_keys = ON")
            raw.execute("PRAGMA legacy_alter_table = OFF")
            register_functions(raw)
        except BaseException:
            raw.close()
            raise
        session.remember(raw)
        return raw

    def close(self) -> None:
        vault = session.current()
        if vault is not None and self.connection is not None and _wrote(self.connection):
            vault.changes += 1
        super().close()

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(_Cursor)

    def is_in_memory_db(self) -> bool:
        return False
