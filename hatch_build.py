"""Builds what is compiled of the package: the sweep (core/*.cpp) and the reader (src/howfar/claims, by mypyc).

Without a compiler both are left out: numba sweeps, and Python reads, with the same answers. $CXX and $CC name the
compilers; HOWFAR_CORE=no and HOWFAR_READER=no leave one out, =yes makes its failure an error.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface[Any]):
    """Puts the compiled parts into the wheel (or the checkout, where it is installed as editable)."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is put together; `version` is "editable" or "standard"."""
        root = Path(self.root)
        sweep = root / "src" / "howfar" / "sight" / "_core.so"
        reader = root / "src" / "howfar" / "claims" / "_compiled"
        has_reader = self._made(
            "HOWFAR_READER", "the compiled reader is left out, Python reads instead", reader,
            lambda: _builder(root / "core" / "reader.py").build(root / "src"),
        )  # fmt: skip
        has_sweep = self._made(
            "HOWFAR_CORE", "the compiled sweep is left out, numba sweeps instead", sweep,
            lambda: _builder(root / "core" / "build.py").build(root / "core", sweep),
        )  # fmt: skip
        if has_sweep or has_reader:
            build_data["pure_python"] = False
            build_data["tag"] = _tag(any_python=not has_reader)

    def _made(self, switch: str, otherwise: str, target: Path, make: Callable[[], object]) -> bool:
        """Whether a compiled part was made; a word, and no old part left behind, where it was not."""
        wanted = os.environ.get(switch, "")
        try:
            if wanted == "no":
                raise OSError(f"{switch}=no")
            make()
        except (OSError, subprocess.CalledProcessError) as why:
            if wanted == "yes":
                raise
            shutil.rmtree(target) if target.is_dir() else target.unlink(missing_ok=True)
            self.app.display_warning(f"{otherwise}: {why}")
            return False
        return True


def _builder(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("howfar_core_build", path)
    if spec is None or spec.loader is None:
        raise OSError(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _tag(*, any_python: bool) -> str:
    """The wheel's tag: the sweep alone is for every Python 3 of a platform, the reader for one."""
    from packaging.tags import sys_tags

    own = next(sys_tags())
    return f"py3-none-{own.platform}" if any_python else str(own)
