export const uuid = '0f8fad5b-d9cb-469f-a165-70867728950e';
export const instant = '2026-01-01T00:00:00.000Z';
const hash = 'A'.repeat(43);

export const cursor = (...parts: readonly unknown[]) =>
  Buffer.from(JSON.stringify(parts)).toString('base64url');

/** Values that are no instant of ours, though some of them are one of JavaScript or of PostgreSQL. */
export const noInstants: readonly unknown[] = [
  '0000-01-01T00:00:00Z',
  '0001-01-01T00:00:00Z',
  '1969-12-31T23:59:59.999Z',
  '1970-01-01T00:00:00+00:01',
  '9999-12-31T23:59:59.999999999-23:59',
  '9999-12-31T23:59:59-00:01',
  '+010000-01-01T00:00:00Z',
  '+275760-09-13T00:00:00.000Z',
  '-271821-04-20T00:00:00.000Z',
  '2026-02-30T00:00:00Z',
  '2026-13-01T00:00:00Z',
  '2026-01-01T25:00:00Z',
  '2026-01-01T00:00:60Z',
  '2026-01-01T00:00:00+99:99',
  '2026-01-01T00:00:00',
  '2026-01-01',
  '2026',
  'infinity',
  '-infinity',
  'now',
  'epoch',
  'tonight',
  '',
  ' 2026-01-01T00:00:00Z',
  'Thu, 01 Jan 2026 00:00:00 GMT',
  '1767225600000',
  `2026-01-01T00:00:00.${'1'.repeat(5000)}Z`,
  '2026-01-01T00:00:00Z\0',
];

/** What no cursor of any list is, whatever its key. */
export const noCursors: readonly string[] = [
  '',
  'x',
  '%00',
  '%ff',
  'null',
  cursor(),
  cursor(null),
  cursor('x', 'y'),
  cursor('x', 'y', 'z'),
  cursor('\u0000'),
  cursor('\ud800'),
  cursor(1),
  cursor(instant),
  cursor(['a']),
  cursor({ slug: 'a' }),
  cursor(''),
  cursor('', ''),
  Buffer.from('{"length":1,"0":"a"}').toString('base64url'),
  Buffer.from('"a"').toString('base64url'),
  Buffer.from('[').toString('base64url'),
  'A'.repeat(600),
];

/** Lists by their path below the organization (or as they are), and what is no key of each. */
export const lists: Readonly<Record<string, readonly string[]>> = {
  '/me/sessions': [
    ...noInstants.map((at) => cursor(at, hash)),
    ...['', 'A', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(42)}+`].map((id) =>
      cursor(instant, id),
    ),
  ],
  members: [
    ...noInstants.map((at) => cursor(at, uuid)),
    ...['', 'x', `${uuid}0`, `{${uuid}}`, uuid.toUpperCase(), `${uuid.slice(1)}g`].map((id) =>
      cursor(instant, id),
    ),
  ],
  invitations: [
    ...noInstants.map((at) => cursor(at, uuid)),
    ...['', 'x', `${uuid}0`, `${uuid.slice(1)}g`].map((id) => cursor(instant, id)),
  ],
  activity: [
    '0',
    '-1',
    '1.5',
    '1e3',
    '0x10',
    ' 1',
    '01',
    '9223372036854775808',
    '9'.repeat(100),
    'NaN',
    '١',
  ].map((id) => cursor(id)),
  '/organizations': [],
};

export const noLimits = [
  '',
  '0',
  '-1',
  '201',
  '1.5',
  '1e2',
  '0x10',
  '0b1',
  '%205',
  '5%20',
  '+5',
  '%2B5',
  '1_0',
  '1,0',
  'NaN',
  'Infinity',
  'null',
  'true',
  '%D9%A1',
  '%EF%BC%91',
  '9'.repeat(400),
  '5%00',
];
