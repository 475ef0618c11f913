"""Derived functions: those that nobody writes out, for their endpoints say all that there is to say."""

from collections.abc import Iterable, Iterator, Mapping

from cutover.manifest.endpoint import Endpoint, Example
from cutover.manifest.function import Derived, Function, FunctionsFile, Promise


def functions_of(files: Iterable[FunctionsFile], endpoints: Iterable[Endpoint]) -> tuple[Function, ...]:
    """Return every function of the files: those that are written out, then those that follow from endpoints.

    A worker whose function is written out has no second one.
    """
    workers: dict[str, Endpoint] = {}
    for endpoint in endpoints:
        workers.setdefault(endpoint.worker, endpoint)
    return tuple(function for file in files for function in _of(file, workers))


def _of(file: FunctionsFile, workers: Mapping[str, Endpoint]) -> Iterator[Function]:
    written = {function.name for function in file.functions}
    derived = (
        _function(file.derived, worker.partition("/")[2], endpoint)
        for worker, endpoint in workers.items()
        if file.derived is not None
        and file.derived.covers(endpoint.group)
        and worker.startswith(f"{file.kind}/")
        and worker.partition("/")[2] not in written
    )
    for function in (*file.functions, *derived):
        endpoint = workers.get(f"{file.kind}/{function.name}")
        held = endpoint.id if file.same_as_endpoint and endpoint is not None and endpoint.reads else ""
        yield function.model_copy(update={"kind": file.kind, "run": file.run, "endpoint": held})


def _function(rule: Derived, name: str, endpoint: Endpoint) -> Function:
    said: dict[str, object] = {
        "name": name,
        "title": endpoint.title,
        "input": _example(endpoint),
    }
    if endpoint.expected_status is not None:
        return Function.model_validate({**said, "expected_status": endpoint.expected_status})
    return Function.model_validate(
        {**said, **(_promised(endpoint) if rule.answers is None else _own(rule, endpoint))}
    )


def _own(rule: Derived, endpoint: Endpoint) -> dict[str, object]:
    """Say what the rule promises of an endpoint's function."""
    address = {rule.address_in: endpoint.v2.rpartition("/")[2]} if rule.address_in else {}
    return {
        **{name: getattr(rule, name) for name in Promise.model_fields},
        "fields": {**address, **{held.name: held.one_of for held in rule.fields}},
    }


def _example(endpoint: Endpoint) -> dict[str, Example]:
    """Give every parameter its example, and then what the first case gives that gives something.

    What a query may do without is left out: its example is a filter that narrows.
    """
    case = next(
        (case for case in endpoint.written_cases if case.given and not case.refused), endpoint.cases[0]
    )
    examples = {
        each.name: each.example
        for each in endpoint.parameters
        if each.example is not None and (each.is_required or each.place != "query")
    }
    return examples | endpoint.values(case)


def _promised(endpoint: Endpoint) -> dict[str, object]:
    """Say what an endpoint's declaration says of its answer."""
    if endpoint.rows is None:
        return {"answers": "object"}
    if endpoint.rows == "":
        # A list without a key is compared by place; a list that may be empty shows its kind alone.
        return {"answers": "list", "keys": () if endpoint.empty_is_meant else endpoint.key}
    if endpoint.empty_is_meant:
        return {"answers": "object", "keys": (endpoint.rows.partition(".")[0],)}
    return {"answers": "object", "rows": endpoint.rows, "keys": endpoint.key}
