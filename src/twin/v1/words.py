"""Words: what V1's texts and lists are made of, with letters and blanks that a migration may lose."""

from __future__ import annotations

from collections.abc import Sequence

# The words of a list stand many to a line: a formatter would give each a line of its own.
# fmt: off
FIRST = (
    "Olivia", "Liam", "Emma", "Noah", "Ava", "Ethan", "Sophia", "Lucas", "Mia", "Mason", "Isabella",
    "Logan", "Amelia", "Elijah", "Harper", "Aiden", "Zoë", "José", "Renée", "Søren", "Björn", "Chloé",
    "Łukasz", "Núria", "Inès", "Jürgen", "Márta", "Đức", "Ayşe", "美咲", "伟", "지민", "Анна", "Ελένη",
    "Mary‑Ann", "D'Arcy", "Kit 🦊",
)
LAST = (
    "Smith", "Johnson", "Brown", "Garcia", "Miller", "Davis", "Martinez", "Lopez", "Wilson", "Moore",
    "Taylor", "Thomas", "Jackson", "Martin", "Lee", "Perez", "White", "Harris", "Clark", "Lewis", "Núñez",
    "Müller", "Peña", "Østergård", "Šimková", "O'Brien", "Ångström", "Çelik", "Dvořák", "Nguyễn", "García",
    "Lefèvre", "田中", "王", "김", "Иванов", "Παπαδοπούλου", "Saint‑Clair", "van der Berg", "Zażółć",
    "Rossi 🏡",
)
STATES = ("TX", "CA", "FL", "NY", "CO", "AZ", "GA", "WA", "ON", "")
CITIES = (
    "Austin", "San José", "Miami", "Denver", "Montréal", "Phoenix", "Atlanta", "Seattle", "Québec",
    "St. Louis ",
)
STREETS = (
    "Main St", "Oak Ave", "Élan Blvd", "Straße der Ruhe", "Elm Dr", "Piñon Rd", "Lakeview Ct", "Sunset Way",
)
NOTES = (
    "call back in spring", "met at the open house ", "prefers e-mail", "referred by a friend 😀",
    "naïve question about fees", "見学済み", "two dogs, one cat", "needs a bigger garage  ", 'says: "soon"',
    "line one\nline two", "50 % sure", "tab\there",
)
PROPERTY_TYPES = ("single_family", "condo", "townhouse", "multi_family", "land", "commercial")
SOURCES = ("zillow", "referral", "website", "open_house", "sphere", "facebook", "sign call")

# The words of a text field, by the end of its name. The first that fits counts.
WORDS: tuple[tuple[str, Sequence[str]], ...] = (
    ("first_name", FIRST),
    ("last_name", LAST),
    ("property_type", PROPERTY_TYPES),
    ("state", STATES),
    ("city", CITIES),
    ("country", ("US", "CA", "US", "USA")),
    ("timezone", ("America/Chicago", "America/New_York", "America/Denver", "America/Los_Angeles")),
    ("locale", ("en-US", "es-US", "fr-CA")),
    ("gender", ("f", "m", "x")),
    ("currency", ("USD", "CAD")),
    ("theme", ("light", "dark", "system")),
    ("table_density", ("compact", "normal", "wide")),
    ("default_page", ("home", "transactions", "revenue", "network")),
    ("interval", ("month", "year")),
    ("subscription_type", ("basic", "pro", "team")),
    ("subscription_status", ("active", "trialing", "past_due", "canceled")),
    ("onboarding_status", ("started", "done", "stuck")),
    ("payout_status", ("open", "paid", "held")),
    ("payment_status", ("open", "paid", "partly")),
    ("compliance_status", ("open", "approved", "rejected")),
    ("status", ("active", "done", "open", "synced")),
    ("source", SOURCES),
    ("title_company", ("First Title", "Hébert & Fils", "Lone Star Title ", "西日本タイトル")),
    ("company", ("Acme Realty", "Casa Bonita", "Nordlys A/S", "Keystone")),
    ("lender_name", ("Big Bank", "Crédit Nord", "Union Savings")),
    ("office_name", ("Austin HQ", "Dallas North", "Côte-Nord")),
    ("office", ("Austin HQ", "Dallas North", "Côte-Nord", "Denver")),
    ("brokerage", ("Real Broker", "Real Broker LLC", "Real Broker Québec")),
    ("title", ("Agent", "Broker", "Lead Agent", "Señor Partner")),
    ("role", ("buyer", "seller", "buyer_agent", "seller_agent", "lender", "escrow", "other")),
    ("side", ("buyer", "seller", "both")),
    ("line", ("A", "B", "C", "primary")),
    ("color", ("red", "green", "#336699", "blau")),
    ("kind", ("call", "email", "meeting", "text", "note")),
    ("outcome", ("reached", "left message", "no answer", "booked ✔")),
    ("method", ("ach", "wire", "check")),
    ("notes", NOTES),
    ("note", NOTES),
    ("bio", NOTES),
    ("description", NOTES),
    ("reason", NOTES),
    ("event", ("created", "updated", "price_changed", "stage_changed")),
    ("stage", ("new", "open", "waiting", "done")),
    ("error", ("timeout", "bad gateway", "")),
)

LISTS: dict[str, Sequence[str]] = {
    "languages": ("en", "es", "fr", "中文", "de", "português"),
    "specialties": ("luxury", "condos", "first homes", "farms"),
    "mls_ids": ("ABOR-1", "NTREIS-7", "HAR-22", "MRED-5"),
    "tags": ("vip", "luxury", "investor", "Cash", "été", "waterfront"),
    "labels": ("friend", "hot", "été", "follow up"),
    "permissions": ("read", "write", "Admin", "export", "billing"),
    "pinned_pages": ("home", "revenue", "network", "listings"),
    "contingencies": ("inspection", "financing", "appraisal", "sale of home"),
}

# An integer's least value and how many there are, by the end of the field's name. The first that fits counts.
RANGES = (
    ("year_built", 1900, 125),
    ("year", 2024, 3),
    ("month", 1, 12),
    ("bedrooms", 0, 8),
    ("_id", 1, 900_000),
    ("week_starts_on", 0, 7),
    ("fiscal_year_start", 1, 12),
    ("step", 1, 9),
    ("tier", 1, 7),
    ("score", 0, 101),
    ("seats", 1, 50),
    ("width", 640, 3000),
    ("height", 480, 2000),
    ("count", 0, 60),
    ("days_on_market", 0, 200),
    ("days_to_close", 0, 90),
    ("duration_seconds", 0, 3600),
    ("", 0, 400),
)
# fmt: on
