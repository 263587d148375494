"""Compiles the reader (src/howfar/claims) with mypyc: extension modules that do what the same Python does, faster.

`python core/reader.py` builds them in place; installing the package does it through hatch_build.py. They lie in a
folder of their own, src/howfar/claims/_compiled, with a digest of the sources that they were made of: howfar.claims
takes them only while that digest is the sources' own, so an edited source is never shadowed by an older compiled one.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shlex
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

GROUP = "howfar_reader"  # of the library that all compiled modules share
_SAID = 1000  # characters of a compiler's complaint
SETUP = """
import sys
from mypyc.build import mypycify
from setuptools import setup

options = ["--config-file=", "--ignore-missing-imports", "--follow-imports=silent", "--no-site-packages"]
modules = mypycify(
    [*options, *sys.argv.pop().split(",")], opt_level="1", debug_level="0", multi_file=True, group_name={group!r}
)
setup(name={group!r}, packages=[], py_modules=[], ext_modules=modules)
"""


def build(source: Path) -> list[Path]:
    """Compiles the reader of the `source` folder ("src") in place; returns what was made.

    Raises OSError where mypyc or a compiler is missing or fails, with the last of what it said.
    """
    if importlib.util.find_spec("mypyc") is None or importlib.util.find_spec("setuptools") is None:
        raise OSError("mypyc or setuptools is not installed")
    compiler = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cl")[0]
    if shutil.which(compiler) is None:
        raise OSError(f"the C compiler {compiler!r} is not here")
    claims = source / "howfar" / "claims"
    compiled = _stamps(claims)
    names = compiled.modules(claims)
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        _copied(source, work)
        (work / "setup.py").write_text(SETUP.format(group=GROUP), "utf-8")
        files = ",".join(f"howfar/claims/{name}.py" for name in names)
        command = [sys.executable, "setup.py", "build_ext", "--inplace", f"-j{os.cpu_count() or 1}", files]
        said = subprocess.run(command, cwd=work, capture_output=True, text=True, check=False)
        if said.returncode:
            raise OSError(f"mypyc failed: {(said.stdout + said.stderr)[-_SAID:]}")
        staged = claims / "_compiled.new"
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir()
        for place in (work, work / "howfar" / "claims"):  # the shared library, and a module for each source
            for library in place.glob(f"*{compiled.SUFFIX}"):
                shutil.copyfile(library, staged / library.name)
        made_of = compiled.stamp(work / "howfar" / "claims")  # not of sources that were edited meanwhile
        (staged / compiled.STAMP).write_text(json.dumps(made_of), "utf-8")
    target = claims / compiled.FOLDER
    shutil.rmtree(target, ignore_errors=True)
    staged.replace(target)
    return sorted(target.iterdir())


def _copied(source: Path, work: Path) -> None:
    """What mypyc must see: the package's sources, without what else lies in its folders."""
    for path in [*(source / "howfar").glob("*.py"), *(source / "howfar" / "claims").rglob("*.py")]:
        to = work / path.relative_to(source)
        to.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, to)


def _stamps(claims: Path) -> Any:
    """src/howfar/claims/compiled.py, loaded from its file: building must not import the package."""
    spec = importlib.util.spec_from_file_location("howfar_reader_stamps", claims / "compiled.py")
    if spec is None or spec.loader is None:
        raise OSError(f"{claims / 'compiled.py'} is missing")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


if __name__ == "__main__":
    build(Path(__file__).resolve().parents[1] / "src")
