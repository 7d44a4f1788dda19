// Copies a guide with one press; where the browser does not allow that, the text is selected for Ctrl+C.
{
  const button = document.querySelector("[data-copy]");
  const text = button && document.getElementById(button.dataset.copy);
  const say = (words) => {
    button.querySelector("[data-words]").textContent = words;
    document.querySelector("[data-copied]").textContent = words;
  };
  const select = () => {
    getSelection().selectAllChildren(text);
    text.focus({ preventScroll: true });
  };
  if (button) {
    button.hidden = false;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(text.textContent);
        say(button.dataset.tCopied);
      } catch {
        select();
        say(button.dataset.tSelected);
      }
    });
  }
}
