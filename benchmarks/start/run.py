"""From `briefcut run` to /readyz 200 with a database that exists, beside importing the libraries it is made of.

.venv/bin/python benchmarks/start/run.py [--runs 3]
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FLOOR = "import aiogram, aiogram.types, langchain.agents, langchain_openai, sqlalchemy.ext.asyncio, procrastinate, cv2"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start(home: Path) -> float:
    """Seconds until it is ready; it is stopped afterwards."""
    port = free_port()
    environment = {**os.environ, "BRIEFCUT_HOME": str(home), "LOG_LEVEL": "WARNING"}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "briefcut", "run", "--port", str(port), "--no-open"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.DEVNULL,
    )
    while True:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                break
        except (urllib.error.URLError, ConnectionError):
            if process.poll() is not None:
                raise SystemExit(f"briefcut ended with {process.returncode}") from None
            time.sleep(0.02)
    took = time.monotonic() - began
    process.send_signal(signal.SIGINT)
    process.wait()
    return took


def imports() -> float:
    """Seconds that importing the libraries takes."""
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", FLOOR], check=True, cwd=ROOT)
    return time.monotonic() - began


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    home = Path(tempfile.mkdtemp(prefix="briefcut-start-"))
    home.chmod(0o711)
    first = start(home)
    ours, floors = [], []
    for _ in range(runs):
        ours.append(start(home))
        floors.append(imports())
    ready, floor = statistics.median(ours), statistics.median(floors)
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, medians of {runs}; data in {home}")
    print(f"first start (database made)  {first:5.1f} s")
    print(f"start                        {ready:5.1f} s")
    print(f"floor (imports)              {floor:5.1f} s")
    print(f"ratio                        {ready / floor:5.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
