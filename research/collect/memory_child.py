"""The child process that ends what takes too much memory: `memory_child.py GROUP`, the browser's process group.

It looks at the browser's processes and at ours some twenty times a second. A process of its own and by /proc, since
we, our threads and the browser answer late just when pages take most: with sixty workers a page took 21 GB while our
event loop waited to be told how large its process was, and 3 GB while a thread of ours waited for its turn. It imports
nothing of this package, and ends when its parent does.
"""

from __future__ import annotations

import os
import signal
import sys
import time

MOST = 350_000_000
"""Of one process of the browser; bytes that it shares with none. A large honest page takes 150 MB."""
MOST_TOGETHER = 700_000_000
"""Of the browser and of us, the children that read files included."""
_LOOK_S = 0.05
_GROWING = 400_000_000
_LOOK_OFTEN_S = 0.01
_PPID, _GROUP = 1, 2  # fields of /proc/PID/stat behind the name (proc(5))


def too_large(ours: int, theirs: dict[int, int]) -> int | None:
    """Return which of the browser's processes must end, given what we take and {process id: bytes} of the browser."""
    largest = max(theirs, key=lambda pid: theirs[pid], default=None)
    if largest is None:
        return None
    return largest if theirs[largest] > MOST or ours + sum(theirs.values()) > MOST_TOGETHER else None


def sizes(parent: int, group: int) -> tuple[int, dict[int, int]]:
    """Return the private memory of a process with its children, and that of each process of a process group; bytes."""
    ours, theirs, above = _private(str(parent)), dict[int, int](), str(parent).encode()
    for name in os.listdir("/proc"):  # noqa: PTH208 - no pathlib here: it is to be there at once
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb") as file:  # noqa: PTH123 - the same
                fields = file.read().rpartition(b")")[2].split()
        except OSError:
            continue
        if int(fields[_GROUP]) == group:
            theirs[int(name)] = _private(name)
        elif fields[_PPID] == above:
            ours += _private(name)
    return ours, theirs


def _private(pid: str) -> int:
    try:
        with open(f"/proc/{pid}/statm", "rb") as file:  # noqa: PTH123 - the same
            resident, shared = file.read().split()[1:3]
    except (OSError, ValueError):
        return 0
    return (int(resident) - int(shared)) * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Watch until the parent has gone."""
    group, parent = int(sys.argv[1]), os.getppid()
    while os.getppid() == parent:
        ours, theirs = sizes(parent, group)
        pid = too_large(ours, theirs)
        if pid is not None:
            try:
                os.kill(pid, signal.SIGKILL)
            except OSError:
                continue
        time.sleep(_LOOK_OFTEN_S if ours + sum(theirs.values()) > _GROWING else _LOOK_S)


if __name__ == "__main__":
    main()
