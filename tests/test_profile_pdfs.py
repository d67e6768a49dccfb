"""Ten public profiles saved as PDF, of different layout and language: name, headline, career, schools as printed."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from careers import Row, document, rows
from pdfs import Line, experience, one_column, saved_profile

from research.collect.finding import FoundBrowser
from research.collect.printing import print_pdf
from research.extract.career import education, professional, summary


class Case(NamedTuple):
    """A PDF, and what must be read from it; `side_first` stands in the side column, `main_last` ends the main one."""

    pdf: bytes
    name: str
    career: list[Row]
    schools: list[str]
    side_first: str = ""
    main_last: str = ""
    withheld: int = 0
    summary: str = ""


def side(*parts: tuple[str, Sequence[str]]) -> list[Line]:
    """Return a side column: each heading in 13 points over its lines."""
    return [line for head, rows in parts for line in ((head, 13.0), *((row, 10.5) for row in rows), ("", 0.0))]


def head(name: str, headline: str, place: str) -> list[Line]:
    """Return what stands on top of the main column."""
    return [(name, 26), (headline, 12), (place, 12), ("", 0)]


def school(heading: str, *schools: tuple[str, str]) -> list[Line]:
    """Return the section of schools: name and degree."""
    return [(heading, 15.75), *(line for name, degree in schools for line in ((name, 12.0), (degree, 10.5)))]


LONG = (
    "Responsible for the planning of vessels, berths and crews in four harbours. Cut waiting time by a third, brought"
    " the accident rate down, and taught six planners who now run their own desks. Wrote the handbook that all harbours"
    " of the group use, and moved the night desk from paper to a shared plan that anybody can read. "
)


def english() -> Case:
    """Three pages; three positions under one employer with the whole length above them."""
    main = head("Kirsten O'Malley-Brandt", "Director of Operations at Tidewater Harbours | Logistics | Safety",
                "Greater Hull Area, United Kingdom")  # fmt: skip
    main += [("Summary", 15.75), (LONG * 2, 12), ("", 0), ("Experience", 15.75)]
    main += experience(
        ("Tidewater Harbours", "8 years 2 months", [
            ("Director of Operations", "October 2022 - Present (4 years 2 months)",
             "Hull, England, United Kingdom", LONG * 2),
            ("Head of Berth Planning", "June 2020 - September 2022 (2 years 4 months)", "", LONG * 3),
            ("Senior Planner", "October 2018 - May 2020 (1 year 8 months)", "Immingham, England, United Kingdom",
             LONG),
        ]),
        ("North & Sons Shipping Ltd.", "", [("Vessel Planner", "March 2013 - September 2018 (5 years 7 months)",
         "Grimsby", LONG * 3)]),
        ("Royal Navy", "", [("Navigator", "2008 - 2013 (5 years)", "", "")]),
    )  # fmt: skip
    main += school("Education", ("University of Hull", "Bachelor of Science - BS, Logistics · (2005 - 2008)"))
    left = side(
        ("Contact", ["+44 20 7946 0000 (Work)", "www.linkedin.com/in/kirsten-", "omalley-brandt (LinkedIn)"]),
        ("Top Skills", ["Port Operations", "Safety", "Crew Planning"]),
        ("Languages", ["English (Native or Bilingual)", "Danish (Elementary)"]),
        ("Certifications", ["Chartered Member of the Institute of Logistics"]),
    )
    career: list[Row] = [
        ("Director of Operations", "Tidewater Harbours", "2022-10", "now"),
        ("Head of Berth Planning", "Tidewater Harbours", "2020-06", "2022-09"),
        ("Senior Planner", "Tidewater Harbours", "2018-10", "2020-05"),
        ("Vessel Planner", "North & Sons Shipping Ltd.", "2013-03", "2018-09"),
        ("Navigator", "Royal Navy", "2008-01", "2013-01"),
    ]
    return Case(saved_profile(left, main), "Kirsten O'Malley-Brandt", career, ["University of Hull"], "Contact",
                "Bachelor of Science - BS, Logistics · (2005 - 2008)", 1,
                "Responsible for the planning of vessels, berths and crews in four harbours.")  # fmt: skip


def english_without_summary() -> Case:
    """No summary, no places, titles without a usual title word; an employer whose name is a trade."""
    main = [*head("Teo Vial", "Sommelier", "San Francisco Bay Area"), ("Experience", 15.75)]
    main += experience(
        ("Marketing Partners", "", [("Sommelier", "August 2023 - Present (3 years 4 months)", "", "")]),
        ("Quince", "", [("Sommelier", "May 2021 - August 2023 (2 years 4 months)", "San Francisco, California", "")]),
        ("Self-employed", "", [("Wine buyer", "2019 - 2021 (2 years)", "", "")]),
    )
    main += school("Education", ("Court of Masters School", "Advanced, Wine · (2018 - 2019)"))
    left = side(
        ("Contact", ["www.linkedin.com/in/teovial", "(LinkedIn)"]), ("Top Skills", ["Wine", "Service", "Buying"])
    )
    career: list[Row] = [
        ("Sommelier", "Marketing Partners", "2023-08", "now"),
        ("Sommelier", "Quince", "2021-05", "2023-08"),
        ("Wine buyer", "Self-employed", "2019-01", "2021-01"),
    ]
    return Case(saved_profile(left, main), "Teo Vial", career, ["Court of Masters School"], "Contact")


def french() -> Case:
    main = head("Anne-Laure Lefèvre", "Directrice des achats chez Groupe Solenne", "Lyon, Auvergne-Rhône-Alpes, France")
    main += [("Résumé", 15.75), ("Je dirige les achats de matières premières. Mariée, deux enfants.", 12), ("", 0)]
    main += [("Expérience", 15.75)]
    main += experience(
        ("Groupe Solenne", "6 ans 11 mois", [
            ("Directrice des achats", "janvier 2020 - Present (6 ans 11 mois)", "Lyon, France",
             "J'ai réduit les délais d'un tiers."),
            ("Responsable achats emballage", "février 2016 - décembre 2019 (3 ans 11 mois)", "Lyon et périphérie",
             ""),
        ]),
        ("Verreries du Rhône", "", [("Acheteuse", "septembre 2011 - janvier 2016 (4 ans 5 mois)", "", "")]),
        ("Danone", "", [("Stagiaire", "mars 2011 - août 2011 (6 mois)", "Paris", "")]),
    )  # fmt: skip
    main += school("Formation", ("EM Lyon, école de management", "Master, Achats internationaux · (2009 - 2011)"))
    left = side(
        ("Coordonnées", ["www.linkedin.com/in/annelaure-", "lefevre (LinkedIn)"]),
        ("Principales compétences", ["Négociation", "Achats", "Chaîne logistique"]),
        ("Languages", ["Français (Native or Bilingual)", "Anglais (Full Professional)"]),
    )
    career: list[Row] = [
        ("Directrice des achats", "Groupe Solenne", "2020-01", "now"),
        ("Responsable achats emballage", "Groupe Solenne", "2016-02", "2019-12"),
        ("Acheteuse", "Verreries du Rhône", "2011-09", "2016-01"),
        ("Stagiaire", "Danone", "2011-03", "2011-08"),
    ]
    return Case(saved_profile(left, main), "Anne-Laure Lefèvre", career, ["EM Lyon, école de management"],
                "Coordonnées", withheld=1, summary="Je dirige les achats de matières premières.")  # fmt: skip


def german() -> Case:
    main = head("Dr. Jörg Müßig", "Leiter Entwicklung bei Feinwerk Nord GmbH", "Kiel, Schleswig-Holstein, Deutschland")
    main += [("Zusammenfassung", 15.75), ("Ich leite die Entwicklung von Messgeräten mit 40 Leuten.", 12), ("", 0)]
    main += [("Berufserfahrung", 15.75)]
    main += experience(
        ("Feinwerk Nord GmbH", "9 Jahre 8 Monate", [
            ("Leiter Entwicklung", "Januar 2020 - Present (6 Jahre 11 Monate)", "Kiel, Deutschland",
             "Aufbau der Abteilung."),
            ("Entwicklungsingenieur", "April 2017 - Dezember 2019 (2 Jahre 9 Monate)", "", ""),
        ]),
        ("Fraunhofer-Institut für Mikrotechnik", "", [
            ("Wissenschaftlicher Mitarbeiter", "März 2012 - März 2017 (5 Jahre 1 Monat)", "Kiel und Umgebung", ""),
        ]),
        ("Bundeswehr", "", [("Fernmelder", "Juli 2005 - Juni 2006 (1 Jahr)", "", "")]),
    )  # fmt: skip
    main += school(
        "Ausbildung", ("Christian-Albrechts-Universität zu Kiel", "Dr.-Ing., Elektrotechnik · (2012 - 2016)")
    )
    left = side(
        ("Kontakt", ["www.linkedin.com/in/muessig", "(LinkedIn)"]),
        ("Top-Kenntnisse", ["Messtechnik", "Sensorik", "Teamführung"]),
        ("Languages", ["Deutsch (Native or Bilingual)"]),
        ("Certifications", ["Scrum Master I"]),
        ("Patents", ["Verfahren zur Messung kleiner Kräfte"]),
    )
    career: list[Row] = [
        ("Leiter Entwicklung", "Feinwerk Nord GmbH", "2020-01", "now"),
        ("Entwicklungsingenieur", "Feinwerk Nord GmbH", "2017-04", "2019-12"),
        ("Wissenschaftlicher Mitarbeiter", "Fraunhofer-Institut für Mikrotechnik", "2012-03", "2017-03"),
        ("Fernmelder", "Bundeswehr", "2005-07", "2006-06"),
    ]
    return Case(saved_profile(left, main), "Dr. Jörg Müßig",
     career, ["Christian-Albrechts-Universität zu Kiel"], "Kontakt",
                summary="Ich leite die Entwicklung von Messgeräten mit 40 Leuten.")  # fmt: skip


def spanish() -> Case:
    main = head(
        "María José Núñez Ortega", "Jefa de Producto en Transportes Mar Azul", "Valencia, Comunidad Valenciana, España"
    )
    main += [("Extracto", 15.75), ("Dirijo el equipo que decide qué se construye y qué no.", 12), ("", 0)]
    main += [("Experiencia", 15.75)]
    main += experience(
        ("Transportes Mar Azul", "5 años 3 meses", [
            ("Jefa de Producto", "enero de 2023 - Present (3 años 11 meses)", "Valencia, España",
             "Lancé el seguimiento de envíos."),
            ("Analista de producto", "septiembre de 2021 - diciembre de 2022 (1 año 4 meses)", "", ""),
        ]),
        ("Banco del Sur", "", [("Analista de datos", "mayo de 2017 - agosto de 2021 (4 años 4 meses)",
         "Sevilla y alrededores, España", "")]),
        ("Ayuntamiento de Sevilla", "", [("Becaria", "2016 - 2017 (menos de un año)", "", "")]),
    )  # fmt: skip
    main += school("Educación", ("Universidad de Sevilla", "Grado, Economía · (2012 - 2016)"))
    left = side(
        ("Contactar", ["www.linkedin.com/in/mjnunez", "(LinkedIn)"]),
        ("Aptitudes principales", ["Gestión de productos", "SQL", "Logística"]),
        ("Languages", ["Español (Native or Bilingual)", "Inglés (Professional Working)"]),
    )
    career: list[Row] = [
        ("Jefa de Producto", "Transportes Mar Azul", "2023-01", "now"),
        ("Analista de producto", "Transportes Mar Azul", "2021-09", "2022-12"),
        ("Analista de datos", "Banco del Sur", "2017-05", "2021-08"),
        ("Becaria", "Ayuntamiento de Sevilla", "2016-01", "2017-01"),
    ]
    return Case(saved_profile(left, main), "María José Núñez Ortega", career, ["Universidad de Sevilla"], "Contactar",
                summary="Dirijo el equipo que decide qué se construye y qué no.")  # fmt: skip


def portuguese() -> Case:
    main = head("João Pedro Gonçalves", "Gerente de Logística na Porto Claro", "São Paulo, São Paulo, Brasil")
    main += [
        ("Resumo", 15.75),
        ("Lidero a equipe que mantém os armazéns em movimento. Casado, pai de dois filhos.", 12),
    ]
    main += [("", 0), ("Experiência", 15.75)]
    main += experience(
        ("Porto Claro", "6 anos 9 meses", [
            ("Gerente de Logística", "janeiro de 2022 - Present (4 anos 11 meses)", "São Paulo, Brasil",
             "Desenvolvi o plano dos armazéns."),
            ("Coordenador de Armazém", "março de 2020 - dezembro de 2021 (1 ano 10 meses)", "", ""),
        ]),
        ("Cervejaria Sul", "", [("Analista de estoque", "fevereiro de 2015 - maio de 2019 (4 anos 4 meses)",
         "Curitiba, Paraná, Brasil", "")]),
        ("Casa Azul", "", [("Estagiário", "agosto de 2013 - setembro de 2014 (1 ano 2 meses)", "", "")]),
    )  # fmt: skip
    main += school(
        "Formação acadêmica", ("Universidade Federal do Paraná", "Bacharelado, Administração · (2010 - 2014)")
    )
    left = side(
        ("Contato", ["www.linkedin.com/in/joaopg", "(LinkedIn)"]),
        ("Principais competências", ["Estoque", "Frota", "Negociação"]),
        ("Languages", ["Português (Native or Bilingual)"]),
    )
    career: list[Row] = [
        ("Gerente de Logística", "Porto Claro", "2022-01", "now"),
        ("Coordenador de Armazém", "Porto Claro", "2020-03", "2021-12"),
        ("Analista de estoque", "Cervejaria Sul", "2015-02", "2019-05"),
        ("Estagiário", "Casa Azul", "2013-08", "2014-09"),
    ]
    return Case(saved_profile(left, main), "João Pedro Gonçalves",
     career, ["Universidade Federal do Paraná"], "Contato",
                withheld=1, summary="Lidero a equipe que mantém os armazéns em movimento.")  # fmt: skip


def split_over_pages() -> Case:
    """The second entry's title ends page 1 and its dates begin page 2; no foot."""
    main = [*head("Priya Raman", "Staff Engineer", "Chennai, Tamil Nadu, India"), ("Experience", 15.75)]
    main += experience(
        ("Harbour Analytics", "", [("Staff Engineer", "June 2021 - Present (5 years 6 months)", "", LONG * 5)])
    )
    while len(_pages([*main, ("Blue Kiosk", 12), ("Site Reliability Engineer", 11.5)])) < 2:
        main.append(("Kept the lights on.", 10.5))
    main = main[:-1]
    main += experience(
        (
            "Blue Kiosk",
            "",
            [("Site Reliability Engineer", "July 2017 - May 2021 (3 years 11 months)", "Bengaluru, India", "")],
        )
    )
    main += school("Education", ("Anna University", "Bachelor of Engineering"))
    left = side(("Contact", ["www.linkedin.com/in/priyar"]), ("Top Skills", ["Reliability", "Networks", "Kernel work"]))
    career: list[Row] = [
        ("Staff Engineer", "Harbour Analytics", "2021-06", "now"),
        ("Site Reliability Engineer", "Blue Kiosk", "2017-07", "2021-05"),
    ]
    return Case(saved_profile(left, main, foot=False), "Priya Raman", career, ["Anna University"], "Contact")


