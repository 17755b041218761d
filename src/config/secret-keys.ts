import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CannotStart } from '../refusal/cannot-start.ts';

const fileName = 'secret-key';

/**
 * The key of a development server without SECRET_KEYS: made once and kept beside its data, readable by its owner only.
 * In production the configuration demands SECRET_KEYS, so that key and data do not lie in the same place.
 */
export async function developmentKey(dataDirectory: string): Promise<Buffer> {
  await mkdir(dataDirectory, { recursive: true, mode: 0o700 });
  const path = join(dataDirectory, fileName);
  // Exclusive creation: of two processes that start together both read the one key that was made.
  await writeFile(path, randomBytes(32).toString('base64'), { flag: 'wx', mode: 0o600 }).catch((error) => {
    if (error.code !== 'EEXIST') throw error;
  });
  return readKey(path);
}

/** The same for who must not make anything: null when there is no such file yet. */
export async function existingDevelopmentKey(dataDirectory: string): Promise<Buffer | null> {
  try {
    return await readKey(join(dataDirectory, fileName));
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}

async function readKey(path: string): Promise<Buffer> {
  const key = Buffer.from(await readFile(path, 'utf8'), 'base64');
  if (key.length !== 32)
    throw new CannotStart(
      'DATA_DIR',
      `${path} does not hold a key of 32 bytes in base64; put back the one that was there`,
    );
  return key;
}
