"""What can go wrong, as one tree. Every class carries the key of the sentence that the user reads.

    BriefcutError                 error-unknown
    ├── DatabaseUnavailable       error-database     no connection, a full pool, a server that shuts down
    ├── Conflict                  error-conflict     somebody else was first: a stale revision, a lost lease
    ├── NotFound                  error-not-found    no such row, or someone else's (never tell which)
    ├── DamagedRow                error-damaged      a stored document no longer reads as what it should be
    ├── Refused                   error-refused      a rule says no (a status move that does not exist)
    ├── BadInput                  error-input        a value that can't be kept: too long, not a known choice
    └── SchemaMismatch            error-schema       the database is older or newer than this code

Expected outcomes ("this one is old", "already running") are return values, not exceptions. The message of an
exception is for the log; people read only the sentence.
"""

from __future__ import annotations

from typing import ClassVar


class BriefcutError(Exception):
    """Something went wrong; `sentence` is the key of what the user is told."""

    sentence: ClassVar[str] = "error-unknown"


class DatabaseUnavailable(BriefcutError):
    """The database can't be reached now. Nothing was written by the transaction that raised this,
    unless the connection was lost during its very commit: repeat only what is idempotent."""

    sentence = "error-database"


class Conflict(BriefcutError):
    """Somebody else changed the row first."""

    sentence = "error-conflict"


class NotFound(BriefcutError):
    """No such row for this person."""

    sentence = "error-not-found"


class DamagedRow(BriefcutError):
    """A stored document can't be read as what it should be; the message names table, id and path."""

    sentence = "error-damaged"


class Refused(BriefcutError):
    """A rule of the product says no."""

    sentence = "error-refused"


class BadInput(BriefcutError):
    """A value can't be kept; the message names the field and the rule, never the value."""

    sentence = "error-input"


class SchemaMismatch(BriefcutError):
    """The database's schema is older or newer than this code."""

    sentence = "error-schema"
