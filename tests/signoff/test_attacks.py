"""Attacks on signed sign-offs: each is refused for its reason, and the same folder unspoiled is accepted."""

import base64
import hashlib
import shutil
import subprocess
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import orjson
import pytest
from tests.signoff.company import Company, signed
from tests.signoff.ledgers import NOW

from cutover.evidence import Outcome
from cutover.manifest.report import FinalReport
from cutover.signoff.approval import write
from cutover.signoff.attesting import attest
from cutover.signoff.document import FILE, PAGE, Document, Signed, read_signoff
from cutover.signoff.sheet import render
from cutover.signoff.verifier import Refused, canonical
from cutover.signoff.verifier.folder import sha256

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Company:
    """Phases 0 and 1, signed as they should be."""
    return signed(tmp_path_factory.mktemp("company") / "good")


@pytest.fixture
def spoilt(good: Company, tmp_path: Path) -> Company:
    """A copy to spoil."""
    return good.copied(tmp_path / "spoilt")


def test_the_unspoiled_chain_is_accepted(good: Company, spoilt: Company) -> None:
    """Both phases pass the gate, where they were made and where they were copied to."""
    for company in (good, spoilt):
        assert [str(step.refused) for step in company.gate().refusals] == []
        assert company.gate().code == 0


@pytest.mark.parametrize(
    ("about", "code"), [("references/child.parent_id", "signoff-verdict"), ("counts/child.child", "")]
)
def test_a_waiver_voids_no_evidence(good: Company, spoilt: Company, about: str, code: str) -> None:
    """The manifest stays the one that was signed; a phase with a waiver of its own is stated anew."""
    (spoilt.root / "migration" / "waivers.yaml").write_text(
        f"waivers: [{{check: {about}, at_most: 3, reason: known, owner: data, requester: Olga Ops,"
        " approver: Quin Quality, expires: 2026-02-10}]"
    )
    assert spoilt.migration.digest == good.migration.digest
    refused = [step.refused for step in spoilt.gate().refusals]
    assert [each.code for each in refused if each] == ([code] if code else [])


def document(company: Company, phase: str = "1") -> dict[str, Any]:
    """The sign-off as plain JSON."""
    found: dict[str, Any] = orjson.loads((company.folder(phase) / FILE).read_bytes())
    return found


def put(company: Company, found: Mapping[str, Any], phase: str = "1", *, page: bool = False) -> None:
    """Write a sign-off in its one form; with its page where that is to follow."""
    (company.folder(phase) / FILE).write_bytes(canonical(found) + b"\n")
    if page:
        parsed = read_signoff(company.folder(phase) / FILE)
        (company.folder(phase) / PAGE).write_text(render(parsed.statement, parsed.signed), encoding="utf-8")


def forge(
    company: Company,
    key: str,
    namespace: str = "cutover-approval",
    place: int = -1,
    phase: str = "1",
    **told: Any,
) -> None:
    """Sign an approval anew with a key, saying ``told``, its page and everything else as it ought to be."""
    parsed = read_signoff(company.folder("1") / FILE)
    approvals = list(parsed.approvals)
    old = approvals[place]
    approvals[place] = entry(company, parsed, approvals[:place], old, key, namespace, **told)
    write(parsed.model_copy(update={"approvals": tuple(approvals)}), company.folder("1"))


def entry(
    company: Company,
    parsed: Document,
    before: list[Signed],
    old: Signed,
    key: str,
    namespace: str,
    **told: Any,
) -> Signed:
    """An entry like an old one, signed with any key of the folder, known or not, valid or not."""
    path = company.root / "keys" / key
    blob = base64.b64decode((path.with_suffix(".pub")).read_text().split()[1])
    name = "SHA256:" + base64.b64encode(hashlib.sha256(blob).digest()).decode().rstrip("=")
    chain = [parsed.seal, *before] if parsed.seal else before
    digests = tuple(each.digest for each in chain)
    draft = old.model_copy(update={"key": name, "before": digests, "signature": "", **told})
    page = render(parsed.statement, (*chain, draft))
    draft = draft.model_copy(update={"page": hashlib.sha256(page.encode()).hexdigest()})
    done = subprocess.run(
        ["ssh-keygen", "-q", "-Y", "sign", "-f", str(path), "-n", namespace],
        input=draft.to_sign, capture_output=True, check=True,
    )  # fmt: skip
    return draft.model_copy(update={"signature": done.stdout.decode()})


