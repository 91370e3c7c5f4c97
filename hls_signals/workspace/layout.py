"""Where does everything in a council's workspace lie?"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from hls_signals.workspace.errors import MendableError


class NoWorkspace(MendableError):
    """The folder holds no hls.yaml."""

    code = "W101"


@dataclass(frozen=True)
class Workspace:
    """The folders of one workspace. Nothing here is created or read; names only."""

    root: Path

    @property
    def settings_file(self) -> Path:
        """hls.yaml."""
        return self.root / "hls.yaml"

    @property
    def register(self) -> Path:
        """What is measured, and where figures come from."""
        return self.root / "register"

    @property
    def inbox(self) -> Path:
        """Drop folders."""
        return self.root / "inbox"

    @property
    def returns_inbox(self) -> Path:
        """Files as sent; they stay here."""
        return self.inbox / "returns"

    @property
    def people_inbox(self) -> Path:
        """Files about people; read in memory, never copied, to be removed once read."""
        return self.inbox / "person_level"

    @property
    def narratives_inbox(self) -> Path:
        """Notes; a file leaves once its copy is verified."""
        return self.inbox / "narratives"

    @property
    def learning_inbox(self) -> Path:
        """Reflections, experiments and the like; a file leaves once its copy is verified."""
        return self.inbox / "learning"

    @property
    def codebook(self) -> Path:
        """The words people use for measures."""
        return self.root / "codebook.yaml"

    @property
    def warehouse(self) -> Path:
        """Restricted: the record and everything made of it."""
        return self.root / "warehouse"

    @property
    def raw(self) -> Path:
        """Bytes as received, one file a SHA-256."""
        return self.warehouse / "raw"

    @property
    def observations(self) -> Path:
        """Canonical observations, one Parquet file a submission."""
        return self.warehouse / "observations"

    @property
    def narratives(self) -> Path:
        """Notes, one Parquet file a source, and what people decided about them."""
        return self.warehouse / "narratives"

    @property
    def learning(self) -> Path:
        """Learning records, one Parquet file a source."""
        return self.warehouse / "learning"

    @property
    def intake(self) -> Path:
        """The intake ledger, one Parquet file a run."""
        return self.warehouse / "intake"

    @property
    def results(self) -> Path:
        """Results kept by measure and fingerprint, so that nothing is worked out twice."""
        return self.warehouse / "results"

    @property
    def cache(self) -> Path:
        """Drawings; deleting them costs time and nothing else."""
        return self.warehouse / "cache"

    @property
    def runs(self) -> Path:
        """One folder a run: its database and run.json."""
        return self.warehouse / "runs"

    @property
    def dagster(self) -> Path:
        """Dagster's own storage and logs."""
        return self.warehouse / "dagster"

    @property
    def release_ledger(self) -> Path:
        """Everything ever published, append-only."""
        return self.warehouse / "releases.parquet"

    @property
    def lock(self) -> Path:
        """Held while a run writes."""
        return self.warehouse / ".lock"

    @property
    def published(self) -> Path:
        """What others may open."""
        return self.root / "published"

    @property
    def releases(self) -> Path:
        """One folder a release."""
        return self.published / "releases"

    @property
    def current(self) -> Path:
        """The release to open."""
        return self.published / "current"


def open_workspace(root: Path) -> Workspace:
    """The workspace in this folder; raises NoWorkspace where there is no hls.yaml."""
    workspace = Workspace(root.resolve())
    if not workspace.settings_file.is_file():
        raise NoWorkspace(
            "this folder is not a workspace: it holds no hls.yaml.",
            where=str(root),
            mend="give the workspace with -w DIR, or make one: hls-signals init DIR",
        )
    return workspace
