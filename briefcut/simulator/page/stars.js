// Paying in Telegram Stars, as the apps show it: the invoice behind a link, and what one is subscribed to.
import { get, post } from "./api.js";
import { modal, toast } from "./dialogs.js";
import { el } from "./dom.js";

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
const until = (seconds) => new Date(seconds * 1000).toLocaleDateString();
const STATES = { active: "renews", canceled: "ended by you", ended: "ended by the bot", failed: "not enough Stars" };

async function checked(me, query) {
  for (;;) {
    const found = await get(`people/${me}/checks/${query}`);
    if (found.state !== "waiting") return found;
    await pause(250);
  }
}

export async function openInvoice(me, slug) {
  const bill = await get(`people/${me}/invoices/${slug}`);
  const error = el("p", { class: "error", role: "alert", hidden: true });
  const refuse = (words) => { error.textContent = words; error.hidden = false; pay.disabled = false; };
  const pay = el("button", { type: "button", class: "button primary", autofocus: true, "data-testid": "pay", onclick: async () => {
    pay.disabled = true;
    error.hidden = true;
    try {
      const { result } = await post(`people/${me}/pay`, { slug });
      const found = await checked(me, result);
      if (found.state === "paid") { node.close(); toast("⭐ Paid"); }
      else refuse(found.state === "late" ? "The bot did not answer within ten seconds. Nothing was charged." : found.why);
    } catch (problem) { refuse(problem.message); }
  } }, `Pay ${bill.amount.toLocaleString()} ⭐`);
  const node = modal({ "data-testid": "invoice", "aria-label": bill.title }, el("div", { class: "body" },
    el("h3", {}, bill.title), el("p", { class: "text" }, bill.description),
    el("p", { class: "text" }, bill.period ? `${bill.amount.toLocaleString()} Stars every ${Math.round(bill.period / 86400)} days. These Stars are played.` : `${bill.amount.toLocaleString()} Stars. They are played.`),
    error, el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: () => node.close() }, "Cancel"), pay)));
}

export async function openSubscriptions(me) {
  const { subscriptions } = await get(`people/${me}/subscriptions`);
  const act = (each, what, words) => el("button", { type: "button", class: "button", "data-testid": `stars-${what}`, onclick: async () => {
    try { await post(`people/${me}/subscription`, { id: each.id, do: what }); node.close(); toast(words); } catch (problem) { toast(problem.message); }
  } }, words);
  const line = (each) => el("div", { class: "text" }, el("h3", {}, each.title), el("p", { class: "text" }, `${each.amount.toLocaleString()} Stars, until ${until(each.until)}: ${STATES[each.state]}`),
    el("div", { class: "actions" }, each.state === "active" ? [act(each, "cancel", "End it"), act(each, "fail", "A month passes without Stars"), act(each, "renew", "A month passes")] : null,
      each.state === "canceled" ? act(each, "enable", "Take it up again") : null));
  const node = modal({ "data-testid": "subscriptions", "aria-label": "My Stars subscriptions" }, el("div", { class: "body" },
    subscriptions.length ? subscriptions.map(line) : el("p", { class: "text" }, "You are not subscribed to anything."),
    el("div", { class: "actions" }, el("button", { type: "button", class: "button primary", onclick: () => node.close() }, "Close"))));
}
