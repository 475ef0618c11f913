"""Rules for declared differences: each field has one, and none of them hides which row is which."""

from collections.abc import Iterator

from cutover.manifest.differs import Differs, Unstable
from cutover.manifest.document import Document, Place
from cutover.manifest.draft import Draft
from cutover.manifest.endpoint import Endpoint
from cutover.manifest.problem import Problem


def problems(draft: Draft) -> Iterator[Problem]:
    """Find declarations of differences, drifts and tolerances that contradict each other."""
    for parsed in draft.endpoints:
        for endpoint in parsed.value.endpoints if parsed.value else ():
            yield from _twice(parsed.document, endpoint)
            yield from _of_the_key(parsed.document, endpoint)
            yield from _tolerances(parsed.document, endpoint)


def _twice(document: Document, endpoint: Endpoint) -> Iterator[Problem]:
    seen: set[tuple[str, ...]] = set()
    aimed: set[tuple[str, ...]] = set()
    both: tuple[tuple[str, tuple[Differs | Unstable, ...]], ...] = (
        ("differs", endpoint.differs),
        ("unstable", endpoint.unstable),
    )
    for key, declared in both:
        for number, each in enumerate(declared):
            place: Place = ("endpoints", endpoint.name, key, number, "field")
            steps = each.place
            target = each.target if isinstance(each, Differs) and each.becomes else ()
            if steps in seen or (target and target in aimed):
                yield document.problem(
                    "manifest-difference-twice",
                    place,
                    f"{each.field!r} is declared here a second time, or stands where another one does in V2.",
                    "Say all that differs of a field in one entry: {field: a, is: b, as: text}.",
                )
            seen.add(steps)
            aimed.add(target)


def _of_the_key(document: Document, endpoint: Endpoint) -> Iterator[Problem]:
    """A key field may have another name or type in V2, exactly; nothing looser, or rows were guessed."""
    if endpoint.rows is None:
        return
    row = (*(endpoint.rows.split(".") if endpoint.rows else ()), "[]")
    keys = {(*row, *name.split(".")) for name in endpoint.key}
    for number, each in enumerate(endpoint.differs):
        if each.place in keys and (each.absent or each.allow or each.factor is not None):
            yield document.problem(
                "manifest-difference-of-a-key",
                ("endpoints", endpoint.name, "differs", number, "field"),
                f"{each.field!r} is the key by which rows are known.",
                "A key may have another name (is) or type (as) in V2, nothing else.",
            )
    for number, unstable in enumerate(endpoint.unstable):
        if unstable.place in keys:
            yield document.problem(
                "manifest-difference-of-a-key",
                ("endpoints", endpoint.name, "unstable", number, "field"),
                f"{unstable.field!r} is the key by which rows are known.",
                "Choose a key that V1 says the same of each time.",
            )


def _tolerances(document: Document, endpoint: Endpoint) -> Iterator[Problem]:
    for each in endpoint.tolerances:
        if each.field in (*endpoint.measures, *endpoint.money):
            yield document.problem(
                "manifest-measure-and-money",
                ("endpoints", endpoint.name, "tolerances", each.field),
                f"Field {each.field!r} has a tolerance of its own, and is a measure or money.",
                "Keep it in one of the three.",
            )
