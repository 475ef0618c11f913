"""Judges what was read: values in, differences out. Talks to nothing but a connection that it is handed."""

from cutover.compare.absence import Absence, why_absent
from cutover.compare.answers import Answer, CaseJudgement, judge, rules_of
from cutover.compare.chains import ChainsFound, Followed, judge_chains
from cutover.compare.conformance import AnswerSchemas, Violation
from cutover.compare.contract import (
    empty_or_refused,
    good_answer,
    good_or_refused,
    refused_caller,
    refused_method,
    refused_row,
    refused_value,
)
from cutover.compare.counts import Lag, count_rows, count_table
from cutover.compare.course import UNATTENDED, Course, Part
from cutover.compare.coverage import (
    Filled,
    Keys,
    UnknownKey,
    filled_in_v1,
    filled_in_v2,
    find_unknown,
    known_keys,
)
from cutover.compare.declared import Declared, find_declared
from cutover.compare.difference import ColumnDifference, FieldDifference, RowDifference, TableDifference
from cutover.compare.documentation import incomplete, undocumented, unpaired
from cutover.compare.drift import Drift
from cutover.compare.envelope import Opened, open_envelope
from cutover.compare.excerpt import excerpt
from cutover.compare.explained import Explained
from cutover.compare.figures import Compared, compare_figure
from cutover.compare.functions import Beside, Ran, data_of, judge_function
from cutover.compare.hierarchy import HierarchyFound, judge_hierarchy
from cutover.compare.inclusion import Candidate, Discovery, Parent, discover
from cutover.compare.join import Join, Names, join, physical_names, tolerances
from cutover.compare.known import Tables
from cutover.compare.latency import LatencyJudgement, Margin, Slowness, judge_latency, next_look
from cutover.compare.leaks import leaks
from cutover.compare.links import Link, link_of
from cutover.compare.loading import Loading, judge_loading
from cutover.compare.noise import Unstable
from cutover.compare.overall import Overall, over_all, uses
from cutover.compare.problem import CannotCompare
from cutover.compare.published import PublishedFinding, compare_published
from cutover.compare.references import (
    Orphan,
    Orphans,
    count_all,
    count_orphans,
    find_orphans,
    stream_orphans,
    values_without_parent,
)
from cutover.compare.relations import Details, Finding, Said, details_in, missing_pages, relate
from cutover.compare.renaming import in_v1_terms
from cutover.compare.schema import SchemaDifference, compare_schema
from cutover.compare.smoke import smoke
from cutover.compare.spot import Spot, spot_check
from cutover.compare.strict import read_json
from cutover.compare.tables import (
    Again,
    Spare,
    compare_source,
    compare_table,
)
from cutover.compare.trace import Traced, judge_trace
from cutover.compare.two_servers import compare_two_servers
from cutover.compare.walk import Cluster, Difference
from cutover.compare.xanoscript import CannotRead, judge_script, read_script

__all__ = [
    "UNATTENDED",
    "Absence",
    "Again",
    "Answer",
    "AnswerSchemas",
    "Beside",
    "Candidate",
    "CannotCompare",
    "CannotRead",
    "CaseJudgement",
    "ChainsFound",
    "Cluster",
    "ColumnDifference",
    "Compared",
    "Course",
    "Declared",
    "Details",
    "Difference",
    "Discovery",
    "Drift",
    "Explained",
    "FieldDifference",
    "Filled",
    "Finding",
    "Followed",
    "HierarchyFound",
    "Join",
    "Keys",
    "Lag",
    "LatencyJudgement",
    "Link",
    "Loading",
    "Margin",
    "Names",
    "Opened",
    "Orphan",
    "Orphans",
    "Overall",
    "Parent",
    "Part",
    "PublishedFinding",
    "Ran",
    "RowDifference",
    "Said",
    "SchemaDifference",
    "Slowness",
    "Spare",
    "Spot",
    "TableDifference",
    "Tables",
    "Traced",
    "UnknownKey",
    "Unstable",
    "Violation",
    "compare_figure",
    "compare_published",
    "compare_schema",
    "compare_source",
    "compare_table",
    "compare_two_servers",
    "count_all",
    "count_orphans",
    "count_rows",
    "count_table",
    "data_of",
    "details_in",
    "discover",
    "empty_or_refused",
    "excerpt",
    "filled_in_v1",
    "filled_in_v2",
    "find_declared",
    "find_orphans",
    "find_unknown",
    "good_answer",
    "good_or_refused",
    "in_v1_terms",
    "incomplete",
    "join",
    "judge",
    "judge_chains",
    "judge_function",
    "judge_hierarchy",
    "judge_latency",
    "judge_loading",
    "judge_script",
    "judge_trace",
    "known_keys",
    "leaks",
    "link_of",
    "missing_pages",
    "next_look",
    "open_envelope",
    "over_all",
    "physical_names",
    "read_json",
    "read_script",
    "refused_caller",
    "refused_method",
    "refused_row",
    "refused_value",
    "relate",
    "rules_of",
    "smoke",
    "spot_check",
    "stream_orphans",
    "tolerances",
    "undocumented",
    "unpaired",
    "uses",
    "values_without_parent",
    "why_absent",
]
