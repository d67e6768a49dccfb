"""A running Chromium and the DevTools protocol over its pipe: commands out, answers and events back.

The pipe is our own rather than Playwright's because of what lies between: its driver is a second program, which takes
0.3 s to start, 0.16 s to import and a process more for every message, on the way to each page that scripts build. A
pipe, unlike a port, can be used by nobody else on the machine.

https://chromedevtools.github.io/devtools-protocol/ (sessions are "flat": one pipe, a sessionId with each message).
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Protocol

_READ = 1 << 20
_DIES_S = 2.0
_HEAR, _SAY = 3, 4  # the numbers under which Chromium looks for its ends of the pipe


class WireError(Exception):
    """The other end of the protocol did not do it: the document, the tab or the browser has gone."""


class Wire(Protocol):
    """A session of the DevTools protocol with one tab, whoever carries it."""

    async def send(self, method: str, words: dict[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to a command; raises WireError."""

    def on(self, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        """Call `heard` with each event's parameters."""


class Session:
    """A conversation with one target (a tab), or with the browser itself."""

    def __init__(self, pipe: Pipe, name: str = "") -> None:
        self._pipe, self.name = pipe, name
        self._listeners: dict[str, list[Callable[[dict[str, Any]], None]]] = {}

    async def send(self, method: str, words: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """Return the answer to a command; raises WireError."""
        return await self._pipe.ask(method, words or {}, self.name)

    def on(self, event: str, heard: Callable[[dict[str, Any]], None]) -> None:
        """Call `heard` with each event's parameters."""
        self._listeners.setdefault(event, []).append(heard)

    def tell(self, event: str, words: dict[str, Any]) -> None:
        """Hand an event to those who listen."""
        for heard in self._listeners.get(event, ()):
            heard(words)


class Pipe:
    """Chromium, started by `open`; `gone` is set when it has ended or closed the pipe. Of one event loop."""

    def __init__(self) -> None:
        self.gone = asyncio.Event()
        self.root = Session(self)
        self.pid = 0
        self._sessions: dict[str, Session] = {"": self.root}
        self._asked: dict[int, asyncio.Future[dict[str, Any]]] = {}
        self._last = 0
        self._outgoing: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._loop = asyncio.get_running_loop()
        self._windows: subprocess.Popen[bytes] | None = None

    def open(self, command: Sequence[str], environment: Mapping[str, str], log: Path) -> None:
        """Start the program in a group of its own, its errors written to `log`; raises OSError."""
        child_reads, we_write = os.pipe()
        we_read, child_writes = os.pipe()
        try:
            self.pid = self._spawn(list(command), dict(environment), log, child_reads, child_writes)
        except BaseException:  # a start that is cancelled too leaves no pipe open
            os.close(we_write)
            os.close(we_read)
            raise
        finally:
            os.close(child_reads)
            os.close(child_writes)
        # On threads, so that a browser that does not read cannot stop us, and that parsing leaves the loop free.
        threading.Thread(target=self._listen, args=(we_read,), name="browser: answers", daemon=True).start()
        threading.Thread(target=self._speak, args=(we_write,), name="browser: commands", daemon=True).start()

    def session(self, name: str) -> Session:
        """Return the Session of this id, the same one each time."""
        return self._sessions.setdefault(name, Session(self, name))

    def forget(self, session: Session) -> None:
        """Drop a session that is over."""
        self._sessions.pop(session.name, None)

    async def ask(self, method: str, words: Mapping[str, Any], session: str) -> dict[str, Any]:
        """Send a command and return its answer; raises WireError."""
        if self.gone.is_set():
            raise WireError("the browser has gone")
        self._last += 1
        message: dict[str, Any] = {"id": self._last, "method": method, "params": words}
        if session:
            message["sessionId"] = session
        answer: asyncio.Future[dict[str, Any]] = self._loop.create_future()
        self._asked[self._last] = answer
        self._outgoing.put(json.dumps(message).encode() + b"\0")
        try:
            return await answer
        finally:
            self._asked.pop(message["id"], None)

    async def close(self) -> None:
        """End the program and all that it started, by force: nothing it holds is to be kept."""
        self._outgoing.put(None)
        if self.pid:
            _kill(self.pid)
            await asyncio.to_thread(self._wait)
        self._over()

    # --- the threads ---------------------------------------------------------------------------------------------

    def _listen(self, end: int) -> None:
        rest = b""
        with contextlib.suppress(OSError, RuntimeError):  # RuntimeError: the loop has been closed
            while data := os.read(end, _READ):
                *whole, rest = (rest + data).split(b"\0")
                if whole:
                    messages = [json.loads(one) for one in whole]
                    self._loop.call_soon_threadsafe(self._heard, messages)
        os.close(end)
        with contextlib.suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._over)

    def _speak(self, end: int) -> None:
        with contextlib.suppress(OSError):
            while (data := self._outgoing.get()) is not None:
                view = memoryview(data)
                while view:
                    view = view[os.write(end, view) :]
        os.close(end)

    # --- on the loop ---------------------------------------------------------------------------------------------

    def _heard(self, messages: list[dict[str, Any]]) -> None:
        for message in messages:
            if (number := message.get("id")) is not None:
                self._answered(self._asked.get(number), message)
            elif session := self._sessions.get(message.get("sessionId", "")):
                session.tell(message["method"], message.get("params", {}))

    def _answered(self, waiting: asyncio.Future[dict[str, Any]] | None, message: dict[str, Any]) -> None:
        if waiting is None or waiting.done():
            return
        if "error" in message:
            waiting.set_exception(WireError(str(message["error"].get("message", ""))[:200]))
        else:
            waiting.set_result(message.get("result", {}))

    def _over(self) -> None:
        self.gone.set()
        self._outgoing.put(None)
        for waiting in self._asked.values():
            if not waiting.done():
                waiting.set_exception(WireError("the browser has gone"))

    # --- the process ---------------------------------------------------------------------------------------------

    def _spawn(self, command: list[str], environment: dict[str, str], log: Path, reads: int, writes: int) -> int:
        if sys.platform == "win32":
            self._windows = _spawn_on_windows(command, environment, log, reads, writes)
            return self._windows.pid
        return _spawn(command, environment, log, reads, writes)

    def _wait(self) -> None:
        if self._windows is not None:
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._windows.wait(_DIES_S)
            return
        ends = time.monotonic() + _DIES_S
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(self.pid, os.WNOHANG) == (0, 0) and time.monotonic() < ends:
                time.sleep(0.005)


if sys.platform == "win32":

    def _spawn_on_windows(
        command: list[str], environment: dict[str, str], log: Path, reads: int, writes: int
    ) -> subprocess.Popen[bytes]:
        import msvcrt

        handles = [msvcrt.get_osfhandle(reads), msvcrt.get_osfhandle(writes)]
        startup = subprocess.STARTUPINFO(lpAttributeList={"handle_list": handles})
        for handle in handles:
            os.set_handle_inheritable(handle, True)
        command = [*command, f"--remote-debugging-io-pipes={handles[0]},{handles[1]}"]
        with log.open("wb") as errors:
            return subprocess.Popen(  # noqa: S603 - the executable that was found, no shell
                command, env=environment, startupinfo=startup, close_fds=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors,
            )  # fmt: skip

    def _kill(pid: int) -> None:
        with contextlib.suppress(OSError):
            os.kill(pid, signal.SIGTERM)

else:

    def _spawn(command: list[str], environment: dict[str, str], log: Path, reads: int, writes: int) -> int:
        import fcntl

        # Out of the way first: either end may itself be number 3 or 4.
        hear, say = (fcntl.fcntl(end, fcntl.F_DUPFD_CLOEXEC, 10) for end in (reads, writes))
        try:
            return os.posix_spawn(
                command[0], command, environment, setpgroup=0,
                file_actions=[
                    (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
                    (os.POSIX_SPAWN_OPEN, 2, str(log), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600),
                    (os.POSIX_SPAWN_DUP2, hear, _HEAR), (os.POSIX_SPAWN_DUP2, say, _SAY),
                ],
                setsigmask=[], setsigdef=[signal.SIGINT, signal.SIGPIPE],
            )  # fmt: skip
        finally:
            os.close(hear)
            os.close(say)

    def _kill(pid: int) -> None:
        with contextlib.suppress(OSError):
            os.killpg(pid, signal.SIGKILL)
