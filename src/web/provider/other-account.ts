import type { KoaContextWithOIDC } from 'oidc-provider';
import type { ClientDirectory } from '../../provider/library/client-directory.ts';
import type { Stores } from '../../stores.ts';
import { bareFrame } from '../pages/bare-frame.ts';
import { filled, type Page } from '../pages/page.ts';
import type { PageFrame } from '../pages/page-frame.ts';
import { brandOfClient } from './brand-of-client.ts';
import type { ProviderForm, SelfSendingForm } from './provider-form.ts';

/** The form signs out whoever is signed in, and the browser comes back to the sign-in that is waiting. */
export interface OtherAccountModel extends PageFrame {
  readonly form: ProviderForm;
  /** E-mail of whoever is signed in, from another tab; null for somebody who is gone. */
  readonly other: string | null;
}

/** Somebody signs in where another person has signed in meanwhile: of the two one can stay. */
export const otherAccountPage: Page<OtherAccountModel> = { area: 'provider', name: 'other-account' };

export interface OtherAccountDeps {
  readonly people: Pick<Stores['people'], 'byId'>;
  readonly clients: Pick<ClientDirectory, 'find'>;
}

/** The page for a sign-in that the library would resume as another person. */
export async function otherAccountOf(deps: OtherAccountDeps, ctx: KoaContextWithOIDC, form: SelfSendingForm) {
  const { Interaction: interaction } = ctx.oidc.entities;
  // What comes after it can end at the application that the sign-in is for.
  ctx.state.formLeadsAway = typeof interaction?.params.redirect_uri === 'string';
  const clientId =
    typeof interaction?.params.client_id === 'string' ? interaction.params.client_id : undefined;
  const emailOf = async (userId = '') => (await deps.people.byId(userId, null))?.user.email ?? null;
  return filled(otherAccountPage, {
    ...bareFrame(ctx),
    brand: await brandOfClient(deps, clientId),
    signedInAs: await emailOf(interaction?.result?.login?.accountId),
    form: { id: 'op.logoutForm', ...form },
    other: await emailOf(ctx.oidc.session?.accountId),
  });
}
