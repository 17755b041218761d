import { mappedAttributes } from '../../people/attributes.ts';
import { rememberConsent } from '../../people/remember-consent.ts';
import { isRememberedFor, withAttributes } from '../../people/remembered-consent.ts';
import { consentRequestOf, grantConsent } from '../../provider/consent/consent.ts';
import { browserSession } from '../../provider/library/browser-session.ts';
import { type Interaction, withConsent } from '../../provider/library/interaction.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { seeOther } from '../http/see-other.ts';
import { drawPage } from '../pages/draw-page.ts';
import { filled } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { clientNameOf, frameOf } from './frame.ts';
import type { InteractionPage } from './page.ts';
import type { Visit } from './view.ts';

export interface ConsentModel extends PageFrame {
  readonly clientName: string;
  readonly scopes: readonly string[];
  /** Claims asked for one by one, beyond the scopes. */
  readonly claims: readonly string[];
  /** What comes along with `profile` for this application, by the names it is kept under. */
  readonly attributes: readonly string[];
  readonly policyUri: string | null;
  readonly termsUri: string | null;
}

/** Asks to share data with an application; `cancel` denies it. */
export const consentPage: InteractionPage<ConsentModel> = {
  area: 'interaction',
  name: 'consent',
  actions: ['continue'],
  show,
  submit,
};

async function show(deps: WebDeps, { ctx, view }: Visit): Promise<void> {
  const { scopes, claims } = shownOf(view.interaction);
  const metadata = view.signIn.client?.client.metadata ?? {};
  const model = {
    ...frameOf(view, null),
    clientName: clientNameOf(view),
    scopes,
    claims,
    attributes: mappedAttributes({ scopes: new Set(scopes), mapping: metadata.claim_mapping }),
    policyUri: addressOf(metadata.policy_uri),
    termsUri: addressOf(metadata.tos_uri),
  };
  await drawPage(deps, ctx, filled(consentPage, model));
}

async function submit(deps: WebDeps, visit: Visit, form: Form): Promise<void> {
  const { ctx, view } = visit;
  // This form has no field that would show a person's hand: the button is all there is.
  if (form.action !== 'continue') throw new Refusal('invalid_request', { reason: 'nobody agreed' });
  const accountId = await whoAgrees(deps, visit);
  const { firstParty = false, createdAt = view.signIn.now } = view.signIn.client?.client ?? {};
  const client = { firstParty, createdAt };
  const grantId = await grantConsent(deps.live, view.interaction, { accountId, client });
  const agreed = withConsent(view.interaction, grantId);
  const { uid, version, sourceAddress, now } = view.signIn;
  const { client_id: clientId } = view.interaction.params;
  const event = {
    type: 'consent.granted',
    actor: { kind: 'user', id: accountId, sourceAddress },
    userId: accountId,
    detail: { client: typeof clientId === 'string' ? clientId : null },
  } as const;
  const ending = { interaction: agreed, event, now };
  const isFirst = await deps.operations.db.signIns.finish({ uid, version }, ending);
  if (!isFirst) throw new Refusal('interaction_expired', { reason: 'another request finished this sign-in' });
  await remember(deps, visit, accountId);
  seeOther(ctx, view.interaction.returnTo);
}

/**
 * Whoever the page was for, and only where they are still signed in here: what is agreed to is remembered, and a page that
 * was left open speaks for nobody who has signed out since, or made room for another.
 * @throws Refusal `interaction_expired`
 */
async function whoAgrees({ live }: WebDeps, { ctx, view }: Visit): Promise<string> {
  const { session } = view.interaction;
  const present = await browserSession(live, ctx);
  if (present === null || present.uid !== session?.uid || present.userId !== session.accountId)
    throw new Refusal('interaction_expired', { reason: 'the person is not signed in here any more' });
  return present.userId;
}

/** Not with the grant, which is the session's own: what is remembered is for the sessions to come. */
async function remember(deps: WebDeps, { view }: Visit, userId: string): Promise<void> {
  const { client, now } = view.signIn;
  if (client == null || !isRememberedFor(client.client)) return;
  const { scopes, claims, resourceScopes: resources } = consentRequestOf(view.interaction);
  const terms = withAttributes({ scopes, claims, resources }, client.client.metadata);
  await rememberConsent(deps.operations.db, userId, { clientId: client.client.clientId, terms, now });
}

/**
 * What is new; where nothing is, since everything was granted before or needs no grant of a first-party application, all
 * that the application asks for: it wants the person to see it (`prompt=consent`), or is asked about each time (native).
 */
function shownOf(interaction: Interaction): {
  readonly scopes: readonly string[];
  readonly claims: readonly string[];
} {
  const { scopes, claims, resourceScopes } = consentRequestOf(interaction);
  // A scope of our own API is asked for both as such and at the API.
  const missing = [...new Set([...scopes, ...Object.values(resourceScopes).flat()])];
  if (missing.length > 0 || claims.length > 0) return { scopes: missing, claims };
  const { scope } = interaction.params;
  return { scopes: typeof scope === 'string' ? [...new Set(scope.split(' '))] : [], claims };
}

/** Only web addresses become links. */
function addressOf(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : null;
}
