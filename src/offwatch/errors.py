"""Every refusal Offwatch can give, as one tree.

::

    OffwatchError            exit 1
    ├── BadInput             exit 2   something given to us cannot be read or contradicts itself
    ├── NothingBetter        exit 3   understood, but there is nothing better to offer
    ├── Refused              exit 1   understood, and not allowed
    └── Unavailable          exit 1   a part we need is not to be had here (a port, a server)

Each carries a stable ``code`` (listed in ``docs/errors.md``) and a ``message`` that says what to
do next. Neither ever holds a private value: no diary entry, no passphrase, no forecast.
"""

from __future__ import annotations


class OffwatchError(Exception):
    """Something went wrong that we have a name for."""

    exit_status = 1

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message

    def as_dict(self) -> dict[str, str]:
        """The form in which ``--json`` and the API tell it."""
        return {"code": self.code, "message": self.message}


class BadInput(OffwatchError):
    """Something given to us cannot be read or contradicts itself."""

    exit_status = 2


class NothingBetter(OffwatchError):
    """Understood, but there is nothing better to offer."""

    exit_status = 3


class Refused(OffwatchError):
    """Understood, and not allowed."""


class Unavailable(OffwatchError):
    """A part we need is not to be had here."""
