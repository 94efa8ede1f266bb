"""Container images and their versions."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from pydantic import AfterValidator

from config.types.addresses import LABEL
from config.types.refused import Refused, matching

_COMPONENT: Final = r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
"""One part of the path of an image (distribution/reference, grammar)."""
_HOST: Final = rf"{LABEL}(?:\.{LABEL})*(?::\d{{1,5}})?"
_EXACT_TAG: Final = re.compile(
    r"v?\d{1,5}(?:\.\d{1,5}){2,3}(?:[-.][A-Za-z0-9_.-]{1,100})?", re.ASCII
)
_MOVING: Final = "is a tag that moves: the same name is another program tomorrow"


@dataclass(frozen=True)
class ImageParts:
    """An image reference in its parts; the digest begins with `sha256:`."""

    registry: str
    path: str
    tag: str
    digest: str | None

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def version(self) -> tuple[int, ...]:
        """The numbers that the tag begins with."""
        return tuple(int(part) for part in re.findall(r"\d+", self.tag.partition("-")[0]))


def image_parts(reference: str) -> ImageParts:
    """The parts of an `ImageReference`. Raises ValueError for a text that is none."""
    registry, path, tag, digest = _split(reference)
    if registry is None or tag is None:
        raise ValueError(f"{reference} names no registry or no tag")
    return ImageParts(registry, path, tag, digest)


def _split(text: str) -> tuple[str | None, str, str | None, str | None]:
    name, at, digest = text.partition("@")
    folder, slash, last = name.rpartition("/")
    last, colon, tag = last.partition(":")
    path = folder + slash + last
    host, slash, rest = path.partition("/")
    is_host = bool(slash) and ("." in host or ":" in host or host == "localhost")
    return (
        host if is_host else None,
        rest if is_host else path,
        tag if colon else None,
        digest if at else None,
    )


def _image_reference(text: str) -> str:
    advice = (
        "write registry, path and exact version, for instance "
        "registry.example.com/mirror/redis:7.4.11"
    )
    if re.search(r"\s", text):
        raise Refused("must not contain a space", advice)
    if "://" in text:
        raise Refused("must be an image without a scheme such as https://", advice)
    registry, path, tag, digest = _split(text)
    if path != path.lower():
        raise Refused("must be lower case before the tag", advice)
    if registry is None or not re.fullmatch(_HOST, registry, re.ASCII):
        raise Refused("names no registry, so that each machine would look for it elsewhere", advice)
    if not re.fullmatch(rf"{_COMPONENT}(?:/{_COMPONENT})*", path, re.ASCII):
        raise Refused("is no image", advice)
    if digest is not None:
        _digest(digest)
    if tag is None:
        raise Refused("has no tag, from which its version could be told", advice)
    if not _EXACT_TAG.fullmatch(tag):
        raise Refused(_MOVING, advice)
    return text


def _digest(text: str) -> str:
    if not re.fullmatch(r"sha256:[0-9a-f]{64}", text, re.ASCII):
        raise Refused(
            "has a damaged digest",
            "write sha256: and 64 lower-case hexadecimal digits, as the registry shows them",
        )
    return text


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
ImageReference = Annotated[str, AfterValidator(_image_reference)]
"""`registry/path:tag`, perhaps with `@sha256:...`; the tag is an exact version."""
ImageRegistry = Annotated[
    str,
    AfterValidator(
        matching(
            rf"{_HOST}(?:/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*",
            "is no registry of images",
            "write host, perhaps port and path, in lower case and without https:// or a final "
            "slash, for instance registry.example.com/mirror",
        )
    ),
]
"""A host, perhaps with a port and a path, that stands in front of an image's own path."""
