"""The recorded decisions: those that cannot be changed once Tracardi is installed.

Each is put into a `Stash` at the first `up`. A Stash keeps its first value as `output` whatever is
given to it later, so the workloads read the recorded value, and a later edit of the configuration
is seen as a difference between the two and fails the preview.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import pulumi

from config.load import refuse
from config.recorded import MERGING_KEY, Recorded, refusals


@dataclass(frozen=True)
class GuardArgs:
    """`decisions` by their key; `merging_key` is recorded as a fingerprint, never as itself."""

    decisions: Mapping[str, Recorded]
    merging_key: pulumi.Output[str]
    protect: bool


class Guard(pulumi.ComponentResource):
    """Records the unchangeable decisions and refuses a changed one already at preview.

    `recorded` maps each decision's key to the value that the installation was made with; `accepted`
    are the same, all in one, for whoever must not begin before they are compared.
    `merging_key` is the key, once it is known to be the one of the first `up`.
    """

    accepted: pulumi.Output[dict[str, str]]
    recorded: Mapping[str, pulumi.Output[str]]
    merging_key: pulumi.Output[str]

    def __init__(
        self, name: str, args: GuardArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:index:Guard", name, None, opts)
        self._protect = args.protect
        # A Stash hands numbers back as floats, so only strings are stored.
        outputs = {key: self._stash(key, item.value) for key, item in args.decisions.items()}

        def accept(recorded: Mapping[str, str]) -> dict[str, str]:
            refuse(refusals(args.decisions, recorded))
            return dict(recorded)

        self.accepted = pulumi.Output.all(**outputs).apply(accept)
        self.recorded = {key: self.accepted.apply(_item(key)) for key in outputs}
        # By itself: a generated key is unknown in the first preview, and one unknown value would
        # hide all the others.
        key_print = args.merging_key.apply(fingerprint)
        self.merging_key = pulumi.Output.all(
            key=args.merging_key, wanted=key_print, recorded=self._stash("mergingKey", key_print)
        ).apply(accept_merging_key)
        self.register_outputs({})

    def _stash(self, key: str, value: pulumi.Input[str]) -> pulumi.Output[str]:
        stash = pulumi.Stash(
            f"decision-{key}",
            input=value,
            opts=pulumi.ResourceOptions(parent=self, protect=self._protect),
        )
        return stash.output


def accept_merging_key(given: Mapping[str, str]) -> str:
    """The merging key, unless its fingerprint is not the recorded one."""
    if given["recorded"] != given["wanted"]:
        refuse([MERGING_KEY.refusal("(the key of the first up)", "(another key)")])
    return given["key"]


def fingerprint(secret: str) -> str:
    """A SHA-256 by which a secret of high entropy is recognised but cannot be told."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _item(key: str) -> Callable[[Mapping[str, str]], str]:
    return lambda values: values[key]
