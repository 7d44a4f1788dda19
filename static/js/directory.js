// On a narrow screen the needs stand in one line: the one that is chosen comes into sight.
document.querySelector(".search .chip:has(:checked)")?.scrollIntoView({ block: "nearest", inline: "center" });

// Copies how to reach somebody; without script the words stand on the page to be read.
for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.querySelector("span");
  const words = label.textContent;
  const told = button.parentElement.querySelector("[data-copy-told]");
  // the clipboard is there on encrypted pages only; a demo in a local network is not one
  const byHand = (text) => {
    const field = Object.assign(document.createElement("textarea"), { value: text });
    document.body.append(field);
    field.select();
    const done = document.execCommand("copy");
    field.remove();
    button.focus();
    if (!done) throw new Error("refused");
  };
  button.addEventListener("click", async () => {
    let said = button.dataset.tCopied;
    try {
      if (navigator.clipboard) await navigator.clipboard.writeText(button.dataset.copy);
      else byHand(button.dataset.copy);
    } catch {
      said = button.dataset.tFailed;
    }
    label.textContent = told.textContent = said;
    setTimeout(() => { label.textContent = words; told.textContent = ""; }, 2500);
  });
  button.hidden = false;
}
