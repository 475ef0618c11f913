"""Faults that break what must hold within V2's answers: order, pages, filters, groups, lists, whose rows."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from twin.faults import AnswerFault, Asked

_WORKERS = "/api:4UsTtl3m"
_STATUSES = ("open", "active", "done", "synced")

Rows = list[dict[str, Any]]


def _items(change: Callable[[Rows], Rows]) -> Callable[[Any], Any]:
    """Change the rows of a page that has any, and nothing beside them."""
    return lambda data: {**data, "items": change(data["items"])} if data["items"] else data


def _page(query: dict[str, str]) -> int:
    given = query.get("page", "")
    return int(given) if given.isdecimal() else 1


def _by_id(asked: Asked) -> bool:
    return asked.query.get("sort") == "id"


def _later_page(asked: Asked) -> bool:
    return _page(asked.query) > 1


def _as_texts(rows: Rows) -> Rows:
    return sorted(rows, key=lambda row: str(row["id"]))


def _nulls_first(field: str) -> Callable[[Rows], Rows]:
    return lambda rows: sorted(rows, key=lambda row: row[field] is not None)


def _last_row_out_of_place(rows: Rows) -> Rows:
    return [rows[-1], *rows[:-1]]


def _without_first(rows: Rows) -> Rows:
    return rows[1:]


def _first_for_last(rows: Rows) -> Rows:
    return [*rows[:-1], rows[0]]


def _another_owner(field: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**rows[0], field: rows[0][field] + 1}, *rows[1:]]


def _turned(field: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, field: (row[field] or [])[::-1]} for row in rows]


def _doubled(field: str) -> Callable[[Rows], Rows]:
    return lambda rows: [{**row, field: [*(row[field] or [])[:1], *(row[field] or [])]} for row in rows]


def _ties_turned(field: str) -> Callable[[Rows], Rows]:
    """Turn round what is equal in a field and follows each other."""

    def turn(rows: Rows) -> Rows:
        ties = (list(tie) for _, tie in groupby(rows, key=lambda row: row[field]))
        return [row for tie in ties for row in reversed(tie)]

    return turn


def _page_before(query: dict[str, str]) -> dict[str, str]:
    page = _page(query)
    return {**query, "page": str(page - 1)} if page > 2 else query


def _next_status(query: dict[str, str]) -> dict[str, str]:
    status = query.get("status")
    if status not in _STATUSES:
        return query
    return {**query, "status": _STATUSES[(_STATUSES.index(status) + 1) % len(_STATUSES)]}


def _order_turned(query: dict[str, str]) -> dict[str, str]:
    order = query.get("order")
    return {**query, "order": "desc" if order == "asc" else "asc"} if order in ("asc", "desc") else query


def _without(*names: str) -> Callable[[dict[str, str]], dict[str, str]]:
    return lambda query: {name: value for name, value in query.items() if name not in names}


def _searched_as_written(query: dict[str, str]) -> dict[str, str]:
    search = query.get("q", "")
    return {**query, "q": "no such name"} if search.isupper() else query


def _total_of_the_page(data: Any) -> Any:
    return {**data, "itemsTotal": len(data["items"])}


def _always_a_next_page(data: Any) -> Any:
    return {**data, "nextPage": data["curPage"] + 1}


def _full_page_received(data: Any) -> Any:
    return {**data, "itemsReceived": data["perPage"]}


def _one_group_more(data: Any) -> Any:
    return [{**data[0], "rows": data[0]["rows"] + 1}, *data[1:]]


def _without_last_group(data: Any) -> Any:
    return data[:-1]


def _totals_exchanged(data: Any) -> Any:
    first, second, *rest = data
    return [{**first, "total": second["total"]}, {**second, "total": first["total"]}, *rest]


def _list(path: str) -> str:
    return f"{_WORKERS}/{path}/list"


RELATIONS = (
    AnswerFault(
        "sorted-as-texts",
        "Numbers are sorted by their digits: 10 stands before 9.",
        _list("signature-envelopes"),
        data=_items(_as_texts),
        when=_by_id,
        must_fail=("answers/data_documents.signature_envelopes_list",),
    ),
    AnswerFault(
        "nulls-first",
        "What has no date stands before what has one.",
        _list("closing-appointments"),
        data=_items(_nulls_first("starts_at")),
        must_fail=("answers/data_title.closing_appointments_list",),
    ),
    AnswerFault(
        "last-row-first",
        "The last row of each page stands at its top.",
        _list("agent-recruits"),
        data=_items(_last_row_out_of_place),
        must_fail=("answers/data_people.agent_recruits_list",),
    ),
    AnswerFault(
        "order-turned",
        "Ascending is descending, and the other way round.",
        _list("mentorships"),
        query=_order_turned,
        must_fail=("answers/data_training.mentorships_list",),
    ),
    AnswerFault(
        "third-page-is-the-second",
        "Every page from the third on is the one before it.",
        _list("document-requests"),
        query=_page_before,
        must_fail=("answers/data_documents.document_requests_list",),
        touches=("contract/data_documents.document_requests_list",),
    ),
    AnswerFault(
        "border-row-lost",
        "The first row of each later page is lost.",
        _list("compliance-reviews"),
        data=_items(_without_first),
        when=_later_page,
        must_fail=("answers/data_compliance.compliance_reviews_list",),
    ),
    AnswerFault(
        "total-of-the-page",
        "The total is that of the page.",
        _list("title-orders"),
        data=_total_of_the_page,
        must_fail=("answers/data_title.title_orders_list",),
        touches=("contract/data_title.title_orders_list",),
    ),
    AnswerFault(
        "next-page-for-ever",
        "The last page names a next one.",
        _list("rezen-listings"),
        data=_always_a_next_page,
        must_fail=("answers/data_staging.rezen_listings_list",),
    ),
    AnswerFault(
        "received-as-asked",
        "A page says that it holds as many rows as were asked for.",
        _list("campaign-contacts"),
        data=_full_page_received,
        must_fail=("answers/data_marketing.campaign_contacts_list",),
    ),
    AnswerFault(
        "row-twice-in-a-page",
        "The first row stands in the last one's place, too.",
        _list("vendor-invoices"),
        data=_items(_first_for_last),
        must_fail=("answers/data_expenses.vendor_invoices_list",),
    ),
    AnswerFault(
        "filtered-by-another-status",
        "A question about one status is answered with the rows of the next.",
        _list("referrals"),
        query=_next_status,
        must_fail=("answers/data_referrals.referrals_list",),
    ),
    AnswerFault(
        "lower-price-ignored",
        "The least price is not looked at.",
        _list("listings"),
        query=_without("min_price"),
        must_fail=("answers/listings.list",),
        touches=("contract/listings.list", "workers/ListingsList.critical", "pages/listings"),
    ),
    AnswerFault(
        "days-ignored",
        "The days between which a closing lies are not looked at.",
        _list("transactions"),
        query=_without("from", "to"),
        must_fail=("answers/transactions.list",),
        touches=("contract/transactions.list", "workers/TransactionsList.critical", "pages/transactions"),
    ),
    AnswerFault(
        "search-by-the-letter",
        "A search in capitals finds nothing.",
        f"{_WORKERS}/network/roster",
        query=_searched_as_written,
        must_fail=("answers/network.roster",),
        touches=("contract/network.roster", "workers/NetworkRoster.critical", "pages/network"),
    ),
    AnswerFault(
        "row-of-another-user",
        "The first row belongs to the user after the one who asks.",
        _list("fub-sync-jobs"),
        data=_items(_another_owner("user_id")),
        must_fail=("answers/data_fub.fub_sync_jobs_list",),
        touches=("workers/FubSyncJobsList.critical",),
    ),
    AnswerFault(
        "row-of-another-team",
        "The first row belongs to another team.",
        _list("team-members"),
        data=_items(_another_owner("team_id")),
        must_fail=("answers/data_teams.team_members_list",),
    ),
    AnswerFault(
        "tags-turned-round",
        "The tags of each lead come in the other order.",
        f"{_WORKERS}/leads/list",
        data=_items(_turned("tags")),
        must_fail=("answers/leads.list",),
        touches=("workers/LeadsList.critical",),
    ),
    AnswerFault(
        "language-twice",
        "The first language of each agent stands twice.",
        f"{_WORKERS}/agents/directory",
        data=_items(_doubled("languages")),
        must_fail=("answers/agents.directory",),
        touches=("workers/AgentsDirectory.critical",),
    ),
    AnswerFault(
        "group-counts-one-more",
        "The first group counts a row that no list shows.",
        f"{_WORKERS}/sponsor-bonuses/summary",
        data=_one_group_more,
        must_fail=("answers/data_referrals.sponsor_bonuses_summary",),
    ),
    AnswerFault(
        "group-left-out",
        "The last group is left out.",
        f"{_WORKERS}/regions/summary",
        data=_without_last_group,
        must_fail=("answers/data_offices.regions_summary",),
    ),
    AnswerFault(
        "totals-exchanged",
        "The first two groups have each other's total.",
        f"{_WORKERS}/office-licenses/summary",
        data=_totals_exchanged,
        must_fail=("answers/data_offices.office_licenses_summary",),
    ),
)

TIES_TURNED = AnswerFault(
    "ties-turned",
    "Rows of one date come in the other order: nothing says which of them is first.",
    _list("escrow-deposits"),
    data=_items(_ties_turned("received_on")),
    when=lambda asked: not _by_id(asked),
)
"""A variation that is right: ties have no order."""
