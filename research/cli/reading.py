"""Commands that print what was made: questions, export, verify, list, show."""

from __future__ import annotations

import datetime as dt
import os
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from research.cli.completing import company_argument, person_option
from research.cli.forms import html_text, look, pdf_bytes
from research.cli.shared import (
    brief_at_a_glance,
    known_folder,
    last_brief,
    now,
    open_store,
    printable,
    profile_folder,
    profiles_option,
    profiles_root,
    reader_of,
    tell,
)
from research.errors import InputError, LocalTroubleError

if TYPE_CHECKING:
    from research.models import Brief, Citation, Document, Question


@click.command()
@company_argument
@person_option("--for", "asked_of", help="Only the questions for this interviewer (a part of the name is enough).")
@click.option("--explain", is_flag=True, help="Also the candidates that were rejected, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def questions(company: str, asked_of: str | None, explain: bool, as_json: bool, profiles: Path | None) -> None:
    """Print the questions of the last brief.

    \b
      research questions acme-corp --for Dana
    """
    if as_json:
        import json

        chosen = _asked_of(last_brief(company, profiles), asked_of)
        click.echo(json.dumps([q.model_dump(mode="json", by_alias=True) for q in chosen], ensure_ascii=False, indent=1))
        return
    try:
        shown = _question_lists(brief_at_a_glance(company, profiles), asked_of, explain)
    except AttributeError:  # written by an earlier version, which knew less: the vocabulary fills in what it lacks
        shown = _question_lists(last_brief(company, profiles), asked_of, explain)
    for part in shown:
        click.echo(part, color=True)


def _asked_of(made: Brief, name: str | None) -> list[Question]:
    from research.text import bare

    chosen = [q for q in made.questions if name is None or bare(name) in bare(q.asked_of)]
    if name is not None and not chosen:
        them = ", ".join(sorted({q.asked_of for q in made.questions}))
        raise InputError(f"no question for “{name}”; they are for {them}")
    return chosen


def _question_lists(made: Brief, asked_of: str | None, explain: bool) -> list[str]:
    from research.render.terminal import question_list, rejected_list

    return [question_list(made, _asked_of(made, asked_of), look()), *([rejected_list(made, look())] if explain else [])]


@click.command()
@company_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "markdown", "html", "pdf", "pages"]),
    default="json",
    show_default=True,
)
@click.option(
    "-o",
    "--output",
    type=click.Path(allow_dash=True),
    help="File (for pages: folder); “-” is stdout. HTML and PDF go to brief.html and brief.pdf of the profile.",
)
@click.option(
    "--paper", type=click.Choice(["a4", "letter"], case_sensitive=False), help="For PDF (default: by your locale)."
)
@profiles_option
def export(company: str, form: str, output: str | None, paper: str | None, profiles: Path | None) -> None:
    """Write the last brief in another form: JSON (schema 1), Markdown, HTML, PDF, or the text of every page read.

    \b
      research export acme-corp --format html
      research export acme-corp --format pdf --paper letter -o brief.pdf
      research export acme-corp --format json -o brief.json
      research export acme-corp --format pages -o pages/
    """
    if paper is not None and form != "pdf":
        raise InputError(f"--paper is for --format pdf, not for {form}")
    made = last_brief(company, profiles)
    if form == "pages":
        if output in (None, "-"):
            raise InputError("--format pages writes a folder: give it with -o DIR")
        _export_pages(made, company, profiles, Path(str(output)))
        return
    if output is None:
        output = "-" if form in ("json", "markdown") else str(profile_folder(company, profiles) / f"brief.{form}")
    if form == "pdf":
        _put_bytes(pdf_bytes(made, company, profiles, paper), output)
    else:
        _put_text(_text_of(made, form, company, profiles), output)


def _text_of(made: Brief, form: str, company: str, profiles: Path | None) -> str:
    if form == "html":
        return html_text(made, company, profiles)
    if form == "json":
        from research.render.data import to_json

        return to_json(made)
    from research.render.markdown import markdown

    return markdown(made)


def _put_text(text: str, output: str) -> None:
    from research.store import write_text

    if output == "-":
        click.echo(text, nl=False)
        return
    write_text(Path(output), text)
    tell(printable(output))


def _put_bytes(content: bytes, output: str) -> None:
    if output == "-":
        sys.stdout.buffer.write(content)
        return
    target = Path(output)
    scratch = target.with_name(f".{target.name[:100]}.{os.getpid()}.part")
    try:
        with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(content)
        scratch.replace(target)
    except OSError as error:
        scratch.unlink(missing_ok=True)
        raise LocalTroubleError(f"{target}: cannot be written ({error.strerror})") from error
    tell(printable(output))