# --- the attacks


def edited_json(company: Company) -> None:
    """A criterion's sentence is made nicer."""
    found = document(company)
    found["statement"]["criteria"][0]["says"] = "rows nearly equal"
    put(company, found)


def edited_json_by_hand(company: Company) -> None:
    """A blank is put between two keys."""
    path = company.folder("1") / FILE
    path.write_bytes(path.read_bytes().replace(b',"seal"', b', "seal"'))


def edited_page(company: Company) -> None:
    """The page says one thing more."""
    path = company.folder("1") / PAGE
    path.write_text(path.read_text().replace("</body>", "<p>all is well</p></body>"))


def swapped_page(company: Company) -> None:
    """The page is that of another phase."""
    shutil.copyfile(company.folder("0") / PAGE, company.folder("1") / PAGE)


def phase_swap(company: Company) -> None:
    """The sign-off of phase 0 lies in the folder of phase 1."""
    shutil.rmtree(company.folder("1"))
    shutil.copytree(company.folder("0"), company.folder("1"))


def replay(company: Company) -> None:
    """Phase 0 was stated anew, and phase 1 is the one that stood on the old sign-off."""
    company.state("0", now=NOW + timedelta(minutes=5))
    company.approve("0", "eve", NOW + timedelta(minutes=5))


def other_manifest(company: Company) -> None:
    """The manifest asks for less than what was stated of."""
    path = company.root / "migration" / "phases.yaml"
    path.write_text(path.read_text().replace("at_least: 2", "at_least: 1"))


def other_pair(company: Company) -> None:
    """Phase 0 is of another pair of systems."""
    shutil.rmtree(company.reports / "runs")
    other = {"identity": "twin as-found", "v1": "http://127.0.0.1:3", "v2": "http://127.0.0.1:4"}
    company.run(1, "references/child.parent_id", pair=other)
    company.state("0", now=NOW)
    company.approve("0", "eve")


def unsigned(company: Company) -> None:
    """Nobody sealed it."""
    put(company, {**document(company), "seal": None, "approvals": []}, page=True)


def unknown_key(company: Company) -> None:
    """Somebody signs in Quin's name with a key of their own."""
    forge(company, "mallory")


def key_of_another(company: Company) -> None:
    """Fred signs in Quin's name with his own key."""
    forge(company, "fred")


def unknown_person(company: Company) -> None:
    """Somebody signs in a name that nobody has."""
    forge(company, "mallory", by="mallory@example.com")


def key_of_another_role(company: Company) -> None:
    """Eve, of the frontend, approves for QA with her own key."""
    forge(company, "eve", by="eve@example.com")


def role_not_asked_for(company: Company) -> None:
    """Eve approves for the frontend, which this phase does not ask."""
    forge(company, "eve", by="eve@example.com", role="frontend")


def expired_key(company: Company) -> None:
    """Olga signs with the key that ended on the first of February."""
    forge(company, "olga-expired", place=0)


def key_not_yet_valid(company: Company) -> None:
    """Olga signs with the key that begins in March."""
    forge(company, "olga-later", place=0)


def backdated(company: Company) -> None:
    """Olga dates a signature with her old key back to when that was valid."""
    forge(company, "olga-expired", by="olga@example.com", at="2026-01-31T12:00:00Z")


