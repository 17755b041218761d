import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { iconsFile } from '../house/support/icons-file.ts';
import { refusalsPage } from '../house/support/refusals-page.ts';
import { seedingPage } from '../house/support/seeding-page.ts';

// Writes the documents that are made from the code, and the icons of the pages (`npm run documents`);
// test/house/documents.test.ts holds them to it.
const docs = join(import.meta.dirname, '../../docs');
writeFileSync(join(docs, 'refusals.md'), refusalsPage());
writeFileSync(join(docs, 'seeding.md'), seedingPage());
writeFileSync(join(docs, '../views/assets/icons.json'), iconsFile());
