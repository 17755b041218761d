// Asks a security key or passkey, and sends its answer with the form: one that is known at sign-in (WebAuthn section
// 7.2), a new one to set it up (section 7.1). Without this script the form says what else is possible.
const form = document.querySelector('form[data-key-get], form[data-key-create]');
const problem = form.querySelector('[data-key-problem]');
let isAsking = false;

form.addEventListener('submit', (event) => {
  form.elements.assertion.value = '';
  if (event.submitter?.value !== 'continue') return;
  event.preventDefault();
  if (isAsking) return;
  isAsking = true;
  problem.textContent = '';
  const { keyGet, keyCreate } = form.dataset;
  (keyGet ? ask(JSON.parse(keyGet)) : create(JSON.parse(keyCreate)))
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
  const publicKey = { ...options, challenge: bytesOf(challenge), allowCredentials: named(allowCredentials) };
  const { id, type, response } = await navigator.credentials.get({ publicKey });
  const { clientDataJSON, authenticatorData, signature, userHandle } = response;
  return answer(id, type, {
    clientDataJSON: textOf(clientDataJSON),
    authenticatorData: textOf(authenticatorData),
    signature: textOf(signature),
    userHandle: userHandle ? textOf(userHandle) : null,
  });
}

async function create({ challenge, user, excludeCredentials, ...options }) {
  const publicKey = {
    ...options,
    challenge: bytesOf(challenge),
    user: { ...user, id: bytesOf(user.id) },
    excludeCredentials: named(excludeCredentials),
  };
  const { id, type, response } = await navigator.credentials.create({ publicKey });
  return answer(id, type, {
    clientDataJSON: textOf(response.clientDataJSON),
    attestationObject: textOf(response.attestationObject),
    transports: response.getTransports?.() ?? [],
  });
}

function answer(id, type, response) {
  return { id, rawId: id, type, response, clientExtensionResults: {} };
}

function send(answered) {
  form.elements.assertion.value = JSON.stringify(answered);
  // Not requestSubmit: that would come back here. A form without an action goes on.
  HTMLFormElement.prototype.submit.call(form);
}

function named(keys) {
  return keys.map((key) => ({ ...key, id: bytesOf(key.id) }));
}

function bytesOf(base64url) {
  const binary = atob(base64url.replaceAll('-', '+').replaceAll('_', '/'));
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}

function textOf(buffer) {
  const binary = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(binary).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '');
}
