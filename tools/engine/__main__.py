"""Says which Pulumi engine is used and why; makes one where there is none.

    python -m tools.engine            find or make it, and print it
    python -m tools.engine --check    only say, within seconds, if none can be had

Tried in this order: what is there already (`pulumi` on PATH with its plugins, an earlier download,
an earlier build), then fetching missing plugins, downloading Pulumi's release, building from Go
modules.
TRACARDI_ENGINE=path|release|build allows one of the three only.
"""

import argparse
import sys

from tools.engine.choice import EngineMissing
from tools.engine.find import find_engine, require_possible


def main(arguments: list[str]) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.engine",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--check", action="store_true", help="make nothing")
    known = parser.parse_args(arguments)
    try:
        if known.check:
            require_possible()
            return 0
        engine = find_engine(_say)
    except EngineMissing as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped. Finished parts are kept; the next run goes on from there.", file=sys.stderr)
        return 130
    print(f"Engine: {engine.why}")
    print(f"  command: {engine.pulumi}")
    for name, value in sorted(engine.environment.items()):
        print(f"  {name}={value}")
    return 0


def _say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
