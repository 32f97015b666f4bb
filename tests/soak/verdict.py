"""What must hold once a soak was left in peace: I1 to I6, the ledgers, and nothing left behind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from agent.platforms import PLACEMENTS
from briefcut.simulator.client import Marketer
from db.engine import Database
from jobs.providers.local import scaled
from jobs.studio.delivery import check_delivery
from tests.soak.house import House
from tests.soak.people import End, Story
from tests.support.invariants import broken
from tests.support.ledger import Balance, charged, compared

_FOREIGN = """
    SELECT count(*) FROM outbox o JOIN users u ON u.id = o.user_id WHERE o.chat_id <> u.telegram_user_id
"""
_UNSAID = """
    SELECT count(*) FROM ad_projects p WHERE p.status = 'completed' AND NOT EXISTS
      (SELECT 1 FROM outbox o WHERE o.project_id = p.id AND o.kind = 'video' AND o.sent_version >= o.version)
"""
_UNHEARD = """
    SELECT count(*) FROM users u WHERE u.telegram_user_id = ANY(:people) AND NOT EXISTS
      (SELECT 1 FROM chat_messages m WHERE m.chat_id = u.telegram_user_id AND m.role = 'user')
"""
_STORED = """
    SELECT extract(epoch FROM j.completed_at - max(a.finished_at))::float8
      FROM generation_jobs j JOIN generation_attempts a ON a.job_id = j.id AND a.state = 'succeeded'
     WHERE j.status = 'completed' AND j.completed_at > a.finished_at GROUP BY j.id ORDER BY 1
"""
STORY = PLACEMENTS["instagram_stories"]
WATCHED = 8
"""Videos that are downloaded and looked at."""


@dataclass(slots=True)
class Verdict:
    """The figures of a soak and everything that did not hold. `extra`: runs that were paid and asked for by nobody, or
    twice; `stuck`: ads that did not come to an end; `lost`: people without a last word, or words of theirs unheard."""

    balance: Balance
    extra: int = 0
    stuck: int = 0
    lost: int = 0
    violations: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    """How the chats of those who still wait end."""
    errors: Counter[str] = field(default_factory=Counter)
    stored_s: list[float] = field(default_factory=list)
    """From the end of each run that succeeded to its file in storage, in seconds, the quickest first."""

    @property
    def good(self) -> bool:
        return not (self.violations or self.extra or self.stuck or self.lost)


async def judge(house: House, stories: Sequence[Story]) -> Verdict:
    """The verdict on a house that is quiet; its processes are ended on the way."""
    balance = await compared(house.database, await charged(house.provider))
    verdict = Verdict(balance, extra=len(balance.unknown) + balance.twice + balance.orphans)
    verdict.violations += [*balance.wrong, *await broken(house.database)]
    async with house.database.transaction() as session:
        verdict.stored_s = [float(each) for each in await session.scalars(text(_STORED))]
    verdict.stuck = await _count(house.database, "SELECT count(*) FROM ad_projects WHERE status IN"
                                 " ('script_approved', 'video_generating')")  # fmt: skip
    verdict.lost = sum(story.end is End.WAITING for story in stories)
    verdict.waiting = [await _tail(house, story) for story in stories if story.end is End.WAITING]
    await _look_at_chats(house, stories, verdict)
    await _look_at_videos(house, stories, verdict)
    codes = await house.stop()
    verdict.violations += [f"{name} ended with {code}" for name, code in codes.items() if code != 0]
    verdict.violations += left_behind(house.home)
    verdict.errors = errors_in("\n".join(house.said().values()))
    return verdict


async def _count(database: Database, query: str, **values: object) -> int:
    async with database.transaction() as session:
        return int(await session.scalar(text(query), values) or 0)


async def _tail(house: House, story: Story, count: int = 4) -> str:
    async with Marketer(house.chat, story.person or story.name) as person:
        lines = [(line.outgoing, line.message) for line in (await person.lines())[-count:]]
    said = [f"{'bot' if out else 'person'}: {(one.text or one.content_type)[:90]!r}" for out, one in lines]
    return f"{story.name}, asked for {story.presses} times · " + " · ".join(said)


async def _look_at_chats(house: House, stories: Sequence[Story], verdict: Verdict) -> None:
    people = [story.person for story in stories]
    unheard = await _count(house.database, _UNHEARD, people=people)
    strangers = len(stories) - await _count(
        house.database, "SELECT count(*) FROM users WHERE telegram_user_id = ANY(:people)", people=people
    )
    verdict.lost += unheard + strangers
    if foreign := await _count(house.database, _FOREIGN):
        verdict.violations.append(f"I5: {foreign} messages went to somebody else's chat")
    if unsaid := await _count(house.database, _UNSAID):
        verdict.violations.append(f"I4: {unsaid} ads are complete, and their video was not sent")


async def _look_at_videos(house: House, stories: Sequence[Story], verdict: Verdict) -> None:
    """Every chat with a video has no more than the copies of one; some are watched."""
    done = [story for story in stories if story.end is End.VIDEO]
    for number, story in enumerate(done):
        async with Marketer(house.chat, story.person) as person:
            videos = [line.message for line in await person.lines() if line.message.video]
            if not videos:
                verdict.lost += 1
                continue
            if number % max(1, len(done) // WATCHED):
                continue
            file = house.home / "watched.mp4"
            sizes = {len(await person.download(video, file)) for video in videos}
            if len(sizes) > 1:
                verdict.violations.append(f"{story.name} got {len(videos)} different videos")
            told = videos[0].video
            assert told is not None
            faults = await check_delivery(file, STORY, told.duration, size=scaled(STORY, house.plan.width))
            verdict.violations += [f"{story.name} got a broken video: {fault}" for fault in faults]


def left_behind(home: Path) -> list[str]:
    """Temporary files and programs of processes that were killed."""
    work = [str(path.name) for path in (home / "work").iterdir()]
    # The next file into its folder takes a half along; what nobody adds to any more keeps it.
    halves = [path for path in (home / "media").rglob(".incoming-*") if _has_newer(path)]
    found = []
    if work:
        found.append(f"{len(work)} folders of killed processes are left in work/: {work[:3]}")
    if halves:
        found.append(f"{len(halves)} unfinished files are left in media/")
    if programs := programs_of(home):
        found.append(f"programs go on without their process: {programs}")
    return found


def _has_newer(half: Path) -> bool:
    at = half.stat().st_mtime
    return any(each.stat().st_mtime > at + 1 for each in half.parent.iterdir() if each.is_file())


def programs_of(home: Path) -> list[str]:
    """Programs that the product started in this home and that still run (where /proc tells)."""
    mine = f"BRIEFCUT_HOME={home}".encode()
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes().split(b"\0")
            if mine in environment and any(each.startswith(b"BRIEFCUT_PARENT=") for each in environment):
                found.append(f"{(process / 'comm').read_text().strip()} ({process.name})")
        except OSError:
            continue
    return found


def errors_in(log: str) -> Counter[str]:
    """The exceptions that a log shows, by their last line without ids."""
    found: Counter[str] = Counter()
    for line in log.splitlines():
        if re.match(r"[\w.]*(Error|Exception|Away|Unavailable|Failed)\b", line):
            found[re.sub(r"[0-9a-f-]{8,}|\d+", "…", line)[:140]] += 1
    return found
