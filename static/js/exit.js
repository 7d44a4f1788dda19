// For pages that a visitor or a member may show. Without this script the button still leaves.
// In a block of its own: the pages that answer a form are written into this document, and run it anew.
{
  const button = document.querySelector("form.leave");

  const leave = () => {
    const { action } = button, { leaveFor } = button.dataset;
    document.documentElement.replaceChildren(); // blank at once
    navigator.sendBeacon(action); // ends the session; the answer clears what the browser holds
    location.replace(leaveFor);
  };

  // one history entry for the whole visit, so that Back leads to what was there before it
  const isOwn = (link, event) =>
    link && link.origin === location.origin && !link.target && !link.hasAttribute("download") &&
    !event.defaultPrevented && !event.button && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
  addEventListener("click", (event) => {
    const link = event.target.closest?.("a[href]");
    if (!isOwn(link, event)) return;
    event.preventDefault();
    location.replace(link.href);
  });

  // a form that is sent adds an entry: so it is sent from here, and the answer takes the place of this page
  const send = async (form, pressed) => {
    const typed = new FormData(form);
    if (pressed?.name) typed.append(pressed.name, pressed.value);
    const body = form.enctype === "multipart/form-data" ? typed : new URLSearchParams(typed);
    const address = form.getAttribute("action") || location.href; // form.action may be a field of that name
    let answer, page;
    try {
      answer = await fetch(address, { method: "POST", body });
      page = await answer.text();
    } catch {
      return HTMLFormElement.prototype.submit.call(form);
    }
    if (!page.includes('class="leave"')) return location.replace(answer.url); // a page of the office
    history.replaceState(null, "", answer.url);
    document.open();
    document.write(page);
    document.close();
    scrollTo(0, 0);
  };
  addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post" || "plain" in form.dataset) return;
    event.preventDefault();
    if (form === button) return leave();
    if (form.ariaBusy === "true") return;
    form.ariaBusy = "true";
    send(form, event.submitter);
  });

  // Shift three times within two seconds, with nothing in between
  let presses = [];
  addEventListener("keydown", (event) => {
    if (event.repeat) return;
    presses = event.key === "Shift" ? [...presses, event.timeStamp].slice(-3) : [];
    if (presses.length === 3 && presses[2] - presses[0] < 2000) leave();
  });

  // nothing to see in the list of open apps, nor in a page that the browser kept for Back
  addEventListener("visibilitychange", () => { document.documentElement.hidden = document.hidden; });
  addEventListener("pageshow", (event) => {
    if (!event.persisted) return;
    document.documentElement.hidden = true;
    location.reload();
  });
}
