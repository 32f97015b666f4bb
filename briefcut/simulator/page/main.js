// The chat page: what is known, what happens, and what one can do.
import { get, live, post } from "./api.js";
import { Attach } from "./attach.js";
import { Composer } from "./composer.js";
import { alert, askGroup, askPerson, menu, toast } from "./dialogs.js";
import { $, clock, day, el, icon, summary } from "./dom.js";
import { openInvoice, openSubscriptions } from "./stars.js";
import { Thread, emptyCard } from "./thread.js";

const DOING = {
  typing: "typing…", upload_photo: "sending a photo…", upload_video: "sending a video…", record_video: "recording a video…", upload_document: "sending a file…",
  upload_voice: "sending a voice message…", record_voice: "recording a voice message…", choose_sticker: "choosing a sticker…", find_location: "looking for a place…",
};
const ANSWER_SECONDS = 30;
const state = { bot: {}, people: [], me: 0, speaker: 0, connected: false, boot: "", heard: 0, keyboard: null, pinned: null, action: null, payload: new URLSearchParams(location.search).get("start") || "" };
const waiting = new Map(); // query id → which button waits
const early = new Map(); // answers that overtook the reply to the press
let draftTimer, actionTimer, refreshTimer, receivedTimer, readUpTo = 0;

const person = () => state.people.find((each) => each.id === state.me);
const mine = (path, body) => post(`people/${state.me}/${path}${act.as()}`, body);

async function attempt(work) {
  try { return await work(); } catch (problem) {
    toast(problem instanceof TypeError ? "The server does not answer. Try again in a moment." : problem.message);
    return null;
  }
}

const act = {
  botName: () => state.bot.name || "Bot",
  isBot: (name) => name.toLowerCase() === (state.bot.username || "").toLowerCase(),
  me: () => state.me,
  // In a group one acts as the person that one was last.
  as: () => (state.me < 0 ? `?as=${state.speaker}` : ""),
  inGroup: () => state.me < 0,
  isOwn: (view) => !view.outgoing && (state.me > 0 || view.message.from?.id === state.speaker),
  payload: () => state.payload,
  canSend: () => person()?.started && !person().blocked,
  say: (text, reply) => mine("text", { text, reply_to: reply }),
  command: (text) => attempt(() => act.say(text)),
  start: (payload = "") => attempt(async () => { await mine("start", { payload }); state.payload = ""; history.replaceState(null, "", location.pathname + location.hash); }),
  other: (kind) => attempt(() => mine("other", { kind })),
  block: (blocked) => attempt(() => mine("block", { blocked })),
  change: (message, text) => mine("edit", { message_id: message.message_id, text }),
  remove: (message) => attempt(() => mine("remove", { message_id: message.message_id })),
  stop: (draft) => attempt(() => mine("stop", { draft_id: draft.draft_id })),
  reply: (message) => composer.reply(message),
  edit: (message) => composer.edit(message),
  takeReply: () => composer.takeReply(),
  jumpTo: (id) => thread.jumpTo(id),
  open: (url) => {
    const deep = /^https?:\/\/t\.me\/([A-Za-z0-9_]+)\?start=([A-Za-z0-9_-]*)$/.exec(url);
    const bill = /^https?:\/\/t\.me\/\$([A-Za-z0-9_-]+)$/.exec(url);
    if (deep && act.isBot(deep[1])) act.start(deep[2]);
    else if (bill) attempt(() => openInvoice(state.me, bill[1]));
    else if (/^https?:/i.test(url)) open(url, "_blank", "noopener,noreferrer");
  },
  isWaiting: (id, data) => [...waiting.values()].some((each) => each.id === id && each.data === data),
  waitingIn: (id) => [...waiting.values()].filter((each) => each.id === id).map((each) => each.data),
  lastOwn: () => thread.views.filter((view) => act.isOwn(view) && (view.message.text || view.message.caption)).at(-1)?.message,
  async press(message, data) {
    if (act.isWaiting(message.message_id, data)) return;
    const mark = { id: message.message_id, data }, temporary = Symbol("press");
    waiting.set(temporary, mark);
    thread.draw();
    const done = await attempt(() => mine("press", { message_id: message.message_id, data }));
    waiting.delete(temporary);
    if (done && early.has(done.result)) { answered(early.get(done.result)); early.delete(done.result); }
    else if (done) {
      waiting.set(done.result, mark);
      setTimeout(() => { if (waiting.delete(done.result)) thread.draw(); }, ANSWER_SECONDS * 1000);
    }
    thread.draw();
  },
  seen() {
    const last = thread.views.filter((view) => view.outgoing).at(-1)?.message.message_id || 0;
    if (document.hidden || !state.connected || last <= readUpTo || !phoneShowsChat()) return;
    readUpTo = last;
    mine("read", { up_to: last }).catch(() => { readUpTo = 0; });
  },
  empty: () => emptyCard(state.bot, () => act.start(state.payload)),
  uploading(job) { if (!thread.extra.uploads.includes(job)) { thread.extra.uploads.push(job); thread.sticky = true; } thread.draw(); },
  uploaded(job) { thread.extra.uploads = thread.extra.uploads.filter((each) => each !== job); thread.draw(); },
};

