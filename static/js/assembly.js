// An assembly while people come in: after a number is taken the field is empty again and waits for the next one.
// "By proxy" puts her number into it and asks for whoever votes for her. Without script both are plain pages.
{
  const quick = document.querySelector("[data-quick]");
  const { number, through } = quick?.elements ?? {};
  quick?.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt !== quick || event.detail.xhr.status >= 400) return number.select();
    quick.reset();
    number.value = through.value = "";
    number.focus();
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-proxy]");
    if (!link || !quick) return;
    event.preventDefault();
    number.value = link.dataset.proxy;
    through.focus();
  });
}