def self_approval(company: Company) -> None:
    """Rita, who started a run and sealed it, approves."""
    path = company.root / "migration" / "approvers.yaml"
    told = orjson.loads(path.read_bytes())
    next(each for each in told["people"] if each["name"] == "Rita Runner")["roles"].append("QA")
    path.write_bytes(orjson.dumps(told))
    forge(company, "rita", by="rita@example.com")


def approval_under_another_name(company: Company) -> None:
    """Quin approves what was started under a name that is his too."""
    _rename(company, "Rita Runner", "Quin Quality", "rita-at-the-forge")


def approval_by_the_sealer(company: Company) -> None:
    """Fred seals, having started nothing, and approves."""
    parsed = read_signoff(company.folder("1") / FILE)
    assert parsed.seal is not None
    seal = entry(company, parsed.model_copy(update={"seal": None}), [], parsed.seal, "fred",
                 "cutover-signoff", by="fred@example.com")  # fmt: skip
    parsed = parsed.model_copy(update={"seal": seal, "approvals": ()})
    old = read_signoff(company.folder("1") / FILE).approvals
    first = entry(company, parsed, [], old[0], "olga", "cutover-approval")
    second = entry(company, parsed, [first], old[1], "fred", "cutover-approval", by="fred@example.com")
    write(parsed.model_copy(update={"approvals": (first, second)}), company.folder("1"))


def starter_whom_nobody_knows(company: Company) -> None:
    """A run was started under a name that is nobody's."""
    _rename(company, "Rita Runner", None, "rita-at-the-forge")


def _rename(company: Company, whose: str, to: str | None, name: str) -> None:
    path = company.root / "migration" / "approvers.yaml"
    told = orjson.loads(path.read_bytes())
    for each in told["people"]:
        if each["name"] == whose:
            each["also_known_as"].remove(name)
        if each["name"] == to:
            each["also_known_as"].append(name)
    path.write_bytes(orjson.dumps(told))


def one_approver_twice(company: Company) -> None:
    """Fred fills both roles, which are his."""
    forge(company, "fred", place=0, by="fred@example.com")
    forge(company, "fred", by="fred@example.com")


def two_keys_of_one_person(company: Company) -> None:
    """Olga approves for both, with two keys, having QA too."""
    path = company.root / "migration" / "approvers.yaml"
    told = orjson.loads(path.read_bytes())
    next(each for each in told["people"] if each["name"] == "Olga Ops")["roles"].append("QA")
    path.write_bytes(orjson.dumps(told))
    forge(company, "olga-second", by="olga@example.com")


def one_role_twice(company: Company) -> None:
    """Fred approves for operations, as Olga has, in QA's place."""
    forge(company, "fred", by="fred@example.com", role="operations")


def approval_of_another(company: Company) -> None:
    """Olga's approval is carried over to the sign-off that was stated anew."""
    old, page = document(company)["approvals"], (company.folder("1") / PAGE).read_bytes()
    company.state("1", now=NOW + timedelta(minutes=5))
    put(company, {**document(company), "approvals": old})
    (company.folder("1") / PAGE).write_bytes(page)


def stripped_approval(company: Company) -> None:
    """The first of two approvals is taken out."""
    found = document(company)
    put(company, {**found, "approvals": found["approvals"][1:]})


def stripped_last_approval(company: Company) -> None:
    """The last approval is taken out, and the page is as it was."""
    found = document(company)
    put(company, {**found, "approvals": found["approvals"][:1]})


def reordered_approvals(company: Company) -> None:
    """The approvals change places."""
    found = document(company)
    page_of_the_first(company)
    put(company, {**found, "approvals": found["approvals"][::-1]})


def page_of_the_first(company: Company) -> None:
    """Put the page back as it was when one had approved."""
    parsed = read_signoff(company.folder("1") / FILE)
    (company.folder("1") / PAGE).write_text(render(parsed.statement, parsed.signed[:2]), encoding="utf-8")


