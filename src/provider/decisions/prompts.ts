import { errors, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider';
import { isNative, machineScope } from '../../environments/client-terms.ts';
import type { Decision } from '../../policy/decision.ts';
import type { ClientDirectory } from '../library/client-directory.ts';
import { authorizationStateOf } from './authorization-state.ts';
import { hintCheck } from './hint-check.ts';

const { Check, Prompt, base } = interactionPolicy;

/** Steps that a page can take a person through. */
const interactiveSteps: ReadonlySet<Decision['step']> = new Set(['challenge', 'enroll', 'new_password']);

/**
 * The prompts in their order: `login`, then `select_account` where the application asks for it and somebody is signed in
 * (who has just signed in has selected), then `mfa` as the gate that every request passes, then `consent`.
 * A check answers; it never writes.
 */
export function createPrompts(clients: ClientDirectory): interactionPolicy.Prompt[] {
  const prompts = base();
  const login = prompts.get('login');
  const consent = prompts.get('consent');
  const hint = login?.checks.get('id_token_hint');
  if (login === undefined || consent === undefined || hint === undefined)
    throw new Error('the library has changed its prompts');
  // The library's own checks of essential levels ask for another login, which can never reach a second factor.
  login.checks.remove('essential_acrs');
  login.checks.remove('essential_acr');
  login.checks.remove('id_token_hint');
  login.checks.add(hintCheck(hint));
  login.checks.add(sessionCheck());
  prompts.add(new Prompt({ name: 'select_account', requestable: true }), 1);
  prompts.add(mfaPrompt(), 2);
  consent.checks.remove('native_client_prompt');
  consent.checks.add(nativeClientCheck(clients));
  return prompts;
}

function sessionCheck(): interactionPolicy.Check {
  const description = 'the session was ended, is too old or its account is gone';
  return new Check('session_refused', description, 'login_required', (ctx) => {
    if (ctx.oidc.session?.accountId === undefined) return false;
    const state = authorizationStateOf(ctx);
    return state === undefined || state.decision.step === 'sign_in';
  });
}

function mfaPrompt(): interactionPolicy.Prompt {
  return new Prompt(
    { name: 'mfa', requestable: false },
    new Check('policy', 'a second factor is required', 'interaction_required', (ctx) => {
      const decision = authorizationStateOf(ctx)?.decision;
      // Without a decision there is no one to ask: `login` has seen to it, and consent never runs without an account.
      if (decision === undefined) throw new errors.AccessDenied('the sign-in could not be checked');
      refuse(ctx, decision);
      return interactiveSteps.has(decision.step);
    }),
  );
}

/** What no page can mend goes back to the application as an error. */
function refuse(ctx: KoaContextWithOIDC, decision: Decision): void {
  if (ctx.oidc.requestParamScopes.has(machineScope)) {
    throw new errors.InvalidScope('this scope is for machines', machineScope);
  }
  const wanted = ctx.oidc.params?.organization;
  const memberships = authorizationStateOf(ctx)?.facts.memberships ?? [];
  if (typeof wanted === 'string' && !memberships.some(({ organization }) => organization.slug === wanted)) {
    throw new errors.AccessDenied('not a member of the requested organization');
  }
  if (decision.step === 'unmet') {
    throw new errors.CustomOIDCProviderError(
      'unmet_authentication_requirements',
      'the requested authentication level cannot be reached',
    );
  }
  if (decision.step === 'deny') throw new errors.AccessDenied('the sign-in is not allowed here');
}

/** Native applications can be impersonated, so each sign-in asks for consent, unless they are our own (RFC 8252). */
function nativeClientCheck(clients: ClientDirectory): interactionPolicy.Check {
  return new Check(
    'native_client_prompt',
    'native clients require interaction',
    'interaction_required',
    async (ctx) => {
      if (ctx.oidc.client === undefined || ctx.oidc.result?.consent) return false;
      const entry = await clients.find(ctx.oidc.client.clientId);
      // By the registration: the library is told otherwise of those on the local network.
      return entry !== null && isNative(entry.client.metadata) && !entry.client.firstParty;
    },
  );
}
