import { interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';

const { Check } = interactionPolicy;

/**
 * The library reads `id_token_hint` when a request arrives and forgets it for one that is resumed. A sign-in goes back
 * there without a result where somebody has signed in meanwhile (web/interaction/signed-in-meanwhile.ts), and is to be
 * asked whether it is the one who is meant. Whoever has just signed in has chosen to be somebody else.
 * @param own the library's own check
 */
export function hintCheck(own: interactionPolicy.Check): interactionPolicy.Check {
  const { reason, description } = own;
  return new Check(reason, description, 'login_required', async (ctx) => {
    const isReadAgain = ctx.oidc.entities.IdTokenHint === undefined && ctx.oidc.params?.id_token_hint;
    if (!isReadAgain) return own.check(ctx);
    if (ctx.oidc.result?.login) return false;
    return (await readHint(ctx)) ? own.check(ctx) : true;
  });
}

/** It was valid when the request came; its key may have been retired since. */
async function readHint({ oidc }: KoaContextWithOIDC): Promise<boolean> {
  const { client, params = {} } = oidc;
  const hint = params.id_token_hint;
  if (client === undefined || typeof hint !== 'string') return false;
  try {
    oidc.entity('IdTokenHint', await oidc.provider.IdToken.validate(hint, client));
    return true;
  } catch {
    return false;
  }
}
