"""The key the desk signs with: made once, readable by the desk's owner only."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from nacl.signing import SigningKey

from offwatch.desk.process import environ
from offwatch.errors import BadInput, Unavailable
from offwatch.wire import new_signing_key, public_text, read_signing


def ensure_key() -> SigningKey:
    """The desk's key, made if there is none yet."""
    path = Path(settings.DESK_KEY_FILE)
    if not path.exists():
        environ.keep_secret(path, bytes(new_signing_key()).hex())
    return desk_key()


@lru_cache(maxsize=1)
def desk_key() -> SigningKey:
    try:
        return read_signing(Path(settings.DESK_KEY_FILE).read_text().strip())
    except OSError:
        raise Unavailable(
            "desk.key", "The desk has no key yet; run `offwatch desk init` first."
        ) from None
    except BadInput:
        raise Unavailable(
            "desk.key", "The desk's key file is damaged; restore it from a backup."
        ) from None


def desk_public_key() -> str:
    return public_text(desk_key())
