import { AuthorizationResponseError, ResponseBodyError, WWWAuthenticateChallengeError } from 'openid-client';
import type { Trouble } from './pages.ts';

/** Errors of OAuth and OpenID Connect that a person can do something about. */
const explanations: Readonly<Record<string, readonly [title: string, explanation: string]>> = {
  access_denied: [
    'Access was not granted',
    'You or the provider said no. You can try again, or with another account.',
  ],
  consent_required: ['Your consent is needed', 'The provider could not ask for it without showing a page.'],
  interaction_required: ['The provider has to ask you something', 'Start the sign-in again, so that it can.'],
  login_required: ['Please sign in again', 'The provider no longer knows you in this browser.'],
  unmet_authentication_requirements: [
    'This level cannot be reached',
    'Your account has no proof strong enough for what was asked. Set one up at the provider and try again.',
  ],
  invalid_grant: [
    'Your sign-in has ended',
    'The provider no longer honours it: the session ended or a rule changed.',
  ],
  invalid_client: [
    'The provider does not know this application',
    'Its registration is missing or its secret is wrong.',
  ],
  temporarily_unavailable: ['The provider is busy', 'Please try again in a moment.'],
  server_error: ['The provider has a problem', 'It is not your fault. Please try again in a moment.'],
};

/** A sign-in came back that was not started in this browser, or was finished already. */
export const unknownSignIn: Trouble = {
  title: 'This sign-in is not known here',
  explanation: 'It was started in another browser, is finished already or is too old. Please start again.',
  details: null,
};

/** Puts an error of the provider, or of the way to it, into words. */
export function troubleOf(error: unknown): Trouble {
  if (error instanceof AuthorizationResponseError || error instanceof ResponseBodyError) {
    return inWords(error.error, error.error_description ?? null);
  }
  if (error instanceof WWWAuthenticateChallengeError) return inWords('invalid_grant', null);
  return {
    title: 'The provider cannot be reached',
    explanation:
      'Either it is not running yet, or its answer could not be trusted. Please try again in a moment.',
    details: null,
  };
}

function inWords(code: string, description: string | null): Trouble {
  const [title, explanation] = explanations[code] ?? [
    'That did not work',
    'The provider answered with an error. Please try again.',
  ];
  return { title, explanation, details: description === null ? code : `${code}: ${description}` };
}
