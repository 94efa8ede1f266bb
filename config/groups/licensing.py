"""Under which terms Tracardi is used."""

from typing import Literal

from config.about import Change, answer
from config.types import Answers, IsoDate, RegistryUser


class Licensing(Answers):
    """The use that the licence has to allow, and when it ends."""

    use: Literal["internal", "resale"] = answer(
        "internal",
        "What Tracardi is used for: internal for one's own organisation; resale where it is sold, "
        "hosted or consulted upon for others.",
        consequence="The licence of the open-source edition, MIT with Commons Clause, does not "
        "allow resale; the commercial one does where it is agreed upon.",
        change=Change.COSTLY,
        later="agree on a licence with the vendor that covers the new use, then edit the stack's "
        "file",
        question="1.1",
        source="Tracardi documentation, os_license.md and com_license.md",
    )
    licence_expires: IsoDate | None = answer(
        None,
        "The last day of the commercial licence, as the vendor's offer names it. Leave it out for "
        "a licence without an end.",
        consequence="Previews warn 60 days ahead. On the day after, every commercial process ends "
        "as soon as it is started again.",
        source="Tracardi/tracardi tracardi/service/license.py 0.9.0-dev",
    )
    registry_username: RegistryUser | None = answer(
        None,
        "The user of Docker Hub that the vendor's access token belongs to; by default tracardi. "
        "Write another one where the vendor names it, or where a mirror needs it.",
        consequence="With a wrong one no image of the commercial edition can be pulled.",
        source="Tracardi documentation, helm_110.md",
    )
