"""A tree: a script as statements with attributes, inner blocks and a result."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from cutover.compare.xanoscript.tokens import CannotRead, Token, tokens

__all__ = ["Attribute", "CannotRead", "Function", "Input", "Statement", "read_script"]

_PAIRS = {"(": ")", "{": "}", "[": "]"}
_DEEPEST = 50
"""How deep blocks may stand in each other."""


@dataclass(frozen=True)
class Attribute:
    """`name = value` in a block; the value as tokens."""

    name: str
    value: tuple[Token, ...]
    line: int


@dataclass(frozen=True)
class Statement:
    """`word argument { … } as $result`: the argument as tokens, what stands in braces in its order."""

    word: str
    argument: tuple[Token, ...]
    attributes: tuple[Attribute, ...]
    inner: tuple[Statement, ...]
    result: str
    line: int

    def attribute(self, name: str) -> Attribute | None:
        """Return the attribute of that name, if it is there."""
        return next((each for each in self.attributes if each.name == name), None)

    def block(self, word: str) -> Statement | None:
        """Return the first inner statement of that word, if it is there."""
        return next((each for each in self.inner if each.word == word), None)


@dataclass(frozen=True)
class Input:
    """One declared input, its type as the language calls it."""

    name: str
    type: str
    required: bool


@dataclass(frozen=True)
class Function:
    """A script: the function's name, its inputs, its stack, and what it answers."""

    name: str
    inputs: tuple[Input, ...]
    stack: tuple[Statement, ...]
    response: Attribute | None
    end: int
    """The line of its last brace."""


def read_script(script: str) -> Function:
    """Read one function. Raises CannotRead with the line of the first thing that cannot be there."""
    reader = _Reader(tokens(script))
    root = reader.statement(0)
    end = reader.last
    reader.skip_lines()
    reader.demand("end", "")
    if root.word != "function":
        raise CannotRead(root.line, f"a worker's script is a function, not {root.word!r}")
    stack = root.block("stack")
    if stack is None:
        raise CannotRead(root.line, "the function has no stack")
    return Function(
        "".join(token.text for token in root.argument).strip("\"'"),
        reader.inputs,
        stack.inner,
        root.attribute("response"),
        end,
    )


class _Reader:
    """A place in the tokens; each method reads on from it."""

    def __init__(self, found: tuple[Token, ...]) -> None:
        self._tokens = found
        self._place = 0
        self.inputs: tuple[Input, ...] = ()
        self.last = 1

    @property
    def now(self) -> Token:
        return self._tokens[self._place]

    def take(self) -> Token:
        token = self.now
        self._place += token.kind != "end"
        self.last = token.line
        return token

    def demand(self, kind: str, text: str) -> Token:
        token = self.now
        if token.kind != kind or (text and token.text != text):
            raise CannotRead(token.line, f"{token} stands where {text or kind!r} is expected")
        return self.take()

    def skip_lines(self) -> None:
        while self.now.kind == "newline" or self.now.text == ",":
            self.take()

    def statement(self, depth: int) -> Statement:
        self.skip_lines()
        if depth > _DEEPEST:
            raise CannotRead(self.now.line, "blocks stand too deep in each other")
        word = self.demand("word", "")
        argument = tuple(self._until_block(word))
        attributes: list[Attribute] = []
        inner: list[Statement] = []
        if self.now.text == "{":
            self.take()
            if word.text == "input" and depth == 1:
                self.inputs = tuple(self._inputs())
            else:
                self._body(attributes, inner, depth)
            self.demand("sign", "}")
        result = ""
        if self.now.kind == "word" and self.now.text == "as":
            self.take()
            result = self.demand("variable", "").text
        return Statement(word.text, argument, tuple(attributes), tuple(inner), result, word.line)

    def _until_block(self, word: Token) -> Iterator[Token]:
        """Read a statement's argument: a name, a variable, or an expression in parentheses."""
        while self.now.kind in ("text", "variable", "word", "number") or self.now.text == "(":
            if self.now.text == "as":
                if word.text != "each":
                    return
                self.take()
            elif self.now.text == "(":
                yield from self._bracketed()
            else:
                yield self.take()

    def _body(self, attributes: list[Attribute], inner: list[Statement], depth: int) -> None:
        self.skip_lines()
        while self.now.text != "}":
            following = self._tokens[self._place + 1] if self.now.kind == "word" else self.now
            if following.text == "=":
                name = self.take()
                self.take()
                attributes.append(Attribute(name.text, self._value(), name.line))
            else:
                inner.append(self.statement(depth + 1))
            self.skip_lines()

    def _value(self) -> tuple[Token, ...]:
        """Read to the end of the line, or of the block; brackets may go over several lines."""
        found: list[Token] = []
        while self.now.kind not in ("newline", "end") and self.now.text not in (",", "}"):
            if self.now.text in _PAIRS:
                found.extend(self._bracketed())
            else:
                found.append(self.take())
        if not found:
            raise CannotRead(self.now.line, f"{self.now} stands where a value is expected")
        return tuple(found)

    def _bracketed(self) -> Iterator[Token]:
        waiting: list[str] = []
        first = self.now
        while True:
            if self.now.kind == "end":
                raise CannotRead(first.line, f"{first.text!r} is never closed")
            token = self.take()
            if token.text in _PAIRS:
                waiting.append(_PAIRS[token.text])
            elif token.text in _PAIRS.values() and token.kind == "sign" and waiting.pop() != token.text:
                raise CannotRead(token.line, f"{token} closes what another bracket opened")
            if token.kind != "newline":
                yield token
            if not waiting:
                return

    def _inputs(self) -> Iterator[Input]:
        self.skip_lines()
        while self.now.text != "}":
            kind = self.demand("word", "").text
            if self.now.text == "[":
                kind += "".join(token.text for token in self._bracketed())
            name, optional = self.demand("word", "").text, self.now.text == "?"
            while self.now.kind not in ("newline", "end") and self.now.text != "}":
                if self.now.text == "{":
                    tuple(self._bracketed())
                else:
                    self.take()
            yield Input(name, kind, not optional)
            self.skip_lines()
