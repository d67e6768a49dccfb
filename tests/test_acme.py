"""The shipped example, run as a stranger would: the command, the brief, the proof."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLE = Path(__file__).resolve().parent.parent / "profiles" / "acme-corp"


def research(*args: str, cwd: Path, status: int = 0) -> subprocess.CompletedProcess[str]:
    """Run the command line in a process of its own and check its exit status."""
    done = subprocess.run(
        [sys.executable, "-m", "research", *args], cwd=cwd, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == status, done.stderr
    assert "Traceback" not in done.stderr
    return done


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the example in ./profiles and its brief made."""
    folder = tmp_path_factory.mktemp("acme")
    shutil.copytree(EXAMPLE, folder / "profiles" / "acme-corp", ignore=shutil.ignore_patterns("brief.*", "*.sqlite*"))
    research("acme-corp", cwd=folder)
    return folder


@pytest.fixture(scope="module")
def brief(home: Path) -> str:
    """The Markdown brief."""
    return (home / "profiles" / "acme-corp" / "brief.md").read_text("utf-8")


@pytest.fixture(scope="module")
def data(home: Path) -> dict:
    """The JSON brief."""
    return json.loads(research("export", "acme-corp", "--format", "json", cwd=home).stdout)


def test_the_brief_has_every_section(brief: str) -> None:
    """The outline of the brief is whole and in order."""
    heads = re.findall(r"^## (.+)$", brief, re.M)
    assert heads == [
        "Carry-over from earlier rounds", "At a glance", "Why this role, why now", "What changed lately",
            "Who you meet", "Questions",
        "Your stories (90 seconds each; the blanks are yours)", "Say it like them, and what stands behind their words",
            "Check and careful", "Looked for and not found", "Sources",
    ]  # fmt: skip


def test_the_brief_names_whom_to_meet_and_when(brief: str) -> None:
    """Both interviewers stand in the header, days ahead of today."""
    head = brief.split("## At a glance")[0]
    assert "Dana Reyes" in head
    assert "Tomás Okafor" in head
    assert "★" in head


def test_questions_are_many_and_three_are_starred(data: dict) -> None:
    """Ten questions for two people: three to ask and two in reserve each, each with a quote."""
    questions = data["questions"]
    assert len(questions) >= 8
    assert sum(q["starred"] for q in questions) == 3
    assert {q["for"] for q in questions} == {"Dana Reyes", "Tomás Okafor"}
    assert all(q["citations"] for q in questions)
    assert len({q["frame"] for q in questions}) == len(questions)


def test_a_question_cites_the_lines_that_it_is_about(data: dict) -> None:
    """Every line cited under the question about RabbitMQ speaks of RabbitMQ."""
    (asked,) = [q for q in data["questions"] if "RabbitMQ" in q["text"]]
    assert len(asked["citations"]) == 2
    assert all("RabbitMQ" in c["quote"] for c in asked["citations"])


def test_every_footnote_is_explained(brief: str) -> None:
    """Each [^label] of the page has its line among the sources, and no source is unused."""
    page, sources = brief.split("## Sources")
    used = set(re.findall(r"\[\^([a-z0-9-]+)\]", page))
    given = re.findall(r"^\[\^([a-z0-9-]+)\]: ", sources, re.M)
    assert used == set(given)
    assert len(given) == len(set(given))


def test_verify_proves_every_quote(home: Path) -> None:
    """Every quote stands in its stored capture, to the letter."""
    proofs = json.loads(research("verify", "acme-corp", "--json", cwd=home).stdout)
    assert len(proofs) > 80
    assert {p["verdict"] for p in proofs} == {"found"}
    assert all(p["why"] == "" for p in proofs)


def test_verify_fails_when_a_quote_does_not_stand(home: Path, tmp_path: Path) -> None:
    """A brief whose quote was altered is refused with status 3 and the quote is named."""
    from research.models import Brief
    from research.store import Store

    folder = tmp_path / "profiles" / "acme-corp"
    shutil.copytree(home / "profiles" / "acme-corp", folder)
    with Store(folder) as store:
        made = store.last_brief()
        assert made is not None
        first = made.questions[0]
        forged = first.citations[0].model_copy(update={"quote": "we never fail"})
        question = first.model_copy(update={"citations": (forged, *first.citations[1:])})
        altered: Brief = made.model_copy(update={"questions": (question, *made.questions[1:])})
        store.save_brief(altered)
    done = research("verify", "acme-corp", cwd=tmp_path, status=3)
    assert "we never fail" in done.stdout


