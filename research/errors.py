"""The errors a caller may see; each is one sentence: what was wanted, what happened, what to do next.

ResearchError                 anything below; carries the exit code of the command line
├── InputError           (2)  what the user typed or wrote cannot be used
│   └── ProfileError          a mistake in a profile file: file, line, column, key
├── UndecidedError       (3)  several candidates and none chosen
├── NothingReadError     (4)  no page could be read; an earlier brief stays as it is
├── LocalTroubleError    (5)  disk, permission, another run
│   └── StoreError            the store is damaged, locked or of a newer version
└── BrowserError         (5)  no browser, or one that does not start
"""

from __future__ import annotations

from pathlib import Path


class ResearchError(Exception):
    """Base of all errors that the command line prints as one sentence; `exit_code` is its exit status."""

    exit_code = 1


class InputError(ResearchError):
    """What the user typed or wrote cannot be used."""

    exit_code = 2


class ProfileError(InputError):
    """A mistake in a profile file, with its place."""

    def __init__(self, path: Path | str, reason: str, line: int | None = None, column: int | None = None) -> None:
        place = ":".join(str(part) for part in (path, line, column) if part is not None)
        super().__init__(f"{place}: {reason}")
        self.path, self.reason, self.line, self.column = path, reason, line, column


class UndecidedError(ResearchError):
    """Several candidates and none chosen."""

    exit_code = 3


class NothingReadError(ResearchError):
    """No page could be read; no new brief was written."""

    exit_code = 4


class LocalTroubleError(ResearchError):
    """Trouble on this machine: disk, permission, another run."""

    exit_code = 5


class StoreError(LocalTroubleError):
    """The store is damaged, locked or written by a newer version."""


class BrowserError(ResearchError):
    """No browser was found, or it does not start."""

    exit_code = 5
