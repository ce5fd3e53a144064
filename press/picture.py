"""The picture of a PDF page."""

from __future__ import annotations

import io

import pypdfium2


def png(pdf: bytes, width: int) -> bytes:
    """The first page as a PNG, `width` pixels wide. The library is not made for threads: one call at a time."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        page = document[0]
        picture = page.render(scale=width / page.get_width()).to_pil()
    finally:
        document.close()
    file = io.BytesIO()
    picture.convert("RGB").save(file, "PNG")
    return file.getvalue()