def _pages(main: list[Line]) -> list[object]:
    from pdfs import _laid_out

    return list(_laid_out(main, 360))


def single_column() -> Case:
    """A resume in one column, the dates flush right beside employer and title."""
    text: list[Line] = [
        ("Farid Haddad", 22), ("Head of Data, Beirut", 11), ("", 0), ("EXPERIENCE", 12),
        ("Cedar Insurance SAL\tJan 2021 – Present", 11), ("Head of Data", 10.5),
        ("• Built the first reserving model and a team of nine.", 10), ("", 0),
        ("Levant Telecom\tMay 2016 – Dec 2020", 11), ("Senior Data Analyst", 10.5),
        ("• Cut churn by 12%.", 10), ("", 0), ("EDUCATION", 12), ("American University of Beirut\t2011 – 2015", 11),
        ("BSc Mathematics", 10),
    ]  # fmt: skip
    career: list[Row] = [
        ("Head of Data", "Cedar Insurance SAL", "2021-01", "now"),
        ("Senior Data Analyst", "Levant Telecom", "2016-05", "2020-12"),
    ]
    return Case(one_column(text), "Farid Haddad", career, ["American University of Beirut"])


def side_column_on_the_right() -> Case:
    """A layout of resume makers: name across the page, the career left, skills and contact right."""
    from pdfs import headline_over_columns

    main: list[Line] = [
        ("EXPERIENCE", 12), ("Product Director", 11), ("Northlight Media AB", 10), ("2022 - Present", 10),
        ("Own the roadmap of three newspapers and their apps, with four teams of writers and engineers.", 10), ("",
         0),
        ("Product Manager", 11), ("Strand Publishing AB", 10), ("2017 - 2022", 10),
        ("Launched the subscription that pays for the newsroom.", 10), ("", 0),
        ("EDUCATION", 12), ("Uppsala University", 11), ("MA Media, 2010 - 2015", 10),
    ]  # fmt: skip
    right: list[Line] = [
        ("SKILLS", 12), ("Roadmaps", 10), ("Pricing", 10), ("Interviews", 10), ("Newsrooms", 10), ("", 0),
        ("LANGUAGES", 12), ("Swedish", 10), ("English", 10), ("Finnish", 10),
    ]  # fmt: skip
    career: list[Row] = [
        ("Product Director", "Northlight Media AB", "2022-01", "now"),
        ("Product Manager", "Strand Publishing AB", "2017-01", "2022-01"),
    ]
    return Case(headline_over_columns("Elin Sjögren", main, right), "Elin Sjögren", career, ["Uppsala University"],
                "SKILLS")  # fmt: skip


