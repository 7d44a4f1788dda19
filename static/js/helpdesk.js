// The helpdesk: each choice is kept as it is made, and what is saved makes room for the next at once. Sent with
// steps.js; the page works without either, as a plain form.
{
  const root = document.querySelector("[data-helpdesk]");
  const form = root.querySelector("[data-request]");
  const refusal = form.querySelector("[data-refused]");
  const soFar = form.querySelector("[data-so-far]");
  const today = root.querySelector("[data-today]");
  const told = root.querySelector("[data-told]"); // for whoever hears the page: where the focus goes says nothing of saving
  const PAUSE = 700; // milliseconds without typing, after which it is kept
  const IN_PLACE_OF_A_KEY = "00000000-0000-4000-8000-000000000000";
  const search = new URLSearchParams(location.search);
  const TWICE = 700; // milliseconds in which a second press is the same one: whoever clicks twice means it once
  let timer = null, savedAt = 0;

  // ── the fields ──
  const all = (name) => [...form.querySelectorAll(`[name="${name}"]`)];
  const chosen = (name) => all(name).find((each) => each.checked);
  const hidden = (name) => form.querySelector(`input[name="${name}"]`);
  const label = (input) => input.labels[0].firstElementChild.nextSibling.textContent.trim();
  const fields = () => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const put = (name, values) => {
    for (const each of all(name)) {
      if (["radio", "checkbox"].includes(each.type)) each.checked = values.includes(each.value);
      else if (each.type !== "submit") each.value = values[0] ?? "";
    }
  };
  const settle = () => {
    const named = ["with_partner", "referred"].includes(chosen("outcome")?.value);
    for (const each of form.querySelectorAll("[data-with-whom] input")) each.disabled = !named;
    // how a request came is no choice any more once it is logged
    for (const each of all("channel")) each.disabled = soFar.children.length > 0 && !each.checked;
  };

  // ── where a reload leads ──
  // to the request at hand once it is kept, to an empty one else; never to one that was saved meanwhile
  const at = (path) => {
    for (const name of ["backlog", "channel", "received_on"]) {
      const value = hidden("backlog") && (chosen(name) ?? hidden(name)).value;
      if (value) search.set(name, value);
      else search.delete(name);
    }
    history.replaceState(null, "", path + (search.size ? `?${search}` : ""));
  };
  const kept = (key) => {
    if (hidden("key").value === key) at(root.dataset.draft.replace(IN_PLACE_OF_A_KEY, key));
  };

  // ── keeping ──
  const keep = () => {
    clearTimeout(timer);
    timer = null;
    const key = hidden("key").value;
    steps.send(root.dataset.keep, fields(), { replaces: `draft ${key}`, saved: () => kept(key), refused: () => {} });
  };
  form.addEventListener("change", () => { settle(); keep(); });
  form.addEventListener("input", (event) => {
    if (!event.target.matches("[type=radio], [type=checkbox]")) {
      clearTimeout(timer);
      timer = setTimeout(keep, PAUSE);
    }
  });
  addEventListener("beforeunload", (event) => {
    if (timer) { keep(); event.preventDefault(); }
  });

  // ── what is wrong ──
  const tell = (words) => {
    refusal.hidden = !words.length;
    refusal.querySelector("ul").replaceChildren(...words.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
    if (words.length) refusal.focus();
  };
  const missing = () => [
    ...(chosen("channel") ? [] : [root.dataset.tChannel]),
    ...(chosen("topic") || soFar.children.length ? [] : [root.dataset.tTopic]),
  ];

  // ── the list beside it ──
  const line = (name, words) => {
    const made = root.querySelector(`template[data-${name}]`).content.firstElementChild.cloneNode(true);
    if (words) made.querySelector("span").textContent = words;
    return made;
  };
  const rowOf = (key) => {
    const there = today.querySelector(`[data-key-of="${key}"]`);
    if (there) return there;
    const made = line("row"), day = hidden("received_on");
    made.dataset.keyOf = key;
    made.querySelector("a").href = root.dataset.more.replace(IN_PLACE_OF_A_KEY, key);
    made.querySelector("[data-channel]").textContent = label(chosen("channel"));
    made.querySelector("[data-day]").textContent = day.value && new Date(`${day.value}T12:00`).toLocaleDateString(document.documentElement.lang, { day: "numeric", month: "short" });
    return made;
  };
  const count = () => {
    root.querySelector("[data-count]").textContent = today.children.length;
    root.querySelector("[data-none]").hidden = today.children.length > 0;
  };

  // ── saving ──
  const clear = (names) => names.forEach((name) => put(name, [""]));
  const nextQuestion = () => {
    hidden("key").value = steps.key();
    clear(["topic", "organisations", "organisation", "note", "note_kept"]);
    put("outcome", ["handled"]);
    settle();
    if (hidden("note")) guard.look(hidden("note"));
  };
  const nextRequest = () => {
    hidden("request").value = steps.key();
    soFar.replaceChildren();
    clear(["region", "origin", "first_this_year", "referred_by"]);
    if (!hidden("backlog")) clear(["channel", "received_on"]);
    form.querySelector("details").open = false;
    for (const words of form.querySelectorAll("[data-goes-on]")) words.hidden = true;
    nextQuestion();
    at(root.dataset.helpdesk);
  };
  const reopen = (sent, errors, added) => {
    added.forEach((each) => each.remove());
    if (timer || chosen("topic")) keep(); // what was begun meanwhile is a draft
    for (const name of new Set([...form.elements].map((each) => each.name))) {
      if (name && name !== "csrfmiddlewaretoken") put(name, sent.filter(([each]) => each === name).map(([, value]) => value));
    }
    if (errors.key) hidden("key").value = steps.key(); // the other one stands for another question
    settle();
    count();
    tell(Object.values(errors).flat().map((each) => each.message).concat(Object.keys(errors).length ? [] : [root.dataset.tRefused]));
  };
  const save = (then) => {
    clearTimeout(timer);
    timer = null;
    savedAt = Date.now();
    const sent = fields(), topic = chosen("topic"), row = rowOf(hidden("request").value);
    const added = row.isConnected ? [] : [row];
    told.textContent = "";
    // while somebody may sit opposite, the list tells nothing of what others asked
    const places = topic ? [soFar, ...("tells" in today.dataset ? [row.querySelector("ul")] : [])] : [];
    today.prepend(row);
    for (const place of places) {
      added.push(line("topic", label(topic)));
      place.append(added.at(-1));
    }
    steps.send(root.dataset.save, [...sent, ["then", then]], {
      saved: (facts) => {
        told.textContent = root.dataset.tSaved;
        if (then === "call_back") location.assign(root.dataset.callBack.replace(IN_PLACE_OF_A_KEY, facts.saved));
      },
      refused: (errors) => reopen(sent, errors, added),
    });
    if (then === "another") nextQuestion();
    else nextRequest();
    count();
    (then === "another" || hidden("backlog") ? all("topic") : all("channel"))[0].focus({ preventScroll: then === "another" });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (Date.now() - savedAt < TWICE && !chosen("topic")) return;
    const wrong = missing();
    tell(wrong);
    if (!wrong.length) save(event.submitter?.value ?? "next");
  });
  // what could lead to her is struck out of the note: it belongs into the promise
  form.querySelector("[data-guard-then]")?.addEventListener("click", async () => {
    await guard.strike(form.querySelector("[name=note]"));
    form.requestSubmit(form.querySelector("[value=call_back]"));
  });
  settle();
}
