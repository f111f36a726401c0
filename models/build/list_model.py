"""Lists a model in `index.json`, from which the page knows names, sizes and hashes.

    python list_model.py NAME TITLE SUMMARY        for models/NAME/model.onnx
"""

import argparse
import hashlib
import json
from pathlib import Path

MODELS_FOLDER = Path(__file__).resolve().parent.parent
INDEX = MODELS_FOLDER / "index.json"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name in ("name", "title", "summary"):
        parser.add_argument(name)
    options = parser.parse_args()
    list_model(options.name, options.title, options.summary)


def list_model(name: str, title: str, summary: str) -> None:
    """Adds the model at the end, or brings its entry up to date where it stands."""
    data = (MODELS_FOLDER / name / "model.onnx").read_bytes()
    entry = {
        "name": name,
        "file": f"{name}/model.onnx",
        "title": title,
        "bytes": len(data),
        "sha256": hashlib.sha256(data).hexdigest(),
        "summary": summary,
    }
    listed = json.loads(INDEX.read_text()) if INDEX.exists() else []
    if name in [one["name"] for one in listed]:
        listed = [entry if one["name"] == name else one for one in listed]
    else:
        listed.append(entry)
    INDEX.write_text(json.dumps(listed, indent=2) + "\n")


if __name__ == "__main__":
    main()
