// What went wrong with a passkey, told on the page. The words come from the page's data attributes.
"use strict";

const trouble = document.getElementById("passkey-trouble");

function tell(words) {
  if (!trouble) return;
  trouble.textContent = words;
  trouble.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const name = event.detail.exception?.name;
  tell(name === "InvalidStateError" ? trouble?.dataset.known : trouble?.dataset.refused);
});
if (!window.PublicKeyCredential) tell(trouble?.dataset.absent);
