"""The command line: parse, compose, print; the only room that prints or exits.

Answers go to stdout, progress and messages to stderr. Everything heavy is imported where it is used, so that
`research --help` starts in the time that Click takes.
"""

from __future__ import annotations

import datetime as dt
import os
import signal
import sys
import time
from collections.abc import Callable, Coroutine, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from research import __version__
from research.errors import InputError, LocalTroubleError, NothingReadError, ResearchError, StoreError

if TYPE_CHECKING:
    from research.models import Brief, Citation, Document
    from research.store import Store

T = TypeVar("T")
F = TypeVar("F", bound=Callable[..., Any])


class _Commands(click.Group):
    """`research acme-corp` is `research brief acme-corp`; errors of ours are one sentence and an exit code."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        first = next((i for i, a in enumerate(args) if not a.startswith("-")), None)
        if first is not None and args[first] not in self.commands and not (set(args[:first]) & {"--help", "--version"}):
            args.insert(0, "brief")
        return super().parse_args(ctx, args)

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)  # in the order they are written here, the most used first

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except ResearchError as error:
            _tell(f"research: {_printable(str(error))}")
            ctx.exit(error.exit_code)
        except BrokenPipeError:
            # The reader of our output went away (`| head`); say nothing (Python docs, "Note on SIGPIPE").
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(0)
        except OSError as error:
            _tell(f"research: {_printable(str(error.filename or ''))}: {error.strerror or error}")
            ctx.exit(LocalTroubleError.exit_code)


def _printable(text: str) -> str:
    """Control characters as “?”, at most 300 characters: messages may carry text of pages and of the user."""
    return "".join(c if c.isprintable() else "?" for c in text)[:300]


def _tell(text: str) -> None:
    click.echo(text, err=True)


def main() -> None:
    """Run the command line; SIGTERM ends it like Ctrl-C does, with status 143."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        status = cli(standalone_mode=False)  # Click returns the status of ctx.exit() here
    except click.ClickException as error:
        error.show()
        sys.exit(InputError.exit_code)
    except (click.Abort, KeyboardInterrupt):
        _tell("research: interrupted; an earlier brief stays as it was. Run the same command to go on.")
        sys.exit(130)
    sys.exit(status if isinstance(status, int) else 0)


# --- options shared by several commands ---


def _profiles_option(command: F) -> F:
    return click.option(
        "--profiles",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="RESEARCH_PROFILES",
        help="Folder of the profiles (default: ./profiles).",
    )(command)


def _quiet_options(command: F) -> F:
    quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
    verbose = click.option("-v", "--verbose", is_flag=True, help="Say what became of each page.")
    return quiet(verbose(command))


def _collect_options(command: F) -> F:
    options = (
        click.option("--offline", is_flag=True, help="Answer from the folder and the store; ask nobody."),
        click.option("--fresh", "fresh", is_flag=True, help="Ask again even for pages read in the last 12 hours."),
        click.option(
            "--pages", type=click.IntRange(1, 400), default=30, show_default=True, help="How many pages at most."
        ),
        click.option("--no-browser", is_flag=True, help="Leave pages that only scripts build unread."),
    )
    for option in reversed(options):
        command = option(command)
    return command


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, "-V", "--version", message="research %(version)s")
def cli() -> None:
    """Read what a company and your interviewers published; write a brief in which every line can be checked.

    \b
      research acme-corp                              the example that comes with it
      research new hooli --site https://hooli.example
      research hooli                                  collect, and write profiles/hooli/brief.md

    `research COMPANY` is `research brief COMPANY`.
    """


@cli.command()
@click.argument("company")
@click.option("--site", help="The company's address; with no profile yet, one is made.")
@click.option("-o", "--output", type=click.Path(dir_okay=False, allow_dash=True), help="Write here; “-” is stdout.")
@_collect_options
@_quiet_options
@_profiles_option
def brief(company: str, site: str | None, output: str | None, profiles: Path | None, **flags: Any) -> None:
    """Collect what is missing or stale, write the brief, say where it is.

    \b
      research brief acme-corp
      research brief hooli --site https://hooli.example
    """
    from research.render.markdown import markdown
    from research.store import write_text

    began = time.monotonic()
    folder = _folder(company, profiles)
    if not (folder / "profile.toml").exists():
        if site is None:
            raise NothingReadError(
                f"no profile “{folder.name}” in {folder.parent}: whose site should be read?"
                f" Run `research new {folder.name} --site URL`"
            )
        _scaffold(company, profiles, site, None, ())
    made = _build(folder, site, flags)
    text = markdown(made)
    if output == "-":
        click.echo(text, nl=False)
        return
    target = Path(output) if output else folder / "brief.md"
    write_text(target, text)
    if not flags["quiet"]:
        _tell(_closing(made, target, time.monotonic() - began))


