"""An excerpt: whether what an example shows of an answer is really part of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from cutover.manifest.predicates import is_number


def excerpt(example: object, answer: object, path: str = "") -> tuple[str, ...]:
    """What of an example the answer does not hold, each as a sentence; empty where it is an excerpt.

    An object's excerpt has some of its fields, a list's some of its rows in the same order. Plain values are
    equal in value and kind: 1 is 1.0, but not "1" and not true. An example that shows nothing is no excerpt.
    """
    return tuple(_missing(example, answer, path))


def _missing(example: object, answer: object, path: str) -> Iterator[str]:
    if isinstance(example, Mapping | list | tuple) and not example and (answer or not path):
        yield f"{path or 'the example'} shows nothing"
    elif isinstance(example, Mapping):
        yield from _fields(example, answer, path)
    elif isinstance(example, list | tuple):
        yield from _rows(example, answer, path)
    elif not _same(example, answer):
        yield f"{path or 'the answer'} is {_told(answer)}, the example says {_told(example)}"


def _fields(example: Mapping[str, object], answer: object, path: str) -> Iterator[str]:
    if not isinstance(answer, Mapping):
        yield f"{path or 'the answer'} is no object"
        return
    for name, value in example.items():
        where = f"{path}.{name}" if path else name
        if name in answer:
            yield from _missing(value, answer[name], where)
        else:
            yield f"{where} is not in the answer"


def _rows(example: Sequence[object], answer: object, path: str) -> Iterator[str]:
    if not isinstance(answer, list | tuple):
        yield f"{path or 'the answer'} is no list"
        return
    left = iter(answer)
    for number, row in enumerate(example, 1):
        if not any(not tuple(_missing(row, each, "")) for each in left):
            yield f"row {number} of the example is not in {path or 'the answer'}, or in another order"
            return


def _same(left: object, right: object) -> bool:
    if is_number(left) and is_number(right):
        return left == right
    return type(left) is type(right) and left == right


def _told(value: object) -> str:
    if isinstance(value, Mapping):
        return "an object"
    return "a list" if isinstance(value, list | tuple) else repr(value)