const thread = new Thread(act);
const composer = new Composer(act, new Attach(act));
const phoneShowsChat = () => innerWidth > 720 || $("app").classList.contains("in-chat");

function answered(answer) {
  if (answer.url) act.open(answer.url);
  if (answer.text && answer.show_alert) alert(act.botName(), answer.text);
  else if (answer.text) toast(answer.text);
}

function showDraft(draft, seconds) {
  clearTimeout(draftTimer);
  thread.extra.draft = draft;
  if (draft) draftTimer = setTimeout(() => showDraft(null), seconds * 1000);
  thread.draw();
}

function showAction(action, seconds) {
  clearTimeout(actionTimer);
  state.action = action;
  if (action) actionTimer = setTimeout(() => showAction(null), seconds * 1000);
  header();
}

function header() {
  const as = state.people.find((each) => each.id === state.speaker);
  $("bot-name").textContent = act.inGroup() ? person()?.first_name || "" : act.botName();
  const doing = state.connected ? DOING[state.action] : "connecting…";
  $("status").textContent = doing || (act.inGroup() ? `group · you are ${as?.first_name || "…"}` : "bot");
  $("status").classList.toggle("busy", Boolean(state.connected && doing));
  const unread = state.people.reduce((sum, each) => sum + each.unread, 0);
  document.title = `${unread ? `(${unread}) ` : ""}${act.botName()}`;
  const pinned = thread.views.find((view) => view.message.message_id === state.pinned);
  $("pinned").hidden = !pinned;
  if (pinned) $("pinned").replaceChildren(el("b", {}, "Pinned message"), el("span", {}, summary(pinned.message)));
}

function sidebar() {
  $("people").replaceChildren(...state.people.map((each, i) => {
    const last = each.last?.message, unread = each.id === state.me && phoneShowsChat() && !document.hidden ? 0 : each.unread;
    const when = last ? (day(last.date) === "Today" ? clock(last.date) : day(last.date)) : "";
    const name = [each.first_name, each.last_name].filter(Boolean).join(" ");
    return el("button", { type: "button", class: "person", "aria-current": each.id === state.me ? "true" : null, onclick: () => be(each.id), "data-testid": "person", data: { person: each.id, name: each.first_name }, "aria-label": `${each.id < 0 ? "Open the group" : "Be"} ${name}${unread ? `, ${unread} unread` : ""}` },
      el("span", { class: `avatar tint${i % 6}`, "aria-hidden": "true" }, [each.first_name, each.last_name].filter(Boolean).map((word) => [...word][0]).join("").toUpperCase()),
      el("span", { class: "name" }, name), el("span", { class: "time" }, when),
      el("span", { class: "last" }, each.blocked ? "has blocked the bot" : last ? `${each.last.outgoing ? "" : each.id < 0 ? `${last.from?.first_name}: ` : "You: "}${summary(last)}` : "has not started yet"),
      unread ? el("span", { class: "badge", "data-testid": "unread" }, String(unread)) : null);
  }));
}

async function refreshPeople() {
  const known = await get("state");
  state.bot = known.bot;
  state.people = known.people;
  sidebar();
  header();
  if (person()) composer.show({ person: person(), keyboard: state.keyboard });
}

// Several events in a row ask the server once.
function soon() {
  clearTimeout(refreshTimer);
  refreshTimer = setTimeout(() => refreshPeople().catch(() => {}), 60);
}

async function load(opening) {
  const id = state.me, chat = await get(`people/${id}/messages?limit=300`);
  if (id !== state.me) return undefined;
  // Something happened while this answer was under way: it tells of before, and would take back what is shown.
  if (chat.boot === state.boot && chat.sequence < state.heard) return load(opening);
  state.keyboard = chat.keyboard;
  state.pinned = chat.pinned;
  if (opening) thread.open(chat.messages); else thread.update(chat.messages);
  showDraft(chat.draft, chat.draft?.seconds);
  showAction(chat.action?.action, chat.action?.seconds);
  composer.show({ person: chat.person, keyboard: chat.keyboard });
  return header();
}

