"""Container images and their versions."""

import re
from typing import Annotated

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching


def _image_tag(text: str) -> str:
    advice = 'write the full version of a release between quotes, for instance "1.0.0"'
    if text == "latest":
        raise Refused("moves: the same tag is another program tomorrow", advice)
    if re.fullmatch(r"v?\d+(\.\d+)*\.[xy]", text, re.ASCII):
        raise Refused("is a moving tag that every build of the branch overwrites", advice)
    if re.fullmatch(r"v\d+(\.\d+)+", text, re.ASCII):
        raise Refused("begins with a v, which no tag of Tracardi does", advice)
    if re.fullmatch(r"\d+(\.\d+)?", text, re.ASCII):
        raise Refused("leaves the last part of the version open", advice)
    if not re.fullmatch(r"\d{1,4}\.\d{1,4}\.\d{1,4}(\.\d{1,4})?", text, re.ASCII):
        raise Refused("is no version of a Tracardi release", advice)
    return text


ImageTag = Annotated[str, AfterValidator(_image_tag)]
"""An exact version, `x.y.z` or `x.y.z.n`."""
ImageRegistry = Annotated[
    str,
    AfterValidator(
        matching(
            rf"{LABEL}(?:\.{LABEL})*(?::\d{{1,5}})?(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*",
            "is no registry of images",
            "write host, perhaps port and path, in lower case and without https:// or a final "
            "slash, for instance registry.example.com/mirror",
        )
    ),
]
