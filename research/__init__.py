"""Reads what a company and your interviewers published; writes a brief in which every line can be checked.

The flow, from a name to a page of Markdown:

1. `profiles` reads the folder ``profiles/<slug>/``: company, role, interviews, interviewers, files.
2. `discover` proposes Links; `collect` turns each into a Page, or a Miss with its reason.
3. `extract` reads a Page into a Document: Passages, people, facts, the posting, signals.
4. `brief` writes company, role and interviewer briefs and the Questions, each with a verbatim quote.
5. `render` prints them; `store` keeps Pages and Briefs.
6. `verify` proves every quote against the store; `changes` says what is new since the last brief.
"""

__version__ = "0.1.0"
