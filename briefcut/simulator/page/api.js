// The people's side of the stand-in over HTTP.
export class Refused extends Error {}

async function read(response) {
  let body = {};
  try { body = await response.json(); } catch { /* an empty answer */ }
  if (!response.ok) throw new Refused(body.error || body.description || `The server answered ${response.status}.`);
  return body;
}

export const get = async (path) => read(await fetch(`/chat/${path}`));

export const post = async (path, body = {}) =>
  read(await fetch(`/chat/${path}`, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) }));

export const fileUrl = (file) => `/chat/files/${encodeURIComponent(file.file_id)}`;

// fetch() tells nothing of an upload's progress; XMLHttpRequest does.
export function upload(path, form, onProgress) {
  const request = new XMLHttpRequest();
  const done = new Promise((resolve, reject) => {
    request.open("POST", `/chat/${path}`);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onload = () => {
      let body = {};
      try { body = JSON.parse(request.responseText); } catch { /* refused below */ }
      if (request.status < 300) resolve(body);
      else reject(new Refused(body.error || body.description || `The server answered ${request.status}.`));
    };
    request.onerror = () => reject(new Refused("The connection broke before the file was sent. Try again."));
    request.onabort = () => resolve(null);
    request.send(form);
  });
  return { done, cancel: () => request.abort() };
}

// Server-sent events with an own reconnect: EventSource gives up on some refusals.
export function live(onEvent, onState) {
  let source, timer, silence;
  const connect = () => {
    clearTimeout(timer);
    source?.close();
    source = new EventSource("/chat/events");
    const alive = () => { clearTimeout(silence); silence = setTimeout(lost, 25000); };
    const lost = () => { onState(false); source.close(); clearTimeout(silence); clearTimeout(timer); timer = setTimeout(connect, 700); };
    source.onmessage = (event) => { alive(); const what = JSON.parse(event.data); if (what.type === "hello") onState(true); onEvent(what); };
    source.onerror = lost;
    alive();
  };
  addEventListener("online", connect);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && connect());
  connect();
}
