"""Under which terms Tracardi is used."""

from typing import Literal

from pydantic import Field

from config.types import Answers


class Licensing(Answers):
    """The use that the licence has to allow."""

    use: Literal["internal", "resale"] = Field(
        "internal",
        description="internal: for one's own organisation; resale: sold, hosted or consulted upon "
        "for others, which the open-source licence (MIT with Commons Clause) does not allow.",
    )