MADE = (english, english_without_summary, french, german, spanish, portuguese, split_over_pages, single_column,
        side_column_on_the_right)  # fmt: skip


PRINTED = """<!doctype html><title>Rosa Vidal</title><style>
body {font: 11pt Arial, sans-serif; margin: 0} h1 {font-size: 22pt} h2 {font-size: 14pt} h3 {font-size: 12pt; margin: 0}
main {display: grid; grid-template-columns: 150px 1fr; gap: 30px} p, ul {margin: 2px 0 8px}</style>
<h1>Rosa Vidal</h1><main><aside><h2>Skills</h2><p>Hydraulics<p>Tenders<p>Site safety<h2>Languages</h2><p>Catalan
<p>English<p>French</aside><section><h2>Work experience</h2>
<h3>Chief Engineer</h3><p>Ports del Nord SL<p>May 2019 – present<ul><li>Rebuilt two breakwaters with a crew of ninety,
on time and without an injury.<li>Signed off every dive plan.</ul>
<h3>Site Engineer</h3><p>Obres Marina SA<p>2012 – 2019<ul><li>Ran the pumping station in the flood of 2014.</ul>
<h2>Education</h2><h3>Universitat Politècnica de Catalunya</h3><p>2006 – 2012</section></main>"""


def test_a_page_that_a_browser_printed_in_two_columns_is_read_right(browser_path: str, tmp_path: Path) -> None:
    """A side column on the left, bullets drawn and not set, one font size for titles and employers."""
    made = asyncio.run(print_pdf(PRINTED, FoundBrowser(browser_path, "chromium", "test")))
    found = document(tmp_path / "printed.pdf", made)
    assert found.title == "Rosa Vidal"
    assert rows(found) == [
        ("Chief Engineer", "Ports del Nord SL", "2019-05", "now"),
        ("Site Engineer", "Obres Marina SA", "2012-01", "2019-01"),
    ]
    assert [s.text for s in education(found)] == ["Universitat Politècnica de Catalunya"]
    texts = [p.text for p in found.passages]
    assert texts.index("Hydraulics") > texts.index("Ran the pumping station in the flood of 2014.")


@pytest.mark.parametrize("make", MADE, ids=lambda m: m.__name__)
def test_a_saved_profile_is_read_right(make: object, tmp_path: Path) -> None:
    """Name, career with employers and dates, schools; the side column after the main one; private lines counted."""
    case: Case = make()  # type: ignore[operator]
    found = document(tmp_path / "saved.pdf", case.pdf)
    assert found.title == case.name
    assert rows(found) == case.career
    assert [s.text for s in education(found)] == case.schools
    texts = [p.text for p in found.passages]
    assert not any(text.startswith("Page ") for text in texts)
    if case.side_first:
        assert texts.index(case.side_first) > max(texts.index(c[1]) for c in case.career if c[1] in texts)
    if case.main_last:
        assert texts.index(case.main_last) == texts.index(case.side_first) - 1
    assert professional(found)[1] == case.withheld
    assert [s.text for s in summary(found)][:1] == ([case.summary] if case.summary else [])
