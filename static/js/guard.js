// The guard of the notes: shows what the house finds in a note while it is written (templates/support/note_guard.html),
// and strikes it out in one tap. The house judges when the note is saved; this only shows it sooner.
//
//   guard.look(field)         → a promise of true where nothing stands against the note in this field
//   guard.strike(field)       takes out what was found
//   document "guard" event    whenever a note was looked at; detail: { field, found }
{
  const PAUSE = 500; // milliseconds without a key
  const boxOf = (field) => field.id && document.querySelector(`[data-guard="${CSS.escape(field.id)}"]`);
  const part = (box, name) => box.querySelector(`[data-guard-${name}]`);
  const known = new WeakMap(); // field → { text, isKept, found, struck } as the house answered last
  const timers = new WeakMap();

  const isKept = (box) => part(box, "name").querySelector("input").checked;
  const post = (box, note, kept) => {
    const body = new URLSearchParams({ note, ...(kept && { note_kept: "on" }) });
    const token = JSON.parse(document.body.dataset.hxHeaders)["x-csrftoken"];
    return fetch(box.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": token }, signal: AbortSignal.timeout(8000) });
  };

  const show = (field, box, { found, text }) => {
    const letters = [...text]; // places are counted in characters
    part(box, "list").replaceChildren(...found.map((each) => {
      const row = box.querySelector("template").content.cloneNode(true);
      row.querySelector("mark").textContent = letters.slice(each.start, each.end).join("");
      row.querySelector("span").textContent = each.label;
      return row;
    }));
    part(box, "name").hidden = !isKept(box) && !found.some((each) => each.may_stay);
    part(box, "strike").hidden = !found.length;
    part(box, "box").hidden = !found.length && !isKept(box);
    field.ariaInvalid = found.length ? "true" : null;
    document.dispatchEvent(new CustomEvent("guard", { detail: { field, found } }));
  };

  const look = async (field) => {
    const box = boxOf(field), text = field.value, kept = box && isKept(box);
    clearTimeout(timers.get(field));
    if (!box) return true;
    let answer = known.get(field);
    if (!answer || answer.text !== text || answer.isKept !== kept) {
      answer = { text, isKept: kept, found: [], struck: text };
      if (text.trim()) {
        try {
          const given = await post(box, text, kept);
          if (!given.ok || given.redirected) return true; // the house says why when it is saved
          Object.assign(answer, await given.json());
        } catch {
          return true;
        }
      }
      known.set(field, answer);
    }
    if (field.value === text) show(field, box, answer);
    return !answer.found.length;
  };

  const strike = async (field) => {
    await look(field);
    const answer = known.get(field);
    if (answer?.text !== field.value) return;
    field.value = answer.struck;
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.dispatchEvent(new Event("change", { bubbles: true }));
    field.focus();
    await look(field);
  };

  const fieldOf = (box) => document.getElementById(box.dataset.guard);
  const isGuarded = (element) => element instanceof Element && element.matches("input, textarea") && boxOf(element);

  addEventListener("input", ({ target }) => {
    if (!isGuarded(target)) return;
    clearTimeout(timers.get(target));
    timers.set(target, setTimeout(() => look(target), PAUSE));
  });
  addEventListener("change", ({ target }) => {
    if (isGuarded(target)) look(target);
    const box = target.closest?.("[data-guard-name]")?.closest("[data-guard]");
    if (box) look(fieldOf(box));
  });
  addEventListener("click", ({ target }) => {
    const box = target.closest?.("[data-guard-strike]")?.closest("[data-guard]");
    if (box) strike(fieldOf(box));
  });

  // a form that is sent as a whole waits for the answer; a page that works in steps asks by itself
  const passed = new WeakSet();
  addEventListener("submit", async (event) => {
    const form = event.target, { submitter } = event;
    if (passed.delete(form)) return;
    const fields = [...form.elements].filter((field) => isGuarded(field) && field.value.trim());
    if (!fields.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    // while this event is on its way the form takes no other one
    await new Promise((later) => setTimeout(later));
    const answers = await Promise.all(fields.map((field) => look(field)));
    if (!answers.every(Boolean)) return fields[answers.indexOf(false)].focus();
    passed.add(form);
    form.requestSubmit(submitter);
  }, { capture: true });

  // what stood in the page already when it came
  for (const box of document.querySelectorAll("[data-guard]")) {
    part(box, "strike").hidden = part(box, "box").hidden;
    part(box, "name").hidden = part(box, "box").hidden;
    const field = fieldOf(box);
    if (field && !part(box, "box").hidden) look(field);
  }

  window.guard = { look, strike };
}