def doubled_approval(company: Company) -> None:
    """One approval stands twice, in another's place."""
    found = document(company)
    page_of_the_first(company)
    put(company, {**found, "approvals": [found["approvals"][0]] * 2})


def namespace_swap(company: Company) -> None:
    """Quin signed an attestation's bytes, and they stand as an approval."""
    forge(company, "quin", "cutover-attestation")


def seal_by_who_may_not(company: Company) -> None:
    """Quin, who is no sealer, sealed it."""
    parsed = read_signoff(company.folder("1") / FILE)
    assert parsed.seal is not None
    unsealed = parsed.model_copy(update={"seal": None})
    seal = entry(company, unsealed, [], parsed.seal, "quin", "cutover-signoff",
                 by="quin@example.com", role="QA")  # fmt: skip
    write(parsed.model_copy(update={"seal": seal, "approvals": ()}), company.folder("1"))


def ledger(company: Company) -> Path:
    """The ledger beside the sign-off of phase 1."""
    (found,) = (company.folder("1") / "evidence").glob("*/ledger.jsonl")
    return found


def loose(path: Path) -> Path:
    """The same file with bytes of its own: evidence may share them with the run."""
    content = path.read_bytes()
    path.unlink()
    path.write_bytes(content)
    return path


def truncated_ledger(company: Company) -> None:
    """The ledger ends in the midst of a line."""
    path = loose(ledger(company))
    path.write_bytes(path.read_bytes()[:-40])


def missing_footer(company: Company) -> None:
    """The ledger lacks its last line, and the one who states it seals that."""
    path = loose(ledger(company))
    path.write_bytes(b"\n".join(path.read_bytes().split(b"\n")[:-2]) + b"\n")
    restate(company, path)


def edited_ledger(company: Company) -> None:
    """A line is about another check, and all conspire: footer, seal and approvals are made anew."""
    path = loose(ledger(company))
    path.write_bytes(path.read_bytes().replace(b'"check":"tables/child"', b'"check":"tables/chile"'))
    restate(company, path, footer=True)


def duplicate_check(company: Company) -> None:
    """One check has two lines in the ledger, and all conspire."""
    path = loose(ledger(company))
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], *lines[1:]]))
    restate(company, path, footer=True)


def swapped_evidence(company: Company) -> None:
    """The ledger of phase 0 stands in the place of phase 1's, and is sealed."""
    (other,) = (company.folder("0") / "evidence").glob("*/ledger.jsonl")
    path = loose(ledger(company))
    path.write_bytes(other.read_bytes())
    restate(company, path)


def restate(company: Company, path: Path, *, footer: bool = False) -> None:
    """Let Rita seal the sign-off over a changed ledger, and everybody approve it again: a conspiracy."""
    if footer:
        lines = path.read_bytes().splitlines(keepends=True)
        last = orjson.loads(lines[-1])
        last["digest"] = hashlib.sha256(b"".join(lines[:-1])).hexdigest()
        path.write_bytes(b"".join(lines[:-1]) + orjson.dumps(last) + b"\n")
    found = document(company)["statement"]
    name = path.relative_to(company.folder("1")).as_posix()
    for each in found["files"]:
        if each["path"] == name:
            each["sha256"], each["size"] = sha256(path), path.stat().st_size
    for run in found["runs"]:
        if run["run"] == path.parent.name:
            run["ledger"] = sha256(path)
    conspire(company, found)


def conspire(company: Company, statement: Mapping[str, Any]) -> None:
    """Let everybody sign a statement that is not what it was."""
    old = read_signoff(company.folder("1") / FILE)
    assert old.seal is not None
    told = {"statement": statement, "seal": None, "approvals": []}
    parsed = Document.model_validate_json(canonical(told))
    digest = parsed.statement.digest
    bare = parsed.model_copy(update={"seal": None})
    seal = entry(company, bare, [], old.seal, "rita", "cutover-signoff", statement=digest)
    parsed = parsed.model_copy(update={"seal": seal})
    first = entry(company, parsed, [], old.approvals[0], "olga", "cutover-approval", statement=digest)
    second = entry(company, parsed, [first], old.approvals[1], "quin", "cutover-approval", statement=digest)
    write(parsed.model_copy(update={"approvals": (first, second)}), company.folder("1"))


