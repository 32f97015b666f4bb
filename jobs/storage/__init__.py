"""Where files live: a folder, or a bucket (`jobs.storage.s3`, which imports boto3 and is imported only where a bucket
is configured). `SpooledStorage` stands before either and keeps what can't be stored while it is away."""

from jobs.storage.base import (
    NO_ROOM,
    PERSON_S,
    PROVIDER_S,
    SCHEME,
    Storage,
    StorageAway,
    StorageFull,
    Stored,
    free_bytes,
    key_of,
    make_private,
    media_type,
    person_prefix,
    production_key,
    unsigned,
    upload_key,
)
from jobs.storage.folder import FolderStorage
from jobs.storage.spool import SpooledStorage

__all__ = [
    "NO_ROOM",
    "PERSON_S",
    "PROVIDER_S",
    "SCHEME",
    "FolderStorage",
    "SpooledStorage",
    "Storage",
    "StorageAway",
    "StorageFull",
    "Stored",
    "free_bytes",
    "key_of",
    "make_private",
    "media_type",
    "person_prefix",
    "production_key",
    "unsigned",
    "upload_key",
]
