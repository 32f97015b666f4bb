// One row of the thread: a message or an album, with quote, words, time, buttons and reaction.
import { menu, toast } from "./dialogs.js";
import { button, clock, el, icon, summary } from "./dom.js";
import { album, mediaOf } from "./media.js";
import { rich } from "./richtext.js";

function quote(message, act) {
  const other = message.reply_to_message;
  if (!other) return null;
  return el("button", { type: "button", class: "quote", "aria-label": `In reply to: ${summary(other)}`, onclick: () => act.jumpTo(other.message_id) },
    el("b", {}, other.from?.is_bot ? act.botName() : other.from?.first_name), el("span", {}, message.quote?.text || summary(other)));
}

function meta(view) {
  const { message } = view;
  const ticks = view.outgoing ? null : el("span", { class: "tick", title: view.received ? "The bot has it" : "Sent; the bot has not fetched it yet", "data-testid": view.received ? "received" : "sent" }, icon(view.received ? "ticks" : "tick", 15));
  return el("span", { class: "meta" }, view.edited ? el("span", { "data-testid": "edited" }, "edited") : null,
    el("time", { datetime: new Date(message.date * 1000).toISOString(), title: new Date(message.date * 1000).toLocaleString() }, clock(message.date)), ticks);
}

function key(view, item, act) {
  const waiting = item.callback_data && act.isWaiting(view.message.message_id, item.callback_data);
  const corner = item.url || item.web_app ? "out" : item.copy_text ? "copy" : null;
  const onclick = () => {
    if (item.callback_data) act.press(view.message, item.callback_data);
    else if (item.copy_text) navigator.clipboard.writeText(item.copy_text.text).then(() => toast("Copied"));
    else if (item.url || item.web_app) act.open(item.url || item.web_app.url);
  };
  return el("button", { type: "button", class: `key ${item.style || ""} ${waiting ? "waiting" : ""}`, "aria-busy": waiting ? "true" : null, disabled: Boolean(item.disabled), onclick, "data-testid": "key", "data-callback": item.callback_data },
    item.text, corner ? el("span", { class: "corner" }, icon(corner, 13)) : null);
}

function actions(view, act) {
  const { message } = view, words = message.text || message.caption;
  return [
    { label: "Reply", icon: "reply", act: () => act.reply(message) },
    words && { label: "Copy text", icon: "copy", act: () => navigator.clipboard.writeText(words).then(() => toast("Copied")) },
    act.isOwn(view) && words && { label: "Edit", icon: "edit", act: () => act.edit(message) },
    { label: "Delete for both", icon: "trash", danger: true, act: () => act.remove(message) },
  ];
}

// What may change without touching the bubble, so that a film plays on while buttons come, wait and go.
export function decorate(node, views, place, act) {
  const lines = views[0].message.reply_markup?.inline_keyboard || [];
  const look = JSON.stringify([lines, act.waitingIn(views[0].message.message_id)]);
  node.classList.toggle("first", place.first);
  node.classList.toggle("last", place.last && !lines.length);
  node.classList.toggle("with-keys", lines.length > 0);
  if (node.dataset.keys === look) return;
  node.dataset.keys = look;
  node.querySelector(".keys")?.remove();
  if (lines.length) node.querySelector(".stack").append(el("div", { class: "keys", role: "group", "aria-label": "Buttons", "data-testid": "keys" }, lines.map((line) => el("div", { class: "line" }, line.map((item) => key(views[0], item, act))))));
}

export function row(views, act) {
  const view = views[0], { message } = view, last = views[views.length - 1];
  const media = views.length > 1 ? { node: message.photo || message.video ? album(views.map((each) => each.message)) : el("div", {}, views.map((each) => mediaOf(each.message).node)), fills: Boolean(message.photo || message.video) } : mediaOf(message);
  const spoken = views.map((each) => each.message).find((each) => each.text || each.caption);
  const words = spoken ? el("div", { class: "words", dir: "auto", "data-testid": "words" }, rich(spoken.text || spoken.caption, spoken.entities || spoken.caption_entities, act)) : null;
  const sender = act.inGroup() && !view.outgoing && !act.isOwn(view) ? el("div", { class: "origin", "data-testid": "sender" }, message.from?.first_name || "") : null;
  const origin = message.forward_origin ? el("div", { class: "origin" }, `Forwarded from ${message.forward_origin.sender_user?.first_name || "someone"}`) : null;
  const more = button("Message actions", "menu", () => menu(more, actions(view, act)), { class: "icon-button more", "aria-haspopup": "menu" });
  const kind = [media.fills ? "visual" : "", media.bare ? "bare" : "", media.video && !words ? "video-only" : ""].join(" ");
  const above = message.show_caption_above_media;
  const bubble = el("div", { class: `bubble ${kind}` }, sender, quote(message, act), origin, above ? words : null, media.node, above ? null : words, meta(last), more);
  // Inside the words the time stands on their last line where it fits.
  if (words && !(media.fills && above)) words.append(bubble.querySelector(":scope > .meta"));
  const reaction = views.find((each) => each.reaction)?.reaction;
  const node = el("div", { class: `row ${act.isOwn(view) ? "out" : "in"}`, role: "article", "aria-label": `${view.outgoing ? act.botName() : act.isOwn(view) ? "You" : message.from?.first_name}, ${clock(message.date)}`, "data-testid": "message", data: { id: message.message_id, from: view.outgoing ? "bot" : "person" } },
    el("div", { class: `stack ${media.fills ? "narrow" : ""}` }, bubble, reaction ? el("span", { class: "reaction", "aria-label": `Reaction ${reaction}`, "data-testid": "reaction" }, reaction) : null));
  bubble.addEventListener("dblclick", (event) => { if (!event.target.closest("button, a, video, input")) act.reply(message); });
  bubble.addEventListener("contextmenu", (event) => {
    if (event.target.closest("a, video") || String(getSelection())) return;
    event.preventDefault();
    menu({ x: event.clientX, y: event.clientY }, actions(view, act));
  });
  return node;
}

export function draftRow(draft, stop, act) {
  const words = draft.text ? el("div", { class: "words", dir: "auto" }, rich(draft.text, draft.entities, act)) : el("div", { class: "words thinking" }, "Thinking…");
  return el("div", { class: "row in first draft", "data-testid": "draft", "aria-live": "off" }, el("div", { class: "stack" }, el("div", { class: "bubble" }, words)),
    draft.can_stop ? el("button", { type: "button", class: "stop", onclick: stop, "data-testid": "stop" }, icon("stop", 15), "Stop") : null);
}

export function uploadRow(job) {
  const percent = Math.round(job.progress * 100);
  return el("div", { class: "row out first last", "data-testid": "upload" }, el("div", { class: "stack" }, el("div", { class: "bubble" }, el("div", { class: "upload" },
    el("span", { class: "spin" }), el("span", { class: "name" }, job.name), el("progress", { max: 1, value: job.progress, "aria-label": `Sending ${job.name}` }),
    el("span", { class: "sub" }, percent < 100 ? `${percent} % sent` : "Processing…"), button("Cancel sending", "close", job.cancel)))));
}
