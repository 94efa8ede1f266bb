"""The Secret with Tracardi's own credentials: installation token, merging key, administrator."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi

from components.endpoints import SecretKey
from components.kubernetes.platform import Platform
from components.secrets import Secrets

COMPONENT = "tracardi"
NAMES = ("installation-token", "merging-key", "admin-password", "sentry-dsn")


@dataclass(frozen=True)
class CredentialsArgs:
    """`merging_key` is the guarded one: known to be the key of the first `up`."""

    platform: Platform
    secrets: Secrets
    merging_key: pulumi.Output[str]


class Credentials(pulumi.ComponentResource):
    """One Secret, with a key for each of NAMES that this installation has."""

    secret_keys: Mapping[str, SecretKey]
    ready: Sequence[pulumi.Resource]

    def __init__(
        self, name: str, args: CredentialsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:kubernetes:Credentials", name, None, opts)
        present = [name for name in NAMES if name in args.secrets.values]
        values = {**args.secrets.values, "merging-key": args.merging_key}
        secret = args.platform.secret(
            COMPONENT, COMPONENT, {name: values[name] for name in present}, self
        )
        self.secret_keys = {name: SecretKey(COMPONENT, name) for name in present}
        self.ready = [secret]
        self.register_outputs({})
