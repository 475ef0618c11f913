"""The ledger of a run that could not begin: every check that it owed is an error, and nothing is green."""

import os
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from cutover.evidence import Evidence, Footer, LedgerWriter, Outcome, Redactor, now, secrets_in
from cutover.suite.commands import again
from cutover.suite.conclusion import conclude
from cutover.suite.run import Work, header_without_pair
from cutover.suite.scope import named_checks
from cutover.suite.text import first_line
from cutover.suite.trouble import trouble
from cutover.systems import EnvironmentFailed


def record_stillborn(work: Work, run: str, command: str, arguments: Iterable[str], error: Exception) -> None:
    """Write header, one error for each check that was asked for, and footer, and render the site.

    A full disk here is no second message.
    """
    found = trouble(error)
    said = error.said if isinstance(error, EnvironmentFailed) else ()
    named = named_checks(arguments)
    checks = [check for check in work.checks if named is None or check.id in named]
    header = replace(header_without_pair(work, run, command), selected=tuple(check.id for check in checks))
    writer = LedgerWriter(
        Path(work.options.reports, "runs", run, "ledger.jsonl"), Redactor(secrets_in(os.environ), b"")
    )
    with suppress(OSError):
        writer.start(header)
        for check in checks:
            writer.record(
                Evidence(
                    check=check.id,
                    outcome=Outcome.ERROR,
                    duty=check.duty,
                    expected="a run that begins",
                    actual=first_line(found.message),
                    cause=found.cause,
                    notes=("the run did not begin: nothing was asked", *said),
                    reproduce=(again(check.id, work.options),),
                )
            )
        writer.end(Footer(ended=now(), checks=0, exit_code=4, interrupted=True, digest=""))
        conclude(work)
