// Asks the person's security key or passkey, and sends its answer with the form (WebAuthn section 7.2). Without this
// script the form says that a code is the way.
const form = document.querySelector('form[data-key-options]');
const problem = form.querySelector('[data-key-problem]');
let isAsking = false;

form.addEventListener('submit', (event) => {
  form.elements.assertion.value = '';
  if (event.submitter?.value !== 'continue') return;
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  problem.textContent = '';
  ask(JSON.parse(form.dataset.keyOptions))
    .then(send)
    .catch(() => {
      // Cancelled, timed out, or no such key here: browsers do not tell which.
      problem.textContent = problem.dataset.words;
    })
    .finally(() => {
      isAsking = false;
    });
});

async function ask({ challenge, allowCredentials, ...options }) {
  const publicKey = {
    ...options,
    challenge: bytesOf(challenge),
    allowCredentials: allowCredentials.map((known) => ({ ...known, id: bytesOf(known.id) })),
  };
  const { id, type, response } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return {
    id,
    rawId: id,
    type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
      userHandle: userHandle ? textOf(userHandle) : null,
    },
    clientExtensionResults: {},
  };
}

function send(answer) {
  form.elements.assertion.value = JSON.stringify(answer);
  // Not requestSubmit: that would come back here. A form without an action goes on.
  HTMLFormElement.prototype.submit.call(form);
}

function bytesOf(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
