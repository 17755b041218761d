import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Trial } from './trial.ts';

/** Debian's own, not one that somebody has installed beside it. */
const python = '/usr/bin/python3';
const fixture = (name: string) => readFileSync(join(import.meta.dirname, 'around', name), 'utf8');

/** A recipe whose software Debian has. */
export interface DebianTrial extends Trial {
  /** What has to be installed. */
  readonly packages: readonly string[];
}

export const trials: readonly DebianTrial[] = [
  {
    recipe: 'mod_auth_openidc',
    packages: ['apache2-bin', 'libapache2-mod-auth-openidc'],
    mustStepUp: true,
    program: (code, { port, folder }) => ({
      files: {
        'recipe.conf': code('apache'),
        'httpd.conf': fixture('httpd.conf').replaceAll('FOLDER', folder).replaceAll('PORT', String(port)),
        'index.shtml': fixture('index.shtml'),
      },
      command: ['/usr/sbin/apache2', '-DFOREGROUND', '-f', join(folder, 'httpd.conf')],
    }),
  },
  {
    recipe: 'Authlib with Flask',
    packages: ['python3-authlib', 'python3-flask', 'python3-requests'],
    program: (code, { port }) => ({
      files: { 'app.py': code('python') },
      command: [python, '-m', 'flask', 'run', '--host', 'localhost', '--port', String(port)],
    }),
  },
  {
    recipe: 'Authlib with FastAPI',
    packages: [
      'python3-authlib',
      'python3-fastapi',
      'python3-httpx',
      'python3-itsdangerous',
      'python3-uvicorn',
    ],
    program: (code, { port }) => ({
      files: { 'app.py': code('python') },
      command: [python, '-m', 'uvicorn', '--host', 'localhost', '--port', String(port), 'app:app'],
    }),
  },
  {
    recipe: 'Django social-auth',
    packages: ['python3-django', 'python3-social-django', 'python3-jose'],
    program: (code, { port }) => ({
      files: {
        'recipe_settings.py': code('python'),
        'second_factor.py': code('python', 1),
        'site.py': fixture('django-site.py'),
      },
      command: [python, 'site.py', String(port)],
    }),
  },
  {
    recipe: 'OmniAuth',
    packages: ['ruby-omniauth-openid-connect', 'ruby-sinatra', 'ruby-webrick'],
    program: (code) => ({ files: { 'app.rb': code('ruby') }, command: ['/usr/bin/ruby', 'app.rb'] }),
    form: ({ page, url }) =>
      url.endsWith('/step-up') || url.endsWith('/') ? page.querySelector('form') : null,
  },
];
