import { consentRequestOf, grantConsent } from '../../provider/consent/consent.ts';
import { withConsent } from '../../provider/library/interaction.ts';
import { Refusal } from '../../refusal/refusal.ts';
import type { WebDeps } from '../context.ts';
import type { Form } from '../forms/form.ts';
import { drawPage } from '../pages/draw-page.ts';
import { seeOther } from './advance.ts';
import { clientNameOf, frameOf } from './frame.ts';
import type { Visit } from './view.ts';

export function showConsent(deps: WebDeps, { ctx, view }: Visit): void {
  const { scopes, claims, resourceScopes } = consentRequestOf(view.interaction);
  const metadata = view.signIn.client?.client.metadata ?? {};
  drawPage(deps, ctx, {
    ...frameOf(view, null),
    page: 'consent',
    clientName: clientNameOf(view),
    // A scope of our own API is asked for both as such and at the API.
    scopes: [...new Set([...scopes, ...Object.values(resourceScopes).flat()])],
    claims,
    policyUri: addressOf(metadata.policy_uri),
    termsUri: addressOf(metadata.tos_uri),
  });
}

export async function submitConsent(deps: WebDeps, { ctx, view }: Visit, form: Form): Promise<void> {
  // This form has no field that would show a person's hand: the button is all there is.
  if (form.action !== 'continue') throw new Refusal('invalid_request', { reason: 'nobody agreed' });
  const accountId = view.interaction.session?.accountId;
  if (accountId === undefined) throw new Refusal('interaction_expired', { reason: 'nobody is signed in' });
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
  seeOther(ctx, view.interaction.returnTo);
}

/** Only web addresses become links. */
function addressOf(value: unknown): string | null {
  return typeof value === 'string' && /^https?:\/\//.test(value) ? value : null;
}
