// The panel "Known again" in steps: a card or a word is sent as all else, and what is refused is said in the panel.
{
  const fieldsOf = (form) => Object.fromEntries(new FormData(form));
  const tell = (panel, errors) => {
    const box = panel.querySelector("[data-refused]"), list = box.querySelector("ul");
    const words = Object.values(errors).flat().map((error) => error.message);
    if (!words.length) words.push(box.dataset.tRefused);
    list.replaceChildren(...words.map((word) => Object.assign(document.createElement("li"), { textContent: word })));
    box.hidden = false;
    box.focus();
  };

  addEventListener("submit", (event) => {
    const panel = event.target.closest("[data-known]");
    if (!panel || !window.steps) return;
    event.preventDefault();
    steps.send(event.submitter?.getAttribute("formaction") ?? event.target.action, fieldsOf(event.target), {
      saved: ({ next }) => location.assign(next),
      refused: (errors) => tell(panel, errors),
    });
  });
}