def _build(folder: Path, site: str | None, flags: dict[str, Any]) -> Brief:
    from research.pipeline import Options, build
    from research.profiles import load
    from research.progress import watch
    from research.store import Store

    profile = load(folder, _now())
    if site is not None:
        profile = profile.model_copy(update={"company": profile.company.model_copy(update={"site": site})})
    options = Options(
        offline=flags["offline"],
        fresh=dt.timedelta(0) if flags["fresh"] else dt.timedelta(hours=12),
        budget=flags["pages"],
        browser=not flags["no_browser"],
    )
    with Store(folder) as store, watch(quiet=flags["quiet"], verbose=flags["verbose"]) as watcher:
        return _wait(build(profile, store, now=_now, options=options, watch=watcher))


def _closing(made: Brief, target: Path, seconds: float) -> str:
    misses = f", {len(made.misses)} not read" if made.misses else ""
    return f"{target}: {len(made.pages)} pages{misses}, {len(made.questions)} questions, {seconds:.1f} s"


@cli.command()
@click.argument("company")
@click.option("--site", help="The company's address.")
@click.option("--posting", help="The job posting: an address or a file.")
@click.option("--interviewer", "interviewers", multiple=True, help="“Name, Title, URL”; may be given several times.")
@_profiles_option
def new(
    company: str, site: str | None, posting: str | None, interviewers: tuple[str, ...], profiles: Path | None
) -> None:
    """Write the profile of a company: the folder that you fill and the tool reads.

    \b
      research new hooli --site https://hooli.example --interviewer "Dana Reyes, Head of Delivery"
    """
    folder = _scaffold(company, profiles, site, posting, interviewers)
    _tell(f"{folder / 'profile.toml'} is written; fill in what you know, then run `research {folder.name}`.")


