"""Names of databases and users that Tracardi can work with."""

from typing import Annotated, Final

from pydantic import AfterValidator

from config.refused import Refused, matching

_SYSTEM_SCHEMAS: Final = frozenset({"mysql", "sys", "information_schema", "performance_schema"})


def _own_database(text: str) -> str:
    if text.lower() in _SYSTEM_SCHEMAS:
        raise Refused("belongs to MySQL itself", "write another name, for instance tracardi")
    return text


DatabaseName = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z][A-Za-z0-9_]{0,63}",
            "is no name of a database that Tracardi can put into an address",
            "write a letter, then at most 63 letters, digits or underscores, for instance tracardi",
        )
    ),
    AfterValidator(_own_database),
]
# Tracardi joins user and password to a MySQL address without escaping them.
MysqlUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9_-]{1,32}",
            "is no MySQL user that Tracardi can put into an address",
            "write at most 32 letters, digits, underscores or hyphens, for instance tracardi",
        )
    ),
]
ElasticsearchUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[A-Za-z0-9_.@-]{1,100}",
            "is no name of an Elasticsearch user",
            "write the user's name, for instance tracardi",
        )
    ),
]
