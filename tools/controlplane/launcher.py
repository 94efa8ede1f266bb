"""Becomes another program, after asking the kernel to kill it when its parent ends.

Started as `python -I -S launcher.py <process id of the parent> <program> <arguments>...`. A process
of its own, as running Python between fork and exec is unsafe in a parent with threads.
"""

import ctypes
import os
import signal
import sys

# prctl(2): the signal that this process gets when the thread that started it ends. Survives exec.
PR_SET_PDEATHSIG = 1


def main(parent: int, command: list[str]) -> None:
    """Replace this process by `command`, or end if `parent` has ended already."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            sys.exit("the parent has ended")
    try:
        os.execvp(command[0], command)  # noqa: S606  (no shell is wanted)
    except OSError as error:
        sys.exit(f"{command[0]}: {error.strerror}")


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2:])
