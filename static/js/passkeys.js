// Passkeys. A form with data-passkey="create" or "get" asks the browser's own dialog and sends what it answers;
// data-options holds the question, or data-options-from the address that gives it.
{
  const bytes = (text) =>
    Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  const known = (list) => list?.map((each) => ({ ...each, id: bytes(each.id) }));

  const question = async (form) => {
    if (form.dataset.options) return JSON.parse(form.dataset.options).publicKey;
    const answer = await fetch(form.dataset.optionsFrom, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return (await answer.json()).request_options.publicKey;
  };

  const create = (asked) =>
    navigator.credentials.create({
      publicKey: {
        ...asked,
        challenge: bytes(asked.challenge),
        user: { ...asked.user, id: bytes(asked.user.id) },
        excludeCredentials: known(asked.excludeCredentials),
        // kept on the device, and opened there by finger, face or PIN: so it is two factors in one
        authenticatorSelection: {
          ...asked.authenticatorSelection,
          residentKey: "required", requireResidentKey: true, userVerification: "required",
        },
      },
    });
  const get = (asked) =>
    navigator.credentials.get({
      publicKey: { ...asked, challenge: bytes(asked.challenge), allowCredentials: known(asked.allowCredentials) },
    });

  const asText = (credential) => {
    const response = {};
    for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
      if (credential.response[name]) response[name] = text(credential.response[name]);
    }
    return JSON.stringify({
      id: credential.id,
      rawId: text(credential.rawId),
      type: credential.type,
      response,
      clientExtensionResults: credential.getClientExtensionResults(),
    });
  };

  const offer = (form) => {
    const told = form.querySelector("[data-told]");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      event.stopImmediatePropagation();
      told.hidden = true;
      try {
        const asked = await question(form);
        const credential = await (form.dataset.passkey === "create" ? create(asked) : get(asked));
        form.querySelector("[data-credential]").value = asText(credential);
        form.submit();
      } catch {
        told.hidden = false;
      }
    });
  };
  // without the browser's help, or without script, the form stays hidden and the other ways are there
  if (window.PublicKeyCredential) document.querySelectorAll("form[data-passkey]").forEach(offer);
}
