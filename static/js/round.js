// A round on a phone. Each tap gets its key here, so that it counts once however often it is sent (steps.js); taps
// that wait go together. What is not sent yet is kept in the state of this one history entry: it survives a reload, is
// in no storage, and goes with the tab. Without this the same buttons send a plain form each.
{
  const root = document.querySelector("[data-round]");
  const things = new Map([...root.querySelectorAll("[data-thing]")].map((each) => [each.dataset.thing, each]));
  const A_STEP = 800;
  const sent = document.querySelector("[data-sent]");
  const undo = document.querySelector("[data-undo]");
  const keypad = document.querySelector("[data-keypad]");
  const ending = document.querySelector("[data-ending]");
  const kept = history.state?.round === root.dataset.round ? history.state : {};
  let unsent = kept.unsent ?? [], weighed = kept.weighed ?? {}, closing = kept.closing ?? null;
  let isLate = false, isEnding = false; // too late to count; its end is on its way
  let sums = {}, bags = {};
  const done = []; // what can be taken back, newest last

  for (const [name, box] of things) {
    sums[name] = Number(box.dataset.tapped);
    if (box.dataset.code) bags[box.dataset.code] = [number(box.dataset.out), number(box.dataset.back)];
  }
  function number(text) { return text === "" ? null : Number(text); }

  // ── what stands on the page ──
  const tapped = (name) => unsent.reduce((sum, tap) => sum + (tap.name === name ? tap.amount : 0), sums[name] ?? 0);
  const bagOf = (code) => weighed[code] ?? bags[code] ?? [null, null];
  const byBag = (code) => {
    const [out, back] = code ? bagOf(code) : [null, null];
    return out === null || back === null ? null : out - back;
  };
  const count = (name) => {
    if (name === "reached") return Math.max(0, tapped("reached"), tapped("first"));
    return byBag(things.get(name).dataset.code) ?? Math.max(0, tapped(name));
  };
  const label = (name) => things.get(name).dataset.label;
  const show = () => {
    for (const [name, box] of things) {
      const shown = count(name);
      box.querySelector("[data-number]").textContent = shown;
      box.querySelector(".tile")?.classList.toggle("is-counted", shown > 0);
      const less = box.querySelector(".less");
      if (less) less.disabled = shown <= (name === "reached" ? count("first") : 0);
      const isWeighed = byBag(box.dataset.code) !== null;
      box.querySelector("[data-by-bag]")?.toggleAttribute("hidden", !isWeighed);
      if (box.dataset.code) for (const button of box.querySelectorAll("[data-by]")) button.disabled = isWeighed;
    }
    const last = done.at(-1);
    undo.hidden = !last;
    if (last) undo.querySelector("[data-last]").textContent = last.map(words).join(", ");
  };
  const words = ({ name, amount }) => `${label(name)} ${amount > 0 ? "+" : "−"}${Math.abs(amount)}`;
  const tell = () => {
    const waits = unsent.length + Object.keys(weighed).length;
    const state = isLate || !waits ? "saved" : steps.problem ? "unsaved" : "saving";
    for (const part of sent.querySelectorAll("[data-when]")) part.hidden = part.dataset.when !== state;
    sent.querySelector("[data-not-sent]").textContent = waits;
    sent.hidden = isLate;
  };
  const keep = () => {
    const waits = unsent.length || Object.keys(weighed).length || closing;
    history.replaceState(waits ? { round: root.dataset.round, unsent, weighed, closing } : null, "");
    show();
    tell();
  };

  // ── sending ──
  const send = () => {
    const taps = unsent.slice(0, A_STEP), scales = { ...weighed };
    const fields = [
      ...taps.map((tap) => ["tap", `${tap.name} ${tap.amount} ${tap.key}`]),
      ...Object.entries(scales).map(([code, [out, back]]) => ["bag", `${code} ${out ?? "-"} ${back ?? "-"}`]),
    ];
    if (!fields.length) return finish();
    const arrived = new Set(taps.map((tap) => tap.key));
    steps.send(root.dataset.tap, fields, {
      replaces: "taps",
      saved: (facts) => {
        if (facts.is_closed) return tooLate("closed");
        ({ sums, bags } = facts);
        unsent = unsent.filter((tap) => !arrived.has(tap.key));
        for (const code of Object.keys(scales)) if (weighed[code] === scales[code]) delete weighed[code];
        keep();
        if (!steps.waiting) send(); // more than one step may bring, or its end
      },
      refused: () => tooLate("refused"),
    });
  };
  const finish = () => {
    if (!closing || isEnding || steps.waiting) return;
    isEnding = true;
    summary();
    const fields = [["as_counted", "1"], ["suspended_because", closing.because]];
    const after = () => { closing = null; keep(); location.replace(root.dataset.after); };
    steps.send(root.dataset.close, fields, { replaces: "close", saved: after, refused: () => tooLate("refused") });
  };
  const tooLate = (why) => {
    if (isLate) return;
    const box = document.querySelector("[data-too-late]");
    const lost = new Map();
    for (const { name, amount } of unsent) lost.set(name, (lost.get(name) ?? 0) + amount);
    for (const code of Object.keys(weighed)) lost.set(`material-${code}`, byBag(code) ?? 0);
    box.querySelector("[data-lost]").textContent = [...lost].map(([name, amount]) => words({ name, amount })).join(", ") || "0";
    for (const each of box.querySelectorAll("[data-why]")) each.hidden = each.dataset.why !== why;
    box.hidden = false;
    isLate = true;
    [unsent, weighed, closing] = [[], {}, null];
    ending.close();
    for (const button of root.querySelectorAll("button")) button.disabled = true;
    history.replaceState(null, "");
    sent.hidden = undo.hidden = true;
    box.scrollIntoView({ block: "center" });
  };

  // ── counting ──
  const tap = (taps, isUndo = false) => {
    if (isLate || isEnding) return;
    for (const each of taps) unsent.push({ ...each, key: steps.key() });
    if (!isUndo) done.push(taps);
    navigator.vibrate?.(10);
    keep();
    send();
  };
  const press = (name, amount) => {
    const taps = [{ name, amount }];
    // each first contact is a contact
    if (name === "first" && amount > 0 && tapped("first") >= tapped("reached")) taps.push({ name: "reached", amount });
    tap(taps);
  };
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const box = button?.closest("[data-thing]");
    if (!box) return;
    if (button.dataset.by) {
      event.preventDefault();
      press(box.dataset.thing, Number(button.dataset.by));
    } else if ("type" in button.dataset) open(box);
  });
  undo.addEventListener("click", () => tap(done.pop().map(({ name, amount }) => ({ name, amount: -amount })), true));

  // ── the keypad ──
  let typing = null, slots = {};
  const slot = () => keypad.querySelector("[name=slot]:checked").value;
  const draw = () => {
    for (const each of keypad.querySelectorAll("[data-slot]")) each.textContent = slots[each.dataset.slot] || "–";
    const [out, back] = [number(slots.out), number(slots.back)];
    const isWrong = back !== null && (out === null || back > out);
    keypad.querySelector("[data-more-back]").hidden = !isWrong;
    keypad.querySelector("[data-keep]").disabled = isWrong;
    const so = slot() === "add" ? (slots.add ? `+${Number(slots.add)}` : "") : out !== null && back !== null && !isWrong ? `${out} − ${back} = ${out - back}` : "";
    keypad.querySelector("[data-so]").textContent = so;
  };
  const open = (box) => {
    const [out, back] = bagOf(box.dataset.code);
    typing = box;
    slots = { add: "", out: out === null ? "" : String(out), back: back === null ? "" : String(back) };
    keypad.querySelector("[data-material]").textContent = box.dataset.label;
    keypad.querySelector(`[value=${out === null ? "add" : "back"}]`).checked = true;
    draw();
    keypad.showModal();
  };
  keypad.addEventListener("change", draw);
  const type = (digit) => {
    const at = slot();
    slots[at] = digit === "" ? "" : digit === "back" ? slots[at].slice(0, -1) : (slots[at] + digit).replace(/^0+(?=\d)/, "").slice(0, 3);
    draw();
  };
  keypad.addEventListener("keydown", (event) => {
    if (/^\d$/.test(event.key)) type(event.key);
    if (event.key === "Backspace") type("back");
  });
  keypad.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button && "digit" in button.dataset) type(button.dataset.digit);
    if (!button || !("keep" in button.dataset)) return;
    const { thing: name, code } = typing.dataset;
    const [out, back] = [number(slots.out), number(slots.back)], [was, wasBack] = bagOf(code);
    keypad.close();
    if (out !== was || back !== wasBack) weighed[code] = [out, back];
    if (Number(slots.add)) press(name, Number(slots.add));
    else { keep(); send(); }
  });

  // ── its end ──
  const summary = () => {
    const rows = [...things.keys()].filter((name) => count(name) || ["reached", "first"].includes(name));
    ending.querySelector("[data-summary]").replaceChildren(...rows.map((name) => {
      const row = document.createElement("div");
      row.append(Object.assign(document.createElement("dt"), { textContent: label(name) }), Object.assign(document.createElement("dd"), { textContent: count(name) }));
      return row;
    }));
    ending.querySelector("[data-choose]").hidden = Boolean(closing);
    ending.querySelector("[data-closing]").hidden = !closing;
    ending.querySelector("[data-shut]").hidden = isEnding;
  };
  document.querySelector("[data-finish]").addEventListener("click", (event) => {
    event.preventDefault();
    summary();
    ending.showModal();
  });
  ending.addEventListener("click", (event) => {
    const button = event.target.closest("[data-because]");
    if (!button) return;
    closing = { because: button.dataset.because };
    keep();
    summary();
    send();
  });
  ending.addEventListener("close", () => {
    if (isEnding && !isLate) return ending.showModal();
    closing = null; // she goes on counting
    keep();
  });
  for (const sheet of [keypad, ending]) sheet.querySelector("[data-shut]").addEventListener("click", () => sheet.close());

  // ── the idle lock: counting goes on, and what waits is sent once she shows that it is her ──
  const dialog = document.querySelector("[data-unlock]");
  document.querySelector("[data-unlock-now]").addEventListener("click", () => dialog.showModal());
  dialog.querySelector("[data-later]").addEventListener("click", () => dialog.close());

  document.addEventListener("steps", tell);
  sent.hidden = false;
  for (const each of root.querySelectorAll("[data-plain]")) each.remove();
  for (const each of root.querySelectorAll("[data-type]")) each.hidden = false;
  keep();
  if (closing) { summary(); ending.showModal(); }
  send();
}
