// Asks the person's security key or passkey, and sends its answer with the form (WebAuthn section 7.2). Without this
// script the form says that a code is the way.
const form = document.querySelector('form[data-key-options]');
const problem = form.querySelector('[data-key-problem]');

form.addEventListener('submit', (event) => {
  if (event.submitter?.value !== 'continue') return;
  event.preventDefault();
  problem.textContent = '';
  ask(JSON.parse(form.dataset.keyOptions)).then(send, () => {
    // Cancelled, timed out, or no such key here: browsers do not tell which.
    problem.textContent = problem.dataset.words;
  });
});

async function ask({ challenge, allowCredentials, ...options }) {
  const publicKey = {
    ...options,
    challenge: bytesOf(challenge),
    allowCredentials: allowCredentials.map((known) => ({ ...known, id: bytesOf(known.id) })),
  };
  const { id, type, response } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature } = response;
  return {
    id,
    rawId: id,
    type,
    response: {
      clientDataJSON: textOf(clientDataJSON),
      authenticatorData: textOf(authenticatorData),
      signature: textOf(signature),
    },
    clientExtensionResults: {},
  };
}

function send(answer) {
  form.elements.assertion.value = JSON.stringify(answer);
  const action = document.createElement('input');
  Object.assign(action, { type: 'hidden', name: 'action', value: 'continue' });
  form.append(action);
  // Not requestSubmit: that would come back here.
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
