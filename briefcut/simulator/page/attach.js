// Choosing, pasting and dropping files; the preview in which one decides how they go.
import { upload } from "./api.js";
import { modal, toast } from "./dialogs.js";
import { $, bytes, el } from "./dom.js";

export class Attach {
  constructor(act) {
    this.act = act;
    this.input = el("input", { type: "file", multiple: true, hidden: true, "data-testid": "file-input", "aria-label": "Files to send" });
    this.input.addEventListener("change", () => { this.offer([...this.input.files], this.asPhoto); this.input.value = ""; });
    document.body.append(this.input);
    this.listen();
  }

  pick(asPhoto) {
    this.asPhoto = asPhoto;
    if (asPhoto) this.input.accept = "image/*,video/*"; else this.input.removeAttribute("accept");
    this.input.click();
  }

  listen() {
    let depth = 0;
    const zone = $("chat"), sign = $("drop"), files = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
    zone.addEventListener("dragenter", (event) => { if (files(event) && this.act.canSend()) { depth += 1; sign.hidden = false; event.preventDefault(); } });
    zone.addEventListener("dragleave", () => { depth = Math.max(0, depth - 1); sign.hidden = depth === 0; });
    addEventListener("dragover", (event) => files(event) && event.preventDefault());
    addEventListener("drop", (event) => {
      if (!files(event)) return;
      event.preventDefault();
      depth = 0;
      sign.hidden = true;
      if (this.act.canSend()) this.offer([...event.dataTransfer.files]);
    });
  }

  offer(files, asPhoto = true) {
    if (!files.length) return;
    const seen = (file) => /^(image\/(?!svg)|video\/)/.test(file.type), urls = [];
    const preview = (file) => {
      if (!seen(file)) return el("figure", {}, el("figcaption", {}, file.name, el("br"), bytes(file.size)));
      const url = URL.createObjectURL(file);
      urls.push(url);
      return el("figure", {}, file.type.startsWith("image/") ? el("img", { src: url, alt: file.name }) : el("video", { src: url, muted: true }));
    };
    const raw = el("input", { type: "checkbox", "data-testid": "as-file" });
    raw.checked = !asPhoto;
    const caption = el("textarea", { rows: 2, maxlength: 1024, placeholder: "Add a caption…", "data-testid": "caption", autofocus: true });
    const submit = (event) => {
      event?.preventDefault();
      node.close();
      this.send(files, raw.checked || !files.some(seen) ? "file" : "photo", caption.value);
    };
    caption.addEventListener("keydown", (event) => { if (event.key === "Enter" && !event.shiftKey) submit(event); });
    const total = files.reduce((sum, file) => sum + file.size, 0);
    const node = modal({ "aria-label": "Send files", "data-testid": "send-dialog" }, el("form", { onsubmit: submit },
      el("h3", {}, files.length === 1 ? (seen(files[0]) ? "Send a picture or video" : "Send a file") : `Send ${files.length} files`),
      el("div", { class: `previews ${files.length === 1 ? "single" : ""}` }, files.map(preview)),
      el("label", { class: "field" }, `${files.length === 1 ? files[0].name : "Together"} · ${bytes(total)}`, caption),
      files.some(seen) ? el("label", { class: "check" }, raw, "Send as a file, in full quality") : null,
      el("div", { class: "actions" }, el("button", { type: "button", class: "button", onclick: () => node.close() }, "Cancel"), el("button", { class: "button primary", "data-testid": "send-files" }, "Send"))));
    node.addEventListener("close", () => urls.forEach((url) => URL.revokeObjectURL(url)));
  }

  async send(files, as, caption) {
    const form = new FormData(), reply = this.act.takeReply();
    form.append("as", as);
    form.append("caption", caption);
    if (reply) form.append("reply_to", reply);
    files.forEach((file, i) => form.append(`file${i}`, file, file.name));
    const job = { person: this.act.me(), name: files.length === 1 ? files[0].name : `${files.length} files`, progress: 0 };
    const sending = upload(`people/${this.act.me()}/files${this.act.as()}`, form, (part) => { job.progress = part; this.act.uploading(job); });
    job.cancel = sending.cancel;
    this.act.uploading(job);
    try {
      await sending.done;
    } catch (problem) {
      toast(problem.message);
    }
    this.act.uploaded(job);
  }
}
