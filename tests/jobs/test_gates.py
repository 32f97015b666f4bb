"""Whatever happens in whichever order, an ad ends delivered, given up or cancelled, or waits for its person: never in
limbo. The person's presses do to the rows what `db.stock` plans."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import uuid4

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from db.enums import GenerationJobStatus as Status
from jobs.pipeline import (
    Ask,
    Begin,
    Deliver,
    Finish,
    GiveUp,
    JobFacts,
    Phase,
    Review,
    next_steps,
    percent,
    phase,
    standing,
)

CHOOSING = (Phase.CHOOSE_STILLS, Phase.CHOOSE_CLIPS)
SOUNDS = ("voice", "music")


def job(kind: str, scene: int | None = None, variant: int = 1, *, paid: bool = True) -> JobFacts:
    provider = "replicate" if paid and kind not in ("cut", "delivery") else None
    return JobFacts(uuid4(), kind, scene, Status.QUEUED, variant=variant, provider=provider)


class Production(RuleBasedStateMachine):
    """The rows of one ad, and everything that may happen to them."""

    def __init__(self) -> None:
        super().__init__()
        self.jobs: dict[Any, JobFacts] = {}
        self.over = False

    def add(self, *jobs: JobFacts) -> None:
        self.jobs |= {one.id: one for one in jobs}

    def drop(self, wanted: Any) -> None:
        self.jobs = {key: one for key, one in self.jobs.items() if not wanted(one)}

    def set(self, one: JobFacts, **values: Any) -> None:
        self.jobs[one.id] = replace(one, **values)

    @property
    def facts(self) -> list[JobFacts]:
        return list(self.jobs.values())

    @property
    def steps(self) -> tuple[Any, ...]:
        return next_steps(self.facts)

    @property
    def gate(self) -> Review | None:
        return next((step for step in self.steps if isinstance(step, Review)), None)

    def of(self, kind: str, scene: int | None = None) -> list[JobFacts]:
        return [one for one in self.facts if one.kind == kind and (scene is None or one.scene == scene)]

    @property
    def scenes(self) -> list[int]:
        return sorted({one.scene or 0 for one in self.of("still")})

    def lacks(self, kind: str) -> bool:
        return any(not any(one.done for one in self.of(kind, scene)) for scene in self.scenes)

    # ── how it begins ────────────────────────────────────────────────────────────────────────────────────────────

    @initialize(scenes=st.integers(1, 3), count=st.integers(1, 3), fast=st.booleans())
    def begin(self, scenes: int, count: int, fast: bool) -> None:
        numbers = range(1, scenes + 1)
        if not fast:
            self.add(*(job("still", scene, variant) for scene in numbers for variant in range(1, count + 1)))
            return
        self.add(*(job(kind, scene) for kind in ("still", "clip") for scene in numbers))
        self.add(*(job(kind) for kind in (*SOUNDS, "cut", "delivery")))

    # ── what workers and providers do ────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: any(isinstance(s, Begin | Deliver) for s in self.steps))
    @rule(
        data=st.data(),
        fails=st.sampled_from([None, None, None, "failed-unsafe", "failed-provider", "failed-stuck"]),
    )
    def one_ends(self, data: st.DataObject, fails: str | None) -> None:
        ready = [step.job for step in self.steps if isinstance(step, Begin | Deliver)]
        one = data.draw(st.sampled_from(ready))
        if fails is None or one.provider is None:
            self.set(one, status=Status.COMPLETED, progress=100)
        else:
            self.set(one, status=Status.FAILED, error=f"{fails}: x")

    @precondition(lambda self: any(isinstance(s, Begin) and s.job.provider is None for s in self.steps))
    @rule(data=st.data())
    def something_of_ours_breaks(self, data: st.DataObject) -> None:
        ready = [s.job for s in self.steps if isinstance(s, Begin) and s.job.provider is None]
        self.set(data.draw(st.sampled_from(ready)), status=Status.FAILED, error="studio-render-failed: x")

    # ── what the person does ─────────────────────────────────────────────────────────────────────────────────────

    @precondition(lambda self: any(isinstance(s, Ask) for s in self.steps))
    @rule(data=st.data(), here=st.booleans())
    def answers(self, data: st.DataObject, here: bool) -> None:
        asked = data.draw(st.sampled_from([s for s in self.steps if isinstance(s, Ask)]))
        first, *others = asked.jobs
        for one in asked.jobs if not here else [first]:
            self.set(
                one,
                status=Status.QUEUED,
                error=None,
                request=one.request + 1,
                provider=None if here else one.provider,
            )
        if here:
            self.drop(lambda one: one.id in {other.id for other in others})
            for clip in self.of("clip", first.scene) if first.kind == "still" else ():
                if not clip.done:
                    self.set(clip, provider=None)

    @precondition(lambda self: self.gate == Review(Phase.CHOOSE_STILLS) and not self.lacks("still"))
    @rule(paid=st.booleans())
    def makes_clips(self, paid: bool) -> None:
        self.drop(lambda one: one.kind == "still" and not one.done)
        self.add(*(job("clip", scene, 9, paid=paid) for scene in self.scenes if not self.of("clip", scene)))
        self.add(*(job(kind, paid=paid) for kind in SOUNDS if not self.of(kind)))

    @precondition(lambda self: self.gate is not None and self.gate.board and self.scenes)
    @rule(data=st.data(), kind=st.sampled_from(["still", "clip"]))
    def has_another_made(self, data: st.DataObject, kind: str) -> None:
        scene = data.draw(st.sampled_from(self.scenes))
        if kind == "clip" and self.gate != Review(Phase.CHOOSE_CLIPS):
            return
        self.add(job(kind, scene, 2 + len(self.of(kind, scene))))
        if kind == "still":
            self.drop(lambda one: one.kind == "clip" and one.scene == scene)

    @precondition(
        lambda self: (
            self.gate == Review(Phase.CHOOSE_CLIPS)
            and not self.lacks("clip")
            and all(one.done for kind in SOUNDS for one in self.of(kind))
        )
    )
    @rule()
    def makes_the_cut(self) -> None:
        self.add(job("cut"), job("delivery"))

    @precondition(lambda self: any(isinstance(step, GiveUp) for step in self.steps))
    @rule()
    def takes_it_up_again(self) -> None:
        for one in self.facts:
            if not one.done:
                self.set(one, status=Status.QUEUED, error=None, request=one.request + 1)

    @precondition(lambda self: any(isinstance(step, Finish) for step in self.steps))
    @rule(data=st.data())
    def one_scene_anew(self, data: st.DataObject) -> None:
        """The next revision has everything but the cut."""
        scene = data.draw(st.sampled_from(self.scenes))
        self.drop(lambda one: one.kind in ("cut", "delivery") or not one.done)
        self.add(job("clip", scene, 2 + len(self.of("clip", scene))))

    # ── what must hold ───────────────────────────────────────────────────────────────────────────────────────────

    @invariant()
    def never_in_limbo(self) -> None:
        if not self.jobs:
            return
        steps = self.steps
        assert steps == next_steps(self.facts), "the same rows give the same steps"
        assert steps, "something can be done, by a worker or by the person"
        ended = any(isinstance(step, GiveUp | Finish) for step in steps)
        going = any(isinstance(step, Begin | Deliver) for step in steps)
        waiting = self.gate is not None
        assert ended + going + waiting == 1
        if waiting:
            assert phase(self.facts) in CHOOSING
            assert self.gate is not None
            can_answer = any(isinstance(step, Ask) for step in steps)
            assert self.gate.board or can_answer, "a person who waits is asked or has a board"
        elif going:
            assert phase(self.facts) not in CHOOSING
        assert (percent(self.facts) == 100) == any(isinstance(step, Finish) for step in steps)

    @invariant()
    def nothing_is_begun_too_early(self) -> None:
        for step in self.steps:
            if isinstance(step, Begin) and step.job.kind == "clip":
                assert any(one.done for one in self.of("still", step.job.scene))
            if isinstance(step, Begin) and step.job.kind == "cut":
                assert not self.lacks("clip")
        assert (
            all(one.status != Status.FAILED for one in standing(self.facts))
            or self.gate
            or any(isinstance(step, GiveUp | Ask) for step in self.steps)
        )


TestProduction = Production.TestCase
TestProduction.settings = settings(max_examples=30, stateful_step_count=25, deadline=None)
