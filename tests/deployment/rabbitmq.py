"""RabbitMQ from Debian, as one node in a folder of its own."""

import os
import shutil
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.support.waiting import until
from youtube_analyzer.launcher import embedded_servers

#: Not Debian's script in PATH, which wants the system's user and folders.
_PROGRAMS = Path("/usr/lib/rabbitmq/bin")


def is_installed() -> bool:
    """Say whether there is one."""
    return (_PROGRAMS / "rabbitmq-server").exists() and shutil.which("epmd") is not None


class RabbitMQ:
    """A running node. Erlang's register of nodes, which it would leave behind, runs beside it."""

    def __init__(self, folder: Path) -> None:
        self.port = embedded_servers.free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        folder.mkdir()
        (folder / "plugins").touch()
        (folder / "node.conf").write_text(f"listeners.tcp.1 = 127.0.0.1:{self.port}\ndisk_free_limit.absolute = 1MB\n")
        self._environment = {
            "PATH": f"{_PROGRAMS}:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(folder),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_EPMD_PORT": str(embedded_servers.free_port()),
            "RABBITMQ_NODENAME": f"analyzer-{self.port}@localhost",
            "RABBITMQ_DIST_PORT": str(embedded_servers.free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_LOG_BASE": str(folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(folder / "node"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1:1",
        }
        self._output = folder / "output"
        # A group of its own: the node is a child of a shell.
        self._processes = [self._run("epmd"), self._run(str(_PROGRAMS / "rabbitmq-server"))]

    def _run(self, command: str) -> subprocess.Popen[bytes]:
        with self._output.open("ab") as output:
            return subprocess.Popen(
                [command], env=self._environment, stdout=output, stderr=output, process_group=0, cwd="/"
            )

    def wait(self) -> None:
        """Return once it answers."""
        until(self._answers, 120)

    def _answers(self) -> bool:
        assert self._processes[-1].poll() is None, self._output.read_text()
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
            return True
        return False

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the node."""
        os.killpg(self._processes[-1].pid, number)

    def stop(self) -> None:
        """End it; it holds nothing that anybody wants."""
        for process in reversed(self._processes):
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
