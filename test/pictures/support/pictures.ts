import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A page as README and docs show it. */
export interface Picture {
  readonly name: string;
  /** Null: the sign-in at the demo application. */
  readonly path: string | null;
  /** What the page calls itself. */
  readonly shows: string;
  /** Who looks at it. */
  readonly email: string;
  /** Its template, without its ending. */
  readonly view: string;
  /** From here on the policy of Acme lies that far ahead. */
  readonly deadlineInDays?: number;
}

const [olivia, mina] = ['olivia.marsh@acme.example', 'mina.okafor@acme.example'];

/** In this order: the policy of Acme is announced in between. */
export const pictures: readonly Picture[] = [
  {
    name: 'console-preview',
    path: '/console/acme/enforcement/change',
    shows: 'preview',
    email: olivia,
    view: 'console/enforcement/preview',
  },
  {
    name: 'console-overview',
    path: '/console/acme',
    shows: 'overview',
    email: olivia,
    view: 'console/overview',
    deadlineInDays: 3,
  },
  {
    name: 'console-members',
    path: '/console/acme/members',
    shows: 'members',
    email: olivia,
    view: 'console/members/members',
  },
  {
    name: 'account-security',
    path: '/account/security',
    shows: 'security',
    email: olivia,
    view: 'account/security/security',
  },
  { name: 'sign-in', path: null, shows: 'password', email: mina, view: 'interaction/password' },
  { name: 'set-up', path: null, shows: 'enroll', email: mina, view: 'interaction/enroll' },
];

export interface Variant {
  readonly width: 1280 | 360;
  readonly scheme: 'light' | 'dark';
}

export const variants: readonly Variant[] = [
  { width: 1280, scheme: 'light' },
  { width: 1280, scheme: 'dark' },
  { width: 360, scheme: 'light' },
  { width: 360, scheme: 'dark' },
];

export const pictureFolder = 'docs/pictures';

export function pictureFile(name: string, { width, scheme }: Variant): string {
  return join(pictureFolder, `${name}-${width}-${scheme}.png`);
}

/** What the pictures were made of. */
export const madeOfFile = join(pictureFolder, 'made-of.json');

/** Hashes of what a picture shows: its template and words, what stands around it, the stylesheet, and the world. */
export function madeOf(): string {
  const shared = [
    'config/demo.yaml',
    'views/layout.ejs',
    'views/assets/countersign.css',
    'views/assets/icons.json',
    ...globSync('views/parts/*.ejs').toSorted(),
    ...globSync('views/words/{frame,areas,reasons}.en.yaml').toSorted(),
  ];
  const hashes = pictures.map(({ name, view }) => {
    const words = `views/${view.split('/').slice(0, -1).join('/')}/words.en.yaml`;
    return [name, hashOf([...shared, `views/${view}.ejs`, words])];
  });
  return `${JSON.stringify(Object.fromEntries(hashes), null, 2)}\n`;
}

function hashOf(files: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of files) hash.update(`${file}\n${readFileSync(file, 'utf8')}\n`);
  return hash.digest('hex').slice(0, 16);
}
