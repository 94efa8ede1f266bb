"""Which question comes next, and what a conversation makes of the answers."""

from collections.abc import Mapping
from typing import Final

import pytest

from config.not_offered import NOT_INSTALLED_GROUPS
from config.questions import QUESTIONS
from config.wizard.asking import BACK, choices, explanation
from config.wizard.conversation import Conversation
from config.wizard.existing import Existing
from config.wizard.fields import keys_by_path
from config.wizard.flow import Flow
from config.wizard.prompts import PROMPTS, TABLE, Prompt
from config.wizard.sofar import SoFar
from tests.unit.config.wizard import Script

pytestmark = pytest.mark.unit

REQUIRED = {"kubernetes.context": "staging", "application.adminEmail": "ops@example.com"}
PRODUCTION = {
    **REQUIRED,
    "deployment.tier": "production",
    "application.publicApi.replicas": 3,
    "exposure.publicApiUrl": "https://collect.example.com",
    "exposure.privateApiUrl": "https://api.example.com",
    "exposure.guiUrl": "https://tracardi.example.com",
    "dependencies.elasticsearch.topology": "external",
    "dependencies.elasticsearch.hosts": ["es.example.com"],
    "dependencies.elasticsearch.username": "tracardi",
    "dependencies.elasticsearch.dataNodes": 3,
    "dependencies.mysql.topology": "external",
    "dependencies.mysql.host": "mysql.example.com",
    "dependencies.mysql.username": "tracardi",
}
ACCEPTED: Final = {"no-backup": ["accept"], "no-monitoring": ["accept"]}


def asked(answers: Mapping[str, object]) -> list[str]:
    return [prompt.name for prompt, _ in Flow(PROMPTS, answers).asked()]


def talk(script: Script, fixed: Mapping[str, object] = REQUIRED) -> Conversation:
    flow = Flow(PROMPTS, fixed)
    conversation = Conversation(script, flow, "live", Existing(), lambda: None)
    conversation.ask_all()
    return conversation


def test_every_question_has_its_prompts_in_the_order_of_the_list() -> None:
    assert list(TABLE) == [question.id for question in QUESTIONS]
    assert all(TABLE.values())
    names = [prompt.name for prompt in PROMPTS]
    assert len(set(names)) == len(names)


@pytest.mark.parametrize("prompt", PROMPTS, ids=lambda prompt: prompt.name)
def test_a_prompt_asks_for_a_key_of_the_models_below_the_keys_own_question(prompt: Prompt) -> None:
    ((question, found),) = [(q, p) for q, them in TABLE.items() for p in them if p is prompt]
    if found.branches:
        paths = [f"{found.path}.{branch}" for branch in found.branches]
    else:
        paths = [found.path]
    for path in paths:
        assert {key.about.question for key in keys_by_path()[path]} == {question}


def test_a_team_has_about_forty_decisions_to_take() -> None:
    assert 30 <= len(asked({})) <= 45
    assert 30 <= len(asked(PRODUCTION)) <= 45


def test_stores_of_others_are_asked_for_by_address_and_not_by_size() -> None:
    own, others = asked({}), asked({"dependencies.mysql.topology": "external"})

    assert set(own) - set(others) == {
        "dependencies.mysql.memory", "dependencies.mysql.storage.size"
    }  # fmt: skip
    assert set(others) - set(own) == {"dependencies.mysql.host", "dependencies.mysql.username"}


def test_a_target_is_asked_for_where_it_was_chosen_only() -> None:
    assert {"kubernetes.context", "kubernetes.renderTo"}.isdisjoint(asked({}))
    flow = Flow(PROMPTS, proposals={"kubernetes.renderTo": "out"})
    (fork,) = [prompt for prompt in PROMPTS if prompt.name == "kubernetes?"]
    assert flow.proposal(fork, SoFar({})) == "renderTo"
    flow.answer(fork, SoFar({}), "renderTo")
    assert "kubernetes.renderTo" in [prompt.name for prompt, _ in flow.asked()]
    assert "kubernetes?" not in flow.written()


def test_nothing_is_asked_that_this_version_cannot_act_upon() -> None:
    flow = Flow(PROMPTS, {"deployment.platform": "docker"})
    assert "docker" in NOT_INSTALLED_GROUPS
    assert not [prompt for prompt, _ in flow.asked() if prompt.path.startswith("docker")]
    for prompt, so_far in Flow(PROMPTS, REQUIRED).asked():
        listed = choices(prompt, so_far)
        assert not listed or any(option.disabled is None for option in listed)


def test_what_is_said_above_a_prompt_is_what_the_models_say() -> None:
    for prompt, so_far in Flow(PROMPTS, PRODUCTION).asked():
        words = " ".join(explanation(prompt, so_far))
        key = so_far.key(prompt.path)
        if not prompt.branches:
            assert key is not None
            assert str(key.field.description) in words
            assert "Later: " in words


def test_a_preset_proposes_sizes_and_its_answers_stay_out_of_the_file() -> None:
    script = Script(workload__preset=["medium"])
    conversation = talk(script)
    so_far = conversation.flow.so_far()

    assert so_far.value("dependencies.elasticsearch.memory") == "32Gi"
    assert so_far.value("workload.eventsPerDay") == 2_000_000
    written = conversation.flow.written()
    assert written["workload.preset"] == "medium"
    assert "dependencies.elasticsearch.memory" not in written
    assert written["dependencies.elasticsearch.shards"] == 3  # it can never be changed


