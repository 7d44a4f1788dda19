// The voucher day, and cards handed over: one field that a scanner types into, one large answer. Sent with steps.js,
// so that an answer that got lost on its way is asked for again and is the same one; works as a plain form too.
{
  const root = document.querySelector("[data-day]");
  const form = root.querySelector("[data-card]");
  const field = form.querySelector("[name=card]");
  const key = form.querySelector("[name=key]");
  const place = root.querySelector("[data-place]");
  const list = root.querySelector("[data-list]");
  const view = root.querySelector("[data-view]"); // of the camera
  const MOST = 12; // lines in the list, as many as a page has when it is loaded
  const LONG = 6; // characters of a number that still fit in one line on a phone
  let asking = false;

  // ── what is shown ──
  const copy = (name) => document.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
  const put = (box, name, words) => box.querySelectorAll(`[data-${name}]`).forEach((each) => { each.textContent = words; });
  const show = (answer) => {
    place.replaceChildren(answer);
    // under an open camera, on a phone, an answer would stand below the screen
    if (!view.hidden) (answer.classList.contains("idle") && !asking ? view : place).scrollIntoView({ block: "nearest" });
    return answer;
  };
  const fit = (number) => number?.classList.toggle("long", number.textContent.trim().length > LONG);
  const told = (facts) => {
    for (const name of ["total", "left"]) if (name in facts) put(root, name, facts[name]);
  };
  const concern = (box, facts) => {
    const envelope = box.querySelector("[name=envelope]");
    if (envelope) envelope.value = facts.envelope;
  };
  const row = (facts) => {
    const made = root.querySelector("template[data-row]").content.firstElementChild.cloneNode(true);
    made.dataset.envelope = facts.envelope;
    put(made, "number", facts.number);
    concern(made, facts);
    return made;
  };
  const yes = (facts) => {
    const answer = copy("yes");
    put(answer, "number", facts.number);
    put(answer, "words", facts.words ?? "");
    fit(answer.querySelector(".number"));
    concern(answer, facts);
    show(answer);
    if (!list.querySelector(`[data-envelope="${facts.envelope}"]`)) list.prepend(row(facts));
    if (list.children.length > MOST) list.lastElementChild.remove();
    root.querySelector("[data-none]").hidden = true;
    told(facts);
  };
  const no = (errors) => {
    const words = Object.values(errors).flat().map((each) => each.message);
    const answer = copy("no");
    put(answer, "reason", words[0] ?? root.dataset.tWrong);
    show(answer);
  };
  const ready = () => {
    asking = false;
    field.readOnly = false;
    field.value = "";
    if (key) key.value = steps.key(); // what is handed over has none: the card itself is the key
    field.focus({ preventScroll: true });
  };
  const next = () => { ready(); show(copy("idle")); };

  // ── asking: one card at a time, so that an answer is never taken for another card's ──
  const ask = () => {
    if (asking) return;
    if (!field.value.trim()) return next();
    asking = true;
    field.readOnly = true;
    const sent = [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
    show(copy("asking"));
    steps.send(root.dataset.give, sent, {
      saved: (facts) => { ready(); yes(facts); },
      refused: (errors) => { ready(); no(errors); },
    });
  };
  form.addEventListener("submit", (event) => { event.preventDefault(); ask(); });

  // ── taking back ──
  const takenBack = (envelope, facts) => {
    list.querySelector(`[data-envelope="${envelope}"]`)?.remove();
    root.querySelector("[data-none]").hidden = list.children.length > 0;
    told(facts);
    const shown = place.querySelector("[name=envelope]");
    if (shown?.value === envelope) next();
  };
  root.addEventListener("submit", (event) => {
    const back = event.target.closest("[data-back]");
    if (!back) return;
    event.preventDefault();
    const envelope = back.elements.envelope.value, box = back.closest("details");
    if (box.ariaBusy === "true") return;
    box.ariaBusy = "true";
    steps.send(back.action, [["envelope", envelope], ["because", event.submitter.value]], {
      saved: (facts) => takenBack(envelope, facts),
      refused: (errors) => { box.ariaBusy = null; no(errors); field.focus(); },
    });
  });
  root.addEventListener("click", (event) => {
    if (!event.target.closest("[data-next]")) return;
    event.preventDefault();
    next();
  });

  // ── a scanner types wherever the focus is: what it types belongs into the field ──
  addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, textarea, select, dialog[open]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.key.length !== 1 || event.key === " ") return;
    field.focus({ preventScroll: true });
  }, true);
  field.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !asking) next();
  });

  // ── a camera; whether it asked, or is still busy with the card before ──
  camera.reads(root, field, (text) => {
    if (asking) return false;
    field.value = text.slice(0, field.maxLength);
    ask();
    return true;
  });

  for (const number of place.querySelectorAll(".number")) fit(number);
  field.focus({ preventScroll: true });
}
