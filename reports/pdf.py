"""From a finished HTML document to one PDF that is PDF/UA-1 and PDF/A-3a. It sees no reading and asks no query."""

import hashlib
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

FONT_SCHEME = "report-font"
MADE = datetime(2000, 1, 1, tzinfo=UTC)

# PDF/A allows a mark it does not know itself, such as the one of PDF/UA, only where the mark is described beside it
UA_MARK = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/" pdfuaid:part="1" />
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file conforms to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description>
"""


@dataclass(frozen=True)
class Enclosed:
    """A file that travels inside the PDF: its name, what it is in words, and its bytes."""

    name: str
    description: str
    content: bytes


def render(
    html: str,
    path: str | Path,
    *,
    fonts: Mapping[str, Path] | None = None,
    enclosed: Sequence[Enclosed] = (),
    made_at: datetime = MADE,
) -> int:
    """Write `html` as a tagged PDF to `path` and return its number of pages.

    Nothing is fetched but `data:` and the `fonts`, which a style sheet names as `report-font:NAME`. `made_at` dates
    the enclosed files; the same arguments give the same bytes. Raises OSError where the path cannot be written.
    """
    from weasyprint import HTML  # slow to import, and only needed where a PDF is made

    document = HTML(string=html, url_fetcher=fetcher(fonts or {})).render()
    document.write_pdf(
        str(path),
        finisher=finish,
        pdf_variant="pdf/a-3a",
        pdf_identifier=hashlib.sha256(html.encode()).digest()[:16],
        attachments=[attachment(file, made_at) for file in enclosed],
    )
    return len(document.pages)


def fetcher(fonts: Mapping[str, Path]):
    """What WeasyPrint may open: `data:` addresses and the given fonts by name; no other file and no network."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OwnFilesOnly(URLFetcher):
        def fetch(self, url, headers=None):
            scheme, _colon, name = url.partition(":")
            if scheme == FONT_SCHEME and name in fonts:
                return URLFetcherResponse(url, fonts[name].read_bytes(), {"Content-Type": "font/woff2"})
            return super().fetch(url, headers)

    return OwnFilesOnly(allowed_protocols={"data"}, allow_redirects=False)


def attachment(file: Enclosed, made_at: datetime):
    from weasyprint import Attachment

    return Attachment(
        string=file.content,
        name=file.name,
        description=file.description,
        created=made_at,
        modified=made_at,
        relationship="Data",
    )


def finish(document, pdf) -> None:
    """What WeasyPrint leaves to do before the file is written: the second standard's mark, and safe streams."""
    mark(pdf)
    for item in pdf.objects:
        if getattr(item, "compress", False):
            pack(item)


def mark(pdf) -> None:
    """Add the PDF/UA mark to the metadata and leave them uncompressed, so that archives can read them."""
    metadata = pdf.objects[int(pdf.catalog["Metadata"].split()[0])]
    metadata.stream = [b"\n".join(metadata.stream).replace(b"</rdf:RDF>", UA_MARK + b"</rdf:RDF>")]
    metadata.compress = False


def pack(stream) -> None:
    """Compress a stream now, which frees what it was made of. One whose last byte happens to be a carriage return
    stays as it is: with the line end that follows, checkers take it for a part of that and find a wrong length."""
    content = b"\n".join(map(_bytes, stream.stream))
    packed = zlib.compress(content, 9)
    if not packed.endswith(b"\r"):
        stream.extra["Filter"] = "/FlateDecode"
        content = packed
    stream.stream, stream.compress = [content], False


def _bytes(part) -> bytes:
    return part if isinstance(part, bytes) else getattr(part, "data", None) or str(part).encode()
