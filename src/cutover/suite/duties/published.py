"""A published document: whether V2's OpenAPI document and the manifest know the same endpoints."""

from collections import Counter
from collections.abc import Sequence

from cutover.compare import compare_published
from cutover.evidence import Evidence, Outcome
from cutover.manifest import Check, Endpoint
from cutover.openapi import Route
from cutover.suite.commands import curl
from cutover.suite.duties.seen import Shown, seen
from cutover.suite.publications import Publication
from cutover.suite.text import count


def evidence(
    check: Check,
    publication: Publication,
    endpoints: Sequence[Endpoint],
    known: Sequence[Route],
    api: str,
    shown: Shown,
) -> Evidence:
    """Say in what V2's document and the manifest disagree; without a document nothing is shown to agree.

    `endpoints` are those of the group; `known` are other routes that may be published, such as the login.
    """
    group = publication.group
    expected = f"{count(len(endpoints), 'endpoint')} of {group.api}, published as in the manifest"
    reproduce = [curl("V2", "GET", f"{api}{group.document}", bearer=None)]
    if publication.published is None or publication.schemas is None:
        outcome = Outcome.ERROR if publication.silent else Outcome.FAILED
        return seen(check, outcome, expected=expected, actual=publication.problem, reproduce=reproduce)
    published = publication.published
    findings = compare_published(published, endpoints, publication.schemas, known)
    figures = {"declared": len(endpoints), "published": len(published.operations), "findings": len(findings)}
    if not findings:
        actual = f"{count(len(published.operations), 'operation')}, all as in the manifest"
        return seen(check, Outcome.PASSED, expected=expected, actual=actual, figures=figures)
    more = f", and {count(len(findings) - 1, 'more finding')}" if len(findings) > 1 else ""
    return seen(
        check,
        Outcome.FAILED,
        expected=expected,
        actual=f"{shown(str(findings[0]))}{more}",
        cause=f"endpoints that are {Counter(each.kind for each in findings).most_common(1)[0][0]}",
        figures=figures,
        samples=[
            {"endpoint": each.endpoint, "finding": each.kind}
            | ({"name": shown(each.name)} if each.name else {})
            | ({"nearest": each.nearest} if each.nearest else {})
            for each in findings
        ],
        reproduce=reproduce,
    )
