"""Documentation: an entry of the workers' catalogue, whole and with each gap."""

from datetime import date
from typing import Any

import pytest

from cutover.compare import incomplete, undocumented, unpaired
from cutover.manifest import Endpoint, Worker

TODAY = date(2026, 2, 4)
WHOLE: dict[str, Any] = {
    "name": "Workers/LeadsList",
    "purpose": "The leads of one viewer",
    "inputs": {"user_id": {"type": "integer", "required": True}, "q": "text"},
    "output": "list",
    "updated": "2025-12-01",
    "tested": "tested",
    "quirks": ("Leads without a score come last.",),
    "related": ("Workers/LeadDetail",),
    "example": {"input": {"user_id": 60}, "output": ({"id": 1},)},
}
OTHER = Worker.model_validate({**WHOLE, "name": "Workers/LeadDetail", "purpose": "One lead in full"})
ENDPOINT = Endpoint.model_validate(
    {
        "name": "list",
        "title": "Leads",
        "method": "GET",
        "v1": "/v1",
        "v2": "/v2",
        "worker": "Workers/LeadsList",
        "effect": "reads",
        "parameters": {"q": {"in": "query", "type": "text"}},
    }
)


def lacks(**changes: Any) -> tuple[str, ...]:
    """What an entry lacks that differs from a whole one."""
    worker = Worker.model_validate({**WHOLE, **changes})
    catalogue = {worker.name: worker, OTHER.name: OTHER}
    return undocumented(worker, catalogue, ENDPOINT, TODAY)


def test_a_whole_entry_lacks_nothing() -> None:
    """Purpose, inputs, output, dependencies, date and test status are there."""
    assert lacks() == ()
    assert lacks(depends_on="Workers/LeadDetail") == ()
    assert incomplete(Worker.model_validate(WHOLE), {OTHER.name}) == ()


def test_a_name_alone_is_undocumented() -> None:
    """Every part is asked for."""
    bare = Worker.model_validate({"name": "Workers/Bare"})
    assert undocumented(bare, {}, None, TODAY) == (
        "it has no purpose",
        "it has no inputs",
        "it has no output type",
        "it has no test status",
        "it does not say when it was last updated",
    )


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"purpose": "Leads"}, "its purpose says nothing"),
        ({"purpose": "TODO: write what it does"}, "its purpose says nothing"),
        ({"purpose": "Lists leads\nand more of it"}, "its purpose is not one line of at most 120 characters"),
        ({"purpose": "one lead in FULL"}, "its purpose is word for word that of Workers/LeadDetail"),
        ({"inputs": {"user_id": "integer"}}, "input q of its endpoint is not documented"),
        ({"inputs": {"q": "integer"}}, "input q is integer, its endpoint takes text"),
        ({"updated": "2026-02-06"}, "it cannot have been updated on 2026-02-06, which is to come"),
        ({"updated": "1999-01-01"}, "it cannot have been updated on 1999-01-01, before 2015-01-01"),
        ({"depends_on": "Workers/Gone"}, "it depends on Workers/Gone, which does not exist"),
        (
            {"depends_on": "Workers/LeadsList"},
            "it depends on Workers/LeadsList, which depends on it",
        ),
    ],
    ids=str,
)
def test_each_gap_is_told(changes: dict[str, Any], says: str) -> None:
    """One sentence for what is missing or cannot be true."""
    assert lacks(**changes) == (says,)


def test_a_circle_of_dependencies_is_told_of_everyone_in_it() -> None:
    """Two workers that need each other could never have been built."""
    first = Worker.model_validate({**WHOLE, "depends_on": OTHER.name})
    second = OTHER.model_copy(update={"depends_on": (first.name,)})
    catalogue = {first.name: first, second.name: second}
    for worker, other in ((first, second), (second, first)):
        said = undocumented(worker, catalogue, None, TODAY)
        assert said == (f"it depends on {other.name}, which depends on it",)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"quirks": ()}, "it tells no quirk"),
        ({"related": ()}, "it names no related function"),
        ({"related": "Workers/Gone"}, "related Workers/Gone does not exist"),
        ({"related": "Workers/LeadsList"}, "it is related to itself"),
        ({"example": None}, "it has no example"),
        (
            {"example": {"input": {"user_id": 1, "x": 1}, "output": 1}},
            "its example gives x, which is no input",
        ),
        ({"example": {"input": {}, "output": 1}}, "its example does not give user_id"),
    ],
    ids=str,
)
def test_each_gap_of_a_critical_worker_is_told(changes: dict[str, Any], says: str) -> None:
    """Quirks, related functions that exist, and an example that could be asked."""
    worker = Worker.model_validate({**WHOLE, **changes})
    assert incomplete(worker, {worker.name, OTHER.name}) == (says,)


def test_scripts_and_workers_are_one_list() -> None:
    """A script that nobody wrote down, and an entry of nothing, are told by name."""
    assert unpaired(["A", "B"], ["B", "A"]) == ()
    assert unpaired(["A", "B"], ["B", "C"]) == (
        "script C.xs belongs to no worker of the catalogue",
        "worker A has no script",
    )
