"""A fixed split of labelled photographs: one half to fit numbers on, the other to state them on."""

import hashlib
from pathlib import Path


def labelled_photos(folder: Path, ids: list[str]) -> list[tuple[Path, int]]:
    """(photo, class index) of every `<folder>/<WordNet id>/*.JPEG`, in order of name."""
    photos = sorted(path for path in folder.glob("n*/*") if path.suffix.lower() in (".jpeg", ".jpg"))
    if not photos:
        raise ValueError(f"{folder}: expected folders named by WordNet id, with photographs")
    return [(path, ids.index(path.parent.name)) for path in photos]


def is_for_fitting(path: Path) -> bool:
    """True for about half of the photographs, by the SHA-256 of the file's name."""
    return hashlib.sha256(path.name.encode()).digest()[0] % 2 == 0
