"""Brief → JSON, schema 1: keys may be added; none is changed or dropped without raising the version."""

from __future__ import annotations

import json
from typing import Any

from research.models import Brief, Statement

SCHEMA_VERSION = 1


def to_json(brief: Brief) -> str:
    """Return the brief as indented JSON text ending with a line break."""
    return json.dumps(as_dict(brief), ensure_ascii=False, indent=1) + "\n"


def as_dict(brief: Brief) -> dict[str, Any]:
    """Return the brief as plain JSON values under the keys of schema 1."""
    whole = brief.model_dump(mode="json", by_alias=True)
    role = brief.role
    posting = role.posting
    return {
        "schema_version": SCHEMA_VERSION,
        "generated_at": whole["generated_at"],
        "profile": brief.profile,
        "identity": whole["identity"],
        "company": {
            "name": brief.company.name,
            "site": brief.company.site,
            "facts": whole["company"]["facts"],
            "glance": [{"label": label, **_statement(s)} for label, s in brief.company.glance],
            "changed_lately": [
                {"date": date.isoformat(), "what": verb, **_statement(s)}
                for date, verb, s in brief.company.changed_lately
            ],
            "conflicts": [
                {"kind": kind, "one": _statement(one), "other": _statement(other)}
                for kind, one, other in brief.company.conflicts
            ],
            "lookalikes": [_statement(s) for s in brief.company.lookalikes],
            "own_words": whole["company"]["own_words"],
            "claims": whole["company"]["claims"],
            "elsewhere": [{"source": source, **_statement(s)} for source, s in brief.company.elsewhere],
        },
        "role": {
            "title": role.title,
            "requirements": [_statement(s) for s in role.requirements],
            "problems": [_statement(s) for s in role.problem],
            "measures": [_statement(s) for s in role.measures],
            "goals": [_statement(s) for s in role.goals],
            "why_now": [_statement(s) for s in role.why_now],
            "so": role.so,
            "posting": None if posting is None else whole["role"]["posting"],
        },
        "people": whole["people"],
        "interviews": whole["interviews"],
        "interviewers": whole["interviewers"],
        "stories": whole["stories"],
        "shortfalls": whole["shortfalls"],
        "carry_over": whole["carry_over"],
        "pages": whole["pages"],
        "misses": whole["misses"],
        "gaps": whole["gaps"],
        "questions": whole["questions"],
        "thin": brief.thin,
        "fallback": whole["fallback"],
        "rejected": whole["rejected"],
        "hidden_passages": brief.hidden,
        "changes": whole["changes"],
        "earlier_changes": whole["earlier"],
    }


def _statement(statement: Statement) -> dict[str, Any]:
    return statement.model_dump(mode="json")
