"""What the processes of the commercial edition gather, and the connections that they keep."""

from config.about import answer
from config.types import Answers


class EventPool(Answers):
    """How many events are gathered before they are stored."""

    size: int = answer(
        0,
        "How many events of one profile are gathered before they are processed together; 0 for "
        "each on its own.",
        consequence="Gathered events are lost when the process is ended at once.",
        variables=("EVENT_POOL",),
        ge=0,
        le=10000,
    )
    inactivity_seconds: int = answer(
        5,
        "After how many seconds without an event those that were gathered are processed.",
        consequence="The longer, the later workflows start.",
        variables=("EVENT_POOL_INACTIVITY",),
        ge=1,
        le=3600,
    )
    store_after_milliseconds: int = answer(
        1000,
        "After how many milliseconds gathered documents are sent to Elasticsearch.",
        consequence="The longer, the larger the batches, and the later events are visible.",
        variables=("ASYNC_STORE_BUFFER_TIMEOUT",),
        ge=1,
        le=600000,
    )


class MysqlPool(Answers):
    """The connections that each process keeps to MySQL, from 1.1 on."""

    size: int = answer(
        5,
        "How many connections a process keeps open in each of its two pools.",
        consequence="Replicas and processes times this number, twice, is what MySQL has to accept.",
        variables=("MYSQL_POOL_SIZE",),
        ge=1,
        le=100,
    )
    overflow: int = answer(
        2,
        "How many connections beyond those a pool opens for a moment when all are busy.",
        consequence="They count for MySQL's limit as well.",
        variables=("MYSQL_POOL_MAX_OVERFLOW",),
        ge=0,
        le=100,
    )
    timeout_seconds: int = answer(
        3,
        "For how many seconds a request waits for a connection.",
        consequence="After them the request fails.",
        variables=("MYSQL_POOL_TIMEOUT",),
        ge=1,
        le=300,
    )
    recycle_seconds: int = answer(
        1800,
        "After how many seconds a connection is made anew. Write less than the wait_timeout of "
        "MySQL and of every proxy before it.",
        consequence="A longer-lived connection is found closed by the next request, which fails.",
        # The chart sets the one, later versions read the other.
        variables=("MYSQL_POOL_RECYCLE", "MYSQL_RECYCLE"),
        ge=10,
        le=86400,
    )
