"""Reads a PyTorch state dict in the format of torch < 1.6, without torch.

The file is five pickles (magic number, protocol version, system facts, the state dict with its
tensors as references, the list of storage keys) and then every storage: its length as int64,
its bytes. Only the names that a state dict needs may be unpickled, so the file cannot run code.
"""

import collections
import hashlib
import pickle
from pathlib import Path

import numpy as np

MAGIC = 0x1950A86A20F9469CFC6C
PROTOCOL = 1001
DTYPES = {"FloatStorage": "<f4", "DoubleStorage": "<f8", "HalfStorage": "<f2", "LongStorage": "<i8"}


class _Reference:
    """A tensor whose storage comes later in the file."""

    def __init__(self, storage, offset, shape, stride, *_):
        self.storage, self.offset, self.shape, self.stride = storage, offset, shape, stride


class _StateDictUnpickler(pickle.Unpickler):
    ALLOWED = {
        ("collections", "OrderedDict"): collections.OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2"): _Reference,
    }

    def find_class(self, module, name):
        if module == "torch" and name in DTYPES:
            return name
        if (module, name) not in self.ALLOWED:
            raise pickle.UnpicklingError(f"a state dict has no use for {module}.{name}")
        return self.ALLOWED[module, name]

    def persistent_load(self, identity):
        kind, storage_type, key, _location, numel, view = identity
        if kind != "storage" or view is not None:
            raise pickle.UnpicklingError(f"expected a whole storage, got {identity}")
        return key, DTYPES[storage_type], numel


def read_state_dict(path: Path, sha256: str) -> dict[str, np.ndarray]:
    """Name to array, for every tensor of the file. Raises ValueError if the file is another one."""
    data = path.read_bytes()
    found = hashlib.sha256(data).hexdigest()
    if found != sha256:
        raise ValueError(f"{path.name}: expected sha256 {sha256}, found {found}")
    with path.open("rb") as file:
        magic, protocol, _system, references, keys = (
            _StateDictUnpickler(file).load() for _ in range(5)
        )
        if (magic, protocol) != (MAGIC, PROTOCOL):
            raise ValueError(f"{path.name}: not in the format of torch < 1.6")
        types = {r.storage[0]: r.storage[1:] for r in references.values()}
        storages = {key: _read_storage(file, *types[key]) for key in keys}
    return {name: _view(storages[r.storage[0]], r) for name, r in references.items()}


def _read_storage(file, dtype: str, numel: int) -> np.ndarray:
    length = int(np.frombuffer(file.read(8), "<i8")[0])
    if length != numel:
        raise ValueError(f"a storage of {numel} elements says that it has {length}")
    return np.frombuffer(file.read(numel * np.dtype(dtype).itemsize), dtype)


def _view(storage: np.ndarray, reference: _Reference) -> np.ndarray:
    strides = [step * storage.itemsize for step in reference.stride]
    view = np.lib.stride_tricks.as_strided(storage[reference.offset :], reference.shape, strides)
    return np.ascontiguousarray(view)
