"""A problem: one mistake in the manifest, as its author meets it.

ManifestError
    carries every Problem that was found, in the order of files and lines
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from types import MappingProxyType

CODES: Mapping[str, str] = MappingProxyType(
    {
        "manifest-approver-key": "what stands as a person's public key is none, or never valid",
        "manifest-approver-role": "a role that no phase asks for",
        "manifest-approver-twice": "two people share a name, an address or a key",
        "manifest-column-source": "a V2 column has no source, or two",
        "manifest-column-twice": "a V2 column is given twice by one source",
        "manifest-column-without-source": "a V2 column that no table file maps, matches or declares new",
        "manifest-column-without-type": "a V2 column that schema.yaml does not declare",
        "manifest-covered-and-not": "a column is both a reference and left out as none",
        "manifest-credential": "a user has no single way to sign in",
        "manifest-criterion-asks-nothing": "a criterion names neither checks nor an attestation, or both",
        "manifest-decision": "a decision about an orphan that cannot be carried out",
        "manifest-derives-nothing": "a rule for functions that no function follows from",
        "manifest-difference-of-a-key": "a declared difference would hide which row is which",
        "manifest-difference-place": "a value is said to move to where it cannot be",
        "manifest-difference-says-nothing": "a declared difference, or its predicate, demands nothing",
        "manifest-difference-twice": "a field is declared to differ in two ways",
        "manifest-dropped-and-out-of-scope": "a V1 table is both dropped whole and out of scope",
        "manifest-duplicate-key": "a mapping has one key twice",
        "manifest-example-cycle": "an example is taken from an answer that needs the example",
        "manifest-figure": "a page's figure cannot be taken in this way",
        "manifest-file-name": "a file's name is not that of what it describes",
        "manifest-first-case-refused": "an endpoint's first case, which examples are taken from, is refused",
        "manifest-function-answer": "a function does not say in one way what it answers",
        "manifest-function-route": "the endpoint that runs functions does not take a name and an input",
        "manifest-hierarchy": "a hierarchy is of no single kind, or follows what is none",
        "manifest-key-without-rows": "a key aligns the rows of a list that is not declared",
        "manifest-list-alignment": "a list does not say in one way how its elements align",
        "manifest-load-step": "a step of a load workflow is not one thing, or there is none",
        "manifest-mapped-and-dropped": "a V1 field is both mapped and dropped",
        "manifest-measure-and-money": "a field is compared in two ways",
        "manifest-missing-example": "a required parameter has no value in some case",
        "manifest-missing-file": "a file or folder of the manifest is not there",
        "manifest-missing-key": "a key that must be there is not",
        "manifest-name-twice": "two things have one name",
        "manifest-new-table-has-source": "a V2 table is called new, and made of a V1 table",
        "manifest-no-limit": "a pair that is not disposable has no rate or time limit",
        "manifest-nothing-to-repair": "a table that is to be repaired, and no side says by what",
        "manifest-page-without-endpoints": "a page names no endpoint",
        "manifest-parameter-place": "a path and its parameters do not agree",
        "manifest-phase-cycle": "phases need each other in a circle",
        "manifest-plain-http": "a pair that is not disposable would be asked without TLS",
        "manifest-plain-secret": "a secret of a pair that is not disposable stands in the file",
        "manifest-reference-columns": "a reference has not as many columns as its parent's key",
        "manifest-relation-without-rows": "an order, pages or whose rows are declared of what is no list",
        "manifest-route-twice": "two endpoints have one method and path",
        "manifest-score": "the score's weights are not 100, or it leaves a criterion out",
        "manifest-sql-broken": "SQL that is no whole expression",
        "manifest-sql-without-value": "a transform does not use its value",
        "manifest-start": "a value is taken from a start command that is not there or not allowed",
        "manifest-statement-twice": "two phases ask for one statement in different ways",
        "manifest-syntax": "a file is not readable YAML",
        "manifest-table-goes-nowhere": "a V1 table has neither V2 tables nor a reason to be dropped",
        "manifest-table-id": "one table has two ids, or one id two tables",
        "manifest-table-without-columns": "a V2 table that schema.yaml does not declare",
        "manifest-tolerance": "a tolerance says nothing, is not of one kind, or does not fit its V2 column",
        "manifest-trace-of-a-read": "a read is said to leave something behind",
        "manifest-undecided": "a value that an import left open is still to decide",
        "manifest-unknown-area": "a check's area does not exist",
        "manifest-unknown-case": "a case that the endpoint does not have",
        "manifest-unknown-check": "a check that the manifest does not plan",
        "manifest-unknown-column": "a column that no table file declares",
        "manifest-unknown-criterion": "the final report names a criterion that no phase has",
        "manifest-unknown-domain": "a domain that the order of repairs and the references do not share",
        "manifest-unknown-endpoint": "an endpoint that no file declares",
        "manifest-unknown-field": "a V1 field that the table's file neither maps nor drops",
        "manifest-unknown-file": "a file that nothing reads",
        "manifest-unknown-function": "a function that no endpoint stands for",
        "manifest-unknown-key": "a key that the format does not have",
        "manifest-unknown-page": "a page that pages.yaml does not have",
        "manifest-unknown-parameter": "a parameter that the endpoint does not declare",
        "manifest-unknown-phase": "a phase that is not declared",
        "manifest-unknown-reference": "a reference that references.yaml does not have",
        "manifest-unknown-table": "a table that no file declares",
        "manifest-unknown-type": "a type that PostgreSQL does not print",
        "manifest-unknown-user": "a user who is not in migration.yaml",
        "manifest-unpublished-api": "an endpoint of V2 belongs to no API group that publishes a document",
        "manifest-v1-writes": "V1 would be written to",
        "manifest-waiver-names-nothing": "a waiver names neither a check nor a class of differences, or both",
        "manifest-waiver-self-approved": "a waiver is approved by who requests it",
        "manifest-waiver-too-long": "a waiver lasts more than 14 days",
        "manifest-writing-example": "an example or a page relies on an endpoint that is no read",
        "manifest-wrong-type": "a value is of the wrong kind",
        "manifest-wrong-value": "a value is not one of those possible",
    }
)
"""Every code that a problem can have, and what it means."""


@dataclass(frozen=True, order=True)
class Problem:
    """One mistake: where and what it is, the nearest right name, what to do. Line 0 is the whole file."""

    file: str
    line: int
    code: str
    what: str
    nearest: str = ""
    fix: str = ""

    def __str__(self) -> str:
        """Return the lines that a user reads."""
        where = f"{self.file}:{self.line}" if self.line else self.file
        lines = [f"{self.code}: {where}: {self.what}"]
        if self.nearest:
            lines.append(f"  Nearest name: {self.nearest!r}.")
        if self.fix:
            lines.append(f"  {self.fix}")
        return "\n".join(lines)


class ManifestError(Exception):
    """The manifest has mistakes: all of them, in the order of files and lines."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(set(problems)))
        super().__init__("\n".join(str(problem) for problem in self.problems))


def nearest(wrong: object, known: Iterable[str]) -> str:
    """Return the known name that looks most like the wrong one; '' where none does."""
    return next(iter(get_close_matches(str(wrong), sorted(set(known)), n=1, cutoff=0.5)), "")
