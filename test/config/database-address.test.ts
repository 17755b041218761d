import { expect } from 'chai';
import pg from 'pg';
import { addressesIn, isDatabaseAddress, postgresAt } from '../../src/config/database-address.ts';

/** Where the driver would go, and as whom. */
function read(databaseUrl: string) {
  return addressesIn(databaseUrl).map((connectionString) => {
    const { host, port, user, password, database, ssl } = new pg.Client({ connectionString });
    return { host, port, user, password, database, ssl };
  });
}

describe('the address of a database', () => {
  const who = { user: 'u', password: 'p', database: 'db', ssl: false };
  const accepted: readonly [address: string, expected: readonly object[]][] = [
    ['postgres://u:p@a:5433/db', [{ ...who, host: 'a', port: 5433 }]],
    ['postgresql://u:p@a/db', [{ ...who, host: 'a', port: 5432 }]],
    [
      'postgres://u:p@a:5433,b:5434,c/db',
      [
        { ...who, host: 'a', port: 5433 },
        { ...who, host: 'b', port: 5434 },
        { ...who, host: 'c', port: 5432 },
      ],
    ],
    [
      'postgres://u:p@[2001:db8::1]:5433,[::1]/db?target_session_attrs=read-write',
      [
        { ...who, host: '2001:db8::1', port: 5433 },
        { ...who, host: '::1', port: 5432 },
      ],
    ],
    [
      'postgres://u:p%40%2C%2Fx,y@a,b/db?target_session_attrs=primary',
      ['a', 'b'].map((host) => ({ ...who, password: 'p@,/x,y', host, port: 5432 })),
    ],
    [
      'postgres://u:p@a,b/db?sslmode=no-verify',
      ['a', 'b'].map((host) => ({ ...who, host, port: 5432, ssl: { rejectUnauthorized: false } })),
    ],
  ];
  for (const [address, expected] of accepted) {
    it(`is read as libpq reads it: ${address}`, () => {
      expect(isDatabaseAddress(address)).to.equal(true);
      expect(read(address)).to.deep.equal(expected);
    });
  }

  for (const address of [
    'postgres://u:p@a,,b/db',
    'postgres://u:p@a,/db',
    'postgres://u:p@,b/db',
    'postgres://u:p@a:1,b:70000/db',
    'postgres://u:p@a:1,b:x/db',
    'postgres://u:p@a, b/db',
    'postgres://u:p@/db?host=a,b',
    'postgres://u:p@a/db?host=a,b',
    'postgres://u:p@a/db?port=1,2',
    'postgres://u:p@a,b/db?target_session_attrs=standby',
    'postgres://u:p@a,b/db?target_session_attrs=any',
    'mysql://u:p@a,b/db',
    'a,b',
  ]) {
    it(`is refused: ${address}`, () => {
      expect(isDatabaseAddress(address)).to.equal(false);
    });
  }

  it('is told without name and password, however many hosts it has', () => {
    expect(postgresAt('postgres://u:canary@a:5433,[::1]:1,c/db?sslmode=no-verify')).to.equal(
      'PostgreSQL at a:5433,[::1]:1,c/db',
    );
  });
});
