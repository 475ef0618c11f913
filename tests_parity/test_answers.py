"""V2's answers against V1's: the same question in the same user's name, the same answer."""

import pytest

from cutover.suite.duties import answers, declared, relations, shapes, sides


@pytest.mark.checks("answers")
def test_same_answer(check, migration, asking, ahead, recorded, shown, parts, record):
    """V2's data is V1's answer: the same rows, values and types, for every user and every case."""
    endpoint = migration.endpoint(check.subject)
    asked = asking.answers(endpoint, ahead)
    judged = answers.judged(
        endpoint, asked, migration.tolerances, lambda doubtful: asking.run(asking.again(endpoint, doubtful))
    )
    parts(answers.failing(judged, shown))
    seen = answers.evidence(check, judged, asked.unasked, shown)
    seen = declared.with_declared(seen, endpoint, judged, shown, migration.errors)
    seen = shapes.with_shape(seen, endpoint, asked.of(endpoint.cases), recorded.changes)
    seen = relations.added(seen, endpoint, relations.related(endpoint, asked, migration), asked, shown)
    record(sides.with_sides(seen, endpoint, asked, judged, migration.tolerances, shown))