@pytest.mark.parametrize(
    "trap",
    [
        "Marian Holt",
        "Declan Moriarty",
        "14 billion",
        "38%",
        "22%",
        "Lisbon",
        "best employer",
        "bees",
        "two children",
        "tired",
    ],
)
def test_traps_of_the_pages_stay_out(brief: str, trap: str) -> None:
    """No testimonial, market size, customer's result, event, hidden order or private line is in the brief."""
    assert trap not in brief


def test_staff_are_found_and_customers_are_not(data: dict) -> None:
    """Sixteen staff with titles, the board, advisers and the former apart, nobody from the testimonials."""
    groups: dict[str, list[str]] = {}
    for person in data["people"]:
        groups.setdefault(person["group"], []).append(person["name"])
    assert len(groups["staff"]) + len(groups["leadership"]) == 16
    assert len(groups["board"]) == 2
    assert groups["adviser"] == ["Dr Amara Diallo"] or groups["adviser"] == ["Amara Diallo"]
    assert groups["former"] == ["Colm Fahey"]
    assert all(p["job_title"] for p in data["people"] if p["group"] != "former")


def test_a_contradiction_is_shown_side_by_side(brief: str) -> None:
    """The pages give two head counts: both are shown, neither is chosen."""
    careful = brief.split("## Check and careful")[1].split("##")[0]
    assert "160 people" in careful
    assert "150 people" in careful


def test_money_and_head_count_are_found(data: dict) -> None:
    """A round of funding told after its date, and both head counts, are facts of the company."""
    values = {(f["kind"], f["value"]) for f in data["company"]["facts"]}
    assert {("employees", "160"), ("employees", "150"), ("offices", "Rotterdam")} <= values
    assert any(kind == "funding" and "24 million" in value for kind, value in values)


def test_the_second_run_says_the_same(home: Path, brief: str) -> None:
    """Run again from the same folder, the brief is the same to the byte."""
    research("acme-corp", cwd=home)
    assert (home / "profiles" / "acme-corp" / "brief.md").read_text("utf-8") == brief


def test_markdown_goes_to_a_pipe(home: Path, brief: str) -> None:
    """`-o -` prints the same brief to stdout and nothing else."""
    assert research("brief", "acme-corp", "-o", "-", cwd=home).stdout == brief


def test_the_year_after_next_the_example_still_holds(home: Path) -> None:
    """A year and a half from now the example still has its interview ahead and enough questions."""
    import datetime as dt

    from research.cli.progress import _Quiet as Quiet
    from research.pipeline import Library, compose
    from research.pipeline import _read_folder as read_folder
    from research.profiles import load

    later = dt.datetime.now().astimezone() + dt.timedelta(days=550)
    profile = load(home / "profiles" / "acme-corp", later)
    library = Library()
    read_folder(profile, library, later, Quiet())
    made = compose(profile, library, later)
    assert all(i.at is not None and i.at > later for i in made.interviews)
    assert len(made.questions) >= 8


def test_show_tells_where_a_line_comes_from(home: Path, data: dict) -> None:
    """`show Q1` prints the quote with its page and the passage around it; a number shows one source."""
    shown = research("show", "acme-corp", "Q1", cwd=home).stdout
    assert data["questions"][0]["citations"][0]["url"] in shown
    assert "under:" in research("show", "acme-corp", "1", cwd=home).stdout
    assert "Q1" in research("show", "acme-corp", "Q99", cwd=home, status=2).stderr


def test_list_counts_down(home: Path) -> None:
    """`list` shows the profile, the days to go and the age of the brief."""
    listed = research("list", cwd=home).stdout
    assert "acme-corp" in listed
    assert "in " in listed
    assert "questions" in listed
    assert max(map(len, listed.splitlines())) <= 80


def test_questions_fit_eighty_columns(home: Path) -> None:
    """`questions` wraps at 80 columns, and `--for` takes a part of a name."""
    printed = research("questions", "acme-corp", "--for", "dana", cwd=home).stdout
    assert max(map(len, printed.splitlines())) <= 80
    assert "Tomás" not in printed.splitlines()[0]
    research("questions", "acme-corp", "--for", "nobody", cwd=home, status=2)
