// Counts by one more and one less; without this the field takes numbers all the same. An empty one is not a zero.
for (const box of document.querySelectorAll("[data-stepper]")) {
  const field = box.querySelector("input");
  const step = (by) => {
    const from = field.value === "" ? (by > 0 ? 0 : 1) : Number(field.value);
    field.value = Math.max(0, from + by);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  };
  for (const button of box.querySelectorAll("button")) {
    button.hidden = false;
    button.addEventListener("click", () => step(Number(button.dataset.by)));
  }
}
