import * as oidc from 'openid-client';
import type { Answer, Browser } from './browser.ts';

export const redirectUri = 'http://localhost:4999/callback';

export interface AuthorizationRequest {
  /** Extra or replacing parameters; `scope` defaults to `openid`. */
  readonly parameters?: Readonly<Record<string, string>>;
}

/** A relying application as openid-client makes one. */
export class Application {
  readonly config: oidc.Configuration;
  readonly #clientId: string;
  #verifier = '';
  #state = '';
  #nonce = '';

  constructor(config: oidc.Configuration, clientId: string) {
    this.config = config;
    this.#clientId = clientId;
  }

  static async discover(issuer: string, clientId: string, secret: string): Promise<Application> {
    const config = await oidc.discovery(new URL(issuer), clientId, secret, undefined, {
      execute: [oidc.allowInsecureRequests],
    });
    // The tests move the clock; the application lives in the same time.
    return new Application(config, clientId);
  }

  get clientId(): string {
    return this.#clientId;
  }

  /** The address to send a browser to, with PKCE, state and nonce. */
  async authorizationUrl(parameters: Readonly<Record<string, string>> = {}): Promise<string> {
    this.#verifier = oidc.randomPKCECodeVerifier();
    this.#state = oidc.randomState();
    this.#nonce = oidc.randomNonce();
    return oidc.buildAuthorizationUrl(this.config, {
      redirect_uri: redirectUri,
      scope: 'openid',
      code_challenge: await oidc.calculatePKCECodeChallenge(this.#verifier),
      code_challenge_method: 'S256',
      state: this.#state,
      nonce: this.#nonce,
      ...parameters,
    }).href;
  }

  /** Opens the provider in a browser and follows it to the first page, or back here. */
  async start(browser: Browser, parameters: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return browser.open(await this.authorizationUrl(parameters));
  }

  /** Redeems the code that the browser came back with; checks state, nonce, issuer and signature. */
  async redeem(
    answer: Pick<Answer, 'location'> & Partial<Answer>,
    resource?: string,
  ): Promise<oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers> {
    if (answer.location === null)
      throw new Error(`not back at the application: ${answer.name} ${answer.body?.slice(0, 500)}`);
    const checks = {
      pkceCodeVerifier: this.#verifier,
      expectedState: this.#state,
      expectedNonce: this.#nonce,
    };
    const parameters = resource === undefined ? {} : { resource };
    return oidc.authorizationCodeGrant(this.config, new URL(answer.location), checks, parameters);
  }

  /** What `redeem` sends, for requests made by hand. */
  redemption(answer: Answer): Record<string, string> {
    const code = new URL(answer.location ?? '').searchParams.get('code') ?? '';
    return {
      grant_type: 'authorization_code',
      code,
      redirect_uri: redirectUri,
      code_verifier: this.#verifier,
    };
  }

  /** The client's own credentials (client_secret_basic). */
  credentials(): Record<string, string> {
    const secret = `secret-of-${this.#clientId}`;
    return { authorization: `Basic ${Buffer.from(`${this.#clientId}:${secret}`).toString('base64')}` };
  }

  /** Error and description that the browser came back with. */
  errorOf(answer: Answer): string | null {
    return answer.location === null ? null : new URL(answer.location).searchParams.get('error');
  }

  refresh(refreshToken: string): ReturnType<typeof oidc.refreshTokenGrant> {
    return oidc.refreshTokenGrant(this.config, refreshToken);
  }
}
