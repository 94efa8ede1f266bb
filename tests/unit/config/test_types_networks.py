"""Networks, published hosts, buckets, keys and receivers: what is let through and what is not."""

import ipaddress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from config.findings import render
from config.types import Refused
from config.types.alerting import (
    ContactLine,
    MailAddress,
    MailServer,
    MailUser,
    OtlpEndpoint,
    ResourceAttributes,
    ServiceName,
    SlackChannel,
)
from config.types.names import SecretKey
from config.types.networks import (
    NetworkCidr,
    PortNumber,
    PublishedHost,
    ReceiverUrl,
    TenantHost,
    is_everywhere,
)
from config.types.storage import AgeRecipient, BucketName, ObjectPath, RegionName

pytestmark = pytest.mark.unit

PROPERTY = settings(max_examples=300, deadline=None, derandomize=True, database=None)
RECIPIENT = "age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p"
"""The example in the documentation of age."""
PRIVATE = "AGE-SECRET-KEY-1" + "Q" * 58

GOOD: list[tuple[Any, list[Any]]] = [
    (
        NetworkCidr,
        ["10.0.0.0/8", "203.0.113.7/32", "0.0.0.0/0", "2001:db8::/32", "::/0", "::1/128"],
    ),
    (PortNumber, [1, 443, 65535]),
    (PublishedHost, ["tracardi.example.com", "a.b", "xn--bcher-kva.example", "1.example.com"]),
    (TenantHost, ["collect.example.com", "*.collect.example.com", "*.a.b"]),
    (ReceiverUrl, ["https://a", "https://a.example.com:8443/x?y=z", "https://[2001:db8::1]/"]),
    (BucketName, ["abc", "example-backup", "a.b.c", "1-2", "a" * 63]),
    (ObjectPath, ["tracardi", "a/b-c/d_e.1", "2026"]),
    (RegionName, ["eu-central-1", "us-east-1", "de", "0"]),
    (AgeRecipient, [RECIPIENT]),
    (MailAddress, ["a@b.cc", "on-call+1@mail.example.co.uk"]),
    (MailServer, ["smtp.example.com:587", "mail:25", "10.0.0.5:465"]),
    (MailUser, ["apikey", "ops@example.com"]),
    (OtlpEndpoint, ["http://otel:4317", "https://otel.example.com:4318/v1/x", "http://[::1]:4317"]),
    (ServiceName, ["tracardi", "tracardi-eu.1", "a"]),
    (SlackChannel, ["#alerts", "@ops", "C0123ABCD", "#a-b_c.d"]),
    (ContactLine, ["on call: +48 22 000 00 00", "Zo\N{LATIN SMALL LETTER E WITH DIAERESIS}"]),
    (SecretKey, ["password", "tls.key", "A-B_c"]),
    (ResourceAttributes, [{}, {"deployment.environment": "production", "a": "1-2/3"}]),
]
BAD: list[tuple[Any, list[Any]]] = [
    (
        NetworkCidr,
        [
            "", "/", "10.0.0.0", "10.0.0.1/8", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/08",
            "10.0.0/8", "010.0.0.0/8", "10.0.0.0/255.0.0.0", "10.0.0.0/8/8", " 10.0.0.0/8",
            "10.0.0.0/8\n", "2001:DB8::/32", "2001:0db8::/32", "fe80::%eth0/64", "2001:db8::1/32",
            "::ffff:10.0.0.0/104", "::ffff:a00:0/104", "any", "*",
            "10.0.0.0/\N{ARABIC-INDIC DIGIT EIGHT}", "10.0.0.0/" + "1" * 5000, "1" * 5000,
        ],
    ),
    (PortNumber, [0, 65536, -1, 10**30]),
    (
        PublishedHost,
        [
            "", "tracardi", "https://a.b", "a.b/c", "a.b:443", "*.a.b", "A.b", "a..b", "-a.b",
            "a_.b", "a.b.", "1.2.3.4", "2001:db8::1", "[::1]", "a.b\n", "a b.c", "a" * 64 + ".b",
            ".".join(["abc"] * 64), "b\N{LATIN SMALL LETTER U WITH DIAERESIS}cher.example",
        ],
    ),
    (TenantHost, ["*", "*.", "*.a", "*.*.a.b", "a.*.b", "*a.b", "*.1.2.3.4", "*.https://a.b"]),
    (
        ReceiverUrl,
        [
            "", "a", "http://a", "https:a", "https://", "https://u@a", "https://u:p@a",
            "https://a b", "https://a/ b", "https://a:x", "https://a:99999", "https://a_b",
            "https://[::1", "https://\ud800", "https://a\n", "ftp://a",
        ],
    ),
    (
        BucketName,
        [
            "", "ab", "a" * 64, "Abc", "a_b", "-abc", "abc-", "a..b", ".abc", "10.0.0.1", "s3://abc",
            "abc/def", "xn--abc", "sthree-abc", "abc-s3alias", "abc--x-s3", "abc\n", "a b",
        ],
    ),
    (
        ObjectPath,
        ["", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "a/.", "a b", "a\n", "a" * 201, "a?b"],
    ),
    (RegionName, ["", "EU", "eu central", "-a", "a-", "a" * 64]),
    (
        AgeRecipient,
        [
            "", "age1", RECIPIENT.upper(), RECIPIENT[:-1], RECIPIENT + "q", RECIPIENT + "\n",
            RECIPIENT.replace("ql3", "ql4"), RECIPIENT.replace("ql3", "q3l"), "age1b" + "q" * 57,
            PRIVATE, PRIVATE.lower(), "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5", "age1yubikey1qqq",
        ],
    ),
    (MailAddress, ["", "a", "a@b", "a b@c.dd", ".a@b.cc", "a.@b.cc", "a@b.c\n", "a@" + "b" * 260]),
    (
        MailServer,
        ["", "smtp", ":25", "smtp:", "smtp:0", "smtp:99999", "smtp://a:25", "u:p@a:25", "a b:25"],
    ),
    (MailUser, ["", "a b", "a:b", "a\n"]),
    (
        OtlpEndpoint,
        [
            "", "otel:4317", "http://otel", "http://:4317", "http://u@otel:4317", "http://o:4317/?a",
            "http://o:4317/#", "http://o:x", "grpc://o:4317", "http://[::1:4317", "http://o:0",
            "http://o:4317/\n",
        ],
    ),
    (ServiceName, ["", "a b", "-a", "a-", "a" * 64, "a,b", "a=b"]),
    (SlackChannel, ["", "alerts", "#", "#Alerts", "# alerts", "#a\n", "C1"]),
    (ContactLine, ["", "ab", " on call", "on call ", "a\nbc", "a" * 201, "a\x00bc"]),
    (SecretKey, ["", "a b", "a/b", "a" * 254, "a\n"]),
    (
        ResourceAttributes,
        [[], "a", {"": "a"}, {"A": "a"}, {"a": 1}, {"a": "b,c"}, {"a": "b=c"}, {"a": ""}, {1: "a"}],
    ),
]  # fmt: skip


