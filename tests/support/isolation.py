"""What the generated isolation test can't guess: which arguments name whose rows, and who acts for nobody."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, Final

from db.answers import AdFacts, NewScript
from db.billing import Paid
from db.ledger import Ceilings, Told
from db.spending import Part, Spending

OWN: Final[dict[str, str]] = {
    "project_id": "ad_projects",
    "message_id": "chat_messages",
    "asset_id": "assets",
    "brand_id": "brands",
    "job_id": "generation_jobs",
    "turn_id": "turns",
    "campaign_id": "campaigns",
    "template_id": "campaign_templates",
    "style_id": "brand_styles",
    "group_id": "generation_groups",
    "edit_id": "editing_sessions",
    "publication_id": "publications",
    "schedule_id": "schedules",
    "lora_model_id": "lora_models",
    "payment_id": "payments",
}
"""A parameter (or `module.Class.method.parameter`) that names a person's row of that table."""

_SCRIPT: Final = NewScript(
    document={"scenes": [{"sceneNumber": 1, "duration": 3}], "music": {}},
    storyline="A lamp is lit.",
    voiceover_text=None,
    overlay={},
    framework_beats={},
    writer="guided",
)

VALUES: Final[dict[str, Any]] = {
    "chat_id": lambda whose: whose.number,
    "telegram_message_id": lambda whose: whose.number,
    "db.projects.Projects.remember.telegram_message_id": lambda whose: whose.number + 500,
    "dedupe_key": lambda whose: whose.rows["outbox"]["dedupe_key"],
    "uris": lambda whose: [whose.rows["assets"]["url"]],
    "asset_ids": lambda whose: [whose.id_of("assets")],
    "samples": lambda whose: [whose.id_of("assets")],
    "db.lora.Training.begin.samples": 12,
    "db.lora.Training.begin.spending": Spending(
        {("training", None): Part("replicate", "ostris/flux-dev-lora-trainer", Decimal(1))},
        Decimal(20),
        Decimal(10),
        Ceilings(Decimal(2000), Decimal(2000)),
    ),
    "db.lora.Training.begin.revision": 0,
    "db.lora.Training.cancel.revision": None,
    "payload": lambda whose: whose.rows["payments"]["payload"],
    "charge_id": lambda whose: whose.rows["payments"]["telegram_payment_charge_id"],
    "paid": lambda whose: Paid("charge", whose.rows["payments"]["payload"], Decimal(5)),
    "renews": True,
    "wanted": True,
    "day": lambda whose: whose.rows["budgets"]["day"],
    "figures": [(None, "sharpness", 80.0), (1, "sharpness", 70.0)],
    "ceilings": Ceilings(Decimal(20), Decimal(200)),
    "spending": Spending({}, Decimal(20), Decimal(10)),
    "prints": {},
    "kind": "still",
    "best": {1: 1},
    "wishes": {"quiet": True},
    "db.sharing.Sharing.offer.token": "x" * 16,
    "db.sharing.Sharing.begin.framework": "PAS",
    "standing": "a",
    "words": "",
    "page": 0,
    "size": 5,
    "mime": "image/jpeg",
    "file_id": "file",
    "db.ledger.Costs.add_all.calls": lambda whose: [
        (
            Decimal(1),
            Told(
                project_id=whose.id_of("ad_projects"),
                provider="openai",
                model_name=None,
                api_call_id=None,
                usage=None,
                error=None,
                details={},
            ),
        )
    ],
    "db.billing.Billing.may_pay.amount": Decimal("1.25"),
    "db.answers.Answers.write_facts.facts": AdFacts(
        ad_details={},
        brief={},
        asked=["product"],
        title="Lamp",
        framework="PAS",
        aspect_ratio="9:16",
        creativity_level=5,
        product_category=None,
    ),
    "db.answers.Answers.write_script.script": _SCRIPT,
    "db.projects.Projects.set_craft.level": "thorough",
    "db.answers.Answers.write_beside.script": _SCRIPT,
    "db.outbox.key_of_sent.message_id": lambda whose: whose.number + 1,
    "db.outbox.said_as.message_id": lambda whose: whose.number + 1,
    "db.brands.BrandBook.page.number": 0,
    "db.brands.BrandBook.choose_logo.number": 0,
    "db.brands.BrandBook.choose_logo.mark": lambda whose: (
        int(whose.rows["brands"]["updated_at"].timestamp() * 1000) % 2**31
    ),
    "db.brands.BrandBook.delete.mark": lambda whose: (
        int(whose.rows["brands"]["updated_at"].timestamp() * 1000) % 2**31
    ),
    "db.library.Brands.add_picture.uri": "media/lamp.jpg",
    "db.messages.Messages.note_sent.telegram_message_id": lambda whose: whose.number + 600,
    "campaign_type": "general",
    "comparison_type": "prompt",
    "db.campaigns.Campaigns.move.status": "paused",
    "metric_name": "image_quality",
    "state": "completed",
    "cron": "0 9 * * 1",
    "timezone": "Europe/Berlin",
    "locale": "en",
    "email": "someone@example.com",
    "zone": "Europe/Berlin",
    "index": 0,
    "revision": 1,
    "revisions": [1],
    "sentence": "edit-person",
}
"""What to pass; a function gets the person whose it should be."""

