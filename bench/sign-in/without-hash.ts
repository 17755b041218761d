/**
 * Loaded before the server (`--import`), takes the password hash out of it: any password is right, at no cost. Only a
 * run without the hash tells what the rest costs. To subtract the time of the threads that hash is not enough, since
 * its 19 MiB drive everything else out of the processor's caches, and the pages that follow then wait for memory.
 */
import { registerHooks } from 'node:module';

const stub = `data:text/javascript,${encodeURIComponent(`
  export const verifySync = () => true;
  export const hashSync = () => { throw new Error('nothing is hashed in this server'); };
  export const hashRawSync = hashSync;
`)}`;

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === '@node-rs/argon2' ? { url: stub, shortCircuit: true } : next(specifier, context),
});
