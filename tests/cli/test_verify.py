"""`gamelang verify`: a certificate holds, and a changed one does not."""

import json
from pathlib import Path

import pytest


@pytest.fixture
def certificate(gamelang, pennies, tmp_path: Path) -> Path:
    """The certificate of matching pennies."""
    out = tmp_path / "certificate.json"
    assert gamelang("check", pennies, "--certificate", str(out)).status == 0
    return out


def test_a_certificate_holds(gamelang, certificate: Path) -> None:
    ended = gamelang("verify", str(certificate))
    assert ended.status == 0
    assert "every proof holds" in ended.out


def test_a_changed_text_is_refused(gamelang, certificate: Path) -> None:
    document = json.loads(certificate.read_text(encoding="utf-8"))
    document["text"] = document["text"].replace("maximize x * y", "maximize 2 * x * y")
    certificate.write_text(json.dumps(document), encoding="utf-8")
    ended = gamelang("verify", str(certificate))
    assert ended.status == 1
    assert "refused" in ended.out


def test_a_changed_verdict_is_refused(gamelang, certificate: Path) -> None:
    document = json.loads(certificate.read_text(encoding="utf-8"))
    document["verdicts"]["potential"] = document["verdicts"]["hamiltonian"]
    document["class"] = "potential"
    certificate.write_text(json.dumps(document), encoding="utf-8")
    found = gamelang("verify", "--json", str(certificate))
    assert found.status == 1
    assert json.loads(found.out)["ok"] is False


@pytest.mark.parametrize("text", ["", "{", "[]", "{}", "3", '{"text": 3}', "[" * 100_000])
def test_what_is_no_certificate_is_a_usage_error(gamelang, tmp_path: Path, text: str) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text)
    ended = gamelang("verify", str(path))
    assert ended.status == 2, ended.err
    assert "Traceback" not in ended.err


def test_a_missing_certificate_is_a_usage_error(gamelang, tmp_path: Path) -> None:
    assert gamelang("verify", str(tmp_path / "nowhere.json")).status == 2


def test_only_one_file_gets_a_certificate(gamelang, pennies, tmp_path: Path) -> None:
    out = str(tmp_path / "c.json")
    assert gamelang("check", pennies, pennies, "--certificate", out).status == 2
