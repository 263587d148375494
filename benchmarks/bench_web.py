"""The web door: questions a second, a pasted article, first paint, bundle, memory, and a soak with bad clients.

The server runs in a process of its own, as `howfar serve` starts it; clients run in this one, on the same cores.
"""

from __future__ import annotations

import asyncio
import gzip
import os
import random
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import httpx

from benchmarks.load import load

ROOT = Path(__file__).resolve().parents[1]
STATIC = ROOT / "src" / "howfar" / "web" / "static"
CLIENTS = 32
CITIES = (
    "Berlin", "Warsaw", "Kyiv", "Vilnius", "Riga", "Tallinn", "Helsinki", "Stockholm", "Oslo", "Copenhagen",
    "Prague", "Vienna", "Budapest", "Bratislava", "Bucharest", "Sofia", "Athens", "Rome", "Paris", "London",
    "Madrid", "Lisbon", "Moscow", "Minsk", "Lviv", "Odesa", "Kharkiv", "Gdansk", "Krakow", "Kaunas",
)  # fmt: skip
SYSTEMS = ("s-400", "patriot", "iskander-m")
VERBS = {"s-400": "see", "patriot": "engage", "iskander-m": "strike"}
ARTICLE = (
    "MINSK, 3 May (Agency) - The minister said that an S-400 near Minsk will see all the way to Berlin. "
    "He spoke for an hour on the budget, on roads and on the harvest, and took no questions. "
    "Iskander missiles deployed in Belarus can strike the entire territory of Poland, the minister added. "
    "The parade of the day before had cost 3 million and drawn 20,000 people to the square. "
)
FILLER = "The talks went on until the evening, and both sides called them useful without saying what was agreed. "