def verdict_that_does_not_follow(company: Company) -> None:
    """All conspire: a criterion that owes two checks is said to owe one."""
    found = document(company)["statement"]
    found["criteria"][0]["owed"] = 1
    conspire(company, found)


def starter_left_out(company: Company) -> None:
    """All conspire: nobody is said to have started the run."""
    found = document(company)["statement"]
    found["started_by"] = []
    conspire(company, found)


def longer_fresh(company: Company) -> None:
    """All conspire: the evidence is said to be good for a year."""
    found = document(company)["statement"]
    found["fresh_until"] = "2027-01-01T00:00:00Z"
    conspire(company, found)


def fewer_approvers(company: Company) -> None:
    """All conspire: the phase is said to ask for one approval."""
    found = document(company)["statement"]
    found["approvers"] = ["operations"]
    conspire(company, found)


def attestation_removed(company: Company) -> None:
    """All conspire: what is called attested is signed by nobody."""
    found = document(company)["statement"]
    found["attestations"][0] |= {"digest": "", "by": "", "at": ""}
    conspire(company, found)


def attestation_by_one(company: Company) -> None:
    """All conspire: an attestation that two must sign was signed by one."""
    path = company.folder("1") / "evidence" / "attestations" / "cutover-approved.json"
    told = orjson.loads(path.read_bytes())
    told["signed"] = told["signed"][:1]
    path.write_bytes(canonical(told))
    found = document(company)["statement"]
    for each in found["files"]:
        if each["path"].endswith("cutover-approved.json"):
            each["sha256"], each["size"] = sha256(path), path.stat().st_size
    first = told["signed"][0]
    found["attestations"][0] |= {"digest": sha256(path), "by": first["by"], "meaning": first["meaning"]}
    conspire(company, found)


def duplicate_key(company: Company) -> None:
    """A key stands twice in the JSON, so that two readers may see two verdicts."""
    path = company.folder("1") / FILE
    path.write_bytes(path.read_bytes().replace(b'{"approvals"', b'{"seal":null,"approvals"', 1))


def duplicate_run(company: Company) -> None:
    """All conspire: one run stands twice."""
    found = document(company)["statement"]
    found["runs"] *= 2
    conspire(company, found)


def linked_evidence(company: Company) -> None:
    """The ledger is a link to a file elsewhere, with the same bytes."""
    path = ledger(company)
    elsewhere = path.rename(company.root / "elsewhere.jsonl")
    path.symlink_to(elsewhere)


def linked_folder(company: Company) -> None:
    """The folder of the phase is a link."""
    company.folder("1").rename(company.root / "elsewhere")
    company.folder("1").symlink_to(company.root / "elsewhere")


def additional_file(company: Company) -> None:
    """A file lies there that nobody signed."""
    (company.folder("1") / "evidence" / "approved-by-all.html").write_text("<h1>READY</h1>")


def missing_file(company: Company) -> None:
    """The table of checks is not there."""
    (company.folder("1") / "evidence" / "checks.csv").unlink()


def new_line_in_a_principal(company: Company) -> None:
    """Quin's name is followed by a new line and another principal."""
    forge(company, "quin", by="quin@example.com\nolga@example.com")


def blank_in_a_principal(company: Company) -> None:
    """A blank that cannot be seen makes Olga another person."""
    forge(company, "olga-second", by="olga@example.com\u200b", role="QA")


def wildcard_as_a_principal(company: Company) -> None:
    """Somebody signs as everybody."""
    forge(company, "fred", by="*@example.com")


