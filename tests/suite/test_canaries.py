"""No secret leaves by any channel in any form; without the redaction every one of them would be found."""

import html
import json
import shlex

from tests.suite.canaries import CHANNELS, FORMS, secret_of, told, written
from tests.suite.project import HERE, ROOT, make_project

BROKEN = "from canaries import written\n\nraise RuntimeError(written('collection'))\n"
WAYS = (
    str,
    html.escape,
    lambda text: html.escape(text).replace("&#x27;", "'"),
    lambda text: json.dumps(text)[1:-1],
    lambda text: repr(text)[1:-1],
    lambda text: shlex.quote(text)[1:-1],
)
"""How an artefact writes a text down."""


def _artefacts(project, *plugins: str) -> list[str]:
    """Every text that a run leaves: what it printed and what lies in its folder of reports."""
    (project.folder / "tests_parity" / "test_broken.py").write_text(BROKEN)
    secrets = {f"CANARY_{channel.upper()}_SECRET": secret_of(channel) for channel in CHANNELS}
    ran = project.run(
        "-n", "0", "--showlocals", "--log-level=INFO", "--log-file=reports/run.log", "-rA", "-vv",
        "--continue-on-collection-errors", f"--deselect={written('command')}",
        *(word for plugin in plugins for word in ("-p", plugin)),
        PYTHONPATH=f"{ROOT / 'src'}:{HERE}", **secrets,
    )  # fmt: skip
    files = [path for path in project.folder.glob("reports/**/*") if path.is_file()]
    assert {path.suffix for path in files} >= {".jsonl", ".html", ".xml", ".log"}, ran.out + ran.err
    return [ran.out, ran.err, *(path.read_text(errors="replace") for path in files)]


def _spoken(text: str) -> set[str]:
    """How a text may stand in an artefact: written once, or twice over."""
    once = {way(text) for way in WAYS}
    return once | {way(each) for way in WAYS for each in once}


def _found(artefacts: list[str], forms: dict[str, str]) -> set[str]:
    """The canaries that an artefact holds."""
    whole = "\n".join(artefacts)
    return {mark for mark, value in forms.items() if any(each in whole for each in _spoken(value))}


def test_every_canary_would_be_found_and_none_is(tmp_path, server) -> None:
    """17 channels, 13 forms: 221 canaries; each stands in an artefact once nothing is redacted, else none."""
    forms = {mark: value for channel in CHANNELS for mark, value in told(channel).items()}
    assert len(forms) == len(CHANNELS) * len(FORMS) >= 200
    (tmp_path / "open").mkdir()
    (tmp_path / "closed").mkdir()
    open_ = _artefacts(make_project(tmp_path / "open"), "unguarded", "canaries")
    assert sorted(set(forms) - _found(open_, forms)) == []
    closed = _artefacts(make_project(tmp_path / "closed"), "canaries")
    assert sorted(_found(closed, forms)) == []
    assert sum(text.count("[secret]") for text in closed) > 200
