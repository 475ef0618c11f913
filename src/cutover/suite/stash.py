"""What the parts of a run keep on pytest's own objects, so that none of them holds state of a module."""

from pathlib import Path

import pytest

from cutover.evidence import Redactor
from cutover.manifest import Check
from cutover.suite.handover import Handover
from cutover.suite.run import Work

WORK = pytest.StashKey[Work]()
"""What manifest and options ask for; only in the controller of a run that asks for checks."""

RUN_ID = pytest.StashKey[str]()
"""The id of the run; only in its controller."""

FOLDER = pytest.StashKey[Path]()
"""Where the run is written; only in its controller."""

HANDOVER = pytest.StashKey[Handover]()
"""The run as its workers see it."""

CHECKS = pytest.StashKey[tuple[Check, ...]]()
"""The checks that may be collected: the plan, or the part of it that ``--phase`` asks for."""

WORKERS = pytest.StashKey[int]()
"""How many workers share the items; 1 where there is one process."""

REDACTOR = pytest.StashKey[Redactor]()
"""What takes secrets out of every text of the run."""

RESTED = pytest.StashKey[float]()
"""How long its process had waited for pauses before an item began, in seconds."""

PROPERTY = "cutover-evidence"
"""The user property of a report that carries evidence from a worker to the controller."""