def signature_spelt_otherwise(company: Company) -> None:
    """A signature has a line end more, which means nothing and is not what was written."""
    found = document(company)
    found["approvals"][-1]["signature"] += "\n"
    put(company, found, page=True)


def half_a_character(company: Company) -> None:
    """A meaning holds half of a character."""
    path = company.folder("1") / FILE
    path.write_bytes(path.read_bytes().replace(b'"meaning":"', b'"meaning":"\\ud800', 1))


def newer_run_fails(company: Company) -> None:
    """A run after the approvals shows a table wrong, and nobody states it."""
    company.run(65, "tables/parent", outcome=Outcome.FAILED)


def older_ready_replayed(company: Company) -> None:
    """Phase 1 was stated anew, NOT READY, and its approved sign-off of before is put back."""
    kept = company.root / "kept"
    shutil.copytree(company.folder("1"), kept)
    newer_run_fails(company)
    company.state("1", now=NOW + timedelta(minutes=8))
    assert company.gate(now=NOW + timedelta(minutes=9)).steps[-1].word == "NOT READY"
    shutil.rmtree(company.folder("1"))
    kept.rename(company.folder("1"))


def newer_failure_edited(company: Company) -> None:
    """The failure in a newer run is made a pass by hand."""
    path = company.run(65, "tables/parent", outcome=Outcome.FAILED)
    path.write_bytes(path.read_bytes().replace(b'"failed"', b'"passed"'))


def newer_failure_postdated(company: Company) -> None:
    """The run that fails says that it began tomorrow."""
    company.run(60 * 25, "tables/parent", outcome=Outcome.FAILED)


def statement_taken_back(company: Company) -> None:
    """Quin states, after all approved, that the cutover is not approved."""
    who = company.signer("quin")
    attest(
        company.migration, company.reports, "cutover-approved", who, NOW + timedelta(minutes=5), holds=False
    )


class Attack(NamedTuple):
    """What is done, the code of the refusal, and when the gate is asked."""

    does: Callable[[Company], object]
    code: str
    now: datetime = NOW + timedelta(minutes=10)


def nothing(company: Company) -> None:
    """Nothing but the clock is touched."""


