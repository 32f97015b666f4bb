"""From a script to one scene's art: words made drawable, the subject found, the planned layout applied."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from agent.script import AdScript, Scene
from jobs.studio.art import Art, Subject
from jobs.studio.canvas import Pixels
from jobs.studio.icons import icon_for
from jobs.studio.layouts import LAYOUTS
from jobs.studio.look import Look
from jobs.studio.pictures import Picture, is_painted_still, load_picture
from jobs.studio.plan import plan_scenes
from jobs.studio.stage import Stage
from jobs.studio.timeline import FPS, timeline_of
from jobs.studio.typeset import drawable


def compose(script: AdScript, scene_number: int, look: Look, stage: Stage, folder: Path) -> Art:
    """The art of scene `scene_number` (from 1), ready to give frames.

    Raises:
        UndrawableText, BadMedia.
    """
    index = scene_number - 1
    scene, span = script.scenes[index], timeline_of(script).scenes[index]
    plan = plan_scenes(script)[index]
    photo = _photo(script, scene, index, folder)
    glyph = icon_for(scene.on_screen_text, scene.description, scene.visual_prompt)
    art = Art(
        stage=stage.for_layout(plan.layout),
        scheme={scheme.name: scheme for scheme in look.schemes()}[plan.scheme],
        look=look,
        seconds=span.clip_frames / FPS,
        start=span.head / FPS * 0.6,
        headline=drawable(scene.on_screen_text)[0],
        brand=drawable(script.brand.title)[0].replace("\n", " "),
        call_to_action=drawable(script.ad_details.call_to_action)[0].replace("\n", " "),
        message=drawable(script.ad_details.key_message)[0],
        subject=_subject(script, index, photo, glyph),
        photo=photo,
        logo=_logo(script, folder),
        flip=plan.flip,
        rng=np.random.default_rng(look.seed + scene_number),
    )
    LAYOUTS[plan.layout](art)
    return art


def _subject(script: AdScript, index: int, photo: Picture | None, glyph: str | None) -> Subject:
    last = index == len(script.scenes) - 1
    if photo is None:
        # The end card shows the brand's mark, the scenes before it what they are about.
        return Subject("token", np.zeros((1, 1, 4), np.uint8), None if last else glyph)
    alone = photo.cut_out
    if alone is not None:
        return Subject("product", alone, glyph)
    return Subject("photo", photo.rgb, glyph)


def _photo(script: AdScript, scene: Scene, index: int, folder: Path) -> Picture | None:
    """The scene's own picture if it has one that we did not paint ourselves, else a product photo in turn."""
    if scene.generated_image_url:
        path = folder / scene.generated_image_url
        if not is_painted_still(path):
            return load_picture(path)
    photos = script.brand.product_images
    return load_picture(folder / photos[index % len(photos)]) if photos else None


def _logo(script: AdScript, folder: Path) -> Pixels | None:
    if not script.brand.logo:
        return None
    picture = load_picture(folder / script.brand.logo, longest=900)
    alone = picture.cut_out
    return (
        alone
        if alone is not None
        else np.dstack([picture.rgb, np.full(picture.rgb.shape[:2], 255, np.uint8)])
    )