def test_a_default_follows_an_earlier_answer_that_is_changed() -> None:
    conversation = talk(Script(workload__preset=["medium"]))
    flow = conversation.flow
    (preset,) = [prompt for prompt in PROMPTS if prompt.path == "workload.preset"]
    flow.reopen(preset)
    assert flow.proposal(preset, SoFar({})) == "medium"
    flow.answer(preset, SoFar({}), "large")
    assert flow.written()["dependencies.elasticsearch.shards"] == 20


def test_back_and_forth() -> None:
    script = Script(
        deployment__tier=["production", BACK, "dev"],
        deployment__version=[BACK, "1.1.0"],
        deployment__platform=["kubernetes", "kubernetes"],
        deployment__edition=["open-source"],
    )
    conversation = talk(script)

    places = [name for name in script.asked if name.startswith(("deployment", "licensing"))]
    assert places == [
        "deployment.edition",
        "licensing.use",
        "deployment.platform",
        "deployment.tier",
        "deployment.version",
        "deployment.tier",
        "deployment.platform",
        "deployment.tier",
        "deployment.version",
    ]
    assert conversation.flow.written()["deployment.version"] == "1.1.0"
    assert conversation.flow.written()["deployment.tier"] == "dev"


def test_a_wrong_answer_is_refused_with_rule_and_advice() -> None:
    script = Script(
        kubernetes__namespace=["Tracardi!", "default", "customers"],
        dependencies__elasticsearch__shards=["many", "0", "2"],
        application__tenantName=["-"],
        backup__contacts=["on call, +1 555 0100"],
    )
    conversation = talk(script)

    first, second, third, fourth = script.complaints[:4]
    assert first.startswith("is no DNS label; write at most 63")
    assert second.startswith("belongs to the cluster itself; ")
    assert (
        third
        == fourth
        == ("must be a whole number from 1 to 50; write a number from 1 to 50 without quotes")
    )
    assert conversation.flow.written()["kubernetes.namespace"] == "customers"
    assert conversation.flow.written()["dependencies.elasticsearch.shards"] == 2


def test_a_required_answer_cannot_be_passed_over() -> None:
    script = Script(kubernetes=["context"], kubernetes__context=["", "live"])
    talk(script, {"application.adminEmail": "ops@example.com"})

    assert script.complaints == ["an answer is needed"]


def test_a_folder_is_proposed_by_the_name_of_the_stack() -> None:
    script = Script(kubernetes=["renderTo"])
    conversation = talk(script, {"application.adminEmail": "ops@example.com"})

    assert conversation.flow.written()["kubernetes.renderTo"] == "rendered/live"


def test_the_risks_of_production_are_accepted_one_by_one() -> None:
    script = Script(**ACCEPTED)
    conversation = talk(script, PRODUCTION)

    assert conversation.review()
    assert set(conversation.flow.written()["deployment.acceptRisks"]) == {  # type: ignore[call-overload]
        "no-backup", "no-monitoring"
    }  # fmt: skip


def test_a_risk_is_avoided_by_another_answer_and_is_not_accepted_then() -> None:
    fixed = {path: v for path, v in PRODUCTION.items() if path != "application.publicApi.replicas"}
    script = Script(
        **{
            "no-backup": ["accept", "accept"],
            "no-monitoring": ["accept", "accept"],
            "application.publicApi.replicas": ["", "3"],
        }
    )
    conversation = talk(script, fixed)

    assert conversation.review()
    written = conversation.flow.written()
    assert written["application.publicApi.replicas"] == 3
    assert sorted(written["deployment.acceptRisks"]) == ["no-backup", "no-monitoring"]  # type: ignore[call-overload]


def test_answers_that_do_not_fit_together_are_asked_again() -> None:
    script = Script(exposure__guiUrl=["http://localhost:8585", "http://localhost:9000"])
    conversation = talk(script)
    assert "is the address of publicApiUrl as well" in " ".join(script.said)

    assert conversation.review()
    assert script.asked.count("exposure.guiUrl") == 2
    assert conversation.flow.written()["exposure.guiUrl"] == "http://localhost:9000"


@pytest.mark.parametrize("at", ["no-backup", "Which answer?", "That is all. What now?"])
def test_one_can_stop_at_the_end(at: str) -> None:
    stop = "stop here, and keep the answers for later"
    accepted = {**ACCEPTED, "no-backup": ["change"]} if at == "Which answer?" else ACCEPTED
    script = Script(**{**accepted, at: [stop]})
    assert not talk(script, PRODUCTION).review()
    assert script.asked[-1] == at


def test_every_answer_is_saved() -> None:
    saved: list[int] = []
    flow = Flow(PROMPTS, REQUIRED)
    script = Script(deployment__tier=[KeyboardInterrupt()])
    conversation = Conversation(
        script, flow, "live", Existing(), lambda: saved.append(len(flow.answers))
    )
    with pytest.raises(KeyboardInterrupt):
        conversation.ask_all()

    assert saved == [1, 2, 3]
