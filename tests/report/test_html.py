"""The HTML report: whole, self-contained, readable by everyone, and proof against hostile text."""

from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from howfar.report.html import IndexEntry, index_html, question_words, report_html, web_address
from howfar.report.scene import Backdrop

from . import examples

VOID = {"meta", "br", "img", "link", "hr", "input", "path", "rect", "circle", "line"}


class Page(HTMLParser):
    """Every element with its attributes, and the nesting held."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def text(self) -> str:
        return " ".join("".join(self.words).split())


def page(document: object = examples.DOCUMENT, verdicts: object = examples.VERDICTS, **more: str) -> Page:
    return Page(report_html(document, verdicts, backdrop_for=lambda scene: Backdrop(), **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def report() -> Page:
    return page(date="2026-01-31", reproduce="howfar check article.html -o report.html")


def test_the_page_is_well_nested_and_has_one_of_every_landmark(report: Page) -> None:
    assert report.open == []
    assert len(report.named("main")) == 1
    assert len(report.named("h1")) == 1
    assert report.named("html")[0]["lang"] == "en"
    levels = [int(tag[1]) for tag, _ in report.elements if re.fullmatch(r"h[1-6]", tag)]
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_nothing_is_loaded_and_nothing_can_run(report: Page) -> None:
    assert not {"script", "link", "iframe", "object", "embed", "form", "img", "base"} & {
        tag for tag, _ in report.elements
    }
    for tag, attributes in report.elements:
        assert not [name for name in attributes if name.startswith("on") or name in ("src", "srcset", "style")]
        for name in ("href", "xlink:href"):
            address = attributes.get(name)
            assert address is None or tag == "a"
            assert address is None or re.match(r"#|https?://", address)
    style = report_html(examples.DOCUMENT, examples.VERDICTS, backdrop_for=lambda scene: Backdrop())
    assert "@import" not in style
    assert not re.search(r"url\((?!#)", style)
    policy = next(meta["content"] for meta in report.named("meta") if meta.get("http-equiv"))
    assert policy is not None
    assert policy.startswith("default-src 'none'")


def test_every_id_is_there_once_and_every_inner_link_leads_somewhere(report: Page) -> None:
    ids = [attributes["id"] for _, attributes in report.elements if attributes.get("id")]
    assert len(ids) == len(set(ids))
    for anchor in report.named("a"):
        if (anchor["href"] or "").startswith("#"):
            assert (anchor["href"] or "")[1:] in ids


def test_every_picture_has_alt_text(report: Page) -> None:
    ids = {attributes.get("id") for _, attributes in report.elements}
    for picture in report.named("svg"):
        if picture.get("aria-hidden") != "true":
            assert picture["role"] == "img"
            assert set((picture["aria-labelledby"] or "").split()) <= ids


def test_every_verdict_has_its_card_its_quote_and_its_numbers(report: Page) -> None:
    for index, verdict in enumerate(examples.VERDICTS, start=1):
        assert {"class": None, "id": f"verdict-{index}"}.items() <= {
            "class": None, "id": next(a["id"] for a in report.named("article") if a["id"] == f"verdict-{index}"),
        }.items()  # fmt: skip
        assert verdict.sentence.split(":")[0] in report.text
        assert verdict.claim.quote in report.text
    for words in (
        "356 km short",
        "What would have to be true",
        "howfar can s-400 see Berlin --from Minsk",
        "physics only",
    ):
        assert words in report.text
    assert "howfar can iskander-m cover Poland --from Belarus --whole" in report.text
    assert "checked 2026-01-31" in report.text
    assert examples.DOCUMENT.sha256 in report.text


def test_the_text_is_all_there_with_its_quotes_marked(report: Page) -> None:
    for line in examples.TEXT.split("\n"):
        assert " ".join(line.split())[:20] in re.sub(r" [✓✗◐?] \d ?", " ", report.text).replace("“✗ 1", "“") or not line
    assert len(report.named("mark")) == 4
    assert "told the <b>agency</b>" in report.text


def test_a_date_is_never_invented() -> None:
    assert "· checked" not in page().text
    assert "· checked 2026-01-31" in page(date="2026-01-31").text


def test_hostile_text_injects_nothing() -> None:
    hostile = page(
        examples.HOSTILE_DOCUMENT, (examples.HOSTILE_VERDICT,), date=examples.PAYLOAD, reproduce=examples.PAYLOAD
    )
    assert hostile.open == []
    tags = {tag for tag, _ in hostile.elements}
    assert not {"script", "img", "iframe"} & tags
    assert len(hostile.named("style")) == 1
    for tag, attributes in hostile.elements:
        assert not [name for name in attributes if name.startswith("on")]
        assert "javascript:" not in (attributes.get("href") or "")
        assert tag != "a" or (attributes.get("href") or "").startswith(("#", "http"))
    assert "{{7*7}}" in hostile.text
    assert "\u202e" not in hostile.text


def test_hostile_index_entries_inject_nothing() -> None:
    entries = [
        IndexEntry(examples.PAYLOAD, "javascript:alert(1)", examples.HOSTILE_DOCUMENT, ("inconsistent",)),
        IndexEntry("x", error=examples.PAYLOAD),
        IndexEntry("y", "//evil.example/x.html", examples.DOCUMENT),
    ]
    index = Page(index_html(entries, date="2026-01-31"))
    assert not {"script", "img"} & {tag for tag, _ in index.elements}
    assert [anchor["href"] for anchor in index.named("a")] == ["javascript%3Aalert%281%29", "evil.example/x.html"]
    assert "1 not read" in index.text


def test_overlapping_quotes_are_both_marked() -> None:
    first = replace(examples.BERLIN_VERDICT.claim, start=10, end=40, quote=examples.TEXT[10:40])
    second = replace(examples.KYIV_VERDICT.claim, start=30, end=60, quote=examples.TEXT[30:60])
    verdicts = (replace(examples.BERLIN_VERDICT, claim=first), replace(examples.KYIV_VERDICT, claim=second))
    marks = [mark["class"] for mark in page(verdicts=verdicts).named("mark")]
    assert "no shared" in marks
    assert "no" in marks
    assert "if" in marks


def test_a_question_without_a_text_has_a_title_and_no_quote() -> None:
    asked = page(None, (examples.BERLIN_VERDICT,))
    assert question_words(examples.BERLIN_VERDICT) == "Can the S-400 Triumf see Berlin from Minsk?"
    assert "Can the S-400 Triumf see Berlin from Minsk?" in asked.text
    assert not asked.named("blockquote")


def test_a_text_without_claims_says_so() -> None:
    assert "No claim of reach was found" in page(verdicts=()).text


@pytest.mark.parametrize(
    ("url", "is_link"),
    [
        ("https://a.example/x", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("//a.example", False),
        ("data:text/html,x", False),
        ("seed 000.txt", False),
        (None, False),
        ("http://[", False),
        (" https://a.example", False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, is_link: bool) -> None:
    assert (web_address(url) is not None) == is_link


def test_print_dark_and_narrow_are_provided_for() -> None:
    text = report_html(examples.DOCUMENT, (), backdrop_for=lambda scene: Backdrop())
    for rule in ("@media print", "prefers-color-scheme: dark", "max-width: 560px", "break-inside: avoid"):
        assert rule in text


def test_the_same_verdicts_give_the_same_bytes() -> None:
    again = [report_html(examples.DOCUMENT, examples.VERDICTS, backdrop_for=lambda scene: Backdrop()) for _ in range(2)]
    assert again[0] == again[1]
