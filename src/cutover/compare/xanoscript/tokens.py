"""Tokens: the words, variables, texts, numbers and signs that a script is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r]+|//[^\n]*|/\*.*?\*/)
  | (?P<newline>\n)
  | (?P<text>"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<variable>\$\$?(?:[A-Za-z_]\w*(?:\.\w+)*)?)
  | (?P<word>[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*(?:/\w+)*)
  | (?P<sign>==\?|!=\?|>=\?|<=\?|\?\?|==|!=|>=|<=|&&|\|\||!~|@>|[-+*/%~<>!=|:,.?(){}\[\]`])
    """,
    re.VERBOSE | re.DOTALL,
)


@dataclass(frozen=True, slots=True)
class Token:
    """One token; `kind` is newline, text, number, variable, word, sign or end."""

    kind: str
    text: str
    line: int

    def __str__(self) -> str:
        return {"newline": "the end of the line", "end": "the end of the file"}.get(
            self.kind, repr(self.text)
        )


class CannotRead(Exception):
    """A script that does not parse: the line, and what stands there."""

    def __init__(self, line: int, what: str) -> None:
        super().__init__(f"line {line}: {what}")


def tokens(script: str) -> tuple[Token, ...]:
    """Cut a script into tokens, the last of which is its end. Raises CannotRead."""
    found: list[Token] = []
    place, line = 0, 1
    while place < len(script):
        match = _TOKEN.match(script, place)
        if match is None:
            raise CannotRead(line, f"{script[place]!r} begins nothing that is known")
        kind, text = str(match.lastgroup), match.group()
        if kind != "space":
            found.append(Token(kind, text, line))
        line += text.count("\n")
        place = match.end()
    return (*found, Token("end", "", line))
