"""What a training makes: an archive with weights (small, random, valid), and the colours of the pictures it saw."""

from __future__ import annotations

import io
import json
import struct
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

_FEWEST = 1


class NoPictures(Exception):
    """The archive holds no picture; the text is what the training fails with."""


def look_of(archive: Path) -> list[str]:
    """The three main colours of the pictures in a zip. Raises NoPictures."""
    tiles: list[Image.Image] = []
    try:
        with zipfile.ZipFile(archive) as bundle:
            for entry in bundle.infolist()[:200]:
                if entry.file_size > 50_000_000 or entry.is_dir():
                    continue
                try:
                    with Image.open(io.BytesIO(bundle.read(entry))) as picture:
                        tiles.append(picture.convert("RGB").resize((24, 24)))
                except UnidentifiedImageError:
                    continue
    except zipfile.BadZipFile as error:
        raise NoPictures("input_images must be a zip file") from error
    if len(tiles) < _FEWEST:
        raise NoPictures("No images found in the zip file")
    sheet = Image.new("RGB", (24 * len(tiles), 24))
    for at, tile in enumerate(tiles):
        sheet.paste(tile, (24 * at, 0))
    few = np.asarray(sheet.quantize(8).convert("RGB")).reshape(-1, 3)
    colours = np.unique(few, axis=0).astype(int)
    vivid = sorted(colours.tolist(), key=lambda each: min(each) - max(each))
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in vivid[:3]]


def pack(out: Path, inputs: dict[str, Any], seed: int) -> None:
    """Write flux-lora.tar: a safetensors file and its configuration."""
    rank = int(inputs.get("lora_rank", 16))
    rng = np.random.default_rng(seed % 2**32)
    tensors = {
        f"transformer.single_transformer_blocks.{at}.attn.to_q.lora_{side}.weight": rng.standard_normal(
            (rank, 64) if side == "A" else (64, rank)
        ).astype(np.float16)
        for at in range(4)
        for side in "AB"
    }
    config = {key: value for key, value in inputs.items() if isinstance(value, str | int | float | bool)}
    config.pop("input_images", None)
    files = {"lora.safetensors": _safetensors(tensors), "config.json": json.dumps(config).encode()}
    with tarfile.open(out, "w") as archive:
        for name, data in files.items():
            entry = tarfile.TarInfo(f"output/flux_train_replicate/{name}")
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def _safetensors(tensors: dict[str, Any]) -> bytes:
    head: dict[str, Any] = {}
    body = b""
    for name, tensor in tensors.items():
        data = tensor.tobytes()
        head[name] = {
            "dtype": "F16",
            "shape": list(tensor.shape),
            "data_offsets": [len(body), len(body) + len(data)],
        }
        body += data
    text = json.dumps(head).encode()
    return struct.pack("<Q", len(text)) + text + body
