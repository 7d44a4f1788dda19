"""The floors of the house, read from the imports: whoever leans on whom without leave fails here."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

BASE = Path(__file__).resolve().parent.parent
WINGS = ("members", "support", "events", "outreach")
APPS = (*WINGS, "reports", "utsopi")
# what each app may import besides itself
MAY_IMPORT = {
    "utsopi": set(),
    "members": {"utsopi"},
    "support": {"utsopi"},
    "events": {"utsopi", "members"},
    "outreach": {"utsopi", "support"},
    "reports": {"utsopi", *WINGS},
}
# the rooms of a wing from the ground up; a room imports from lower ones only
ROOMS = ("choices", "models", "actions", "forms", "views", "urls")
TEXT = {".py", ".html", ".md", ".toml", ".yml", ".sh", ".css", ".js", ".csv", ".json", ""}


def modules(app: str) -> list[Path]:
    return sorted(path for path in (BASE / app).rglob("*.py") if "__pycache__" not in path.parts)


def dotted(path: Path) -> list[str]:
    """The dotted name of a module, as its parts."""
    parts = list(path.relative_to(BASE).with_suffix("").parts)
    return parts[:-1] if parts[-1] == "__init__" else parts


def imports(path: Path) -> set[str]:
    """The dotted names that a module imports anywhere, inside functions too; `from a import b` counts as a.b."""
    package = list(path.relative_to(BASE).parent.parts)
    found = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            found |= {f"{base}.{alias.name}" for alias in node.names}
    return found


def app_of(name: str) -> str | None:
    return name.split(".")[0] if name.split(".")[0] in APPS else None


@pytest.mark.parametrize("app", APPS)
def test_imports_only_go_down(app):
    allowed = {app, None, *MAY_IMPORT[app]}
    wrong = {
        (str(path.relative_to(BASE)), name)
        for path in modules(app)
        for name in imports(path)
        if app_of(name) not in allowed
    }
    assert wrong == set()


def room_of(parts: list[str]) -> str | None:
    return parts[1] if len(parts) > 1 and parts[1] in ROOMS else None


@pytest.mark.parametrize("wing", [*WINGS, "reports"])
def test_a_room_imports_from_lower_rooms_only(wing):
    wrong = []
    for path in modules(wing):
        room = room_of(dotted(path))
        for name in imports(path) if room else ():
            other = room_of(name.split(".")) if name.startswith(f"{wing}.") else None
            if other and ROOMS.index(other) > ROOMS.index(room):
                wrong.append((str(path.relative_to(BASE)), name))
    assert wrong == []


def test_the_walker_sees_relative_imports_and_those_inside_functions(tmp_path):
    from_here = imports(BASE / "utsopi" / "jobs" / "actions.py")
    assert "utsopi.jobs.embedded" in from_here  # from . import embedded
    assert "utsopi.celery.app" in from_here  # inside a function


def ours() -> list[Path]:
    """Every text file that belongs to the project, as git lists them; what is vendored is not our wording."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=BASE,
        capture_output=True,
        text=True,
    )
    if listed.returncode:
        pytest.skip("no git checkout here, so no list of its files")
    paths = [BASE / name for name in listed.stdout.splitlines() if not name.startswith("static/vendor/")]
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


# put together here, so that this file does not hold the words itself
def words(*halves: str) -> str:
    return "|".join(halves).replace("~", "")


PEOPLE = re.compile(
    rf"\b({words('vic~tim', 'prosti~tute', 'benefici~ary', 'case num~ber')})s?\b", re.IGNORECASE
)
PLACES = re.compile(
    words(r"/wo~rk/", r"\.\./sha~red", "farm-stu~dio", "farm-ben~ch", r"pypi\.o~rg", r"registry\.npm~js")
    + r"|files\.pythonho~sted".replace("~", "")
)


def test_no_file_uses_a_word_that_the_union_refuses():
    found = [
        (str(path.relative_to(BASE)), hit.group())
        for path in ours()
        if path.name != "LICENSE"
        for hit in PEOPLE.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_no_file_names_a_place_outside_the_project():
    found = [
        (str(path.relative_to(BASE)), hit.group())
        for path in ours()
        for hit in PLACES.finditer(path.read_text(errors="replace"))
    ]
    assert found == []


def test_sizes_are_told_and_not_judged(record_property):
    """Functions and files above the size to aim for; told with -s or in a JUnit report."""
    lengths = []
    for path in (path for app in APPS for path in modules(app) if "migrations" not in path.parts):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lengths.append((node.end_lineno - node.lineno + 1, f"{path.relative_to(BASE)}:{node.name}"))
    lengths.sort()
    record_property("median function", lengths[len(lengths) // 2][0])
    record_property("nine in ten functions under", lengths[len(lengths) * 9 // 10][0] + 1)
    print(
        f"\nmedian {lengths[len(lengths) // 2][0]} lines; nine in ten under {lengths[len(lengths) * 9 // 10][0] + 1}"
    )
    print(*(f"{size:4} {name}" for size, name in lengths[-10:]), sep="\n")
