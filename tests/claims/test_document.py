"""Inputs of every kind made into documents. Sentences are our own; kinds after RFC 5322, RFC 4287, RSS 2.0, HTML."""

from __future__ import annotations

import hashlib
import io
import json
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from howfar.claims import document as documents
from howfar.claims.document import kind_of, read_document, read_documents, read_file, read_json_lines, read_stream
from howfar.claims.model import Document
from howfar.claims.pages.lexicon import language_of
from howfar.errors import DocumentError

SEEDS = Path(__file__).resolve().parents[2] / "../shared/seeds"
SENTENCE = "The general said that the new radar near Tartu can see targets at a distance of 300 kilometres."
RUSSIAN = "Генерал сказал, что новый радар под Тарту может видеть цели на расстоянии 300 километров."
UKRAINIAN = "Генерал сказав, що новий радар під Тарту може бачити цілі на відстані 300 кілометрів."
PAGE = """<!DOCTYPE html><html lang="en"><head><title>A radar for Tartu - The Gazette</title>
<meta property="og:title" content="A radar for Tartu"><meta property="og:site_name" content="The Gazette">{meta}</head>
<body><nav><a href="/">Home</a></nav><article><h1>A radar for Tartu</h1><p>{sentence}</p>
<p>The ministry did not say when the radar would be ready, and gave no price for the whole of the work.</p></article>
<footer>© Copyright 2021 The Gazette. All rights reserved.</footer></body></html>"""


@pytest.mark.parametrize(
    ("seed", "title_begins", "date", "publisher"),
    [
        ("000", "President Lukashenko: Belarus may purchase", None, None),
        ("001", "Lukashenko: Russia has never asked", "2022-02-24", "BelTA"),
        ("002", "Russia has delivered the promised", None, None),
        ("003", "Russia to help Belarus create", None, "TASS-DEFENSE"),
        ("004", "Belarus Leader Eyes $1Bln", "2021-09-13", None),
    ],
)
def test_seed_articles_state_this_and_no_more(
    seed: str, title_begins: str, date: str | None, publisher: str | None
) -> None:
    found = sorted(SEEDS.glob(f"{seed}_*.txt"))
    if not found:
        pytest.skip("the seed articles are not beside this checkout")
    document = read_document(found[0].read_bytes(), name=found[0].name)
    assert document.title is not None
    assert document.title.startswith(title_begins)
    assert (document.date, document.publisher, document.language) == (date, publisher, "en")
    assert document.text == found[0].read_text(encoding="utf-8")


def test_sha256_is_of_the_utf8_of_the_text() -> None:
    document = read_document(RUSSIAN.encode("cp1251"))
    assert document.sha256 == hashlib.sha256(document.text.encode()).hexdigest()
    assert document.text == RUSSIAN


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251"])
def test_russian_survives_its_encodings(encoding: str) -> None:
    text = f"{RUSSIAN} {RUSSIAN}"
    if encoding == "utf-16-le":
        text = SENTENCE  # without a mark, UTF-16 is told by its NUL bytes, which only Latin text has
    assert read_document(text.encode(encoding)).text == text


def test_western_quotes_in_cp1252() -> None:
    text = "He said: “The radar can see 300 km” – and the café was quiet. The old général smiled, naïve as ever."
    assert read_document(text.encode("cp1252")).text == text


def test_declared_charset_is_believed_when_it_fits() -> None:
    page = PAGE.format(meta='<meta charset="windows-1251">', sentence=RUSSIAN)
    assert RUSSIAN in read_document(page.replace("©", "(c)").encode("cp1251")).text
    assert read_document(RUSSIAN.encode("koi8-r"), charset="koi8-r").text == RUSSIAN


def test_one_broken_byte_leaves_the_rest_of_utf8() -> None:
    data = (RUSSIAN * 3).encode() + b" \xff end"
    assert read_document(data).text == RUSSIAN * 3 + " � end"


def test_html_gives_text_title_date_and_publisher() -> None:
    meta = '<meta property="article:published_time" content="2022-05-03T10:00:00+03:00">'
    document = read_document(PAGE.format(meta=meta, sentence=SENTENCE).encode(), name="a.html")
    assert SENTENCE in document.text
    assert (document.title, document.date, document.publisher) == ("A radar for Tartu", "2022-05-03", "The Gazette")
    assert "Home" not in document.text


@pytest.mark.parametrize("line", ["", "<p>Last updated: 3 May 2022</p>", "<p>© 2022 The Gazette</p>"])
def test_a_copyright_year_or_an_update_is_no_date(line: str) -> None:
    page = PAGE.format(meta="", sentence=SENTENCE).replace("</article>", f"{line}</article>")
    assert read_document(page.encode(), name="a.html").date is None


@pytest.mark.parametrize("cut", [0.45, 0.7, 0.9])
def test_broken_html_is_still_read(cut: float) -> None:
    page = PAGE.format(meta="", sentence=SENTENCE)
    end = page.index(SENTENCE) + len(SENTENCE)
    assert SENTENCE in read_document(page[: max(end, int(cut * len(page)))].encode()).text


