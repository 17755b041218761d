import type { Form } from '../forms/form.ts';
import type { WebDeps } from '../http/context.ts';
import { keptMarker } from './area-frame.ts';

/** As long as a second factor may take, and a look at what follows. */
const keptMs = 10 * 60 * 1000;

interface Place {
  readonly sessionHash: Buffer;
  readonly path: string;
  readonly now: Date;
}

type Memory = Pick<WebDeps, 'runtime'>;

/** Keeps what the page at a path is to be filled in with, for this session alone. */
export async function keepForm(
  { runtime }: Memory,
  { sessionHash, path, now }: Place,
  form: Form,
): Promise<void> {
  const expiresAt = new Date(now.getTime() + keptMs);
  await runtime.db.pageMemory.keepForm(sessionHash, { path, form, expiresAt });
}

/** Where a kept form is read. */
export function keptAt(path: string): string {
  return `${path}${path.includes('?') ? '&' : '?'}${keptMarker}`;
}

/** Empty where nothing was kept. */
export async function keptForm({ runtime }: Memory, { sessionHash, path, now }: Place): Promise<Form> {
  return (await runtime.db.pageMemory.keptForm(sessionHash, path, now)) ?? {};
}

const secrets = /password|code|ticket|assertion|secret/;

/** What was typed as it may be shown once more: secrets are typed anew. */
export function withoutSecrets(form: Form): Form {
  return Object.fromEntries(
    Object.entries(form).filter(([name]) => name !== 'action' && !secrets.test(name)),
  );
}
