// Small helps on top of pages that work without them.

// a form that saves takes no second press; the button keeps its width and says so
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.tBusy) return;
  if (button.ariaDisabled === "true") return event.preventDefault();
  button.style.minWidth = `${button.offsetWidth}px`;
  button.ariaDisabled = "true";
  const words = [...button.childNodes];
  button.textContent = button.dataset.tBusy;
  // found again with the Back button, the page can be sent again
  addEventListener("pageshow", () => {
    button.ariaDisabled = null;
    button.replaceChildren(...words);
  }, { once: true });
});

// Escape closes the drawer
addEventListener("keydown", (event) => {
  if (event.key === "Escape" && location.hash === "#menu") location.hash = "content";
});

// htmx notes the address of the page even where it keeps no history; nothing stays in this browser
sessionStorage.removeItem("htmx-current-path-for-history");
