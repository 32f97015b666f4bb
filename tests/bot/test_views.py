"""What is said fits, and says what it must, for the longest values too."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.brief import Brief
from agent.craftlog import CRITERIA, LEVELS, Angle, CraftLevel, CraftLog, Mark
from agent.platforms import PLACEMENTS
from agent.script import AdDetails, AdScript, BrandLook, Music, Scene
from bot.callbacks import Approve, Say, StopMaking, TurnPage
from bot.i18n import Speech
from bot.privacy_buttons import EraseMine
from bot.views import board, craft, example, groups, material, privacy, production, talk, training
from bot.views.board import BoardView, SceneView
from bot.views.nightly import digest
from bot.views.production import ProductionView, Step, StepState
from bot.views.script import Price, card_page, clock, decision_rows, money, script_card, stale_script
from bot.views.talk import Stage, Stopped
from bot.views.words import CAPTION_LIMIT, TEXT_LIMIT, Words, plain
from db.approvals import Voice
from db.nights import Day
from db.personal import PERSONAL
from jobs.material.page import PageFacts
from jobs.studio.style import Style
from tests.support.telegram import NOON

t = Speech.load().of("en")
AD = UUID(int=2**128 - 1)
LONG = "<&> \U0001f9f4 " * 2000
WORDS = st.text(st.characters(exclude_categories=["Cs"]), max_size=2000)


def fits(words: Words, limit: int = TEXT_LIMIT) -> bool:
    """Visible length in bounds, buttons in bounds, something to read."""
    buttons = [button.markup() for row in words.rows for button in row]
    return (
        0 < words.length <= limit
        and all(len(button["callback_data"].encode()) <= 64 and button["text"] for button in buttons)
        and bool(plain(words.text).strip())
    )


BRIEF = Brief(
    product="x" * 120, target_audience="<" * 120, key_message="&" * 300, placement="youtube_instream", duration=30,
    call_to_action="!" * 60, offer="o" * 120, tone="t" * 60, assumed=("duration",),
)  # fmt: skip

APPROVAL = groups.ApprovalView(
    AD, 2**31 - 1, 2**31 - 1, LONG, LONG, tuple(Voice(LONG, n % 2 == 0, NOON) for n in range(60))
)
ERASE = EraseMine(who="f" * 8, asked=10**11)
LOOK = training.Look(AD, 2**31 - 1, LONG, 40, Price(Decimal("9999.99"), Decimal(99_999)), 40, before=True)
BILL = training.Bill(Decimal("9999.99"), Decimal("9999.98"))
LOOKS = {
    "full": LOOK,
    "nobody trains": replace(LOOK, price=None),
    "too few": replace(LOOK, pictures=3, samples=None),
    "too dear": replace(LOOK, price=Price(Decimal(2), Decimal(1)), samples=None, before=False, title=None),
}


def on_board(kind: board.Kind = "still", **more: object) -> BoardView:
    """The largest board there is: twenty-four pictures of each of thirty scenes."""
    scenes = tuple(
        SceneView(
            number,
            tuple(range(1, 25)),
            1,
            number % 2 == 0,
            failed=3,
            wasted=Decimal("0.12"),
            newest=24,
            words=LONG,
            redo=Decimal("12.34"),
        )
        for number in range(1, 31)
    )
    given = {"title": LONG, "cost": Decimal("9.99"), "allowance": Decimal(20), "count": 4, **more}
    return BoardView(AD, 2**31 - 1, kind, scenes, **given)  # type: ignore[arg-type]


def no_panel(view: BoardView) -> Words:
    found = board.scene_panel(t, view, 30)
    assert found is not None
    return found


LONGEST: dict[str, Words] = {
    **{f"board {kind}": board.board(t, on_board(kind)) for kind in ("still", "clip")},  # type: ignore[arg-type]
    **{f"scene {kind}": no_panel(on_board(kind)) for kind in ("still", "clip")},  # type: ignore[arg-type]
    "board kept": board.kept_board(t, on_board()),
    "board left": board.left_board(t),
    "redo": board.redo_card(t, on_board(), on_board("clip")),
    "own": board.own_question(t, 99, 2**31 - 1),
    **{
        f"failed {kind}": board.scene_failed(
            t,
            project=AD,
            revision=2**31 - 1,
            kind=kind,
            scene=99 if kind in ("still", "clip") else None,
            request=9999,
            sentence="failed-unsafe",
            cost=Decimal(9),
            again=Decimal(9),
        )
        for kind in ("still", "clip", "voice", "music")
    },
    "welcome": talk.welcome(t, guided=True),
    "example": example.example(t),
    **{f"resume {s}": talk.resume(t, title=LONG, stage=s, project=AD, revision=3) for s in Stage},
    "new ad": talk.new_ad(t, kept_title=LONG),
    "new ad, unnamed": talk.new_ad(t, kept_title=""),
    "still empty": talk.still_empty(t),
    **{f"switched {s}": talk.switched(t, title=LONG, stage=s, project=AD, revision=3) for s in Stage},
    **{f"stopped {what}": talk.stopped(t, what, title=LONG) for what in Stopped},
    "change": talk.change_question(t),
    "busy": talk.busy(t, project=AD, revision=3),
    "help": talk.help_page(t),
    "privacy": privacy.policy(t, guided=False, paid=True),
    "privacy, guided": privacy.policy(t, guided=True, paid=False),
    "digest": digest(t, Day(date(2026, 12, 31), *([10**9] * 6), Decimal(10**9), 9, 9)),
    "export": privacy.export_begun(t),
    "export again": privacy.export_soon(t),
    "export part": privacy.exported(t, 99, 99, left_out=10**6),
    "export failed": privacy.export_failed(t),
    "erase?": privacy.ask_erase(t, dict.fromkeys(PERSONAL, 10**9), ERASE),
    "farewell": privacy.farewell(t, dict.fromkeys(PERSONAL, 10**9), dict.fromkeys(PERSONAL, 9), files=10**9),
    "group hello": groups.hello(t),
    "group private": groups.private_only(t),
    "group others": groups.others_ad(t),
    "group name": groups.as_yourself(t),
    "group approve": groups.nothing_to_approve(t, in_group=True),
    "group approve, private": groups.nothing_to_approve(t, in_group=False),
    "approval": groups.approval_card(t, APPROVAL),
    "approval, old": groups.approval_card(t, replace(APPROVAL, current=1, voices=())),
    "empty": talk.empty_message(t),
    "command": talk.unknown_command(t, LONG),
    "unsupported": talk.unsupported(t, "hologram"),
    "document": talk.unsupported_document(t, LONG),
    "image": talk.unsupported_image(t, LONG),
    "too big": talk.photo_too_big(t, 2**40),
    "refused photo": talk.photo_refused(t, "photo-gone"),
    "refused photo, unknown": talk.photo_refused(t, "photo-from-mars"),
    "apology": talk.apology(t, sentence="error-unknown", reference="ABCDEF12"),
    "heard": material.heard(t, LONG * 40),
    "page": material.page_proposal(t, LONG, PageFacts(LONG, LONG, "$1", LONG, (LONG,)), message=AD, index=9),
    "style": material.style_proposal(
        t,
        Style(("#FFFFFF",) * 4, "monochrome", "elegant", "Playfair Display", "low-key", "scenes"),
        style_id=AD,
    ),
    "voice": material.voice_too_long(t, minutes=5),
    "no ears": material.voice_unheard(t),
    "file": material.file_too_big(t),
    "refused file": material.material_refused(t, "file-damaged", LONG),
    "refused link": material.material_refused(t, "link-private", ""),
    "brief": talk.brief_card(t, BRIEF, photos=12),
    "brief, empty": talk.brief_card(t, Brief()),
    "card": production.production_card(t, ProductionView(AD, 2**31 - 1, LONG, (), 50, 86_400)),
    "card, cancelling": production.production_card(t, ProductionView(AD, 1, LONG, cancelling=True)),
    "failed": production.failed(
        t,
        project=AD,
        revision=2**31 - 1,
        reference="AB",
        sentence="studio-disk-full",
        step=Step.CLIPS,
        used=Decimal(9),
    ),
    "cancelled": production.cancelled(t, project=AD, revision=2**31 - 1, title=LONG),
    "training offer": training.offer(t, LOOK, minutes=30),
    "training card": training.training_card(t, LOOK, training.Course(95, 86_400)),
    "training card, sending": training.training_card(t, LOOK, training.Course()),
    "training card, stopping": training.training_card(t, LOOK, training.Course(5, cancelling=True)),
    "training done": training.ended_card(t, LOOK, made=True),
    "training ended": training.ended_card(t, LOOK, made=False),
    "trained": training.trained(t, LOOK, BILL, still=Decimal("0.01")),
    "training failed": training.failed(t, LOOK, BILL, sentence="failed-unsafe", reference="AB"),
    "training cancelled": training.cancelled(t, LOOK, BILL),
    "training dearer": training.dearer(t, LOOK),
    **{
        f"training over {why}": training.too_dear(t, why, LOOK, limit=Decimal(10))
        for why in ("allowance", "ad", "day", "house")
    },
    **{f"look {name}": training.look_card(t, look, fewest=10) for name, look in LOOKS.items()},
}


def craft_log(words: str) -> CraftLog:
    """The longest log there can be, of `words`."""
    marks = tuple(Mark(criterion=name, score=10, reason=words[:240]) for name in CRITERIA)
    angle = {"framework": "hook_demo", "idea": words[:300], "opening": words[:120], "marks": marks}
    names = (f"{number}{words}"[:32] for number in range(6))
    angles = tuple(Angle.model_validate(angle | {"name": name}) for name in names)
    return CraftLog(level="thorough", critic="x" * 200, angles=angles, chosen=5, marks=marks)


@pytest.mark.parametrize("words", [LONG, "x" * 400])
def test_why_a_script_is_as_it_is_fits_with_its_longest_values(words: str) -> None:
    told = {"project": AD, "revision": 2**31 - 1, "level": LEVELS[2]}
    for log, current in ((craft_log(words), 2**31 - 1), (craft_log(words), 1), (None, 1)):
        pages = craft.why_pages(t, log, current=current, **told)  # type: ignore[arg-type]
        assert all(fits(page) for page in pages)
        assert pages[-1].rows
    rows = craft.craft_rows(t, craft_log(words), project=AD, revision=1)
    assert len(rows) == 3
    assert fits(Words(t("why-title"), rows))


def test_the_ways_of_working_out_a_script_tell_their_prices() -> None:
    prices: dict[CraftLevel, Decimal] = dict(
        zip(LEVELS, (Decimal(0), Decimal("0.0055"), Decimal("0.0145")), strict=True)
    )
    page = craft.craft_page(t, "off", prices, project=AD, revision=1, guided=False)
    told = plain(page.text)
    assert fits(page)
    assert "➡️ Off · free" in told
    assert "Fast · about 0.006 USD a script" in told
    assert "Thorough · about 0.01 USD a script" in told
    assert [b.label for row in page.rows for b in row] == [
        "Fast · about 0.006 USD a script", "Thorough · about 0.01 USD a script",
    ]  # fmt: skip
    tiny = {**prices, "fast": Decimal("0.0001")}
    told = plain(craft.craft_page(t, "off", tiny, project=AD, revision=0, guided=False).text)
    assert "Fast · about 0.001 USD a script" in told


@pytest.mark.parametrize("name", LONGEST)
def test_every_message_fits_with_its_longest_values(name: str) -> None:
    assert fits(LONGEST[name])


@pytest.mark.parametrize("placement", PLACEMENTS.values(), ids=lambda p: p.name)
def test_the_caption_of_a_video_fits(placement: object) -> None:
    for title in (LONG, None):
        words = production.delivered(
            t,
            project=AD,
            revision=2**31 - 1,
            title=title,
            placement=placement,
            seconds=15.04,
            used=Decimal("1.84"),  # type: ignore[arg-type]
            credits=["Fonts: " + LONG * 9, "Music: " + LONG],
        )
        assert fits(words, CAPTION_LIMIT)


def test_what_an_ad_was_made_of_goes_with_it_folded() -> None:
    where = PLACEMENTS["tiktok"]
    made_of = ["Voice: piper en_US joe (MIT).", "Music: composed <for> this ad."]
    words = production.delivered(
        t, project=AD, revision=1, title="x", placement=where, seconds=15, credits=made_of
    )
    assert words.text.endswith(
        "<blockquote expandable>Voice: piper en_US joe (MIT). Music: composed &lt;for&gt; this ad.</blockquote>"
    )


def test_ai_is_disclosed_where_the_placement_requires_it() -> None:
    def caption(name: str) -> str:
        return production.delivered(
            t, project=AD, revision=1, title="x", placement=PLACEMENTS[name], seconds=15
        ).text

    assert "Made with AI" in caption("tiktok")
    assert "Made with AI" not in caption("x")


def scenes(count: int, text: str) -> tuple[Scene, ...]:
    return tuple(
        Scene(
            scene_number=n,
            description=text,
            duration=2.5,
            visual_prompt=text,
            audio_prompt=text,
            on_screen_text=text,
        )
        for n in range(1, count + 1)
    )


def script(count: int, text: str, voice: str = "") -> AdScript:
    return AdScript(
        storyline=text[:2000],
        voiceover_text=voice,
        brand=BrandLook(title=text[:2000]),
        music=Music(genre=text or "upbeat"),
        ad_details=AdDetails(ad_duration=30),
        scenes=scenes(count, text),
    )


@settings(max_examples=40, deadline=None)
@given(st.integers(1, 20), WORDS, st.text(max_size=3000))
def test_pages_of_any_script_fit_under_its_picture_and_lose_no_scene(
    count: int, text: str, voice: str
) -> None:
    ad = script(count, text, voice.replace("\x00", ""))
    card = script_card(t, ad, project=AD, revision=7)
    assert fits(card, CAPTION_LIMIT)
    texts = pages_of(ad)
    assert all(fits(Words(page), CAPTION_LIMIT) for page in texts)
    shown = "".join("".join(plain(page) for page in texts).split())
    for scene in ad.scenes:
        assert f"Scene{scene.scene_number}" in shown


def pages_of(ad: AdScript) -> list[str]:
    """All pages of a card, turned one by one."""
    first = script_card(t, ad, project=AD, revision=7)
    turned = [first.text]
    leaf = first.rows[0][-1].data
    while isinstance(leaf, TurnPage) and leaf.page:
        page = card_page(t, ad, Price(), project=AD, revision=7, page=leaf.page)
        turned.append(page.text)
        leaf = page.rows[0][-1].data
    return turned


def test_the_longest_script_is_shown_whole_in_order() -> None:
    ad = script(60, "word " * 399 + "END.", "voice " * 900)
    text = "\n".join(plain(page) for page in pages_of(ad))
    assert text.count("END.") == 60 * 3
    assert text.index("Scene 9 ") < text.index("Scene 10 ") < text.index("Scene 60 ")
    assert text.count("voice ") + text.count("voice”") >= 890


def test_a_script_of_an_ordinary_ad_is_one_picture_with_a_page_of_words() -> None:
    card = script_card(t, script(5, "A short picture", "Fresh. Cold. Yours."), project=AD, revision=3)
    text = plain(card.text)
    assert "Scene 2 · 0:02.5–0:05" in text
    assert "“Fresh. Cold. Yours.”" in text
    assert "Instagram Reels · 30 s · PAS" in text
    assert card.rows[0][0].data == Approve(project=AD, revision=3)
    assert card.message()[0] == "photo"
    assert card.about is not None
    assert card.about.scenes == (1, 2, 3, 4, 5)


def test_a_longer_script_has_its_price_on_the_first_page_and_turns_in_a_circle() -> None:
    ad = script(8, "A picture that takes some words to tell what is to be seen in it " * 3)
    card = script_card(t, ad, project=AD, revision=3, price=Price(Decimal("1.84"), Decimal(20)))
    back, here, on = card.rows[0]
    last = int(here.label.split(" / ")[1]) - 1
    assert last > 0
    assert "1.84" in card.text
    assert [one.data for one in (back, here, on)] == [
        TurnPage(project=AD, revision=3, page=page) for page in (last, 0, 1)
    ]
    end = card_page(t, ad, None, project=AD, revision=3, page=999)
    assert end.rows[0][2].data == TurnPage(project=AD, revision=3, page=0)
    assert "Shall I film it" not in plain(card_page(t, ad, None, project=AD, revision=3, page=0).text)


def test_the_price_is_on_the_button() -> None:
    def label(price: Price) -> str:
        return decision_rows(t, project=AD, revision=1, price=price)[0][0].label

    assert label(Price()) == "✅ Make it · free"
    assert label(Price(Decimal("1.8400"), Decimal(20))) == "✅ Make it · uses 1.84 of your 20.00"


def test_a_stale_press_is_explained_before_the_current_script() -> None:
    why, *pages = stale_script(t, script(3, "x"), project=AD, revision=2)
    assert "nothing was charged" in why.text
    assert pages[-1].rows[0][0].data == Approve(project=AD, revision=2)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [("0", "0.00"), ("0.0004", "0.01"), ("1.84", "1.84"), ("20", "20.00"), ("1234.5", "1234.50")],
)
def test_money_is_never_shown_as_less_than_a_cent(amount: str, shown: str) -> None:
    assert money(Decimal(amount)) == shown


@pytest.mark.parametrize(
    ("seconds", "shown"), [(0, "0:00"), (5, "0:05"), (2.5, "0:02.5"), (59.96, "1:00"), (75, "1:15")]
)
def test_the_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_the_production_card_shows_steps_bar_and_time() -> None:
    view = ProductionView(
        AD, 1, "Cold brew", ((Step.PLAN, StepState.DONE), (Step.STILLS, StepState.RUNNING)), 25, 43
    )
    lines = plain(production.production_card(t, view).text).splitlines()
    assert lines[0] == "🎬 Making Cold brew"
    assert lines[2:8] == ["✔ plan", "▸ stills", "○ clips", "○ voice and music", "○ cut", "○ delivery"]
    assert lines[-1] == "▰▰▰▱▱▱▱▱▱▱▱▱ 25 % · about 45 s left"
    assert production.production_card(t, view).rows[0][0].data == StopMaking(project=AD, revision=1)


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "about 5 s"), (59, "about 60 s"), (60, "about 1 minute left"), (150, "about 2 minutes left")],
)
def test_remaining_time_is_round(seconds: float, shown: str) -> None:
    assert shown in plain(production.production_card(t, ProductionView(AD, 1, remaining_s=seconds)).text)


def test_a_complete_card_is_one_line_without_buttons() -> None:
    view = ProductionView(AD, 1, None, tuple((step, StepState.DONE) for step in Step), 100)
    words = production.production_card(t, view)
    assert "ready" in words.text
    assert words.rows == ()


@given(st.integers(-5, 200))
def test_the_bar_is_full_only_at_the_end(percent: int) -> None:
    bar = production.bar(percent)
    assert len(bar) == production.BAR_CELLS
    assert ("▱" not in bar) == (percent >= 100)


def test_an_answer_is_split_and_only_its_last_part_has_buttons() -> None:
    parts = talk.reply(t, "Sentence. " * 1000, ("15 s", "30 s", "60 s", "you decide", "a fifth"), message=AD)
    assert len(parts) == 3
    assert all(fits(part) for part in parts)
    assert [part.rows == () for part in parts] == [True, True, False]
    buttons = [button for row in parts[-1].rows for button in row]
    assert [button.data for button in buttons] == [Say(message=AD, index=n) for n in range(4)]
    assert [len(row) for row in parts[-1].rows] == [2, 2]


def test_long_suggestions_stand_alone() -> None:
    rows = talk.suggestion_rows(("Young professionals in cities", "Students", "Parents"), AD)
    assert [len(row) for row in rows] == [1, 2]


def test_an_empty_answer_says_nothing() -> None:
    assert talk.reply(t, "  \n ", ("a",), message=AD) == ()


def test_the_brief_shows_what_is_known_guessed_and_open() -> None:
    text = plain(talk.brief_card(t, Brief(product="Cold brew", duration=15, assumed=("duration",))).text)
    assert "✔ Product: Cold brew" in text
    assert "✔ Length: 15 s (my guess)" in text
    assert "○ Audience" in text
    assert "○ Product photo" in text


def test_a_failure_says_what_it_cost_and_what_next() -> None:
    free = plain(production.failed(t, project=AD, revision=1, reference="AB12").text)
    cost = {"estimated": Decimal("1.84"), "used": Decimal("0.5")}
    paid = plain(production.failed(t, project=AD, revision=1, reference="AB12", **cost).text)
    assert "Nothing was charged" in free
    assert "Estimated 1.84, charged 0.50, returned 1.34." in paid
    for text in (free, paid):
        assert "AB12" in text
        assert "Try it again" in text


def test_a_look_offers_only_what_can_be_done() -> None:
    labels = {
        name: [button.label for row in training.look_card(t, look, fewest=10).rows for button in row]
        for name, look in LOOKS.items()
    }
    ways = ["Use the version before", "Make stills without it"]
    assert labels == {
        "full": ["🎓 Train anew · uses 9999.99 of your 99999.00", *ways],
        "nobody trains": ways,
        "too few": ways[:1],
        "too dear": [],
    }
    told = plain(training.look_card(t, LOOKS["too few"], fewest=10).text)
    assert "I need 7 more pictures" in told
    assert "there are 3 so far" in told


def test_a_training_that_failed_says_what_it_cost_and_what_goes_on() -> None:
    bill = training.Bill(Decimal("1.83"), Decimal("0.61"))
    for look, goes_on in ((LOOK, "what was learned before"), (replace(LOOK, samples=None), "as before")):
        told = plain(training.failed(t, look, bill, sentence="failed-unsafe", reference="AB").text)
        assert "0.61 was charged for the time that it ran, 1.22 came back" in told
        assert "did not want to learn from one of these pictures" in told
        assert goes_on in told
    told = plain(training.cancelled(t, LOOK, training.Bill(Decimal("1.83"), Decimal(0))).text)
    assert "Nothing was charged" in told


def test_a_board_has_no_more_buttons_than_telegram_takes() -> None:
    for kind in ("still", "clip"):
        view = on_board(kind)  # type: ignore[arg-type]
        for scenes in (view.scenes, view.scenes * 2, view.scenes[:5]):
            shown = board.board(t, replace(view, scenes=scenes))
            assert sum(map(len, shown.rows)) <= 100
            assert len([b for row in shown.rows for b in row if b.label.startswith("Scene")]) == len(scenes)
    assert sum(map(len, no_panel(on_board()).rows)) <= 100


def test_an_album_says_which_scene_and_which_pictures() -> None:
    words = board.album_caption(t, "still", 2, 5, [1, 2], LONG, 1)
    assert words.length <= CAPTION_LIMIT // 2
    assert plain(words.text).startswith("Scene 2 of 5: ")
    assert plain(words.text).endswith("pictures 1, 2")
    assert plain(board.album_caption(t, "clip", 2, 5, [3], "x", 1).text) == "Scene 2 of 5: x · clip 3"


def test_a_board_goes_on_only_when_everything_is_there() -> None:
    def ends(*scenes: SceneView, **more: object) -> list[str]:
        view = BoardView(AD, 1, "still", scenes, allowance=Decimal(20), **more)  # type: ignore[arg-type]
        return [row[0].label for row in board.board(t, view).rows][len(scenes) :]

    there, missing = SceneView(1, (1,), 1), SceneView(2)
    assert ends(there, cost=Decimal("1.30"))[:2] == [
        "▶️ Make the clips · uses 1.30 of your 20.00",
        "🎬 Move the pictures here · free",
    ]
    assert ends(there, cost=Decimal(21))[0] == "🎬 Move the pictures here · free", (
        "what can be paid comes first"
    )
    assert ends(there)[0] == "▶️ Make the clips · free"
    assert ends(there, missing) == ["✖️ Cancel"]
    assert ends(replace(there, making=1)) == ["✖️ Cancel"]


def test_the_ways_to_make_it_in_steps() -> None:
    def labels(**more: object) -> list[str]:
        price = Price(Decimal("1.84"), Decimal(20), **more)  # type: ignore[arg-type]
        return [row[0].label for row in decision_rows(t, project=AD, revision=1, price=price)]

    steps, at_once = "🎞 Make pictures · uses 0.48 of your 20.00", "✅ Make it · uses 1.84 of your 20.00"
    some = Decimal("0.48")
    assert labels(pictures=some)[:3] == [steps, at_once, "🎬 Animatic · free"]
    assert labels(pictures=some, fast=True)[:2] == [at_once, steps]
    assert labels(pictures=Decimal(0))[0] == "🎞 Make pictures · free"
    assert labels(pictures=some, go_on=Decimal("0.24"))[0] == "▶️ Go on · uses 0.24 of your 20.00"
    poor = Price(Decimal("30"), Decimal(20), pictures=some)
    rows = decision_rows(t, project=AD, revision=1, price=poor)
    assert [row[0].label for row in rows][:3] == [
        steps,
        "🎬 Animatic · free",
        "✅ Make it · uses 30.00 of your 20.00",
    ]
