"""Message drafts: previews of an answer being written, gone after thirty seconds without a refresh."""

from dataclasses import dataclass

from briefcut.simulator.entities import Rich
from briefcut.simulator.messages import Json, to_json


@dataclass(frozen=True)
class Draft:
    """A preview in one chat."""

    chat_id: int
    draft_id: int
    rich: Rich
    can_stop: bool
    keep_on_stop: bool
    expires_at: float

    def view(self) -> Json:
        """What the chat page shows."""
        return {
            "draft_id": self.draft_id,
            "text": self.rich.text,
            "entities": [to_json(entity) for entity in self.rich.entities],
            "can_stop": self.can_stop,
            "expires_at": self.expires_at,
        }


class Drafts:
    """The drafts shown now. Not stored: Telegram forgets them as well."""

    def __init__(self) -> None:
        self._shown: dict[int, Draft] = {}
        self._stopped: set[tuple[int, int]] = set()

    def show(self, draft: Draft) -> bool:
        """Show or replace the chat's draft; False when the person has stopped this one."""
        if (draft.chat_id, draft.draft_id) in self._stopped:
            return False
        self._shown[draft.chat_id] = draft
        return True

    def of(self, chat_id: int, now: float) -> Draft | None:
        """The draft visible at `now`."""
        draft = self._shown.get(chat_id)
        return draft if draft and draft.expires_at > now else None

    def clear(self, chat_id: int) -> None:
        """A message took the draft's place."""
        self._shown.pop(chat_id, None)

    def stop(self, chat_id: int, draft_id: int, now: float) -> Draft | None:
        """The person pressed Stop: further drafts of this id are not shown. None where none was running."""
        draft = self.of(chat_id, now)
        if draft is None or draft.draft_id != draft_id or not draft.can_stop:
            return None
        self._stopped.add((chat_id, draft_id))
        if draft.keep_on_stop:
            kept = Draft(chat_id, draft_id, draft.rich, False, True, draft.expires_at)
            self._shown[chat_id] = kept
        else:
            self.clear(chat_id)
        return draft
