import json
import os
import stat
import subprocess
import threading
from pathlib import Path

import pytest
import yaml

from tools import stack_files
from tools.stack_files import Refused, Stack

pytestmark = pytest.mark.unit

TRACKED = "# a comment\nconfig:\n  tracardi:deployment:\n    tier: dev\n"
SALT = "v1:5cGb3X332Xc=:v1:w15AfH3HM4dogU1N:e5Wdd4qmqczC5SE/5PAbn7ioFF+hrA=="


@pytest.fixture
def dev(tmp_path: Path) -> Stack:
    (tmp_path / "Pulumi.yaml").write_text("name: tracardi\nruntime: python\n")
    (tmp_path / "Pulumi.dev.yaml").write_text(TRACKED)
    return Stack("dev", tmp_path)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_the_state_is_for_its_owner_alone(dev: Stack) -> None:
    dev.state.mkdir(mode=0o755)
    stack_files.prepare_state(dev)
    assert mode(dev.state) == 0o700


def test_the_backend_is_the_users_or_the_checkouts(dev: Stack) -> None:
    assert stack_files.backend_url(dev, {}) == (
        f"file://{dev.checkout}/.pulumi-state?metadata=skip"
    )
    assert stack_files.keeps_state_here(dev, {"PULUMI_BACKEND_URL": ""})
    own = {"PULUMI_BACKEND_URL": "s3://bucket"}
    assert stack_files.backend_url(dev, own) == "s3://bucket"
    assert not stack_files.keeps_state_here(dev, own)


def test_the_passphrase_of_dev_is_generated_once_for_its_owner_alone(dev: Stack) -> None:
    variables = stack_files.passphrase_environment(dev, {})
    file = Path(variables["PULUMI_CONFIG_PASSPHRASE_FILE"])
    passphrase = file.read_text()
    assert file.parent == dev.state
    assert mode(file) == 0o600
    assert len(passphrase) >= 32
    assert stack_files.passphrase_environment(dev, {}) == variables
    assert file.read_text() == passphrase
    assert [path.name for path in dev.state.iterdir()] == [file.name]


def test_a_passphrase_file_that_others_can_read_is_closed(dev: Stack) -> None:
    file = stack_files.dev_passphrase_file(dev)
    file.chmod(0o644)
    stack_files.dev_passphrase_file(dev)
    assert mode(file) == 0o600


