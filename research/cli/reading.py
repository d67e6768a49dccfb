"""Commands that print what was made: questions, export, verify, list, show."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from research.cli.shared import (
    last_brief,
    now,
    open_store,
    printable,
    profile_folder,
    profiles_option,
    profiles_root,
    reader_of,
)
from research.errors import InputError

if TYPE_CHECKING:
    from research.models import Brief, Citation


@click.command()
@click.argument("company")
@click.option("--for", "asked_of", help="Only the questions for this interviewer (a part of the name is enough).")
@click.option("--explain", is_flag=True, help="Also the candidates that were rejected, and why.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def questions(company: str, asked_of: str | None, explain: bool, as_json: bool, profiles: Path | None) -> None:
    """Print the questions of the last brief.

    \b
      research questions acme-corp --for Dana
    """
    import json

    from research.render.terminal import question_list, rejected_list

    made = last_brief(company, profiles)
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


@click.command()
@click.argument("company")
@click.option("--format", "form", type=click.Choice(["json", "markdown", "pages"]), default="json", show_default=True)
@click.option(
    "-o", "--output", type=click.Path(allow_dash=True), default="-", help="File (for pages: folder); “-” is stdout."
)
@profiles_option
def export(company: str, form: str, output: str, profiles: Path | None) -> None:
    """Print the last brief in another form: JSON (schema 1), Markdown, or the text of every page read.

    \b
      research export acme-corp --format json -o brief.json
      research export acme-corp --format pages -o pages/
    """
    from research.store import write_text

    made = last_brief(company, profiles)
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
    with open_store(profile_folder(company, profiles)) as store:
        reader = reader_of(store)
        for ref in made.pages:
            document = reader(ref.sha256)
            if document is not None:
                write_text(target / file_name(ref), page_text(document))


@click.command()
@click.argument("company")
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
    with open_store(profile_folder(company, profiles)) as store:
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


@click.command(name="list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
@profiles_option
def list_(as_json: bool, profiles: Path | None) -> None:
    """List the profiles: the next interview first, and how fresh each brief is.

    \b
      research list
    """
    import json

    from research.listing import entries
    from research.render.terminal import profile_list

    found = entries(profiles_root(profiles), now())
    if as_json:
        click.echo(json.dumps([e.model_dump(mode="json") for e in found], ensure_ascii=False, indent=1))
    else:
        click.echo(profile_list(found, now()))


@click.command()
@click.argument("company")
@click.argument("what", required=False)
@profiles_option
def show(company: str, what: str | None, profiles: Path | None) -> None:
    """Show where a line comes from: Q3 (a question), 12 (a source number), or nothing for the pages and misses.

    \b
      research show acme-corp Q3
    """
    from research.render.terminal import page_list, show_citation, show_question

    made = last_brief(company, profiles)
    if what is None:
        click.echo(page_list(made))
        return
    question = next((q for q in made.questions if q.id.casefold() == what.casefold()), None)
    with open_store(profile_folder(company, profiles)) as store:
        reader = reader_of(store)
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
