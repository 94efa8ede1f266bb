"""The generated secrets: made once, protected, never made again."""

import hashlib
import hmac
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pulumi
import pulumi_random as random

from config.secrets import GENERATED_LENGTH

CHECKSUM_KEY = "checksum-key"


@dataclass(frozen=True)
class SecretsArgs:
    """`generated` are the logical names of the secrets to make, `given` the values that the user
    brought, which take precedence. `protect` keeps the generated ones when the stack is destroyed.
    """

    generated: Sequence[str]
    given: Mapping[str, pulumi.Output[str]]
    protect: bool


class Secrets(pulumi.ComponentResource):
    """Every secret of an installation by its logical name (see config/secrets/).

    Generated values are letters and digits only, because Tracardi puts passwords unescaped into
    addresses, where any of `@ : / # %` breaks it.
    """

    values: Mapping[str, pulumi.Output[str]]

    def __init__(
        self, name: str, args: SecretsArgs, opts: pulumi.ResourceOptions | None = None
    ) -> None:
        super().__init__("tracardi:index:Secrets", name, None, opts)
        # Generated even where the user brought a value: whoever takes theirs back gets the old one.
        self._passwords = {
            secret_name: random.RandomPassword(
                secret_name,
                length=GENERATED_LENGTH,
                special=False,
                opts=pulumi.ResourceOptions(parent=self, protect=args.protect),
            )
            for secret_name in args.generated
        }
        generated = {key: password.result for key, password in self._passwords.items()}
        self.values = {**generated, **args.given}
        self.register_outputs({})

    def bcrypt_hash(self, name: str) -> pulumi.Output[str]:
        """The bcrypt hash of a generated secret; the same at every `up`, its salt is kept, too."""
        return self._passwords[name].bcrypt_hash

    def checksum(self, *names: str) -> pulumi.Output[str]:
        """Changes when one of the secrets does, and tells nothing about them.

        It is keyed with a generated secret, so not even a weak password that a user brought can be
        guessed from it; that is why it need not be a secret itself and stays readable in a preview.
        """
        wanted = [self.values[name] for name in sorted(names)]
        digest = pulumi.Output.all(self.values[CHECKSUM_KEY], *wanted).apply(
            lambda values: hmac.new(
                values[0].encode(), "\0".join(values[1:]).encode(), hashlib.sha256
            ).hexdigest()[:16]
        )
        return pulumi.Output.unsecret(digest)