def test_a_short_page_without_article_markup_keeps_its_sentence() -> None:
    assert SENTENCE in read_document(f"<html><body><div>{SENTENCE}</div></body></html>".encode()).text


def test_scripts_of_a_page_are_not_its_text() -> None:
    page = f"<html><body><script>alert('range 900 km')</script><p>{SENTENCE}</p><style>p{{}}</style></body></html>"
    assert read_document(page.encode()).text == SENTENCE


def test_markdown_loses_its_marks_but_not_its_words() -> None:
    source = '---\ntitle: "Radars of the north"\ndate: 2023-01-09\n---\n\n# Radars\n\n'
    source += "The *new* [radar](http://x.y) sees **300 km**.\n\n| a | b |\n|---|---|\n| range | 300 km |\n"
    document = read_document(source.encode(), name="note.md")
    assert "The new radar sees 300 km." in document.text
    assert "http" not in document.text
    assert "range" in document.text
    assert (document.title, document.date) == ("Radars of the north", "2023-01-09")


def test_json_lines_keep_their_text_and_say_which_line_is_broken() -> None:
    known = {"publisher": "P", "date": "2022-01-02", "context": "c"}
    rows = [{"id": "a", "text": SENTENCE, **known}, {"id": 2, "text": RUSSIAN}]
    lines = [json.dumps(rows[0]), "{broken", json.dumps({"id": "x"}), "", json.dumps(rows[1], ensure_ascii=False)]
    found = list(read_documents("\n".join(lines).encode()))
    assert [type(item) for item in found] == [Document, DocumentError, DocumentError, Document]
    first, second, third, last = found
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.id, first.text, first.publisher, first.date, first.context) == ("a", SENTENCE, "P", "2022-01-02", "c")
    assert (last.id, last.text, last.language) == ("2", RUSSIAN, "ru")
    assert "line 2" in str(second)
    assert 'line 3 of the input has no "text"' in str(third)


def test_json_lines_are_streamed() -> None:
    def endless() -> object:
        while True:
            yield json.dumps({"text": SENTENCE}).encode() + b"\n"

    stream = read_json_lines(endless())  # type: ignore[arg-type]
    assert isinstance(next(stream), Document)


def test_a_lone_surrogate_in_json_is_replaced_one_for_one() -> None:
    found = list(read_documents(b'{"text": "range \\ud800 300 km"}'))
    assert isinstance(found[0], Document)
    assert found[0].text == "range � 300 km"


