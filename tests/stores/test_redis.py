"""Redis with the configuration of our own."""

import time

import pytest

from tests.stores.redis import Redis

pytestmark = pytest.mark.stores

# What the promises to the user rest on; some are Redis's defaults, which may change.
PROMISED = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "maxmemory-policy": "noeviction",
    "save": "900 1 300 100",
}
QUARTER_MEBIBYTE = b"x" * 256 * 1024


def test_only_who_knows_the_password_is_let_in(redis: Redis) -> None:
    assert redis.call("PING") == "PONG"
    assert redis.call("GET", "profile", password="").startswith("NOAUTH")
    refused = redis.call("GET", "profile", password="another")
    assert "WRONGPASS" in refused
    assert "NOAUTH" in refused


def test_every_setting_is_the_servers(redis: Redis) -> None:
    assert PROMISED.items() <= redis.settings.items()
    assert int(redis.settings["maxmemory"]) == 16 * 1024**2 * 6 // 10
    found = {
        name: redis.call("CONFIG", "GET", name).removeprefix(f"{name}\n") for name in redis.settings
    }
    assert found == redis.settings


def test_what_was_written_two_seconds_ago_survives_a_crash(redis: Redis) -> None:
    assert redis.call("SET", "session", "kept") == "OK"
    assert redis.call("RPUSH", "queue", "first", "second") == "2"
    time.sleep(2)
    redis.kill()
    redis.start()
    assert redis.call("GET", "session") == "kept"
    assert redis.call("LRANGE", "queue", "0", "-1").split() == ["first", "second"]


def test_a_full_redis_refuses_to_write_and_evicts_nothing(redis: Redis) -> None:
    written = []
    answer = "OK"
    for number in range(60):
        key = f"profile-{number}"
        # Keys that expire and keys that do not: some policies would evict one kind only.
        set_key = ["SETEX", key, "3600"] if number % 2 else ["SET", key]
        answer = redis.call(*set_key, value=QUARTER_MEBIBYTE)
        if answer != "OK":
            break
        written.append(key)
    assert answer.startswith("OOM command not allowed")
    assert len(written) > 20
    assert redis.call("DBSIZE") == str(len(written))
    assert "evicted_keys:0" in redis.call("INFO", "stats").split()
    assert {redis.call("STRLEN", key) for key in written} == {str(len(QUARTER_MEBIBYTE))}
    # Room again, writes again.
    assert redis.call("DEL", *written[:4]) == "4"
    assert redis.call("SET", "profile", value=QUARTER_MEBIBYTE) == "OK"
