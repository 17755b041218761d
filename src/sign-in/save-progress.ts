import { Refusal } from '../refusal/refusal.ts';
import type { SignIn } from './context.ts';
import type { SignInProgress } from './progress.ts';
import type { SignInStore } from './store.ts';

/**
 * Stores how far a sign-in has come. Of several requests that continue the same one, the first does.
 * @param change.throttleKey whose counted failures a right password forgets
 * @returns the sign-in as the next step finds it
 * @throws Refusal `interaction_expired` where another request was first
 */
export async function saveProgress(
  { signIns }: { readonly signIns: SignInStore },
  signIn: SignIn,
  { progress, throttleKey }: { readonly progress: SignInProgress; readonly throttleKey?: Buffer },
): Promise<SignIn> {
  const isSaved =
    throttleKey === undefined
      ? await signIns.saveProgress(signIn, progress)
      : await signIns.savePasswordProof(signIn, progress, throttleKey);
  if (!isSaved)
    throw new Refusal('interaction_expired', { reason: 'another request went on with this sign-in' });
  return { ...signIn, version: signIn.version + 1, progress };
}