_IDENTITY = "Telegram says who it is: this is where the acting person comes from."
_WORKER = "A worker acts on the job or turn whose lease it holds; tests/db/test_production.py, test_turns.py."
_PIPELINE = "The pipeline moves an ad that a person set going; tests/db/test_production.py."
_PRESSED = (
    "Part of a person's press on their own ad: `Production.approve` checked whose it is; test_paying.py."
)
_OWN_SUM = "One sum over the acting person's own budgets; test_paying.py."
_SENDER = "The sender of a chat reads what is due there; tests/db/test_outbox.py."
_ENGINE = "Wakes work by ids and shows nothing; the work reads the rows itself; tests/db/test_queue.py."
_ADMIN = "Administrators act for the product, known by `ADMIN_IDS`; test_repositories_administration.py."
_OPERATOR = (
    "Sums for whoever runs the product, told to machines; no words of anybody. tests/front/test_scraping.py."
)
_SWEEP = "Looks for what is due or old whosever it is, and tells no person; its own test."

SYSTEM: Final[dict[str, str]] = {
    "db.accounts.Accounts.meet": _IDENTITY,
    "db.accounts.Accounts.of_draft": _IDENTITY,
    "db.accounts.Accounts.of_telegram": _ADMIN,
    "db.accounts.Accounts.mark_blocked": _IDENTITY,
    "db.accounts.Accounts.hold": "A lock that shows and changes nothing; tests/faults/test_deadlocks.py.",
    "db.sharing.Sharing.take": "The owner gave the link away, token and all; tests/bot/test_links.py.",
    "db.bell.ring": "A ring is a hint without rows.",
    "db.claims.Claims": _WORKER,
    "db.own.OwnPictures": _WORKER,
    "db.placing.place": _PRESSED,
    "db.placing.choose": _PRESSED,
    "db.placing.take_back": _PRESSED,
    "db.figures.read_figures": _OPERATOR,
    "db.figures.spend_before": _OPERATOR,
    "db.placing.reject_the_rest": _PIPELINE,
    "db.stock.load_stock": _PRESSED,
    "db.production.Production.begin": _PRESSED,
    "db.production.Production.look_of": _WORKER,
    "db.attempts.Attempts.charged_for": _PIPELINE,
    "db.health.examine": "Tells how the database is, and of nobody; tests/db/test_health.py.",
    "db.lora.Trainings": "Looks after trainings whosever they are, for their owners; tests/paid/test_lora.py.",
    "db.lora.look_of_ad": _PIPELINE,
    "db.nights.night_is_due": _OPERATOR,
    "db.nights.last_day": _OPERATOR,
    "db.nights.adrift": _OPERATOR,
    "db.outbox.say": "Written for the person of a visit or of a job, whose rows the caller holds; test_outbox.py.",
    "db.outbox.wake": _ENGINE,
    "db.outbox.due": _SENDER,
    "db.outbox.next_due_s": _SENDER,
    "db.upcoming.take_next": _SENDER,
    "db.outbox.waiting": _SENDER,
    "db.outbox.drawn_as": _SENDER,
    "db.outbox.forget": _SENDER,
    "db.outbox.begin_once": _SENDER,
    "db.outbox.not_begun": _SENDER,
    "db.outbox.find": _PIPELINE,
    "db.outbox.told_to": "Whose buttons those are, before anybody in a group presses one; tests/bot/test_groups.py.",
    "db.approvals.Approvals": "Whoever was shown the question in a group may answer it; tests/bot/test_groups.py.",
    "db.outbox.mark_sent": _SENDER,
    "db.outbox.mark_failed": _SENDER,
    "db.outbox.hold_chat": _SENDER,
    "db.outbox.chats_waiting": _SWEEP,
    "db.production.Production.project": _PIPELINE,
    "db.production.Production.jobs": _PIPELINE,
    "db.production.Production.job": _PIPELINE,
    "db.production.Production.move": _PIPELINE,
    "db.production.Production.finish": _PIPELINE,
    "db.production.Production.set_stage": _PIPELINE,
    "db.production.Production.fail_project": _PIPELINE,
    "db.production.Production.begin_delivery": _PIPELINE,
    "db.production.Production.repeat_delivery": _PIPELINE,
    "db.production.Production.end_delivery": _WORKER,
    "db.production.Production.asset": _WORKER,
    "db.production.Production.add_asset": "A worker stores what it made of a row it holds; keys refuse others'.",
    "db.production.Production.stalled_projects": _SWEEP,
    "db.queue.enqueue": _ENGINE,
    "db.retention.forget_old_updates": _SWEEP,
    "db.retention.forget_said": _SWEEP,
    "db.retention.forget_ended_jobs": _SWEEP,
    "db.retention.old_files": _SWEEP,
    "db.retention.forget_files": _SWEEP,
    "db.turns.Turns.claim": _WORKER,
    "db.turns.Turns.take_lines": _WORKER,
    "db.turns.Turns.about": _WORKER,
    "db.turns.Turns.renew": _WORKER,
    "db.turns.Turns.finish": _WORKER,
    "db.turns.Turns.give_back": _WORKER,
    "db.turns.Turns.postpone": _WORKER,
    "db.turns.Turns.wake_waiting": _ENGINE,
    "db.turns.Turns.orphans": _SWEEP,
    "db.administration.AuditLog": _ADMIN,
    "db.administration.Switches": _ADMIN,
    "db.administration.Broadcasts": _ADMIN,
    "db.administration.Invites": _ADMIN,
    "db.operations.find_trouble": _OPERATOR,
    "db.operations.ads_at_work": _ADMIN,
    "db.operations.ad_at_work": _ADMIN,
    "db.operations.hasten": _ADMIN,
    "db.alerts.Alerts": _ADMIN,
    "db.broadcasting.Announcing": _ADMIN,
    "db.operations.runs_of_models": _OPERATOR,
    "db.wakeups.wake_announcing": _ENGINE,
    "db.analytics.days_of": _ADMIN,
    "db.analytics.spent_by": _ADMIN,
    "db.analytics.spent_daily": _ADMIN,
    "db.operations.wake_all": _ENGINE,
    "db.people.People": _ADMIN,
    "db.spending.today_began": "A moment.",
    "db.access.Access": _ADMIN,
    "db.billing.end_expired_plans": _SWEEP,
    "db.stars.Stars": "The product's own: what Telegram has to be told, for its payer alone; test_stars.py.",
    "db.usage.said_today": _OWN_SUM,
    "db.usage.stored": _OWN_SUM,
    "db.usage.being_made": _OWN_SUM,
    "db.usage.usage": _OWN_SUM,
    "db.wakeups.wake_stars": _ENGINE,
    "db.reviews.Reviews": _ADMIN,
    "db.attempts.Attempts": "A worker's, who holds the job's lease, or a looker's; test_repositories_ledger.py.",
    "db.settling.settle": "Ends a try of whosever job it is, for its owner alone; test_paying.py.",
    "db.settling.note_orphan": "Writes down what is nobody's; test_paying.py.",
    "db.spending.today": "A date.",
    "db.spending.set_aside": _PRESSED,
    "db.spending.set_aside_for_training": _PRESSED,
    "db.spending.share_out": _PRESSED,
    "db.spending.release": _PIPELINE,
    "db.spending.reserved_of_all": "One sum over everybody; test_paying.py.",
    "db.spending.left_of_allowance": _OWN_SUM,
    "db.ledger.Budgets.used": _OWN_SUM,
    "db.privacy.export": "Hands a person their own rows, or those an administrator answers for; test_privacy.py.",
    "db.privacy.holdings": "Counts the rows of the person who is asked whether they leave; test_privacy.py.",
    "db.privacy.leaving": _SWEEP,
    "db.privacy.staying": _SWEEP,
    "db.reports.most_active": _ADMIN,
    "db.publishing.Calendar": "The scheduler's: what is due, whosever it is; test_repositories_publishing.py.",
    "db.variants.Cutting": "The engine runs an edit alone, for the owner of its ad; tests/jobs/test_edits.py.",
    "db.moving.bring_down": "A card's key is made of its ad's id, which the caller has asked for its owner; "
    "tests/bot/test_producing.py.",
    "db.updates.first_time": "The number of an update says nothing about anybody.",
    "db.updates.take_up": "What waits for its handler, whosever it is; tests/bot/test_inbox.py.",
    "db.wakeups.wake_turn": _ENGINE,
    "db.wakeups.wake_production": _ENGINE,
    "db.wakeups.wake_job": _ENGINE,
    "db.wakeups.wake_edit": _ENGINE,
    "db.wakeups.wake_training": _ENGINE,
    "db.wakeups.wake_export": _ENGINE,
    "db.wakeups.wake_export_removal": _ENGINE,
    "db.wakeups.wake_forgetting": "Names weights of nobody any more; tests/db/test_privacy.py.",
}
"""Ways to the rows (or whole repositories) that act for nobody, each with its reason."""

