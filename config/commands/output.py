"""How the commands print."""

import sys


def print_text(text: str) -> None:
    """Write `text` to the standard output; a terminal that cannot show a character gets its code
    instead of an error.
    """
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(text.encode(encoding, "backslashreplace").decode(encoding))
