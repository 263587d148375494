"""Compiles the sweep into a plain shared library behind a C interface: no Python headers, one file for all Pythons.

`python core/build.py` builds it in place, warnings are errors; installing the package does it through hatch_build.py.
"""

from __future__ import annotations

import os
import platform
import shlex
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

# no -ffast-math: a void is NaN until it is loaded, and inf is an answer
FLAGS = [
    "-std=c++17", "-O3", "-fPIC", "-pthread", "-fvisibility=hidden",
    "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=fast",
]  # fmt: skip
STRICT = ["-Wall", "-Wextra", "-Werror"]
X86 = {
    "engine_avx2.cpp": ["-mavx2", "-mfma"],
    "engine_avx512.cpp": [
        "-mavx512f", "-mavx512bw", "-mavx512dq", "-mavx512vl", "-mavx2", "-mfma", "-mprefer-vector-width=512",
    ],
}  # fmt: skip


def compiler() -> list[str] | None:
    """The C++ compiler: $CXX, or the first one found."""
    if os.environ.get("CXX"):
        return shlex.split(os.environ["CXX"])
    found = next((name for name in ("c++", "g++", "clang++") if shutil.which(name)), None)
    return [found] if found else None


def build(sources: Path, target: Path, *, warnings: bool = False) -> None:
    """Compile and link the core into `target`. Raises OSError or CalledProcessError."""
    command = compiler()
    if command is None or sys.platform == "win32":
        raise OSError("no C++ compiler with GCC's options was found")
    is_x86 = platform.machine().lower() in ("x86_64", "amd64")
    parts: dict[str, list[str]] = {"sweep.cpp": [], "engine_plain.cpp": [], **(X86 if is_x86 else {})}
    common = [
        *command,
        *FLAGS,
        *(["-DHOWFAR_X86"] if is_x86 else []),
        *(["-Wall", "-Wextra", "-Werror"] if warnings else []),
    ]
    with tempfile.TemporaryDirectory() as folder:

        def compiled(name: str) -> str:
            to = str(Path(folder) / f"{name}.o")
            subprocess.run([*common, *parts[name], "-c", str(sources / name), "-o", to], check=True)
            return to

        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            objects = list(pool.map(compiled, parts))
        fresh = Path(folder) / target.name
        subprocess.run([*common, "-shared", *objects, "-o", str(fresh)], check=True)
        staged = target.with_suffix(".new")
        shutil.copyfile(fresh, staged)
        staged.replace(target)  # whoever uses the old one keeps it


if __name__ == "__main__":
    here = Path(__file__).resolve().parent
    build(here, here.parent / "src" / "howfar" / "sight" / "_core.so", warnings=True)
