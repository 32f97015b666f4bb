"""From a script to one scene's art: words made drawable, the subject found, the planned layout applied."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np

from agent.script import AdScript, Scene
from jobs.studio.actors import Subject
from jobs.studio.art import Art
from jobs.studio.canvas import Pixels
from jobs.studio.headline import initial_of
from jobs.studio.icons import goods_icon, icon_for
from jobs.studio.language import runs_from_the_right
from jobs.studio.layouts import LAYOUTS
from jobs.studio.look import Look
from jobs.studio.pictures import Picture, is_painted_still, load_picture
from jobs.studio.plan import plan_scenes
from jobs.studio.stage import Stage
from jobs.studio.subject import find_subject
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
    mirrored = runs_from_the_right(script)
    stage = stage.for_layout(plan.layout)
    art = Art(
        stage=stage.mirrored() if mirrored else stage,
        scheme={scheme.name: scheme for scheme in look.schemes()}[plan.scheme],
        look=look,
        seconds=span.clip_frames / FPS,
        start=span.head / FPS * 0.6,
        headline=drawable(scene.on_screen_text)[0],
        brand=drawable(script.brand.title)[0].replace("\n", " "),
        call_to_action=drawable(script.ad_details.call_to_action)[0].replace("\n", " "),
        message=drawable(script.ad_details.key_message)[0],
        subject=_subject(script, index, photo),
        photo=photo,
        logo=_logo(script, folder),
        flip=plan.flip,
        rng=np.random.default_rng(look.seed + scene_number),
        mirrored=mirrored,
    )
    LAYOUTS[plan.layout](art)
    return art


def _subject(script: AdScript, index: int, photo: Picture | None) -> Subject:
    if photo is None:
        return Subject("token", np.zeros((1, 1, 4), np.uint8), pictogram(script, index))
    glyph = icon_for(script.scenes[index].on_screen_text) or sold(script)
    alone = photo.cut_out
    if alone is not None:
        return Subject("product", alone, glyph)
    return Subject("photo", photo.rgb, glyph, find_subject(photo.rgb).box)


def sold(script: AdScript) -> str | None:
    """The pictogram of the product, by its name and category, or None where the script does not tell."""
    prompts = [scene.visual_prompt for scene in script.scenes]
    named = [
        found.group(1) for text in prompts if (found := re.search(r"\b[Tt]he product is ([^.,]+)", text))
    ]
    names = [*named[:1], script.brand.title, script.ad_details.key_message, script.storyline]
    scenes = [f"{scene.on_screen_text} {scene.description}" for scene in script.scenes]
    return goods_icon(names, scenes) or goods_icon([script.voiceover_text, script.ad_details.call_to_action])


def pictogram(script: AdScript, index: int) -> str | None:
    """What stands for the product in scene `index` (from 0) of an ad without photos; None is the brand's initial.

    The product itself in the first scene and every other one; between them, or where nobody can tell what it is, what
    the headline names, if it names something. Never what merely stands about in a scene. The end card shows the
    brand's mark.
    """
    product, marked = sold(script), initial_of(script.brand.title) is not None
    if index == len(script.scenes) - 1:
        return None if marked else product
    shown = icon_for(script.scenes[index].on_screen_text) if index % 2 or product is None else None
    return shown or product or (None if marked else "package")


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
