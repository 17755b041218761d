import { readEmailAddress } from '../documents/email-address.ts';
import { type DocumentProblem, pathText } from '../documents/problems.ts';
import { conflictsIn } from '../environments/client-conflicts.ts';

type Path = readonly PropertyKey[];

/** A value found in the document, and where. */
interface Found {
  readonly value: string;
  readonly path: Path;
}

/**
 * What no single field can know: things named twice and fields that exclude each other.
 * JobHandlers on the document as it was read, so that it tells them even when some fields are wrong on their own.
 */
export function contradictions(document: unknown): DocumentProblem[] {
  const organizations = items(document, ['organizations']);
  return [
    ...repeated(texts(document, ['environments'], 'name'), 'names an environment twice'),
    ...repeated(texts(document, ['clients'], 'client_id'), 'names a client twice'),
    ...repeated(emails(document, ['users']), 'names a user twice'),
    ...repeated(texts(document, ['organizations'], 'slug'), 'names an organization twice'),
    ...repeated(claimedDomains(organizations), 'is claimed twice'),
    ...items(document, ['users']).flatMap(inUser),
    ...items(document, ['clients']).flatMap(inClient),
    ...organizations.flatMap(inOrganization),
  ];
}

function inUser({ item, path }: Item): DocumentProblem[] {
  const hasBoth = read(item, 'password') !== undefined && read(item, 'password_hash') !== undefined;
  return hasBoth
    ? [{ path: pathText(path), problem: 'has both password and password_hash; one is allowed' }]
    : [];
}

function inClient({ item, path }: Item): DocumentProblem[] {
  if (typeof item !== 'object' || item === null) return [];
  return conflictsIn({ ...item }).map(({ field, problem }) => ({
    path: `${pathText(path)}.${field}`,
    problem,
  }));
}

function inOrganization({ item, path }: Item): DocumentProblem[] {
  const members = emails(item, ['members'], path);
  const invited = emails(item, ['invitations'], path);
  const memberEmails = members.map((member) => member.value);
  const notified = normalized(read(item, 'notification_email'));
  return [
    ...repeated(members, 'names a member twice'),
    ...repeated(invited, 'is invited twice'),
    ...told(
      invited.filter((one) => memberEmails.includes(one.value)),
      'is a member already',
    ),
    ...told(
      invited.filter((one) => one.value === notified),
      'is the notification address and cannot be invited',
    ),
  ];
}

function claimedDomains(organizations: readonly Item[]): Found[] {
  return organizations.flatMap(({ item, path }) =>
    items(item, ['domains'], path).flatMap((domain) =>
      typeof domain.item === 'string' ? [{ value: domain.item.toLowerCase(), path: domain.path }] : [],
    ),
  );
}

function repeated(found: readonly Found[], problem: string): DocumentProblem[] {
  const seen = new Set<string>();
  const again = found.filter(({ value }) => seen.size === seen.add(value).size);
  return told(again, problem);
}

function told(found: readonly Found[], problem: string): DocumentProblem[] {
  return found.map(({ path }) => ({ path: pathText(path), problem }));
}

function emails(container: unknown, names: readonly string[], above: Path = []): Found[] {
  return items(container, names, above).flatMap(({ item, path }) => {
    const value = normalized(read(item, 'email'));
    return value === null ? [] : [{ value, path: [...path, 'email'] }];
  });
}

function texts(container: unknown, names: readonly string[], field: string): Found[] {
  return items(container, names).flatMap(({ item, path }) => {
    const value = read(item, field);
    return typeof value === 'string' ? [{ value, path: [...path, field] }] : [];
  });
}

function normalized(text: unknown): string | null {
  const address = typeof text === 'string' ? readEmailAddress(text) : null;
  return address?.ok ? address.email : null;
}

interface Item {
  readonly item: unknown;
  readonly path: Path;
}

function items(container: unknown, names: readonly string[], above: Path = []): Item[] {
  const list = names.reduce<unknown>(read, container);
  if (!Array.isArray(list)) return [];
  return list.map((item: unknown, index) => ({ item, path: [...above, ...names, index] }));
}

function read(container: unknown, name: string): unknown {
  return typeof container === 'object' && container !== null ? Reflect.get(container, name) : undefined;
}
