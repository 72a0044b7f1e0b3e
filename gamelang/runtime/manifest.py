"""manifest.json: what a run was, all that is needed to do it again; and reading that back."""

from __future__ import annotations

import platform
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import file_digest, sha256
from importlib import metadata
from pathlib import Path
from typing import Any

import jax

from gamelang.core.game import TypedGame
from gamelang.core.transport import as_data, facts_of
from gamelang.core.verdicts import Facts
from gamelang.data.folder import open_below
from gamelang.data.table import DataError
from gamelang.diagnostics.model import Diagnostic, Rejected
from gamelang.runtime.asked import flags_of, names_from_python
from gamelang.runtime.result import plain
from gamelang.runtime.settings import Flags
from gamelang.source import Source

TEXT = re.compile(r'"([^"\n]+)"')
MANIFEST = "manifest.json"
LIBRARIES = ("gamelang", "jax", "jaxlib", "optax", "numpy")
_SURROUNDINGS = ("versions", "device", "platform")
MAY_CHANGE = "steps"
CODE = "G541"


def manifest_of(
    game: TypedGame, facts: Facts, asked: Mapping[str, Any], settings: Mapping[str, Any]
) -> dict[str, Any]:
    """What a run was: its game with every setting, and what it ran on. `facts` were proved within
    a time limit and shape the code that runs, so they belong to it."""
    source = game.source
    document = {
        "schema_version": 1,
        "game": game.name,
        "source": {
            "name": source.name,
            "sha256": sha256(source.text.encode()).hexdigest(),
            "text": source.text,
            "folder": None if source.folder is None else str(source.folder.resolve()),
        },
        "data": data_of(source),
        "set": dict(game.settings),
        "asked": dict(asked),
        "settings": dict(settings),
        "facts": as_data(facts),
        **surroundings(),
        "started": now(),
    }
    return plain(document)  # type: ignore[no-any-return]


def data_of(source: Source) -> dict[str, str]:
    """The SHA-256 of each file below the game's folder that a text of the game names."""
    found = {}
    for name in sorted(set(TEXT.findall(source.text))):
        try:
            file, _ = open_below(name, source.folder)
        except DataError:  # a title, or the name of an array
            continue
        with file:
            found[name] = file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
    return found


def surroundings() -> dict[str, Any]:
    """What a run runs on."""
    return {
        "versions": {"python": platform.python_version(), **_versions()},
        "device": str(jax.devices()[0]),
        "platform": platform.platform(),
    }


def now() -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S%z")


@dataclass(frozen=True, slots=True)
class Earlier:
    """The run that is resumed, as its manifest describes it."""

    path: Path
    document: Mapping[str, Any]

    def source(self, given: Source | None) -> Source:
        """Its text, with the folder of its data. Raises Rejected if another text is given."""
        kept = self.document["source"]
        if given is None:
            folder = None if kept["folder"] is None else Path(kept["folder"])
            return Source(kept["name"], kept["text"], folder)
        if sha256(given.text.encode()).hexdigest() != kept["sha256"]:
            raise self._refused(
                f"{given.name} is not the game that ran in {self.path}: its text has changed",
                f"leave the file out to go on with the text that ran, or start anew: gamelang run "
                f"{given.name}",
            )
        return given

    @property
    def values(self) -> Mapping[str, str]:
        """Its dims and consts that were set."""
        return dict(self.document["set"])

    @property
    def facts(self) -> Facts:
        return facts_of(self.document["facts"])

    def flags(self, changed: Flags) -> Flags:
        """What was asked of it, and now is. Raises Rejected if a part was an object of Python."""
        missing = names_from_python(self.document["asked"], changed)
        if missing:
            names = ", ".join(f"`{name}`" for name in missing)
            text = f"{names} of the run in {self.path} was given from Python"
            raise self._refused(text, f'resume it there: game.run(resume="{self.path}", ...)')
        return flags_of(
            {"precision": self._settings["precision"], **self.document["asked"]}, changed
        )

    def require_same(self, game: TypedGame, settings: Mapping[str, Any]) -> None:
        """Raises Rejected where anything but `steps` is not as it was."""
        changed = [k for k, v in data_of(game.source).items() if self.document["data"].get(k) != v]
        if changed:
            text = f"{', '.join(changed)} is not what the run in {self.path} read"
            raise self._refused(text, "put the file back as it was, or start anew")
        was = {**self._settings, **{f"--set {k}": v for k, v in self.values.items()}}
        now = {**settings, **{f"--set {k}": v for k, v in game.settings.items()}}
        other = [k for k in {**was, **now} if k != MAY_CHANGE and was.get(k) != now.get(k)]
        if other:
            shown = "; ".join(
                f"{k} was {_shown(was.get(k))} and is {_shown(now.get(k))}" for k in other
            )
            text = f"the run in {self.path} cannot go on with other settings: {shown}"
            raise self._refused(text, "leave them out; only --steps may grow")
        if settings[MAY_CHANGE] < self._settings[MAY_CHANGE]:
            text = f"the run in {self.path} is one of {self._settings[MAY_CHANGE]} steps"
            raise self._refused(f"{text}, more than {settings[MAY_CHANGE]}", "steps may only grow")

    def resumed(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The manifest of the run that goes on: when it began, on what, and when it was resumed."""
        began = {k: self.document[k] for k in (*_SURROUNDINGS, "started") if k in self.document}
        here = {**{k: document[k] for k in _SURROUNDINGS}, "at": document["started"]}
        return {**document, **began, "resumed": [*self.document.get("resumed", []), here]}

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not as it was, so that numbers may differ in their last digits."""
        was, now = _flat(self.document), _flat(surroundings())
        other = [k for k in now if was.get(k) != now[k]]
        if not other:
            return ()
        shown = ", ".join(f"{k} {was.get(k)}, now {now[k]}" for k in other)
        return (f"this run began elsewhere ({shown}): numbers may differ in their last digits",)

    @property
    def _settings(self) -> Mapping[str, Any]:
        return self.document["settings"]  # type: ignore[no-any-return]

    def _refused(self, text: str, help: str) -> Rejected:
        return Rejected([Diagnostic(CODE, text, help=help)])


def _shown(value: Any) -> str:
    """`sgd(rate=0.1)`; the same for every player by name; what was not set is `not set`."""
    match value:
        case None:
            return "not set"
        case {"name": str(name), **arguments}:
            return f"{name}({', '.join(f'{k}={v}' for k, v in arguments.items())})"
        case Mapping():
            return ", ".join(f"{k} {_shown(v)}" for k, v in value.items())
    return str(value)


def _flat(document: Mapping[str, Any]) -> dict[str, Any]:
    named = {k: document.get(k) for k in ("device", "platform")}
    return {**document.get("versions", {}), **named}


@cache
def _versions() -> dict[str, str]:
    found = {}
    for name in LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:  # a bare checkout
            continue
    return found
