"""The cast: every way in which the twin's V2 can be wrong on purpose, and the checks that must notice."""

from dataclasses import replace

from twin.cast.answers import ANSWERS
from twin.cast.cases import CASES
from twin.cast.contract import CONTRACT
from twin.cast.coverage import COVERAGE
from twin.cast.data import DATA
from twin.cast.endpoints import ENDPOINTS
from twin.cast.functions import FUNCTIONS
from twin.cast.hierarchies import HIERARCHIES
from twin.cast.judging import JUDGING
from twin.cast.latency import LATENCY, SLOW_ALIKE
from twin.cast.living import LIVING, YOUNG_ROWS
from twin.cast.load import LATER, LOAD
from twin.cast.nested import NESTED
from twin.cast.numbers import NUMBERS
from twin.cast.pages import PAGES
from twin.cast.pipeline import PIPELINE
from twin.cast.published import PUBLISHED
from twin.cast.references import REFERENCES
from twin.cast.relations import RELATIONS, TIES_TURNED
from twin.cast.repairs import REPAIRED, REPAIRS
from twin.cast.schema import SCHEMA
from twin.cast.scripts import SCRIPTS
from twin.cast.tables import TABLES
from twin.cast.texts import TEXTS
from twin.cast.values import VALUES
from twin.faults import AnswerFault, Fault
from twin.v2.api.app import ENDPOINTS as ENDPOINTS_OF_V2

_WORKERS = {each.path: each.function for each in ENDPOINTS_OF_V2 if each.function.startswith("Workers/")}


def _reaching(fault: Fault) -> Fault:
    """Return a fault with the function of its route, which is held against it, among what it touches."""
    if not isinstance(fault, AnswerFault) or fault.function or fault.path not in _WORKERS:
        return fault
    return replace(fault, touches=(*fault.touches, f"functions/{_WORKERS[fault.path]}"))


_ALL = (
    *TABLES, *VALUES, *TEXTS, *NUMBERS, *NESTED, *COVERAGE, *SCHEMA, *REFERENCES, *HIERARCHIES, *REPAIRS,
    *ANSWERS, *CASES, *ENDPOINTS, *CONTRACT, *DATA, *FUNCTIONS, *PAGES, *PIPELINE, *PUBLISHED, *RELATIONS,
    *SCRIPTS, *JUDGING, *LATENCY, *LIVING, *LOAD,
)  # fmt: skip
CAST: dict[str, Fault] = {fault.name: _reaching(fault) for fault in _ALL}
"""Every fault by its name."""
HARMLESS: tuple[Fault, ...] = (TIES_TURNED, YOUNG_ROWS, SLOW_ALIKE, REPAIRED)
"""Variations that are right: no check may turn red for them."""
HARMLESS_UNDER_LOAD: tuple[Fault, ...] = (LATER,)
"""The same, of those that loading alone shows."""
VARIATIONS: dict[str, Fault] = CAST | {fault.name: fault for fault in (*HARMLESS, *HARMLESS_UNDER_LOAD)}
"""The faults, and what may differ without being wrong: all that the twin can be told to be."""

__all__ = ["CAST", "HARMLESS", "HARMLESS_UNDER_LOAD", "VARIATIONS"]
