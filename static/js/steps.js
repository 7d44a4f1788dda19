// Steps: each change of a page is sent by itself, in order, and until it is saved. The page has ui/steps.html
// in its head and ui/unsaved.html under it; utsopi/ui/steps.py answers. Nothing is stored in this browser: what is not sent lives in the page.
//
//   steps.send(url, fields, { saved(facts), refused(errors, status), replaces: "key" })
//   steps.key()               a new key for what a step makes
//   steps.waiting             how many are not saved yet
//   steps.problem             why they are not, in a word; empty while they are on their way
//   document "steps" event    whenever that changes
//
// `replaces`: a later step with the same word takes the place of one that still waits. A page with a dialog that is
// data-quiet opens it itself, when she wants to show that it is her: it is worked on all the same.
{
  const told = document.querySelectorAll("[data-steps], [data-unsaved]");
  const dialog = document.querySelector("dialog[data-unlock]");
  const DELAYS = [1, 2, 4, 8, 15]; // seconds
  const queue = [];
  let sending = null, tries = 0, timer = null, problem = "", proof = "", leaving = "";

  const key = () => crypto.randomUUID?.() ?? madeByHand();
  // randomUUID is there on encrypted pages only; a demo in a local network is not one
  const madeByHand = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  };

  // ── what the page says ──
  const show = () => {
    const state = !queue.length ? (steps.savedAt ? "saved" : "idle") : problem ? "unsaved" : "saving";
    for (const box of told) {
      box.hidden = "unsaved" in box.dataset ? state !== "unsaved" : state === "idle";
      for (const part of box.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
      for (const part of box.querySelectorAll("[data-problem]")) part.hidden = part.dataset.problem !== problem;
      for (const part of box.querySelectorAll("[data-not-saved]")) part.textContent = queue.length;
      for (const part of box.querySelectorAll("[data-saved-at]")) part.textContent = steps.savedAt;
    }
    document.dispatchEvent(new CustomEvent("steps"));
  };

  // ── sending ──
  const token = () => JSON.parse(document.body.dataset.hxHeaders)["x-csrftoken"];
  // a token ends with its session: whether there is a session, and with it a new token
  const freshToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    if (page.querySelector("[name=login]")) return false; // the sign-in page
    if (page.body.dataset.hxHeaders) document.body.dataset.hxHeaders = page.body.dataset.hxHeaders;
    return true;
  };
  const post = (step) => {
    const body = new URLSearchParams(step.fields);
    if (proof) body.append("proof-passphrase", proof);
    const headers = { "X-Step": "1", "X-CSRFToken": token() };
    return fetch(step.url, { method: "POST", body, headers, signal: AbortSignal.timeout(15000) });
  };

  const later = (word) => {
    problem = word;
    if (word !== "locked" || "quiet" in (dialog?.dataset ?? {})) leaving = "";
    clearTimeout(timer);
    timer = setTimeout(next, DELAYS[Math.min(tries++, DELAYS.length - 1)] * 1000);
    show();
  };
  const done = () => {
    queue.shift();
    tries = 0;
    problem = "";
    steps.savedAt = new Date().toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  };

  const locked = () => {
    if (dialog) {
      dialog.querySelector("[data-wrong]").hidden = !proof;
      if (!dialog.open && !("quiet" in dialog.dataset)) dialog.showModal();
    }
    proof = "";
    later("locked");
  };

  const take = async (step, answer) => {
    if (answer.status === 401 || answer.status === 423) return locked();
    const isOut = answer.redirected || (answer.status === 403 && !(await freshToken()));
    if (isOut) { // to the sign-in page
      dialog?.close();
      return later("signed-out");
    }
    if (problem === "signed-out") tries = 0; // she signed in again: with the new token it goes at once
    if (answer.status === 403 || answer.status === 429 || answer.status >= 500) return later("server");
    dialog?.close();
    proof = "";
    // an answer that breaks off on its way is none: the step waits, and is asked for again
    const facts = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
    done();
    if (answer.ok) step.saved?.(facts);
    else step.refused?.(facts.errors ?? {}, answer.status);
  };

  const next = async () => {
    clearTimeout(timer);
    if (!queue.length && leaving) location.assign(leaving);
    if (sending || !queue.length) return show();
    sending = queue[0];
    show();
    try {
      await take(sending, await post(sending));
    } catch {
      later("network");
    } finally {
      const again = problem;
      sending = null;
      if (!again) next();
    }
  };

  const steps = {
    key,
    savedAt: "",
    get waiting() { return queue.length; },
    get problem() { return problem; },
    send(url, fields, { saved, refused, replaces } = {}) {
      const step = { url, fields, saved, refused, replaces };
      const place = replaces ? queue.findIndex((each) => each.replaces === replaces && each !== sending) : -1;
      if (place >= 0) queue[place] = step;
      else queue.push(step);
      if (problem) show();
      else next();
    },
    retry: () => next(),
  };
  window.steps = steps;

  // a link waits for what is on its way, and for her to show that it is her; where that fails, leaving is asked about
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]:not([target], [download], [href^='#'])");
    if (!link || !queue.length || problem || event.defaultPrevented || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    leaving = link.href;
  });
  addEventListener("online", () => next());
  addEventListener("visibilitychange", () => document.hidden || next());
  addEventListener("beforeunload", (event) => {
    if (queue.length) event.preventDefault();
  });
  dialog?.querySelector("form").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = dialog.querySelector("input");
    proof = field.value;
    field.value = "";
    next();
  });
  // closed by hand: the page stays as it is, and asks again with the next try
  dialog?.addEventListener("cancel", (event) => event.preventDefault());
  show();
}
