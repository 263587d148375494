"""The page in Debian's Chromium: what an editor does, with the keyboard too, and nothing leaves the machine."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from PIL import Image

from tests.web.conftest import Server

sync_api = pytest.importorskip("playwright.sync_api")
CHROMIUM = Path("/usr/bin/chromium")
AXE = Path(__file__).resolve().parents[2] / "web-ui" / "node_modules" / "axe-core" / "axe.min.js"
pytestmark = [pytest.mark.browser, pytest.mark.filterwarnings("ignore")]
ARGUMENTS = ["--no-sandbox", "--use-gl=angle", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
TEXT = (
    "A radar for the border\n\nThe general told reporters that an S-400 near Minsk will see all the way to Berlin. "
    "He added that Iskander missiles from Belarus can strike the entire territory of Poland.\n\n"
    "The parade lasted two hours and cost 3 million."
)
HOSTILE = (
    '<img src=x onerror="window.pwned=1"><script>window.pwned=2</script> '
    "An S-400 near Minsk will see Berlin. </textarea>"
)


@pytest.fixture(scope="module")
def browser(built: None) -> Iterator[Any]:
    if not CHROMIUM.exists():
        pytest.skip("no Chromium here: apt-get install chromium")
    with sync_api.sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=str(CHROMIUM), args=ARGUMENTS)
        yield made
        made.close()


class Watched:
    """A page whose every request and complaint is kept."""

    def __init__(self, browser: Any, server: Server, **options: Any) -> None:
        given = {
            "viewport": {"width": 1180, "height": 800},
            "reduced_motion": "reduce",
            "device_scale_factor": 0.5,
            **options,
        }
        self.context = browser.new_context(**given)
        self.page = self.context.new_page()
        self.page.set_default_timeout(30_000)
        self.url = server.url
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self.page.on("console", lambda m: self.complaints.append(m.text) if m.type in ("error", "warning") else None)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("request", self._seen)

    def _seen(self, request: Any) -> None:
        if not request.url.startswith((self.url, "blob:", "data:")):
            self.outside.append(request.url)

    def open(self, path: str = "/") -> Any:
        self.page.goto(self.url + path)
        return self.page

    def check(self, text: str) -> Any:
        page = self.open()
        page.fill("#text", text)
        page.get_by_role("button", name="Check", exact=True).click()
        page.wait_for_selector(".result")
        return page


@pytest.fixture
def watched(browser: Any, server: Server) -> Iterator[Watched]:
    made = Watched(browser, server, accept_downloads=True)
    yield made
    made.context.close()
    assert made.outside == []
    assert [c for c in made.complaints if "GPU stall" not in c and "WebGL" not in c] == []


def label(page: Any, number: int) -> str:
    return page.locator(f"#claim-{number} .badge").first.inner_text().split(None, 1)[1].strip()


def settled(page: Any, number: int) -> None:
    page.wait_for_function(f"() => !document.querySelector('#claim-{number}').classList.contains('busy')")


def test_a_pasted_text_shows_what_holds(watched: Watched) -> None:
    page = watched.check(TEXT)
    assert page.locator("h1").inner_text() == "A radar for the border"
    assert [label(page, 1), label(page, 2)] == ["inconsistent", "consistent only if"]
    marks = page.locator("mark")
    assert "see all the way to Berlin" in marks.first.inner_text()
    assert "✗" in marks.first.inner_text()
    assert page.locator("article").inner_text().count("3 million") == 1
    assert "956 km" in page.locator("#claim-1 .sentence").inner_text()


def test_every_example_on_the_empty_page_gives_a_claim(watched: Watched) -> None:
    page = watched.open()
    for number in range(5):
        page.locator(".examples button").nth(number).click()
        page.wait_for_selector(".card")
        assert page.locator("mark").count() >= 1
        page.get_by_role("button", name="New text").click()
        page.wait_for_selector(".examples")


def test_a_changed_slot_is_judged_at_once_and_can_be_taken_back(watched: Watched) -> None:
    page = watched.check(TEXT)
    target = page.locator("#claim-1").get_by_label("Target", exact=False).first
    target.fill("Vilnius")
    target.press("Enter")
    page.wait_for_function("() => document.querySelector('#claim-1 .sentence').textContent.includes('Vilnius')")
    assert label(page, 1) != "inconsistent"
    assert "the text: Berlin" in page.locator("#claim-1").inner_text()
    page.get_by_role("button", name="Back to the text").click()
    page.wait_for_function("() => document.querySelector('#claim-1 .sentence').textContent.includes('Berlin')")
    assert label(page, 1) == "inconsistent"


def test_a_place_that_is_unknown_is_said(watched: Watched) -> None:
    page = watched.check(TEXT)
    target = page.locator("#claim-1").get_by_label("Target", exact=False).first
    target.fill("Nowhereville-on-Sea")
    target.press("Enter")
    page.wait_for_function("() => document.querySelector('#claim-1 .sentence').textContent.includes('Nowhereville')")
    assert label(page, 1) == "not checkable"
    watched.complaints[:] = [c for c in watched.complaints if "404" not in c]  # the map asks for the place and is told


def test_sliders_change_the_answer(watched: Watched) -> None:
    page = watched.check("An S-400 in Minsk can see Vilnius.")
    first = page.locator("#claim-1 .sentence").inner_text()
    slider = page.get_by_label("Target altitude")
    slider.focus()
    slider.press("End")
    page.wait_for_function("words => document.querySelector('#claim-1 .sentence').textContent !== words", arg=first)
    settled(page, 1)
    assert page.locator(".slider output").first.inner_text() == "100 km"
    page.get_by_role("button", name=re.compile("Target altitude: back")).click()
    page.wait_for_function("words => document.querySelector('#claim-1 .sentence').textContent === words", arg=first)


def test_the_origin_pin_can_be_dragged_and_moved_by_keys(watched: Watched) -> None:
    page = watched.check("An S-400 in Minsk can see Berlin.")
    page.wait_for_selector(".map[data-ready=yes]")
    pin = page.locator(".pin-origin")
    page.wait_for_timeout(900)
    box = pin.bounding_box()
    page.mouse.move(box["x"] + 13, box["y"] + 12)
    page.mouse.down()
    page.mouse.move(box["x"] - 130, box["y"] + 20, steps=8)
    page.mouse.up()
    page.wait_for_function(
        "() => /^\\d+\\.\\d+, \\d+\\.\\d+$/.test(document.querySelector('#claim-1 .slots [list$=origin]').value)"
    )
    settled(page, 1)
    moved = page.locator("#claim-1 .slots [list$=origin]").input_value()
    assert float(moved.split(",")[1]) < 26.0  # west of Minsk, which lies at 27.6 degrees east
    pin.focus()
    pin.press("ArrowRight")
    page.wait_for_function("was => document.querySelector('#claim-1 .slots [list$=origin]').value !== was", arg=moved)


def test_rings_tell_their_source_and_choose_a_figure(watched: Watched) -> None:
    page = watched.check("The S-400 in Minsk can shoot down aircraft as far as Vilnius.")
    ring = page.locator(".legend button").first
    ring.wait_for()
    assert "Confidence" in ring.get_attribute("title")
    ring.click()
    settled(page, 1)
    assert ring.get_attribute("aria-pressed") == "true"
    assert re.search(r"\d+ km", page.locator(".slider", has_text="Figure used").locator("output").inner_text())


def test_a_permanent_link_opens_the_same_state_in_a_new_window(watched: Watched) -> None:
    page = watched.check(TEXT)
    target = page.locator("#claim-1").get_by_label("Target", exact=False).first
    target.fill("Riga")
    target.press("Enter")
    page.wait_for_function("() => document.querySelector('#claim-1 .sentence').textContent.includes('Riga')")
    page.wait_for_timeout(400)
    link = page.evaluate("location.href")
    assert "#s=" in link
    other = watched.context.new_page()
    other.goto(link)
    other.wait_for_function("() => document.querySelector('#claim-1 .sentence')?.textContent.includes('Riga')")
    assert other.locator("h1").inner_text() == "A radar for the border"
    sent = []
    other.on("request", lambda request: sent.append(request.url))
    other.reload()
    other.wait_for_selector(".card")
    assert not any("#s=" in url or "s=" in url.split("?")[-1][:2] for url in sent)


def test_a_broken_link_is_said(watched: Watched) -> None:
    page = watched.open("/#s=AAAA")
    page.wait_for_selector("[role=alert]")
    assert "broken" in page.locator("[role=alert]").inner_text()


DOWNLOADS = {
    "Report (HTML)": lambda data: data.lower().startswith(b"<!doctype html") and b"956" in data,
    "Map (PNG)": lambda data: Image.open(io.BytesIO(data)).size == (1200, 630),
    "Map (SVG)": lambda data: ET.fromstring(data).tag.endswith("svg"),
    "Verdicts (JSON)": lambda data: len(json.loads(data)["verdicts"]) == 2,
    "Table (CSV)": lambda data: len(list(csv.reader(io.StringIO(data.decode())))) == 3,
    "Shapes (GeoJSON)": lambda data: len(json.loads(data)["features"]) > 4,
    "Shapes (KML)": lambda data: ET.fromstring(data).tag.endswith("kml"),
}


def test_every_download_opens(watched: Watched) -> None:
    page = watched.check(TEXT)
    page.locator(".menu summary").click()
    for name, is_good in DOWNLOADS.items():
        with page.expect_download() as caught:
            page.get_by_role("button", name=name).click()
        assert is_good(Path(caught.value.path()).read_bytes()), name


def test_claimreview_asks_where_and_by_whom(watched: Watched) -> None:
    page = watched.check(TEXT)
    page.locator(".menu summary").click()
    page.get_by_role("button", name=re.compile("ClaimReview")).click()
    page.get_by_label("Address of your review").fill("https://example.org/review")
    page.get_by_label("Who publishes it").fill("The Gazette")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download", exact=True).click()
    reviews = json.loads(Path(caught.value.path()).read_bytes())
    assert {review["author"]["name"] for review in reviews} == {"The Gazette"}


def test_a_file_can_be_opened(watched: Watched, tmp_path: Path) -> None:
    path = tmp_path / "article.html"
    path.write_text(f"<html><body><article><p>{TEXT}</p></article></body></html>", encoding="utf-8")
    page = watched.open()
    page.set_input_files("input[type=file]", str(path))
    page.wait_for_selector(".card")
    assert label(page, 1) == "inconsistent"


def test_hostile_text_does_not_run(watched: Watched) -> None:
    page = watched.check(HOSTILE)
    assert page.evaluate("window.pwned") is None
    assert "<script>" in page.locator("article").inner_text()
    assert page.locator("article img").count() == 0
    ran = page.evaluate(
        "() => { const s = document.createElement('script'); s.textContent = 'window.inline = 1';"
        " document.body.append(s); return window.inline; }"
    )
    assert ran is None
    watched.complaints[:] = [c for c in watched.complaints if "Content Security Policy" not in c]


def test_the_keyboard_alone_is_enough(watched: Watched) -> None:
    page = watched.open()
    page.wait_for_selector("#text")
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == "text":
            break
    page.keyboard.type("An S-400 near Minsk will see Berlin. Iskander missiles from Belarus can strike Warsaw.")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".card")
    page.keyboard.press("j")
    page.wait_for_selector("#claim-2.open")
    page.keyboard.press("k")
    page.wait_for_selector("#claim-1.open")
    page.wait_for_selector(".pin-origin")
    reached = set()
    for _ in range(140):
        page.keyboard.press("Tab")
        reached.add(
            page.evaluate(
                "(at => at.closest('.slots') ? 'slots' : at.closest('.sliders') ? 'sliders' : at.className || '')"
                "(document.activeElement)"
            )
        )
        if {"slots", "sliders"} <= reached and any("pin-origin" in str(name) for name in reached):
            break
    assert {"slots", "sliders"} <= reached
    assert any("pin-origin" in str(name) for name in reached)


@pytest.mark.parametrize(
    "path",
    ["/", "/ask?system=s-400&verb=see&target=Berlin&from=Minsk", "/systems", "/systems/s-400", "/method", "checked"],
)
def test_axe_finds_nothing_serious_in_light_and_dark(browser: Any, server: Server, path: str) -> None:
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: run make ui")
    watched = Watched(browser, server, color_scheme="light", bypass_csp=True)
    page = watched.check(TEXT) if path == "checked" else watched.open(path)
    page.wait_for_load_state("networkidle")
    page.add_script_tag(path=str(AXE))
    serious = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
        serious += [
            (scheme, v["id"], v["nodes"][0]["html"][:160], v["nodes"][0].get("failureSummary", "")[:200])
            for v in found
            if v["impact"] in ("serious", "critical")
        ]
    watched.context.close()
    assert serious == []


def test_a_phone_needs_no_sideways_scrolling(browser: Any, server: Server) -> None:
    for path in ("/", "/systems", "/systems/s-400", "/ask?system=s-400&verb=see&target=Berlin&from=Minsk", "checked"):
        watched = Watched(browser, server, viewport={"width": 360, "height": 780})
        page = watched.check(TEXT) if path == "checked" else watched.open(path)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, path
        watched.context.close()


def test_printing_shows_every_card_whole(watched: Watched) -> None:
    page = watched.check(TEXT)
    page.emulate_media(media="print")
    assert page.locator("#claim-2 .card-body").is_visible()
    assert not page.locator(".sliders").is_visible()
    assert page.pdf().startswith(b"%PDF")


def test_one_question_by_form_and_by_address(watched: Watched) -> None:
    page = watched.open("/ask")
    page.get_by_label("System").fill("s-400")
    page.get_by_label("Target", exact=True).fill("Berlin")
    page.get_by_label("From", exact=True).fill("Minsk")
    page.get_by_role("button", name="Ask", exact=True).click()
    page.wait_for_selector(".card .badge")
    assert page.locator(".card .badge").inner_text().endswith("inconsistent")
    assert "target=Berlin" in page.url


def test_an_unknown_address_says_so(watched: Watched) -> None:
    page = watched.open("/no/such/page")
    assert page.locator("h1").inner_text() == "Nothing here"
    watched.complaints[:] = [c for c in watched.complaints if "404" not in c]


def test_from_a_region_horizon_and_profile_start_where_the_verdict_measures(watched: Watched) -> None:
    page = watched.check("An S-400 in Belarus can see Berlin.")
    page.wait_for_selector(".profile")
    assert "the nearest part of Belarus" in page.locator(".legend").inner_text()
    assert "664 km" in page.locator(".profile").inner_text()
    assert "664 km" in page.locator("#claim-1 .sentence").inner_text()


def test_a_ring_on_the_map_tells_its_sources_under_the_pointer(watched: Watched) -> None:
    page = watched.check("An S-400 in Minsk can see Berlin.")
    page.wait_for_selector(".map[data-ready=yes]")
    page.wait_for_selector(".print-map", state="attached")  # the map is at rest
    pin = page.locator(".pin-origin").bounding_box()
    box = page.locator(".map").bounding_box()
    for x in range(int(pin["x"]) + 40, int(box["x"] + box["width"]) - 10, 4):
        page.mouse.move(x, pin["y"] + 60)
        if page.locator(".ring-popup").count():
            break
    told = page.locator(".ring-popup").inner_text()
    assert "km, sees" in told
    assert "Confidence" in told


def test_one_question_can_be_taken_away_and_linked_as_it_stands(watched: Watched) -> None:
    page = watched.open("/ask?system=s-400&verb=see&target=Vilnius&from=Minsk")
    page.wait_for_selector(".card .badge")
    slider = page.get_by_label("Target altitude", exact=True).last
    slider.focus()
    slider.press("End")
    page.wait_for_function("() => location.hash.includes('target_altitude_m')")
    page.wait_for_function("() => document.querySelector('.card .sentence').textContent.includes('100')")
    told = page.locator(".card .sentence").inner_text()
    other = watched.context.new_page()
    other.goto(page.url)
    other.wait_for_function("words => document.querySelector('.card .sentence')?.textContent === words", arg=told)
    page.locator(".menu summary").click()
    page.get_by_role("button", name=re.compile("ClaimReview")).click()
    page.get_by_label("Address of your review").fill("https://example.org/review")
    page.get_by_label("Who publishes it").fill("The Gazette")
    with page.expect_download() as caught:
        page.get_by_role("button", name="Download", exact=True).click()
    review = json.loads(Path(caught.value.path()).read_bytes())
    assert review["@type"] == "ClaimReview"
    assert review["author"]["name"] == "The Gazette"


def test_the_print_has_the_map_as_a_picture(watched: Watched) -> None:
    page = watched.check(TEXT)
    page.wait_for_selector(".print-map", state="attached")
    page.emulate_media(media="print")
    assert page.locator(".print-map").is_visible()
    assert not page.locator(".map").is_visible()
    assert page.evaluate("document.querySelector('.print-map').naturalWidth") > 100
