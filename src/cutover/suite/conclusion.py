"""What a run amounts to: asked of the sign-off, once, when the ledger is sealed."""

from datetime import UTC, datetime

from cutover.suite.run import Work


def conclude(work: Work) -> tuple[str, ...]:
    """Render the site and give the last lines of the terminal: what stands in the way, phases, verdict."""
    from cutover import signoff  # its templates are wanted in one process only, and only at the end

    conclusion = signoff.conclude(work.migration, work.options.reports, datetime.now(UTC))
    return tuple(conclusion.lines)
