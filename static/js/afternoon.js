// The page of an open afternoon in steps: a visitor, what she says, her questions are on the page at once and are
// sent by steps.js in their order. Visitors met on this page stay in memory, not in the document, while another is
// at hand: whoever sits opposite sees nothing of them.
{
  const page = document.querySelector("[data-afternoon]");
  const list = page.querySelector("[data-visitors]");
  const ordinals = [...document.querySelector("template[data-ordinals]").content.children].map((each) => each.textContent);
  const words = new Intl.PluralRules(document.documentElement.lang);
  const FACTS = ["region", "origin", "first_this_year"];
  const PAUSE = 800; // milliseconds without a key, before what is typed is kept
  const met = new Map(); // visitor → her pane
  const TWICE = 700; // milliseconds in which a second press is the same one: whoever clicks twice means it once
  let timer = null, begun = 0, addedAt = 0;

  const part = (root, name) => root.querySelector(`[data-${name}]`);
  const parts = (root, name) => [...root.querySelectorAll(`[data-${name}]`)];
  const made = (root, name) => part(root, name).content.cloneNode(true);
  const pane = () => part(page, "pane");
  const formOf = (of) => part(of, "form");
  const rowOf = (visitor) => list.querySelector(`[data-visitor="${visitor}"]`);
  const chosen = (form, name) => form.querySelector(`[name="${name}"]:checked`);
  const label = (input) => input?.labels[0].firstElementChild.nextSibling.textContent.trim() ?? "";
  const fieldsOf = (form) => [...new FormData(form)].filter(([name]) => name !== "csrfmiddlewaretoken");
  const asking = (form) => fieldsOf(form).filter(([name]) => !FACTS.includes(name));

  const fill = (form, values) => {
    for (const field of form.elements) {
      const own = values.filter(([name]) => name === field.name).map(([, value]) => value);
      if (["radio", "checkbox"].includes(field.type)) field.checked = own.includes(field.value);
      else if (["text", "textarea"].includes(field.type)) field.value = own[0] ?? "";
      // what the guard found belongs to the note that is gone
      if (field.type === "textarea") field.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const known = (form) => fieldsOf(form).filter(([name]) => FACTS.includes(name));
  const empty = (form, key = steps.key()) => {
    fill(form, [...known(form), ["outcome", "handled"]]);
    form.elements.key.value = key;
  };

  // ── what the page says ──
  const count = (name, more) => {
    const told = document.querySelector(`[data-count="${name}"]`);
    const number = told.dataset.number = Number(told.dataset.number) + more;
    told.textContent = (words.select(number) === "one" ? told.dataset.one : told.dataset.many).replace("#", number);
  };
  const describe = (of) => {
    const row = rowOf(of.dataset.pane), asked = part(of, "asked").children, form = formOf(of);
    const region = label(chosen(form, "region")), origin = chosen(form, "origin");
    part(row, "region").textContent = region;
    part(row, "asked").replaceChildren(...[...asked].map((each) => {
      const line = made(page, "asked-row").firstElementChild;
      line.querySelector("span").textContent = each.querySelector("span").textContent;
      return line;
    }));
    part(of, "known-words").textContent = [region, ...(origin?.value ? [label(origin)] : [])].join(" · ");
    part(of, "heading").textContent = (ordinals[asked.length] ?? ordinals.at(-1)).replace("#", asked.length + 1);
    of.classList.add("is-brief");
    of.classList.toggle("folds", asked.length > 0 && !of.hasAttribute("data-changing"));
    part(of, "change").ariaExpanded = String(of.hasAttribute("data-changing"));
  };
  const hide = (row) => {
    row.toggleAttribute("data-half", !isFree(formOf(met.get(row.dataset.visitor))));
    row.classList.remove("is-here");
    row.querySelector("a").removeAttribute("aria-current");
    if (page.dataset.showsEarlier) return;
    part(row, "region").textContent = "";
    part(row, "asked").replaceChildren();
  };
  const number = (visitor, given) => {
    const row = rowOf(visitor);
    row.dataset.number = given;
    for (const each of [row, met.get(visitor)]) part(each, "number").textContent = given;
  };
  const told = (errors) => {
    const words = Object.values(errors).flat().map((each) => each.message);
    return words.length ? words : [page.dataset.tRefused];
  };
  const hasEnded = (errors) => Object.values(errors).flat().some((each) => each.code === "session");
  const complain = (of, words, { takeUp, ended = false } = {}) => {
    const box = part(of, "refused"), button = part(box, "take-up");
    part(box, "ended").hidden = !ended;
    box.querySelector("ul").replaceChildren(...words.map((each) => Object.assign(document.createElement("li"), { textContent: each })));
    box.hidden = !words.length;
    button.hidden = !takeUp;
    button.onclick = takeUp ?? null;
    if (!words.length) return rowOf(of.dataset.pane)?.classList.remove("is-wrong");
    rowOf(of.dataset.pane)?.classList.add("is-wrong");
    if (of === pane()) box.focus();
  };

  // ── who is at hand ──
  // the telephone leads to the helpdesk, which has to know who waits here
  const waits = () => {
    for (const link of document.links) {
      if (link.pathname.startsWith(page.dataset.helpdesk)) link.search = `?waits=${pane().dataset.pane}`;
    }
  };
  const show = (of) => {
    const was = pane();
    flush();
    if (was !== of) (was ?? part(page, "none")).replaceWith(of);
    if (was && was !== of) hide(rowOf(was.dataset.pane));
    const row = rowOf(of.dataset.pane);
    row.classList.add("is-here");
    row.querySelector("a").ariaCurrent = "true";
    describe(of);
    history.replaceState(null, "", `?visitor=${of.dataset.pane}`);
    waits();
    scrollTo(0, 0);
    of.querySelector("h2").focus({ preventScroll: true });
  };
  const blank = (visitor) => {
    const of = (pane() ?? part(page, "first").content.firstElementChild).cloneNode(true), form = formOf(of);
    for (const link of [...parts(of, "of-visitor"), ...parts(of, "guard-call-back")]) link.href = link.getAttribute("href").replaceAll(of.dataset.pane, visitor);
    part(of, "card")?.replaceChildren(part(of, "card").dataset.card);
    of.dataset.pane = form.elements.visitor.value = visitor;
    of.removeAttribute("data-changing");
    for (const name of ["asked", "added"]) part(of, name).replaceChildren();
    for (const name of ["refused", "guard-box"]) part(of, name)?.toggleAttribute("hidden", true);
    of.querySelector(".notice[role=alert]:not([data-refused])")?.remove();
    fill(form, [...FACTS.map((name) => [name, ""]), ["outcome", "handled"]]);
    form.elements.key.value = steps.key();
    return of;
  };
  const begin = (form) => {
    if (Date.now() - begun < TWICE && isUntouched(pane())) return;
    begun = Date.now();
    const visitor = steps.key(), of = blank(visitor), row = made(page, "visitor-row").firstElementChild;
    row.dataset.visitor = visitor;
    row.querySelector("a").href = `?visitor=${visitor}`;
    list.prepend(row);
    met.set(visitor, of);
    number(visitor, Math.max(0, ...[...list.children].map((each) => Number(each.dataset.number) || 0)) + 1);
    count("visitors", 1);
    steps.send(form.action, { key: visitor }, {
      saved: (facts) => number(visitor, facts.number),
      refused: (errors) => complain(of, told(errors), { ended: hasEnded(errors) }),
    });
    show(of);
  };

  // ── what she says, and a question half done ──
  const say = (of, name) => {
    const form = formOf(of), visitor = of.dataset.pane;
    steps.send(page.dataset.say, { visitor, [name]: chosen(form, name).value }, {
      replaces: `say ${name} ${visitor}`, refused: (errors) => complain(of, told(errors)),
    });
    describe(of);
  };
  const keep = (of = pane()) => {
    const form = formOf(of);
    clearTimeout(timer);
    timer = null;
    steps.send(page.dataset.draft, asking(form), {
      replaces: `draft ${form.elements.key.value}`,
      refused: (errors, status) => status === 404 && complain(of, told(errors)),
    });
  };
  const flush = () => timer && keep();

  // ── questions ──
  const add = (of) => {
    const form = formOf(of), sent = asking(form), key = form.elements.key.value, topic = label(chosen(form, "topic"));
    const line = made(page, "asked-row").firstElementChild, what = document.createElement("span");
    line.querySelector("span").textContent = topic;
    Object.assign(what, { className: "what", textContent: label(chosen(form, "outcome")) });
    line.append(" ", what);
    clearTimeout(timer);
    timer = null;
    part(of, "asked").append(line);
    of.removeAttribute("data-changing");
    addedAt = Date.now();
    count("questions", 1);
    complain(of, []);
    empty(form);
    const question = { of, sent, key, line };
    offer(question, topic);
    describe(of);
    steps.send(page.dataset.ask, sent, {
      saved: (facts) => facts.told && (part(of, "added").firstElementChild.textContent = facts.told),
      refused: (errors) => {
        const isFreeNow = isFree(form), own = errors.key ? steps.key() : key; // its key may stand for another question
        remove(question);
        const again = isFreeNow ? null : () => { complain(of, []); takeUp(question, own); };
        complain(of, told(errors), { takeUp: again, ended: hasEnded(errors) });
        if (isFreeNow) takeUp(question, own);
      },
    });
  };
  const offer = (question, topic) => {
    const said = made(question.of, "added-words");
    said.querySelector("b").textContent = topic;
    said.querySelector("[data-undo]").onclick = () => undo(question);
    part(question.of, "added").replaceChildren(said);
  };
  const remove = ({ of, line }) => {
    if (!line.isConnected && !of.contains(line)) return;
    line.remove();
    count("questions", -1);
    part(of, "added").replaceChildren();
    if (of === pane()) describe(of);
  };
  const isFree = (form) => !chosen(form, "topic") && !form.elements.note?.value;
  const isUntouched = (of) => isFree(formOf(of)) && !part(of, "asked").children.length && FACTS.every((name) => !chosen(formOf(of), name)?.value);
  // the question stands in the form again, under `key`; what was begun meanwhile gives way
  const takeUp = ({ of, sent }, key) => {
    const form = formOf(of);
    empty(form, form.elements.key.value);
    keep(of);
    fill(form, [...known(form), ...sent]);
    form.elements.key.value = key;
    keep(of);
  };
  const undo = (question) => {
    remove(question);
    steps.send(page.dataset.undo, { undo: question.key }, { refused: (errors) => complain(question.of, told(errors)) });
    if (isFree(formOf(question.of))) takeUp(question, steps.key());
    question.of.querySelector("h2").focus();
  };

  // what the guard has shown already stops here; what it finds later is refused, and comes back
  const tryToAdd = async (of) => {
    const note = formOf(of).elements.note;
    if (note?.ariaInvalid === "true" && !(await guard.look(note))) return note.focus();
    if (chosen(formOf(of), "topic")) add(of);
    else if (Date.now() - addedAt > TWICE) complain(of, [page.dataset.tTopic]);
  };

  // ── what is pressed ──
  page.addEventListener("change", (event) => {
    const { name } = event.target, form = event.target.closest("[data-form]");
    if (!form || !event.isTrusted) return;
    if (FACTS.includes(name)) say(pane(), name);
    else if (name) keep();
  });
  page.addEventListener("input", (event) => {
    if (!event.target.matches("textarea, [type=text], :not([type])")) return;
    clearTimeout(timer);
    timer = setTimeout(() => keep(), PAUSE);
  });
  page.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.target.name !== "note") return;
    event.preventDefault();
    part(event.target.form, "add").click();
  });
  page.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("[data-new]")) { event.preventDefault(); return begin(form); }
    if (form.matches("[data-fold]")) {
      event.preventDefault();
      flush();
      return steps.send(form.action, fieldsOf(form), { saved: () => location.reload() });
    }
  });
  page.addEventListener("click", (event) => {
    const link = event.target.closest("[data-visitors] a"), change = event.target.closest("[data-change]");
    if (event.target.closest("[data-add]")) { event.preventDefault(); tryToAdd(pane()); }
    if (change) {
      pane().toggleAttribute("data-changing");
      describe(pane());
    }
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const of = met.get(link.closest("li").dataset.visitor);
    if (!of) return;
    event.preventDefault();
    show(of);
  });
  // whatever leads away: what is typed is on its way first, and steps.js waits for it
  addEventListener("click", (event) => event.target.closest?.("a[href]") && flush(), { capture: true });
  addEventListener("visibilitychange", () => document.hidden && flush());
  addEventListener("beforeunload", (event) => {
    if (timer) { keep(); event.preventDefault(); }
  });

  if (pane()) {
    met.set(pane().dataset.pane, pane());
    describe(pane());
    waits();
  }
}
