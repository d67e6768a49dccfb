"""The candidate's folder as tests look at it: commands run on it, and every byte that it holds."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from research.cli import cli
from research.storage import unpack

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"


def run(root: Path, *args: str, status: int = 0) -> Result:
    """Run the command line in this process, without a terminal."""
    done = CliRunner().invoke(cli, [*args, "--profiles", str(root)])
    assert done.exit_code == status, (done.output, done.exception)
    return done


def example(root: Path) -> Path:
    """Return a copy of the shipped example below `root`, without what was made of it."""
    return Path(
        shutil.copytree(EXAMPLE, root / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*", "*.part"))
    )


def everything(folder: Path) -> dict[str, bytes]:
    """Every file's bytes and name, and every value of the store, what is packed unpacked."""
    found = {str(p.relative_to(folder)): p.name.encode() + p.read_bytes() for p in folder.rglob("*") if p.is_file()}
    with sqlite3.connect(folder / "research.sqlite") as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for number, row in enumerate(db.execute(f"SELECT * FROM {table}")):
                parts = [unpack(v) if isinstance(v, bytes) else str(v).encode() for v in row]
                found[f"{table} {number} {row[1] if table == 'pages' else ''}"] = b" ".join(parts)
    return found
