"""What the vendor hands over beside the programs."""

from typing import Annotated

from pydantic import AfterValidator

from config.types.refused import matching

RegistryUser = Annotated[
    str,
    AfterValidator(
        matching(
            r"[a-z0-9][a-z0-9._-]{1,62}",
            "is no user of a registry",
            "write the user that the token belongs to, for instance tracardi",
        )
    ),
]
