"""The plugin that the root ``conftest.py`` loads: its parts, in the order in which a run meets them."""

pytest_plugins = (
    "cutover.suite.fix_options",
    "cutover.suite.fix_redaction",
    "cutover.suite.fix_reports",
    "cutover.suite.fix_run",
    "cutover.suite.fix_checks",
    "cutover.suite.fix_systems",
    "cutover.suite.fix_course",
    "cutover.suite.fix_shapes",
    "cutover.suite.fix_timing",
    "cutover.suite.fix_evidence",
    "cutover.suite.fix_ledger",
    "cutover.suite.fix_terminal",
)
