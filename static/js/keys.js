// Shortcuts, on every page of the office: an element with data-key="n" is pressed by N, one with data-key="1a" by 1
// and then A, one with data-key="escape" by Escape. They rest while somebody types (Escape leaves the field, and they
// are back), in dialogs, and where somebody switched them off (data-keys="off" on the body).
{
  const PAUSE = 1500; // milliseconds in which the second key has to come
  let typed = "", timer = null;
  const isOff = (event) =>
    event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.defaultPrevented ||
    document.querySelector("[data-keys='off']") || document.querySelector("dialog[open]");
  const field = (event) => event.target.closest?.("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox], [type=submit])");
  const all = () => [...document.querySelectorAll("[data-key]")].filter((each) => each.offsetParent !== null);
  const press = (element) => {
    if (element.matches("textarea, input:not([type=radio], [type=checkbox]), select")) element.focus();
    else element.click();
  };

  addEventListener("keydown", (event) => {
    if (isOff(event)) return;
    if (event.key === "Escape") {
      if (field(event)) return field(event).blur();
      return all().find((each) => each.dataset.key === "escape")?.click();
    }
    if (field(event)) return;
    if (event.key === "Enter") {
      // on a link or button Enter is that one's
      const main = event.target.closest?.("a, button, summary") ? null : document.querySelector("[data-key='enter']");
      if (main?.offsetParent) { event.preventDefault(); main.click(); }
      return;
    }
    if (event.key.length !== 1 || event.key === " ") return;
    // on the keyboards of this country the row of digits gives them with Shift only
    const pressed = /^Digit\d$/.test(event.code) ? event.code.at(-1) : event.key.toLowerCase();
    clearTimeout(timer);
    const found = all(), now = typed + pressed;
    // a second key that belongs to no first one does nothing; a number always begins anew
    const alone = !typed || /\d/.test(pressed) ? pressed : null;
    const hit = found.find((each) => each.dataset.key === now) ?? found.find((each) => each.dataset.key === alone);
    typed = !hit && /\d/.test(pressed) && found.some((each) => each.dataset.key.startsWith(pressed)) ? pressed : "";
    document.documentElement.dataset.typed = typed;
    timer = setTimeout(() => { typed = ""; document.documentElement.dataset.typed = ""; }, PAUSE);
    if (hit) { event.preventDefault(); press(hit); }
  });
}
