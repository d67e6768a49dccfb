"""A watch that keeps what it hears."""

from __future__ import annotations

from research.models import Miss, Page


class Silent:
    """Says nothing; `remarks` and `outcomes` are what it was told."""

    def __init__(self) -> None:
        self.remarks: list[str] = []
        self.outcomes: list[Page | Miss] = []

    def planned(self, links: int) -> None:
        """Nothing."""

    def outcome(self, outcome: Page | Miss) -> None:
        """Keep it."""
        self.outcomes.append(outcome)

    def remark(self, text: str) -> None:
        """Keep it."""
        self.remarks.append(text)
