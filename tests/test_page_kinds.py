"""Pages whose addresses tell nothing, or the wrong thing, in five languages: their content tells what they are for."""

from __future__ import annotations

import datetime as dt

import pytest

from research.extract import read
from research.kinds import kind_of_link
from research.models import Page, capture_hash
from research.page_kinds import kind_of_document

NOW = dt.datetime(2026, 11, 3, tzinfo=dt.UTC)
TOLD = "<p>We have built measuring instruments for rivers since 1982, and our customers are towns in the north.</p>"
ENGLISH = {"Dana Reyes": "Chief Executive", "Omar Haddad": "Head of Sales", "Lucy Tran": "Engineer", "Ian Ray": "Cook"}
FRENCH = {"Claire Dubois": "Directrice", "Luc Martin": "Ingénieur", "Anaïs Petit": "Comptable", "Hugo Blanc": "Chef"}
GERMAN = {
    "Jürgen Weiß": "Geschäftsführer",
    "Anna Schmidt": "Entwicklerin",
    "Lars Vogel": "Leiter",
    "Ute Klein": "Köchin",
}
JAPANESE = {"山田 太郎": "代表取締役", "佐藤 花子": "取締役", "鈴木 一郎": "エンジニア", "高橋 健": "営業部長"}


def cards(people: dict[str, str]) -> str:
    """Cards as page builders emit them: boxes in boxes, names in headings, titles in spans."""
    return "".join(
        f"<div class='col-3 card'><img src='/x.jpg' alt=''><div class=b><h4>{name}</h4><span>{title}</span></div></div>"
        for name, title in people.items()
    )


def linked(*texts: str) -> str:
    return "<ul>" + "".join(f"<li><a href='/r/{n}'>{text}</a> Oslo</li>" for n, text in enumerate(texts)) + "</ul>"


CASES = [
    ("/organization/", f"<h1>Organization</h1>{TOLD}<h2>Who does what</h2>{cards(ENGLISH)}", "about"),
    ("/p/17", f"<h1>The humans behind it</h1>{cards(ENGLISH)}", "team"),
    ("/rencontrez-lequipe/", f"<h1>Rencontrez l’équipe</h1>{cards(FRENCH)}", "team"),
    ("/humain/", f"<h1>Ceux qui font Acme</h1>{cards(FRENCH)}", "team"),
    ("/menschen/", f"<h1>Die Köpfe hinter Acme</h1>{cards(GERMAN)}", "team"),
    ("/c/4", f"<h1>役員紹介</h1>{cards(JAPANESE)}", "team"),
    ("/directors-message/", f"<h1>A message from our director</h1>{TOLD * 4}<p>Dana Reyes, Director</p>", "about"),
    ("/p/5", f"<h1>Le mot du directeur</h1>{TOLD * 4}<p>Luc Martin, directeur</p>", "about"),
    ("/p/33", f"<h1>What we stand for</h1><h3>Kindness</h3>{TOLD}<h3>Courage</h3>{TOLD}", "values"),
    ("/adn/", f"<h1>Notre ADN</h1><h2>Nos valeurs</h2><h3>Audace</h3>{TOLD}", "values"),
    ("/p/40", f"<h1>Come and work here</h1><h2>Open roles</h2>{linked('Backend Engineer', 'Designer')}", "careers"),
    ("/mitmachen/", f"<h1>Bei uns</h1><h2>Offene Stellen</h2>{linked('Entwickler', 'Leiter Vertrieb')}", "careers"),
    (
        "/r/15",
        "<h1>Backend Engineer</h1><p>We are looking for a backend engineer in Oslo.</p><p>You will build services for"
        " rivers. Send your application by 1 December.</p>",
        "posting",
    ),
    ("/a/9", "<h1>Ingénieur logiciel (H/F)</h1><h3>Vos missions</h3><p>Lire</p><h3>Votre profil</h3>", "posting"),
    ("/r/16", "<h1>Leiter Vertrieb</h1><p>Wir suchen Sie für Oslo.</p><p>Ihre Bewerbung geht an Anna.</p>", "posting"),
    ("/p/80", f"<h1>What we make</h1><h3>Flowmeter X</h3>{TOLD}", "products"),
    ("/ninki/", f"<h1>About Acme</h1>{TOLD * 3}", "about"),
    ("/x/2", f"<h1>Nuestra historia</h1>{TOLD * 3}", "about"),
    ("/x/3", f"<h1>How rivers rise</h1>{TOLD * 3}<p>Dana Reyes, Engineer, said so.</p>", "other"),
    ("/x/4", f"<h1>What the engineer saw</h1>{TOLD * 3}<p>You will see it too.</p>", "other"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body", "kind"), CASES, ids=[path for path, _, _ in CASES])
def test_the_content_tells_what_a_page_is_for(path: str, body: str, kind: str) -> None:
    title = body[4 : body.index("</h1>")]
    html = (
        f"<html><head><title>{title} | Acme</title></head><body><nav><a href='/'>Home</a> <a href='/p/1'>Blog</a></nav>"
        f"<main>{body}</main><footer>© Acme</footer></body></html>"
    ).encode()
    url = "https://acme.example" + path
    guess = kind_of_link(url)
    page = Page(url=url, final_url=url, kind=guess, fetched_at=NOW, sha256=capture_hash(html), body=html)
    assert kind_of_document(read(page), guess) == kind


def test_people_of_a_page_that_shows_hardly_anything_else_belong_to_the_house() -> None:
    """Unless they are quoted or named among much else: then a page of no telling name says nothing about them."""
    url = "https://acme.example/p/17"

    def groups(body: str) -> set[str]:
        html = f"<title>Humans | Acme</title><main><h1>Humans</h1>{body}</main>".encode()
        page = Page(url=url, final_url=url, fetched_at=NOW, sha256=capture_hash(html), body=html)
        return {person.group for person in read(page).people}

    assert groups(cards(ENGLISH)) == {"leadership", "staff"}
    assert groups(cards(ENGLISH) + TOLD * 8) == {"outside"}
    assert groups(cards({name: f"{title}, Borealis Ltd" for name, title in ENGLISH.items()})) == {"outside"}
