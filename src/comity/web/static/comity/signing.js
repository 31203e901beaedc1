// Signing with a passkey: the page's form begins it, the key answers, and the answer goes back in an ordinary form, so that
// whatever is wrong is told on an ordinary page. Words come from the page.
"use strict";

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
const spelled = (buffer) => btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");

// What PublicKeyCredential.toJSON gives, for browsers that have it not yet.
const asJson = (made) => ({
  id: made.id, rawId: spelled(made.rawId), type: made.type, clientExtensionResults: made.getClientExtensionResults(),
  response: {
    clientDataJSON: spelled(made.response.clientDataJSON), authenticatorData: spelled(made.response.authenticatorData),
    signature: spelled(made.response.signature), userHandle: made.response.userHandle ? spelled(made.response.userHandle) : undefined,
  },
});

function tell(form, words) {
  const place = form.querySelector("[data-told]");
  place.textContent = words;
  place.hidden = !words;
}

async function sign(form, button) {
  tell(form, "");
  const data = new FormData(form);
  if (button?.name) data.set(button.name, button.value);
  const begun = await fetch(form.dataset.begin, { method: "POST", body: data, headers: { Accept: "application/json" } });
  const asked = await begun.json().catch(() => null);
  if (!begun.ok || !asked) { tell(form, asked ? `${asked.sentence} ${asked.remedy}` : form.dataset.failed); return; }
  let made;
  try {
    made = await navigator.credentials.get({ publicKey: {
      challenge: bytes(asked.challenge), rpId: asked.rpId, userVerification: "required", timeout: asked.timeout,
      allowCredentials: asked.allow.map((id) => ({ type: "public-key", id: bytes(id) })),
    } });
  } catch (error) {
    tell(form, error.name === "SecurityError" ? form.dataset.elsewhere : form.dataset.cancelled);
    return;
  }
  form.elements.waiting.value = asked.request;
  form.elements.assertion.value = JSON.stringify(asJson(made));
  form.submit();
}

for (const form of document.querySelectorAll("form[data-begin]")) {
  for (const button of form.querySelectorAll("button[disabled]")) button.disabled = !window.PublicKeyCredential;
  if (!window.PublicKeyCredential) tell(form, form.dataset.failed);
  form.dataset.again = "yes";
  form.addEventListener("submit", (event) => { event.preventDefault(); sign(form, event.submitter).catch(() => tell(form, form.dataset.failed)); });
}
