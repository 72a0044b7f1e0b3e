"""Opens the folder of an earlier run: whose it is, how far it got, and what to say about that."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.runtime.checkpoint import DamagedError
from gamelang.runtime.folder import RunFolder, held
from gamelang.runtime.kept import newest
from gamelang.runtime.manifest import MANIFEST, Earlier

CODE = "G540"
WANTED = {"source": dict, "data": dict, "set": dict, "asked": dict, "settings": dict, "facts": dict}


def reopened(path: Path) -> tuple[RunFolder, tuple[str, ...]]:
    """The folder, which this process has now for itself, and notes for people. Raises Rejected."""
    if not (path / MANIFEST).is_file():
        raise _refused(
            f"{path} is not the folder of a run", "name one, such as runs/NAME-DATE-TIME"
        )
    folder = held(path)
    try:
        folder.earlier = Earlier(path, _manifest(path))
        found = newest(path)
    except DamagedError as error:
        folder.close()
        text = f"no checkpoint of the run in {path} can be used: {error}"
        raise _refused(text, "start it anew, in another folder") from None
    except BaseException:
        folder.close()
        raise
    folder.reached, folder.kept = found.checkpoint, found.kept
    return folder, (*found.notes, *folder.earlier.notes)


def described(path: Path) -> Earlier:
    """What ran in a folder, which may still be in use. Raises Rejected."""
    return Earlier(path, _manifest(path))


def _manifest(path: Path) -> Mapping[str, Any]:
    try:
        found = json.loads((path / MANIFEST).read_bytes())
        if all(isinstance(found[name], kind) for name, kind in WANTED.items()):
            return found  # type: ignore[no-any-return]
    except (ValueError, KeyError, TypeError):
        pass
    except OSError as error:
        raise _refused(f"cannot read {path / MANIFEST}: {error.strerror}", None) from None
    raise _refused(f"{path / MANIFEST} is not that of a run that can be resumed", None)


def _refused(text: str, help: str | None) -> Rejected:
    return Rejected([Diagnostic(CODE, text, help=help)])
