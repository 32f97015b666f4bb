// The list of messages: rows are kept while they look the same, so that a playing video plays on.
import { decorate, draftRow, row, uploadRow } from "./bubble.js";
import { $, day, el, icon } from "./dom.js";

const RUN = 300; // seconds within which messages of one sender stand together

export class Thread {
  constructor(act) {
    this.act = act;
    this.node = $("thread");
    this.rows = new Map();
    this.views = [];
    this.extra = { draft: null, uploads: [] };
    this.sticky = true;
    this.missed = 0;
    this.jump = $("jump");
    this.node.addEventListener("scroll", () => { this.scrolled(); this.float(); }, { passive: true });
    this.jump.addEventListener("click", () => this.toEnd(true));
    // Pictures and players grow after they are drawn; whoever stood at the end stays there.
    new ResizeObserver(() => this.sticky && this.toEnd()).observe(this.node);
    this.node.addEventListener("load", () => this.sticky && this.toEnd(), true);
    this.node.addEventListener("loadedmetadata", () => this.sticky && this.toEnd(), true);
  }

  open(views) {
    this.rows.clear();
    this.views = views;
    this.known = new Set(views.map((view) => view.message.message_id));
    this.missed = 0;
    this.sticky = true;
    this.draw();
    this.toEnd();
  }

  update(views) {
    const before = this.known;
    this.known = new Set(views.map((view) => view.message.message_id));
    this.views = views;
    const fresh = views.filter((view) => !before.has(view.message.message_id));
    if (fresh.some((view) => this.act.isOwn(view))) this.sticky = true;
    if (!this.sticky) this.missed += fresh.length;
    this.draw(new Set(fresh.map((view) => view.message.message_id)));
  }

  put(view) {
    const id = view.message.message_id;
    const at = this.views.findIndex((each) => each.message.message_id === id);
    const views = [...this.views];
    if (at >= 0) views[at] = view;
    else { views.push(view); views.sort((a, b) => a.message.message_id - b.message.message_id); }
    this.update(views);
  }

  draw(fresh = new Set()) {
    const nodes = [], used = new Map(), blocks = group(this.views);
    let date = "";
    blocks.forEach((views, i) => {
      const first = views[0].message, today = day(first.date);
      if (today !== date) nodes.push(this.keep(used, `day ${today}`, today, () => el("div", { class: "day" }, today)));
      const together = (other) => other && other[0].outgoing === views[0].outgoing && other[0].message.from?.id === views[0].message.from?.id && Math.abs(other[0].message.date - first.date) < RUN && day(other[0].message.date) === today;
      const place = { first: today !== date || !together(blocks[i - 1]) || Boolean(blocks[i - 1][0].message.reply_markup), last: !together(blocks[i + 1]) };
      date = today;
      const node = this.keep(used, first.message_id, JSON.stringify(views, (name, value) => (name === "reply_markup" || name === "edit_date" ? undefined : value)), () => row(views, this.act));
      decorate(node, views, place, this.act);
      node.classList.toggle("fresh", fresh.has(first.message_id));
      nodes.push(node);
    });
    for (const job of this.extra.uploads) nodes.push(uploadRow(job));
    if (this.extra.draft) nodes.push(draftRow(this.extra.draft, () => this.act.stop(this.extra.draft), this.act));
    if (!nodes.length) nodes.push(this.act.empty());
    this.rows = used;
    this.place(nodes);
    if (this.sticky) this.toEnd();
    this.scrolled();
  }

  keep(used, key, look, make) {
    const old = this.rows.get(key);
    const kept = old && old.look === look ? old : { look, node: make() };
    used.set(key, kept);
    return kept.node;
  }

  // Only what differs is moved: taking a node out of the page would stop its video and lose the focus.
  place(nodes) {
    const wanted = new Set(nodes);
    for (const child of [...this.node.childNodes]) if (!wanted.has(child)) child.remove();
    nodes.forEach((node, i) => { if (this.node.childNodes[i] !== node) this.node.insertBefore(node, this.node.childNodes[i] || null); });
  }

  scrolled() {
    const gap = this.node.scrollHeight - this.node.scrollTop - this.node.clientHeight;
    this.sticky = gap < 60;
    if (this.sticky) this.missed = 0;
    this.jump.hidden = gap < 260 && !this.missed;
    this.jump.replaceChildren(icon("down", 24), ...(this.missed ? [el("span", { class: "badge" }, String(this.missed))] : []));
    if (this.sticky) this.act.seen();
  }

  // A date that floats over the messages helps whoever scrolls; at rest it would hide what is read there.
  float() {
    const { top } = this.node.getBoundingClientRect();
    for (const date of this.node.querySelectorAll(".day")) date.classList.toggle("afloat", date.getBoundingClientRect().top - top < 18);
    this.node.classList.add("moving");
    clearTimeout(this.resting);
    this.resting = setTimeout(() => this.node.classList.remove("moving"), 500);
  }

  toEnd(smooth = false) {
    this.node.scrollTo({ top: this.node.scrollHeight, behavior: smooth ? "smooth" : "instant" });
  }

  jumpTo(id) {
    const target = this.node.querySelector(`[data-id="${Number(id)}"]`);
    if (!target) return;
    target.scrollIntoView({ block: "center", behavior: "smooth" });
    target.classList.remove("flash");
    requestAnimationFrame(() => target.classList.add("flash"));
  }
}

// Messages of one album side by side become one block.
function group(views) {
  const blocks = [];
  for (const view of views) {
    const last = blocks[blocks.length - 1], name = view.message.media_group_id;
    if (name && last && last[0].message.media_group_id === name) last.push(view);
    else blocks.push([view]);
  }
  return blocks;
}

export function emptyCard(bot, begin) {
  return el("section", { class: "empty", "data-testid": "empty" }, el("img", { src: "/chat/page/icon.svg", alt: "" }),
    el("h3", {}, bot.name || "Briefcut"), el("p", {}, bot.description || "Tell the bot what you sell and get a finished video ad in this chat.\nNothing leaves this computer: the page stands in for Telegram."),
    el("button", { type: "button", class: "button primary", onclick: begin, "data-testid": "start" }, "Start"));
}
