import { type Html, html } from './html.ts';

/** What the provider says of one organization (claim `organization`). */
interface OrganizationClaim {
  readonly slug: string;
  readonly roles: readonly string[];
  readonly required: boolean;
  readonly satisfied: boolean;
  readonly by: string | null;
  readonly deadline: unknown;
}

const methods: Readonly<Record<string, string>> = {
  pwd: 'password',
  otp: 'one-time code',
  recovery: 'recovery code',
  pop: 'security key or passkey',
  user: 'the person was checked by the device',
  hwk: 'key bound to hardware',
  swk: 'key kept in software',
  mfa: 'two kinds of proof',
};

const levels: Readonly<Record<string, string>> = {
  'urn:countersign:acr:1': 'Level 1: one proof',
  'urn:countersign:acr:2': 'Level 2: two kinds of proof',
  'urn:countersign:acr:3': 'Level 3: phishing resistant',
};

/** Instants among the claims, in epoch seconds. */
const instants = ['auth_time', 'mfa_time', 'iat', 'exp', 'updated_at'];

/** Beside what was asked for: an application that needs a level looks at what was proven, and at nothing else. */
export function levelLine(asked: string | null, claims: Readonly<Record<string, unknown>>): Html | null {
  if (asked === null) return null;
  const proven = /^urn:countersign:acr:(\d)$/.exec(String(claims.acr))?.[1] ?? 'none that is known here';
  const isReached = Number(proven) >= Number(asked);
  const words = `You asked for level ${asked}; proven: ${proven.length === 1 ? `level ${proven}` : proven}.`;
  return html`<p class="${isReached ? 'good' : 'bad'}" data-level>${isReached ? '✓ ' : '✗ '}${words}</p>`;
}

/** How somebody signed in: level, methods and instants, for people. */
export function signInSummary(claims: Readonly<Record<string, unknown>>): Html {
  const acr = String(claims.acr ?? 'not stated');
  return html`<dl class="summary">
    <div><dt>Level <code>acr</code></dt><dd data-claim="acr">${levels[acr] ?? acr}</dd></div>
    <div><dt>Proven by <code>amr</code></dt><dd data-claim="amr">${methodList(claims.amr)}</dd></div>
    <div><dt>Signed in <code>auth_time</code></dt><dd>${instant(claims.auth_time)}</dd></div>
    <div><dt>Second factor <code>mfa_time</code></dt><dd data-claim="mfa_time">${instant(claims.mfa_time)}</dd></div>
  </dl>`;
}

/** One card for each organization of the claim; nothing when the claim is absent. */
export function organizationCards(claim: unknown): readonly Html[] {
  return organizationsIn(claim).map(
    (one) => html`<article class="card" data-organization="${one.slug}">
      <h3>${one.slug}</h3>
      <p>${one.roles.length === 0 ? 'No roles in this session' : `Roles: ${one.roles.join(', ')}`}</p>
      <p class="${one.satisfied ? 'good' : 'bad'}">${one.satisfied ? '✓ ' : '✗ '}${mfaInWords(one)}</p>
      ${one.deadline === null ? null : html`<p>Required from ${instant(one.deadline)}</p>`}
    </article>`,
  );
}

/** Every claim by name, instants as local time. */
export function claimTable(claims: Readonly<Record<string, unknown>>): Html {
  const rows = Object.entries(claims).map(
    ([name, value]) => html`<tr><th scope="row"><code>${name}</code></th><td>${shown(name, value)}</td></tr>`,
  );
  return html`<div class="scroll"><table><tbody>${rows}</tbody></table></div>`;
}

function methodList(amr: unknown): readonly Html[] {
  if (!Array.isArray(amr)) return [html`not stated`];
  return amr.map(
    (value) => html`<span class="tag"><code>${String(value)}</code> ${methods[String(value)] ?? ''}</span> `,
  );
}

function shown(name: string, value: unknown): Html {
  if (instants.includes(name)) return instant(value);
  return typeof value === 'string' ? html`${value}` : html`<pre>${JSON.stringify(value, null, 2)}</pre>`;
}

/** Epoch seconds or ISO text as local time. */
function instant(value: unknown): Html {
  if (typeof value !== 'number' && typeof value !== 'string') return html`none`;
  const date = new Date(typeof value === 'number' ? value * 1000 : value);
  if (Number.isNaN(date.getTime())) return html`${String(value)}`;
  const local = date.toLocaleString('en-GB', { dateStyle: 'medium', timeStyle: 'long' });
  return html`<time datetime="${date.toISOString()}">${local}</time>`;
}

function mfaInWords({ required, satisfied, by }: OrganizationClaim): string {
  if (!required) return 'MFA is not required here now';
  const how = by === null ? '' : ` (${by})`;
  return satisfied
    ? `MFA is required and satisfied${how}`
    : 'MFA is required and not satisfied by this session';
}

function organizationsIn(claim: unknown): OrganizationClaim[] {
  return Object.entries(groupOf(claim)).map(([slug, value]) => {
    const { roles, mfa } = groupOf(value);
    const { required, satisfied, by, deadline } = groupOf(mfa);
    return {
      slug,
      roles: Array.isArray(roles) ? roles.map(String) : [],
      required: required === true,
      satisfied: satisfied === true,
      by: typeof by === 'string' ? by : null,
      deadline: deadline ?? null,
    };
  });
}

function groupOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? Object.fromEntries(Object.entries(value)) : {};
}
