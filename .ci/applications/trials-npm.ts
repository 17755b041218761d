import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial } from './trial.ts';

/** Below this folder, where the packages are found. */
export const generated = join(import.meta.dirname, 'generated');
mkdirSync(generated, { recursive: true });

const script = (recipe: string, more: Partial<Trial> = {}): Trial => ({
  recipe,
  program: (code) => ({ files: { 'app.mjs': code('js') }, command: [process.execPath, 'app.mjs'] }),
  ...more,
});

/** The library's own page has a form for each provider. */
const authJsForm: Trial['form'] = ({ page, url }, path) => {
  if (!url.includes('/auth/signin')) return null;
  const wanted = path === '/step-up' ? 'countersign-level-2' : 'countersign';
  const forms = page.querySelectorAll('form');
  return forms.find((form) => form.getAttribute('action')?.endsWith(`/${wanted}`)) ?? null;
};

/** Recipes whose software npm installs. */
export const trials: readonly Trial[] = [
  script('openid-client'),
  script('oauth4webapi'),
  script('express-openid-connect'),
  script('passport-openidconnect'),
  script('Auth.js', { form: authJsForm }),
  script('better-auth'),
];

/** It lets nobody in who has a password alone. */
export const nodeRed: Trial = {
  recipe: 'Node-RED',
  program: (code, { folder }) => ({
    files: { 'package.json': '{}', 'settings.js': code('js') },
    command: [
      process.execPath,
      join(import.meta.dirname, 'node_modules/node-red/red.js'),
      '--userDir',
      folder,
    ],
  }),
};
