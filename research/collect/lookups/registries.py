"""Registers: GLEIF (legal entities, CC0) and SEC EDGAR (companies listed in the US, public domain)."""

from __future__ import annotations

from typing import Any

from research.collect.lookups.asking import Ask, day, items, number, pick, table, text
from research.collect.lookups.protocol import Company
from research.collect.lookups.sheet import sheet
from research.collect.lookups.wikidata import Wikidata, values_of
from research.leads import Claim, Found, Lead, Remark
from research.text import bare, words

_FORMS_SHOWN = {
    "10-K": "annual report", "10-Q": "quarterly report", "8-K": "current report", "20-F": "annual report",
    "6-K": "report of a foreign issuer", "40-F": "annual report", "S-1": "registration for going public",
}  # fmt: skip
# Items of a form 8-K in words (SEC, "Form 8-K", general instructions).
_ITEMS = {
    "1.01": "material agreement", "1.02": "agreement ended", "1.03": "bankruptcy", "1.05": "cybersecurity incident",
    "2.01": "acquisition or sale completed", "2.02": "results", "2.05": "exit or restructuring costs",
    "2.06": "impairment", "3.01": "delisting notice", "4.01": "change of auditor", "5.01": "change of control",
    "5.02": "directors or officers change", "5.03": "by-laws changed", "5.07": "shareholder vote",
    "7.01": "disclosure", "8.01": "other events",
}  # fmt: skip
_MOST_FILINGS = 6
_MOST_OF_A_FORM = 4


class Gleif:
    """Legal names and seats from the Legal Entity Identifier register."""

    name = "GLEIF"

    async def leads(self, name: str, ask: Ask) -> list[Lead]:
        """Return the active legal entities whose legal name begins with the name; raises Unanswered."""
        query = {"filter[entity.legalName]": name[:120], "filter[entity.status]": "ACTIVE", "page[size]": 10}
        answer = await ask.json("gleif", "/api/v1/lei-records", query, about=f"“{name}”")
        leads = [_legal(record) for record in items("gleif", answer, "data")]
        return [lead for lead in leads if lead is not None and _begins(lead.name, name)]


def _legal(record: Any) -> Lead | None:
    entity = pick(record, "attributes", "entity")
    legal = text(entity, "legalName", "name", limit=160)
    lei = text(record, "attributes", "lei") or text(record, "id")
    if not legal:
        return None
    seat = [text(entity, "headquartersAddress", part) for part in ("city", "country")]
    return Lead(
        source=Gleif.name, name=legal, place=", ".join(filter(None, seat)), sort="organisation",
        url=f"https://search.gleif.org/#/record/{lei}" if lei else "", ended=text(entity, "status") == "INACTIVE",
    )  # fmt: skip


def _begins(legal: str, name: str) -> bool:
    wanted = [bare(w) for w in words(name)]
    return [bare(w) for w in words(legal)][: len(wanted)] == wanted


class Edgar:
    """Companies listed in the US and their latest filings."""

    name = "SEC EDGAR"

    async def leads(self, name: str, ask: Ask) -> list[Lead]:
        """Return the listed companies whose title begins with the name, at most five; raises Unanswered."""
        answer = await ask.json("sec", "/files/company_tickers.json", about=f"“{name}” among listed companies")
        listed = [row for row in table("sec", answer).values() if isinstance(row, dict)]
        hits = [row for row in listed if _begins(text(row, "title"), name)]
        return [
            Lead(
                source=self.name, name=text(row, "title"), sort="organisation",
                description=f"ticker {text(row, 'ticker')}",
                url=f"https://www.sec.gov/edgar/browse/?CIK={number(row, 'cik_str') or ''}",
            )
            for row in hits[:5]
        ]  # fmt: skip

    async def facts(self, company: Company, ask: Ask) -> Found:
        """Return the latest filings of the company that Wikidata ties to this site by its SEC number (CIK)."""
        _, entity = await Wikidata().entity(company, ask)
        cik = next((v.strip().lstrip("0") for v, _ in values_of(entity, "P5531") if isinstance(v, str)), "")
        if not (cik.isascii() and cik.isdigit() and len(cik) <= 10):
            note = "nothing ties a company listed there to this site"
            return Found(remarks=(Remark(source=self.name, result="absent", note=note),))
        path = f"/submissions/CIK{cik.zfill(10)}.json"
        answer = await ask.json("sec_data", path, about=company.name)
        return _filings(table("sec_data", answer), cik, ask.base("sec_data") + path, ask)


def _filings(answer: dict[str, Any], cik: str, asked: str, ask: Ask) -> Found:
    recent = table("sec_data", answer, "filings", "recent")
    rows, counts = [], dict[str, int]()
    for place, form in enumerate(items("sec_data", recent, "form")):
        date = text(recent, "filingDate", place)
        if form not in _FORMS_SHOWN or day(date) is None or counts.get(form, 0) == _MOST_OF_A_FORM:
            continue
        counts[form] = counts.get(form, 0) + 1
        told = [_ITEMS[i] for i in text(recent, "items", place).split(",") if i in _ITEMS]
        about = ", ".join(told) or _FORMS_SHOWN[form]
        rows.append((f"Form {form} ({about}), filed {date}", day(date)))
        if len(rows) == _MOST_FILINGS:
            break
    url = f"https://www.sec.gov/edgar/browse/?CIK={cik}"
    name = text(answer, "name")
    listed = [", ".join(filter(None, (text(answer, "tickers", i), text(answer, "exchanges", i)))) for i in range(2)]
    lines = [text(answer, "sicDescription"), *(f"Listed as {entry}" for entry in listed if entry)]
    page = sheet(
        title=f"{name} at SEC EDGAR", url=url, asked=asked, lines=[*lines, "# Latest filings", *(r[0] for r in rows)],
        at=ask.when("sec_data"), note="SEC EDGAR, public domain",
    )  # fmt: skip
    claims = [Claim(kind=None, label=Edgar.name, value=r[0], quote=r[0], page=page.sha256, as_of=r[1]) for r in rows]
    remark = Remark(source=Edgar.name, result="found", note="", looked=(url,))
    return Found(pages=(page,), claims=tuple(claims), remarks=(remark,))
