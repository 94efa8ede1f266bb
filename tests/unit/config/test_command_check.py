"""`python -m config check`: what it finds in a file, what it prints, and how it ends."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest

from config.__main__ import main
from config.commands.check import check, check_text
from config.commands.file import Unreadable, placeholder, read_stack
from config.findings import Finding
from config.secrets import SECRETS_BY_KEY, SecretInput
from tests.unit.config.stacks import PROJECT

pytestmark = pytest.mark.unit

SMALLEST = """
encryptionsalt: v1:abc
config:
  aws:region: 5
  tracardi:kubernetes: {renderTo: rendered/test}
  tracardi:application: {adminEmail: ops@example.com}
"""
WARNING = """
config:
  tracardi:kubernetes: {renderTo: rendered/test}
  tracardi:dependencies: {elasticsearch: {shards: 1}}
  tracardi:application: {adminEmail: ops@example.com, partitioning: {event: day}}
"""
EXTERNAL = """
config:
  tracardi:kubernetes: {context: production}
  tracardi:application: {adminEmail: ops@example.com}
  tracardi:dependencies:
    mysql: {topology: external, host: mysql.example.com, username: tracardi}
"""


def found(text: str) -> list[Finding]:
    return check_text(Path("Pulumi.test.yaml"), text.encode())


def only(text: str) -> Finding:
    (finding,) = found(text)
    return finding


def refused(text: bytes) -> str:
    with pytest.raises(Unreadable) as unreadable:
        check_text(Path("Pulumi.test.yaml"), text)
    return str(unreadable.value)


def test_other_keys_and_namespaces_are_left_alone() -> None:
    assert found(SMALLEST) == []


def test_an_encrypted_secret_counts_as_given() -> None:
    missing = only(EXTERNAL)
    assert (missing.path, missing.rule.split(":")[0]) == ("tracardi:mysqlPassword", "is missing")

    assert found(EXTERNAL + "  tracardi:mysqlPassword: {secure: 'v1:+/='}\n") == []


@pytest.mark.parametrize("key", SECRETS_BY_KEY)
def test_no_rule_is_applied_to_what_is_encrypted(key: str) -> None:
    stack = read_stack(Path("f"), f"config: {{'tracardi:{key}': {{secure: 'v1:+ /='}}}}".encode())

    assert stack.secrets == {key: SecretInput(placeholder(key), True)}
    said = found(SMALLEST + f"  tracardi:{key}: {{secure: 'v1:+ /='}}\n")
    assert all("is generated" in str(each) or "read by nothing" in str(each) for each in said)


def test_encrypted_secrets_are_not_the_same() -> None:
    placeholders = {placeholder(key) for key in SECRETS_BY_KEY}

    assert len(placeholders) == len(SECRETS_BY_KEY)


@pytest.mark.parametrize("value", ["Password1234567890", "12345678901234567890", "[a]", "{a: b}"])
def test_a_plain_secret_is_refused_and_not_repeated(value: str) -> None:
    finding = only(SMALLEST + f"  tracardi:adminPassword: {value}\n")

    assert finding.path == "tracardi:adminPassword"
    assert finding.rule == "stands in the configuration in clear text"
    assert value not in str(finding)


def test_an_empty_secret_is_the_projects_own_default() -> None:
    assert found(SMALLEST + "  tracardi:adminPassword: ''\n  tracardi:mergingKey:\n") == []
    assert only(SMALLEST + "  tracardi:adminPassword: {secure: ''}\n").rule == "is empty"


def test_an_encrypted_value_within_a_group_is_refused() -> None:
    finding = only(SMALLEST + "  tracardi:exposure: {guiUrl: [{secure: abc}]}\n")

    assert finding.path == "tracardi:exposure"
    assert finding.rule.startswith("contains an encrypted value")


@pytest.mark.parametrize(
    ("text", "path", "lines"),
    [
        (SMALLEST + "  tracardi:application: {}\n", "tracardi:application", "6 and 7"),
        (
            SMALLEST + "  tracardi:backup:\n    mode: 'off'\n    mode: 'off'\n",
            "tracardi:backup.mode",
            "8 and 9",
        ),
        (SMALLEST + "  aws:region: 6\n", 'config."aws:region"', "4 and 7"),
        (SMALLEST + "encryptionsalt: v1:def\n", "encryptionsalt", "2 and 7"),
    ],
)
def test_a_key_that_stands_twice(text: str, path: str, lines: str) -> None:
    assert any(
        finding.rule == f"stands twice, on lines {lines}" and path in finding.path
        for finding in found(text)
    )


def test_the_spellings_that_pulumi_takes_for_one_key() -> None:
    assert found("config: {kubernetes: {renderTo: a/b}, application: {adminEmail: a@b.io}}") == []
    assert found(SMALLEST + "  tracardi:config:backup: {mode: 'off'}\n") == []
    assert found(SMALLEST + """  tracardi:backup: '{"mode": "off"}'\n""") == []
    twice = only(SMALLEST + "  tracardi:backup: {}\n  backup: {}\n")
    assert twice.rule == "stands twice, as tracardi:backup and as backup"


def test_values_are_those_that_pulumi_reads() -> None:
    # PyYAML's own rules make true of `yes` and 750 of 12:30.
    text = SMALLEST.replace("{adminEmail", "{workflows: yes, adminEmail")
    assert only(text).rule == "must be true or false"
    content = b"config: {tracardi:backup: {a: 12:30, b: 2026-01-01, c: 0x1f, d: 1.5, e: TRUE}}"
    assert read_stack(Path("f"), content).raw["backup"] == {
        "a": "12:30", "b": "2026-01-01", "c": 31, "d": 1.5, "e": True
    }  # fmt: skip


def test_a_key_beside_config() -> None:
    finding = only(SMALLEST + "tracardi:backup: {mode: 'off'}\n")

    assert (finding.path, finding.rule) == ("tracardi:backup", "stands outside of config")


def test_warnings_stand_beside_errors_and_after_them(tmp_path: Path) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(WARNING + "  tracardi:bakcup: {}\n")

    severities = [finding.severity.value for finding in check("any", file, PROJECT)]

    assert severities == ["error", "warning", "warning"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"config: {a: b", "line 1, column 14"),
        (b"config: [\n}", "line 2, column 1"),
        (b"a: 1\n---\nb: 2", "line 2, column 1"),
        (b"- a", "is no mapping of keys"),
        (b"text", "is no mapping of keys"),
        (b"\xff\xfe\xff", "it is no text"),
        (b"config: \x00", "it is no text"),
        (b"? [a]\n: b", "line 1, column 3"),
        (b"config: !!int x", "not of its type"),
        (b"config: !!bool x", "not of its type"),
        (b"config: !!timestamp x", "not of its type"),
        (b"config: " + b"9" * 9999, "not of its type"),
        (b"config: {tracardi:backup: " + b"[" * 5000 + b"]" * 5000 + b"}", "too deeply"),
    ],
)
def test_what_is_no_stack(text: bytes, said: str) -> None:
    message = refused(text)

    assert message.startswith("Pulumi.test.yaml: ")
    assert said in message


@pytest.mark.parametrize("value", ["*hunter2", "!hunter2 a", "&hunter2 &hunter3 x"])
def test_a_password_without_quotes_is_not_repeated(value: str) -> None:
    assert "hunter" not in refused(f"config: {{'tracardi:adminPassword': {value}}}".encode())


def nested(levels: int) -> Iterator[str]:
    yield "x0: &x0 {a: 1}"
    for level in range(1, levels):
        yield f"x{level}: &x{level} {{<<: [*x{level - 1}, *x{level - 1}]}}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "config:",
        "config: 5",
        "config: &a {<<: *a}",
        "config: {1: 2, null: 3, true: 4}",
        "config: {'': 1, ':': 2, 'tracardi:': 3}",
        "config: {tracardi:a:b:c: 1, tracardi:config:: 2}",
        "config: {tracardi:kubernetes: &a [*a], tracardi:application: &b {adminEmail: *b}}",
        "config: {tracardi:application: {adminEmail: .nan, tenantName: -.inf}}",
        'config: {tracardi:application: {"\\ud800": "\\ud800"}, "\\udfff": 1}',
        "config: {tracardi:application: !!set {a, b}, tracardi:backup: !!binary aGVsbG8=}",
        "config: {tracardi:application: {1: 2}, tracardi:deployment: {acceptRisks: [{}, [], 5]}}",
        "config: {tracardi:mysqlPassword: {secure: 5}, tracardi:sentryDsn: {secure: a, b: c}}",
        "config: {tracardi:kubernetes: 'NaN', tracardi:backup: '[[[['}",
        "config: {tracardi:adminPassword: .inf, tracardi:mergingKey: 2026-99-99}",
        "\n".join(nested(60)),
    ],
)
def test_nothing_in_a_file_breaks_it(text: str, tmp_path: Path) -> None:
    file = tmp_path / "stack.yaml"
    file.write_text(text)

    findings = check("any", file, PROJECT)

    assert findings
    assert all("\n" not in str(finding) for finding in findings)


@pytest.mark.parametrize(
    ("text", "options", "code"),
    [
        (SMALLEST, ["--strict"], 0),
        (WARNING, [], 0),
        (WARNING, ["--strict"], 1),
        (SMALLEST + "  tracardi:bakcup: {}\n", [], 2),
        ("- a", [], 2),
    ],
)
def test_how_it_ends(
    text: str, options: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "Pulumi.live.yaml").write_text(text)

    assert main(["check", "acme/tracardi/live", *options], tmp_path) == code
    printed = capsys.readouterr().out
    assert main(["check", "live", "--json", *options], tmp_path) == code
    listed = json.loads(capsys.readouterr().out)

    assert all(
        list(each) == ["path", "value", "rule", "advice", "severity", "waiver"] for each in listed
    )
    lines = [f"{each['severity']}: {each['path']}" for each in listed] or ["no findings"]
    assert all(
        line.startswith(start) for line, start in zip(printed.splitlines(), lines, strict=True)
    )


def test_a_file_that_does_not_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "live"], tmp_path) == 2
    assert "there is no Pulumi.<stack>.yaml" in capsys.readouterr().out
    (tmp_path / "Pulumi.dev.yaml").touch()
    (tmp_path / "Pulumi.yaml").touch()
    assert main(["check", "live"], tmp_path) == 2
    assert capsys.readouterr().out == (
        "error: Pulumi.live.yaml: does not exist; the stacks that have a file here: dev\n"
    )
    assert main(["check", "live", "--file", str(tmp_path / "other.yaml")], tmp_path) == 2
    assert "Pulumi.dev.yaml, Pulumi.yaml" in capsys.readouterr().out
    assert main(["check", "live", "--file", str(tmp_path / "none" / "other.yaml")]) == 2
    assert "does not exist either" in capsys.readouterr().out
    assert main(["check", "live", "--file", str(tmp_path)], tmp_path) == 2
    assert "cannot be read" in capsys.readouterr().out


def test_it_takes_neither_pulumi_nor_a_second() -> None:
    program = """
        import resource, sys
        from config.__main__ import main
        assert main(["check", "dev", "--strict"]) == 0
        assert not [name for name in sys.modules if name.split(".")[0].startswith("pulumi")]
        used = resource.getrusage(resource.RUSAGE_SELF)
        print(used.ru_utime + used.ru_stime)
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(program)],
        cwd=PROJECT,
        env={**os.environ, "PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    )
    said, seconds = ended.stdout.splitlines()

    assert said == "no findings"
    assert float(seconds) < 1
