"""Leaks: what an answer gives away of the code or the database behind it."""

from __future__ import annotations

import re

_NEVER = {
    "a stack trace": re.compile(
        r"Traceback \(most recent call last\)"
        r"|File \\?\"[^\"]{1,300}\\?\", line \d+"
        r"|\bat [\w.$<>]+ ?\([^()\s]{1,300}:\d+(?::\d+)?\)"
    ),
    "a state of the database (SQLSTATE)": re.compile(r"SQLSTATE", re.I),
    "the name of a table in the database": re.compile(r"\bmvpw\d+_\d+\b"),
}
_NOT_IN_A_REFUSAL = {
    "the name of a database driver": re.compile(r"\b(?:psycopg2?|asyncpg|sqlalchemy|pgx)\b", re.I),
    "an error of the database": re.compile(
        r"(?:relation|column|function|constraint|type) \\?\"[^\"]{1,200}\\?\" (?:of relation .{1,99} )?"
        r"(?:does not exist|already exists)"
        r"|violates [\w-]+(?: \w+)? constraint|syntax error at or near|at character \d+\b|\bLINE \d+: ",
        re.I,
    ),
    "SQL": re.compile(
        r"\bSELECT\b[^{}]{1,2000}?\bFROM\b"
        r"|(?i:\bselect\b[^{}]{1,2000}?\bfrom\s+[\w\\\".]+(?:\s+\w+)?\s+(?:where|join|left|inner|order|limit)\b"
        r"|\binsert\s+into\s+[\w\\\".]+\s*(?:\(|values\b)|\bupdate\s+[\w\\\".]+\s+set\s+\w+\s*="
        r"|\bdelete\s+from\s+[\w\\\".]+\s+where\b)"
    ),
}


def leaks(body: bytes, status: int) -> tuple[str, ...]:
    """What an answer tells of its inside: traces, SQLSTATEs and tables' names, in a refusal the rest besides.

    The rows of a good answer are somebody's texts, which may rightly speak of a selection from a list.
    """
    text = body.decode(errors="replace")
    rules = _NEVER if status < 400 else _NEVER | _NOT_IN_A_REFUSAL
    return tuple(f"the answer shows {what}" for what, rule in rules.items() if rule.search(text))
