"""One of Tracardi's APIs as its user sees it: requests that outlast a restart, and the login.

What each answer means was measured on API 0.9.0-dev.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING or __package__:
    from . import common, web
else:  # started as a file: this folder is the first entry of sys.path
    import common
    import web

_REQUEST_SECONDS = 20.0
_CHANGED_IN_TRACARDI = (
    "if the administrator's password was changed in Tracardi itself, set it with `pulumi config "
    "set --secret tracardi:adminPassword`"
)


class Api:
    """One of the two APIs. Every request is repeated while the API cannot serve it."""

    def __init__(
        self,
        name: str,
        address: str,
        deadline: common.Deadline,
        headers: dict[str, str] | None = None,
    ) -> None:
        timeout = common.seconds("REQUEST_SECONDS", _REQUEST_SECONDS)
        self.name = name
        self.deadline = deadline
        self._client = web.Client(address, timeout, headers)
        self._headers: dict[str, str] = {}
        self._credentials: dict[str, str] = {}

    def once(
        self,
        method: str,
        path: str,
        json_body: object = None,
        form: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> web.Response:
        """One request, with the login token if there is one."""
        return self._client.request(
            method,
            path,
            json_body=json_body,
            form=form,
            headers={**self._headers, **(headers or {})},
        )

    def request(
        self, method: str, path: str, json_body: object = None, form: dict[str, str] | None = None
    ) -> web.Response:
        """Repeat a request until it gets an answer below 500, logging in again when needed.

        Raises JobFailed at the deadline. Bodies of failed requests are never shown: some repeat
        what was sent, some hold the hash of a password.
        """
        while True:
            try:
                response = self.once(method, path, json_body, form)
            except web.Unreachable as error:
                trouble = str(error)
            else:
                if response.status == 401 and self._credentials and form is None:
                    # Redis lost the login, or its 30 minutes are over.
                    self._log_in()
                    trouble = "asks for a new login"
                elif response.status < 500:
                    return response
                else:
                    trouble = f"answers {response.status} to {method} {path}"
            if self.deadline.passed:
                raise common.JobFailed(
                    f"the {self.name} {trouble}: look at the log of its pods; when they run, one "
                    "of MySQL, Redis and Elasticsearch does not"
                )
            common.log(f"waiting for the {self.name}: {trouble}")
            self.deadline.sleep(common.poll_seconds())

    def log_in(self, username: str, password: str) -> None:
        """Log in as the administrator; raises JobFailed for a clear refusal."""
        self._credentials = {"username": username, "password": password}
        self._log_in()
        common.log(f"logged in to the {self.name}")

    def _log_in(self) -> None:
        while True:
            response = self.request("POST", "/user/token", form=self._credentials)
            token = response.mapping().get("access_token")
            if response.status == 200 and isinstance(token, str) and token:
                common.add_secret(token)
                self._headers = {"Authorization": f"Bearer {token}"}
                return
            if response.status == 403:
                raise common.JobFailed(
                    f"the {self.name} is closed for logins (403): it must run with "
                    "EXPOSE_GUI_API=yes; is PRIVATE_API_URL the public one?"
                )
            # 400 is the answer to a wrong password and to a store that is away, too.
            if "Incorrect username or password" in response.text():
                raise common.JobFailed(
                    "the administrator's e-mail address or password is wrong: an installation "
                    "keeps those of its first run, so give ADMIN_EMAIL and ADMIN_PASSWORD their "
                    f"first values; {_CHANGED_IN_TRACARDI}"
                )
            if self.deadline.passed:
                hint = f" Or, {_CHANGED_IN_TRACARDI}" if response.status == 400 else ""
                raise common.JobFailed(
                    f"the {self.name} answers {response.status} to the login: is Tracardi "
                    f"installed, and do MySQL and Redis run?{hint}"
                )
            common.log(f"waiting for the {self.name}: it answers {response.status} to the login")
            self.deadline.sleep(common.poll_seconds())