def named(tables: list[tuple[Any, list[Any]]]) -> list[Any]:
    return [
        pytest.param(
            kind, value, id=f"{position}-{value!r:.40}".encode("ascii", "replace").decode()
        )
        for position, (kind, values) in enumerate(tables)
        for value in values
    ]


@pytest.mark.parametrize(("kind", "value"), named(GOOD))
def test_what_is_let_through_stays_what_it_was(kind: Any, value: object) -> None:
    assert TypeAdapter(kind).validate_python(value, strict=True) == value


@pytest.mark.parametrize(("kind", "value"), named(BAD))
def test_what_is_refused_is_told_why(kind: Any, value: object) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(kind).validate_python(value, strict=True)

    for details in refused.value.errors():
        error = details["ctx"]["error"]
        assert isinstance(error, Refused)
        assert error.rule
        assert error.advice
        assert not error.rule.endswith(".")


@pytest.mark.parametrize(
    ("network", "advice"),
    [
        ("10.0.0.5/24", "write 10.0.0.0/24 for the network, or 10.0.0.5/32 for the address"),
        ("10.0.0.5", "write 10.0.0.5/32 for this one address"),
        ("2001:db8::1", "write 2001:db8::1/128 for this one address"),
        ("2001:DB8::/32", "write 2001:db8::/32"),
    ],
)
def test_the_advice_about_a_network_can_be_copied(network: str, advice: str) -> None:
    with pytest.raises(ValidationError) as refused:
        TypeAdapter(NetworkCidr).validate_python(network)

    assert refused.value.errors()[0]["ctx"]["error"].advice == advice


@pytest.mark.parametrize(
    ("network", "everywhere"), [("0.0.0.0/0", True), ("::/0", True), ("10.0.0.0/10", False)]
)
def test_the_whole_internet(network: str, everywhere: bool) -> None:
    assert is_everywhere(network) is everywhere


def test_a_private_key_of_age_is_not_repeated() -> None:
    for key in (PRIVATE, PRIVATE.lower()):
        assert "QQQ" not in render(key).upper()


HOSTILE = st.one_of(
    st.text(st.characters(exclude_categories=()), max_size=40),
    st.text("0123456789abcdefABCDEF.:/%*@#[]?-_ \n", max_size=40),
    st.ip_addresses(network="10.0.0.0/8").map(str),
    st.tuples(st.ip_addresses(), st.integers(-1, 130)).map(lambda pair: f"{pair[0]}/{pair[1]}"),
)


def attempt(kind: Any, text: str) -> object:
    try:
        return TypeAdapter(kind).validate_python(text)
    except ValidationError as refused:
        return [each["ctx"]["error"] for each in refused.errors()]


@PROPERTY
@given(HOSTILE)
def test_any_text_is_a_network_or_refused(text: str) -> None:
    made = attempt(NetworkCidr, text)

    if isinstance(made, list):
        assert all(isinstance(error, Refused) for error in made)
    else:
        assert str(ipaddress.ip_network(text, strict=True)) == made == text


@PROPERTY
@given(st.sampled_from([kind for kind, _ in GOOD if kind != PortNumber]), HOSTILE)
def test_any_text_is_an_answer_or_refused(kind: Any, text: str) -> None:
    made = attempt(kind, text)

    assert made == text or all(isinstance(error, Refused) for error in made)  # type: ignore[attr-defined]
