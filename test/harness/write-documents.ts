import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refusalsPage } from '../house/support/refusals-page.ts';
import { seedingPage } from '../house/support/seeding-page.ts';

// Writes the documents that are made from the code (`npm run documents`); test/house/documents.test.ts holds them to it.
const docs = join(import.meta.dirname, '../../docs');
writeFileSync(join(docs, 'refusals.md'), refusalsPage());
writeFileSync(join(docs, 'seeding.md'), seedingPage());
