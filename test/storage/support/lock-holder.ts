/** A process that holds the lock of a directory until it is killed. */
import { lockDirectory } from '../../../src/storage/database/directory-lock.ts';

await lockDirectory(process.argv[2] ?? '');
process.send?.('locked');
setInterval(() => undefined, 1000);
