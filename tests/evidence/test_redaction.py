"""A known secret is taken out in whichever encoding it stands; a personal value becomes a keyed hash."""

import base64
import html
import json
from urllib.parse import quote, quote_plus

import pytest

from cutover.evidence import Redactor

SECRET = "k'ä/n\"e <&>r+60 %"


def _in_nested_json(secret: str) -> str:
    return json.dumps({"body": json.dumps({"password": secret})})


def _in_json_in_html(secret: str) -> str:
    return html.escape(json.dumps({"password": secret}))


def _in_json_as_a_template_writes_it(secret: str) -> str:
    return _in_json_in_html(secret).replace("&quot;", "&#34;").replace("&#x27;", "&#39;")


ENCODINGS = {
    "raw": str,
    "url": quote,
    "url whole": lambda secret: quote(secret, safe=""),
    "url lower": lambda secret: quote(secret, safe="").replace("%2F", "%2f"),
    "url plus": quote_plus,
    "json": json.dumps,
    "json unicode": lambda secret: json.dumps(secret, ensure_ascii=False),
    "json in json": _in_nested_json,
    "html": html.escape,
    "html unquoted": lambda secret: html.escape(secret, quote=False),
    "json in html": _in_json_in_html,
    "json in a template": _in_json_as_a_template_writes_it,
    "repr": repr,
    "repr of bytes": lambda secret: repr(secret.encode()),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=ENCODINGS)
def test_a_canary_is_taken_out_whole_in_every_encoding(encode):
    """What stands around the secret stays, and nothing of the secret does."""
    left = Redactor([SECRET], key=b"key").text(f"before {encode(SECRET)} after")
    assert left.count("[secret]") == 1
    assert len(left) == len(f"before {encode('')} after") + len("[secret]")


@pytest.mark.parametrize("alphabet", [base64.b64encode, base64.urlsafe_b64encode])
@pytest.mark.parametrize("before", ["", "u", "u:", "abc"])
def test_no_core_of_base64_is_left(before, alphabet):
    """Whatever stands before and behind the secret, its base64 cannot be read back."""
    secret = "horse>>battery??staple"
    encoded = alphabet(f"{before}{secret} end".encode()).decode()
    left = Redactor([secret], key=b"key").text(encoded)
    rest = left.split("[secret]")
    assert len(rest) == 2
    assert all(len(part) <= 8 for part in rest)


def test_the_longer_of_two_secrets_goes_first():
    """A secret that begins like another is taken out whole."""
    assert Redactor(["abc", "abc-def"], key=b"").text("abc-def abc") == "[secret] [secret]"


def test_values_are_redacted_inside_and_keep_their_shape():
    """Mappings, lists and tuples are walked, names too; numbers and nothing stay."""
    value = {"token-x": ["token-x", 1, None], "fine": ("token-x",)}
    redacted = Redactor(["token-x"], key=b"").value(value)
    assert redacted == {"[secret]": ["[secret]", 1, None], "fine": ("[secret]",)}


@pytest.mark.parametrize(
    ("text", "redacted"),
    [
        ("Authorization: Bearer eyJhbGciOi0.abc-1", "Authorization: Bearer [secret]"),
        ("postgresql://reader:s3cr3t@db:5432/x", "postgresql://reader:[secret]@db:5432/x"),
        ("host=db password=s3cr3t user=x", "host=db password=[secret] user=x"),
        ("host=db password='s3 cr3t' user=x", "host=db password=[secret] user=x"),
        ('{"authToken": "eyJhbGciOi0xyz"}', '{"authToken": "[secret]"}'),
        ('curl -H "Authorization: Bearer $V1_TOKEN"', 'curl -H "Authorization: Bearer $V1_TOKEN"'),
        ("the bearer of bad news", "the bearer of bad news"),
        ("http://127.0.0.1:41001/api:v1-app/x", "http://127.0.0.1:41001/api:v1-app/x"),
    ],
)
def test_what_looks_like_a_credential_goes_too(text, redacted):
    """A token that nobody declared is caught by its form; a plain command and address stay."""
    assert Redactor([], key=b"").text(text) == redacted


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        ("a@b.example", "mail"),
        ("+49 30 123456", "phone"),
        ("2026-02-04", "date"),
        ("12", "number"),
        (" ", "blank"),
        ("Ann", "text"),
        (True, "bool"),
    ],
)
def test_a_hash_tells_the_class_and_the_length(value, kind):
    """What V2 holds in place of a mail address is seen without either being shown."""
    told = Redactor([], key=b"one").personal(value)
    assert told.endswith(f"({kind}, {len(str(value))})")


@pytest.mark.parametrize(
    "cut", ["horse-battery…", "…staple-correct", "horse-battery...", "said: …ery-staple-correct"]
)
def test_what_a_cut_has_left_of_a_secret_goes_too(cut):
    """pytest shortens what it compares before anybody can redact it; words beside an ellipsis stay."""
    redactor = Redactor(["horse-battery-staple-correct"], key=b"")
    assert "[secret]" in redactor.text(cut)
    assert "batter" not in redactor.text(cut)
    assert "staple" not in redactor.text(cut)
    assert (
        redactor.text("812, 814, 901, … and a horse… of course") == "812, 814, 901, … and a horse… of course"
    )


def test_a_mail_address_that_was_seen_is_a_hash_and_one_that_signs_stays():
    """What systems hold is hashed in evidence; a database's address and who approves are no such data."""
    redactor = Redactor([], key=b"one")
    assert "ann@shop.example" not in redactor.seen("V1 ann@shop.example → V2 ⟦bob@shop.example⟧")
    assert redactor.seen("psql postgresql://reader@db.example/x") == "psql postgresql://reader@db.example/x"
    assert redactor.text("approved by ann@shop.example") == "approved by ann@shop.example"


def test_blank_secrets_redact_nothing():
    """An unset password does not blot out every text."""
    assert Redactor(["", "  "], key=b"").text("a  b") == "a  b"


def test_more_secrets_can_be_learnt():
    """The redactor that knows more also knows what the first one knew."""
    redactor = Redactor(["one-1"], key=b"").knowing(["two-2"])
    assert redactor.text("one-1 two-2") == "[secret] [secret]"


def test_a_personal_value_is_a_keyed_hash():
    """Equal values stay equal under one key; another key, or another type, gives another hash."""
    here, there = Redactor([], key=b"one"), Redactor([], key=b"two")
    assert here.personal("a@b.example") == here.personal("a@b.example")
    assert here.personal("a@b.example") != there.personal("a@b.example")
    assert here.personal("1") != here.personal(1)
    assert here.personal("a@b.example").endswith("(mail, 11)")
    assert here.personal(None) == "null"


def test_a_redactor_does_not_show_what_it_knows():
    """Its own repr may stand in a log."""
    assert "token-x" not in repr(Redactor(["token-x"], key=b"k3y"))
