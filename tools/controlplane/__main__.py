"""Runs a test control plane until Ctrl-C: `python -m tools.controlplane`."""

import argparse
import signal
import sys
import time

from tools import gobuild
from tools.controlplane.cluster import ControlPlane
from tools.controlplane.processes import ProgramFailed


def main() -> int:
    """Start a control plane, print its kubeconfig, wait, stop it; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.controlplane", description=__doc__)
    parser.add_argument("--nodes", type=int, default=3, help="number of nodes (default: 3)")
    arguments = parser.parse_args()
    # SIGTERM shall clean up as Ctrl-C does. SIGINT is set, too, because a program that a script
    # started in the background inherits it as ignored, and Python leaves it so.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.default_int_handler)
    try:
        with ControlPlane(arguments.nodes) as control_plane:
            megabytes = sum(control_plane.memory_bytes().values()) / 1e6
            print(f"Ready in {control_plane.start_seconds:.1f} s, {megabytes:.0f} MB of memory.")
            print(f"Logs: {control_plane.logs}")
            print("Ctrl-C stops everything and removes the folder.")
            print(f"KUBECONFIG={control_plane.kubeconfig}", flush=True)
            while True:
                time.sleep(1)
                control_plane.check()
    except KeyboardInterrupt:
        return 0
    except (gobuild.ToolMissing, gobuild.BuildFailed, ProgramFailed, TimeoutError) as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
