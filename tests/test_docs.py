"""What the documents promise exists: links, pictures, commands, variables, layers."""

from __future__ import annotations

import re

import pytest

from tools.system import ROOT

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
README = (ROOT / "README.md").read_text()
LINK = re.compile(r"\]\(([^)#\s]+)")
READ_BY = ("negotiation_prep/settings.py", "gunicorn.conf.py", "tools/serve.py", "tools/system.py")
VARIABLE = re.compile(r"""env(?:\.\w+)?\(\s*"([A-Z_]+)"|environ\.get\(["']([A-Z_]+)["']""")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_links_lead_somewhere(document):
    links = [link for link in LINK.findall(document.read_text()) if "://" not in link]
    assert not [link for link in links if not (document.parent / link).exists()]


def test_the_readme_lists_every_variable_and_no_other():
    found = {name for path in READ_BY for pair in VARIABLE.findall((ROOT / path).read_text()) for name in pair if name}
    rows = re.findall(r"^\| (`[^|]*) \|", README.split("## Settings")[1].split("## More")[0], re.MULTILINE)
    listed = {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row)}
    assert listed == found


def test_commands_in_documents_exist():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        told = set(re.findall(r"(?:^|`)make ([a-z-]+)", document.read_text(), re.MULTILINE))
        assert told <= targets, document.name


def test_paths_in_the_architecture_exist():
    text = (ROOT / "docs" / "architecture.md").read_text()
    named = set(re.findall(r"`((?:[a-z_]+/)+[a-z_.]*)`", text))
    places = [ROOT, ROOT / "quadrants"]
    assert not [path for path in named if not any((place / path).exists() for place in places)]
