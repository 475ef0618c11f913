"""Rules for what is left out as no reference: a pattern means some V2 column, and no declared reference."""

from collections.abc import Iterator, Mapping
from fnmatch import fnmatchcase

from cutover.manifest.document import Document
from cutover.manifest.draft import Draft, Names
from cutover.manifest.phase import is_pattern
from cutover.manifest.problem import Problem


def problems(draft: Draft, names: Names) -> Iterator[Problem]:
    """Find patterns that mean nothing, stand twice, or leave out what is a reference."""
    document, value = draft.references.document, draft.references.value
    references = {each.id for each in value.references} if value else set()
    seen: set[str] = set()
    for number, group in enumerate(value.not_covered if value else ()):
        for place, pattern in enumerate(group.columns):
            at = ("not_covered", number, "columns", place)
            if pattern in seen:
                what, fix = f"{pattern!r} stands here a second time.", "Remove one of the two."
                yield document.problem("manifest-name-twice", at, what, fix)
            elif pattern in references:
                yield document.problem(
                    "manifest-covered-and-not",
                    at,
                    f"{pattern!r} is left out, and stands among the references.",
                    "Remove it here, or the reference.",
                )
            elif names.tables_complete:
                yield from _meant(document, names.v2, at, pattern)
            seen.add(pattern)


def _meant(
    document: Document, tables: Mapping[str, frozenset[str]], at: tuple[str | int, ...], pattern: str
) -> Iterator[Problem]:
    """Tell a pattern that no column of V2 answers to: nobody would notice that it has become idle."""
    table, _, columns = pattern.partition(".")
    for column in columns.split("-"):
        wanted = f"{table}.{column}"
        known = [f"{name}.{each}" for name, listed in tables.items() for each in listed]
        if wanted in known or (is_pattern(wanted) and any(fnmatchcase(each, wanted) for each in known)):
            continue
        yield document.problem(
            "manifest-unknown-column",
            at,
            f"V2 has no column {wanted!r}.",
            "Fix the name, or remove it: a pattern that nothing answers to leaves nothing out.",
            wanted,
            known,
        )
