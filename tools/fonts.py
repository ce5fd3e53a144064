"""Makes the fonts of the printed pages: `python -m tools.fonts`.

The packages carry variable fonts, which slow a PDF down twentyfold. This pins a regular and a bold weight of each,
once: Noto Sans for Latin, Noto Sans SC cut down to the characters of GB 2312 for nearly all Chinese, and the whole
of it for rarer characters. A private fontconfig file keeps the fonts of the machine out, so that a page looks the
same everywhere. The mark that a text goes on (▸) is in none of them and gets the shape of the triangular bullet (‣)
of Noto Sans. Both fonts are under the SIL Open Font License; nothing of them is in the repository.
"""

from __future__ import annotations

import io
import os
from importlib.util import find_spec
from pathlib import Path

import uharfbuzz as hb
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parent.parent
FONTS = Path(os.environ.get("VAR_DIR") or ROOT / "var") / "fonts"
GOES_ON, TRIANGULAR_BULLET = ord("▸"), ord("‣")
WEIGHTS = {"regular": 400, "bold": 700}
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{cache}</cachedir></fontconfig>
"""


def main() -> None:
    """Makes all of them, in half a second; one that is the same already is left as it is."""
    FONTS.mkdir(parents=True, exist_ok=True)
    write(FONTS / "fonts.conf", FONTCONFIG.format(cache=FONTS / "cache").encode())
    latin = packaged("fontpkg_noto_sans", "files/NotoSans[wdth,wght].ttf")
    chinese = packaged("justmytype_intl_cjk", "fonts/ofl/notosanssc/NotoSansSC[wght].ttf")
    for name, weight in WEIGHTS.items():
        pin(latin, FONTS / f"latin-{name}.ttf", weight, None)
        pin(chinese, FONTS / f"chinese-{name}.ttf", weight, common_characters())
        pin(chinese, FONTS / f"rare-{name}.ttf", weight, None)


def packaged(package: str, path: str) -> Path:
    """A file inside an installed package."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        raise SystemExit(f"The package {package} is not installed.")
    return Path(spec.submodule_search_locations[0]) / path


def common_characters() -> set[int]:
    """Latin letters, punctuation, symbols that people use, and every character of GB 2312."""
    chosen = set(range(0x20, 0x180)) | set(range(0x2000, 0x2070)) | set(range(0x2190, 0x2200))
    chosen |= set(range(0x2460, 0x2480)) | set(range(0x25A0, 0x2700)) | set(range(0x3000, 0x3040))
    chosen |= set(range(0xFF00, 0xFFEF))
    for row in range(0xA1, 0xF8):
        for cell in range(0xA1, 0xFF):
            try:
                chosen.add(ord(bytes((row, cell)).decode("gb2312")))
            except UnicodeDecodeError:
                continue
    return chosen


def pin(source: Path, result: Path, weight: int, characters: set[int] | None) -> None:
    """Writes one static weight of a variable font, with the given characters or all of them."""
    face = hb.Face(hb.Blob.from_file_path(str(source)))
    wanted = hb.SubsetInput()
    if characters is None:
        wanted.keep_everything()
    else:
        wanted.unicode_set.update(characters)
        wanted.layout_feature_tag_set.clear()
        wanted.layout_feature_tag_set.invert()  # all of them
    for axis in face.axis_infos:
        wanted.pin_axis_location(face, axis.tag, weight if axis.tag == "wght" else axis.default_value)
    pinned = wanted.subset(face)
    write(result, with_mark(pinned.blob.data))


def with_mark(content: bytes) -> bytes:
    """The font with a shape for the mark that a text goes on, if it has the bullet to lend it."""
    font = TTFont(io.BytesIO(content), recalcTimestamp=False)
    shape = font.getBestCmap().get(TRIANGULAR_BULLET)
    if shape is None:
        return content
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap[GOES_ON] = shape
    result = io.BytesIO()
    font.save(result)
    return result.getvalue()


def write(path: Path, content: bytes) -> None:
    """Writes a file whole or not at all, also when two do it at once."""
    if path.exists() and path.read_bytes() == content:
        return
    unfinished = path.with_name(f"{path.name}.{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(path)


if __name__ == "__main__":
    main()
