"""The cast: every way in which the twin's V2 can be wrong on purpose, and the checks that must notice."""

from twin.cast.answers import ANSWERS
from twin.cast.contract import CONTRACT
from twin.cast.coverage import COVERAGE
from twin.cast.data import DATA
from twin.cast.endpoints import ENDPOINTS
from twin.cast.functions import FUNCTIONS
from twin.cast.references import REFERENCES
from twin.cast.schema import SCHEMA
from twin.cast.scripts import SCRIPTS
from twin.cast.tables import TABLES
from twin.faults import Fault

_ALL = (
    *TABLES, *COVERAGE, *SCHEMA, *REFERENCES, *ANSWERS, *ENDPOINTS, *CONTRACT, *DATA, *FUNCTIONS, *SCRIPTS,
)  # fmt: skip
CAST: dict[str, Fault] = {fault.name: fault for fault in _ALL}
"""Every fault by its name."""

__all__ = ["CAST"]
