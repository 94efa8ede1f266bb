"""Single answers: what is let through, and what it means."""

import pytest

from config.findings import Finding, Severity, path_of, render
from config.types import CpuQuantity, Quantity, Refused
from tests.unit.config.stacks import EXTERNAL, SMALLEST, decide, decisions, errors

pytestmark = pytest.mark.unit


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("1Ki", 1024),
        ("128Mi", 128 * 1024**2),
        ("4Gi", 4 * 1024**3),
        ("2Ti", 2 * 1024**4),
        ("1Pi", 1024**5),
        ("1k", 1000),
        ("500M", 500 * 1000**2),
        ("10G", 10 * 1000**3),
        ("1T", 1000**4),
        ("1P", 1000**5),
    ],
)
def test_a_quantity_keeps_its_text_and_knows_its_bytes(text: str, count: int) -> None:
    assert Quantity(text) == text
    assert type(str(Quantity(text))) is str
    assert Quantity(text).bytes == count


@pytest.mark.parametrize(
    "text", ["", "Gi", "100", "1.5", "100GB", "10 Gi", "512m", "-1Gi", "0Gi", "1gi", "1Gi\n", "٣Gi"]
)
def test_other_spellings_are_no_quantity(text: str) -> None:
    with pytest.raises(Refused) as refused:
        Quantity(text)
    assert "for instance" in refused.value.advice


@pytest.mark.parametrize(
    ("text", "millicores"), [("500m", 500), ("2", 2000), ("0.5", 500), ("1.25", 1250)]
)
def test_processor_time_is_counted_in_thousandths_of_a_core(text: str, millicores: int) -> None:
    assert CpuQuantity(text) == text
    assert CpuQuantity(text).millicores == millicores


@pytest.mark.parametrize("text", ["", "m", "0", "0.000", "1,5", "500mi", "1.2345", "-1", "2\n", 2])
def test_other_spellings_are_no_processor_time(text: object) -> None:
    with pytest.raises(Refused):
        CpuQuantity(text)


@pytest.mark.parametrize(
    "host",
    ["es", "es.example.com:9243", "10.0.0.5", "10.0.0.5:9200", "[2001:db8::5]:9200", "ES-1.local"],
)
def test_hosts_of_elasticsearch(host: str) -> None:
    found, _ = decide(EXTERNAL, f"dependencies: {{elasticsearch: {{hosts: ['{host}']}}}}")

    assert found.dependencies.elasticsearch.hosts == [host]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "host", ["2001:db8::5", "es:", "es:0", "es:x", ":9200", "es..local", "-es", "[::1]:9200", "a b"]
)
def test_no_hosts_of_elasticsearch(host: str) -> None:
    (finding,) = errors(EXTERNAL, f"dependencies: {{elasticsearch: {{hosts: ['{host}']}}}}")

    assert finding.path == "tracardi:dependencies.elasticsearch.hosts[0]"


@pytest.mark.parametrize(
    "host", ["redis", "redis.example.com", "10.0.0.7", "2001:db8::7", "a" * 63 + ".example.com"]
)
def test_hosts_of_redis(host: str) -> None:
    found, _ = decide(EXTERNAL, f"dependencies: {{redis: {{host: '{host}'}}}}")

    assert found.dependencies.redis.host == host  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "address", ["a@b.cc", "ops+tracardi@example.com", "first.last@mail.example.co.uk", "A_1@x-y.io"]
)
def test_addresses_of_administrators(address: str) -> None:
    assert decisions(f"application: {{adminEmail: {address}}}").application.admin_email == address


@pytest.mark.parametrize(
    "address",
    [".a@b.cc", "a.@b.cc", "a..b@c.dd", "a@-b.cc", "a@b.c", "a@b.1c", "ä@b.cc", "a" * 250],
)
def test_no_addresses_of_administrators(address: str) -> None:
    (finding,) = errors(SMALLEST, f"application: {{adminEmail: '{address}'}}")

    assert finding.path == "tracardi:application.adminEmail"


@pytest.mark.parametrize("name", ["acme", "a1b", "north-west", "1a2", "a" * 40])
def test_names_of_tenants(name: str) -> None:
    assert decisions(f"application: {{tenantName: {name}}}").application.tenant_name == name


@pytest.mark.parametrize(
    "url", ["https://a.example.com", "http://10.0.0.1:8080", "https://[2001:db8::1]:8443"]
)
def test_urls(url: str) -> None:
    assert decisions(f"exposure: {{guiUrl: '{url}'}}").exposure.gui_url == url


@pytest.mark.parametrize("version", ["0.9.0", "0.9.0.3", "1.0.0", "1.1.0", "1.2.15"])
def test_versions(version: str) -> None:
    found, warnings = decide(SMALLEST, f"deployment: {{version: {version}}}")

    assert found.deployment.version == version
    assert warnings == ()


@pytest.mark.parametrize(
    "registry", ["registry.example.com", "registry:5000", "registry.example.com:5000/a/b-c"]
)
def test_registries(registry: str) -> None:
    found = decisions(f"images: {{registry: '{registry}'}}")

    assert found.images.registry == registry


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("production", "production"),
        ("4GB", "4GB"),
        ("3", '"3"'),
        ("yes", '"yes"'),
        ("1e5", '"1e5"'),
        ("1.0", '"1.0"'),
        ("1.0.0", "1.0.0"),
        ("-----BEGIN PRIVATE KEY-----\nMIIE", '"a private key"'),
        ("", '""'),
        ("*", '"*"'),
        ("a\nb", '"a\\nb"'),
        ("https://u:p@h/x", '"***@h/x"'),
        ("x" * 100, "x" * 57 + "..."),
        (True, "true"),
        (None, "null"),
        (3, "3"),
        (1.5, "1.5"),
        (float("nan"), "not a number"),
        (10**400, "a huge number"),
        ({"a": 1}, "a mapping"),
        ([1], "a list"),
    ],
)
def test_a_value_is_shown_as_in_yaml_and_short(value: object, text: str) -> None:
    assert render(value) == text


def test_a_path_names_positions_and_strange_keys() -> None:
    assert path_of("a", "b", 0, "c") == "tracardi:a.b[0].c"
    assert path_of("a b\n") == 'tracardi:"a b\\n"'


def test_a_finding_says_everything_on_one_line() -> None:
    finding = Finding("tracardi:a.b", "3", "is odd", "write 4")

    assert str(finding) == "tracardi:a.b = 3: is odd; write 4"
    assert finding.severity is Severity.ERROR
