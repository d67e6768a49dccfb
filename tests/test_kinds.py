"""Kinds of links and documents: addresses and link texts in many languages, and content that says otherwise."""

from __future__ import annotations

import datetime as dt
import time

import pytest

from research.kinds import is_named, kind_of_link
from research.models import Citation, Document, DocumentLink, Kind, Passage, Person
from research.page_kinds import kind_of_document

NOW = dt.datetime(2026, 11, 25, tzinfo=dt.UTC)
SITE = "https://www.acme.example"


def document(path: str = "/page", *passages: Passage, **fields: object) -> Document:
    """A Document built by hand."""
    base: dict[str, object] = {
        "url": SITE + path, "final_url": SITE + path, "kind": "other", "sha256": "0" * 64, "way": "http",
        "fetched_at": NOW, "passages": passages,
    }  # fmt: skip
    return Document.model_validate(base | fields)


def heading(text: str, level: int = 2) -> Passage:
    return Passage(id=text[:20], text=text, block="heading", level=level)


def paragraph(words: int) -> Passage:
    return Passage(id=f"p{words}", text="word " * words)


def person(name: str) -> Person:
    cite = Citation(
        url=SITE, quote=name, document="0" * 64, passage="p", start=0, end=len(name), fetched_at=NOW
    )  # fmt: skip
    return Person(name=name, job_title="Engineer", citations=(cite,))


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "home"), ("/en/", "home"), ("/index.html", "home"), ("/de-de", "home"),
        ("/about", "about"), ("/about-us.html", "about"), ("/aboutus", "about"), ("/who-we-are/", "about"),
        ("/mission", "about"), ("/our-story", "about"), ("/directors-message", "about"), ("/roadmap-2025/", "about"),
        ("/company", "about"), ("/us/en/about", "about"), ("/organization/", "about"), ("/about/funding/", "about"),
        ("/team", "team"), ("/company/leadership", "team"), ("/en-us/company/board-of-directors.html", "team"),
        ("/people", "team"), ("/team/engineering", "team"), ("/acme-team", "team"), ("/founders/", "team"),
        ("/team/jane-doe", "person"), ("/author/jane", "person"), ("/blog/author/jane-doe/", "person"),
        ("/people/ana-maria-ruiz", "person"), ("/profile/j.doe", "person"),
        ("/careers", "careers"), ("/jobs/", "careers"), ("/careers/join", "careers"), ("/careers/benefits", "careers"),
        ("/join-us", "careers"), ("/company/careers/", "careers"), ("/work-with-us", "careers"),
        ("/jobs/2022/some-job", "posting"), ("/careers/positions/x", "posting"), ("/jobs/48213", "posting"),
        ("/careers/senior-data-engineer", "posting"), ("/careers/engineering/senior-developer", "posting"),
        ("/careers/positions/send-your-cv--77d1c499-8722-41ad-9985-e163d76b0e39/", "posting"),
        ("/values", "values"), ("/culture", "values"), ("/how-we-work", "values"), ("/our-core-values", "values"),
        ("/company/culture", "values"), ("/diversity-equity-and-inclusion", "values"),
        ("/blog/", "news"), ("/news", "news"), ("/blog/page/3", "news"), ("/blog/2024", "news"),
        ("/blog/2024/why-we-moved", "article"), ("/blog/hiring-a-team", "article"), ("/2023/10/30/x-y/", "article"),
        ("/news/2024-05-01-acme-opens-berlin", "article"), ("/story/a-long-way-home", "article"),
        ("/press", "press"), ("/company/press/page/2/", "press"), ("/press-releases", "press"),
        ("/press/acme-raises-ten-million-dollars", "article"), ("/investors", "press"),
        ("/products", "products"), ("/services/", "products"), ("/pricing", "products"),
        ("/products/rocket", "products"),
        ("/membership/", "products"), ("/what-we-do", "products"), ("/platform/", "products"),
        ("/customers", "customers"), ("/case-studies/", "customers"), ("/customers/initech", "customers"),
        ("/contact", "contact"), ("/imprint", "contact"), ("/impressum/", "contact"), ("/locations", "contact"),
        ("/ueber-uns", "about"), ("/%C3%BCber-uns/", "about"), ("/unternehmen", "about"), ("/karriere/", "careers"),
        ("/stellenangebote", "careers"), ("/stellenangebote/softwareentwickler-mwd", "posting"), ("/werte", "values"),
        ("/leistungen", "products"), ("/aktuelles", "news"), ("/geschaeftsfuehrung", "team"), ("/kontakt", "contact"),
        ("/qui-sommes-nous", "about"), ("/rencontrez-lequipe/", "team"), ("/equipe", "team"),
        ("/carrieres/", "careers"),
        ("/notre-%C3%A9quipe", "team"), ("/nos-valeurs/", "values"), ("/actualites", "news"), ("/blogue/", "news"),
        ("/rejoindre-notre-equipe", "careers"), ("/suite-de-produits/", "products"), ("/mentions-legales", "contact"),
        ("/sobre-nosotros", "about"), ("/equipo", "team"), ("/trabaja-con-nosotros", "careers"), ("/valores", "values"),
        ("/chi-siamo", "about"), ("/lavora-con-noi", "careers"), ("/i-nostri-valori", "values"),
        ("/quem-somos", "about"), ("/trabalhe-conosco", "careers"), ("/over-ons", "about"), ("/vacatures", "careers"),
        ("/vacatures/data-engineer", "posting"), ("/o-nas", "about"), ("/kariera", "careers"), ("/om-oss", "about"),
        ("/lediga-jobb", "careers"), ("/vara-varderingar", "values"),
        ("/%E6%8E%A1%E7%94%A8%E6%83%85%E5%A0%B1", "careers"), ("/会社概要", "about"), ("/ブログ", "news"),
        ("/brand/illustration/principles", "other"), ("/company/policies/", "other"),
        ("/standing-board-with-wheels", "other"),
        ("/winter-storm-about-to-hit-the-coast", "other"), ("/human-capital-management", "other"),
        ("/parking", "other"),
    ],
)  # fmt: skip
def test_the_address_tells_the_kind(path: str, kind: Kind) -> None:
    """Whole words of the path, in ten languages and more, tell what a page is for."""
    assert kind_of_link(SITE + path) == kind