@cli.command()
@click.argument("company")
@click.option("--for", "asked_of", help="Only the questions for this interviewer (a part of the name is enough).")
@click.option("--explain", is_flag=True, help="Also the candidates that were rejected, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_profiles_option
def questions(company: str, asked_of: str | None, explain: bool, as_json: bool, profiles: Path | None) -> None:
    """Print the questions of the last brief.

    \b
      research questions acme-corp --for Dana
    """
    import json

    from research.render.terminal import question_list, rejected_list

    made = _last_brief(company, profiles)
    chosen = [q for q in made.questions if asked_of is None or asked_of.casefold() in q.asked_of.casefold()]
    if asked_of is not None and not chosen:
        raise InputError(
            f"no question for “{asked_of}”; they are for {', '.join(sorted({q.asked_of for q in made.questions}))}"
        )
    if as_json:
        click.echo(json.dumps([q.model_dump(mode="json", by_alias=True) for q in chosen], ensure_ascii=False, indent=1))
        return
    click.echo(question_list(made, chosen))
    if explain:
        click.echo(rejected_list(made))


@cli.command()
@click.argument("company")
@click.option("--format", "form", type=click.Choice(["json", "markdown", "pages"]), default="json", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(allow_dash=True), default="-", help="File (for pages: folder); “-” is stdout."
)
@_profiles_option
def export(company: str, form: str, output: str, profiles: Path | None) -> None:
    """Print the last brief in another form: JSON (schema 1), Markdown, or the text of every page read.

    \b
      research export acme-corp --format json -o brief.json
      research export acme-corp --format pages -o pages/
    """
    from research.store import write_text

    made = _last_brief(company, profiles)
    if form == "pages":
        if output == "-":
            raise InputError("--format pages writes a folder: give it with -o DIR")
        _export_pages(made, company, profiles, Path(output))
        return
    if form == "json":
        from research.render.data import to_json as render
    else:
        from research.render.markdown import markdown as render
    if output == "-":
        click.echo(render(made), nl=False)
    else:
        write_text(Path(output), render(made))


def _export_pages(made: Brief, company: str, profiles: Path | None, target: Path) -> None:
    from research.render.pages import file_name, page_text
    from research.store import write_text

    target.mkdir(parents=True, exist_ok=True)
    with _store(_folder(company, profiles)) as store:
        reader = _reader(store)
        for ref in made.pages:
            document = reader(ref.sha256)
            if document is not None:
                write_text(target / file_name(ref), page_text(document))


@cli.command()
@click.argument("company")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_profiles_option
def verify(company: str, as_json: bool, profiles: Path | None) -> None:
    """Prove every quote of the last brief against its stored capture; exit 3 when one does not stand.

    \b
      research verify acme-corp
    """
    import json

    from research.verify import verify as prove

    made = _last_brief(company, profiles)
    with _store(_folder(company, profiles)) as store:
        proofs = prove(made, _reader(store))
    bad = [p for p in proofs if p.verdict != "found"]
    if as_json:
        click.echo(json.dumps([p.model_dump(mode="json") for p in proofs], ensure_ascii=False, indent=1))
    else:
        for proof in bad:
            click.echo(f"{proof.verdict}: “{_printable(proof.citation.quote)}” ({proof.citation.url}): {proof.why}")
        click.echo(f"{len(proofs) - len(bad)} of {len(proofs)} quotes stand in their captures, to the letter.")
    if bad:
        sys.exit(3)


@cli.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@_profiles_option
def list_(as_json: bool, profiles: Path | None) -> None:
    """List the profiles: the next interview first, and how fresh each brief is.

    \b
      research list
    """
    import json

    from research.listing import entries
    from research.render.terminal import profile_list

    found = entries(_root(profiles), _now())
    if as_json:
        click.echo(json.dumps([e.model_dump(mode="json") for e in found], ensure_ascii=False, indent=1))
    else:
        click.echo(profile_list(found, _now()))


@cli.command()
@click.argument("company")
@click.argument("what", required=False)
@_profiles_option
def show(company: str, what: str | None, profiles: Path | None) -> None:
    """Show where a line comes from: Q3 (a question), 12 (a source number), or nothing for the pages and misses.

    \b
      research show acme-corp Q3
    """
    from research.render.terminal import page_list, show_citation, show_question

    made = _last_brief(company, profiles)
    if what is None:
        click.echo(page_list(made))
        return
    question = next((q for q in made.questions if q.id.casefold() == what.casefold()), None)
    with _store(_folder(company, profiles)) as store:
        reader = _reader(store)
        if question is not None:
            click.echo(show_question(question, reader))
            return
        citation = _numbered(made, what)
        click.echo(show_citation(citation, reader(citation.document)))


def _numbered(made: Brief, what: str) -> Citation:
    from research.render.markdown import numbered_citations

    cited = numbered_citations(made)
    if not what.isdigit() or not 1 <= int(what) <= len(cited):
        ids = ", ".join(q.id for q in made.questions)
        raise InputError(
            f"there is no “{what}” in the brief: name a question ({ids}) or a source from 1 to {len(cited)}"
        )
    return cited[int(what) - 1]


@cli.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def doctor(as_json: bool) -> None:
    """Say what works on this machine: browser, certificates, time zones, store.

    \b
      research doctor
    """
    import json

    from research.doctor import checks

    found = checks()
    if as_json:
        click.echo(json.dumps([{"what": w, "works": ok, "detail": d} for w, ok, d in found], indent=1))
        return
    for what, ok, detail in found:
        click.echo(f"{'ok  ' if ok else 'MISS'} {what}: {detail}")


@cli.command()
def setup() -> None:
    """Find a browser for pages that only scripts build, or fetch one.

    \b
      research setup
    """
    from research.collect.finding import setup as find_or_fetch

    found = find_or_fetch(_tell)
    click.echo(f"browser: {found.name} ({found.executable}, {found.how})")


# --- what the commands share ---


def _now() -> dt.datetime:
    return dt.datetime.now().astimezone()


def _root(profiles: Path | None) -> Path:
    from research.profiles import find_root

    return find_root(profiles, os.environ, Path.cwd())


def _folder(company: str, profiles: Path | None) -> Path:
    from research.profiles import slug_of

    return _root(profiles) / slug_of(company)


def _scaffold(
    company: str, profiles: Path | None, site: str | None, posting: str | None, interviewers: Sequence[str]
) -> Path:
    from research.profiles import scaffold

    return scaffold(_root(profiles), company, site, posting, interviewers)


def _store(folder: Path) -> Store:
    from research.store import Store

    return Store(folder, write=False)


def _last_brief(company: str, profiles: Path | None) -> Brief:
    folder = _folder(company, profiles)
    if not folder.exists():
        raise InputError(f"no profile “{folder.name}” in {folder.parent}; run `research list` to see what is there")
    with _store(folder) as store:
        made = store.last_brief()
    if made is None:
        raise StoreError(f"{folder}: no brief has been made yet (run `research {folder.name}`)")
    return made


def _reader(store: Store) -> Callable[[str], Document | None]:
    from research import extract

    def read(sha256: str) -> Document | None:
        page = store.capture(sha256)
        return None if page is None else extract.read(page)

    return read


def _wait(work: Coroutine[Any, Any, T]) -> T:
    import asyncio

    return asyncio.run(work)