async function be(id, show = true) {
  state.me = id;
  if (id > 0) state.speaker = id;
  else state.speaker ||= Number(localStorage.getItem("speaker")) || state.people[0].id;
  localStorage.setItem("speaker", state.speaker);
  readUpTo = 0;
  waiting.clear();
  thread.extra = { draft: null, uploads: [] };
  history.replaceState(null, "", `${location.search}#${id}`);
  localStorage.setItem("me", id);
  if (show) $("app").classList.add("in-chat");
  sidebar();
  await attempt(() => load(true));
  if (matchMedia("(pointer: fine)").matches) composer.area.focus();
}

// Whoever writes has started: the foot must not wait for the server to say so.
function begun() {
  Object.assign(person(), { started: true, blocked: false });
  composer.show({ person: person(), keyboard: state.keyboard });
}

function happened(event) {
  const here = event.chat_id === state.me;
  if (event.type === "hello") state.boot = event.boot;
  state.heard = event.sequence;
  switch (event.type) {
    case "hello": return welcome();
    case "message":
      if (here) {
        if (event.view.outgoing) { showDraft(null); showAction(null); } else begun();
        thread.put(event.view);
      }
      return soon();
    case "edited":
      if (here) { thread.put(event.view); header(); }
      return soon();
    case "deleted":
      if (here) thread.update(thread.views.filter((view) => view.message.message_id !== event.message_id));
      return soon();
    case "received":
      if (here) { clearTimeout(receivedTimer); receivedTimer = setTimeout(() => load(false).catch(() => {}), 120); }
      return undefined;
    case "draft": return here ? showDraft(event.draft, event.seconds) : undefined;
    case "action": return here ? showAction(event.action, event.seconds) : undefined;
    case "keyboard":
      if (here) { state.keyboard = event.keyboard; composer.show({ person: person(), keyboard: event.keyboard }); }
      return undefined;
    case "pinned": if (here) { state.pinned = event.message_id; header(); } return undefined;
    case "answer": {
      if (!here) return undefined;
      if (!waiting.delete(event.query_id)) { early.set(event.query_id, event.answer); setTimeout(() => early.delete(event.query_id), 5000); return undefined; }
      answered(event.answer);
      return thread.draw();
    }
    case "person": case "bot": return soon();
    default: return undefined;
  }
}

// First contact and every reconnect: read everything anew, the server may have been restarted.
async function welcome() {
  await refreshPeople();
  if (person()) return load(false);
  const wanted = Number(location.hash.slice(1)) || Number(localStorage.getItem("me"));
  return be((state.people.find((each) => each.id === wanted) || state.people[0]).id);
}

function furnish() {
  const paint = () => { const dark = document.documentElement.dataset.theme === "dark"; $("theme").replaceChildren(icon(dark ? "sun" : "moon")); $("theme").setAttribute("aria-label", dark ? "Light colours" : "Dark colours"); };
  paint();
  $("theme").addEventListener("click", () => { window.toggleTheme(); paint(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);
  $("back").append(icon("back", 26));
  $("back").addEventListener("click", () => { $("app").classList.remove("in-chat"); sidebar(); });
  $("chat-menu").append(icon("menu"));
  $("chat-menu").addEventListener("click", () => menu($("chat-menu"), [
    act.inGroup() ? null : person()?.blocked ? { label: "Unblock the bot", icon: "tick", act: () => act.block(false) } : { label: "Block the bot", icon: "block", danger: true, act: () => act.block(true) },
    { label: "My Stars subscriptions", icon: "star", act: () => attempt(() => openSubscriptions(state.me)) },
    { label: "Open as another tab", icon: "out", act: () => open(`${location.pathname}#${state.me}`, "_blank", "noopener") },
    { label: "Copy a link to this bot", icon: "link", act: () => navigator.clipboard.writeText(`https://t.me/${state.bot.username}`).then(() => toast("Copied")) },
  ]));
  $("add-person").append(icon("add"), "Add a person");
  $("add-person").addEventListener("click", () => askPerson(async (form) => { const added = await post("people", form); await refreshPeople(); await be(added.id); }));
  $("add-group").append(icon("add"), "Add a group");
  $("add-group").addEventListener("click", () => askGroup(async (title) => { const added = await post("people", { first_name: title, group: true, by: state.speaker }); await refreshPeople(); await be(added.id); }));
  $("pinned").addEventListener("click", () => thread.jumpTo(state.pinned));
  document.addEventListener("visibilitychange", () => { sidebar(); act.seen(); });
  addEventListener("resize", sidebar);
  addEventListener("hashchange", () => { const id = Number(location.hash.slice(1)); if (id && id !== state.me && state.people.some((each) => each.id === id)) be(id); });
  header();
}

furnish();
live((event) => Promise.resolve(happened(event)).catch(() => {}), (connected) => { state.connected = connected; header(); });