@pytest.mark.parametrize(
    ("url", "text", "kind"),
    [
        (SITE + "/p/17", "Our Team", "team"), (SITE + "/p/18", "Unsere Werte", "values"),
        (SITE + "/x", "採用情報", "careers"),
        (SITE + "/organization", "Our team", "team"), (SITE + "/company", "Company", "about"),
        (SITE + "/careers", "Team", "careers"), (SITE + "/x", "About Acme", "about"),
        (SITE + "/x", "Read what our customers say about the new rocket engines of ours", "other"),
        ("pages/about-us.html", "", "about"), ("pages/index.html", "", "home"),
        ("pages/Our team - Acme.html", "", "team"),
        (SITE + "/team/jane", "Jane Doe", "person"), (SITE + "/?page=about", "", "about"),
        ("https://careers.acme.example/", "", "careers"), ("https://careers.acme.example/jobs/123", "", "posting"),
        ("https://blog.acme.example/why-we-moved", "", "article"), ("https://jobs.lever.co/acme", "", "careers"),
        ("https://jobs.lever.co/acme/1b2c-3d", "", "posting"), ("https://boards.greenhouse.io/acme", "", "careers"),
        ("https://boards.greenhouse.io/acme/jobs/42", "", "posting"), ("https://acme.recruitee.com/", "", "careers"),
        ("https://acme.recruitee.com/o/data-engineer", "", "posting"), (SITE + "/careers?gh_jid=42", "", "posting"),
    ],
)  # fmt: skip
def test_text_and_host_tell_the_kind_when_the_path_does_not(url: str, text: str, kind: Kind) -> None:
    """The link's text, a subdomain, or an applicant board tell the kind."""
    assert kind_of_link(url, text) == kind


def test_a_named_page_is_told_from_one_below_it() -> None:
    """/careers is named itself, /company/brand is not."""
    assert is_named(SITE + "/us/en/careers.html")
    assert is_named("https://careers.acme.example/")
    assert is_named("https://jobs.lever.co/acme")
    assert not is_named(SITE + "/about/parking")
    assert not is_named(SITE + "/")


