"""Writes event_log.tfevents: the bytes that TensorBoard's own writer gives for a few numbers, after
reading them back as TensorBoard does.

    python tests/golden/event_log.py

Needs tensorboard (tried: 2.21.0).
"""

import shutil
import tempfile
from pathlib import Path

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary
from tensorboard.summary.writer.record_writer import RecordWriter

OUT = Path(__file__).with_name("event_log.tfevents")
STEPS = [
    (0, 1700000000.5, {"loss/train": 2.302585}),
    (1, 1700000001.0, {"loss/train": 1.25, "accuracy/validation": 0.875, "größe": -3e-5}),
    (300, 1700000002.25, {"learning rate": 1e-3}),
]


def write(path):
    with path.open("wb") as file:
        writer = RecordWriter(file)
        writer.write(Event(wall_time=1700000000.25, file_version="brain.Event:2").SerializeToString())
        for step, seconds, scalars in STEPS:
            values = [Summary.Value(tag=tag, simple_value=value) for tag, value in scalars.items()]
            event = Event(wall_time=seconds, step=step, summary=Summary(value=values))
            writer.write(event.SerializeToString())
        writer.flush()


def check(path):
    with tempfile.TemporaryDirectory() as folder:
        shutil.copy(path, Path(folder) / "events.out.tfevents.1700000000.ocelli")
        accumulator = EventAccumulator(folder)
        accumulator.Reload()
        for step, seconds, scalars in STEPS:
            for tag, value in scalars.items():
                found = [e for e in accumulator.Scalars(tag) if e.step == step]
                assert len(found) == 1 and abs(found[0].value - value) < 1e-6, (tag, found)
                assert found[0].wall_time == seconds, (tag, found)


write(OUT)
check(OUT)
print(f"{OUT.stat().st_size} bytes")