ATTACKS = [
    Attack(edited_json, "entry-of-another"),
    Attack(edited_json_by_hand, "signoff-not-canonical"),
    Attack(edited_page, "signoff-page"),
    Attack(swapped_page, "signoff-page"),
    Attack(replay, "chain-broken"),
    Attack(phase_swap, "signoff-phase"),
    Attack(other_pair, "chain-broken"),
    Attack(other_manifest, "signoff-manifest"),
    Attack(unsigned, "signoff-unsigned"),
    Attack(unknown_key, "entry-unknown-key"),
    Attack(key_of_another, "entry-unknown-key"),
    Attack(unknown_person, "entry-unknown-person"),
    Attack(key_of_another_role, "entry-role"),
    Attack(role_not_asked_for, "entry-role"),
    Attack(expired_key, "entry-key-not-valid"),
    Attack(key_not_yet_valid, "entry-key-not-valid"),
    Attack(backdated, "entry-time"),
    Attack(self_approval, "entry-own-run"),
    Attack(approval_under_another_name, "entry-own-run"),
    Attack(approval_by_the_sealer, "entry-twice"),
    Attack(starter_whom_nobody_knows, "entry-starter-unknown"),
    Attack(one_approver_twice, "entry-twice"),
    Attack(two_keys_of_one_person, "entry-twice"),
    Attack(one_role_twice, "entry-role"),
    Attack(approval_of_another, "entry-of-another"),
    Attack(stripped_approval, "entry-order"),
    Attack(stripped_last_approval, "signoff-page"),
    Attack(reordered_approvals, "entry-order"),
    Attack(doubled_approval, "entry-order"),
    Attack(namespace_swap, "entry-namespace"),
    Attack(seal_by_who_may_not, "entry-signature"),
    Attack(truncated_ledger, "evidence-edited"),
    Attack(missing_footer, "evidence-cut"),
    Attack(edited_ledger, "signoff-verdict"),
    Attack(duplicate_check, "evidence-cut"),
    Attack(swapped_evidence, "evidence-swapped"),
    Attack(verdict_that_does_not_follow, "signoff-verdict"),
    Attack(starter_left_out, "evidence-of-another"),
    Attack(longer_fresh, "signoff-verdict"),
    Attack(fewer_approvers, "signoff-phase"),
    Attack(attestation_removed, "attestation-missing"),
    Attack(attestation_by_one, "attestation-missing"),
    Attack(duplicate_key, "signoff-unreadable"),
    Attack(duplicate_run, "evidence-twice"),
    Attack(linked_evidence, "signoff-link"),
    Attack(linked_folder, "signoff-link"),
    Attack(additional_file, "evidence-files"),
    Attack(missing_file, "evidence-files"),
    Attack(new_line_in_a_principal, "entry-form"),
    Attack(blank_in_a_principal, "entry-form"),
    Attack(wildcard_as_a_principal, "entry-unknown-person"),
    Attack(signature_spelt_otherwise, "entry-signature"),
    Attack(half_a_character, "signoff-not-canonical"),
    Attack(newer_run_fails, "signoff-superseded"),
    Attack(older_ready_replayed, "signoff-superseded"),
    Attack(newer_failure_edited, "evidence-unreadable"),
    Attack(newer_failure_postdated, "evidence-clock"),
    Attack(statement_taken_back, "signoff-superseded"),
    Attack(nothing, "signoff-time", NOW - DAY),
    Attack(nothing, "signoff-stale", NOW + DAY),
]


@pytest.mark.parametrize(
    "attack", ATTACKS, ids=[f"{each.does.__name__}-{number}" for number, each in enumerate(ATTACKS)]
)
def test_no_attack_is_accepted(attack: Attack, spoilt: Company) -> None:
    """The gate is closed, and says why, to whoever spoils a chain that was open."""
    attack.does(spoilt)
    gate = spoilt.gate(now=attack.now)
    assert gate.code != 0
    assert attack.code in [step.refused.code for step in gate.refusals if step.refused]


def test_a_newer_run_that_is_mended_closes_nothing(spoilt: Company) -> None:
    """The gate is open again once a complete run answers the failure, and where no runs lie beside it."""
    later = NOW + timedelta(minutes=10)
    newer_run_fails(spoilt)
    assert spoilt.gate(now=later).code == 1
    spoilt.run(66, "tables/parent", "tables/child")
    assert spoilt.gate(now=later).code == 0
    shutil.rmtree(spoilt.reports / "runs")
    assert spoilt.gate(now=later).code == 0


def test_the_final_report_is_signed_by_who_could_read_it(spoilt: Company) -> None:
    """What its phase asks for is refused before it is stated, and names the sign-off that lay there."""
    part = {"name": "all", "criteria": ["1/tables"]}
    told = {"phase": "1", "score": [{**part, "weight": 100}], "sections": [part]}
    migration = replace(spoilt.migration, report=FinalReport.model_validate(told, strict=False))
    digest = read_signoff(spoilt.folder("1") / FILE).statement.digest
    who, at = spoilt.signer("quin"), NOW + timedelta(minutes=5)
    path, _ = attest(migration, spoilt.reports, "cutover-approved", who, at, meaning="read it whole")
    assert f"read it whole (read: sign-off 1, {digest})" in path.read_text()
    shutil.rmtree(spoilt.folder("1"))
    with pytest.raises(Refused, match=r"attestation-no-report(.|\n)*State it: cutover signoff 1") as refused:
        attest(migration, spoilt.reports, "cutover-approved", who, at)
    assert refused.value.lacks
