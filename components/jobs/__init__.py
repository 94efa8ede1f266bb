"""The one-shot Job scripts of an installation: preflight, install and verify.

The scripts run inside Tracardi's own API image, as ``python3 /jobs/install.py``: Python 3.10, the
standard library, and pymysql from the image. All ``*.py`` files of this folder are mounted together
in one folder; nothing else of this repository is there. As they run both from there and, in tests,
as a package, each imports its neighbours in the one way or the other.

Each script's docstring names the environment that it needs. Optional variables, all in seconds,
shorten or lengthen what is waited for: POLL_SECONDS (5) between two looks, REFUSAL_SECONDS (60)
until a clear refusal such as a wrong password is believed, REQUEST_SECONDS for one request to a
store or an API; install: API_START_SECONDS (120), API_REQUEST_SECONDS (20), API_STOP_SECONDS (10),
INSTALL_SECONDS (120) and PROOF_SECONDS (30); verify: SOURCE_SECONDS (30), READ_BACK_SECONDS (60)
and CLEAN_UP_SECONDS (15).
"""
