"""Environment variables that the components set on workloads by themselves.

They are no settings of Tracardi, so `config.environment.environment` does not return them. They
stand in the table so that every variable of every container has a row.
"""

from typing import Final

from config.environment.table import LIBRARY, Kind, Process, Variable

_JOBS: Final = frozenset({Process.INSTALLATION})


def _row(
    name: str, source: str, default: str = "none", readers: frozenset[Process] = frozenset()
) -> Variable:
    return Variable(
        name, readers, Kind.PLATFORM, default, source, unset="set by the component of the workload"
    )


PLATFORM: Final = (
    _row("PYTHONDONTWRITEBYTECODE", "Python: the file system is read-only", readers=LIBRARY),
    _row("PYTHONUNBUFFERED", "Python: log lines appear at once", readers=LIBRARY),
    _row("HOME", "Python: the user of the container has no home folder", readers=LIBRARY),
    _row("EXPECTED_DATA_NODES", "the preflight and installation Jobs", readers=_JOBS),
    _row("WAIT_SECONDS", "the Jobs", readers=_JOBS),
    _row("RUNTIME_MYSQL_USERNAME", "the preflight Job", readers=_JOBS),
    _row("RUNTIME_MYSQL_PASSWORD", "the preflight Job", readers=_JOBS),
    _row("ADMIN_EMAIL", "the installation and verification Jobs", readers=_JOBS),
    _row("ADMIN_PASSWORD", "the installation and verification Jobs", readers=_JOBS),
    _row("PRIVATE_API_URL", "the verification Job", readers=_JOBS),
    _row("PUBLIC_API_URL", "the verification Job", readers=_JOBS),
    _row("ES_JAVA_OPTS", "the Elasticsearch image: the size of the heap"),
    _row("MYSQL_ROOT_PASSWORD_FILE", "the MySQL image, at its first start"),
    _row("MYSQL_ROOT_HOST", "the MySQL image, at its first start", "%"),
    _row("REDISCLI_AUTH", "redis-cli: the password of a probe"),
)
