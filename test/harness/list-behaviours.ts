import { globSync } from 'node:fs';
import Mocha from 'mocha';
import { writeBehaviours } from './behaviours.ts';

// Writes docs/behaviours.md: loads every test and runs none (`npm run behaviours`).
const mocha = new Mocha();
for (const file of globSync('test/**/*.test.ts').sort()) mocha.addFile(file);
await mocha.loadFilesAsync();
writeBehaviours(mocha.suite);
// Loading has opened what would keep this process alive.
process.exit(0);