RSS = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>The Gazette</title>
<item><title>First</title><link>https://example.org/1</link><pubDate>Tue, 03 May 2022 10:00:00 GMT</pubDate>
<description>&lt;p&gt;{SENTENCE}&lt;/p&gt;</description></item>
<item><title>Second</title><description>Nothing here.</description></item></channel></rss>"""
ATOM = f"""<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>Notes</title><id>urn:1</id>
<entry><title>One</title><id>urn:2</id><published>2022-05-03T10:00:00Z</published><updated>2023-01-01T00:00:00Z</updated>
<content type="text">{SENTENCE}</content></entry></feed>"""


def test_rss_items_are_documents() -> None:
    first, second = [item for item in read_documents(RSS.encode()) if isinstance(item, Document)]
    assert first.text == f"First\n\n{SENTENCE}"
    assert (first.title, first.date, first.publisher, first.url) == (
        "First",
        "2022-05-03",
        "The Gazette",
        "https://example.org/1",
    )
    assert second.date is None


def test_atom_entries_carry_the_day_of_publication_not_of_the_update() -> None:
    document = read_document(ATOM.encode())
    assert (document.title, document.date, document.publisher, document.id) == ("One", "2022-05-03", "Notes", "urn:2")
    assert SENTENCE in document.text


def test_xml_entities_do_not_open_files_or_explode() -> None:
    hostile = '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd"><!ENTITY l "lol">]>' + RSS[
        21:
    ].replace("Nothing", "&x;")
    assert all("root:" not in item.text for item in read_documents(hostile.encode()) if isinstance(item, Document))
    bomb = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    text = f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY l0 "lol">{bomb}]>' + RSS[21:].replace("Nothing", "&l9;")
    assert all(len(item.text) < 10_000 for item in read_documents(text.encode()) if isinstance(item, Document))


def test_email_plain_and_html() -> None:
    plain = f"From: a@b.org\r\nSubject: Range of a radar\r\nDate: Tue, 3 May 2022 10:00:00 +0300\r\n\r\n{SENTENCE}\r\n"
    document = read_document(plain.encode())
    assert (document.text, document.title, document.date) == (SENTENCE, "Range of a radar", "2022-05-03")
    page = plain.replace("\r\n\r\n", "\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>").rstrip() + "</p>"
    assert read_document(page.encode(), name="m.eml").text == SENTENCE


def test_pdf_text_and_title(tmp_path: Path) -> None:
    document = read_document(_pdf("The radar sees 300 km."), name="a.pdf")
    assert "The radar sees 300 km." in document.text
    assert document.date is None


def _pdf(words: str) -> bytes:
    """The smallest PDF with a line of text, after the example of ISO 32000-1 annex H."""
    stream = f"BT /F1 12 Tf 72 720 Td ({words}) Tj ET".encode()
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    xref = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return out + b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % xref


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "a PNG picture"),
        (b"PK\x03\x04" + bytes(100), "ZIP archive"),
        (bytes(1000), "NUL bytes"),
        (b"a\x00b\x01\x02\x03" * 50, "NUL bytes"),
        (b"%PDF-1.4\nnothing", "a PDF that cannot be read"),
        (b"<html><body><script>x()</script></body></html>", "markup but no text"),
        (b"\xff\xfeabc", "begins like UTF-16 but is not"),
        (b'<?xml version="1.0"?><rss version="2.0"><channel></channel></rss>', "not an RSS or Atom feed with items"),
    ],
)
def test_what_cannot_be_read_is_said(data: bytes, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        read_document(data, name="thing")


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as stream:
        stream.truncate(
            200_000_000
        )  # sparse: reading it would find NUL bytes, so the message tells that it was not read
    with pytest.raises(DocumentError, match=r"has 200\.0 MB, 20 MB are allowed"):
        list(read_file(path))


def test_an_endless_stream_is_read_only_to_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_DOCUMENT_BYTES", 1000)
    stream = io.BytesIO(b"a" * 5000)
    with pytest.raises(DocumentError, match=r"more than 0\.0 MB"):
        list(read_stream(stream))
    assert stream.tell() == 1001


def test_a_missing_file_and_a_folder_are_said(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="does not exist"):
        list(read_file(tmp_path / "no.txt"))
    with pytest.raises(DocumentError, match="cannot be opened"):
        list(read_file(tmp_path))


def test_right_to_left_text_is_kept() -> None:
    text = "قال الجنرال إن مدى الرادار 300 كيلومتر.\nהמכ״ם רואה 300 ק״מ."
    assert read_document(text.encode()).text == text


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (SENTENCE, "en"),
        (RUSSIAN, "ru"),
        (UKRAINIAN, "uk"),
        ("S-400: 600 km", None),
        ("Der Radar kann bis zu 300 km weit sehen und ist neu.", "de"),
    ],
)
def test_language(text: str, language: str | None) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("data", "name", "kind"),
    [
        (b"%PDF-1.7", "a.txt", "pdf"),
        (b"<!doctype html><p>x", "a.txt", "html"),
        (b'{"id": "1", "text": "x"}\n', "a.txt", "jsonl"),
        (b"plain words < 300 km and > 20 km", "a.html", "text"),
        (b"# Title\n\nWords", "a.md", "markdown"),
        (b"Speaker: the range is 300 km\n\nmore", "a.txt", "text"),
        (RSS.encode(), "a.html", "feed"),
    ],
)
def test_content_tells_the_kind_before_the_name(data: bytes, name: str, kind: str) -> None:
    assert kind_of(data, name=name) == kind


@pytest.mark.parametrize(
    ("head", "date", "publisher"),
    [
        ("KYIV, Ukraine (AP) — The radar was shown.", None, "AP"),
        ("MOSCOW, March 5, 2021 (Interfax) - The radar was shown.", "2021-03-05", "Interfax"),
        ("A radar is shown to the press\n5 березня 2021\nSome words.", "2021-03-05", None),
        ("A radar is shown to the press\nPublished: 2021-03-05 10:30\nSome words.", "2021-03-05", None),
        ("A radar is shown to the press\n05.03.2021\nSome words.", "2021-03-05", None),
        ("A radar is shown to the press\n03/05/2021\nSome words.", None, None),
        ("A radar is shown to the press\nMay 5, 2021\nJune 6, 2022\nSome words.", None, None),
        ("A radar is shown to the press\nUpdated May 5, 2021\nSome words.", None, None),
        ("A radar is shown to the press on 5 March 2021 in Tartu\nSome words.", None, None),
        ("A radar is shown to the press\n31 February 2021\nSome words.", None, None),
        ("NATO (the alliance) said that 5 March 2021 was fine.", None, None),
    ],
)
def test_only_a_certain_dateline_counts(head: str, date: str | None, publisher: str | None) -> None:
    document = read_document(head.encode())
    assert (document.date, document.publisher) == (date, publisher)


def test_a_single_sentence_has_no_title() -> None:
    assert read_document(SENTENCE.encode()).title is None


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=1, max_size=400))
def test_any_bytes_give_documents_or_a_document_error(data: bytes) -> None:
    try:
        found = list(read_documents(data))
    except DocumentError:
        return
    for item in found:
        if isinstance(item, Document):
            assert hashlib.sha256(item.text.encode()).hexdigest() == item.sha256


@settings(max_examples=60, deadline=None)
@given(st.text(min_size=1).filter(lambda text: text.strip() and "\r" not in text))
def test_any_plain_text_comes_back_whole(text: str) -> None:
    try:
        document = read_document(text.encode("utf-8", "replace"), kind="text")
    except DocumentError:
        assume(False)
    assert document.text == text.encode("utf-8", "replace").decode().removeprefix("\ufeff")
