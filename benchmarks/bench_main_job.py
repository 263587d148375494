"""The main job from a cold start: one question, one article with its report, and a hundred articles in one run."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOWFAR = str(Path(sys.executable).with_name("howfar"))
ARTICLE = ROOT / "examples" / "new-radar-for-the-border.txt"
RUNS = 5


def main() -> None:
    """Print the table: wall and processor seconds of whole processes, median of five runs after a warm-up."""
    print(f"{os.cpu_count()} processors; whole processes, median (least to most) of {RUNS} runs after one warm-up")
    print(f"{'what':58} {'wall s':>22} {'cpu s':>7} {'aim':>8}")
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder)
        row(
            "howfar can s-400 see Berlin --from Minsk",
            ["can", "s-400", "see", "Berlin", "--from", "Minsk"],
            aim="0.7 s",
        )
        report = ["check", str(ARTICLE), "-o", str(out / "report.html")]
        row(f"one article of {len(ARTICLE.read_text()):,} characters with its HTML report", report, aim="1.5 s")
        articles = [copy(out, number) for number in range(100)]
        seconds = row("100 articles in one run, JSON", ["check", "--json", *articles], aim="")
        start = median_run(["check", "--json", articles[0]])[1]
        rate = 99 / max(seconds - start, 1e-9)
        print(f"{'gazetteer: import and first place':58} {first_lookup_s():>22.3f} {'':>7} {'0.15 s':>8}")
        print(f"{'articles a second and processor after the first':58} {rate:>22.1f} {'':>7} {'20':>8}")


def first_lookup_s() -> float:
    """Seconds from the import to the first place, in a fresh process; the median."""
    code = (
        "import time; start = time.perf_counter()\n"
        "from howfar.places.gazetteer import Gazetteer\n"
        "Gazetteer.default().resolve('Minsk')\n"
        "print(time.perf_counter() - start)"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True) for _ in range(RUNS)
    ]
    return statistics.median(float(run.stdout) for run in runs)


def copy(folder: Path, number: int) -> str:
    """The example article with another number in it, so that no two are the same."""
    path = folder / f"article-{number:03}.txt"
    path.write_text(
        ARTICLE.read_text().replace("3 October", f"{number % 28 + 1} October").replace("Berlin", CITIES[number % 8])
    )
    return str(path)


CITIES = ("Berlin", "Prague", "Vienna", "Stockholm", "Copenhagen", "Budapest", "Bucharest", "Munich")


def row(name: str, words: list[str], *, aim: str) -> float:
    """Print one row; returns the median processor seconds."""
    wall, cpu, least, most = median_run(words)
    print(f"{name:58} {f'{wall:.2f} ({least:.2f} to {most:.2f})':>22} {cpu:>7.2f} {aim:>8}", flush=True)
    return cpu


def median_run(words: list[str]) -> tuple[float, float, float, float]:
    """Wall and processor seconds (medians), and the least and most wall seconds."""
    once(words)
    runs = [once(words) for _ in range(RUNS)]
    walls = [wall for wall, _ in runs]
    return statistics.median(walls), statistics.median(cpu for _, cpu in runs), min(walls), max(walls)


def once(words: list[str]) -> tuple[float, float]:
    """Run the command once in a process of its own."""
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    subprocess.run([HOWFAR, *words], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    return wall, (after.ru_utime + after.ru_stime) - (before.ru_utime + before.ru_stime)


if __name__ == "__main__":
    main()
