// Requires MFA of an organization's members, or does not: node examples/enforcement.mjs acme on|off
// What an operator's program sends to the API; it runs on any Node that has fetch. The defaults are those of the demo.
const {
  ISSUER = 'http://localhost:3000',
  CLIENT_ID = 'demo-operator',
  CLIENT_SECRET = 'demo-Tq7Vb2NxRk5Lw9Yd4Hs8Jc6Pm3Gz',
} = process.env;

const [organization, state] = process.argv.slice(2);
if (organization === undefined || !['on', 'off'].includes(state)) {
  console.error('usage: node examples/enforcement.mjs ORGANIZATION on|off');
  process.exit(2);
}

const api = `${ISSUER}/api/v1`;
const { access_token: token } = await answerOf(`${ISSUER}/token`, {
  method: 'POST',
  headers: { authorization: `Basic ${btoa(`${CLIENT_ID}:${CLIENT_SECRET}`)}` },
  body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'operator', resource: api }),
});
const policy = await answerOf(`${api}/organizations/${encodeURIComponent(organization)}/enforcement`, {
  method: 'PUT',
  headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
  // What is not said stays as it was: from when on, what becomes of sessions, how often a code is asked.
  body: JSON.stringify({ required: state === 'on' ? 'everyone' : 'nobody' }),
});
console.log(`${organization}: MFA is required of ${policy.required} (${policy.state})`);

async function answerOf(address, request) {
  const response = await fetch(address, request).catch(() => null);
  if (response === null) return fail(`nothing answers at ${ISSUER}; is it running?`);
  const answer = await response.json();
  if (response.ok) return answer;
  // Problem details of the API, or an error of the token endpoint.
  const problem = [answer.title, answer.detail].filter((text) => text !== undefined);
  return fail(problem.join(': ') || answer.error_description || answer.error);
}

function fail(reason) {
  console.error(reason);
  process.exit(1);
}
