"""Renews the lock files from pyproject.toml: `python3 -m tools.lock [--upgrade]`.

uv writes them, in an environment of its own: all platforms, all hashes, no hosts, no paths of this machine.
What is locked stays as it is unless it must move or is told to.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = ["--universal", "--python-version", "3.11", "--generate-hashes", "--quiet"]


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([sys.executable, "-m", "venv", folder], check=True)
        subprocess.run([f"{folder}/bin/python", "-m", "pip", "install", "--quiet", "uv"], check=True)
        compile_lock = [f"{folder}/bin/uv", "pip", "compile", "pyproject.toml", *COMMON]
        compile_lock += ["--custom-compile-command", "make lock", *sys.argv[1:]]
        subprocess.run([*compile_lock, "-o", "requirements.txt"], check=True, cwd=ROOT)
        development = ["--group", "dev", "-c", "requirements.txt", "-o", "requirements-dev.txt"]
        subprocess.run([*compile_lock, *development], check=True, cwd=ROOT)


if __name__ == "__main__":
    main()