def main() -> None:
    """Print the table."""
    article = ARTICLE + FILLER * ((3500 - len(ARTICLE)) // len(FILLER))
    with server() as (base, pid):
        rows = [*asyncio.run(questions(base)), *pasted(base, article), *bundle(), *first_paint(base)]
        rows += asyncio.run(memory(base, pid, article))
        rows += soak(base)
    width = max(len(name) for name, _, _ in rows)
    for name, value, goal in rows:
        print(f"{name:{width}}  {value:>14}  {goal}")


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    """The server as a process of its own, warm."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    code = (
        "from howfar.web.server import run, usual_processes; from howfar.web.settings import Settings; "
        f"run(Settings(port={port}, processes=usual_processes()))"
    )
    process = subprocess.Popen([sys.executable, "-c", code], stderr=subprocess.DEVNULL, cwd=ROOT)
    base = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                httpx.get(f"{base}/api/can?system=s-400&verb=see&target=Berlin&from=Minsk", timeout=60, trust_env=False)
                break
            except httpx.TransportError:
                time.sleep(0.1)
        yield base, process.pid
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(15)


async def questions(base: str) -> list[tuple[str, str, str]]:
    """/api/can with 32 clients: only questions that nobody asked before, one in ten of them, and at a fixed pace."""
    chosen = random.Random(7)
    mix = [_can(s, t, f) for s in SYSTEMS for t in CITIES for f in CITIES if f != t]
    chosen.shuffle(mix)
    fresh = iter(mix)
    await load(base, [next(fresh) for _ in range(100)], clients=CLIENTS)  # both workers have begun
    only_new = [next(fresh) for _ in range(1000)]
    known = only_new[-300:]
    one_in_ten = [next(fresh) if n % 10 == 0 else chosen.choice(known) for n in range(4000)]
    paced = [next(fresh) for _ in range(1000)]
    rows = []
    for words, asked, pace in (
        ("all new", only_new, None), ("1 in 10 new", one_in_ten, None), ("all new, 300 /s offered", paced, 300.0)
    ):  # fmt: skip
        found = await load(base, asked, clients=CLIENTS, per_second=pace)
        rows.append((f"/api/can, {words}, {CLIENTS} clients", f"{found.per_second:.0f} /s", "goal 300 /s"))
        rows.append(("  median, p95", f"{found.median_ms:.0f}, {found.p95_ms:.0f} ms", "goal p95 50 ms"))
        if found.refused:
            rows.append(("  refused as busy", str(found.refused), "goal 0"))
    return rows


def _can(system: str, target: str, origin: str) -> str:
    return "/api/can?" + urlencode({"system": system, "verb": VERBS[system], "target": target, "from": origin})


def pasted(base: str, article: str) -> list[tuple[str, str, str]]:
    """A pasted article of the size of a seed; every time another text, so that nothing is remembered."""
    waits = []
    for number in range(12):
        began = time.perf_counter()
        response = httpx.post(f"{base}/api/check", json={"text": f"{article} {number}"}, timeout=60, trust_env=False)
        waits.append(time.perf_counter() - began)
        assert len(response.json()["verdicts"]) >= 1
    return [
        (
            f"article of {len(article)} characters, median",
            f"{1000 * statistics.median(waits[2:]):.0f} ms",
            "goal 300 ms",
        ),
        ("  the first after start", f"{1000 * waits[0]:.0f} ms", ""),
    ]


def bundle() -> list[tuple[str, str, str]]:
    """The page's own files, packed, without the map library's chunk, and without fonts for other alphabets."""
    files = [path for path in (STATIC / "assets").glob("*") if path.suffix in (".js", ".css")] + [STATIC / "index.html"]
    sizes = {path.name: len(gzip.compress(path.read_bytes(), 9)) for path in files}
    own = sum(size for name, size in sizes.items() if not name.startswith("map"))
    fonts = sum(p.stat().st_size for p in (STATIC / "assets").glob("*-latin-wght-normal*.woff2"))
    library = sum(size for name, size in sizes.items() if name.startswith("map"))
    return [
        ("bundle, packed, with its two fonts", f"{(own + fonts) / 1000:.0f} kB", "goal 450 kB"),
        ("  the map library's own chunk", f"{library / 1000:.0f} kB", ""),
    ]


def first_paint(base: str) -> list[tuple[str, str, str]]:
    """First contentful paint in Chromium, nothing cached."""
    chromium = Path("/usr/bin/chromium")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return [("first useful paint", "not measured", "playwright is missing")]
    if not chromium.exists():
        return [("first useful paint", "not measured", "Chromium is missing")]
    paints = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(chromium), args=["--no-sandbox"])
        for _ in range(3):
            page = browser.new_context().new_page()
            page.goto(base)
            page.wait_for_selector("h1")
            page.wait_for_timeout(200)
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
        browser.close()
    return [("first useful paint, median of 3", f"{statistics.median(paints):.0f} ms", "goal 1000 ms")]


async def memory(base: str, pid: int, article: str) -> list[tuple[str, str, str]]:
    """Resident memory after 20,000 mixed requests against the start (after 1,000, when all books are open)."""
    chosen = random.Random(11)

    def one(number: int) -> tuple[str, str, dict[str, object]]:
        kind = chosen.random()
        system = chosen.choice(SYSTEMS)
        origin, target = chosen.sample(CITIES, 2)
        if kind < 0.90:
            return (
                "GET",
                "/api/can",
                {"params": {"system": system, "verb": VERBS[system], "target": target, "from": origin}},
            )
        if kind < 0.97:
            return "GET", "/api/places", {"params": {"q": target[:4]}}
        if kind < 0.985:
            return "GET", "/api/cover", {"params": {"at": origin, "system": system, "altitude": "10km"}}
        return "POST", "/api/check", {"json": {"text": f"{article[:600]} {number}"}}

    async def run(count: int) -> None:
        numbers = iter(range(count))

        async def ask_on() -> None:
            async with httpx.AsyncClient(base_url=base, timeout=120, trust_env=False) as client:
                for number in numbers:
                    method, path, options = one(number)
                    response = await client.request(method, path, **options)  # type: ignore[arg-type]
                    assert response.status_code < 500, response.text

        await asyncio.gather(*(ask_on() for _ in range(16)))

    await run(1_000)
    before = _resident_mb(pid)
    count = int(os.environ.get("HOWFAR_BENCH_REQUESTS", "20000"))
    await run(count)
    grown = _resident_mb(pid) - before
    return [(f"memory grown by {count} mixed requests", f"{grown:.0f} MB", f"goal 50 MB; at {before:.0f} MB before")]


def _resident_mb(pid: int) -> float:
    """Resident memory of the server and its workers together."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_resident_of(int(one)) for one in (pid, *children))


def _resident_of(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return float("nan")


def soak(base: str) -> list[tuple[str, str, str]]:
    """Slow, huge and broken clients at once; afterwards an ordinary question."""
    host, port = base.removeprefix("http://").split(":")
    head = b"POST /api/check HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
    idle = []
    for number in range(120):
        peer = socket.create_connection((host, int(port)), timeout=10)
        peer.sendall(
            [b"", b"GET / HT", b"\x16\x03\x01\x00garbage\r\n\r\n", head + b"Content-Length: 90\r\n\r\n{"][number % 4]
        )
        idle.append(peer)
    for _ in range(10):
        response = httpx.post(f"{base}/api/check", content=b"x" * 3_000_000, timeout=30, trust_env=False)
        assert response.status_code == 413
    hostile = "1" * 900_000, '"' * 900_000, "range " * 150_000, "<p>" * 200_000
    for text in hostile:
        assert httpx.post(f"{base}/api/check", json={"text": text}, timeout=60, trust_env=False).status_code < 504
    began = time.perf_counter()
    answer = httpx.get(f"{base}/api/health", timeout=10, trust_env=False)
    spent = time.perf_counter() - began
    for peer in idle:
        peer.close()
    return [
        ("answers after slow, huge and broken clients", f"{answer.status_code} in {1000 * spent:.0f} ms", "goal: 200")
    ]


if __name__ == "__main__":
    main()