def test_two_first_runs_agree_on_one_passphrase(dev: Stack) -> None:
    stack_files.prepare_state(dev)
    seen: list[str] = []
    barrier = threading.Barrier(8)

    def first_run() -> None:
        barrier.wait(timeout=10)
        seen.append(stack_files.dev_passphrase_file(dev).read_text())

    threads = [threading.Thread(target=first_run) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(seen) == 8
    assert len(set(seen)) == 1


@pytest.mark.parametrize("name", ["dev", "prod"])
@pytest.mark.parametrize("variable", ["PULUMI_CONFIG_PASSPHRASE", "PULUMI_CONFIG_PASSPHRASE_FILE"])
@pytest.mark.parametrize("value", ["x", ""])
def test_a_passphrase_of_the_user_is_left_alone(
    dev: Stack, name: str, variable: str, value: str
) -> None:
    stack = Stack(name, dev.checkout)
    assert stack_files.passphrase_environment(stack, {variable: value}) == {}
    assert not stack.passphrase_file.exists()


def test_another_stack_without_a_passphrase_is_refused(dev: Stack) -> None:
    with pytest.raises(Refused, match="stack prod need a passphrase"):
        stack_files.passphrase_environment(Stack("prod", dev.checkout), {})
    assert not dev.state.exists()


def test_pulumi_cloud_and_key_services_need_no_passphrase(dev: Stack) -> None:
    prod = Stack("acme/prod", dev.checkout)
    cloud = {"PULUMI_BACKEND_URL": "https://api.pulumi.com"}
    assert stack_files.passphrase_environment(prod, cloud) == {}
    (dev.checkout / "Pulumi.prod.yaml").write_text("secretsprovider: awskms://alias/key\n")
    assert stack_files.passphrase_environment(prod, {}) == {}


def test_a_lost_passphrase_is_not_replaced(dev: Stack) -> None:
    state = dev.state / ".pulumi" / "stacks" / "tracardi"
    state.mkdir(parents=True)
    (state / "dev.json").write_text("{}")
    with pytest.raises(Refused, match="passphrase is missing"):
        stack_files.passphrase_environment(dev, {})
    assert not dev.passphrase_file.exists()


def test_pulumi_gets_a_copy_of_the_config_and_the_tracked_file_stays(dev: Stack) -> None:
    copy = stack_files.working_config(dev)
    assert copy == dev.working_folder / "Pulumi.dev.yaml"
    assert copy.read_text() == TRACKED
    assert (copy.parent / "Pulumi.yaml").read_text() == "name: tracardi\nruntime: python\n"

    # As Pulumi does when it makes the stack.
    copy.write_text(f"encryptionsalt: {SALT}\n{TRACKED}")
    stack_files.working_config(dev)
    assert yaml.safe_load(copy.read_text())["encryptionsalt"] == SALT
    assert dev.config_file.read_text() == TRACKED


def test_an_edit_of_the_tracked_file_takes_effect_and_the_salt_is_kept(dev: Stack) -> None:
    copy = stack_files.working_config(dev)
    assert copy is not None
    copy.write_text(f"encryptionsalt: {SALT}\nconfig:\n  tracardi:old: gone\n")
    dev.config_file.write_text("---\nconfig:\n  tracardi:new: here\n")
    stack_files.working_config(dev)
    assert yaml.safe_load(copy.read_text()) == {
        "config": {"tracardi:new": "here"},
        "encryptionsalt": SALT,
    }
    assert sorted(os.listdir(copy.parent)) == ["Pulumi.dev.yaml", "Pulumi.yaml"]  # noqa: PTH208


@pytest.mark.parametrize("config", ["", "# nothing yet\n", "config: {}"])
def test_the_salt_goes_to_any_config(config: str) -> None:
    text = stack_files.with_salt(config, SALT)
    assert yaml.safe_load(text)["encryptionsalt"] == SALT
    assert stack_files.with_salt(config, None) == config


@pytest.mark.parametrize("own", [f"encryptionsalt: {SALT}", "secretsprovider: awskms://alias/key"])
def test_a_config_with_its_own_secrets_is_used_as_it_is(dev: Stack, own: str) -> None:
    dev.config_file.write_text(f"{own}\n{TRACKED}")
    assert stack_files.working_config(dev) is None
    assert not dev.working_folder.exists()


def test_other_stacks_have_no_working_copy(dev: Stack) -> None:
    assert stack_files.working_config(Stack("prod", dev.checkout)) is None


@pytest.mark.parametrize(
    ("config", "folder"),
    [
        ("config: {tracardi:kubernetes: {renderTo: rendered/dev}}", "rendered/dev"),
        ("config: {tracardi:kubernetes: {context: kind}}", None),
        ("config: {tracardi:kubernetes: {renderTo: null}}", None),
        ("config: {tracardi:kubernetes: {renderTo: ''}}", None),
        ("config: {tracardi:kubernetes: text}", None),
        ("config: {}", None),
        ("config:", None),
        ("", None),
    ],
)
def test_where_a_stack_renders_to(dev: Stack, config: str, folder: str | None) -> None:
    dev.config_file.write_text(config)
    expected = None if folder is None else dev.checkout / folder
    assert stack_files.rendered_folder(dev) == expected


def test_a_state_without_its_objects_keeps_secrets_and_provider(dev: Stack) -> None:
    folder = dev.checkout / "rendered"
    left = stack_files.without_objects(exported("rendered"), folder, dev.checkout)
    assert left is not None
    kept = [item["type"] for item in json.loads(left)["deployment"]["resources"]]
    assert kept == ["random:index/randomPassword:RandomPassword", "pulumi:providers:kubernetes"]
    assert json.loads(left)["version"] == 3
    assert stack_files.without_objects(left, folder, dev.checkout) is None
    empty = '{"version": 3, "deployment": {}}'
    assert stack_files.without_objects(empty, folder, dev.checkout) is None


@pytest.mark.parametrize("elsewhere", ["another", None])
def test_objects_in_another_folder_or_a_cluster_are_never_forgotten(
    dev: Stack, elsewhere: str | None
) -> None:
    folder = dev.checkout / "rendered"
    assert stack_files.without_objects(exported(elsewhere), folder, dev.checkout) is None


def exported(render_to: str | None) -> str:
    """A state with a secret, a provider that renders to a folder or (None) to none, and objects."""
    inputs = {} if render_to is None else {"renderYamlToDirectory": render_to}
    resources = [
        {"type": "random:index/randomPassword:RandomPassword"},
        {"type": "pulumi:providers:kubernetes", "inputs": inputs},
        {"type": "kubernetes:core/v1:Secret"},
        {"type": "kubernetes:apps/v1:Deployment"},
    ]
    return json.dumps({"version": 3, "deployment": {"resources": resources}})


def test_a_lock_is_held_by_a_pulumi_that_runs(tmp_path: Path) -> None:
    named_pulumi = tmp_path / "pulumi"
    named_pulumi.symlink_to("/bin/sleep")
    with subprocess.Popen([named_pulumi, "60"]) as process:
        assert stack_files.is_running(process.pid)
        process.kill()
        os.waitid(os.P_PID, process.pid, os.WEXITED | os.WNOWAIT)
        assert not stack_files.is_running(process.pid)  # killed, and its end not yet asked for


@pytest.mark.parametrize("process", [0, -1, os.getpid(), 2**22 + 1])
def test_another_process_holds_no_lock(process: int) -> None:
    assert not stack_files.is_running(process)