@pytest.mark.parametrize(
    "url", ["", "http://[", "mailto:a@b", "https://a.example/" + "a/" * 5000, "//", "https://a.example/%ff%fe"]
)
def test_any_address_has_a_kind(url: str) -> None:
    """Broken and endless addresses end as some kind, never as an error."""
    assert kind_of_link(url, "x" * 100_000)


def test_telling_the_kind_is_linear() -> None:
    """A hostile slug of a hundred thousand words costs no more than reading it."""
    start = time.perf_counter()
    kind_of_link(SITE + "/" + "team-" * 100_000)
    assert time.perf_counter() - start < 1.0


def test_people_cards_make_a_team_page_of_an_unknown_one() -> None:
    """Four people with titles: a team page; an about page with them stays about."""
    people = tuple(person(f"Jane Doe{i}") for i in range(4))
    assert kind_of_document(document("/humans", heading("Meet the team"), people=people), "other") == "team"
    assert kind_of_document(document("/course", paragraph(900), people=people), "other") == "other"
    assert kind_of_document(document("/about", people=people), "about") == "about"
    assert kind_of_document(document("/humans", heading("Our team"), people=people[:2]), "other") == "other"


def test_a_job_posting_in_the_markup_makes_a_posting() -> None:
    """One JobPosting is a posting, several are a list; the teaser of the only one does not make its list one."""
    job: dict[str, object] = {"@type": "JobPosting", "title": "Engineer"}
    assert kind_of_document(document(structured=(job,)), "other") == "posting"
    assert kind_of_document(document(structured=(job, job)), "careers") == "careers"
    only = (DocumentLink(url=f"{SITE}/jobs/engineer"),)
    assert kind_of_document(document("/jobs", structured=(job,), links=only), "careers") == "careers"
    assert kind_of_document(document("/jobs", structured=(job,)), "careers") == "posting"


def test_headings_make_a_posting() -> None:
    """What you will do, what you bring and how to apply: a posting, in other languages too."""
    english = (heading("What you’ll do"), heading("Requirements"), heading("How to apply"))
    assert kind_of_document(document("/x", *english), "other") == "posting"
    german = (heading("Deine Aufgaben"), heading("Dein Profil"), heading("Wir bieten"))
    assert kind_of_document(document("/x", *german), "careers") == "posting"
    assert kind_of_document(document("/x", heading("Benefits"), heading("How to apply")), "careers") == "careers"


def test_lists_of_openings_and_articles_are_told_from_their_links() -> None:
    """Three openings make a careers page, six articles a list of news."""
    jobs = tuple(DocumentLink(url=f"{SITE}/jobs/role-{i}") for i in range(3))
    assert kind_of_document(document("/grow", links=jobs), "other") == "careers"
    posts = tuple(DocumentLink(url=f"{SITE}/blog/post-{i}") for i in range(6))
    assert kind_of_document(document("/writing", links=posts), "other") == "news"


def test_a_dated_text_is_an_article_only_where_the_address_leaves_it_open() -> None:
    """A page marked as an article becomes one; a press page with a date stays a press page."""
    fields: dict[str, object] = {
        "published": dt.date(2026, 5, 1),
        "published_from": "json-ld",
        "author": "Jane Doe",
        "meta": {"og:type": "article"},
    }
    assert kind_of_document(document("/why-we-moved", paragraph(200), **fields), "other") == "article"
    assert kind_of_document(document("/company/press/", paragraph(200), **fields), "press") == "press"
    assert kind_of_document(document("/why-we-moved", paragraph(20), **fields), "other") == "other"


def test_the_guess_stays_unless_the_content_speaks_clearly() -> None:
    """An empty document keeps every guess; the site's root is home."""
    for kind in ("about", "team", "careers", "posting", "values", "news", "article", "press", "products", "contact"):
        assert kind_of_document(document("/x/y"), kind) == kind  # type: ignore[arg-type]
    assert kind_of_document(document("/"), "other") == "home"
    assert kind_of_document(document("/"), "person") == "person"


def test_a_main_heading_names_an_unknown_page() -> None:
    """ "Our values" or "Equipo" as the page's main heading is enough where the address says nothing."""
    assert kind_of_document(document("/p7", heading("Our values", 1)), "other") == "values"
    assert kind_of_document(document("/p8", heading("Nuestro equipo", 1)), "other") == "team"
