"""Scripts: the folder with the XanoScript of V2's workers, as a run sees it."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from twin.faults import ScriptFault

FOLDER = Path(__file__).parent / "v2" / "xanoscript"
"""One file a worker, named for it."""


@contextmanager
def scripts(faults: Sequence[ScriptFault] = ()) -> Iterator[Path]:
    """Give the scripts' folder; with faults a copy that has them, for as long as the block runs."""
    if not faults:
        yield FOLDER
        return
    with tempfile.TemporaryDirectory(prefix="twin-scripts-") as name:
        copy = Path(name) / FOLDER.name
        shutil.copytree(FOLDER, copy)
        for fault in faults:
            script = (copy / f"{fault.worker}.xs").read_text(encoding="utf-8")
            path = copy / f"{fault.stored_as or fault.worker}.xs"
            path.write_text(fault.spoil(script), encoding="utf-8")
        yield copy
