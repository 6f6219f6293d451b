"""What the source never does: no injection by construction, no weak arithmetic, no secret compared plainly."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from config import ROOT

PACKAGES = ("insurer", "policies", "underwriting", "claims")
FILES = [ROOT / "config.py", *(file for package in PACKAGES for file in sorted((ROOT / package).rglob("*.py")))]
SCRIPTS = sorted((ROOT / "insurer" / "infra" / "static").rglob("*.js"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))

FORBIDDEN_CALLS = {
    "eval": "runs text",
    "exec": "runs text",
    "compile": "runs text",
    "os.system": "a shell",
    "os.popen": "a shell",
    "pickle.loads": "builds what the sender likes",
    "pickle.load": "builds what the sender likes",
    "marshal.loads": "builds what the sender likes",
    "yaml.load": "builds what the sender likes",
    "hashlib.md5": "broken",
    "hashlib.sha1": "broken; published lists of stolen passwords are kept by it, and only they are asked",
    "hashlib.new": "named by text",
    "random.random": "guessable",
    "random.choice": "guessable",
    "random.randint": "guessable",
    "tempfile.mktemp": "a race",
    "flask.render_template_string": "a template from text",
    "render_template_string": "a template from text",
    "jinja2.Template": "a template from text",
}
EXCEPTED = {("insurer/accounts/passwords/queries.py", "hashlib.sha1")}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "telnetlib", "ftplib", "imp"}


def _calls() -> Iterator[tuple[Path, ast.Call, str]]:
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call):
                yield file, node, ast.unparse(node.func)


def _at(file: Path, node: ast.AST) -> str:
    return f"{file.relative_to(ROOT)}:{getattr(node, 'lineno', 0)}"


def test_asvs_1_3_2_and_1_5_2_nothing_runs_or_builds_what_text_says() -> None:
    found = [
        f"{_at(file, call)} {name}"
        for file, call, name in _calls()
        if name in FORBIDDEN_CALLS and (str(file.relative_to(ROOT)), name) not in EXCEPTED
    ]

    assert found == []


def test_asvs_1_5_2_no_module_that_builds_objects_from_bytes_is_known() -> None:
    found = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found += [f"{_at(file, node)} {one.name}" for one in node.names if one.name in FORBIDDEN_MODULES]
            elif isinstance(node, ast.ImportFrom) and node.module in FORBIDDEN_MODULES:
                found.append(f"{_at(file, node)} {node.module}")

    assert found == []


def test_asvs_1_2_5_no_command_goes_through_a_shell() -> None:
    shells = [
        _at(file, call)
        for file, call, _ in _calls()
        if any(word.arg == "shell" and not _is_false(word.value) for word in call.keywords)
    ]

    assert shells == []


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False


SQL = re.compile(r"^\s*(select|insert|update|delete|with|from|order by|where)\b", re.IGNORECASE)
OWN_NAMES = {
    "insurer/infra/row_security.py",
    "insurer/infra/append_only.py",
    "insurer/infra/scope.py",
    "insurer/infra/ledger.py",
    "insurer/infra/migrations",
    "underwriting/receivables/services/loading.py",
}
"""Files that build statements of names that we wrote ourselves, never of what a person typed."""


def test_asvs_1_2_4_no_statement_is_built_from_text() -> None:
    found = []
    for file, call, name in _calls():
        place = str(file.relative_to(ROOT))
        if name.split(".")[-1] not in {"text", "execute", "exec_driver_sql", "literal_column"} or not call.args:
            continue
        first = call.args[0]
        built = isinstance(first, ast.JoinedStr | ast.BinOp) or (
            isinstance(first, ast.Call) and ast.unparse(first.func).endswith(".format")
        )
        if (
            built
            and SQL.search(ast.unparse(first).lstrip("f'\""))
            and not any(place.startswith(own) for own in OWN_NAMES)
        ):
            found.append(_at(file, call))

    assert found == []


def test_asvs_11_2_4_secrets_are_compared_in_constant_time() -> None:
    """A token, hash or fingerprint that somebody sent is compared by hmac.compare_digest or looked up, never by ==."""
    secret = re.compile(r"(^|[._])(token|secret|password|otp|api_key|signature)$")
    found = []
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Compare) and all(isinstance(how, ast.Eq | ast.NotEq) for how in node.ops):
                sides = [ast.unparse(side) for side in (node.left, *node.comparators)]
                plain = any(isinstance(side, ast.Constant) for side in (node.left, *node.comparators))
                if any(secret.search(side) for side in sides) and not plain and "DEMO_SECRET" not in sides:
                    found.append(f"{_at(file, node)} {' == '.join(sides)}")

    assert found == []


def test_asvs_15_3_2_no_call_to_the_network_is_without_an_end() -> None:
    calls = ("requests.", "httpx.", "urllib.request.urlopen", "urlopen", "smtplib.SMTP", "smtplib.SMTP_SSL")
    endless = [
        f"{_at(file, call)} {name}"
        for file, call, name in _calls()
        if name.startswith(calls) and not any(word.arg == "timeout" for word in call.keywords)
    ]

    assert endless == []


@pytest.mark.parametrize(
    "way", ["innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "new Function"]
)
def test_asvs_3_2_2_no_script_of_ours_makes_markup_of_data(way: str) -> None:
    assert SCRIPTS
    assert [str(file.relative_to(ROOT)) for file in SCRIPTS if way in file.read_text(encoding="utf-8")] == []


ESCAPED_BY_HAND = {
    "templates/_layout/letter.html": "page_of is quoted for CSS by css_content",
    "templates/claims/overdues/_notice.html": "a hash of ours, put in by Markup's own %, which escapes",
}


def test_asvs_1_1_2_no_template_takes_the_escaping_off() -> None:
    off = re.compile(r"\|\s*safe\b|autoescape\s+false|\|\s*unescape\b|javascript:", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}: {off.search(words)[0]}"  # type: ignore[index]
        for file in TEMPLATES
        if file.suffix != ".txt"
        and str(file.relative_to(ROOT)) not in ESCAPED_BY_HAND
        and (words := file.read_text(encoding="utf-8"))
        and off.search(words)
    ]

    assert found == []


ESCAPED_BEFORE = {"cells[0]", "tone", "figures"}
"""Parts of markup that stand already escaped, or are words of our own."""


def test_asvs_1_3_1_nothing_is_put_into_markup_unescaped() -> None:
    raw = []
    for file, call, name in _calls():
        if name == "Markup" and call.args and isinstance(call.args[0], ast.JoinedStr):
            parts = [ast.unparse(part.value) for part in call.args[0].values if isinstance(part, ast.FormattedValue)]
            raw += [f"{_at(file, call)} {part}" for part in parts if not part.startswith("escape(")]
            raw = [one for one in raw if one.rpartition(" ")[2] not in ESCAPED_BEFORE]

    assert raw == []


def test_asvs_11_1_2_the_inventory_of_cryptography_is_complete() -> None:
    """docs/security.md names every file that computes with secrets or hashes."""
    inventory = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")
    users = set()
    for file in FILES:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if any(
                name.split(".")[0] in {"hashlib", "hmac", "secrets", "cryptography", "argon2", "ssl"} for name in names
            ):
                users.add(str(file.relative_to(ROOT)))

    assert sorted(user for user in users if f"`{user}`" not in inventory) == []


def test_asvs_1_2_3_no_page_carries_data_in_a_script() -> None:
    """Every script is a file of ours or of a library: no island of data stands in a page to be broken out of."""
    islands = re.compile(r"<script(?![^>]*\bsrc=)[^>]*>|\|\s*tojson\b|\bon[a-z]+=[\"']", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}: {island[0]}"
        for file in TEMPLATES
        if file.suffix == ".html" and (island := islands.search(file.read_text(encoding="utf-8")))
    ]

    assert found == []


def test_asvs_3_7_1_no_page_asks_for_a_plug_in() -> None:
    plugin = re.compile(r"<(object|embed|applet|frame|frameset|marquee|blink|keygen)\b", re.IGNORECASE)
    found = [
        f"{file.relative_to(ROOT)}: {asked[0]}"
        for file in (*TEMPLATES, *FILES)
        if (asked := plugin.search(file.read_text(encoding="utf-8")))
    ]

    assert found == []


def test_asvs_15_3_6_no_script_of_ours_lets_data_choose_what_it_writes_to() -> None:
    """No object of outside is merged, and no name of outside is written through, so no prototype can be changed."""
    ways = re.compile(r"__proto__|\bprototype\b|\.\.\.JSON|Object\.assign\((?!chosen, \{)|JSON\.parse\(.*\)\[")
    found = [
        f"{file.relative_to(ROOT)}: {way[0]}"
        for file in SCRIPTS
        if (way := ways.search(file.read_text(encoding="utf-8")))
    ]

    assert found == []
