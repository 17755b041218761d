import type { Answer } from '../../../harness/browser.ts';
import type { Body, Call, FormCase, Outcome, PageCase, Row } from './expectation.ts';
import type { Matrix } from './matrix.ts';
import { type Role, roles, type Visitor } from './people.ts';
import { differences } from './state.ts';
import type { Subjects } from './subjects.ts';

/** `link`: for whoever has it, signed in or not. */
export type Area = 'account' | 'console' | 'operator' | 'link';

/** For whom an area is; to others who are signed in it is not there. */
const rolesOf: Readonly<Record<Area, readonly Role[]>> = {
  link: roles,
  account: ['stranger', 'member', 'suspended', 'admin', 'owner', 'operator'],
  console: ['admin', 'owner'],
  operator: ['operator'],
};

interface Rows {
  readonly row: Row;
  readonly owner?: Row | undefined;
}

function expectedOf(area: Area, { role, proof }: Visitor, { row, owner = row }: Rows): Outcome {
  if (!rolesOf[area].includes(role)) return role === 'nobody' ? 'sign-in' : '404';
  const [none, old, fresh] = role === 'owner' ? owner : row;
  return { none, old, fresh }[proof];
}

/** What an answer comes to; what is none of it is told as it is. */
export function outcomeOf({ status, location, headers, name }: Answer): string {
  if (status === 303) {
    const { pathname, searchParams } = new URL(location ?? '');
    if (pathname !== '/auth') return 'done';
    return searchParams.get('own_pages') === 'fresh' ? 'step-up' : 'sign-in';
  }
  if (status !== 200) return String(status);
  if (headers.get('content-disposition') !== null) return 'done';
  return name === null ? 'no page' : 'shown';
}

/** The address of a page for one visitor. */
export async function addressOf(
  path: string,
  { about }: Pick<PageCase, 'about'>,
  asked: Omit<Call, 'address'>,
): Promise<string> {
  const values = (await about?.(asked)) ?? {};
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => encodeURIComponent(values[name] ?? name));
  return `${asked.server.issuer}${filled}`;
}

/** A page by its path, and one of its forms by its action. */
export interface PageAt {
  readonly area: Area;
  readonly path: string;
  readonly page: PageCase;
}

/** Opens a page as everybody. @returns what came otherwise than it should */
export async function readAs(matrix: Matrix, { area, path, page }: PageAt): Promise<string[]> {
  const { visitors, standing: subjects } = matrix;
  const addresses = await Promise.all(
    visitors.map((visitor) => addressOf(path, page, { ...matrix, visitor, subjects })),
  );
  const before = await matrix.state();
  const wrong = await Promise.all(
    visitors.map(async (visitor, number) => {
      const expected = expectedOf(area, visitor, { row: page.read, owner: page.owner });
      const answer = await visitor.browser.request(addresses[number] ?? '');
      return problemOf(`GET by ${nameOf(visitor)}`, answer, expected);
    }),
  );
  const changed = differences(before, await matrix.state());
  return [...wrong.flat(), ...changed.map((table) => `reading changes ${table}`)];
}

function nameOf({ role, proof }: Pick<Visitor, 'role' | 'proof'>): string {
  return `${role} (${proof})`;
}

function problemOf(what: string, answer: Answer, expected: Outcome): string[] {
  const came = outcomeOf(answer);
  if (came === expected) return [];
  const text = answer.page.querySelector('main')?.text.replaceAll(/\s+/g, ' ').slice(0, 200) ?? '';
  return [`${what}: ${came}, not ${expected} ${text}`];
}

interface Refusing {
  readonly visitors: readonly Visitor[];
  readonly expected: Outcome;
  /** Called once all requests are made ready, before the first is sent. */
  readonly begin: () => Promise<unknown>;
}

/**
 * Has visitors who may do nothing read every page and send every form.
 * @returns what came otherwise than it should
 */
export async function refusedTo(
  matrix: Matrix,
  pages: readonly PageAt[],
  { visitors, expected, begin }: Refusing,
): Promise<string[]> {
  const ready = await Promise.all(visitors.map((visitor) => everyRequest(matrix, pages, visitor)));
  await begin();
  const before = await matrix.state();
  const problems = await Promise.all(
    visitors.map(async ({ browser, ...visitor }, number) => {
      const found: string[] = [];
      for (const { what, address, fields } of ready[number] ?? []) {
        const answer = fields === null ? browser.request(address) : browser.post(address, fields);
        found.push(...problemOf(`${what} by ${nameOf(visitor)}`, await answer, expected));
      }
      return found;
    }),
  );
  const changed = differences(before, await matrix.state());
  return [...problems.flat(), ...changed.map((table) => `${table} changed`)];
}

