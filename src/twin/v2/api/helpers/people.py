"""People: names, e-mail addresses and telephone numbers."""

from __future__ import annotations

import re

from twin.v2.api.envelope import BadInput
from twin.v2.api.helpers.helper import Helper, words

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")


def split_name(name: str) -> dict[str, str]:
    """Return first and last name: the last of several words is the last name."""
    *first, last = name.split() or [""]
    return {"first_name": " ".join(first) or last, "last_name": last if first else ""}


def full_name(first_name: str, last_name: str) -> str:
    """Return both names with one blank between them."""
    return " ".join(part for part in (first_name.strip(), last_name.strip()) if part)


def normal_email(email: str) -> str:
    """Return the address in small letters, without blanks around it."""
    return email.strip().lower()


def is_email(email: str) -> bool:
    """Tell whether the text has the form of an e-mail address."""
    return EMAIL.fullmatch(email.strip()) is not None


def mask_email(email: str) -> str:
    """Return the address with all but the first letter of its name hidden. Raises BadInput."""
    if not is_email(email):
        raise BadInput("Parameter email must be an e-mail address.", "email")
    name, _, domain = normal_email(email).partition("@")
    return f"{name[0]}***@{domain}"


def email_domain(email: str) -> str:
    """Return what stands behind the @. Raises BadInput."""
    if not is_email(email):
        raise BadInput("Parameter email must be an e-mail address.", "email")
    return normal_email(email).rpartition("@")[2]


def phone_digits(phone: str) -> str:
    """Return the ten digits of a number of North America. Raises BadInput."""
    digits = re.sub(r"\D", "", phone)
    digits = digits[1:] if len(digits) == 11 and digits[0] == "1" else digits
    if len(digits) != 10:
        raise BadInput("Parameter phone must have ten digits.", "phone")
    return digits


def format_phone(phone: str) -> str:
    """Return the number as people read it: (512) 555-0134."""
    digits = phone_digits(phone)
    return f"({digits[:3]}) {digits[3:6]}-{digits[6:]}"


def dial_phone(phone: str) -> str:
    """Return the number as telephones dial it: +15125550134."""
    return f"+1{phone_digits(phone)}"


def mask_phone(phone: str) -> str:
    """Return the number with all but its last four digits hidden."""
    return f"***-***-{phone_digits(phone)[-4:]}"


EMAILS = (words("email"),)
PHONES = (words("phone"),)
NAMES = (words("first_name"), words("last_name"))

HELPERS = (
    Helper("SplitName", split_name, (words("name"),)),
    Helper("FullName", full_name, NAMES),
    Helper("NormalizeEmail", normal_email, EMAILS),
    Helper("IsEmail", is_email, EMAILS),
    Helper("MaskEmail", mask_email, EMAILS),
    Helper("EmailDomain", email_domain, EMAILS),
    Helper("FormatPhone", format_phone, PHONES),
    Helper("DialPhone", dial_phone, PHONES),
    Helper("MaskPhone", mask_phone, PHONES),
)
