"""Rules for workers: each stands once, in a file of its category."""

from collections.abc import Iterator
from pathlib import PurePath

from cutover.manifest.draft import Draft
from cutover.manifest.problem import Problem
from cutover.manifest.worker import CATEGORIES


def problems(draft: Draft) -> Iterator[Problem]:
    """Find files that are not named for their category, and workers that stand twice.

    What a worker's documentation lacks is no mistake of the manifest: its check says it.
    """
    seen: dict[str, str] = {}
    for parsed in draft.workers:
        document, value = parsed.document, parsed.value
        if value is None:
            continue
        # `transform.yaml`, and `transform_data.yaml` beside it where one file would grow too long.
        if PurePath(document.file).stem.partition("_")[0] != value.category:
            yield document.problem(
                "manifest-file-name",
                ("category",),
                f"The file describes the category {value.category!r} but is not named for it.",
                f"Name it {value.category}.yaml or {value.category}_<what>.yaml, or fix the category.",
                PurePath(document.file).stem,
                CATEGORIES,
            )
        for worker in value.workers:
            if worker.name in seen and seen[worker.name] != document.file:
                yield document.problem(
                    "manifest-name-twice",
                    ("workers", worker.name),
                    f"{worker.name!r} stands in {seen[worker.name]} already.",
                    "Keep one of the two.",
                )
            seen.setdefault(worker.name, document.file)
