"""Packing: the verifier as one file that Python runs, with nothing in it but itself."""

import io
import zipfile
from importlib.resources import files
from pathlib import Path

_MAIN = "import sys\n\nfrom cutover.signoff.verifier.main import main\n\nsys.exit(main())\n"
_SHEBANG = b"#!/usr/bin/env python3\n"
_EPOCH = (1980, 1, 1, 0, 0, 0)


def pack(path: Path) -> Path:
    """Write the stand-alone verifier, the same bytes each time, and return its path."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in sorted(_sources().items()):
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), text)
    path.write_bytes(_SHEBANG + content.getvalue())
    path.chmod(0o755)
    return path


def _sources() -> dict[str, str]:
    folder = files("cutover.signoff.verifier")
    modules = (each for each in folder.iterdir() if each.name.endswith(".py"))
    # The rooms above are empty here: nothing of them is needed, and nothing of them comes along.
    empty = {"cutover/__init__.py": "", "cutover/signoff/__init__.py": ""}
    found = {f"cutover/signoff/verifier/{each.name}": each.read_text(encoding="utf-8") for each in modules}
    return {"__main__.py": _MAIN, **empty, **found}
