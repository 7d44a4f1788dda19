"""SECURITY.md promises nothing without a test that exists."""

import re
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
PAGE = (BASE / "SECURITY.md").read_text()
PROOFS = sorted(set(re.findall(r"`(test_\w+\.py)::(test_\w+)`", PAGE)))


@pytest.mark.parametrize(("file", "name"), PROOFS)
def test_the_test_that_is_named_exists(file, name):
    assert re.search(rf"(?m)^def {name}\(", (BASE / "tests" / file).read_text())


def test_every_item_names_its_proof():
    items = re.findall(r"(?m)^\| (\d[^|]*) \|[^|]*\|([^|]*)\|$", PAGE)
    assert len(items) > 45 and len(PROOFS) > 60
    assert [item for item, proof in items if "::" not in proof and "*deployed*" not in proof] == []


def test_every_command_that_is_named_exists():
    named = set(re.findall(r"`manage\.py (\w+)", PAGE)) - {"check"}
    files = {path.stem for path in BASE.glob("*/**/management/commands/*.py")}
    assert named <= files


def test_every_file_of_keys_and_every_setting_is_named_as_it_is():
    from utsopi.discretion.checks import QUIET
    from utsopi.privacy.keyring import FILES

    assert all(f"`{name}`" in PAGE for name in FILES)
    assert set(re.findall(r"`(log_\w+)=", PAGE)) <= set(QUIET)