async function everyRequest(matrix: Matrix, pages: readonly PageAt[], visitor: Visitor) {
  const { standing: subjects } = matrix;
  const found = [];
  for (const each of pages) {
    const address = await addressOf(each.path, each.page, { ...matrix, visitor, subjects });
    found.push({ what: `GET ${each.path}`, address, fields: null });
    for (const [action, forms] of Object.entries(each.page.forms ?? {}))
      for (const form of forms) {
        const at = { ...each, action, form };
        const request = await requestOf(matrix, at, { visitor, isEmpty: false, subjects });
        found.push({ what: `${action} ${each.path}`, ...request });
      }
  }
  return found;
}

/** A form that is sent by one visitor, filled in or empty. */
interface Sending {
  readonly visitor: Visitor;
  readonly isEmpty: boolean;
  readonly expected: Outcome;
}

const shownAgain: Row = ['422', '422', '422'];

function sendingsOf(area: Area, { visitors }: Matrix, form: FormCase): readonly Sending[] {
  const filled: Rows = { row: form.may, owner: form.owner };
  const { empty = shownAgain, ownerEmpty = empty } = form;
  const rows = form.body === undefined ? [filled] : [filled, { row: empty, owner: ownerEmpty }];
  return rows.flatMap((each, number) =>
    visitors.map((visitor) => ({
      visitor,
      isEmpty: number === 1,
      expected: expectedOf(area, visitor, each),
    })),
  );
}

/** What is sent. */
interface Request {
  readonly address: string;
  readonly fields: Readonly<Record<string, string>>;
}

export interface FormAt extends PageAt {
  readonly action: string;
  readonly form: FormCase;
}

const nothing: Body = () => ({});

export async function requestOf(
  matrix: Matrix,
  { path, page, action, form }: FormAt,
  { visitor, isEmpty, subjects }: Omit<Sending, 'expected'> & { readonly subjects: Subjects },
): Promise<Request> {
  const { about = page.about, body = nothing } = form;
  const asked = { ...matrix, visitor, subjects };
  const address = await addressOf(path, { about }, asked);
  const fields = isEmpty ? {} : await body({ ...asked, address });
  // A form of one button need not name it.
  return { address, fields: action === 'continue' ? fields : { action, ...fields } };
}

/**
 * Sends a form as everybody: those who are refused all at once, with nothing changed by it, then the others one by one.
 * @returns what came otherwise than it should
 */
export async function sendAs(matrix: Matrix, at: FormAt): Promise<string[]> {
  const sendings = sendingsOf(at.area, matrix, at.form);
  const send = async ({ visitor, isEmpty, expected }: Sending, { address, fields }: Request) => {
    const answer = await visitor.browser.post(address, fields);
    const what = `${at.action}${isEmpty ? ', empty,' : ''} by ${nameOf(visitor)}`;
    return problemOf(what, answer, expected);
  };
  const refused = sendings.filter(({ expected }) => expected !== 'done');
  const prepared = await Promise.all(
    refused.map((each) => requestOf(matrix, at, { ...each, subjects: matrix.standing })),
  );
  const before = await matrix.state();
  const problems = await Promise.all(
    refused.map((each, number) => send(each, prepared[number] ?? { address: '', fields: {} })),
  );
  const changed = differences(before, await matrix.state());
  return [
    ...problems.flat(),
    ...changed.map((table) => `${at.action}: what is refused changes ${table}`),
    ...(await doneBy(matrix, at, { sendings, send })),
  ];
}

interface Doing {
  readonly sendings: readonly Sending[];
  readonly send: (sending: Sending, request: Request) => Promise<string[]>;
}

/** Where people change what they share one goes after the other, and each must have changed something. */
async function doneBy(matrix: Matrix, at: FormAt, { sendings, send }: Doing): Promise<string[]> {
  const allowed = sendings.filter(({ expected }) => expected === 'done');
  const groups = at.area === 'account' || at.area === 'link' ? [allowed] : allowed.map((each) => [each]);
  const problems: string[] = [];
  for (const group of groups.filter(({ length }) => length > 0)) {
    const requests = await Promise.all(
      group.map((each) => requestOf(matrix, at, { ...each, subjects: matrix.subjects })),
    );
    const before = await matrix.state();
    const wrong = await Promise.all(
      group.map((each, number) => send(each, requests[number] ?? { address: '', fields: {} })),
    );
    const changed = differences(before, await matrix.state());
    problems.push(...wrong.flat());
    if (at.form.leavesAll) problems.push(...changed.map((table) => `${at.action} changes ${table}`));
    else if (changed.length === 0 && group.some(({ isEmpty }) => !isEmpty))
      problems.push(`${at.action} by ${group.map(({ visitor }) => nameOf(visitor)).join()} changes nothing`);
  }
  return problems;
}
