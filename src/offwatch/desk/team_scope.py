"""What the database itself shows to a page: the rows of one team, whatever the query asks for.

Every table that belongs to a team has a policy of row-level security. Within `team_scope` a query
that forgets to ask for the team finds nothing of another one, and writes nothing into it. Outside,
as in commands and the worker, the policies let everything through.

A superuser, such as that of the embedded server, is bound by no policy; a page then works as the
role ``offwatch_team``, which may do all but log in. On a server of one's own the desk's user owns
the tables, and they are set to bind their owner.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DatabaseError, connection

_ENSURE = """
DO $$ BEGIN
    IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
        IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'offwatch_team') THEN
            CREATE ROLE offwatch_team NOLOGIN;
        END IF;
        GRANT USAGE ON SCHEMA public TO offwatch_team;
        GRANT ALL ON ALL TABLES IN SCHEMA public TO offwatch_team;
        GRANT ALL ON ALL SEQUENCES IN SCHEMA public TO offwatch_team;
    END IF;
END $$
"""
_ENTER = """
SELECT set_config('offwatch.team', %s, false),
       CASE WHEN (SELECT rolsuper FROM pg_roles WHERE rolname = session_user)
            THEN set_config('role', 'offwatch_team', false) END
"""
_LEAVE = "SELECT set_config('role', 'none', false), set_config('offwatch.team', '', false)"


def ensure_role(**_: object) -> None:
    """Make the role that pages work as, where the desk's own user is a superuser."""
    with connection.cursor() as cursor:
        cursor.execute(_ENSURE)


@contextmanager
def team_scope(team_id: int) -> Iterator[None]:
    """Show and take rows of this team only, until the end; not to be nested."""
    with connection.cursor() as cursor:
        cursor.execute(_ENTER, [str(team_id)])
    try:
        yield
    finally:
        try:
            with connection.cursor() as cursor:
                cursor.execute(_LEAVE)
        except DatabaseError:
            if connection.in_atomic_block:
                raise
            connection.close()  # rather no connection than one that shows too little, or too much