def _export_pages(made: Brief, company: str, profiles: Path | None, target: Path) -> None:
    from research.render.pages import file_name, page_text
    from research.store import write_text

    target.mkdir(parents=True, exist_ok=True)
    with open_store(known_folder(company, profiles)) as store:
        reader = reader_of(store)
        for ref in made.pages:
            document = reader(ref.sha256)
            if document is not None:
                write_text(target / file_name(ref), page_text(document))


@click.command()
@company_argument
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def verify(company: str, as_json: bool, profiles: Path | None) -> None:
    """Prove every quote of the last brief against its stored capture; exit 3 when one does not stand.

    \b
      research verify acme-corp
    """
    import json

    from research.verify import verify as prove

    made = last_brief(company, profiles)
    with open_store(known_folder(company, profiles)) as store:
        proofs = prove(made, reader_of(store))
    bad = [p for p in proofs if p.verdict != "found"]
    if as_json:
        click.echo(json.dumps([p.model_dump(mode="json") for p in proofs], ensure_ascii=False, indent=1))
    else:
        for proof in bad:
            click.echo(f"{proof.verdict}: “{printable(proof.citation.quote)}” ({proof.citation.url}): {proof.why}")
        click.echo(f"{len(proofs) - len(bad)} of {len(proofs)} quotes stand in their captures, to the letter.")
    if bad:
        sys.exit(3)


def _moment(value: dt.datetime) -> str:
    return value.isoformat()


@click.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def list_(as_json: bool, profiles: Path | None) -> None:
    """List the profiles: the next interview first, and how fresh each brief is.

    \b
      research list
    """
    import json
    from dataclasses import asdict

    from research.listing import entries
    from research.render.terminal import profile_list

    found = entries(profiles_root(profiles), now())
    if as_json:
        click.echo(json.dumps([asdict(e) for e in found], default=_moment, ensure_ascii=False, indent=1))
    else:
        click.echo(profile_list(found, now(), look()), color=True)


@click.command()
@company_argument
@click.argument("what", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def show(company: str, what: str | None, as_json: bool, profiles: Path | None) -> None:
    """Show where a line comes from: Q3 (a question), 12 or about-k7 (a source); or the pages and misses.

    \b
      research show acme-corp Q3
      research show acme-corp 12 --json
    """
    import json

    from research.render.terminal import page_list, show_citation, show_question

    made = last_brief(company, profiles)
    question = next((q for q in made.questions if what and q.id.casefold() == what.casefold()), None)
    citations = question.citations if question else (_numbered(made, what),) if what else ()
    with open_store(known_folder(company, profiles)) as store:
        reader = reader_of(store)
        if as_json:
            shown = _shown(made, question, citations, reader)
            click.echo(json.dumps(shown, ensure_ascii=False, indent=1))
        elif question is not None:
            click.echo(show_question(question, reader, made, look()), color=True)
        elif citations:
            click.echo(show_citation(citations[0], reader(citations[0].document), made, look()), color=True)
        else:
            click.echo(page_list(made, look()), color=True)


def _shown(
    made: Brief, question: Question | None, citations: Sequence[Citation], reader: Callable[[str], Document | None]
) -> dict[str, Any]:
    """What `show --json` prints: pages and misses, or a question, or a citation, each quote in its context."""
    from dataclasses import asdict

    from research.render.context import context_of

    if not citations:
        return {
            "pages": [p.model_dump(mode="json") for p in made.pages],
            "misses": [m.model_dump(mode="json") for m in made.misses],
        }
    contexts = [context_of(c, reader(c.document)) for c in citations]
    cited = [
        {**c.model_dump(mode="json"), "context": asdict(found) if found else None}
        for c, found in zip(citations, contexts, strict=True)
    ]
    return {**question.model_dump(mode="json", by_alias=True), "citations": cited} if question else cited[0]


def _numbered(made: Brief, what: str) -> Citation:
    """Return the source of a number (HTML and PDF print it) or of a footnote's label (Markdown)."""
    from research.render.markdown import labelled_citations

    labelled = labelled_citations(made)
    cited = list(labelled.values())
    label = what.strip("[^]").casefold()
    if label in labelled:
        return labelled[label]
    if not what.isdigit() or not 1 <= int(what) <= len(cited):
        ids = ", ".join(q.id for q in made.questions)
        raise InputError(
            f"there is no “{what}” in the brief: name a question ({ids}), a source from 1 to {len(cited)} or a label"
            f" such as {next(iter(labelled), 'about-k7')}"
        )
    return cited[int(what) - 1]