_GLOBAL_BUDGET = (
    "INSERT INTO budgets (day, limit_amount, reserved) SELECT day, 900, 100 FROM budgets LIMIT 1;"
    "UPDATE budgets SET reserved = 100"
)
_TRAINING = "UPDATE lora_models SET training_status = 'in_progress'"
_TRAINED = (
    "UPDATE lora_models SET training_status = 'completed', revision = 1, huggingface_model_id = 'me/looks:' || id,"
    ' history = \'[{"modelName": "BAGU", "huggingfaceModelId": "me/looks:1"}]\''
)
_RENEWING = (
    "UPDATE payments SET plan = 'pro';"
    "UPDATE subscriptions SET plan = 'pro', source = 'payment', status = 'active', renews = false,"
    " renew_wanted = NULL"
)
_APPROVED = "UPDATE publications SET status = 'approved'"

_EDITED = (
    "UPDATE editing_sessions SET output_asset_id = (SELECT id FROM assets AS a"
    " WHERE a.user_id = editing_sessions.user_id LIMIT 1);"
    "UPDATE assets SET metadata = jsonb_build_object('edit', jsonb_build_object('of', id, 'revision', 1))"
)

_FACE = "UPDATE assets SET analysis = '{\"face\": true}'"

BEFORE: Final[dict[str, str]] = {
    "db.billing.Billing.ask_refund": (
        "UPDATE payments SET status = 'paid', paid_at = now(), telegram_payment_charge_id = id::text,"
        " refund_asked_at = NULL"
    ),
    "db.billing.Billing.note_renewal": _RENEWING,
    "db.billing.Billing.want_renewal": _RENEWING,
    "db.billing.Billing.stop_renewal": (
        "UPDATE subscriptions SET source = 'payment', status = 'active', renews = true, renew_wanted = NULL"
    ),
    "db.accounts.Accounts.remove": (
        "UPDATE generation_costs SET user_id = NULL, project_id = NULL, asset_id = NULL, lora_model_id = NULL;"
        "DELETE FROM ad_projects"
    ),
    "db.brands.BrandBook.restore": "UPDATE brands SET deleted_at = now()",
    "db.billing.Billing.note_refunded": "UPDATE payments SET status = 'paid', paid_at = now()",
    "db.ledger.Budgets.settle": _GLOBAL_BUDGET,
    "db.ledger.Budgets.give_back": _GLOBAL_BUDGET,
    "db.library.Library.mood_board": "UPDATE assets SET user_selected = true",
    "db.portraits.Portraits.barred": _FACE,
    "db.portraits.Portraits.unanswered": _FACE,
    "db.lora.Training.begin": "UPDATE lora_models SET revision = 0; UPDATE users SET subscription_type = 'pro'",
    "db.lora.Training.cancel": _TRAINING,
    "db.lora.Training.running": _TRAINING,
    "db.lora.Training.note_offer": "DELETE FROM lora_models",
    "db.lora.Training.pictures": (
        "UPDATE assets SET type = 'image', status = 'completed', deleted_at = NULL;"
        "UPDATE brands SET product_images = (SELECT jsonb_agg(url) FROM assets WHERE brand_id = brands.id)"
    ),
    "db.lora.Training.use_before": _TRAINED,
    "db.lora.Training.use_none": _TRAINED,
    "db.lora.looks_of": _TRAINED,
    "db.privacy.erase": "UPDATE users SET deleted_at = now() - interval '3 days'",
    "db.production.Production.cancel": "UPDATE ad_projects SET status = 'script_approved'",
    "db.projects.Projects.approved_at": "UPDATE scripts SET approved_at = now()",
    "db.projects.Projects.switch": "UPDATE chat_sessions SET active_project_id = NULL",
    "db.publishing.Publications.schedule": _APPROVED,
    "db.publishing.Publications.publish": _APPROVED,
    "db.publishing.Schedules.resume": "UPDATE schedules SET paused_at = now()",
    "db.messages.Messages.video_in": (
        "UPDATE chat_messages SET kind = 'video', asset_id = (SELECT a.id FROM assets AS a"
        " JOIN ad_projects AS p ON p.user_id = a.user_id WHERE p.id = chat_messages.project_id LIMIT 1)"
    ),
    "db.variants.Edits.of_video": _EDITED,
    "db.variants.Edits.revision_of": _EDITED,
    "db.variants.Edits.finish": "UPDATE editing_sessions SET status = 'rendering'",
    "db.variants.Edits.resume": (
        "UPDATE editing_sessions SET status = 'failed', error_message = 'edit-person: seen', edit_data ="
        " jsonb_build_object('clips', (SELECT jsonb_agg(jsonb_build_object('id', '1', 'assetId', a.id, 'end', 1))"
        " FROM assets AS a WHERE a.user_id = editing_sessions.user_id))"
    ),
}
"""What must hold for everybody before the method can do anything; otherwise the test would prove nothing."""
