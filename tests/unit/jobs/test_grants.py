"""SHOW GRANTS of MySQL 8 and of MariaDB."""

from __future__ import annotations

import pytest

from components.jobs.mysql_store import INSTALLER_GRANTS, parse_grants

pytestmark = pytest.mark.unit

ALL = set(INSTALLER_GRANTS)
ROWS = {"SELECT", "INSERT", "UPDATE", "DELETE"}
DATABASE = "cdp_data"

CASES: dict[str, tuple[list[str], set[str]]] = {
    "MySQL, least grants": (
        [
            "GRANT USAGE ON *.* TO `u`@`%`",
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, REFERENCES, INDEX ON `cdp_data`.* TO u",
        ],
        ALL,
    ),
    "MySQL, escaped wildcard": ([r"GRANT SELECT ON `cdp\_data`.* TO `u`@`%`"], {"SELECT"}),
    "an escaped wildcard is no wildcard": (
        [r"GRANT SELECT ON `cdp\_dat_`.* TO `u`@`%`"],
        {"SELECT"},
    ),
    "another database": ([r"GRANT SELECT ON `cdp\_`.* TO `u`@`%`"], set()),
    "a wildcard": (["GRANT INSERT ON `cdp%`.* TO `u`@`%`"], {"INSERT"}),
    "an escaped percent sign": ([r"GRANT INSERT ON `cdp\%`.* TO `u`@`%`"], set()),
    "a dot is a dot": (["GRANT SELECT ON `cdp.data`.* TO `u`@`%`"], set()),
    "ALL on the database": (["GRANT ALL PRIVILEGES ON `cdp_data`.* TO `u`@`%`"], ALL),
    "ALL everywhere, MariaDB's root": (
        ["GRANT ALL PRIVILEGES ON *.* TO `root`@`localhost` IDENTIFIED BY PASSWORD '*6C'"],
        ALL,
    ),
    "MySQL's root": (
        [
            "GRANT SELECT, INSERT, UPDATE, DELETE, CREATE, INDEX, REFERENCES, DROP ON *.* TO root",
            "GRANT APPLICATION_PASSWORD_ADMIN,AUDIT_ABORT_EXEMPT ON *.* TO `root`@`%`",
            "GRANT PROXY ON ``@`` TO `root`@`localhost` WITH GRANT OPTION",
        ],
        ALL,
    ),
    "CREATE ROLE is not CREATE": (["GRANT CREATE ROLE, CREATE VIEW ON *.* TO `u`@`%`"], set()),
    "MariaDB, password hash": (
        [
            "GRANT USAGE ON *.* TO `u`@`%` IDENTIFIED BY PASSWORD '*2470C0C06DEE42FD1618'",
            "GRANT SELECT, INSERT, UPDATE, DELETE ON `cdp\\_data`.* TO `u`@`%`",
        ],
        ROWS,
    ),
    "one table only": (["GRANT SELECT, INSERT ON `cdp_data`.`user` TO `u`@`%`"], set()),
    "columns only": (
        ["GRANT SELECT (`a`, `b`), INSERT (`a`) ON `cdp_data`.`user` TO `u`@`%`"],
        set(),
    ),
    "a routine": (["GRANT EXECUTE ON PROCEDURE `cdp_data`.`p` TO `u`@`%`"], set()),
    "two lines add up": (
        ["GRANT SELECT ON *.* TO `u`@`%`", "GRANT INSERT ON `cdp_data`.* TO `u`@`%`"],
        {"SELECT", "INSERT"},
    ),
    "a partial revoke": (
        ["GRANT SELECT, INSERT ON *.* TO `u`@`%`", "REVOKE INSERT ON `cdp_data`.* FROM `u`@`%`"],
        {"SELECT"},
    ),
    "double quotes, sql_mode ANSI_QUOTES": (
        ['GRANT SELECT ON "cdp_data".* TO "u"@"%"'],
        {"SELECT"},
    ),
    "names with blanks and backticks": (["GRANT SELECT ON `a `` ON b`.* TO `u`@`%`"], set()),
    "an active role": (
        [
            "GRANT `rw`@`%` TO `u`@`%`",
            "GRANT USAGE ON *.* TO `u`@`%`",
            "GRANT SELECT ON `cdp_data`.* TO `u`@`%`",
        ],
        {"SELECT"},
    ),
    "nothing": (["GRANT USAGE ON *.* TO `u`@`%`"], set()),
}


@pytest.mark.parametrize(("statements", "expected"), CASES.values(), ids=CASES)
def test_grants_on_the_database(statements: list[str], expected: set[str]) -> None:
    granted, _ = parse_grants(statements, DATABASE)
    assert granted & ALL == expected


@pytest.mark.parametrize(
    ("statement", "is_role"),
    [
        ("GRANT `rw`@`%` TO `u`@`%`", True),
        ("GRANT `rw` TO `u`@`%`", True),  # MariaDB
        ("GRANT USAGE ON *.* TO `u`@`%`", False),
        ("GRANT PROXY ON ``@`` TO `u`@`%`", False),
        ("SET DEFAULT ROLE `rw` FOR `u`@`%`", False),
    ],
)
def test_roles_are_noticed(statement: str, is_role: bool) -> None:
    assert parse_grants([statement], DATABASE)[1] is is_role
