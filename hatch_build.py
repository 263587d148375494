"""Builds the compiled sweep (core/) with the package where there is a C++ compiler; without one, numba sweeps.

$CXX names the compiler, HOWFAR_CORE=no leaves the core out, HOWFAR_CORE=yes makes its failure an error.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Hook(BuildHookInterface[Any]):
    """Puts src/howfar/sight/_core.so into the wheel, or leaves it out with a word."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before a wheel is put together; `version` is "editable" or "standard"."""
        target = Path(self.root) / "src" / "howfar" / "sight" / "_core.so"
        wanted = os.environ.get("HOWFAR_CORE", "")
        try:
            if wanted == "no":
                raise OSError("HOWFAR_CORE=no")
            _builder(Path(self.root) / "core" / "build.py").build(Path(self.root) / "core", target)
        except (OSError, subprocess.CalledProcessError) as why:
            if wanted == "yes":
                raise
            target.unlink(missing_ok=True)
            self.app.display_warning(f"the compiled sweep is left out, numba sweeps instead: {why}")
            return
        build_data["pure_python"] = False
        build_data["tag"] = f"py3-none-{_platform_tag()}"


def _builder(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location("howfar_core_build", path)
    if spec is None or spec.loader is None:
        raise OSError(f"{path} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def _platform_tag() -> str:
    from packaging.tags import sys_tags

    return next(sys_tags()).platform
