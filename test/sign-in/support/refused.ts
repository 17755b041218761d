import * as oidc from 'openid-client';

/** The OAuth error that a request to the provider was refused with; `none` when it was not. */
export async function refusedWith(request: Promise<unknown>): Promise<string> {
  try {
    await request;
    return 'none';
  } catch (error) {
    if (error instanceof oidc.ResponseBodyError) return error.error;
    throw error;
  }
}
